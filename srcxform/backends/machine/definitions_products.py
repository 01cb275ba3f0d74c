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
    count = a.shape[0] if left else b.shape[0]
    if left and right and a.shape[0] == 1:
        count = b.shape[0]
    first = _one(a, 0, left) @ _one(b, 0, right)
    out = np.empty((count, *first.shape), out_dtype)
    for k in range(count):
        out[k] = _one(a, k, left) @ _one(b, k, right)
    return out


def _one(x: Any, k: Any, is_many: bool) -> Any:
    """The matrix (or matrices) at a place of the first axis, where it is one of many matrices."""
    if not is_many:
        return x
    return x[0 if x.shape[0] == 1 else k]
