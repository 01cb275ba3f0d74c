"""The largest number that a program holds on its way: beside it, rounding hides what the arguments change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from tests import oracle

CONTAINERS = (float, complex, np.ndarray, np.generic, list, tuple, dict)


def largest_inside(primal: Callable[[], Any], filename: str) -> float:
    """The largest magnitude in the local variables of the functions of this file, before each line of a run."""
    largest = 0.0

    def note(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal largest
        if frame.f_code.co_filename != filename:
            return None
        held = [value for value in frame.f_locals.values() if isinstance(value, CONTAINERS)]
        largest = max([largest, *map(_largest_of, held)])
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        primal()
    finally:
        sys.settrace(before)
    return largest


def _largest_of(value: object) -> float:
    return max((float(np.max(np.abs(leaf), initial=0.0)) for leaf in oracle.leaves(value)), default=0.0)
