"""scipy.interpolate: splines in the B-spline basis (de Boor, A Practical Guide to Splines, chapters IX and X)."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate
import scipy.linalg

from srcxform.rules.registry import definition, no_rule
from srcxform.runtime import stop_gradient


class Spline:
    """A spline with knots, coefficients and degree."""

    def __init__(self, t: Any, c: Any, k: Any, extrapolate: Any = True, axis: Any = 0) -> None:
        self.t = t
        self.c = c
        self.k = k
        self.extrapolate = extrapolate
        self.axis = axis

    def __call__(self, x: Any, nu: Any = 0, extrapolate: Any = None) -> Any:
        """The values, or those of a derivative."""
        how = self.extrapolate if extrapolate is None else extrapolate
        return spline_values(self.t, self.c, self.k, np.asarray(x), nu, how, self.axis)

    def derivative(self, nu: Any = 1) -> Any:
        """Another one."""
        return no_rule("`derivative` of a `BSpline` has no derivative rule", "give the order when it is called")

    def antiderivative(self, nu: Any = 1) -> Any:
        """Another one."""
        return no_rule("`antiderivative` of a `BSpline` has no derivative rule", "use `integrate`")

    def integrate(self, a: Any, b: Any, extrapolate: Any = None) -> Any:
        """The integral between two limits."""
        how = self.extrapolate if extrapolate is None else extrapolate
        return integral(self.t, np.moveaxis(self.c, self.axis, -1), self.k, np.asarray(a), np.asarray(b), how)


def spline_values(t: Any, c: Any, k: Any, x: Any, nu: Any, extrapolate: Any, axis: Any) -> Any:
    """The values, with the axes of the points in the place of that of the coefficients."""
    count = np.shape(t)[0] - k - 1
    if extrapolate == "periodic":
        x = t[k] + np.mod(x - t[k], t[count] - t[k])
    last = np.moveaxis(c, axis, -1)[..., :count]
    values = de_boor(t, last, k, x, nu)
    if extrapolate is False:
        places = stop_gradient(x)
        values = np.where((places < t[k]) | (places > t[count]), np.nan, values)
    if np.ndim(x) == 0:
        return values
    return np.moveaxis(values, list(range(-np.ndim(x), 0)), [axis + j for j in range(np.ndim(x))])


def piece_of(t: Any, k: Any, x: Any, count: Any) -> Any:
    """The knot before each point."""
    return np.clip(np.searchsorted(stop_gradient(t), stop_gradient(x), side="right") - 1, k, count - 1)


def de_boor(t: Any, c: Any, k: Any, x: Any, nu: Any) -> Any:
    """Repeated convex combinations of the coefficients near each point; their axis is the last one."""
    if nu > k:
        return np.sum(c, axis=-1, keepdims=True)[..., np.zeros(np.shape(x), dtype=int)] * 0.0
    if nu > 0:
        gap = t[k + 1 : -1] - t[1 : -k - 1]
        steps = k * np.diff(c) / np.where(gap == 0, 1.0, gap)
        return de_boor(t[1:-1], np.where(gap == 0, 0.0, steps), k - 1, x, nu - 1)
    before = np.expand_dims(piece_of(t, k, x, np.shape(c)[-1]), -1)
    d = c[..., before - k + np.arange(k + 1)]
    at = np.expand_dims(x, -1)
    for r in range(1, k + 1):
        j = np.arange(r, k + 1)
        low, high = t[before - k + j], t[before + 1 - r + j]
        share = (at - low) / (high - low)
        d = (1 - share) * d[..., :-1] + share * d[..., 1:]
    return d[..., 0]


def integral(t: Any, c: Any, k: Any, a: Any, b: Any, extrapolate: Any) -> Any:
    """The difference of the antiderivative, whose coefficients are running sums (chapter X, formula 22)."""
    count = np.shape(t)[0] - k - 1
    if extrapolate == "periodic":
        return no_rule("the integral of a periodic spline has no derivative rule", "integrate over one period")
    if not extrapolate:
        a, b = (np.minimum(np.maximum(x, t[k]), t[count]) for x in (a, b))
    sums = np.cumsum(c[..., :count] * (t[k + 1 :] - t[: -k - 1]) / (k + 1), axis=-1)
    longer = np.concatenate((np.zeros_like(sums[..., :1]), sums), axis=-1)
    knots = np.concatenate((t[:1], t, t[-1:]))
    return de_boor(knots, longer, k + 1, b, 0) - de_boor(knots, longer, k + 1, a, 0)


def basis(t: Any, k: Any, x: Any, before: Any) -> Any:
    """The values of the `k + 1` B-splines that are not zero at each point (chapter X, formula 4)."""
    values, at, place = np.ones((np.shape(x)[0], 1)), np.expand_dims(x, 1), np.expand_dims(before, 1)
    zero = np.zeros((np.shape(x)[0], 1))
    for r in range(1, k + 1):
        j = np.arange(r)
        low, high = t[place + 1 + j - r], t[place + 1 + j]
        share = values / (high - low)
        left, right = (high - at) * share, (at - low) * share
        values = np.concatenate((left, zero), axis=1) + np.concatenate((zero, right), axis=1)
    return values


def knots_through(x: Any, k: Any) -> Any:
    """Knots at the points, or between them for an even degree, without those near the ends ("not a knot")."""
    if k % 2 == 1:
        inner = x[(k + 1) // 2 : np.shape(x)[0] - (k + 1) // 2]
    else:
        middle = (x[1:] + x[:-1]) / 2
        inner = middle[k // 2 : np.shape(middle)[0] - k // 2]
    ends = np.ones(k + 1)
    return np.concatenate((x[:1] * ends, inner, x[-1:] * ends))


def coefficients(t: Any, k: Any, x: Any, y: Any) -> Any:
    """The coefficients of the spline through the points: a banded system for the first axis of `y`."""
    if k == 0:
        return y
    count = np.shape(x)[0]
    before = piece_of(t, k, x, count)
    columns = np.expand_dims(before, 1) - k + np.arange(k + 1)
    bands = np.zeros((2 * k + 1, count))
    bands[k + np.expand_dims(np.arange(count), 1) - columns, columns] = basis(t, k, x, before)
    flat = np.reshape(y, (np.shape(y)[0], -1))
    return np.reshape(scipy.linalg.solve_banded((k, k), bands, flat), np.shape(y))


@definition(scipy.interpolate.BSpline)
def bspline(t: Any, c: Any, k: Any, extrapolate: Any = True, axis: Any = 0) -> Any:
    """A spline that is made inside the program."""
    return Spline(np.asarray(t), np.asarray(c), k, extrapolate, axis)


@definition(scipy.interpolate.BSpline.__call__)
def call_bspline(self: Any, x: Any, nu: Any = 0, extrapolate: Any = None) -> Any:
    """A spline that was made outside of the program."""
    if hasattr(self, "_c"):  # behind properties since SciPy 1.17
        return Spline(self._t, self._c, self.k, self.extrapolate, 0)(x, nu, extrapolate)
    return Spline(self.t, self.c, self.k, self.extrapolate, 0)(x, nu, extrapolate)


@definition(scipy.interpolate.make_interp_spline)
def make_interp_spline(
    x: Any, y: Any, k: Any = 3, t: Any = None, bc_type: Any = None, axis: Any = 0, check_finite: Any = True
) -> Any:
    """The spline through the points, without conditions at the ends."""
    if bc_type is not None and bc_type != "not-a-knot":
        return no_rule("`bc_type=` of `make_interp_spline` has no derivative rule", "use `CubicSpline` with it")
    places = np.asarray(x) * 1.0
    values = np.moveaxis(np.asarray(y) * 1.0, axis, 0)
    if k == 0:
        knots = np.concatenate((places, places[-1:]))
    else:
        knots = knots_through(places, k) if t is None else np.asarray(t)
    c = coefficients(knots, k, places, values)
    return Spline(knots, np.moveaxis(c, 0, axis), k, True, axis % np.ndim(values))


@definition(scipy.interpolate.splrep)
def splrep(
    x: Any, y: Any, w: Any = None, xb: Any = None, xe: Any = None, k: Any = 3, task: Any = 0, s: Any = None,
    t: Any = None, full_output: Any = 0, per: Any = 0, quiet: Any = 1,
) -> Any:  # fmt: skip
    """The spline through the points; smoothing chooses knots by an iteration."""
    if w is not None or xb is not None or xe is not None or task != 0 or t is not None or per != 0 or full_output != 0:
        return no_rule("options of `splrep` other than `k=` have no derivative rule", "use `make_interp_spline`")
    if s is not None and s != 0:
        return no_rule("smoothing by `splrep` has no derivative rule", "interpolate with s=0")
    places = np.asarray(x) * 1.0
    knots = knots_through(places, k)
    c = coefficients(knots, k, places, np.asarray(y) * 1.0)
    return knots, np.concatenate((c, np.zeros(k + 1))), k


@definition(scipy.interpolate.splev)
def splev(x: Any, tck: Any, der: Any = 0, ext: Any = 0) -> Any:
    """The values of a spline, or of a derivative; outside by extrapolation (0), zero (1), refused (2), constant (3)."""
    t, c, k = parts_of(tck)
    places = np.asarray(x)
    first, last = t[k], t[np.shape(t)[0] - k - 1]
    outside = (stop_gradient(places) < first) | (stop_gradient(places) > last)
    if ext == 2 and np.any(outside):
        raise ValueError("Invalid input data")
    if ext == 3:
        places = np.clip(places, first, last)
    values = spline_values(t, c, k, places, der, True, 0)
    return np.where(outside, 0.0, values) if ext == 1 else values


@definition(scipy.interpolate.splint)
def splint(a: Any, b: Any, tck: Any, full_output: Any = 0) -> Any:
    """The integral of a spline, which counts as zero outside."""
    if full_output != 0:
        return no_rule("`full_output=` of `splint` has no derivative rule", "leave it out")
    t, c, k = parts_of(tck)
    return integral(t, np.reshape(c, (-1,)), k, np.asarray(a), np.asarray(b), False)


def parts_of(tck: Any) -> Any:
    """Knots, coefficients and degree."""
    if isinstance(tck, (tuple, list)):
        t, c, k = tck
        return t, c, k
    return tck.t, tck.c, tck.k
