"""scipy.integrate: integrals of samples, and by fixed places: sums with weights that the places determine."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.integrate
import scipy.special

from srcxform.rules.registry import definition, no_rule, nondifferentiable

_STEPPER = "an object with state: use `scipy.integrate.solve_ivp`"
LEFT_OUT = {
    **dict.fromkeys(
        [
            f"scipy.integrate.{name}"
            for name in [
                "BDF",
                "DOP853",
                "DenseOutput",
                "LSODA",
                "OdeSolution",
                "OdeSolver",
                "RK23",
                "RK45",
                "Radau",
                "complex_ode",
                "ode",
            ]
        ],
        _STEPPER,
    ),
    "scipy.integrate.cubature": "it chooses boxes for whole arrays: use `nquad`, or `quad_vec` in `quad_vec`",
    "scipy.integrate.tanhsinh": "it chooses places for whole arrays: use `scipy.integrate.quad` or `quad_vec`",
    "scipy.integrate.nsum": "a series: write the sum of as many terms as are needed",
    "scipy.integrate.qmc_quad": "draws its places: draw them outside of the program, and take the mean",
    "scipy.integrate.solve_bvp": "a collocation system: write its residual, and solve that as an equation",
}
"""Public functions that have no rule, and why."""

nondifferentiable((scipy.integrate.lebedev_rule,))


@definition(scipy.integrate.newton_cotes)
def newton_cotes(rn: Any, equal: Any = 0) -> Any:
    """Weights for places at equal distances."""
    if not isinstance(rn, int):
        return no_rule("the weights for places that are given have no derivative rule", "give their number")
    return scipy.integrate.newton_cotes(rn, equal)


@definition(scipy.integrate.trapezoid)
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1) -> Any:
    """As NumPy's."""
    return np.trapezoid(np.asarray(y), x, dx, axis)


def gaps(x: Any, y: Any, dx: Any, axis: Any) -> Any:
    """The distances of the samples along the last axis, for samples of which the axis is the last one."""
    if x is None:
        step = np.asarray(dx) * 1.0
        return step if np.ndim(step) == 0 else np.moveaxis(step, axis, -1)
    places = np.asarray(x)
    return np.diff(places if np.ndim(places) == 1 else np.moveaxis(places, axis, -1))


@definition(scipy.integrate.cumulative_trapezoid)
def cumulative_trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: Any = -1, initial: Any = None) -> Any:
    """The running sum of the trapezoids, with a zero before it if asked for."""
    samples = np.moveaxis(np.asarray(y), axis, -1)
    sums = np.cumsum(gaps(x, y, dx, axis) * (samples[..., 1:] + samples[..., :-1]) / 2.0, axis=-1)
    if initial is not None:
        sums = np.concatenate((np.zeros_like(sums, shape=(*np.shape(samples)[:-1], 1)) + initial, sums), axis=-1)
    return np.moveaxis(sums, -1, axis)


@definition(scipy.integrate.simpson)
def simpson(y: Any, x: Any = None, *, dx: Any = 1.0, axis: Any = -1) -> Any:
    """Parabolas through three samples each; of an even number, the last piece is that of the last parabola."""
    samples = np.moveaxis(np.asarray(y), axis, -1)
    count = np.shape(samples)[-1]
    h = gaps(x, y, dx, axis) + np.zeros(count - 1)
    if count == 2:
        return 0.5 * h[..., 0] * (samples[..., 0] + samples[..., 1])
    even = count % 2 == 0
    last = count - 2 if even else count - 1
    total = np.sum(parabolas(samples[..., : last + 1], h[..., :last]), axis=-1)
    if not even:
        return total
    before, after = h[..., -2], h[..., -1]
    # Cartwright 2017, equation 8, mirrored.
    third = (2 * after**2 + 3 * before * after) / (6 * (before + after))
    second = (after**2 + 3 * before * after) / (6 * before)
    first = after**3 / (6 * before * (before + after))
    return total + third * samples[..., -1] + second * samples[..., -2] - first * samples[..., -3]


