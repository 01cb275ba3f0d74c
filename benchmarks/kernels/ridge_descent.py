"""Ridge regression by gradient descent with momentum, in place; what is differentiated are its hyperparameters."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def ridge_descent(
    X: Array, y: Array, ridge: float, rate: float, momentum: float, X_held: Array, y_held: Array, steps: int
) -> Array:
    w = np.zeros(X.shape[1])
    velocity = np.zeros_like(w)
    for t in range(steps):
        slope = X.T @ (X @ w - y) / len(y) + ridge * w
        velocity *= momentum
        velocity -= rate * slope
        w += velocity
    return np.mean((X_held @ w - y_held) ** 2)


def by_hand(
    X: Array,
    y: Array,
    ridge: float,
    rate: float,
    momentum: float,
    X_held: Array,
    y_held: Array,
    steps: int,
    head: float,
) -> tuple[Array, ...]:
    n, width = X.shape
    ws, velocities, slopes = np.empty((steps, width)), np.empty((steps, width)), np.empty((steps, width))
    w, velocity = np.zeros(width), np.zeros(width)
    for t in range(steps):
        ws[t], velocities[t] = w, velocity
        slope = X.T @ (X @ w - y) / n + ridge * w
        slopes[t] = slope
        velocity *= momentum
        velocity -= rate * slope
        w += velocity
    w_bar = X_held.T @ (X_held @ w - y_held)
    w_bar *= 2.0 * head / len(y_held)
    velocity_bar = np.zeros(width)
    y_bar = np.zeros_like(y)
    ridge_bar = rate_bar = momentum_bar = 0.0
    for t in range(steps - 1, -1, -1):
        velocity_bar += w_bar
        rate_bar -= np.dot(velocity_bar, slopes[t])
        momentum_bar += np.dot(velocity_bar, velocities[t])
        slope_bar = -rate * velocity_bar
        ridge_bar += np.dot(slope_bar, ws[t])
        residual_bar = X @ slope_bar
        residual_bar /= n
        y_bar -= residual_bar
        w_bar += X.T @ residual_bar
        w_bar += ridge * slope_bar
        velocity_bar *= momentum
    return y_bar, ridge_bar, rate_bar, momentum_bar


def functional(
    X: Array, y: Array, ridge: float, rate: float, momentum: float, X_held: Array, y_held: Array, steps: int
) -> Array:
    w = np.zeros(X.shape[1])
    velocity = np.zeros(X.shape[1])
    for t in range(steps):
        slope = np.dot(X.T, np.dot(X, w) - y) / len(y) + ridge * w
        velocity = momentum * velocity - rate * slope
        w = w + velocity
    return np.mean((np.dot(X_held, w) - y_held) ** 2)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def ridge_descent(
        X: Array, y: Array, ridge: float, rate: float, momentum: float, X_held: Array, y_held: Array, steps: int
    ) -> Array:
        def step(state: tuple[Array, Array], _: None) -> tuple[tuple[Array, Array], None]:
            w, velocity = state
            slope = X.T @ (X @ w - y) / len(y) + ridge * w
            velocity = momentum * velocity - rate * slope
            return (w + velocity, velocity), None

        start = jnp.zeros(X.shape[1])
        w, _ = lax.scan(step, (start, start), None, length=steps)[0]
        return jnp.mean((X_held @ w - y_held) ** 2)

    return ridge_descent


def with_torch(torch: Any) -> Any:
    def ridge_descent(
        X: Array, y: Array, ridge: Array, rate: Array, momentum: Array, X_held: Array, y_held: Array, steps: int
    ) -> Array:
        w = torch.zeros(X.shape[1], dtype=X.dtype)
        velocity = torch.zeros_like(w)
        for _ in range(steps):
            slope = X.T @ (X @ w - y) / len(y) + ridge * w
            velocity = momentum * velocity - rate * slope
            w = w + velocity
        return torch.mean((X_held @ w - y_held) ** 2)

    return ridge_descent


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    width = max(2, size // 4)
    return {
        "X": rng.normal(size=(size, width)),
        "y": rng.normal(size=size),
        "ridge": 0.05,
        "rate": 0.1,
        "momentum": 0.8,
        "X_held": rng.normal(size=(size, width)),
        "y_held": rng.normal(size=size),
        "steps": min(size, 40),  # well before it has converged, where the rate does not matter any more
    }


KERNEL = Kernel(
    ridge_descent,
    ("y", "ridge", "rate", "momentum"),
    "loop",
    inputs,
    tests=(3, 8),
    size=500,
    compiled=400,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
)
