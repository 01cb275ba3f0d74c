"""Numbers as arrays, places on and beside diagonals, the order of Fortran, and what goes with Fourier transforms."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.definitions import argument, definition, kind_of, of_array
from srcxform.backends.machine.definitions_parts import has_items
from srcxform.ir.builder import literal, rank_of, type_of
from srcxform.ir.nodes import Assign, Const, Tup
from srcxform.ir.types import TupleType

# A number as an array, and back


@definition(np.reshape, when=lambda s: rank_of(s.args[0]) == 0)
def reshape_number(a: Any, shape: Any, *, out_dtype: Any) -> Any:
    out = np.empty(1, out_dtype)
    out[0] = a
    return np.reshape(out, shape)


def _to_number(statement: Assign) -> bool:
    return bool(rank_of(statement.args[0])) and literal(argument(statement, 1, "shape") or Const(None)) == (True, ())


@definition(np.reshape, when=_to_number)
def reshape_to_number(a: Any, shape: Any) -> Any:
    return np.ravel(a)[0]


@definition(np.ravel, when=lambda s: len(s.args) == 1 and not s.kwargs and has_items(type_of(s.args[0])))
def ravel_items(a: Any) -> Any:
    return np.ravel(np.array(a))


@definition(np.atleast_1d, when=lambda s: len(s.args) == 1 and has_items(type_of(s.args[0])))
def atleast_1d(ary: Any) -> Any:
    return np.array(ary)


# Places on and beside diagonals


@definition(np.triu_indices)
def triu_indices(n: Any, k: int = 0, m: Any = None) -> Any:
    return np.nonzero(np.logical_not(np.tri(n, n if m is None else m, k - 1, dtype=np.bool_)))


@definition(np.tril_indices)
def tril_indices(n: Any, k: int = 0, m: Any = None) -> Any:
    return np.nonzero(np.tri(n, n if m is None else m, k, dtype=np.bool_))


@definition(np.triu_indices_from)
def triu_indices_from(arr: Any, k: int = 0) -> Any:
    return np.triu_indices(arr.shape[0], k, arr.shape[1])


@definition(np.tril_indices_from)
def tril_indices_from(arr: Any, k: int = 0) -> Any:
    return np.tril_indices(arr.shape[0], k, arr.shape[1])


@definition(np.diag_indices, when=lambda s: len(s.args) == 1 and not s.kwargs)
def diag_indices(n: Any) -> Any:
    places = np.arange(n)
    return (places, places)


@definition(np.diag_indices_from)
def diag_indices_from(arr: Any) -> Any:
    return (np.arange(arr.shape[0]),) * np.ndim(arr)


def _is_shape_known(statement: Assign) -> bool:
    shape = argument(statement, 1, "shape")
    has_length = isinstance(shape, Tup) or (shape is not None and isinstance(type_of(shape), TupleType))
    return len(statement.args) == 2 and not statement.kwargs and has_length and kind_of(statement.args[0]) in ("i", "u")


@definition(np.unravel_index, when=_is_shape_known)
def unravel_index(indices: Any, shape: Any) -> Any:
    size = 1
    for n in shape:
        size *= n
    if np.any((indices < 0) | (indices >= size)):
        raise ValueError("index is out of bounds for array")
    found: tuple[Any, ...] = ()
    rest = indices
    for k in range(len(shape) - 1, -1, -1):
        found = (rest % shape[k], *found)
        rest = rest // shape[k]
    return found


# In the order of Fortran


def _by_columns(statement: Assign) -> bool:
    return of_array(statement) and literal(dict(statement.kwargs).get("order", Tup(()))) == (True, "F")


@definition(np.reshape, when=_by_columns)
def reshape_by_columns(a: Any, shape: Any, order: str) -> Any:
    lengths = shape if isinstance(shape, tuple) else (shape,)
    return np.transpose(np.reshape(np.transpose(a), lengths[::-1]))


@definition(np.ravel, when=_by_columns)
def ravel_by_columns(a: Any, order: str) -> Any:
    return np.ravel(np.transpose(a))


# Fourier transforms: order and frequencies


@definition(np.fft.fftshift, when=of_array)
def fftshift(x: Any, axes: Any = None) -> Any:
    return turned_by_half(x, axes, 1)


@definition(np.fft.ifftshift, when=of_array)
def ifftshift(x: Any, axes: Any = None) -> Any:
    return turned_by_half(x, axes, -1)


def turned_by_half(x: Any, axes: Any, sign: int) -> Any:
    """The array with its axes turned by half of their lengths."""
    every = tuple(range(np.ndim(x))) if axes is None else axes if isinstance(axes, tuple) else (axes,)
    for k in range(len(every)):
        x = np.roll(x, sign * (x.shape[every[k]] // 2), every[k])
    return x


@definition(np.fft.fftfreq)
def fftfreq(n: Any, d: Any = 1.0, device: Any = None) -> Any:
    places = np.arange(n)
    return np.where(places < (n - 1) // 2 + 1, places, places - n) * (1.0 / (n * d))


@definition(np.fft.rfftfreq)
def rfftfreq(n: Any, d: Any = 1.0, device: Any = None) -> Any:
    return np.arange(n // 2 + 1) * (1.0 / (n * d))


@definition(runtime.every_axis_once)
def every_axis_once(axes: Any, rank: int) -> Any:
    return axes


@definition(runtime.last_resized)
def last_resized(axes: Any, length: Any) -> Any:
    return (*((-1,) * (len(axes) - 1)), length)
