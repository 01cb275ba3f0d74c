"""All sample tables beside this file as one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.rules.sample import Samples


def every_sample() -> Samples:
    """The union of the tables."""
    union: Samples = {}
    for path in sorted(Path(__file__).parent.glob("samples_*.py")):
        for primitive, samples in importlib.import_module(f"tests.rules.{path.stem}").SAMPLES.items():
            union.setdefault(primitive, []).extend(samples)
    return union


SAMPLES = every_sample()


def name_of(primitive: Callable[..., Any]) -> str:
    """The primitive with the last part of its module, for test names and messages."""
    owner = getattr(getattr(primitive, "__self__", None), "name", None)
    if isinstance(owner, str):
        return f"{owner}.{primitive.__name__}"  # a method of a named object, such as a distribution
    module = getattr(primitive, "__module__", None) or "numpy"
    return f"{module.rsplit('.', 1)[-1].lstrip('_')}.{getattr(primitive, '__name__', repr(primitive))}"
