"""What holds for all tests.

Properties are tried a few dozen times, or many more with SIMULATOR_THOROUGH=1. Matrices are multiplied by one
thread a process: several workers that each use every core wait for one another longer than they work.
"""

import os

from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is loaded, which is later

settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile("thorough", max_examples=500, deadline=None)
settings.load_profile("thorough" if os.environ.get("SIMULATOR_THOROUGH") == "1" else "quick")
