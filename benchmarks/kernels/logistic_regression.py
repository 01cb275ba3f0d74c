"""Logistic regression: the mean loss of labels +1 and -1, and a ridge on the weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def logistic_regression(w: Array, b: float, X: Array, y: Array, ridge: float) -> Array:
    margins = y * (X @ w + b)
    return np.mean(np.logaddexp(0.0, -margins)) + 0.5 * ridge * np.sum(w * w)


def by_hand(w: Array, b: float, X: Array, y: Array, ridge: float, head: float) -> tuple[Array, ...]:
    margins = y * (X @ w + b)
    slopes = y * (-head / len(y)) / (1.0 + np.exp(margins))
    return X.T @ slopes + (head * ridge) * w, np.sum(slopes)


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def logistic_regression(w: Array, b: float, X: Array, y: Array, ridge: float) -> Array:
        margins = y * (X @ w + b)
        return jnp.mean(jnp.logaddexp(0.0, -margins)) + 0.5 * ridge * jnp.sum(w * w)

    return logistic_regression


def with_torch(torch: Any) -> Any:
    def logistic_regression(w: Array, b: float, X: Array, y: Array, ridge: float) -> Array:
        margins = y * (X @ w + b)
        return torch.mean(torch.nn.functional.softplus(-margins)) + 0.5 * ridge * torch.sum(w * w)

    return logistic_regression


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {
        "w": rng.normal(size=size) / np.sqrt(size),
        "b": 0.3,
        "X": rng.normal(size=(50 * size, size)),
        "y": rng.choice([-1.0, 1.0], 50 * size),
        "ridge": 0.01,
    }


KERNEL = Kernel(
    logistic_regression,
    ("w", "b"),
    "array",
    inputs,
    tests=(1, 4),
    size=220,
    compiled=160,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    torch=with_torch,
)
