"""Moves and products of whole arrays, called instead of having their loops: each is compiled once for its types."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.backends.machine.compiling import helper_options

# Where the matrices of a stack are so small, a call of the library for each takes longer than loops.
FEW_PRODUCTS = 600


def rolled(a: Any, shift: int, axis: int) -> Any:
    """`np.roll` along one axis."""
    return np.roll(a, shift, axis)


def transposed(a: Any, axes: tuple[int, ...]) -> Any:
    """`np.transpose` with axes that are not negative: a view."""
    return np.transpose(a, axes)


def stack_product(a: Any, b: Any) -> Any:
    """The products of the matrices in two stacks that have as many axes and broadcast together."""
    return np.matmul(a, b)


def packed(a: Any) -> Any:
    """A matrix without gaps, row after row."""
    return np.ascontiguousarray(a)


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

    def choose_product(a, b):  # type: ignore[no-untyped-def]
        if not isinstance(a, types.Array) or not isinstance(b, types.Array):
            return None
        return _stack_product if a.ndim == 3 else _deep_stack_product

    def choose_packed(a):  # type: ignore[no-untyped-def]
        return _packed if a.layout != "C" else lambda a: a

    overload(rolled, helper_options())(choose_rolled)
    overload(packed, helper_options())(choose_packed)
    overload(stack_product, helper_options())(choose_product)
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


def _stack_product(a, b):  # type: ignore[no-untyped-def]
    rows, inner, columns = a.shape[1], a.shape[2], b.shape[2]
    count = b.shape[0] if a.shape[0] == 1 else a.shape[0]
    if b.shape[1] != inner or (b.shape[0] != count and b.shape[0] != 1):
        raise ValueError("the stacks of matrices could not be broadcast together")
    out = np.empty((count, rows, columns), a.dtype)
    is_large = rows * inner * columns > FEW_PRODUCTS
    for k in range(count):
        left, right = a[k if a.shape[0] > 1 else 0], b[k if b.shape[0] > 1 else 0]
        if is_large:
            np.dot(packed(left), packed(right), out[k])
            continue
        for i in range(rows):
            for j in range(columns):
                out[k, i, j] = 0
            for m in range(inner):
                for j in range(columns):
                    out[k, i, j] += left[i, m] * right[m, j]
    return out


def _deep_stack_product(a, b):  # type: ignore[no-untyped-def]
    for n, m in zip(a.shape[:-2], b.shape[:-2]):
        if n != m and n != 1 and m != 1:
            raise ValueError("the stacks of matrices could not be broadcast together")
    shape = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    count = 1
    for n in shape:
        count *= n
    whole_a, whole_b = a, b
    if a.shape[:-2] != b.shape[:-2]:
        whole_a = np.copy(np.broadcast_to(a, shape + a.shape[-2:]))
        whole_b = np.copy(np.broadcast_to(b, shape + b.shape[-2:]))
    left = np.ascontiguousarray(whole_a).reshape((count, a.shape[-2], a.shape[-1]))
    right = np.ascontiguousarray(whole_b).reshape((count, b.shape[-2], b.shape[-1]))
    return stack_product(left, right).reshape(shape + a.shape[-2:-1] + b.shape[-1:])


def _packed(a):  # type: ignore[no-untyped-def]
    out = np.empty(a.shape, a.dtype)
    # Neighbours in memory are read one after the other.
    if abs(a.strides[0]) < abs(a.strides[1]):
        for j in range(a.shape[1]):
            for i in range(a.shape[0]):
                out[i, j] = a[i, j]
    else:
        for i in range(a.shape[0]):
            for j in range(a.shape[1]):
                out[i, j] = a[i, j]
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
