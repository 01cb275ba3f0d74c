"""scipy.interpolate: the splines of FITPACK with knots that are given, or at the points (Dierckx, Curve and Surface
Fitting with Splines, chapters 1 to 4). Knots that a search chooses jump as the data change.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_interpolate_bands import band_solved
from srcxform.rules.scipy_interpolate_bsplines import (
    Spline,
    basis,
    coefficients,
    integral,
    knots_through,
    lowered,
    parts_of,
    piece_of,
    raised,
    splev,
)


def least_squares_coefficients(t: Any, k: Any, x: Any, y: Any, w: Any) -> Any:
    """The coefficients of the spline nearest to the points: the normal equations, which are banded."""
    count = np.shape(t)[0] - k - 1
    before = piece_of(t, k, x, count)
    values = basis(t, k, x, before) * np.expand_dims(w, 1)
    columns = np.expand_dims(before, 1) - k + np.arange(k + 1)
    bands = np.zeros((2 * k + 1, count))
    across, down = np.expand_dims(columns, 1), np.expand_dims(columns, 2)
    np.add.at(bands, (k + down - across, across + 0 * down), np.expand_dims(values, 1) * np.expand_dims(values, 2))
    flat = np.reshape(y, (np.shape(y)[0], -1)) * np.expand_dims(w, 1)
    right = np.zeros_like(flat, shape=(count, np.shape(flat)[1]))
    np.add.at(right, columns, np.expand_dims(values, 2) * np.expand_dims(flat, 1))
    return np.reshape(band_solved(bands, right), (count, *np.shape(y)[1:]))


@definition(scipy.interpolate.make_lsq_spline)
def make_lsq_spline(
    x: Any, y: Any, t: Any, k: Any = 3, w: Any = None, axis: Any = 0, check_finite: Any = True, *, method: Any = "qr"
) -> Any:
    """The spline with given knots that is nearest to the points."""
    places, values = np.asarray(x) * 1.0, np.moveaxis(np.asarray(y) * 1.0, axis, 0)
    knots = np.asarray(t) * 1.0
    weights = np.ones(np.shape(places)[0]) if w is None else np.asarray(w)
    c = least_squares_coefficients(knots, k, places, values, weights)
    return Spline(knots, c, k, True, axis % np.ndim(values))


# Splines as objects


class Fitted:
    """A spline, and what stands for its values outside: as `splev` has it."""

    def __init__(self, t: Any, c: Any, k: Any, ext: Any) -> None:
        self.t = t
        self.c = c
        self.k = k
        self.ext = ext

    def __call__(self, x: Any, nu: Any = 0, ext: Any = None) -> Any:
        """The values, or those of a derivative."""
        return splev(np.asarray(x), (self.t, self.c, self.k), nu, self.ext if ext is None else number_of(ext))

    def derivative(self, n: Any = 1) -> Any:
        """Another one."""
        t, c, k = splder((self.t, self.c, self.k), n)
        return Fitted(t, c, k, 1 if self.ext == 3 else self.ext)

    def antiderivative(self, n: Any = 1) -> Any:
        """Another one, which is zero at the first knot."""
        t, c, k = splantider((self.t, self.c, self.k), n)
        return Fitted(t, c, k, self.ext)

    def integral(self, a: Any, b: Any) -> Any:
        """The integral between two limits; outside it counts as zero."""
        return integral(self.t, self.c, self.k, np.asarray(a), np.asarray(b), False)

    def derivatives(self, x: Any) -> Any:
        """The value and all derivatives at a point."""
        return spalde(x, (self.t, self.c, self.k))

    def get_coeffs(self) -> Any:
        """The coefficients without the zeros behind them."""
        return self.c[: np.shape(self.t)[0] - self.k - 1]

    def get_knots(self) -> Any:
        """The knots, each end once."""
        return self.t[self.k : np.shape(self.t)[0] - self.k]

    def roots(self) -> Any:
        """The number of roots is not continuous."""
        return no_rule("the roots of a spline have no derivative rule", "find a root with `scipy.optimize.brentq`")

    def get_residual(self) -> Any:
        """How far the spline is from the points."""
        return no_rule("`get_residual` has no derivative rule", "sum the squares of the differences")


def number_of(ext: Any) -> Any:
    """What stands outside of the range, by its number."""
    return {"extrapolate": 0, "zeros": 1, "raise": 2, "const": 3}.get(ext, ext)


def whole_range(bbox: Any) -> Any:
    """Whether the ends of a spline are those of the points."""
    return bbox[0] is None and bbox[1] is None


@definition(scipy.interpolate.InterpolatedUnivariateSpline)
def interpolated(
    x: Any, y: Any, w: Any = None, bbox: Any = (None, None), k: Any = 3, ext: Any = 0, check_finite: Any = False
) -> Any:
    """The spline through the points, whose weights do not count."""
    if not whole_range(bbox):
        return no_rule("`bbox=` of a spline has no derivative rule", "leave it out")
    places = np.asarray(x) * 1.0
    t = knots_through(places, k)
    c = coefficients(t, k, places, np.asarray(y) * 1.0)
    return Fitted(t, np.concatenate((c, np.zeros(k + 1))), k, number_of(ext))


@definition(scipy.interpolate.UnivariateSpline)
def univariate(
    x: Any, y: Any, w: Any = None, bbox: Any = (None, None), k: Any = 3, s: Any = None, ext: Any = 0,
    check_finite: Any = False,
) -> Any:  # fmt: skip
    """The spline through the points; smoothing chooses knots by a search."""
    if s is None or s != 0:
        return no_rule("smoothing by `UnivariateSpline` has no derivative rule", "interpolate with s=0")
    return interpolated(x, y, w, bbox, k, ext)


@definition(scipy.interpolate.LSQUnivariateSpline)
def nearest_univariate(
    x: Any, y: Any, t: Any, w: Any = None, bbox: Any = (None, None), k: Any = 3, ext: Any = 0,
    check_finite: Any = False,
) -> Any:  # fmt: skip
    """The spline with given inner knots that is nearest to the points."""
    if not whole_range(bbox):
        return no_rule("`bbox=` of a spline has no derivative rule", "leave it out")
    places, ends = np.asarray(x) * 1.0, np.ones(k + 1)
    knots = np.concatenate((places[:1] * ends, np.asarray(t) * 1.0, places[-1:] * ends))
    weights = np.ones(np.shape(places)[0]) if w is None else np.asarray(w)
    c = least_squares_coefficients(knots, k, places, np.asarray(y) * 1.0, weights)
    return Fitted(knots, np.concatenate((c, np.zeros(k + 1))), k, number_of(ext))


def fitted_outside(spline: Any) -> Any:
    """The same spline as one of ours."""
    t, c, k = spline._eval_args
    return Fitted(t, c, k, spline.ext)


@definition(scipy.interpolate.UnivariateSpline.__call__)
def call_univariate(self: Any, x: Any, nu: Any = 0, ext: Any = None) -> Any:
    """A spline that was made outside of the program."""
    return fitted_outside(self)(x, nu, ext)


@definition(scipy.interpolate.UnivariateSpline.integral)
def integral_of_univariate(self: Any, a: Any, b: Any) -> Any:
    """A spline that was made outside of the program."""
    return fitted_outside(self).integral(a, b)


@definition(scipy.interpolate.UnivariateSpline.derivatives)
def derivatives_of_univariate(self: Any, x: Any) -> Any:
    """A spline that was made outside of the program."""
    return fitted_outside(self).derivatives(x)


# Splines as knots, coefficients and degree


def padded(t: Any, c: Any, k: Any) -> Any:
    """The coefficients with as many zeros behind them as FITPACK wants."""
    return t, np.concatenate((c, np.zeros(k + 1))), k


@definition(scipy.interpolate.splder)
def splder(tck: Any, n: Any = 1) -> Any:
    """The derivative."""
    t, c, k = parts_of(tck)
    c = c[: np.shape(t)[0] - k - 1]
    for _ in range(n):
        t, c, k = lowered(t, c, k)
    return padded(t, c, k)


@definition(scipy.interpolate.splantider)
def splantider(tck: Any, n: Any = 1) -> Any:
    """The antiderivative that is zero at the first knot; behind the last one it stays as it is there."""
    t, c, k = parts_of(tck)
    c = c[: np.shape(t)[0] - k - 1]
    for _ in range(n):
        t, c, k = raised(t, c, k)
    return t, np.concatenate((c, c[-1:] * np.ones(k + 1))), k


@definition(scipy.interpolate.spalde)
def spalde(x: Any, tck: Any) -> Any:
    """The value and all derivatives at a point."""
    t, c, k = parts_of(tck)
    if np.ndim(x) > 0:
        return no_rule("`spalde` at several points has no derivative rule", "call it for each point")
    place = np.reshape(np.asarray(x) * 1.0, (1,))
    before = piece_of(t, k, place, np.shape(t)[0] - k - 1)
    near = c[before - k + np.arange(k + 1)]
    return np.array([np.sum(basis(t, k, place, before, nu)[0] * near) for nu in range(k + 1)])
