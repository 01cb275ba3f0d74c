"""The Cholesky factor in the lower triangle, in place (PolyBench cholesky)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def cholesky(A: Array) -> None:
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            A[i, j] -= A[i, :j] @ A[j, :j]
            A[i, j] /= A[j, j]
        A[i, i] -= A[i, :i] @ A[i, :i]
        A[i, i] = np.sqrt(A[i, i])


def by_hand(A: Array, head: Array) -> tuple[Array, ...]:
    """What is read has its last value by then, so the factor is all that the reverse sweep needs."""
    A = A.copy()
    cholesky(A)
    A_bar = head.copy()
    for i in range(A.shape[0] - 1, -1, -1):
        w = A_bar[i, i] / (2.0 * A[i, i])
        A_bar[i, i] = w
        A_bar[i, :i] -= (2.0 * w) * A[i, :i]
        for j in range(i - 1, -1, -1):
            w = A_bar[i, j] / A[j, j]
            A_bar[i, j] = w
            A_bar[j, j] -= w * A[i, j]
            A_bar[i, :j] -= w * A[j, :j]
            A_bar[j, :j] -= w * A[i, :j]
    return (A_bar,)


def by_hand_loops(A: Array, head: Array) -> tuple[Array, ...]:
    A = A.copy()
    n = A.shape[0]
    for i in range(n):
        for j in range(i + 1):
            s = A[i, j]
            for k in range(j):
                s -= A[i, k] * A[j, k]
            A[i, j] = np.sqrt(s) if i == j else s / A[j, j]
    A_bar = head.copy()
    for i in range(n - 1, -1, -1):
        w = A_bar[i, i] / (2.0 * A[i, i])
        A_bar[i, i] = w
        for k in range(i):
            A_bar[i, k] -= 2.0 * w * A[i, k]
        for j in range(i - 1, -1, -1):
            w = A_bar[i, j] / A[j, j]
            A_bar[i, j] = w
            A_bar[j, j] -= w * A[i, j]
            for k in range(j):
                A_bar[i, k] -= w * A[j, k]
                A_bar[j, k] -= w * A[i, k]
    return (A_bar,)


def by_columns(jax: Any) -> Any:
    """The factor in another order: all that stands below a pivot at once."""
    jnp, lax = jax.numpy, jax.lax

    def cholesky(A: Array) -> Array:
        places = jnp.arange(A.shape[0])

        def column(A: Array, j: Array) -> tuple[Array, None]:
            row = jnp.where(places < j, A[j], 0.0)
            left = A[:, j] - A @ row
            pivot = jnp.sqrt(left[j])
            new = jnp.where(places == j, pivot, left / pivot)
            return A.at[:, j].set(jnp.where(places >= j, new, A[:, j])), None

        return lax.scan(column, jnp.asarray(A), places)[0]

    return cholesky


def with_jax(jax: Any) -> Any:
    """Row by row and element by element. A loop must have a known length in JAX: what is above the diagonal rests."""
    jnp, lax = jax.numpy, jax.lax

    def cholesky(A: Array) -> Array:
        places = jnp.arange(A.shape[0])

        def line(A: Array, i: Array) -> tuple[Array, None]:
            def element(row: Array, rows: tuple[Array, Array]) -> tuple[Array, None]:
                j, other = rows
                new = (row[j] - jnp.where(places < j, row, 0.0) @ other) / other[j]
                return row.at[j].set(jnp.where(j < i, new, row[j])), None

            row = lax.scan(element, A[i], (places, A))[0]
            left = jnp.where(places < i, row, 0.0)
            return A.at[i].set(row.at[i].set(jnp.sqrt(row[i] - left @ left))), None

        return lax.scan(line, jnp.asarray(A), places)[0]

    return cholesky


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    X = rng.normal(size=(size, size))
    return {"A": X @ X.T + size * np.eye(size)}


KERNEL = Kernel(
    cholesky,
    ("A",),
    "loop",
    inputs,
    tests=(3, 6),
    size=80,
    compiled=250,
    of="A",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    autograd=False,
    jax_rewritten=by_columns,
    tags=frozenset({"sweep"}),
)
