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
    mean, spread = np.zeros(m), np.zeros(m)
    for k in range(n):
        for j in range(m):
            mean[j] += data[k, j] / n
    for k in range(n):
        for j in range(m):
            data[k, j] -= mean[j]
            spread[j] += data[k, j] ** 2
    for j in range(m):
        deviation = np.sqrt(spread[j] / n)
        spread[j] = np.sqrt(n) * (1.0 if deviation <= 0.1 else deviation)
    corr = np.zeros((m, m))
    for k in range(n):
        for j in range(m):
            data[k, j] /= spread[j]
        for i in range(m - 1):
            w = data[k, i]
            for j in range(i + 1, m):
                corr[i, j] += w * data[k, j]
    for i in range(m):
        corr[i, i] = 1.0
        for j in range(i):
            corr[i, j] = corr[j, i]
    return corr


def functional(data: Array) -> Array:
    n, m = data.shape
    spread = np.std(data, axis=0)
    data = (data - np.mean(data, axis=0)) / (np.sqrt(n) * np.where(spread <= 0.1, 1.0, spread))
    rows = []
    for i in range(m - 1):
        rows.append(np.concatenate([np.zeros(i + 1), np.dot(data[:, i], data[:, i + 1 :])]))
    corr = np.stack([*rows, np.zeros(m)])
    return corr + corr.T + np.eye(m)


def by_product(jax: Any) -> Any:
    """All pairs of columns as one product of matrices."""
    jnp = jax.numpy

    def correlation(data: Array) -> Array:
        n, m = data.shape
        spread = jnp.std(data, axis=0)
        scaled = (data - jnp.mean(data, axis=0)) / (jnp.sqrt(n) * jnp.where(spread <= 0.1, 1.0, spread))
        return jnp.where(jnp.eye(m) == 1.0, 1.0, scaled.T @ scaled)

    return correlation


def with_jax(jax: Any) -> Any:
    """Shapes are fixed in JAX: what the program takes by slices is masked."""
    jnp, lax = jax.numpy, jax.lax

    def correlation(data: Array) -> Array:
        n, m = data.shape
        spread = jnp.std(data, axis=0)
        data = (data - jnp.mean(data, axis=0)) / (jnp.sqrt(n) * jnp.where(spread <= 0.1, 1.0, spread))
        places = jnp.arange(m)

        def line(corr: Array, columns: tuple[Array, Array]) -> tuple[Array, None]:
            i, column = columns
            row = column @ data
            corr = corr.at[i].set(jnp.where(places > i, row, corr[i]))
            return corr.at[:, i].set(jnp.where(places > i, row, corr[:, i])), None

        return lax.scan(line, jnp.eye(m), (places[:-1], data.T[:-1]))[0]

    return correlation


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"data": rng.normal(size=(size + size // 3 + 2, size))}


KERNEL = Kernel(
    correlation,
    ("data",),
    "loop",
    inputs,
    tests=(2, 5),
    size=200,
    compiled=150,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
    jax_rewritten=by_product,
)
