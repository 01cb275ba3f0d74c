"""Methods and attributes of arrays, as functions; and which functions give views."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from srcxform.rules import writers
from srcxform.rules.registry import no_rule
from srcxform.runtime import python_number

# Methods whose parameters differ from those of NumPy's function of the same name


def reshape(a: Any, *shape: Any, order: Any = "C", copy: Any = None) -> Any:
    """`a.reshape(2, 3)` or `a.reshape((2, 3))`."""
    new = shape[0] if len(shape) == 1 else shape
    if copy:
        return np.copy(np.reshape(a, new, order=order))
    return np.reshape(a, new) if order == "C" else np.reshape(a, new, order=order)


def transpose(a: Any, *axes: Any) -> Any:
    """`a.transpose()`, `a.transpose(1, 0)` or `a.transpose((1, 0))`."""
    if len(axes) == 0:
        return np.transpose(a)
    # One axis is also how a vector is transposed: `x.transpose(0)`.
    return np.transpose(a, axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes)


def flatten(a: Any, order: Any = "C") -> Any:
    """Always a copy, unlike `ravel`."""
    return np.copy(np.ravel(a) if order == "C" else np.ravel(a, order=order))


def astype(a: Any, dtype: Any, order: Any = "K", casting: Any = "unsafe", subok: Any = True, copy: Any = True) -> Any:
    """Always a copy unless `copy` is false."""
    return np.array(a, dtype=dtype) if copy else np.asarray(a, dtype=dtype)


def copy(a: Any, order: Any = "C") -> Any:
    """`a.copy()` has C order (and is how a plain `np.copy` is printed); any other is named."""
    return np.copy(a, order=order)


def conj(a: Any) -> Any:
    """The array itself, and no copy as by `np.conj`, where it is real."""
    return np.conj(a) if np.iscomplexobj(a) else a


def clip(a: Any, min: Any = None, max: Any = None) -> Any:
    """`a.clip(0, 1)` or `a.clip(min=0)`."""
    return np.clip(a, min, max)


def compress(a: Any, condition: Any, axis: Any = None) -> Any:
    """The method has the array first."""
    return np.compress(condition, a, axis=axis)


def item(a: Any, *index: Any) -> Any:
    """The number at an index, or the only one there is."""
    if len(index) == 0:
        return plain(np.reshape(a, ())[()])
    if len(index) == 1 and not isinstance(index[0], tuple):
        return plain(np.ravel(a)[index[0]])
    return plain(a[index[0]] if len(index) == 1 else a[index])


def plain(x: Any) -> Any:
    """A number as one of Python's: it then takes no part in the choice of precision."""
    return x if type(x) in (float, complex) else python_number(x)


def tolist(a: Any) -> Any:
    """Nested lists of the elements."""
    if np.ndim(a) == 0:
        return plain(np.reshape(a, ())[()])
    if np.ndim(a) == 1:
        return [plain(x) for x in a]
    return [tolist(row) for row in a]


def view(a: Any, dtype: Any = None, type: Any = None) -> Any:
    """The same memory under another name."""
    if dtype is not None or type is not None:
        return no_rule(
            "`.view` as another type reads the bytes of numbers",
            "use `a.astype(dtype)` for another dtype, and `a[:]` for a view",
        )
    return a[...]


def to_device(a: Any, device: Any, /, *, stream: Any = None) -> Any:
    """The array itself: there is one device."""
    return a


# Methods and attributes that write into the array


def set_real(a: Any, value: Any) -> None:
    """`a.real = value`."""
    np.real(a)[...] = value


def set_imag(a: Any, value: Any) -> None:
    """`a.imag = value`."""
    np.imag(a)[...] = value


def set_flat(a: Any, value: Any) -> None:
    """`a.flat = value`: one after the other, and again from the first."""
    a[...] = value if np.ndim(value) == 0 else np.resize(value, np.shape(a))


