"""New arrays, and copies and conversions of numbers and arrays.

The compiler casts an adjoint to the dtype of its argument (its real part, where that is real), so a conversion
just hands it on. An array made of a display, `np.array([a, [b, c]])`, has a tuple (of tuples) as its argument.
"""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, elementwise, linear, nondifferentiable, other_forms, tangent
from srcxform.runtime import python_number, unbroadcast, unstacked

# Conversions and copies.


@linear(np.float16, np.float32, np.float64, np.longdouble, np.complex64, np.complex128, np.clongdouble)
def to_type(x: Any, *, out_bar: Any) -> Any:
    """A number or array of another type."""
    return out_bar


@linear(builtins.float)
def to_float(x: Any, *, out_bar: Any) -> Any:
    """A Python float of a number, or of an array of one element."""
    return out_bar if np.ndim(x) == 0 else np.reshape(out_bar, np.shape(x))


@linear(python_number)
def to_python(x: Any, *, out_bar: Any) -> Any:
    """A number of Python's."""
    return out_bar


@elementwise(builtins.complex)
def to_complex(real: Any, imag: Any = 0) -> Any:
    """`real + 1j * imag`."""
    return 1, 1j


def entry(g: Any, like: Any) -> Any:
    """What `g` is the adjoint of, a number or array, or a sequence that is nested deeper than displays are."""
    return unstacked(g, like) if isinstance(like, (tuple, list)) else g


def row(g: Any, like: Any) -> Any:
    """The adjoint of one row of a display."""
    if isinstance(like, tuple):
        return tuple(entry(g[k], like[k]) for k in range(len(like)))
    return entry(g, like)


def parts(g: Any, like: Any) -> Any:
    """The rows of the array `g`, nested as the sequences `like` from which an array was made."""
    if isinstance(like, tuple):
        return tuple(row(g[k], like[k]) for k in range(len(like)))
    return entry(g, like)


@linear(np.array)
def array(
    object: Any,
    dtype: Any = None,
    *,
    copy: Any = True,
    order: Any = "K",
    subok: Any = False,
    ndmin: int = 0,
    out_bar: Any,
) -> Any:
    """A copy, or a new array of numbers and arrays in sequences."""
    g = np.reshape(out_bar, np.shape(object)) if ndmin > 0 else out_bar
    return (parts(g, object),)


@linear(np.asarray, np.asanyarray)
def asarray(a: Any, dtype: Any = None, order: Any = None, *, copy: Any = None, out_bar: Any) -> Any:
    """The array itself, or what `np.array` makes of other things."""
    return (parts(out_bar, a),)


@linear(np.asarray_chkfinite)
def asarray_chkfinite(a: Any, dtype: Any = None, order: Any = None, *, out_bar: Any) -> Any:
    """`np.asarray` that refuses what is not finite."""
    return (parts(out_bar, a),)


@linear(np.ascontiguousarray, np.asfortranarray)
def in_order(a: Any, dtype: Any = None, *, out_bar: Any) -> Any:
    """An array with a chosen order in memory, and at least one axis."""
    return (parts(np.reshape(out_bar, np.shape(a)) if np.ndim(a) == 0 else out_bar, a),)


@linear(np.copy)
def copy(a: Any, order: Any = "K", subok: Any = False, *, out_bar: Any) -> Any:
    """A copy."""
    return (parts(out_bar, a),)


@linear(np.astype)
def astype(x: Any, dtype: Any, *, copy: Any = True, out_bar: Any) -> Any:
    """An array of another type."""
    return out_bar


@adjoint(unstacked)
def unstacked_adjoint(g: Any, like: Any, *, out_bar: Any) -> Any:
    """The rows of an array as nested sequences."""
    return np.array(out_bar), None


@tangent(unstacked)
def unstacked_tangent(g: Any, like: Any, *, g_dot: Any) -> Any:
    """The rows of an array as nested sequences."""
    return unstacked(g_dot, like), None


# Arrays filled with a value.


@adjoint(np.full)
def full_adjoint(shape: Any, fill_value: Any, dtype: Any = None, order: Any = "C", *, out_bar: Any) -> Any:
    """An array of copies of a value."""
    return None, np.sum(out_bar) if np.ndim(fill_value) == 0 else unbroadcast(out_bar, fill_value)


