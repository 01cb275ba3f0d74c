"""scipy.interpolate: polynomials through points, by Newton's divided differences (Hildebrand, Introduction to Numerical
Analysis, chapter 2).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate
import scipy.special

from srcxform.rules.registry import definition, no_rule, nondifferentiable
from srcxform.rules.scipy_interpolate_grids import interpolated_outside
from srcxform.runtime import stop_gradient


def well_spread(knots: Any) -> Any:
    """An order of the points in which Newton's form is stable: each as far from those before as can be (Leja 1957)."""
    order = [int(np.argmax(np.abs(knots)))]
    distance = np.abs(knots - knots[order[0]])
    while len(order) < len(knots):
        order.append(int(np.argmax(distance)))
        distance = distance * np.abs(knots - knots[order[-1]])
    return np.array(order)


def run_starts(knots: Any) -> Any:
    """For each point the first of those beside it that are the same."""
    same = np.concatenate(([False], knots[1:] == knots[:-1]))
    return np.maximum.accumulate(np.where(same, 0, np.arange(len(knots))))


nondifferentiable((well_spread, run_starts))


def divided_differences(knots: Any, y: Any) -> Any:
    """The coefficients of Newton's form, of rows; those of a point that is repeated are the derivatives there."""
    fixed = stop_gradient(knots)
    start, count = run_starts(fixed), len(y)
    table, factorial, found = np.take(y, start, axis=0), 1.0, [y[0]]
    for k in range(1, count):
        factorial = factorial * k
        repeated = np.expand_dims(fixed[k:] == fixed[:-k], 1)
        gap = np.where(repeated, 1.0, np.expand_dims(knots[k:] - knots[:-k], 1))
        given = np.take(y, np.minimum(start[: count - k] + k, count - 1), axis=0) / factorial
        table = np.where(repeated, given, (table[1:] - table[:-1]) / gap)
        found.append(table[0])
    return np.array(found)


def newton_values(knots: Any, c: Any, x: Any, order: Any) -> Any:
    """The derivatives up to an order at the points of a 1-D array, by Horner's scheme; their axis is the first one."""
    at = np.expand_dims(x, 1)
    rows = [c[-1] + 0 * at] + [0 * c[-1] + 0 * at for _ in range(order)]
    for j in range(len(c) - 2, -1, -1):
        step = at - knots[j]
        for m in range(order, 0, -1):
            rows[m] = rows[m] * step + m * rows[m - 1]
        rows[0] = rows[0] * step + c[j]
    return np.array(rows)


class Newton:
    """A polynomial with the coefficients of Newton's form, and values of some shape with the points at `axis`."""

    def __init__(self, knots: Any, c: Any, shape: Any, axis: Any) -> None:
        self.knots = knots
        self.c = c
        self.shape = shape
        self.axis = axis

    def rows(self, x: Any, order: Any) -> Any:
        """The derivatives up to an order, each in the form of the values."""
        places = np.asarray(x) * 1.0
        flat = newton_values(self.knots, self.c, np.ravel(places), order)
        full = np.reshape(flat, (order + 1, *np.shape(places), *self.shape))
        count = np.ndim(places)
        if count == 0:
            return full
        return np.moveaxis(full, list(range(1, 1 + count)), [1 + self.axis + j for j in range(count)])

    def __call__(self, x: Any) -> Any:
        """The values."""
        return self.rows(x, 0)[0]

    def derivative(self, x: Any, der: Any = 1) -> Any:
        """A derivative."""
        return self.rows(x, der)[der]

    def derivatives(self, x: Any, der: Any = None) -> Any:
        """All derivatives below an order."""
        return self.rows(x, (len(self.c) if der is None else der) - 1)


def through(knots: Any, yi: Any, axis: Any, order: Any = None) -> Any:
    """The polynomial through the points, which are taken in some order."""
    values = np.moveaxis(np.asarray(yi) * 1.0, axis, 0)
    flat = np.reshape(values, (np.shape(values)[0], -1))
    c = divided_differences(knots, flat if order is None else flat[order])
    return Newton(knots, c, np.shape(values)[1:], axis % np.ndim(values))


@definition(scipy.interpolate.KroghInterpolator)
def krogh(xi: Any, yi: Any, axis: Any = 0) -> Any:
    """A point that stands several times has a value and derivatives."""
    return through(np.asarray(xi) * 1.0, yi, axis)


@definition(scipy.interpolate.BarycentricInterpolator)
def barycentric(xi: Any, yi: Any = None, axis: Any = 0, *, wi: Any = None, rng: Any = None) -> Any:
    """Points in any order."""
    if yi is None:
        return no_rule("a polynomial without values has no derivative rule", "give the values with the points")
    knots = np.asarray(xi) * 1.0
    order = well_spread(stop_gradient(knots))
    return through(knots[order], yi, axis, order)


