"""Functions along an axis in which each element meets its neighbours: running sums and products, differences."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.axes import axis_back, axis_last
from srcxform.rules.reductions import as_array, conj
from srcxform.rules.registry import adjoint, linear, other_forms, tangent
from srcxform.runtime import (
    from_rows,
    linear_recurrence,
    previous,
    product_of_others,
    rows,
    unbroadcast,
)

# Running sums.


@linear(np.cumsum)
def cumsum_transpose(a: Any, axis: Any = None, dtype: Any = None, *, out_bar: Any) -> Any:
    """The running sum: each element is in every later sum."""
    if axis is None:
        return np.reshape(np.cumsum(out_bar[::-1])[::-1], np.shape(a))
    return np.flip(np.cumsum(np.flip(out_bar, axis), axis), axis)


@adjoint(np.nancumsum)
def nancumsum_adjoint(a: Any, axis: Any = None, dtype: Any = None, *, out_bar: Any) -> Any:
    """The running sum without what is NaN."""
    return np.where(np.isnan(a), 0, cumsum_transpose(a, axis, out_bar=out_bar))


@tangent(np.nancumsum)
def nancumsum_tangent(a: Any, axis: Any = None, dtype: Any = None, *, a_dot: Any) -> Any:
    """The running sum without what is NaN."""
    return np.cumsum(np.where(np.isnan(a), 0, a_dot), axis)


# Running products. All is written for a last axis: `rows` puts the axis there, `from_rows` puts it back.


def before(r: Any) -> Any:
    """For each element the product of those before it."""
    return previous(np.cumprod(r, axis=-1), 1)


def cumprod_change(r: Any, r_dot: Any) -> Any:
    """The tangent of the running product, by the product rule step by step: right also where factors are 0."""
    return linear_recurrence(r, before(r) * r_dot)


def cumprod_pullback(r: Any, g: Any) -> Any:
    """The transpose of `cumprod_change`: the same recurrence from the end."""
    factors = previous(r[..., ::-1], 0)
    return linear_recurrence(factors, g[..., ::-1])[..., ::-1] * before(r)


@adjoint(np.cumprod)
def cumprod_adjoint(a: Any, axis: Any = None, dtype: Any = None, *, out_bar: Any) -> Any:
    """The running product."""
    if axis is None:
        return from_rows(cumprod_pullback(conj(rows(a)), out_bar), a)
    return from_rows(cumprod_pullback(conj(rows(a, axis)), rows(out_bar, axis)), a, axis)


@tangent(np.cumprod)
def cumprod_tangent(a: Any, axis: Any = None, dtype: Any = None, *, out: Any, a_dot: Any) -> Any:
    """The running product."""
    if axis is None:
        return cumprod_change(rows(a), rows(a_dot))
    return from_rows(cumprod_change(rows(a, axis), rows(a_dot, axis)), out, axis)


def product_of_others_change(x: Any, x_dot: Any, axis: Any) -> Any:
    """The tangent of `product_of_others`, whose matrix is symmetric: the product rule on (before) * (after)."""
    r, r_dot = rows(x, axis), rows(x_dot, axis)
    back, back_dot = r[..., ::-1], r_dot[..., ::-1]
    before_dot = previous(cumprod_change(r, r_dot), 0)
    after_dot = previous(cumprod_change(back, back_dot), 0)[..., ::-1]
    return from_rows(before_dot * before(back)[..., ::-1] + before(r) * after_dot, x, axis)


@adjoint(product_of_others)
def product_of_others_adjoint(x: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """The slope of a product."""
    return product_of_others_change(conj(x), out_bar, axis)


@tangent(product_of_others)
def product_of_others_tangent(x: Any, axis: Any = None, *, x_dot: Any) -> Any:
    """The slope of a product."""
    return product_of_others_change(x, x_dot, axis)


@adjoint(linear_recurrence)
def linear_recurrence_adjoint(a: Any, b: Any, *, out: Any, out_bar: Any) -> Any:
    """`y[i] = a[i] * y[i - 1] + b[i]`: the adjoint runs the same recurrence from the end."""
    factors = previous(conj(a)[..., ::-1], 0)
    b_bar = linear_recurrence(factors, out_bar[..., ::-1])[..., ::-1]
    return b_bar * conj(previous(out, 0)), b_bar


@tangent(linear_recurrence)
def linear_recurrence_tangent(a: Any, b: Any, *, out: Any, a_dot: Any, b_dot: Any) -> Any:
    """`y[i] = a[i] * y[i - 1] + b[i]`: the tangent solves the same recurrence."""
    return linear_recurrence(a, a_dot * previous(out, 0)), linear_recurrence(a, b_dot)


@adjoint(previous)
def previous_adjoint(x: Any, first: Any, *, out_bar: Any) -> Any:
    """A step along the last axis: the way back is a step in the other direction."""
    return previous(out_bar[..., ::-1], 0)[..., ::-1], None


@tangent(previous)
def previous_tangent(x: Any, first: Any, *, x_dot: Any) -> Any:
    """A step along the last axis, with a constant in front."""
    return previous(x_dot, 0), None


@linear(rows)
def rows_transpose(x: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """A new layout."""
    return from_rows(out_bar, x, axis)


@adjoint(from_rows)
def from_rows_adjoint(r: Any, like: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """The old layout again."""
    return rows(out_bar, axis), None


@tangent(from_rows)
def from_rows_tangent(r: Any, like: Any, axis: Any = None, *, r_dot: Any) -> Any:
    """The old layout again."""
    return from_rows(r_dot, like, axis), None


# Differences and the trapezoidal rule.


def undiff(g: Any, n: int, axis: int) -> Any:
    """The transpose of `np.diff` of order n: each element is in one difference with a plus and in one with a minus."""
    for _ in range(n):
        g = -np.diff(g, axis=axis, prepend=0, append=0)
    return g


def thickness(end: Any, axis: int) -> Any:
    """How many places `prepend` or `append` take along the axis of `np.diff`."""
    return 1 if np.ndim(end) == 0 else np.shape(end)[axis]


def cut(g: Any, first: Any, last: Any, axis: int) -> Any:
    """The elements from `first` to before `last` along an axis."""
    return np.moveaxis(np.moveaxis(g, axis, -1)[..., first:last], -1, axis)


@adjoint(np.diff)
def diff_adjoint(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None, *, out_bar: Any) -> Any:
    """The n-th difference, of `a` between two optional pieces."""
    g = undiff(out_bar, n, axis)
    if prepend is None and append is None:
        return g
    start = 0 if prepend is None else thickness(prepend, axis)
    stop = start + np.shape(a)[axis]
    prepend_bar = None if prepend is None else unbroadcast(cut(g, 0, start, axis), prepend)
    append_bar = None if append is None else unbroadcast(cut(g, stop, None, axis), append)
    return cut(g, start, stop, axis), None, None, prepend_bar, append_bar


@tangent(np.diff)
def diff_tangent(
    a: Any,
    n: int = 1,
    axis: int = -1,
    prepend: Any = None,
    append: Any = None,
    *,
    a_dot: Any,
    prepend_dot: Any = None,
    append_dot: Any = None,
) -> Any:
    """The n-th difference; the pieces that do not move are 0."""
    if prepend is None and append is None:
        return np.diff(a_dot, n, axis)
    if append is None:
        start = np.diff(np.zeros_like(a), n, axis, prepend=prepend_dot)
        return np.diff(a_dot, n, axis, prepend=np.zeros_like(prepend)), None, None, start
    if prepend is None:
        end = np.diff(np.zeros_like(a), n, axis, append=append_dot)
        return np.diff(a_dot, n, axis, append=np.zeros_like(append)), None, None, None, end
    before_zero, middle_zero, after_zero = np.zeros_like(prepend), np.zeros_like(a), np.zeros_like(append)
    return (
        np.diff(a_dot, n, axis, prepend=before_zero, append=after_zero),
        None,
        None,
        np.diff(middle_zero, n, axis, prepend=prepend_dot, append=after_zero),
        np.diff(middle_zero, n, axis, prepend=before_zero, append=append_dot),
    )


def half_spans(start: Any, x: Any, stop: Any) -> Any:
    """Half the distance between both neighbours of each element, where `start` and `stop` lie beyond the ends."""
    wide = np.concatenate((start, x, stop), axis=-1)
    return (wide[..., 2:] - wide[..., :-2]) / 2


def trapezoid_weights(y: Any, x: Any, dx: Any, axis: int) -> Any:
    """Weights `w` with `np.trapezoid(y, x, dx, axis) == np.sum(w * y, -1)`, where `axis` was made the last one."""
    if x is None:
        count = np.shape(y)[axis]
        k = np.arange(count)
        return dx / 2 * (np.minimum(k + 1, count - 1) - np.maximum(k - 1, 0))
    places = x if np.ndim(x) == 1 else axis_last(x, axis)
    return half_spans(places[..., :1], places, places[..., -1:])


@adjoint(np.trapezoid)
def trapezoid_adjoint(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1, *, out_bar: Any) -> Any:
    """The integral of a line through points: linear in y, and (by summation by parts) in x."""
    g = out_bar if np.ndim(y) == 1 else np.expand_dims(out_bar, -1)
    y_bar = unbroadcast(axis_back(g * conj(trapezoid_weights(y, x, dx, axis)), axis), y)
    if x is None:
        return y_bar, None, unbroadcast(out_bar * conj(np.trapezoid(y, axis=axis)), dx)
    heights = axis_last(y, axis)
    x_bar = -g * conj(half_spans(-heights[..., :1], heights, -heights[..., -1:]))
    return y_bar, unbroadcast(x_bar if np.ndim(x) == 1 else axis_back(x_bar, axis), x), None


@other_forms(np.trapezoid)
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
    """Sequences of numbers count as arrays."""
    return np.trapezoid(as_array(y), as_array(x), dx, axis)


@tangent(np.trapezoid)
def trapezoid_tangent(
    y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1, *, y_dot: Any, x_dot: Any = None, dx_dot: Any = None
) -> Any:
    """The integral of a line through points: linear in y, and linear in x (or dx)."""
    if x is None:
        return np.trapezoid(y_dot, dx=dx, axis=axis), None, dx_dot * np.trapezoid(y, axis=axis)
    return np.trapezoid(y_dot, x, axis=axis), np.trapezoid(y, x_dot, axis=axis), None


if hasattr(np, "trapz"):  # the older name
    adjoint(np.trapz)(trapezoid_adjoint)  # noqa: NPY201
    tangent(np.trapz)(trapezoid_tangent)  # noqa: NPY201
