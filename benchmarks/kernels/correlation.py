"""The correlation matrix of the columns of a table, which is centred and scaled in place (PolyBench correlation)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def correlation(data: Array) -> Array:
    n, m = data.shape
    mean = np.mean(data, axis=0)
    spread = np.std(data, axis=0)
    spread[spread <= 0.1] = 1.0
    data -= mean
    data /= np.sqrt(n) * spread
    corr = np.eye(m)
    for i in range(m - 1):
        corr[i + 1 :, i] = corr[i, i + 1 :] = data[:, i] @ data[:, i + 1 :]
    return corr


def primal_loops(data: Array) -> Array:
    n, m = data.shape
    for j in range(m):
        mean = np.mean(data[:, j])
        spread = np.std(data[:, j])
        if spread <= 0.1:
            spread = 1.0
        data[:, j] = (data[:, j] - mean) / (np.sqrt(n) * spread)
    corr = np.eye(m)
    for i in range(m - 1):
        row = data[:, i] @ data[:, i + 1 :]
        corr[i, i + 1 :] = row
        corr[i + 1 :, i] = row
    return corr


def functional(data: Array) -> Array:
    n, m = data.shape
    spread = np.std(data, axis=0)
    scaled = (data - np.mean(data, axis=0)) / (np.sqrt(n) * np.where(spread <= 0.1, 1.0, spread))
    return np.where(np.eye(m) == 1.0, 1.0, np.dot(scaled.T, scaled))


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def correlation(data: Array) -> Array:
        n, m = data.shape
        spread = jnp.std(data, axis=0)
        scaled = (data - jnp.mean(data, axis=0)) / (jnp.sqrt(n) * jnp.where(spread <= 0.1, 1.0, spread))
        return jnp.where(jnp.eye(m) == 1.0, 1.0, scaled.T @ scaled)

    return correlation


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"data": rng.normal(size=(size + size // 3 + 2, size))}


KERNEL = Kernel(
    correlation,
    ("data",),
    "loop",
    inputs,
    tests=(2, 5),
    size=150,
    compiled=150,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
