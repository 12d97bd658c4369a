"""How often properties are tried: a few dozen times, or many more with SIMULATOR_THOROUGH=1."""

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("thorough" if os.environ.get("SIMULATOR_THOROUGH") == "1" else "quick")
