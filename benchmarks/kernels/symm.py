"""`C = alpha A B + beta C` for a symmetric `A`, of which the lower triangle is stored (PolyBench symm)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def symm(alpha: float, beta: float, C: Array, A: Array, B: Array) -> None:
    C *= beta
    for i in range(C.shape[0]):
        C[:i] += alpha * np.outer(A[i, :i], B[i])
        C[i] += alpha * (A[i, i] * B[i] + A[i, :i] @ B[:i])


def primal_loops(alpha: float, beta: float, C: Array, A: Array, B: Array) -> None:
    n, m = C.shape
    C *= beta
    for i in range(n):
        for k in range(i):
            w = alpha * A[i, k]
            for j in range(m):
                C[k, j] += w * B[i, j]
                C[i, j] += w * B[k, j]
        for j in range(m):
            C[i, j] += alpha * A[i, i] * B[i, j]


def functional(alpha: float, beta: float, C: Array, A: Array, B: Array) -> Array:
    C = C * beta
    for i in range(C.shape[0]):
        own = A[i, i] * B[i]
        if i == 0:
            C = np.concatenate([C[:1] + alpha * own, C[1:]])
        else:
            above = C[:i] + alpha * np.outer(A[i, :i], B[i])
            own = own + np.dot(A[i, :i], B[:i])
            C = np.concatenate([above, C[i : i + 1] + alpha * own, C[i + 1 :]])
    return C


def by_product(jax: Any) -> Any:
    """The whole of `A` first, then one product of matrices."""
    jnp = jax.numpy

    def symm(alpha: float, beta: float, C: Array, A: Array, B: Array) -> Array:
        return beta * C + alpha * ((jnp.tril(A) + jnp.tril(A, -1).T) @ B)

    return symm


def with_jax(jax: Any) -> Any:
    """Shapes are fixed in JAX: what the program takes by slices is masked."""
    jnp, lax = jax.numpy, jax.lax

    def symm(alpha: float, beta: float, C: Array, A: Array, B: Array) -> Array:
        places = jnp.arange(C.shape[0])

        def line(C: Array, rows: tuple[Array, Array, Array]) -> tuple[Array, None]:
            i, a, b = rows
            left = jnp.where(places < i, a, 0.0)
            C = C + alpha * jnp.outer(left, b)
            return C.at[i].add(alpha * (a[i] * b + left @ B)), None

        return lax.scan(line, C * beta, (places, A, B))[0]

    return symm


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    A, B, C = rng.normal(size=(3, size, size))
    return {"alpha": 1.5, "beta": 1.2, "C": C, "A": A, "B": B}


KERNEL = Kernel(
    symm,
    ("C", "A", "B"),
    "loop",
    inputs,
    tests=(2, 5),
    size=120,
    compiled=160,
    of="C",
    jax=with_jax,
    functional=functional,
    jax_rewritten=by_product,
    primal_loops=primal_loops,
)
