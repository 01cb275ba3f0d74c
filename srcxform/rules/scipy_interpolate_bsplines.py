"""scipy.interpolate: splines in the B-spline basis (de Boor, A Practical Guide to Splines, chapters IX and X)."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_interpolate_bands import band_solved
from srcxform.rules.scipy_sparse_products import sparse_solved
from srcxform.runtime import stop_gradient


class Spline:
    """A spline with knots, coefficients and degree; the axis of interpolation is the first one of the coefficients."""

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
        t, c, k = self.t, np.moveaxis(self.c, 0, -1), self.k
        for _ in range(nu):
            t, c, k = lowered(t, c[..., : np.shape(t)[0] - k - 1], k)
        return Spline(t, np.moveaxis(c, -1, 0), k, self.extrapolate, self.axis)

    def antiderivative(self, nu: Any = 1) -> Any:
        """Another one, which is zero at the first knot."""
        t, c, k = self.t, np.moveaxis(self.c, 0, -1), self.k
        for _ in range(nu):
            t, c, k = raised(t, c[..., : np.shape(t)[0] - k - 1], k)
        how = False if self.extrapolate == "periodic" else self.extrapolate
        return Spline(t, np.moveaxis(c, -1, 0), k, how, self.axis)

    def integrate(self, a: Any, b: Any, extrapolate: Any = None) -> Any:
        """The integral between two limits."""
        how = self.extrapolate if extrapolate is None else extrapolate
        return integral(self.t, np.moveaxis(self.c, 0, -1), self.k, np.asarray(a), np.asarray(b), how)


def spline_values(t: Any, c: Any, k: Any, x: Any, nu: Any, extrapolate: Any, axis: Any) -> Any:
    """The values, with the axes of the points in the place of that of the coefficients."""
    count = np.shape(t)[0] - k - 1
    if extrapolate == "periodic":
        x = t[k] + np.mod(x - t[k], t[count] - t[k])
    last = np.moveaxis(c, 0, -1)[..., :count]
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
        inner, steps, degree = lowered(t, c, k)
        return de_boor(inner, steps, degree, x, nu - 1)
    before = np.expand_dims(piece_of(t, k, x, np.shape(c)[-1]), -1)
    d = c[..., before - k + np.arange(k + 1)]
    at = np.expand_dims(x, -1)
    for r in range(1, k + 1):
        j = np.arange(r, k + 1)
        low, high = t[before - k + j], t[before + 1 - r + j]
        share = (at - low) / (high - low)
        d = (1 - share) * d[..., :-1] + share * d[..., 1:]
    return d[..., 0]


def lowered(t: Any, c: Any, k: Any) -> Any:
    """The derivative: knots, coefficients along the last axis, degree (chapter X, formula 15)."""
    gap = t[k + 1 : -1] - t[1 : -k - 1]
    steps = k * np.diff(c) / np.where(gap == 0, 1.0, gap)
    return t[1:-1], np.where(gap == 0, 0.0, steps), k - 1


def raised(t: Any, c: Any, k: Any) -> Any:
    """The antiderivative, whose coefficients are running sums (chapter X, formula 22)."""
    sums = np.cumsum(c * (t[k + 1 :] - t[: -k - 1]) / (k + 1), axis=-1)
    return np.concatenate((t[:1], t, t[-1:])), np.concatenate((np.zeros_like(sums[..., :1]), sums), axis=-1), k + 1


def integral(t: Any, c: Any, k: Any, a: Any, b: Any, extrapolate: Any) -> Any:
    """The difference of the antiderivative; of a periodic spline, that of its periodic continuation."""
    count = np.shape(t)[0] - k - 1
    knots, longer, degree = raised(t, c[..., :count], k)
    if extrapolate == "periodic":
        whole = de_boor(knots, longer, degree, t[count], 0) - de_boor(knots, longer, degree, t[k], 0)
        return continued(knots, longer, degree, b, whole) - continued(knots, longer, degree, a, whole)
    if not extrapolate:
        a, b = (np.minimum(np.maximum(x, t[k]), t[count]) for x in (a, b))
    return de_boor(knots, longer, degree, b, 0) - de_boor(knots, longer, degree, a, 0)


def continued(t: Any, c: Any, k: Any, x: Any, whole: Any) -> Any:
    """The antiderivative of a periodic spline: that of one period, and `whole` for each period before it."""
    start = t[k]
    period = t[np.shape(t)[0] - k - 1] - start
    return np.floor(stop_gradient((x - start) / period)) * whole + de_boor(
        t, c, k, start + np.mod(x - start, period), 0
    )


def basis(t: Any, k: Any, x: Any, before: Any, nu: Any = 0) -> Any:
    """The `k + 1` B-splines that are not zero at each point, or their derivatives (chapter X, formulas 4 and 12)."""
    values, at, place = np.ones((np.shape(x)[0], 1)), np.expand_dims(x, 1), np.expand_dims(before, 1)
    zero = np.zeros((np.shape(x)[0], 1))
    if nu > k:
        return np.zeros((np.shape(x)[0], k + 1))
    for r in range(1, k + 1):
        j = np.arange(r)
        low, high = t[place + 1 + j - r], t[place + 1 + j]
        share = values / (high - low)
        if r > k - nu:
            left, right = -r * share, r * share
        else:
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


def knots_at(x: Any, k: Any) -> Any:
    """Knots at all points, for conditions at the ends."""
    ends = np.ones(k)
    return np.concatenate((x[:1] * ends, x, x[-1:] * ends))


def knots_around(x: Any, k: Any) -> Any:
    """Knots at the points, or between them for an even degree, which go on as on a circle."""
    if k % 2 == 0:
        x = np.concatenate((x[:1], (x[1:-1] + x[:-2]) / 2, x[-1:]))
    gaps = np.diff(x)
    turn = np.arange(k) % np.shape(gaps)[0]
    before = x[0] - np.cumsum(gaps[::-1][turn])
    return np.concatenate((before[::-1], x, x[-1] + np.cumsum(gaps[turn])))


def coefficients(t: Any, k: Any, x: Any, y: Any, first: Any = (), last: Any = ()) -> Any:
    """The coefficients of the spline through the points: a banded system for the first axis of `y`.

    `first` and `last` are the derivatives that are given at the ends: pairs of an order and a value.
    """
    if k == 0:
        return y
    count = np.shape(t)[0] - k - 1
    start, end = len(first), count - len(last)
    before = piece_of(t, k, x, count)
    columns = np.expand_dims(before, 1) - k + np.arange(k + 1)
    bands, near, right = np.zeros((2 * k + 1, count)), np.arange(k + 1), y
    bands[k + np.expand_dims(np.arange(start, end), 1) - columns, columns] = basis(t, k, x, before)
    for row, (order, _) in enumerate(first):
        bands[k + row - near, near] = basis(t, k, x[:1], before[:1], order)[0]
    for row, (order, _) in enumerate(last):
        far = count - k - 1 + near
        bands[k + end + row - far, far] = basis(t, k, x[-1:], before[-1:], order)[0]
    if start > 0:
        right = np.concatenate((np.stack([value + np.zeros_like(y[0]) for _, value in first]), right))
    if len(last) > 0:
        right = np.concatenate((right, np.stack([value + np.zeros_like(y[0]) for _, value in last])))
    flat = np.reshape(right, (np.shape(right)[0], -1))
    return np.reshape(band_solved(bands, flat), np.shape(right))


def periodic_coefficients(t: Any, k: Any, x: Any, y: Any) -> Any:
    """Those of a spline that goes on as on a circle: the last coefficients are the first ones."""
    count = np.shape(x)[0] - 1
    before = piece_of(t, k, x[:-1], np.shape(t)[0] - k - 1)
    columns = (np.expand_dims(before, 1) - k + np.arange(k + 1)) % count
    rows = np.expand_dims(np.arange(count), 1) + np.zeros(k + 1, dtype=int)
    values = np.ravel(basis(t, k, x[:-1], before))
    flat = np.reshape(y[:-1], (count, -1))
    around = sparse_solved(values, np.ravel(rows), np.ravel(columns), flat)
    return np.reshape(around[np.arange(count + k) % count], (-1, *np.shape(y)[1:]))


def at_end(condition: Any) -> Any:
    """The derivatives that a condition fixes: orders and values."""
    if condition is None:
        return ()
    if isinstance(condition, str):
        return ((1, 0.0),) if condition == "clamped" else ((2, 0.0),)
    return condition


@definition(scipy.interpolate.BSpline)
def bspline(t: Any, c: Any, k: Any, extrapolate: Any = True, axis: Any = 0) -> Any:
    """A spline that is made inside the program."""
    return Spline(np.asarray(t), np.moveaxis(np.asarray(c), axis, 0), k, extrapolate, axis % np.ndim(c))


@definition(scipy.interpolate.BSpline.__call__)
def call_bspline(self: Any, x: Any, nu: Any = 0, extrapolate: Any = None) -> Any:
    """A spline that was made outside of the program."""
    return made_outside(self)(x, nu, extrapolate)


def made_outside(spline: Any) -> Any:
    """The same spline as one of ours."""
    if hasattr(spline, "_c"):  # behind properties since SciPy 1.17
        return Spline(spline._t, spline._c, spline.k, spline.extrapolate, spline.axis)
    return Spline(spline.t, spline.c, spline.k, spline.extrapolate, spline.axis)


@definition(scipy.interpolate.BSpline.integrate)
def integrate_bspline(self: Any, a: Any, b: Any, extrapolate: Any = None) -> Any:
    """A spline that was made outside of the program."""
    return made_outside(self).integrate(a, b, extrapolate)


@definition(scipy.interpolate.BSpline.derivative)
def derivative_of_bspline(self: Any, nu: Any = 1) -> Any:
    """A spline that was made outside of the program."""
    return made_outside(self).derivative(nu)


@definition(scipy.interpolate.BSpline.antiderivative)
def antiderivative_of_bspline(self: Any, nu: Any = 1) -> Any:
    """A spline that was made outside of the program."""
    return made_outside(self).antiderivative(nu)


@definition(scipy.interpolate.make_interp_spline)
def make_interp_spline(
    x: Any, y: Any, k: Any = 3, t: Any = None, bc_type: Any = None, axis: Any = 0, check_finite: Any = True
) -> Any:
    """The spline through the points, with or without conditions at the ends."""
    places, values = np.asarray(x) * 1.0, np.moveaxis(np.asarray(y) * 1.0, axis, 0)
    shift = axis % np.ndim(values)
    if k == 0:
        return Spline(np.concatenate((places, places[-1:])), values, k, True, shift)
    if isinstance(bc_type, str) and bc_type == "periodic" and k > 1:
        knots = knots_around(places, k)
        around = periodic_coefficients(knots, k, places, values)
        return Spline(knots, around, k, "periodic", shift)
    plain = bc_type is None or (isinstance(bc_type, str) and bc_type in ("not-a-knot", "periodic"))
    first = () if plain else at_end(bc_type if isinstance(bc_type, str) else bc_type[0])
    last = () if plain else at_end(bc_type if isinstance(bc_type, str) else bc_type[1])
    if t is not None:
        knots = np.asarray(t)
    else:
        knots = knots_through(places, k) if len(first) + len(last) == 0 else knots_at(places, k)
    c = coefficients(knots, k, places, values, first, last)
    return Spline(knots, c, k, True, shift)


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
    if ext == 3 and der == 0:  # FITPACK continues the derivatives as they are
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