SETTERS: dict[str, Callable[..., Any]] = {"real": set_real, "imag": set_imag, "flat": set_flat}
"""What writes into the array where an attribute is assigned."""


def sort(a: Any, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: Any = None) -> None:
    """In order, in place."""
    a[...] = np.sort(a, axis=axis)


def partition(a: Any, kth: Any, axis: Any = -1, kind: Any = "introselect", order: Any = None) -> None:
    """Partly in order, in place."""
    a[...] = np.partition(a, kth, axis=axis)


METHODS: dict[str, Callable[..., Any]] = {
    "__getitem__": operator.getitem,
    "all": np.all,
    "any": np.any,
    "argmax": np.argmax,
    "argmin": np.argmin,
    "argpartition": np.argpartition,
    "argsort": np.argsort,
    "astype": astype,
    "choose": np.choose,
    "clip": clip,
    "compress": compress,
    "conj": conj,
    "conjugate": conj,
    "copy": copy,
    "cumprod": np.cumprod,
    "cumsum": np.cumsum,
    "diagonal": np.diagonal,
    "dot": np.dot,
    "flatten": flatten,
    "item": item,
    "max": np.max,
    "mean": np.mean,
    "min": np.min,
    "nonzero": np.nonzero,
    "prod": np.prod,
    "partition": partition,
    "put": writers.put,
    "ravel": np.ravel,
    "repeat": np.repeat,
    "reshape": reshape,
    "round": np.round,
    "searchsorted": np.searchsorted,
    "sort": sort,
    "squeeze": np.squeeze,
    "std": np.std,
    "sum": np.sum,
    "swapaxes": np.swapaxes,
    "take": np.take,
    "to_device": to_device,
    "tolist": tolist,
    "trace": np.trace,
    "transpose": transpose,
    "var": np.var,
    "view": view,
}
"""The function that does what a method does, with the array as its first argument."""

ATTRIBUTES: dict[str, Callable[..., Any]] = {
    "T": np.transpose,
    "flat": np.ravel,
    "imag": np.imag,
    "mT": np.matrix_transpose,
    "real": np.real,
}
"""The function of the array that is an attribute."""

INERT_ATTRIBUTES = frozenset({"shape", "ndim", "size", "device", "dtype", "itemsize", "nbytes", "strides", "flags"})
"""Attributes that do not depend on the elements."""

_ALWAYS: tuple[Callable[..., Any], ...] = (
    np.transpose, np.matrix_transpose, np.linalg.matrix_transpose, np.swapaxes, np.moveaxis, np.rollaxis, np.squeeze,
    np.expand_dims, np.broadcast_to, np.broadcast_arrays, np.flip, np.fliplr, np.flipud, np.rot90, np.diagonal,
    np.linalg.diagonal, np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit, np.atleast_1d, np.atleast_2d,
    np.atleast_3d, np.real, np.lib.stride_tricks.sliding_window_view,
)  # fmt: skip
_SOMETIMES: tuple[Callable[..., Any], ...] = (
    np.reshape, np.ravel, np.asarray, np.asanyarray, np.asarray_chkfinite, np.ascontiguousarray, np.asfortranarray,
    np.require, np.imag, np.diag, np.linalg.matrix_power, np.real_if_close,
    np.float16, np.float32, np.float64, np.longdouble, np.complex64, np.complex128, np.clongdouble,
)  # fmt: skip

VIEWS: dict[Callable[..., Any], Literal["always", "sometimes"]] = {
    **dict.fromkeys(_ALWAYS, "always"),
    **dict.fromkeys(_SOMETIMES, "sometimes"),
    **({np.unstack: "always"} if hasattr(np, "unstack") else {}),
}
"""Functions whose result may share memory with their first argument."""

VIEWS_OF_ANY: frozenset[Callable[..., Any]] = frozenset(
    {np.einsum, np.broadcast_arrays, np.atleast_1d, np.atleast_2d, np.atleast_3d}
)
"""Functions whose result may share memory with another of their arguments than the first (or is a tuple of such)."""
