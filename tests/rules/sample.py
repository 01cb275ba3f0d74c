"""What a rule is tried on: one call of a primitive, and the arguments that are differentiated.

Test files of this folder import it as `from tests.rules.sample import Sample`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Samples = dict[Callable[..., Any], list["Sample"]]


@dataclass(frozen=True, eq=False)
class Sample:
    """A call `primitive(*args, **kwargs)` at a point where the primitive is smooth.

    `wrt` names what is differentiated: positions in `args` and names in `kwargs`;
    `None` is everything that is made of floats or complex numbers (also in nested lists and tuples).
    `step` is the longest step of the numerical derivative.
    """

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    wrt: tuple[int | str, ...] | None = None
    step: float = 4e-3


def values(*shape: int, low: float = -2.0, high: float = 2.0, seed: int = 0, dtype: Any = float) -> Any:
    """Distinct numbers between `low` and `high` in a fixed random order: an array, or a float for the shape ()."""
    size = int(np.prod(shape))
    steps = np.random.default_rng([seed, size]).permutation(size) if size else np.zeros(0)
    uneven = steps + 0.37 + 0.1 * (steps * 0.618 % 1)  # so that no two sums of them are alike
    filled = np.asarray(low + (high - low) * uneven / max(size, 1)).reshape(shape)
    if np.dtype(dtype).kind == "c":
        filled = filled + 1j * np.roll(filled.ravel(), 1).reshape(shape) * 0.7 + 0.2j
    return filled.astype(dtype) if shape else np.dtype(dtype).type(filled).item()


def strided(*shape: int, low: float = -2.0, high: float = 2.0, seed: int = 0) -> Any:
    """Values that lie in memory with gaps and backwards along the last axis."""
    wide = values(*shape[:-1], 2 * shape[-1], low=low, high=high, seed=seed)
    return wide[..., ::-2]


def fortran(*shape: int, low: float = -2.0, high: float = 2.0, seed: int = 0) -> Any:
    """Values that lie in memory column by column."""
    return np.asfortranarray(values(*shape, low=low, high=high, seed=seed))
