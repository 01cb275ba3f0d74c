"""Functions that reduce axes: sums, means, extremes, and their twins among the built-ins and in `math`."""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as np

from srcxform.rules.registry import adjoint, linear, nondifferentiable, other_forms, tangent
from srcxform.runtime import broadcast_like, product_of_others, spread, unbroadcast, unstacked


def kept(g: Any, axis: Any, keepdims: Any) -> Any:
    """A reduced array with its reduced axes as axes of size 1, so that it broadcasts with what was reduced."""
    return g if axis is None or keepdims else np.expand_dims(g, axis)


def restore_axes(g: Any, x: Any, axis: Any, keepdims: Any) -> Any:
    """The adjoint of a sum of `x`, repeated for every element of `x`."""
    return np.broadcast_to(kept(g, axis, keepdims), np.shape(x))


def reduced_size(x: Any, axis: Any) -> Any:
    """How many elements of `x` go into one element of the result."""
    if axis is None:
        return np.size(x)
    if not isinstance(axis, tuple):
        return np.shape(x)[axis]
    if len(axis) == 0:
        return 1
    count = np.shape(x)[axis[0]]
    for one in axis[1:]:
        count = count * np.shape(x)[one]
    return count


def conj(x: Any) -> Any:
    """The conjugate, left out for real numbers."""
    return np.conj(x) if np.iscomplexobj(x) else x


# Sums and means.


@linear(np.sum)
def sum_transpose(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, out_bar: Any) -> Any:
    """The sum: every element gets the adjoint of the sum it is in."""
    return restore_axes(out_bar, a, axis, keepdims)


@linear(np.mean)
def mean_transpose(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, out_bar: Any) -> Any:
    """The mean: every element gets its share of the adjoint."""
    return restore_axes(out_bar / reduced_size(a, axis), a, axis, keepdims)


@adjoint(np.nansum)
def nansum_adjoint(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, out_bar: Any) -> Any:
    """The sum without what is NaN."""
    return np.where(np.isnan(a), 0, kept(out_bar, axis, keepdims))


@tangent(np.nansum)
def nansum_tangent(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, a_dot: Any) -> Any:
    """The sum without what is NaN."""
    return np.sum(np.where(np.isnan(a), 0, a_dot), axis=axis, keepdims=keepdims)


@adjoint(np.nanmean)
def nanmean_adjoint(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, out_bar: Any) -> Any:
    """The mean without what is NaN."""
    count = np.sum(~np.isnan(a), axis=axis, keepdims=keepdims)
    return np.where(np.isnan(a), 0, kept(out_bar / count, axis, keepdims))


@tangent(np.nanmean)
def nanmean_tangent(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, a_dot: Any) -> Any:
    """The mean without what is NaN."""
    count = np.sum(~np.isnan(a), axis=axis, keepdims=keepdims)
    return np.sum(np.where(np.isnan(a), 0, a_dot), axis=axis, keepdims=keepdims) / count


def against_axis(weights: Any, a: Any, axis: int) -> Any:
    """Weights of `np.average` along one axis of `a`, laid out to broadcast with `a`."""
    rank = np.ndim(a)
    return np.expand_dims(weights, tuple(k for k in range(rank) if k != axis % rank))


def along_axis(full: Any, axis: int) -> Any:
    """The transpose of `against_axis`."""
    rank = np.ndim(full)
    return np.sum(full, axis=tuple(k for k in range(rank) if k != axis % rank))


@adjoint(np.average)
def average_adjoint(
    a: Any, axis: Any = None, weights: Any = None, *, keepdims: Any = False, out: Any, out_bar: Any
) -> Any:
    """`sum(w * a) / sum(w)`: as a weight grows, the average moves towards its element."""
    if weights is None:
        return restore_axes(out_bar / reduced_size(a, axis), a, axis, keepdims)
    is_whole = np.ndim(weights) == np.ndim(a)
    if not is_whole and isinstance(axis, tuple):
        return ()  # weights for some of the axes: no rule
    w = weights if is_whole else against_axis(weights, a, axis)
    g = kept(out_bar, axis, keepdims) / conj(np.sum(w) if axis is None else np.sum(w, axis=axis, keepdims=True))
    w_bar = conj(a - kept(out, axis, keepdims)) * g
    return conj(w) * g, None, w_bar if is_whole else along_axis(w_bar, axis)


