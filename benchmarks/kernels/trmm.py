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


def functional(alpha: float, A: Array, B: Array) -> Array:
    return alpha * (np.dot(np.tril(A, -1).T, B) + B)


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def trmm(alpha: float, A: Array, B: Array) -> Array:
        return alpha * (jnp.tril(A, -1).T @ B + B)

    return trmm


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    A, B = rng.normal(size=(2, size, size))
    return {"alpha": 1.5, "A": A, "B": B}


KERNEL = Kernel(
    trmm, ("A", "B"), "loop", inputs, tests=(3, 5), size=60, compiled=120, of="B", jax=with_jax, functional=functional
)
