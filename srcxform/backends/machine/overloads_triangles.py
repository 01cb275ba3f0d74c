"""Equations in triangles, solved by substitution: compiled once for the types, block by block, products by the library.

The rows of a block are loops over right sides that lie side by side; what a block takes off the rows that are left is
one product of matrices.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.extending import register_jitable
from numba.np.numpy_support import as_dtype, from_dtype

from srcxform import runtime
from srcxform.backends.machine.compiling import helper_options
from srcxform.backends.machine.overloads_helpers import overload

BLOCK = 32


@overload(runtime.solve_triangle)
def solve_triangle(t: Any, b: Any, lower: Any = False) -> Any:
    if not isinstance(t, types.Array) or not isinstance(b, types.Array) or t.ndim != 2 or b.ndim not in (1, 2):
        return None
    dtype = from_dtype(np.result_type(as_dtype(t.dtype), as_dtype(b.dtype), np.float32))
    if b.ndim == 1:
        by_columns = t.layout == "F"

        def solved(t, b, lower=False):  # type: ignore[no-untyped-def]
            x = np.empty(len(b), dtype)
            for k in range(len(x)):
                x[k] = b[k]
            for k in range(len(x)):
                i = k if lower else len(x) - 1 - k
                first, last = (0, i) if lower else (i + 1, len(x))
                if by_columns:
                    x[i] /= t[i, i]
                    first, last = (i + 1, len(x)) if lower else (0, i)
                    for j in range(first, last):
                        x[j] -= t[j, i] * x[i]
                else:
                    for j in range(first, last):
                        x[i] -= t[i, j] * x[j]
                    x[i] /= t[i, i]
            return x

        return solved

    def solved_many(t, b, lower=False):  # type: ignore[no-untyped-def]
        x = np.empty(b.shape, dtype)
        for i in range(len(x)):
            for j in range(x.shape[1]):
                x[i, j] = b[i, j]
        size = len(x)
        for done in range(0, size, BLOCK):
            count = min(BLOCK, size - done)
            start = done if lower else size - done - count
            substitute(t, x, start, start + count, lower)
            first, last = (start + count, size) if lower else (0, start)
            if first < last:
                take_off(t, x, (start, start + count), (first, last))
        return x

    return solved_many


@register_jitable(**helper_options())
def take_off(t: Any, x: Any, known: Any, rest: Any) -> None:
    """Take what the rows of one block contribute off other rows."""
    part = np.empty((rest[1] - rest[0], known[1] - known[0]), x.dtype)
    for i in range(part.shape[0]):
        for j in range(part.shape[1]):
            part[i, j] = t[rest[0] + i, known[0] + j]
    product = np.dot(part, x[known[0] : known[1]])
    for i in range(part.shape[0]):
        for j in range(x.shape[1]):
            x[rest[0] + i, j] -= product[i, j]


@register_jitable(**helper_options())
def substitute(t: Any, x: Any, start: int, stop: int, lower: bool) -> None:
    """Solve for the rows of one block, the others being taken off already."""
    for k in range(stop - start):
        i = start + k if lower else stop - 1 - k
        for j in range(x.shape[1]):
            x[i, j] /= t[i, i]
        first, last = (i + 1, stop) if lower else (start, i)
        for other in range(first, last):
            factor = t[other, i]
            for j in range(x.shape[1]):
                x[other, j] -= factor * x[i, j]
