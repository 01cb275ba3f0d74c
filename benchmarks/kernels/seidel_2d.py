"""Gauss-Seidel sweeps over a square grid, in place: each point becomes the mean of its nine (PolyBench seidel-2d)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def seidel_2d(A: Array, steps: int) -> None:
    n = A.shape[0]
    for t in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                A[i, j] = (
                    A[i - 1, j - 1]
                    + A[i - 1, j]
                    + A[i - 1, j + 1]
                    + A[i, j - 1]
                    + A[i, j]
                    + A[i, j + 1]
                    + A[i + 1, j - 1]
                    + A[i + 1, j]
                    + A[i + 1, j + 1]
                ) / 9.0


def by_hand(A: Array, steps: int, head: Array) -> tuple[Array, ...]:
    n = A.shape[0]
    A_bar = head.copy()
    for t in range(steps - 1, -1, -1):
        for i in range(n - 2, 0, -1):
            for j in range(n - 2, 0, -1):
                s_bar = A_bar[i, j] / 9.0
                A_bar[i, j] = 0.0
                A_bar[i - 1, j - 1] += s_bar
                A_bar[i - 1, j] += s_bar
                A_bar[i - 1, j + 1] += s_bar
                A_bar[i, j - 1] += s_bar
                A_bar[i, j] += s_bar
                A_bar[i, j + 1] += s_bar
                A_bar[i + 1, j - 1] += s_bar
                A_bar[i + 1, j] += s_bar
                A_bar[i + 1, j + 1] += s_bar
    return (A_bar,)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def seidel_2d(A: Array, steps: int) -> Array:
        n = A.shape[0]

        def point(A: Array, k: Array) -> tuple[Array, None]:
            i, j = k // (n - 2) + 1, k % (n - 2) + 1
            window = lax.dynamic_slice(A, (i - 1, j - 1), (3, 3))
            return A.at[i, j].set(jnp.sum(window) / 9.0), None

        def sweep(A: Array, _: Array) -> tuple[Array, None]:
            return lax.scan(point, A, jnp.arange((n - 2) ** 2))[0], None

        return lax.scan(sweep, A, None, length=steps)[0]

    return seidel_2d


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"A": rng.normal(size=(size, size)), "steps": 4}


KERNEL = Kernel(
    seidel_2d,
    ("A",),
    "loop",
    inputs,
    tests=(4, 7),
    size=24,
    compiled=120,
    of="A",
    by_hand=by_hand,
    jax=with_jax,
    tags=frozenset({"sweep"}),
)
