"""LU factors without pivoting, in place, element by element (PolyBench lu)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def lu(A: Array) -> None:
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[k, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            for k in range(i):
                A[i, j] -= A[i, k] * A[k, j]


def by_hand(A: Array, head: Array) -> tuple[Array, ...]:
    """What is read has its last value by then, so the factors are all that the reverse sweep needs."""
    A = A.copy()
    lu(A)
    n = A.shape[0]
    A_bar = head.copy()
    for i in range(n - 1, -1, -1):
        for j in range(n - 1, i - 1, -1):
            w = A_bar[i, j]
            for k in range(i - 1, -1, -1):
                A_bar[i, k] -= w * A[k, j]
                A_bar[k, j] -= w * A[i, k]
        for j in range(i - 1, -1, -1):
            w = A_bar[i, j] / A[j, j]
            A_bar[i, j] = w
            A_bar[j, j] -= w * A[i, j]
            for k in range(j - 1, -1, -1):
                A_bar[i, k] -= w * A[k, j]
                A_bar[k, j] -= w * A[i, k]
    return (A_bar,)


def by_hand_loops(A: Array, head: Array) -> tuple[Array, ...]:
    """The same with the factors made in line: machine code calls no Python function."""
    A = A.copy()
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[k, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            for k in range(i):
                A[i, j] -= A[i, k] * A[k, j]
    A_bar = head.copy()
    for i in range(n - 1, -1, -1):
        for j in range(n - 1, i - 1, -1):
            w = A_bar[i, j]
            for k in range(i):
                A_bar[i, k] -= w * A[k, j]
                A_bar[k, j] -= w * A[i, k]
        for j in range(i - 1, -1, -1):
            w = A_bar[i, j] / A[j, j]
            A_bar[i, j] = w
            A_bar[j, j] -= w * A[i, j]
            for k in range(j):
                A_bar[i, k] -= w * A[k, j]
                A_bar[k, j] -= w * A[i, k]
    return (A_bar,)


def by_columns(jax: Any) -> Any:
    """The elimination in another order: all that stands below and right of a pivot at once."""
    jnp, lax = jax.numpy, jax.lax

    def lu(A: Array) -> Array:
        places = jnp.arange(A.shape[0])

        def eliminate(A: Array, k: Array) -> tuple[Array, None]:
            below = places > k
            factors = jnp.where(below, A[:, k] / A[k, k], 0.0)
            A = A - jnp.outer(factors, jnp.where(below, A[k], 0.0))
            return A.at[:, k].set(jnp.where(below, factors, A[:, k])), None

        return lax.scan(eliminate, jnp.asarray(A), places)[0]

    return lu


def with_jax(jax: Any) -> Any:
    """Row by row and element by element; the innermost loop as an inner product, masked, as shapes are fixed in JAX."""
    jnp, lax = jax.numpy, jax.lax

    def lu(A: Array) -> Array:
        places = jnp.arange(A.shape[0])

        def line(A: Array, i: Array) -> tuple[Array, None]:
            def element(row: Array, columns: tuple[Array, Array]) -> tuple[Array, None]:
                j, column = columns
                left = row[j] - jnp.where(places < jnp.minimum(i, j), row, 0.0) @ column
                return row.at[j].set(jnp.where(j < i, left / column[j], left)), None

            return A.at[i].set(lax.scan(element, A[i], (places, A.T))[0]), None

        return lax.scan(line, jnp.asarray(A), places)[0]

    return lu


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"A": rng.normal(size=(size, size)) + size * np.eye(size)}


KERNEL = Kernel(
    lu,
    ("A",),
    "loop",
    inputs,
    tests=(3, 6),
    size=36,
    compiled=160,
    of="A",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    autograd=False,
    jax_rewritten=by_columns,
    tags=frozenset({"sweep"}),
)
