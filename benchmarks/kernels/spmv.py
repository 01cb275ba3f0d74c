"""A sparse matrix times a vector, row by row (compressed sparse rows)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def spmv(starts: Array, columns: Array, values: Array, x: Array) -> Array:
    n = starts.size - 1
    y = np.empty(n)
    for i in range(n):
        row = slice(starts[i], starts[i + 1])
        y[i] = values[row] @ x[columns[row]]
    return y


def primal_loops(starts: Array, columns: Array, values: Array, x: Array) -> Array:
    n = starts.size - 1
    y = np.zeros(n)
    for i in range(n):
        for k in range(starts[i], starts[i + 1]):
            y[i] += values[k] * x[columns[k]]
    return y


def functional(starts: Array, columns: Array, values: Array, x: Array) -> Array:
    rows = [slice(starts[i], starts[i + 1]) for i in range(starts.size - 1)]
    return np.array([np.dot(values[row], x[columns[row]]) for row in rows])


def by_hand(starts: Array, columns: Array, values: Array, x: Array, head: Array) -> tuple[Array, ...]:
    values_bar, x_bar = np.empty_like(values), np.zeros_like(x)
    for i in range(starts.size - 1):
        row = slice(starts[i], starts[i + 1])
        places = columns[row]
        values_bar[row] = head[i] * x[places]
        np.add.at(x_bar, places, head[i] * values[row])  # a column may stand twice in a row
    return values_bar, x_bar


def by_hand_loops(starts: Array, columns: Array, values: Array, x: Array, head: Array) -> tuple[Array, ...]:
    values_bar, x_bar = np.empty_like(values), np.zeros_like(x)
    for i in range(starts.size - 1):
        for k in range(starts[i], starts[i + 1]):
            values_bar[k] = head[i] * x[columns[k]]
            x_bar[columns[k]] += head[i] * values[k]
    return values_bar, x_bar


def with_jax(jax: Any) -> Any:
    """The lengths of the rows are data, and no `scan` has such trips: all products at once, summed by rows."""
    jnp = jax.numpy

    def spmv(starts: Array, columns: Array, values: Array, x: Array) -> Array:
        n = starts.shape[0] - 1
        rows = jnp.repeat(jnp.arange(n), jnp.diff(starts), total_repeat_length=columns.shape[0])
        return jax.ops.segment_sum(values * x[columns], rows, num_segments=n, indices_are_sorted=True)

    return spmv


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    counts = rng.integers(1, 2 * min(size, 16), size)
    starts = np.concatenate([[0], np.cumsum(counts)])
    columns = rng.integers(0, size, starts[-1])
    return {"starts": starts, "columns": columns, "values": rng.normal(size=starts[-1]), "x": rng.normal(size=size)}


KERNEL = Kernel(
    spmv,
    ("values", "x"),
    "loop",
    inputs,
    tests=(3, 8),
    size=1000,
    compiled=40_000,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
