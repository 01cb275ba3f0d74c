"""Without SciPy, the tests of its functions are left out."""

from __future__ import annotations

import importlib.util

collect_ignore_glob = [] if importlib.util.find_spec("scipy") else ["test_scipy_*.py", "test_special_scipy.py"]
