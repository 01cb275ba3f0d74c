"""`B = alpha A.T B` in place, for a unit lower triangular `A` (PolyBench trmm)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def trmm(alpha: float, A: Array, B: Array) -> None:
    for i in range(B.shape[0]):
        for j in range(B.shape[1]):
            B[i, j] += A[i + 1 :, i] @ B[i + 1 :, j]
    B *= alpha


def primal_loops(alpha: float, A: Array, B: Array) -> None:
    n, m = B.shape
    for i in range(n):
        for k in range(i + 1, n):
            for j in range(m):
                B[i, j] += A[k, i] * B[k, j]
    for i in range(n):
        for j in range(m):
            B[i, j] *= alpha


def functional(alpha: float, A: Array, B: Array) -> Array:
    rows = []
    for i in range(B.shape[0]):
        row = [B[i, j] + np.dot(A[i + 1 :, i], B[i + 1 :, j]) for j in range(B.shape[1])]
        rows.append(np.array(row))
    return alpha * np.stack(rows)


def by_product(jax: Any) -> Any:
    """All rows as one product of matrices."""
    jnp = jax.numpy

    def trmm(alpha: float, A: Array, B: Array) -> Array:
        return alpha * (jnp.tril(A, -1).T @ B + B)

    return trmm


def with_jax(jax: Any) -> Any:
    """The rows one after another, in place; the elements of a row are independent, and one product."""
    jnp, lax = jax.numpy, jax.lax

    def trmm(alpha: float, A: Array, B: Array) -> Array:
        places = jnp.arange(B.shape[0])

        def line(B: Array, columns: tuple[Array, Array]) -> tuple[Array, None]:
            i, a = columns
            return B.at[i].add(jnp.where(places > i, a, 0.0) @ B), None

        return alpha * lax.scan(line, jnp.asarray(B), (places, A.T))[0]

    return trmm


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    A, B = rng.normal(size=(2, size, size))
    return {"alpha": 1.5, "A": A, "B": B}


KERNEL = Kernel(
    trmm,
    ("A", "B"),
    "loop",
    inputs,
    tests=(3, 5),
    size=60,
    compiled=200,
    of="B",
    jax=with_jax,
    functional=functional,
    jax_rewritten=by_product,
    primal_loops=primal_loops,
)
