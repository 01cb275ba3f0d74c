"""SciPy's functions that take callables, or that give objects: the value is SciPy's, and both modes agree."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.interpolate as si
from scipy.integrate import dblquad, fixed_quad, nquad, odeint, quad, quad_vec, solve_ivp, tplquad

from srcxform import check_grads, grad, value_and_grad
from srcxform.errors import NoRule, NotDifferentiable

P, Y0 = np.array([1.1, 0.7]), np.array([1.3, 2.1])


def predators(t: Any, y: Any, a: Any, b: Any) -> Any:
    """A system without a closed solution."""
    return [a * y[0] - b * y[0] * y[1], -y[1] + 0.5 * y[0] * y[1]]


def decay(p: Any) -> Any:
    return solve_ivp(lambda t, y: -p[0] * y, (0, 1), np.array([1.0])).y[0, -1]


def own_steps(p: Any) -> Any:
    sol = solve_ivp(lambda t, y: predators(t, y, p[0], p[1]), (0, 5), Y0)
    return sol.y * sol.t


def third_order(p: Any) -> Any:
    return solve_ivp(predators, (0, 5), [p[1], 2.1], method="RK23", args=(p[0], p[1]), max_step=0.3).y


def given_times(p: Any) -> Any:
    return solve_ivp(predators, (0, 2 * p[0]), Y0, t_eval=np.linspace(0, 2, 5), args=(p[0], p[1]), rtol=1e-6).y


def eighth_order(p: Any) -> Any:
    at = np.linspace(1, -3.5, 5)
    return solve_ivp(predators, (p[0], -4), Y0, "DOP853", at, args=(p[0], p[1]), first_step=0.01).y


def continuous(p: Any) -> Any:
    sol = solve_ivp(predators, (0, 3), Y0, args=(p[0], p[1]), dense_output=True)
    return sol.sol(2.5) * sol.sol(np.array([1.0, 2.0, 3.0]) * p[1])[:, 1]


def complex_state(p: Any) -> Any:
    return solve_ivp(lambda t, y: 1j * p[0] * y, (0, 2), np.array([1 + 0.5j, p[1]])).y


def columns(p: Any) -> Any:
    return solve_ivp(lambda t, y: p[0] * y, (0, 2), Y0, vectorized=True, atol=np.array([1e-4, 1e-5])).y


SOLVERS = [decay, own_steps, third_order, given_times, eighth_order, continuous, complex_state, columns]


@pytest.mark.parametrize("f", SOLVERS)
def test_solver_has_the_value_and_derivative_of_scipy(f: Callable[..., Any]) -> None:
    value, _ = value_and_grad(f)(P)
    np.testing.assert_allclose(value, f(P), rtol=1e-11)
    check_grads(f, P)


def test_odeint_agrees_within_its_tolerance() -> None:
    def f(p: Any) -> Any:
        return odeint(predators, [1.0, p[1]], [0.0, 0.5, 1.0], args=(p[0], p[1]), tfirst=True)

    def exact(p: Any) -> Any:
        start, at = np.array([1.0, p[1]]), [0.0, 0.5, 1.0]
        return solve_ivp(predators, (0, 1), start, "DOP853", at, args=(p[0], p[1]), rtol=1e-12, atol=1e-12).y.T

    value, gradient = value_and_grad(f)(P)
    np.testing.assert_allclose(value, f(P), rtol=1e-6)
    np.testing.assert_allclose(gradient, grad(exact)(P), rtol=1e-6)


def plain(p: Any) -> Any:
    return quad(lambda x: np.exp(-p * x), 0, 1)[0]


def moving_limits(p: Any) -> Any:
    return quad(lambda x: math.exp(-p * x) / (1 + x), 3 * p, p)[0]


def upwards(p: Any) -> Any:
    return quad(lambda x: math.exp(-p * x * x), p, np.inf)[0]


def downwards(p: Any) -> Any:
    return quad(lambda x, q: math.exp(q * x), -np.inf, p, args=(p,))[0]


def everywhere(p: Any) -> Any:
    return quad(lambda x: math.exp(-p * x * x), -np.inf, np.inf)[0]


def singular(p: Any) -> Any:
    return quad(lambda x: 1 / math.sqrt(x) * math.cos(p * x), 0.0, p)[0]


def logarithm(p: Any) -> Any:
    return quad(lambda x: math.log(x) * x ** (p - 1), 0, 1, epsabs=1e-12)[0]


def singular_upwards(p: Any) -> Any:
    return quad(lambda x: math.exp(-p * x) / math.sqrt(x), 0, np.inf)[0]


def narrow(p: Any) -> Any:
    return quad(lambda x: 1 / (1 + x * x * p * 100000), -1, 1)[0]


def nested(p: Any) -> Any:
    return quad(lambda x: quad(lambda y: p * x * y, x, 2 * p)[0], 0, p)[0]


def over_plane(p: Any) -> Any:
    return dblquad(lambda y, x: p * x * y**p, 0, p, lambda x: x, lambda x: 2 * p)[0]


def over_space(p: Any) -> Any:
    return tplquad(lambda z, y, x: p * x * y * z**p, 0, p, 0.0, lambda x: 2 * x, 0.1, lambda x, y: x + y + p)[0]


def over_box(p: Any) -> Any:
    return nquad(lambda x, y, q: p * x * y**q, [[0, 1.0], [p, 2]], args=(p,))[0]


def fixed_places(p: Any) -> Any:
    return fixed_quad(lambda x: np.exp(-p * x) * p, 0.3, p, n=4)[0]


INTEGRALS = [
    *[plain, moving_limits, upwards, downwards, everywhere, singular, logarithm, singular_upwards, narrow],
    *[nested, over_plane, over_space, over_box, fixed_places],
]


@pytest.mark.parametrize("f", INTEGRALS)
def test_integral_has_the_value_and_derivative_of_scipy(f: Callable[..., Any]) -> None:
    value, _ = value_and_grad(f)(1.3)
    np.testing.assert_allclose(value, f(1.3), rtol=1e-12)
    check_grads(f, 1.3)


def vector(p: Any) -> Any:
    return quad_vec(lambda x: np.exp(-p * x), 0.0, 1.0)[0]


def waves(p: Any) -> Any:
    return quad_vec(lambda x: p[0] * np.cos(p[1] * x * 10), 0.0, 3.0, norm="max")[0]


def vector_upwards(p: Any) -> Any:
    return quad_vec(lambda x: np.exp(-p * x) / (1 + x), p[0], np.inf, epsrel=1e-10)[0]


def vector_downwards(p: Any) -> Any:
    return quad_vec(lambda x, q: np.exp(p * x) * q, -np.inf, 0.3, args=(p[0],))[0]


def matrix_everywhere(p: Any) -> Any:
    return quad_vec(lambda x: np.exp(-np.outer(p, p) * x * x), -np.inf, np.inf)[0]


def narrow_vector(p: Any) -> Any:
    return quad_vec(lambda x: 1 / (1 + 1e5 * x * x * p), -1.0, 1.0, points=[0.3])[0]


def backwards(p: Any) -> Any:
    return quad_vec(lambda x: np.exp(p * x) * (1 + 1j * x), 2 * p[1], p[0], quadrature="gk15")[0]


VECTORS = [vector, waves, vector_upwards, vector_downwards, matrix_everywhere, narrow_vector, backwards]


@pytest.mark.parametrize("f", VECTORS)
def test_integrals_of_vectors(f: Callable[..., Any]) -> None:
    value, _ = value_and_grad(f)(P)
    np.testing.assert_allclose(value, f(P), rtol=1e-12)
    check_grads(f, P)


def test_kink_in_a_vector_is_refused() -> None:
    with pytest.raises(NotDifferentiable):
        grad(lambda p: quad_vec(lambda x: np.abs(x - p), 0.0, 2.0)[0])(P)


def test_leibniz_at_a_jump() -> None:
    def f(b: Any) -> Any:
        return quad(lambda x: np.floor(x), 0, b, limit=200)[0]

    assert grad(f)(2.5) == 2.0


X, Y = np.array([0.0, 0.5, 1.3, 2.0, 2.9, 3.5]), np.array([1.0, 0.3, -0.5, 0.8, 1.7, 0.2])
Z = np.array([0.2, 0.7, 1.9, 3.3, 3.7])
CUBIC, BASIS = si.CubicSpline(X, Y), si.make_interp_spline(X, Y)
PLANE = si.RegularGridInterpolator((X[:3], X[2:]), np.outer(Y[:3], Y[2:]), bounds_error=False)


def cubic(x: Any, y: Any, z: Any) -> Any:
    return si.CubicSpline(x, y)(z) + si.CubicSpline(x[:3], y[:3])(z) * si.CubicSpline(x[:2], y[:2])(z)


def natural(x: Any, y: Any, z: Any) -> Any:
    return si.CubicSpline(x, y, bc_type="natural")(z, 1)


def clamped(x: Any, y: Any, z: Any) -> Any:
    return si.CubicSpline(x, y, bc_type="clamped", extrapolate=False)(z[:-1])


def two_conditions(x: Any, y: Any, z: Any) -> Any:
    return si.CubicSpline(x, y, bc_type=((1, y[1]), (2, 0.3))).integrate(z[0], z[2])


def mixed_conditions(x: Any, y: Any, z: Any) -> Any:
    return si.CubicSpline(x, y, bc_type=("not-a-knot", "natural")).antiderivative(2)(z)


def periodic(x: Any, y: Any, z: Any) -> Any:
    return si.CubicSpline(x, np.concatenate((y[:-1], y[:1])), bc_type="periodic")(z)


def rows(x: Any, y: Any, z: Any) -> Any:
    return si.CubicSpline(x, np.stack([y, y * y]), axis=-1)(np.stack([z, z * 0.7]))


def monotone(x: Any, y: Any, z: Any) -> Any:
    return si.PchipInterpolator(x, y).derivative()(z)


def akima(x: Any, y: Any, z: Any) -> Any:
    return si.Akima1DInterpolator(x, y)(z[:-1]) + si.Akima1DInterpolator(x, y, method="makima")(z[:-1])


def hermite(x: Any, y: Any, z: Any) -> Any:
    return si.CubicHermiteSpline(x, y, np.sin(y))(z[1]) + si.PPoly(np.stack([y[1:], y[:-1]]), x)(z)


def made_outside(x: Any, y: Any, z: Any) -> Any:
    return CUBIC(z) * CUBIC.integrate(z[0], z[1]) + BASIS(z, 1) + PLANE(np.stack([z[:1] * 0.9, z[2:3]], 1))


def basis(x: Any, y: Any, z: Any) -> Any:
    return si.make_interp_spline(x, y, k=5)(z, 2) + si.make_interp_spline(x, y)(z)


def polygon(x: Any, y: Any, z: Any) -> Any:
    return si.make_interp_spline(x, np.stack([y, y * y]), k=1, axis=1).integrate(z[0], z[2])


def own_knots(x: Any, y: Any, z: Any) -> Any:
    return si.BSpline(np.concatenate((x[:1], x[:1], x, x[-1:], x[-1:])), np.concatenate((y, y[:1])), 3)(z)


def fitpack(x: Any, y: Any, z: Any) -> Any:
    return si.splev(z, si.splrep(x, y), der=1) + si.splint(z[0], z[1], si.splrep(x, y))


def lines(x: Any, y: Any, z: Any) -> Any:
    return si.interp1d(x[::-1], y[::-1])(z[:-1]) + si.interp1d(x, y, kind="zero")(z[:-1])


def curves(x: Any, y: Any, z: Any) -> Any:
    quadratic = si.interp1d(x, np.stack([y, y * y]), kind="quadratic", bounds_error=False, fill_value=(y[0], 2.0))
    return quadratic(z) + si.interp1d(x, y, kind="cubic", fill_value="extrapolate")(z)


def neighbours(x: Any, y: Any, z: Any) -> Any:
    nearest = si.interp1d(x, np.stack([y, y * y], 1), kind="nearest", axis=0)(z[1])
    return nearest + si.interp1d(x, y, kind="previous")(z[0]) + si.interp1d(x, y, kind="next")(z[1])


def grid(x: Any, y: Any, z: Any) -> Any:
    f = si.RegularGridInterpolator((x[:3], x[1:5]), np.stack([y[:3]] * 4, 1) * y[1:5])
    return f(np.stack([z[:2], z[1:3]], 1)) + f((z[1], z[2]))


SPLINES = [
    *[cubic, natural, clamped, two_conditions, mixed_conditions, periodic, rows, monotone, akima, hermite],
    *[made_outside, basis, polygon, own_knots, fitpack, lines, curves, neighbours, grid],
]


@pytest.mark.parametrize("f", SPLINES)
def test_interpolation_has_the_value_and_derivative_of_scipy(f: Callable[..., Any]) -> None:
    value, _ = value_and_grad(f, wrt=(0, 1, 2))(X, Y, Z)
    assert np.shape(value) == np.shape(f(X, Y, Z))
    np.testing.assert_allclose(value, f(X, Y, Z), rtol=1e-10, atol=1e-12)
    check_grads(f, X, Y, Z)


def stiff(p: Any) -> Any:
    return solve_ivp(lambda t, y: -p * y, (0, 1), [1.0], method="BDF").y


def with_events(p: Any) -> Any:
    return solve_ivp(lambda t, y: -p * y, (0, 1), [1.0], events=lambda t, y: y[0] - 0.5).y


def weighted(p: Any) -> Any:
    return quad(lambda x: p * x, 0, 1, weight="cos", wvar=3.0)[0]


def broken(p: Any) -> Any:
    return quad(lambda x: p * x, 0, 1, points=[0.5])[0]


def smoothed(p: Any) -> Any:
    return si.splev(0.3, si.splrep(X, Y * p, s=0.1))


def by_spline(p: Any) -> Any:
    return si.RegularGridInterpolator((X,), Y * p, method="pchip")(np.array([[0.3]]))


@pytest.mark.parametrize("f", [stiff, with_events, weighted, broken, smoothed, by_spline])
def test_what_is_not_supported_is_refused(f: Callable[..., Any]) -> None:
    with pytest.raises(NoRule):
        grad(f)(1.3)


def test_second_derivatives() -> None:
    def f(p: Any) -> Any:
        return si.CubicSpline(X, Y * np.sin(p))(p)

    step = 1e-5
    expected = (grad(f)(1.4 + step) - grad(f)(1.4 - step)) / (2 * step)
    assert abs(grad(grad(f))(1.4) - expected) < 1e-6


def test_second_derivative_of_an_integral_is_refused_or_right() -> None:
    def f(p: Any) -> Any:
        return quad(lambda x: np.exp(-p * x * x), 0, p)[0]

    try:
        found = grad(grad(f))(1.3)
    except NoRule:
        return
    assert abs(found + 0.5768039557) < 1e-6