def picked(polynomial: Any, x: Any, der: Any) -> Any:
    """The value, a derivative, several derivatives, or all of them."""
    if der is None:
        return polynomial.derivatives(x)
    if isinstance(der, (list, tuple, np.ndarray)):
        return np.take(polynomial.derivatives(x, int(np.max(der)) + 1), np.asarray(der), axis=0)
    return polynomial.derivative(x, der) if der > 0 else polynomial(x)


@definition(scipy.interpolate.krogh_interpolate)
def krogh_interpolate(xi: Any, yi: Any, x: Any, der: Any = 0, axis: Any = 0) -> Any:
    """The values at once."""
    return picked(krogh(xi, yi, axis), x, der)


@definition(scipy.interpolate.barycentric_interpolate)
def barycentric_interpolate(
    xi: Any, yi: Any, x: Any, axis: Any = 0, *, der: Any = 0, rng: Any = None
) -> Any:  # fmt: skip
    """The values at once."""
    return picked(barycentric(xi, yi, axis), x, der)


@definition(scipy.interpolate.lagrange)
def lagrange(x: Any, w: Any) -> Any:
    """The coefficients: the factors of Newton's form multiplied out."""
    knots, values = np.asarray(x) * 1.0, np.asarray(w) * 1.0
    c = divided_differences(knots, np.expand_dims(values, 1))[:, 0]
    total = c[-1:]
    for j in range(len(c) - 2, -1, -1):
        zero = np.zeros(1)
        total = np.concatenate((total, zero)) - knots[j] * np.concatenate((zero, total))
        total = total + np.concatenate((np.zeros(len(total) - 1), c[j : j + 1]))
    return np.poly1d(total)


@definition(scipy.interpolate.approximate_taylor_polynomial)
def approximate_taylor_polynomial(f: Any, x: Any, degree: Any, scale: Any, order: Any = None) -> Any:
    """The derivatives of the polynomial through places around `x`; the function is called once, with all places."""
    count = (degree if order is None else order) + 1
    xs = scale * np.cos(np.linspace(0, np.pi, count, endpoint=False)) + x
    slopes = krogh(xs, f(xs)).derivatives(x, degree + 1)
    return np.poly1d((slopes / scipy.special.factorial(np.arange(degree + 1)))[::-1])


@definition(scipy.interpolate.pade)
def pade(an: Any, m: Any, n: Any = None) -> Any:
    """Numerator and denominator of the quotient with the given series (Baker, Pade Approximants, chapter 1)."""
    given = np.asarray(an)
    top = len(given) - 1 - m if n is None else n
    series = given[: m + top + 1]
    place = np.expand_dims(np.arange(m + top + 1), 1) - 1 - np.arange(m)
    below = np.where(place >= 0, -series[np.maximum(place, 0)], 0.0)
    both = np.linalg.solve(np.concatenate((np.eye(m + top + 1, top + 1), below), axis=1), series)
    denominator = np.concatenate((np.ones(1), both[top + 1 :]))
    return np.poly1d(both[top::-1]), np.poly1d(denominator[::-1])


# Functions that were made outside of the program


def made_outside(self: Any) -> Any:
    """The same polynomial as one of ours."""
    if isinstance(self, scipy.interpolate.BarycentricInterpolator):
        order = well_spread(self.xi)
        c = divided_differences(self.xi[order], self.yi[order])
        return Newton(self.xi[order], c, self._y_extra_shape, self._y_axis)
    return Newton(self.xi, self.c, self._y_extra_shape, self._y_axis)


@definition(scipy.interpolate.BarycentricInterpolator.__call__)
def call_barycentric(self: Any, x: Any) -> Any:
    """A polynomial."""
    return made_outside(self)(x)


@definition(scipy.interpolate.BarycentricInterpolator.derivative, scipy.interpolate.KroghInterpolator.derivative)
def derivative_of_polynomial(self: Any, x: Any, der: Any = 1) -> Any:
    """A polynomial."""
    return made_outside(self).derivative(x, der)


@definition(scipy.interpolate.BarycentricInterpolator.derivatives)
def derivatives_of_polynomial(self: Any, x: Any, der: Any = None) -> Any:
    """A polynomial."""
    return made_outside(self).derivatives(x, der)


@definition(scipy.interpolate.KroghInterpolator.__call__)
def call_one_dimensional(self: Any, x: Any) -> Any:
    """A polynomial or an `interp1d`: they share this method."""
    if isinstance(self, scipy.interpolate.interp1d):
        return interpolated_outside(self)(x)
    if isinstance(self, scipy.interpolate.KroghInterpolator):
        return made_outside(self)(x)
    return no_rule("an interpolator of this class has no derivative rule", "make it inside the program")
