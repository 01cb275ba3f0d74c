"""Moves of whole arrays, called instead of having their loops: each is compiled once for its types."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.backends.machine.compiling import helper_options


def rolled(a: Any, shift: int, axis: int) -> Any:
    """`np.roll` along one axis."""
    return np.roll(a, shift, axis)


def transposed(a: Any, axes: tuple[int, ...]) -> Any:
    """`np.transpose` with axes that are not negative: a view."""
    return np.transpose(a, axes)


def register() -> None:
    """Tell Numba what these are; its own `np.transpose` with axes takes seconds to compile."""
    from numba import types
    from numba.extending import overload

    def choose_rolled(a, shift, axis):  # type: ignore[no-untyped-def]
        return _rolled if isinstance(a, types.Array) else None

    def choose_transposed(a, axes):  # type: ignore[no-untyped-def]
        if not isinstance(a, types.Array) or not isinstance(axes, types.UniTuple):
            return None
        return _TRANSPOSED.get(a.ndim, lambda a, axes: np.transpose(a, axes))

    overload(rolled, helper_options())(choose_rolled)
    overload(transposed, helper_options())(choose_transposed)


def _rolled(a, shift, axis):  # type: ignore[no-untyped-def]
    along = axis + a.ndim if axis < 0 else axis
    if along < 0 or along >= a.ndim:
        raise ValueError("the axis is out of bounds")
    outer, inner = 1, 1
    for k in range(a.ndim):
        if k < along:
            outer *= a.shape[k]
        elif k > along:
            inner *= a.shape[k]
    count = a.shape[along]
    out = np.empty(a.shape, a.dtype)
    by = shift % max(count, 1) * inner
    rows = np.ascontiguousarray(a).reshape((outer, count * inner))
    moved = out.reshape((outer, count * inner))
    for i in range(outer):
        for j in range(count * inner - by):
            moved[i, by + j] = rows[i, j]
        for j in range(by):
            moved[i, j] = rows[i, count * inner - by + j]
    return out


def _transposed_3(a, axes):  # type: ignore[no-untyped-def]
    n, s = a.shape, a.strides
    i, j, k = axes
    return np.lib.stride_tricks.as_strided(a, (n[i], n[j], n[k]), (s[i], s[j], s[k]))


def _transposed_4(a, axes):  # type: ignore[no-untyped-def]
    n, s = a.shape, a.strides
    i, j, k, m = axes
    return np.lib.stride_tricks.as_strided(a, (n[i], n[j], n[k], n[m]), (s[i], s[j], s[k], s[m]))


_TRANSPOSED = {3: _transposed_3, 4: _transposed_4}
