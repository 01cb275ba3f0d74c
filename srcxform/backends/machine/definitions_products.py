"""Products of arrays that have more axes than Numba's own take."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from srcxform.backends.machine.definitions import argument, definition, of_array, rank_of
from srcxform.backends.machine.definitions_reductions import part_at  # noqa: F401
from srcxform.ir.nodes import Assign


def _is_batch(statement: Assign) -> bool:
    ranks = [rank_of(a) for a in statement.args[:2]]
    return len(ranks) == 2 and not statement.kwargs and None not in ranks and max(r or 0 for r in ranks) > 2 and 0 not in ranks


@definition(operator.matmul, np.matmul, when=_is_batch)
def matmul(a: Any, b: Any, *, out_dtype: Any) -> Any:
    if np.ndim(b) <= 2:
        rows = np.reshape(a, (-1, a.shape[-1]))
        return np.reshape(rows @ b, (*a.shape[:-1], *b.shape[1:]))
    left, right = np.ndim(a) >= np.ndim(b), np.ndim(b) >= np.ndim(a)
    shape = _longer(a.shape[:-2], b.shape[:-2])
    out = np.empty((*shape, *a.shape[-2:-1], b.shape[-1]), out_dtype)
    for k in range(shape[0]):
        out[k] = _one(a, k, left) @ _one(b, k, right)
    return out


def _longer(a: Any, b: Any) -> Any:
    """The lengths of two shapes that broadcast together."""
    if len(a) < len(b):
        return _longer(b, a)
    shape: tuple[Any, ...] = ()
    for k in range(len(a)):
        j = k - len(a) + len(b)
        shape = (*shape, a[k] if j < 0 or a[k] != 1 else b[j])
    return shape


def _one(x: Any, k: Any, is_many: bool) -> Any:
    """The matrix (or matrices) at a place of the first axis, where it is one of many matrices."""
    if not is_many:
        return x
    return x[0 if x.shape[0] == 1 else k]
