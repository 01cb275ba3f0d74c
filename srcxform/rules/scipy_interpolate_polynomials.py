"""scipy.interpolate: polynomials through points, by Newton's divided differences (Hildebrand, Introduction to Numerical
Analysis, chapter 2).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate
import scipy.special

from srcxform.rules.registry import definition, no_rule, nondifferentiable
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
    """The coefficients of Newton's form; the values of a point that is repeated are the derivatives there."""
    fixed = stop_gradient(knots)
    start, count = run_starts(fixed), len(y)
    table, factorial, found = y[start], 1.0, [y[0]]
    for k in range(1, count):
        factorial = factorial * k
        repeated = beside(fixed[k:] == fixed[:-k], y)
        gap = np.where(repeated, 1.0, beside(knots[k:] - knots[:-k], y))
        given = y[np.minimum(start[: count - k] + k, count - 1)] / factorial
        table = np.where(repeated, given, (table[1:] - table[:-1]) / gap)
        found.append(table[0])
    return np.array(found)


def beside(h: Any, y: Any) -> Any:
    """One number for each row of `y`, in its shape."""
    return np.reshape(h, (-1, *(1,) * (np.ndim(y) - 1)))


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
    """A polynomial with values of any shape, along `axis`."""

    def __init__(self, knots: Any, y: Any, axis: Any) -> None:
        self.knots = knots
        self.shape = np.shape(y)[1:]
        self.c = divided_differences(knots, np.reshape(y, (np.shape(y)[0], -1)))
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


def values_first(yi: Any, axis: Any) -> Any:
    """Values with the axis of interpolation as the first."""
    return np.moveaxis(np.asarray(yi) * 1.0, axis, 0)


@definition(scipy.interpolate.KroghInterpolator)
def krogh(xi: Any, yi: Any, axis: Any = 0) -> Any:
    """A point that stands several times has a value and derivatives."""
    return Newton(np.asarray(xi) * 1.0, values_first(yi, axis), axis % np.ndim(yi))


@definition(scipy.interpolate.BarycentricInterpolator)
def barycentric(xi: Any, yi: Any = None, axis: Any = 0, *, wi: Any = None, rng: Any = None) -> Any:
    """Points in any order."""
    if yi is None:
        return no_rule("a polynomial without values has no derivative rule", "give the values with the points")
    knots = np.asarray(xi) * 1.0
    order = well_spread(stop_gradient(knots))
    return Newton(knots[order], values_first(yi, axis)[order], axis % np.ndim(yi))


def picked(polynomial: Any, x: Any, der: Any) -> Any:
    """The value, a derivative, several derivatives, or all of them."""
    if der is None:
        return polynomial.derivatives(x)
    if isinstance(der, (list, tuple, np.ndarray)):
        return polynomial.derivatives(x, int(np.max(der)) + 1)[np.asarray(der)]
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
    c = divided_differences(knots, values)
    total = c[-1:]
    for j in range(len(c) - 2, -1, -1):
        zero = np.zeros(1)
        total = np.concatenate((total, zero)) - knots[j] * np.concatenate((zero, total))
        total = total + np.concatenate((np.zeros(len(total) - 1), c[j : j + 1]))
    return np.poly1d(total)


# Polynomials that were made outside of the program


def krogh_outside(self: Any) -> Any:
    """The same as one of ours."""
    form = np.reshape(self.c, (-1, self.r))
    polynomial = Newton(self.xi, form, 0)
    polynomial.c, polynomial.axis, polynomial.shape = form, self._y_axis, self._y_extra_shape
    return polynomial


@definition(scipy.interpolate.KroghInterpolator.__call__)
def call_polynomial(self: Any, x: Any) -> Any:
    """One of the two kinds."""
    if isinstance(self, scipy.interpolate.KroghInterpolator):
        return krogh_outside(self)(x)
    if isinstance(self, scipy.interpolate.BarycentricInterpolator):
        return barycentric_outside(self)(x)
    return no_rule("an interpolator of this class has no derivative rule", "make it inside the program")


def barycentric_outside(self: Any) -> Any:
    """The same as one of ours."""
    order = well_spread(self.xi)
    form = np.reshape(self.yi[order], (-1, *self._y_extra_shape))
    return Newton(self.xi[order], form, self._y_axis)
