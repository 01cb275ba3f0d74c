"""What the rules of scipy.special share."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from srcxform.runtime import real_like, unbroadcast

LEFT_OUT: dict[str, str] = {}


def left_out(area: str, names: str, why: str) -> dict[str, str]:
    """Rows of a table of what has no rule, with one reason."""
    return {f"{area}.{name}": why for name in names.split()}


def offered(*names: str) -> tuple[Any, ...]:
    """The functions that this version of SciPy has; others are younger than the oldest one that is supported."""
    return tuple(getattr(special, name) for name in names if hasattr(special, name))


def over(f: Any, x: Any, limit: Any) -> Any:
    """`f / x`, and its limit where x is 0."""
    return np.where(x == 0, limit, f / (x + (x == 0)))


# Functions with several results: `slopes` has the derivative of each result in one argument.


def pulled_back(out_bar: Any, slopes: Any, x: Any) -> Any:
    """The adjoint of `x`, element by element."""
    total = out_bar[0] * np.conj(slopes[0])
    for k in range(1, len(slopes)):
        total = total + out_bar[k] * np.conj(slopes[k])
    return unbroadcast(real_like(total, x), x)


def pushed_forward(slopes: Any, x_dot: Any) -> Any:
    """The tangents of all results."""
    return tuple(slope * x_dot for slope in slopes)
