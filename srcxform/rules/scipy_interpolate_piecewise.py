"""scipy.interpolate: piecewise polynomials in the power basis, `sum(c[m, i] * (x - x[i])**(k - m))`.

The piece that a point is in is a step function of point and breakpoints, so the derivative is that of its polynomial.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate

from srcxform.rules.registry import definition, no_rule
from srcxform.runtime import stop_gradient


class Piecewise:
    """A piecewise polynomial; the axes of the coefficients are degree, piece, and those of the values."""

    def __init__(self, c: Any, x: Any, extrapolate: Any = True, axis: Any = 0) -> None:
        self.c = c
        self.x = x
        self.extrapolate = extrapolate
        self.axis = axis

    def __call__(self, x: Any, nu: Any = 0, extrapolate: Any = None) -> Any:
        """The values, or those of a derivative."""
        how = self.extrapolate if extrapolate is None else extrapolate
        return axis_placed(evaluated(derived(self.c, nu), self.x, np.asarray(x), how), np.ndim(x), self.axis)

    def derivative(self, nu: Any = 1) -> Any:
        """Another one."""
        return Piecewise(derived(self.c, nu), self.x, self.extrapolate, self.axis)

    def antiderivative(self, nu: Any = 1) -> Any:
        """Another one, which is zero at the first breakpoint and continuous."""
        c = self.c
        for _ in range(nu):
            c = raised(c, self.x)
        return Piecewise(c, self.x, self.extrapolate, self.axis)

    def integrate(self, a: Any, b: Any, extrapolate: Any = None) -> Any:
        """The integral between two limits."""
        how = self.extrapolate if extrapolate is None else extrapolate
        if how == "periodic":
            return no_rule("the integral of a periodic spline has no derivative rule", "integrate over one period")
        c = raised(self.c, self.x)
        return evaluated(c, self.x, np.asarray(b), how) - evaluated(c, self.x, np.asarray(a), how)

    def roots(self, discontinuity: Any = True, extrapolate: Any = None) -> Any:
        """The number of roots is not continuous."""
        return no_rule("the roots of a spline have no derivative rule", "find a root with `scipy.optimize.brentq`")

    def solve(self, y: Any = 0.0, discontinuity: Any = True, extrapolate: Any = None) -> Any:
        """The number of solutions is not continuous."""
        return no_rule("the roots of a spline have no derivative rule", "find a root with `scipy.optimize.brentq`")


def derived(c: Any, nu: Any) -> Any:
    """The coefficients of a derivative; a negative order asks for an antiderivative."""
    if nu < 0:
        return no_rule("a negative order of the derivative is not supported", "call `antiderivative`")
    for _ in range(nu):
        c = lowered(c)
    return c


def lowered(c: Any) -> Any:
    """The coefficients of the derivative."""
    degree = np.shape(c)[0] - 1
    if degree == 0:
        return np.zeros_like(c)
    return np.moveaxis(np.moveaxis(c[:-1], 0, -1) * np.arange(degree, 0, -1), -1, 0)


def raised(c: Any, x: Any) -> Any:
    """The coefficients of the antiderivative that is zero at the first breakpoint and continuous."""
    above = np.moveaxis(np.moveaxis(c, 0, -1) / np.arange(np.shape(c)[0], 0, -1), -1, 0)
    h = np.diff(x)
    pieces = horner(np.moveaxis(above, 1, -1), h) * h
    start = np.moveaxis(np.cumsum(pieces, axis=-1) - pieces, -1, 0)
    return np.concatenate((above, np.expand_dims(start, 0)))


def horner(c: Any, s: Any) -> Any:
    """The sum of `c[m] * s**(degree - m)`."""
    total = c[0]
    for m in range(1, len(c)):
        total = total * s + c[m]
    return total


def evaluated(c: Any, knots: Any, x: Any, extrapolate: Any) -> Any:
    """The values: first the axes of the values, then those of the points."""
    if extrapolate == "periodic":
        x = knots[0] + np.mod(x - knots[0], knots[-1] - knots[0])
    places = stop_gradient(x)
    fixed = stop_gradient(knots)
    k = np.clip(np.searchsorted(fixed, places, side="right") - 1, 0, np.shape(c)[1] - 1)
    values = horner(np.moveaxis(c, 1, -1)[..., k], x - knots[k])
    if extrapolate is True or extrapolate == "periodic":
        return values
    return np.where((places < fixed[0]) | (places > fixed[-1]), np.nan, values)


def axis_placed(values: Any, count: Any, axis: Any) -> Any:
    """The axes of the points, `count` of them and the last ones, in the place of the axis of interpolation."""
    if count == 0:
        return values
    return np.moveaxis(values, list(range(-count, 0)), [axis + j for j in range(count)])


@definition(scipy.interpolate.PPoly)
def ppoly(c: Any, x: Any, extrapolate: Any = None, axis: Any = 0) -> Any:
    """A piecewise polynomial that is made inside the program."""
    if axis != 0:
        return no_rule("`axis=` of `PPoly` has no derivative rule", "move the axes of the coefficients")
    return Piecewise(np.asarray(c), np.asarray(x), True if extrapolate is None else extrapolate)


@definition(scipy.interpolate.PPoly.__call__)
def call_ppoly(self: Any, x: Any, nu: Any = 0, extrapolate: Any = None) -> Any:
    """A piecewise polynomial that was made outside of the program."""
    if isinstance(self, scipy.interpolate.BPoly):
        return no_rule("`BPoly` has no derivative rule", "convert it with `PPoly.from_bernstein_basis`")
    return made_outside(self)(x, nu, extrapolate)


def made_outside(spline: Any) -> Any:
    """The same piecewise polynomial as one of ours."""
    if hasattr(spline, "_c"):  # behind properties since SciPy 1.17
        return Piecewise(spline._c, spline._x, spline.extrapolate, spline.axis)
    return Piecewise(spline.c, spline.x, spline.extrapolate, spline.axis)


@definition(scipy.interpolate.PPoly.integrate)
def integrate_ppoly(self: Any, a: Any, b: Any, extrapolate: Any = None) -> Any:
    """A piecewise polynomial that was made outside of the program."""
    return made_outside(self).integrate(a, b, extrapolate)