@tangent(np.full)
def full_tangent(shape: Any, fill_value: Any, dtype: Any = None, order: Any = "C", *, fill_value_dot: Any) -> Any:
    """An array of copies of a value."""
    return None, np.full(shape, fill_value_dot, dtype)


@adjoint(np.full_like)
def full_like_adjoint(
    a: Any,
    fill_value: Any,
    dtype: Any = None,
    order: Any = "K",
    subok: Any = True,
    shape: Any = None,
    *,
    out_bar: Any,
) -> Any:
    """An array of copies of a value, in the shape of another array."""
    return None, np.sum(out_bar) if np.ndim(fill_value) == 0 else unbroadcast(out_bar, fill_value)


@tangent(np.full_like)
def full_like_tangent(
    a: Any,
    fill_value: Any,
    dtype: Any = None,
    order: Any = "K",
    subok: Any = True,
    shape: Any = None,
    *,
    out: Any,
    fill_value_dot: Any,
) -> Any:
    """An array of copies of a value, in the shape of another array."""
    return None, np.full_like(out, fill_value_dot)


# Sequences of numbers between two ends.


@adjoint(np.linspace)
def linspace_adjoint(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, *, dtype: Any = None, axis: int = 0, out_bar: Any
) -> Any:
    """`start + t * (stop - start)` for equally spaced `t`; ends that are arrays vary along the other axes."""
    t = np.linspace(0, 1, num) if endpoint else np.linspace(0, 1, num, endpoint=False)
    if np.ndim(out_bar) == 1:
        return np.sum(out_bar * (1 - t)), np.sum(out_bar * t)
    g = np.moveaxis(out_bar, axis, -1)
    return unbroadcast(np.sum(g * (1 - t), axis=-1), start), unbroadcast(np.sum(g * t, axis=-1), stop)


@tangent(np.linspace)
def linspace_tangent(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    *,
    dtype: Any = None,
    axis: int = 0,
    start_dot: Any,
    stop_dot: Any,
) -> Any:
    """Linear in both ends."""
    start_end = 0 if np.ndim(start) == 0 else np.zeros_like(start)
    stop_end = 0 if np.ndim(stop) == 0 else np.zeros_like(stop)
    start_term = np.linspace(start_dot, stop_end, num, endpoint, axis=axis)
    return start_term, np.linspace(start_end, stop_dot, num, endpoint, axis=axis)


@other_forms(np.linspace)
def linspace(
    start: Any, stop: Any, num: Any = 50, endpoint: Any = True, retstep: Any = False, dtype: Any = None, axis: Any = 0
) -> Any:
    """The numbers, and how far they are apart."""
    values = np.linspace(start, stop, num, endpoint, dtype=dtype, axis=axis)
    if not retstep:
        return values
    gaps = num - 1 if endpoint else num
    return values, (np.asarray(stop) - start)[()] / gaps if gaps > 0 else np.nan * (np.asarray(stop) - start)[()]


@adjoint(np.arange)
def arange_adjoint(start: Any, stop: Any = None, step: Any = 1, *, dtype: Any = None, out_bar: Any) -> Any:
    """`start + k * step`; `stop` (alone, it comes first) only tells how many, and that is a step."""
    step_bar = np.sum(out_bar * np.arange(np.size(out_bar)))
    return None if stop is None else np.sum(out_bar), None, step_bar


@tangent(np.arange)
def arange_tangent(
    start: Any, stop: Any = None, step: Any = 1, *, dtype: Any = None, out: Any, start_dot: Any, step_dot: Any
) -> Any:
    """`start + k * step`; `stop` (alone, it comes first) only tells how many, and that is a step."""
    return None if stop is None else np.full_like(out, start_dot), None, step_dot * np.arange(np.size(out))


nondifferentiable(
    (
        np.zeros,
        np.zeros_like,
        np.ones,
        np.ones_like,
        np.empty,
        np.empty_like,
        np.eye,
        np.identity,
        np.tri,
        np.indices,
    )
)
