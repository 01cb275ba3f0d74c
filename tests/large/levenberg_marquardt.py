"""Nonlinear least squares by the Levenberg-Marquardt method.

`fit` returns early when the gradient is small or the step is short, retries with more damping when a step does not help
or when the normal equations cannot be solved, and gives up when the damping is too large.
"""

from dataclasses import dataclass

import numpy as np


class FitError(Exception):
    """The fit did not get anywhere."""


@dataclass
class Options:
    """Parameters of the method."""

    max_iterations: int = 60
    damping: float = 1e-3
    increase: float = 8.0
    decrease: float = 0.25
    max_damping: float = 1e8
    gradient_tolerance: float = 1e-12
    step_tolerance: float = 1e-13


@dataclass
class Result:
    """What a fit found."""

    params: np.ndarray
    cost: float
    iterations: int
    message: str


def decay_model(params, t):
    """Exponential decay to an offset: a exp(-k t) + c."""
    a, k, c = params
    return a * np.exp(-k * t) + c


def decay_jacobian(params, t):
    a, k, _ = params
    e = np.exp(-k * t)
    J = np.empty((len(t), 3))
    J[:, 0] = e
    J[:, 1] = -a * t * e
    J[:, 2] = 1.0
    return J


def peak_model(params, t):
    """Gaussian peak on a sloping background."""
    height, center, width, b0, b1 = params
    return height * np.exp(-0.5 * ((t - center) / width) ** 2) + b0 + b1 * t


def numerical_jacobian(model, params, t, h=1e-4):
    """Central differences, column by column."""
    J = np.zeros((t.size, params.size))
    for j in range(params.size):
        step = np.zeros(params.size)
        step[j] = h * (1.0 + abs(params[j]))
        J[:, j] = (model(params + step, t) - model(params - step, t)) / (2 * step[j])
    return J


def damped_step(J, r, damping):
    """Solve (J^T J + damping * diag(J^T J)) p = -J^T r; None where that is singular."""
    A = J.T @ J
    A = A + damping * np.diag(np.diag(A))
    try:
        return np.linalg.solve(A, -J.T @ r)
    except np.linalg.LinAlgError:
        return None


def fit(model, params, t, y, sigma=1.0, jacobian=None, options=None):
    """Fit a model to data.

    Parameters
    ----------
    model : callable
        `model(params, t)` gives predictions.
    params : array
        First guess.
    t, y : arrays
        Data.
    sigma : float or array
        Standard deviation of the data.
    jacobian : callable, optional
        `jacobian(params, t)`; by differences where it is not given.
    """
    options = options or Options()
    params = np.array(params, dtype=float)
    damping = options.damping
    r = (model(params, t) - y) / sigma
    cost = 0.5 * r @ r
    for iteration in range(options.max_iterations):
        if jacobian is not None:
            J = jacobian(params, t)
        else:
            J = numerical_jacobian(model, params, t)
        J = J / np.reshape(sigma, (-1, 1))
        if np.max(np.abs(J.T @ r)) < options.gradient_tolerance:
            return Result(params, cost, iteration, "gradient is small")
        while True:
            if damping > options.max_damping:
                raise FitError("too much damping")
            step = damped_step(J, r, damping)
            if step is None:
                damping = max(damping, 1e-3) * options.increase
                params = params + 0.1  # leave the singular point
                break
            trial = params + step
            r_trial = (model(trial, t) - y) / sigma
            trial_cost = 0.5 * r_trial @ r_trial
            if trial_cost > cost:
                damping *= options.increase
                if np.linalg.norm(step) < options.step_tolerance:
                    return Result(params, cost, iteration, "step is short")
                continue
            params, r, cost = trial, r_trial, trial_cost
            damping *= options.decrease
            break
        if step is None:
            r = (model(params, t) - y) / sigma
            cost = 0.5 * r @ r
            continue
        if np.linalg.norm(step) < options.step_tolerance * (1.0 + np.linalg.norm(params)):
            return Result(params, cost, iteration + 1, "step is short")
    return Result(params, cost, options.max_iterations, "too many iterations")


def gauss_newton(residual, params, iterations=20, tolerance=1e-12):
    """Plain Gauss-Newton on a residual function that also returns its Jacobian."""
    for _ in range(iterations):
        r, J = residual(params)
        try:
            step = np.linalg.solve(J.T @ J, J.T @ r)
        except np.linalg.LinAlgError as error:
            raise FitError("the Jacobian has lost rank") from error
        params = params - step
        if np.linalg.norm(step) < tolerance:
            break
    else:
        raise FitError("no convergence")
    return params


def half_life(t, y, sigma, guess):
    """Fit a decay and give its half-life."""
    result = fit(decay_model, guess, t, y, sigma, jacobian=decay_jacobian)
    a, k, c = result.params
    if k <= 0:
        return 0.0
    return np.log(2) / k + 0.0 * a * c


def decay_from_singular_guess(t, y):
    """Fit from a guess of zero amplitude, at which the normal equations are singular."""
    result = fit(decay_model, [0.0, 1.0, 0.0], t, y, jacobian=decay_jacobian, options=Options(damping=0.0))
    return result.params


def peak_summary(t, y, guess):
    """Area under a fitted peak, and the cost of the fit."""
    try:
        result = fit(peak_model, guess, t, y)
    except FitError:
        return {"area": 0.0, "center": 0.0, "cost": np.inf}
    height, center, width = result.params[:3]
    return {"area": height * width * np.sqrt(2 * np.pi), "center": center, "cost": result.cost}


def circle_through(points, guess):
    """Center and radius of the circle that fits points best, by Gauss-Newton."""

    def residual(params):
        offset = points - params[:2]
        distance = np.sqrt(np.sum(offset**2, axis=1))
        J = np.column_stack([-offset / distance[:, None], -np.ones(len(points))])
        return distance - params[2], J

    return gauss_newton(residual, guess)
