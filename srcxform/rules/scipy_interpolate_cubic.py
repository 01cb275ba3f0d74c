"""scipy.interpolate: cubic splines and Hermite interpolation, by the slopes at the breakpoints."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.interpolate
import scipy.linalg

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_interpolate_piecewise import Piecewise


def with_slopes(x: Any, y: Any, slopes: Any, extrapolate: Any, axis: Any) -> Any:
    """The piecewise cubic with these values and slopes; their first axis is that of the breakpoints."""
    h = beside(np.diff(x), y)
    secant = np.diff(y, axis=0) / h
    t = (slopes[:-1] + slopes[1:] - 2 * secant) / h
    c = np.stack((t / h, (secant - slopes[:-1]) / h - t, slopes[:-1], y[:-1]))
    return Piecewise(c, x, extrapolate, axis)


def beside(h: Any, y: Any) -> Any:
    """One number for each row of `y`, in its shape."""
    return np.reshape(h, (-1, *(1,) * (np.ndim(y) - 1)))


def rows_first(y: Any, axis: Any) -> Any:
    """Values with the axis of interpolation as the first."""
    values = np.asarray(y) * 1.0
    return values if axis == 0 else np.moveaxis(values, axis, 0)


def positive(axis: Any, y: Any) -> Any:
    """The axis counted from the first."""
    return axis % np.ndim(y)


@definition(scipy.interpolate.CubicHermiteSpline)
def hermite(x: Any, y: Any, dydx: Any, axis: Any = 0, extrapolate: Any = None) -> Any:
    """Values and slopes are given."""
    how = True if extrapolate is None else extrapolate
    places = np.asarray(x) * 1.0
    return with_slopes(places, rows_first(y, axis), rows_first(dydx, axis), how, positive(axis, y))


@definition(scipy.interpolate.CubicSpline)
def cubic_spline(x: Any, y: Any, axis: Any = 0, bc_type: Any = "not-a-knot", extrapolate: Any = None) -> Any:
    """Twice continuously differentiable (de Boor, A Practical Guide to Splines, chapter IV)."""
    places, values = np.asarray(x) * 1.0, rows_first(y, axis)
    h = np.diff(places)
    secant = np.diff(values, axis=0) / beside(h, values)
    how = True if extrapolate is None else extrapolate
    count = np.shape(places)[0]
    if isinstance(bc_type, str) and bc_type == "periodic":
        how = "periodic" if extrapolate is None else extrapolate
        slopes = periodic_slopes(h, secant, count)
    elif isinstance(bc_type, str) and bc_type == "not-a-knot" and count == 3:
        slopes = parabola_slopes(h, secant)
    else:
        first = bc_type if isinstance(bc_type, str) else bc_type[0]
        last = bc_type if isinstance(bc_type, str) else bc_type[1]
        slopes = spline_slopes(h, secant, first, last, count)
    return with_slopes(places, values, slopes, how, positive(axis, y))


def parabola_slopes(h: Any, secant: Any) -> Any:
    """Three points without conditions at the ends: the slopes of the parabola."""
    bend = (secant[1] - secant[0]) / (h[0] + h[1])
    return np.stack((secant[0] - h[0] * bend, secant[0] + h[0] * bend, secant[1] + h[1] * bend))


def order_of(condition: Any) -> Any:
    """Which derivative an end condition fixes; 0 for 'not-a-knot'."""
    if not isinstance(condition, str):
        return condition[0]
    if condition == "not-a-knot":
        return 0
    if condition == "clamped":
        return 1
    if condition == "natural":
        return 2
    return no_rule("this end condition has no derivative rule", "use 'not-a-knot', 'clamped' or 'natural'")


def value_of(condition: Any, secant: Any) -> Any:
    """The value that an end condition fixes."""
    if isinstance(condition, str):
        return np.zeros_like(secant[0])
    return np.asarray(condition[1]) + np.zeros_like(secant[0])


def spline_slopes(h: Any, secant: Any, first: Any, last: Any, count: Any) -> Any:
    """The tridiagonal system of the slopes (de Boor, equations IV (7) to (10))."""
    start, end = order_of(first), order_of(last)
    d0, a0, r0 = end_row(start, h, secant, first, count)
    d1, a1, r1 = end_row(end, h[::-1], secant[::-1], last, count)
    if end == 2:
        r1 = 2 * (3 * secant[-1]) - r1
    across = 2 * (h[:-1] + h[1:])
    middle = 3 * (beside(h[1:], secant) * secant[:-1] + beside(h[:-1], secant) * secant[1:])
    zero = np.zeros(1)
    bands = np.stack(
        (
            np.concatenate((zero, np.reshape(a0, (1,)), h[:-1])),
            np.concatenate((np.reshape(d0, (1,)), across, np.reshape(d1, (1,)))),
            np.concatenate((h[1:], np.reshape(a1, (1,)), zero)),
        )
    )
    right = np.concatenate((np.expand_dims(r0, 0), middle, np.expand_dims(r1, 0)))
    flat = np.reshape(right, (np.shape(right)[0], -1))
    return np.reshape(scipy.linalg.solve_banded((1, 1), bands, flat), np.shape(right))


def end_row(order: Any, h: Any, secant: Any, condition: Any, count: Any) -> Any:
    """The equation at an end: diagonal, beside it, and right-hand side, as seen from that end."""
    if order == 0:
        if count == 2:
            return 1.0, 0.0, secant[0]
        d = h[0] + h[1]
        return h[1], d, ((h[0] + 2 * d) * h[1] * secant[0] + h[0] ** 2 * secant[1]) / d
    value = value_of(condition, secant)
    if order == 1:
        return 1.0, 0.0, value
    if order == 2:
        return 2.0, 1.0, 3 * secant[0] - 0.5 * h[0] * value
    return no_rule("this end condition has no derivative rule", "fix the first or the second derivative")


def periodic_slopes(h: Any, secant: Any, count: Any) -> Any:
    """A cyclic system: a tridiagonal one and a change of rank one (Golub and Van Loan, section 2.1.4)."""
    if count == 3:
        both = np.sum(secant / beside(h, secant), axis=0) / np.sum(1 / h)
        return np.stack((both, both, both))
    if count < 3:
        raise NotImplementedError("a periodic spline through two points: it is constant")
    before = np.concatenate((h[-1:], h[:-1]))
    slope_before = np.concatenate((secant[-1:], secant[:-1]))
    right = 3 * (beside(h, secant) * slope_before + beside(before, secant) * secant)
    flat = np.reshape(right, (np.shape(right)[0], -1))
    # Row i: h[i] s[i - 1] + 2 (h[i - 1] + h[i]) s[i] + h[i - 1] s[i + 1], where i counts around.
    across = 2 * (before + h)
    gamma = -across[0]
    corner_low, corner_high = before[-1], h[0]
    changed = np.concatenate((across[:1] - gamma, across[1:-1], across[-1:] - corner_low * corner_high / gamma))
    bands = np.stack((np.concatenate((before[:1] * 0, before[:-1])), changed, np.concatenate((h[1:], h[:1] * 0))))
    u = np.concatenate((np.reshape(gamma, (1,)), h[1:-1] * 0, np.reshape(corner_low, (1,))))
    solved = scipy.linalg.solve_banded((1, 1), bands, np.concatenate((flat, np.reshape(u, (-1, 1))), axis=1))
    y, z = solved[:, :-1], solved[:, -1]
    ratio = corner_high / gamma
    share = (y[0] + ratio * y[-1]) / (1 + z[0] + ratio * z[-1])
    s = np.reshape(y - np.expand_dims(z, 1) * share, np.shape(right))
    return np.concatenate((s, s[:1]))


@definition(scipy.interpolate.PchipInterpolator)
def pchip(x: Any, y: Any, axis: Any = 0, extrapolate: Any = None) -> Any:
    """Monotone slopes: weighted harmonic means of the secants (Fritsch and Butland 1984)."""
    places, values = np.asarray(x) * 1.0, rows_first(y, axis)
    if np.iscomplexobj(values):
        return no_rule("`PchipInterpolator` takes real values", "interpolate real and imaginary part alone")
    return monotone(places, values, True if extrapolate is None else extrapolate, positive(axis, y))


def monotone(x: Any, y: Any, extrapolate: Any, axis: Any) -> Any:
    """The same for values whose first axis is that of the breakpoints."""
    h = beside(np.diff(x), y)
    m = np.diff(y, axis=0) / h
    if np.shape(x)[0] == 2:
        return with_slopes(x, y, np.concatenate((m, m)), extrapolate, axis)
    flat = (np.sign(m[1:]) != np.sign(m[:-1])) | (m[1:] == 0) | (m[:-1] == 0)
    before, after = np.where(flat, 1.0, m[:-1]), np.where(flat, 1.0, m[1:])
    w1, w2 = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    inner = np.where(flat, 0.0, (w1 + w2) / (w1 / before + w2 / after))
    first, last = pchip_end(h[0], h[1], m[0], m[1]), pchip_end(h[-1], h[-2], m[-1], m[-2])
    slopes = np.concatenate((np.expand_dims(first, 0), inner, np.expand_dims(last, 0)))
    return with_slopes(x, y, slopes, extrapolate, axis)


def pchip_end(h0: Any, h1: Any, m0: Any, m1: Any) -> Any:
    """The slope at an end: of a parabola, unless that is not monotone (Moler, Numerical Computing, section 3.6)."""
    d = ((2 * h0 + h1) * m0 - h0 * m1) / (h0 + h1)
    steep = (np.sign(m0) != np.sign(m1)) & (np.abs(d) > 3 * np.abs(m0))
    return np.where(np.sign(d) != np.sign(m0), 0.0, np.where(steep, 3 * m0, d))


@definition(scipy.interpolate.Akima1DInterpolator)
def akima(x: Any, y: Any, axis: Any = 0, *, method: Any = "akima", extrapolate: Any = None) -> Any:
    """Slopes as means of the secants, weighted by how the others bend (Akima 1970)."""
    places, values = np.asarray(x) * 1.0, rows_first(y, axis)
    how = False if extrapolate is None else extrapolate
    h = beside(np.diff(places), values)
    secant = np.diff(values, axis=0) / h
    if np.shape(places)[0] == 2:
        return with_slopes(places, values, np.concatenate((secant, secant)), how, positive(axis, y))
    a, b = 2 * secant[:1] - secant[1:2], 2 * secant[-1:] - secant[-2:-1]
    m = np.concatenate((2 * a - secant[:1], a, secant, b, 2 * b - secant[-1:]))
    bend = np.abs(np.diff(m, axis=0))
    if method == "makima":
        bend = bend + 0.5 * np.abs(m[1:] + m[:-1])
    f1, f2 = bend[2:], bend[:-2]
    total = f1 + f2
    known = total > 1e-9 * np.max(total)
    mean = m[1:-2] + f2 / np.where(known, total, 1.0) * (m[2:-1] - m[1:-2])
    slopes = np.where(known, mean, 0.5 * (m[3:] + m[:-3]))
    return with_slopes(places, values, slopes, how, positive(axis, y))
