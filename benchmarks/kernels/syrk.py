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
    rows = []
    for i in range(A.shape[0]):
        row = C[i, : i + 1] * beta
        for k in range(A.shape[1]):
            row = row + alpha * A[i, k] * A[: i + 1, k]
        rows.append(np.concatenate([row, C[i, i + 1 :]]))
    return np.stack(rows)


def primal_loops(alpha: float, beta: float, C: Array, A: Array) -> None:
    for i in range(A.shape[0]):
        for j in range(i + 1):
            s = 0.0
            for k in range(A.shape[1]):
                s += A[i, k] * A[j, k]
            C[i, j] = beta * C[i, j] + alpha * s


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


def by_product(jax: Any) -> Any:
    """The whole triangle as one product of matrices."""
    jnp = jax.numpy

    def syrk(alpha: float, beta: float, C: Array, A: Array) -> Array:
        return jnp.tril(beta * C + alpha * (A @ A.T)) + jnp.triu(C, 1)

    return syrk


def with_jax(jax: Any) -> Any:
    """Shapes are fixed in JAX: what the program takes by slices is masked."""
    jnp, lax = jax.numpy, jax.lax

    def syrk(alpha: float, beta: float, C: Array, A: Array) -> Array:
        places = jnp.arange(A.shape[0])

        def line(_: None, rows: tuple[Array, Array, Array]) -> tuple[None, Array]:
            i, c, a = rows
            inside = places <= i

            def add(c: Array, pair: tuple[Array, Array]) -> tuple[Array, None]:
                return c + jnp.where(inside, alpha * pair[0] * pair[1], 0.0), None

            return None, lax.scan(add, jnp.where(inside, c * beta, c), (a, A.T))[0]

        return lax.scan(line, None, (places, C, A))[1]

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
    jax_rewritten=by_product,
    primal_loops=primal_loops,
)
