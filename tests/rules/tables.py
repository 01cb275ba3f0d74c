"""All sample tables beside this file as one."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.rules.sample import Samples


def every_sample(table: str) -> Samples:
    """The union of the tables of this name; those of SciPy where it is installed."""
    union: Samples = {}
    for path in sorted(Path(__file__).parent.glob("samples_*.py")):
        if path.stem.startswith("samples_scipy") and importlib.util.find_spec("scipy") is None:
            continue
        module = importlib.import_module(f"tests.rules.{path.stem}")
        for primitive, samples in getattr(module, table, {}).items():
            union.setdefault(primitive, []).extend(samples)
    return union


def is_of_scipy(primitive: Callable[..., Any]) -> bool:
    """Whether SciPy has the function; ufuncs do not know where they belong."""
    if isinstance(primitive, np.ufunc):
        return getattr(np, primitive.__name__, None) is not primitive
    owner = getattr(primitive, "__self__", None)
    module = getattr(primitive, "__module__", None) or type(owner).__module__
    return module.startswith(("scipy", "srcxform.rules.scipy")) or type(owner).__module__.startswith("scipy")


def in_turn(primitives: Iterable[Callable[..., Any]], one_in: int = 4) -> list[Any]:
    """The functions as parameters of a test. SciPy's are many and alike: the usual run tries one in so many of them."""
    found = []
    for k, primitive in enumerate(primitives):
        is_extra = is_of_scipy(primitive) and k % one_in != 0
        found.append(pytest.param(primitive, id=name_of(primitive), marks=[pytest.mark.exhaustive] * is_extra))
    return found


SAMPLES = every_sample("SAMPLES")
DEFINITIONS = every_sample("DEFINITIONS")


def name_of(primitive: Callable[..., Any]) -> str:
    """The primitive with the last part of its module, for test names and messages."""
    owner = getattr(getattr(primitive, "__self__", None), "name", None)
    if isinstance(owner, str):
        return f"{owner}.{primitive.__name__}"  # a method of a named object, such as a distribution
    module = getattr(primitive, "__module__", None) or "numpy"
    return f"{module.rsplit('.', 1)[-1].lstrip('_')}.{getattr(primitive, '__name__', repr(primitive))}"
