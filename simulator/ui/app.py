"""The script that Streamlit runs for every visitor and interaction."""

from simulator.ui.main import run

run()
