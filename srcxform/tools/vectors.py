"""Nested arguments as vectors of a real space: random and unit directions, steps, the inner product.

A complex number counts as two real ones, so the inner product is `Re(sum(conj(a) * b))`, the one under which
`x - step * gradient` descends.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from srcxform.tools.leaves import is_inexact, leaves, leaves_like


def random_like(leaf: Any, random: np.random.Generator) -> Any:
    """Normal random numbers of the leaf's kind, shape and type."""
    drawn = random.standard_normal(np.shape(leaf))
    if np.iscomplexobj(leaf):
        drawn = drawn + 1j * random.standard_normal(np.shape(leaf))
    return of_kind(leaf, drawn)


def of_kind(leaf: Any, number: Any) -> Any:
    if isinstance(leaf, np.ndarray):
        return np.asarray(number, dtype=leaf.dtype)
    if isinstance(leaf, np.generic):
        return leaf.dtype.type(number)
    return complex(number) if isinstance(leaf, complex) else float(number)


def units(value: Any) -> list[tuple[str, Any]]:
    """The unit directions of one leaf, the imaginary ones too, each with its index as a label."""
    found = []
    for where in np.ndindex(np.shape(value)):
        index = "" if where == () else str(list(where))
        for unit, part in ((1.0, "real "), (1j, "imaginary ")) if np.iscomplexobj(value) else ((1.0, ""),):
            direction = np.zeros(np.shape(value), dtype=complex if np.iscomplexobj(value) else float)
            direction[where] = unit
            found.append(((part + index).strip(), of_kind(value, direction)))
    return found


def moved(value: Any, t: float, direction: Any) -> Any:
    return of_kind(value, np.asarray(value + t * np.asarray(direction)))


def _pairs(one: Any, other: Any) -> list[tuple[Any, Any]]:
    """Matching inexact leaves; a None on either side is zero and adds nothing."""
    matched = zip(leaves(one), leaves_like(one, other))
    pairs = [(a, b) for a, b in matched if a is not None and b is not None and is_inexact(a)]
    for a, b in pairs:
        if np.shape(a) != np.shape(b):
            raise ValueError(f"shapes differ: {np.shape(a)} and {np.shape(b)}")
    return pairs


def norm(one: Any) -> float:
    """The Euclidean length over all leaves that are finite."""
    found = [np.abs(np.asarray(leaf)).ravel() for leaf in leaves(one) if leaf is not None and is_inexact(leaf)]
    return math.sqrt(sum(float(np.sum(x[np.isfinite(x)].astype(float) ** 2)) for x in found))


def dot(one: Any, other: Any) -> float:
    """`Re(sum(conj(one) * other))` over all leaves, summed in double precision."""
    return math.fsum(float(np.sum(np.conj(_wide(a)) * _wide(b)).real) for a, b in _pairs(one, other))


def size(one: Any, other: Any) -> float:
    """The same sum of absolute values, by which cancellation in `dot` is measured."""
    return math.fsum(float(np.sum(np.abs(_wide(a) * _wide(b)))) for a, b in _pairs(one, other))


def _wide(leaf: Any) -> Any:
    return np.asarray(leaf, dtype=complex if np.iscomplexobj(leaf) else float)
