"""Functions that choose elements: by a condition, by their places, or between two places."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.quantiles import stored
from srcxform.rules.registry import adjoint, linear, nondifferentiable, other_forms, tangent
from srcxform.runtime import divide_or_zero, real_like, unbroadcast, untake, untake_along_axis

# Which of several arrays


@linear(np.where)
def where(condition: Any, x: Any = None, y: Any = None, *, out_bar: Any) -> Any:
    """Each element goes to the array that it came from; with one argument the result is places, without adjoint."""
    return None, unbroadcast(np.where(condition, out_bar, 0), x), unbroadcast(np.where(condition, 0, out_bar), y)


@linear(np.choose)
def choose_transpose(a: Any, choices: Any, *, mode: Any = "raise", out_bar: Any) -> Any:
    """Each element goes to the array that it came from."""
    if mode != "raise" or isinstance(choices, np.ndarray):
        return ()
    return None, tuple(unbroadcast(np.where(np.equal(a, k), out_bar, 0), choices[k]) for k in range(len(choices)))


@other_forms(np.choose)
def choose(a: Any, choices: Any, out: Any = None, mode: Any = "raise") -> Any:
    """Numbers beyond the choices count on from the first, or as the last."""
    if isinstance(choices, np.ndarray):
        place = choice_of(a, len(choices), mode)
        result = np.where(np.equal(place, 0), choices[0], choices[0])
        for k in range(1, len(choices)):
            result = np.where(np.equal(place, k), choices[k], result)
        return stored(result, out)
    return stored(np.choose(choice_of(a, len(choices), mode), choices), out)


def choice_of(a: Any, count: Any, mode: Any) -> Any:
    """The numbers of choices among so many."""
    if mode == "wrap":
        return np.asarray(a) % count
    return np.clip(a, 0, count - 1) if mode == "clip" else a


@linear(np.select)
def select(condlist: Any, choicelist: Any, default: Any = 0, *, out_bar: Any) -> Any:
    """Each element goes to the first array whose condition holds, or to the default."""
    if isinstance(choicelist, np.ndarray):
        return ()
    taken = np.select(condlist, tuple(range(len(condlist))), len(condlist))
    choices_bar = tuple(unbroadcast(np.where(taken == k, out_bar, 0), choicelist[k]) for k in range(len(condlist)))
    return None, choices_bar, unbroadcast(np.where(taken == len(condlist), out_bar, 0), default)


# Which elements


@linear(np.take)
def take(a: Any, indices: Any, axis: Any = None, *, mode: Any = "raise", out_bar: Any) -> Any:
    """Elements are added up where they were taken, each duplicate too."""
    if mode == "raise":
        return untake(out_bar, np.shape(a), indices, axis)
    return untake(out_bar, np.shape(a), indices, axis, mode)


@linear(untake)
def untake_transpose(g: Any, shape: Any, indices: Any, axis: Any = None, mode: Any = "raise", *, out_bar: Any) -> Any:
    """Elements are taken from where they were added."""
    return np.take(out_bar, indices, axis) if mode == "raise" else np.take(out_bar, indices, axis, mode=mode)


@linear(np.take_along_axis)
def take_along_axis(arr: Any, indices: Any, axis: Any = -1, *, out_bar: Any) -> Any:
    """Elements are added up where they were taken, each duplicate too."""
    return untake_along_axis(out_bar, np.shape(arr), indices, axis)


@linear(untake_along_axis)
def untake_along_axis_transpose(g: Any, shape: Any, indices: Any, axis: Any = -1, *, out_bar: Any) -> Any:
    """Elements are taken from where they were added."""
    return np.take_along_axis(out_bar, indices, axis)


@linear(np.compress)
def compress(condition: Any, a: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """What was left out gets 0."""
    return None, untake(out_bar, np.shape(a), np.flatnonzero(condition), axis)


@linear(np.extract)
def extract(condition: Any, arr: Any, *, out_bar: Any) -> Any:
    """What was left out gets 0."""
    return None, untake(out_bar, np.shape(arr), np.flatnonzero(condition))


@linear(np.delete)
def delete(arr: Any, obj: Any, axis: Any = None, *, out_bar: Any) -> Any:
    """What was left out gets 0."""
    length = np.size(arr) if axis is None else np.shape(arr)[axis]
    return untake(out_bar, np.shape(arr), np.delete(np.arange(length), obj), axis)


@adjoint(np.bincount)
def bincount(x: Any, weights: Any = None, minlength: Any = 0, *, out_bar: Any) -> Any:
    """A sum of weights goes to each of them; counts have no derivative."""
    return None, np.take(out_bar, x)


@tangent(np.bincount)
def bincount_tangent(x: Any, weights: Any = None, minlength: Any = 0, *, weights_dot: Any) -> Any:
    """Linear in the weights."""
    return None, np.bincount(x, weights_dot, minlength)


# Between two places


@adjoint(np.interp)
def interp_adjoint(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None, *, out_bar: Any
) -> Any:
    """Piecewise linear in `x` (at a knot, the slope to its right), linear in the values at the knots."""
    if period is not None:
        return ()
    cell = interp_cell(x, xp)
    lower = np.take(xp, cell)
    width = np.take(xp, cell + 1, mode="clip") - lower
    above = np.clip(divide_or_zero(x - lower, width), 0, 1)
    slope = interp_slope(x, xp, fp, cell, width)
    to_fp = inner_part(out_bar, x, xp, left, right)
    to_x = real_like(np.conj(slope) * out_bar, x)
    return (
        to_x,
        -spread_over_knots(to_x, xp, cell, above),
        spread_over_knots(to_fp, fp, cell, above),
        None if left is None else unbroadcast(np.where(x < xp[0], out_bar, 0), left),
        None if right is None else unbroadcast(np.where(x > xp[-1], out_bar, 0), right),
    )


@tangent(np.interp)
def interp_tangent(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None,
    *, x_dot: Any, xp_dot: Any, fp_dot: Any, left_dot: Any, right_dot: Any,
) -> Any:  # fmt: skip
    """To move the knots is to move `x` the other way."""
    if period is not None:
        return ()
    cell = interp_cell(x, xp)
    slope = interp_slope(x, xp, fp, cell, np.take(xp, cell + 1, mode="clip") - np.take(xp, cell))
    return (
        slope * x_dot,
        -slope * np.interp(x, xp, xp_dot),
        inner_part(np.interp(x, xp, fp_dot), x, xp, left, right),
        None if left is None else np.where(x < xp[0], left_dot, 0),
        None if right is None else np.where(x > xp[-1], right_dot, 0),
    )


@other_forms(np.interp)
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """With a period: the points in their order within one, with a neighbour from either side."""
    if period is None:
        return np.interp(x, xp, fp, left, right)
    length = np.abs(period)
    knots = np.asarray(xp) % length
    order = np.argsort(knots)
    places, heights = knots[order], np.asarray(fp)[order]
    places = np.concatenate((places[-1:] - length, places, places[:1] + length))
    heights = np.concatenate((heights[-1:], heights, heights[:1]))
    return np.interp(x % length, places, heights)


def interp_cell(x: Any, xp: Any) -> Any:
    """The number of the interval between knots in which each `x` lies, or of the nearest one."""
    return np.clip(np.searchsorted(xp, x, side="right") - 1, 0, max(len(xp) - 2, 0))


def interp_slope(x: Any, xp: Any, fp: Any, cell: Any, width: Any) -> Any:
    """The slope of the interpolant, 0 outside of the knots."""
    rise = np.take(fp, cell + 1, mode="clip") - np.take(fp, cell)
    return np.where((x >= xp[0]) & (x <= xp[-1]), divide_or_zero(rise, width), 0)


def inner_part(g: Any, x: Any, xp: Any, left: Any, right: Any) -> Any:
    """`g`, and 0 where the result is `left` or `right` and not a value of the interpolant."""
    g = g if left is None else np.where(x < xp[0], 0, g)
    return g if right is None else np.where(x > xp[-1], 0, g)


def spread_over_knots(g: Any, knots: Any, cell: Any, above: Any) -> Any:
    """The transpose of the interpolation: what each knot gets."""
    shape = np.shape(knots)
    return untake(g * (1 - above), shape, cell, 0) + untake(g * above, shape, cell + 1, 0, "clip")


nondifferentiable(
    (
        np.nonzero, np.flatnonzero, np.argwhere, np.count_nonzero, np.searchsorted, np.digitize, np.ix_, np.indices,
        np.unravel_index, np.ravel_multi_index, np.tril_indices, np.triu_indices, np.tril_indices_from,
        np.triu_indices_from, np.diag_indices, np.diag_indices_from, np.mask_indices,
    )
)  # fmt: skip