def parabolas(y: Any, h: Any) -> Any:
    """The integrals of the parabolas through each second sample and its two neighbours."""
    h0, h1 = h[..., :-1:2], h[..., 1::2]
    width = h0 + h1
    middle = y[..., 1:-1:2] * (width * width / (h0 * h1))
    return width / 6 * (y[..., :-2:2] * (2 - h1 / h0) + middle + y[..., 2::2] * (2 - h0 / h1))


@definition(scipy.integrate.cumulative_simpson)
def cumulative_simpson(y: Any, *, x: Any = None, dx: Any = 1.0, axis: Any = -1, initial: Any = None) -> Any:
    """The running sum; each piece by the parabola through its ends and the next sample, in turn after and before it."""
    samples = np.moveaxis(np.asarray(y), axis, -1)
    count = np.shape(samples)[-1]
    h = gaps(x, y, dx, axis) + np.zeros(count - 1)
    if count < 3:
        pieces = h * (samples[..., 1:] + samples[..., :-1]) / 2.0
    else:
        ahead = first_pieces(samples, h)
        behind = first_pieces(samples[..., ::-1], h[..., ::-1])[..., ::-1]
        pieces = np.where(np.arange(count - 1) % 2 == 0, padded(ahead, 0, 1), padded(behind, 1, 0))
        pieces = np.concatenate((pieces[..., :-1], behind[..., -1:]), axis=-1)
    sums = np.cumsum(pieces, axis=-1)
    if initial is not None:
        start = np.zeros_like(sums, shape=(*np.shape(samples)[:-1], 1)) + moved(initial, axis)
        sums = np.concatenate((start, sums + start), axis=-1)
    return np.moveaxis(sums, -1, axis)


def moved(x: Any, axis: Any) -> Any:
    """A number, or an array whose axis is made the last one."""
    return x if np.ndim(x) == 0 else np.moveaxis(x, axis, -1)


def first_pieces(y: Any, h: Any) -> Any:
    """The first part of the integral of the parabola through each three neighbours (Cartwright 2016, equation 8)."""
    h0, h1 = h[..., :-1], h[..., 1:]
    near = h0 / (h0 + h1)
    far = near * h0 / h1
    return h0 / 6 * ((3 - near) * y[..., :-2] + (3 + far + near) * y[..., 1:-1] - far * y[..., 2:])


def padded(x: Any, before: Any, after: Any) -> Any:
    """Zeros at the ends of the last axis."""
    zero = np.zeros_like(x[..., :1])
    return np.concatenate((zero[..., :before], x, zero[..., :after]), axis=-1)


@definition(scipy.integrate.romb)
def romb(y: Any, dx: Any = 1.0, axis: Any = -1, show: Any = False) -> Any:
    """Richardson's extrapolation of trapezoid sums with all, half, a quarter, ... of the samples."""
    if show is not False:
        return no_rule("`show=` of `romb` prints", "leave it out")
    samples = np.moveaxis(np.asarray(y), axis, -1)
    count = np.shape(samples)[-1] - 1
    if count < 1 or count & (count - 1) != 0:
        raise ValueError("Number of samples must be one plus a non-negative power of 2.")
    ends = 0.5 * (samples[..., 0] + samples[..., -1])
    rows, step = [], count
    while step >= 1:
        rows.append(step * dx * (ends + np.sum(samples[..., step:-1:step], axis=-1)))
        step = step // 2
    sums = np.array(rows)
    for k in range(1, len(rows)):
        sums = sums[1:] + (sums[1:] - sums[:-1]) / (4**k - 1)
    return sums[0]


@definition(scipy.integrate.fixed_quad)
def fixed_quad(func: Any, a: Any, b: Any, args: Any = (), n: Any = 5) -> Any:
    """Gauss's places and weights; the function is called once, with all places."""
    places, weights = scipy.special.roots_legendre(n)
    x = (b - a) * (places + 1) / 2.0 + a
    return (b - a) / 2.0 * np.sum(weights * func(x, *args), axis=-1), None
