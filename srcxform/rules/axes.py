"""An axis made the last one, and put back: many rules are written for the last axis."""

from __future__ import annotations

from typing import Any

import numpy as np


def axis_last(x: Any, axis: Any) -> Any:
    """The array with an axis moved to the end."""
    return x if axis == -1 else np.moveaxis(x, axis, -1)


def axis_back(x: Any, axis: Any) -> Any:
    """The array with its last axis moved to its place."""
    return x if axis == -1 else np.moveaxis(x, -1, axis)