@tangent(np.average)
def average_tangent(
    a: Any, axis: Any = None, weights: Any = None, *, keepdims: Any = False, out: Any, a_dot: Any, weights_dot: Any
) -> Any:
    """`sum(w * a) / sum(w)`: as a weight grows, the average moves towards its element."""
    if weights is None:
        return np.mean(a_dot, axis=axis, keepdims=keepdims)
    is_whole = np.ndim(weights) == np.ndim(a)
    if not is_whole and isinstance(axis, tuple):
        return ()  # weights for some of the axes: no rule
    w = weights if is_whole else against_axis(weights, a, axis)
    w_dot = weights_dot if is_whole else against_axis(weights_dot, a, axis)
    total = np.sum(w) if axis is None else np.sum(w, axis=axis, keepdims=True)
    w_term = np.sum(w_dot * (a - kept(out, axis, keepdims)) / total, axis=axis, keepdims=keepdims)
    return np.sum(w * a_dot / total, axis=axis, keepdims=keepdims), None, w_term


def as_array(x: Any) -> Any:
    """A sequence of numbers as an array."""
    return np.asarray(x) if isinstance(x, (list, tuple)) else x


@other_forms(np.average)
def average(a: Any, axis: Any = None, weights: Any = None, returned: Any = False, *, keepdims: Any = False) -> Any:
    """With weights for some of the axes, and with the sum of the weights."""
    given = as_array(weights)
    if given is not None and isinstance(axis, tuple) and np.ndim(given) != np.ndim(a):
        beside = np.reshape(given, (*np.shape(given), *((1,) * (np.ndim(a) - len(axis)))))
        w = np.moveaxis(beside, tuple(range(len(axis))), axis) * np.ones(np.shape(a))
    else:
        w = given
    mean = np.average(a, axis=axis, weights=w, keepdims=keepdims)
    if not returned:
        return mean
    if weights is None:
        return mean, np.ones_like(mean) * (np.size(a) / np.size(mean))
    if np.ndim(w) != np.ndim(a):
        return mean, np.sum(w) * np.ones_like(mean)
    return mean, np.sum(w, axis=axis, keepdims=keepdims) * np.ones_like(mean)


# Variances.


def deviation(a: Any, axis: Any) -> Any:
    """`a` less its mean."""
    return a - np.mean(a) if axis is None else a - np.mean(a, axis=axis, keepdims=True)


def freedom(a: Any, axis: Any, ddof: Any, correction: Any) -> Any:
    """The divisor of a variance: the number of elements less `ddof` (or `correction`, its other name)."""
    less = ddof if correction is None else correction
    return reduced_size(a, axis) if less == 0 else reduced_size(a, axis) - less


def inner(x: Any, x_dot: Any) -> Any:
    """The change of `|x|**2 / 2` as x changes."""
    return np.real(np.conj(x) * x_dot) if np.iscomplexobj(x) else x * x_dot


@adjoint(np.var)
def var_adjoint(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    *,
    ddof: Any = 0,
    keepdims: Any = False,
    correction: Any = None,
    out_bar: Any,
) -> Any:
    """The mean square of the deviation; the mean in it does not count, as the deviations add up to 0."""
    divisor = freedom(a, axis, ddof, correction)
    return kept(2 * out_bar / divisor, axis, keepdims) * deviation(a, axis)


@tangent(np.var)
def var_tangent(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    *,
    ddof: Any = 0,
    keepdims: Any = False,
    correction: Any = None,
    a_dot: Any,
) -> Any:
    """The mean square of the deviation."""
    divisor = freedom(a, axis, ddof, correction)
    return 2 * np.sum(inner(deviation(a, axis), a_dot), axis=axis, keepdims=keepdims) / divisor


@adjoint(np.std)
def std_adjoint(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    *,
    ddof: Any = 0,
    keepdims: Any = False,
    correction: Any = None,
    out: Any,
    out_bar: Any,
) -> Any:
    """The root of the variance: a norm of the deviation, with the slope 0 where all elements are equal."""
    divisor = freedom(a, axis, ddof, correction)
    return kept(out_bar / (divisor * (out + (out == 0))), axis, keepdims) * deviation(a, axis)


