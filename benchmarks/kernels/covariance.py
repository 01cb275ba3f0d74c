"""The covariance matrix of the columns of a table, which is centred in place (PolyBench covariance)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def covariance(data: Array) -> Array:
    n, m = data.shape
    data -= np.mean(data, axis=0)
    cov = np.zeros((m, m))
    for i in range(m):
        cov[i:, i] = cov[i, i:] = data[:, i] @ data[:, i:] / (n - 1.0)
    return cov


def primal_loops(data: Array) -> Array:
    n, m = data.shape
    mean = np.zeros(m)
    for k in range(n):
        for j in range(m):
            mean[j] += data[k, j] / n
    for k in range(n):
        for j in range(m):
            data[k, j] -= mean[j]
    cov = np.zeros((m, m))
    for k in range(n):
        for i in range(m):
            w = data[k, i] / (n - 1.0)
            for j in range(i, m):
                cov[i, j] += w * data[k, j]
    for i in range(m):
        for j in range(i):
            cov[i, j] = cov[j, i]
    return cov


def functional(data: Array) -> Array:
    n, m = data.shape
    data = data - np.mean(data, axis=0)
    rows = []
    for i in range(m):
        rows.append(np.concatenate([np.zeros(i), np.dot(data[:, i], data[:, i:]) / (n - 1.0)]))
    cov = np.stack(rows)
    return cov + np.triu(cov, 1).T


def by_hand(data: Array, head: Array) -> tuple[Array, ...]:
    n, m = data.shape
    data = data - np.mean(data, axis=0)
    data_bar = np.zeros_like(data)
    for i in range(m - 1, -1, -1):
        # The element on the diagonal is written twice; what is written last counts.
        row_bar = head[i, i:] + head[i:, i]
        row_bar[0] = head[i, i]
        row_bar /= n - 1.0
        data_bar[:, i] += data[:, i:] @ row_bar
        data_bar[:, i:] += np.outer(data[:, i], row_bar)
    data_bar -= np.mean(data_bar, axis=0)
    return (data_bar,)


def by_hand_loops(data: Array, head: Array) -> tuple[Array, ...]:
    """Line by line of the table: what a line adds to the products is all that its adjoint needs."""
    n, m = data.shape
    mean, weights = np.zeros(m), np.empty((m, m))
    for k in range(n):
        for j in range(m):
            mean[j] += data[k, j] / n
    for i in range(m):
        weights[i, i] = head[i, i] / (n - 1.0)
        for j in range(i + 1, m):
            weights[i, j] = (head[i, j] + head[j, i]) / (n - 1.0)
    data_bar, level, line = np.zeros((n, m)), np.zeros(m), np.empty(m)
    for k in range(n):
        for j in range(m):
            line[j] = data[k, j] - mean[j]
        for i in range(m):
            w, s = line[i], 0.0
            for j in range(i, m):
                s += weights[i, j] * line[j]
                data_bar[k, j] += weights[i, j] * w
            data_bar[k, i] += s
        for j in range(m):
            level[j] += data_bar[k, j] / n
    for k in range(n):
        for j in range(m):
            data_bar[k, j] -= level[j]
    return (data_bar,)


def by_product(jax: Any) -> Any:
    """All pairs of columns as one product of matrices."""
    jnp = jax.numpy

    def covariance(data: Array) -> Array:
        centred = data - jnp.mean(data, axis=0)
        return centred.T @ centred / (data.shape[0] - 1.0)

    return covariance


def with_jax(jax: Any) -> Any:
    """Shapes are fixed in JAX: what the program takes by slices is masked."""
    jnp, lax = jax.numpy, jax.lax

    def covariance(data: Array) -> Array:
        n, m = data.shape
        data = data - jnp.mean(data, axis=0)
        places = jnp.arange(m)

        def line(cov: Array, columns: tuple[Array, Array]) -> tuple[Array, None]:
            i, column = columns
            row = column @ data / (n - 1.0)
            cov = cov.at[:, i].set(jnp.where(places >= i, row, cov[:, i]))
            return cov.at[i].set(jnp.where(places >= i, row, cov[i])), None

        return lax.scan(line, jnp.zeros((m, m)), (places, data.T))[0]

    return covariance


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"data": rng.normal(size=(size + size // 3 + 2, size))}


KERNEL = Kernel(
    covariance,
    ("data",),
    "loop",
    inputs,
    tests=(2, 5),
    size=200,
    compiled=150,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
    jax_rewritten=by_product,
)
