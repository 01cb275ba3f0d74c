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
    for j in range(m):
        data[:, j] -= np.mean(data[:, j])
    cov = np.zeros((m, m))
    for i in range(m):
        row = data[:, i] @ data[:, i:] / (n - 1.0)
        cov[i, i:] = row
        cov[i:, i] = row
    return cov


def functional(data: Array) -> Array:
    centred = data - np.mean(data, axis=0)
    return np.dot(centred.T, centred) / (data.shape[0] - 1.0)


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
    n, m = data.shape
    centred = np.empty((n, m))
    for j in range(m):
        mean = 0.0
        for i in range(n):
            mean += data[i, j]
        for i in range(n):
            centred[i, j] = data[i, j] - mean / n
    both = (head + head.T) / (n - 1.0)
    for j in range(m):
        both[j, j] = 2.0 * head[j, j] / (n - 1.0)
    data_bar = centred @ both
    for j in range(m):
        mean = 0.0
        for i in range(n):
            mean += data_bar[i, j]
        for i in range(n):
            data_bar[i, j] -= mean / n
    return (data_bar,)


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def covariance(data: Array) -> Array:
        centred = data - jnp.mean(data, axis=0)
        return centred.T @ centred / (data.shape[0] - 1.0)

    return covariance


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"data": rng.normal(size=(size + size // 3 + 2, size))}


KERNEL = Kernel(
    covariance,
    ("data",),
    "loop",
    inputs,
    tests=(2, 5),
    size=150,
    compiled=150,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
