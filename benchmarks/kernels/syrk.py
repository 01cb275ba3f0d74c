"""The lower triangle of `C = alpha A A.T + beta C` (PolyBench syrk)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def syrk(alpha: float, beta: float, C: Array, A: Array) -> None:
    for i in range(A.shape[0]):
        C[i, : i + 1] *= beta
        for k in range(A.shape[1]):
            C[i, : i + 1] += alpha * A[i, k] * A[: i + 1, k]


def functional(alpha: float, beta: float, C: Array, A: Array) -> Array:
    return np.tril(beta * C + alpha * np.dot(A, A.T)) + np.triu(C, 1)


def by_hand(alpha: float, beta: float, C: Array, A: Array, head: Array) -> tuple[Array, ...]:
    C_bar, A_bar = head.copy(), np.zeros_like(A)
    for i in range(A.shape[0] - 1, -1, -1):
        for k in range(A.shape[1] - 1, -1, -1):
            w = alpha * C_bar[i, : i + 1]
            A_bar[i, k] += w @ A[: i + 1, k]
            A_bar[: i + 1, k] += w * A[i, k]
        C_bar[i, : i + 1] *= beta
    return C_bar, A_bar


def by_hand_loops(alpha: float, beta: float, C: Array, A: Array, head: Array) -> tuple[Array, ...]:
    C_bar, A_bar = head.copy(), np.zeros_like(A)
    for i in range(A.shape[0]):
        for j in range(i + 1):
            w = alpha * C_bar[i, j]
            for k in range(A.shape[1]):
                A_bar[i, k] += w * A[j, k]
                A_bar[j, k] += w * A[i, k]
            C_bar[i, j] *= beta
    return C_bar, A_bar


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def syrk(alpha: float, beta: float, C: Array, A: Array) -> Array:
        return jnp.tril(beta * C + alpha * (A @ A.T)) + jnp.triu(C, 1)

    return syrk


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"alpha": 1.5, "beta": 1.2, "C": rng.normal(size=(size, size)), "A": rng.normal(size=(size, size))}


KERNEL = Kernel(
    syrk,
    ("C", "A"),
    "loop",
    inputs,
    tests=(3, 5),
    size=60,
    compiled=150,
    of="C",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
)