@tangent(np.std)
def std_tangent(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    *,
    ddof: Any = 0,
    keepdims: Any = False,
    correction: Any = None,
    out: Any,
    a_dot: Any,
) -> Any:
    """The root of the variance: a norm of the deviation, with the slope 0 where all elements are equal."""
    divisor = freedom(a, axis, ddof, correction)
    return np.sum(inner(deviation(a, axis), a_dot), axis=axis, keepdims=keepdims) / (divisor * (out + (out == 0)))


def nan_deviation(a: Any, axis: Any) -> Any:
    """`a` less the mean of what is not NaN, and 0 where it is."""
    return np.where(np.isnan(a), 0, a - np.nanmean(a, axis=axis, keepdims=True))


@adjoint(np.nanvar)
def nanvar_adjoint(
    a: Any, axis: Any = None, dtype: Any = None, *, ddof: Any = 0, keepdims: Any = False, out_bar: Any
) -> Any:
    """The variance without what is NaN."""
    divisor = np.sum(~np.isnan(a), axis=axis, keepdims=keepdims) - ddof
    return kept(2 * out_bar / divisor, axis, keepdims) * nan_deviation(a, axis)


@tangent(np.nanvar)
def nanvar_tangent(
    a: Any, axis: Any = None, dtype: Any = None, *, ddof: Any = 0, keepdims: Any = False, a_dot: Any
) -> Any:
    """The variance without what is NaN."""
    divisor = np.sum(~np.isnan(a), axis=axis, keepdims=keepdims) - ddof
    return 2 * np.sum(inner(nan_deviation(a, axis), a_dot), axis=axis, keepdims=keepdims) / divisor


@adjoint(np.nanstd)
def nanstd_adjoint(
    a: Any, axis: Any = None, dtype: Any = None, *, ddof: Any = 0, keepdims: Any = False, out: Any, out_bar: Any
) -> Any:
    """The root of the variance without what is NaN."""
    divisor = np.sum(~np.isnan(a), axis=axis, keepdims=keepdims) - ddof
    return kept(out_bar / (divisor * (out + (out == 0))), axis, keepdims) * nan_deviation(a, axis)


@tangent(np.nanstd)
def nanstd_tangent(
    a: Any, axis: Any = None, dtype: Any = None, *, ddof: Any = 0, keepdims: Any = False, out: Any, a_dot: Any
) -> Any:
    """The root of the variance without what is NaN."""
    divisor = np.sum(~np.isnan(a), axis=axis, keepdims=keepdims) - ddof
    change = np.sum(inner(nan_deviation(a, axis), a_dot), axis=axis, keepdims=keepdims)
    return change / (divisor * (out + (out == 0)))


# Products.


def others(a: Any, axis: Any) -> Any:
    """The slope of a product in each of its factors."""
    return product_of_others(a) if axis is None else product_of_others(a, axis)


@adjoint(np.prod)
def prod_adjoint(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, out_bar: Any) -> Any:
    """The product: right also where factors are 0."""
    return kept(out_bar, axis, keepdims) * conj(others(a, axis))


@tangent(np.prod)
def prod_tangent(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, a_dot: Any) -> Any:
    """The product: right also where factors are 0."""
    return np.sum(others(a, axis) * a_dot, axis=axis, keepdims=keepdims)


@adjoint(np.nanprod)
def nanprod_adjoint(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, out_bar: Any) -> Any:
    """The product without what is NaN."""
    slope = conj(others(np.where(np.isnan(a), 1, a), axis))
    return np.where(np.isnan(a), 0, kept(out_bar, axis, keepdims) * slope)


@tangent(np.nanprod)
def nanprod_tangent(a: Any, axis: Any = None, dtype: Any = None, *, keepdims: Any = False, a_dot: Any) -> Any:
    """The product without what is NaN."""
    change = np.where(np.isnan(a), 0, others(np.where(np.isnan(a), 1, a), axis) * a_dot)
    return np.sum(change, axis=axis, keepdims=keepdims)


