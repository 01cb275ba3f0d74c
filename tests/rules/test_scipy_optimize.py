"""Solvers as implicit functions: of arguments, closures, objects and `args`; in loops and branches; twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcxform as api

optimize = pytest.importorskip("scipy.optimize")

TIGHT = 1e-13
TIMES = np.linspace(0, 1, 8)
MATRIX = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 5]])
SCALE = 2.5


def by_fsolve(a: Any) -> Any:
    x = optimize.fsolve(lambda u: u**3 + u * a - 2 * a**2, np.ones(3), xtol=TIGHT)
    return x * a


def two_equations(u: Any, a: Any, b: Any) -> Any:
    return [u[0] ** 2 + a * u[1] - 3, u[1] ** 3 - b * u[0]]


def by_root(a: Any, b: Any) -> Any:
    return optimize.root(two_equations, [1.0, 1.0], args=(a, b), tol=TIGHT).x


class Model:
    """An object whose method is the residual."""

    def __init__(self, a: Any) -> None:
        self.a = a

    def residual(self, u: Any) -> Any:
        return MATRIX @ u + self.a * u**3 - 1.0


def by_method(a: Any) -> Any:
    return optimize.root(Model(a).residual, np.zeros(3), tol=TIGHT).x


def by_bracket(a: Any) -> Any:
    return optimize.brentq(lambda u: np.tanh(u) - a, -3.0, 3.0 + a, xtol=1e-14) * a


def under_names_of_the_text(a: Any) -> Any:
    """What the equation captures is called as the functions of the generated text are."""
    equation, partial, bracketed, u = a * a, 2.0 * a, a + 1.0, a - 0.5
    return optimize.brentq(lambda x: x**3 + equation * x - partial + bracketed * u, -9.0, 9.0, xtol=1e-14)


def by_root_scalar(a: Any) -> Any:
    return optimize.root_scalar(lambda u: u**3 + u * a - 2.0, bracket=(0.0, 2.0), xtol=1e-14).root


def equation(u: Any, a: Any) -> Any:
    return np.exp(u) - SCALE * a - u**2


def by_newton(a: Any) -> Any:
    return optimize.newton(equation, 0.5, args=(a,), tol=TIGHT)


def by_fixed_point(a: Any) -> Any:
    return optimize.fixed_point(lambda u: np.cos(a * u), 0.5, xtol=TIGHT)


def implicit_steps(k: Any) -> Any:
    """Implicit Euler for a nonlinear heat equation: a solve in each trip, its residual with loops and writes."""
    u = np.zeros(5)
    for _ in range(4):
        old = u

        def residual(v: Any) -> Any:
            r = np.zeros(5)
            for i in range(5):
                left = v[i - 1] if i > 0 else 1.0
                right = v[i + 1] if i < 4 else 0.0
                r[i] = v[i] - old[i] - 0.1 * k * (1 + v[i] ** 2) * (left - 2 * v[i] + right)
            return r

        u = optimize.fsolve(residual, old, xtol=TIGHT)
    return u


def in_a_branch(a: Any) -> Any:
    if a > 1:
        x = optimize.brentq(lambda u: u**3 - a, 0.0, 3.0, xtol=1e-14)
    else:
        x = a * 2
    return x * x


def one_in_another(a: Any) -> Any:
    def inner(p: Any) -> Any:
        return optimize.brentq(lambda u: u**3 + u - p * a, -5.0, 5.0, xtol=1e-14)

    return optimize.brentq(lambda q: inner(q) - a * 0.5, -5.0, 5.0, xtol=1e-14)


def matrix_root(b: Any) -> Any:
    return optimize.fsolve(lambda u: (u.reshape(2, 2) @ u.reshape(2, 2) - b).ravel(), np.eye(2), xtol=TIGHT)


def by_minimize(a: Any) -> Any:
    # With a slope by differences, whether BFGS comes so near depends on the last bits of the machine's sums.
    found = optimize.minimize(
        lambda u: np.sum((u - a) ** 4) + np.sum(u**2 * a),
        np.array([0.1, 0.2, 0.3]),
        jac=lambda u: 4.0 * (u - a) ** 3 + 2.0 * u * a,
        method="BFGS",
        options={"gtol": 1e-9},
    )
    return found.x


def by_minimize_scalar(a: Any) -> Any:
    found = optimize.minimize_scalar(lambda u: (u - a) ** 2 * (1 + a * u**2), bracket=(0.0, 1.0), tol=1e-12)
    return found.x + found.fun


def by_least_squares(y: Any) -> Any:
    return optimize.least_squares(
        lambda p: p[0] * np.exp(-p[1] * TIMES) - y,
        np.ones(2),
        jac=lambda p: np.exp(-p[1] * TIMES)[:, np.newaxis] * np.stack([np.ones_like(TIMES), -p[0] * TIMES], axis=1),
        xtol=1e-14,
        ftol=1e-14,
        gtol=1e-14,
    ).x


MEASURED = np.exp(-1.3 * TIMES) + 0.01 * np.sin(9 * TIMES)


@pytest.mark.parametrize(
    ("function", "args", "order"),
    [
        (by_fsolve, (np.array([1.0, 2.0, 0.5]),), 2),
        (by_root, (1.3, 0.7), 2),
        (by_method, (0.3,), 2),
        (by_bracket, (0.4,), 2),
        (by_root_scalar, (1.3,), 2),
        (under_names_of_the_text, (1.3,), 2),
        (by_newton, (1.1,), 2),
        (by_fixed_point, (0.9,), 2),
        (implicit_steps, (1.3,), 1),
        (in_a_branch, (1.5,), 2),
        (in_a_branch, (0.5,), 1),
        (one_in_another, (0.8,), 1),
        (matrix_root, (np.array([[2.0, 0.3], [0.1, 1.5]]),), 1),
    ],
)
def test_equations(function: Any, args: Any, order: int) -> None:
    api.check_grads(function, *args, order=order)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (by_minimize, (np.array([1.0, 0.7, 0.5]),)),
        (by_minimize_scalar, (0.7,)),
        (by_least_squares, (MEASURED,)),
    ],
)
def test_stationary_points(function: Any, args: Any) -> None:
    """The minimum itself is found to the square root of the precision, so differences of it are rough."""
    api.check_grads(function, *args, rtol=1e-5)


def test_value_is_that_of_the_solver() -> None:
    value, _ = api.value_and_grad(by_bracket)(0.4)
    assert value == by_bracket(0.4)


def test_forward_mode_takes_an_array_that_is_written() -> None:
    def written_before_and_after(x: Any) -> Any:
        y = x * 2
        y[0] += x[1]
        r = optimize.fsolve(lambda u: u**3 + u - y, np.zeros(2), xtol=TIGHT)
        y[0] = 100.0 * x[1]
        return r * y

    api.check_grads(written_before_and_after, np.array([0.7, 1.1]), modes=("forward",))


def test_no_solution_no_derivative() -> None:
    with pytest.raises(api.SrcxformError, match="fsolve found no solution"):
        api.grad(lambda a: optimize.fsolve(lambda u: u**2 + a**2 + 1.0, 1.0)[0])(0.5)


def test_a_multiple_root_has_no_derivative() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        api.grad(lambda a: optimize.fsolve(lambda u: u * 0.0 * a, np.zeros(2))[0])(0.5)


def test_what_a_residual_leaves_behind_is_refused() -> None:
    def counts(a: Any) -> Any:
        seen = {"calls": 0}

        def residual(u: Any) -> Any:
            seen["calls"] += 1
            return u**3 - a

        return optimize.brentq(residual, 0.0, 2.0) * seen["calls"]

    with pytest.raises(api.SrcxformError, match="assigns to something outside of it"):
        api.grad(counts)(0.7)


def test_bounds_are_refused() -> None:
    def bounded(a: Any) -> Any:
        return optimize.minimize(lambda u: np.sum((u - a) ** 2), np.zeros(1), bounds=[(0, 1)]).x

    with pytest.raises(api.SrcxformError, match="bounds"):
        api.grad(bounded)(0.5)


def test_the_solver_is_handed_the_derivatives_by_hand() -> None:
    """Newton's method with conjugate gradients cannot do without."""

    def found(a: Any) -> Any:
        return np.sum(
            optimize.minimize(
                lambda u, b: np.sum(u**4 / 4 - b * u),
                np.array([1.0, 1.5]),
                args=(a,),
                jac=lambda u, b: u**3 - b,
                method="Newton-CG",
                options={"xtol": 1e-12},
            ).x
        )

    assert np.isclose(api.grad(found)(8.0), 2.0 / 3.0 * 8.0 ** (-2.0 / 3.0))
