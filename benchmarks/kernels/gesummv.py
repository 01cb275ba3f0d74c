"""The sum of two matrix-vector products (PolyBench gesummv)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def gesummv(alpha: float, beta: float, A: Array, B: Array, x: Array) -> Array:
    return alpha * A @ x + beta * B @ x


def by_hand(alpha: float, beta: float, A: Array, B: Array, x: Array, head: Array) -> tuple[Array, ...]:
    """The scalars belong to the vectors: `alpha * A` would be a whole matrix."""
    a_head, b_head = alpha * head, beta * head
    return np.outer(a_head, x), np.outer(b_head, x), a_head @ A + b_head @ B


def by_hand_loops(alpha: float, beta: float, A: Array, B: Array, x: Array, head: Array) -> tuple[Array, ...]:
    n, m = A.shape
    A_bar, B_bar, x_bar = np.empty_like(A), np.empty_like(B), np.zeros_like(x)
    for i in range(n):
        a_head, b_head = alpha * head[i], beta * head[i]
        for j in range(m):
            A_bar[i, j] = a_head * x[j]
            B_bar[i, j] = b_head * x[j]
            x_bar[j] += a_head * A[i, j] + b_head * B[i, j]
    return A_bar, B_bar, x_bar


def with_jax(jax: Any) -> Any:
    return lambda alpha, beta, A, B, x: alpha * A @ x + beta * B @ x


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    A, B = rng.normal(size=(2, size, size))
    return {"alpha": 1.5, "beta": 1.2, "A": A, "B": B, "x": rng.normal(size=size)}


KERNEL = Kernel(
    gesummv,
    ("A", "B", "x"),
    "array",
    inputs,
    tests=(2, 5),
    size=1000,
    compiled=600,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
)
