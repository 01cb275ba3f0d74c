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


def functional(alpha: float, beta: float, C: Array, A: Array, B: Array) -> Array:
    whole = np.tril(A) + np.tril(A, -1).T
    return beta * C + alpha * np.dot(whole, B)


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def symm(alpha: float, beta: float, C: Array, A: Array, B: Array) -> Array:
        return beta * C + alpha * ((jnp.tril(A) + jnp.tril(A, -1).T) @ B)

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
    compiled=120,
    of="C",
    jax=with_jax,
    functional=functional,
)
