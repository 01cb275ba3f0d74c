"""Products of stacks of matrices, which Numba's own do not take.

BLAS takes a matrix whose rows or whose columns are without gaps, at any distance from one another (Dongarra, Du Croz,
Hammarling and Duff, A set of level 3 basic linear algebra subprograms, 1990). So the matrices of a stack need not be
copied, wherever its axes have been moved to; another one is.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from srcxform.backends.machine import support
from srcxform.backends.machine.compiling import helper_options

# Where matrices are so small, a call of the library for each takes longer than loops.
FEW_PRODUCTS = 600
_KINDS = {"float32": "s", "float64": "d", "complex64": "c", "complex128": "z"}
_PLAIN, _TURNED = ord("n"), ord("t")


def stack_product(a: Any, b: Any) -> Any:
    """The products of the matrices in two stacks that have as many axes and broadcast together."""
    return np.matmul(a, b)


def packed(a: Any) -> Any:
    """A matrix without gaps, row after row."""
    return np.ascontiguousarray(a)


def register() -> None:
    """Tell Numba what these are."""
    from numba import types
    from numba.extending import overload

    def choose_stack(a, b):  # type: ignore[no-untyped-def]
        if not _are_known(types, a, b) or a.ndim != b.ndim:
            return None
        multiply = _multiplication(str(a.dtype))
        return {3: _of_stacks, 4: _of_grids}.get(a.ndim, _of_deep)(multiply)

    def choose_packed(a):  # type: ignore[no-untyped-def]
        return _packed if a.layout != "C" else lambda a: a

    overload(packed, helper_options())(choose_packed)
    overload(stack_product, helper_options())(choose_stack)


def _are_known(types: Any, a: Any, b: Any) -> bool:
    return isinstance(a, types.Array) and isinstance(b, types.Array) and a.dtype == b.dtype and str(a.dtype) in _KINDS


@functools.cache
def _multiplication(dtype: str) -> Any:
    """What writes the product of two matrices of a dtype into a third, whose rows lie one after the other."""
    from numba import types
    from numba.extending import register_jitable

    number = types.CPointer(getattr(types, dtype))
    size, char, kind = types.intp, types.char, ord(_KINDS[dtype])
    shape, matrix = (size, size, size), (number, size)
    gemm: Any = types.ExternalFunction(
        "numba_xxgemm", types.intc(char, char, char, *shape, number, *matrix, *matrix, number, *matrix)
    )

    @register_jitable(**helper_options())
    def is_plain(a):  # type: ignore[no-untyped-def]
        step = a.strides[0]
        return a.strides[1] == a.itemsize and step >= a.itemsize * max(a.shape[1], 1) and step % a.itemsize == 0

    @register_jitable(**helper_options())
    def multiply(a, b, out):  # type: ignore[no-untyped-def]
        rows, inner, columns = a.shape[0], a.shape[1], b.shape[1]
        if rows * inner * columns <= FEW_PRODUCTS:
            for i in range(rows):
                for j in range(columns):
                    out[i, j] = 0
                for m in range(inner):
                    for j in range(columns):
                        out[i, j] += a[i, m] * b[m, j]
            return
        left = a if is_plain(a) or is_plain(a.T) else packed(a)
        right = b if is_plain(b) or is_plain(b.T) else packed(b)
        is_left, is_right = is_plain(left), is_plain(right)
        one, zero = np.ones(1, a.dtype), np.zeros(1, a.dtype)
        # BLAS takes columns one after the other, and so sees the transposes of all three.
        failed = gemm(
            kind,
            _PLAIN if is_right else _TURNED,
            _PLAIN if is_left else _TURNED,
            columns,
            rows,
            inner,
            one.ctypes,
            right.ctypes,
            (right.strides[0] if is_right else right.strides[1]) // right.itemsize,
            left.ctypes,
            (left.strides[0] if is_left else left.strides[1]) // left.itemsize,
            zero.ctypes,
            out.ctypes,
            columns,
        )
        # The arrays are needed until here: Numba does not see that an address is in use.
        if failed != 0 or one.size + zero.size + left.size + right.size < 0:
            raise ValueError("the library could not multiply the matrices")

    return multiply


def _of_stacks(multiply: Any) -> Any:
    def product(a, b):  # type: ignore[no-untyped-def]
        count = support.broadcast_length(a.shape[0], b.shape[0])
        if a.shape[2] != b.shape[1]:
            raise ValueError("the matrices have no products: as many columns are needed as rows")
        out = np.empty((count, a.shape[1], b.shape[2]), a.dtype)
        for k in range(count):
            multiply(a[k if a.shape[0] > 1 else 0], b[k if b.shape[0] > 1 else 0], out[k])
        return out

    return product


def _of_grids(multiply: Any) -> Any:
    def product(a, b):  # type: ignore[no-untyped-def]
        count = support.broadcast_length(a.shape[0], b.shape[0])
        inner = support.broadcast_length(a.shape[1], b.shape[1])
        if a.shape[3] != b.shape[2]:
            raise ValueError("the matrices have no products: as many columns are needed as rows")
        out = np.empty((count, inner, a.shape[2], b.shape[3]), a.dtype)
        for k in range(count):
            left, right = a[k if a.shape[0] > 1 else 0], b[k if b.shape[0] > 1 else 0]
            for m in range(inner):
                multiply(left[m if a.shape[1] > 1 else 0], right[m if b.shape[1] > 1 else 0], out[k, m])
        return out

    return product


def _of_deep(multiply: Any) -> Any:
    def product(a, b):  # type: ignore[no-untyped-def]
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

    return product


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
