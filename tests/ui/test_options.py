"""Streamlit's options that the site depends on."""

import pytest
from streamlit import config

from simulator.ui.options import apply_options, options


def test_this_streamlit_still_knows_every_option() -> None:
    known = set(config.get_config_options())
    assert set(options()) <= known
    assert {"runner.postScriptGC", "runner.magicEnabled"} <= known


def test_options_hold_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_RUNNER_POST_SCRIPT_GC", "true")
    apply_options()
    assert config.get_option("runner.postScriptGC") is False
    assert config.get_option("runner.magicEnabled") is False
    assert config.get_option("client.showErrorDetails") == "none"