# Python's own sums and products, of a sequence (or of the rows of an array).


def each(g: Any, items: Any) -> Any:
    """The adjoint of every item of a sequence whose sum has the adjoint `g`."""
    if isinstance(items, tuple):
        return tuple(unbroadcast(g, item) for item in items)
    if isinstance(items, list):
        return spread(g, items)
    return np.broadcast_to(g, np.shape(items))


def parts(g: Any, like: Any) -> Any:
    """The rows of the array `g`, as the sequence `like`."""
    if isinstance(like, tuple):
        return tuple(g[k] for k in range(len(like)))
    if isinstance(like, list):
        return unstacked(g, like)
    return g


@adjoint(builtins.sum)
def sum_of_items_adjoint(iterable: Any, start: Any = 0, *, out_bar: Any) -> Any:
    """`start + iterable[0] + iterable[1] + ...`."""
    if np.ndim(start) == 0:
        return each(out_bar, iterable), out_bar if np.ndim(out_bar) == 0 else unbroadcast(out_bar, start)
    # The items may be smaller than what they are added to.
    return each(unbroadcast(out_bar, iterable[0]), iterable), unbroadcast(out_bar, start)


@tangent(builtins.sum)
def sum_of_items_tangent(iterable: Any, start: Any = 0, *, out: Any, iterable_dot: Any, start_dot: Any) -> Any:
    """`start + iterable[0] + iterable[1] + ...`."""
    if np.ndim(start) == 0:
        return sum(iterable_dot), broadcast_like(start_dot, out)
    return broadcast_like(sum(iterable_dot), out), broadcast_like(start_dot, out)


@adjoint(math.fsum)
def fsum_adjoint(seq: Any, *, out_bar: Any) -> Any:
    """The sum of floats without rounding on the way."""
    return (each(out_bar, seq),)


@tangent(math.fsum)
def fsum_tangent(seq: Any, *, seq_dot: Any) -> Any:
    """The sum of floats without rounding on the way."""
    return math.fsum(seq_dot)


@adjoint(math.prod)
def prod_of_items_adjoint(iterable: Any, *, start: Any = 1, out_bar: Any) -> Any:
    """`start * iterable[0] * iterable[1] * ...`."""
    slope = start * product_of_others(np.array(iterable), 0)
    return parts(out_bar * conj(slope), iterable), out_bar * conj(math.prod(iterable))


@tangent(math.prod)
def prod_of_items_tangent(iterable: Any, *, start: Any = 1, iterable_dot: Any, start_dot: Any) -> Any:
    """`start * iterable[0] * iterable[1] * ...`."""
    slope = start * product_of_others(np.array(iterable), 0)
    return np.sum(slope * np.array(iterable_dot), axis=0), start_dot * math.prod(iterable)


# Helpers of the run time, so that second derivatives work.


@adjoint(unbroadcast)
def unbroadcast_adjoint(g: Any, like: Any, *, out_bar: Any) -> Any:
    """A sum over the axes that were broadcast."""
    return broadcast_like(out_bar, g), None


@tangent(unbroadcast)
def unbroadcast_tangent(g: Any, like: Any, *, g_dot: Any) -> Any:
    """A sum over the axes that were broadcast."""
    return unbroadcast(g_dot, like), None


@adjoint(broadcast_like)
def broadcast_like_adjoint(x: Any, like: Any, *, out_bar: Any) -> Any:
    """Copies along the axes of `like`."""
    return unbroadcast(out_bar, x), None


@tangent(broadcast_like)
def broadcast_like_tangent(x: Any, like: Any, *, x_dot: Any) -> Any:
    """Copies along the axes of `like`."""
    return broadcast_like(x_dot, like), None


@adjoint(spread)
def spread_adjoint(g: Any, items: Any, *, out_bar: Any) -> Any:
    """The adjoint of a sum, for each of its items."""
    return broadcast_like(sum(out_bar), g), None


@tangent(spread)
def spread_tangent(g: Any, items: Any, *, g_dot: Any) -> Any:
    """The adjoint of a sum, for each of its items."""
    return spread(g_dot, items), None


nondifferentiable((np.count_nonzero, np.any, np.all, builtins.any, builtins.all))
