"""Jacobi sweeps over a square: each point becomes the mean of itself and its four neighbours (PolyBench)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def jacobi_2d(A: Array, B: Array, steps: int) -> None:
    for t in range(steps):
        B[1:-1, 1:-1] = 0.2 * (A[1:-1, 1:-1] + A[1:-1, :-2] + A[1:-1, 2:] + A[:-2, 1:-1] + A[2:, 1:-1])
        A[1:-1, 1:-1] = 0.2 * (B[1:-1, 1:-1] + B[1:-1, :-2] + B[1:-1, 2:] + B[:-2, 1:-1] + B[2:, 1:-1])


def primal_loops(A: Array, B: Array, steps: int) -> None:
    n, m = A.shape
    for t in range(steps):
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                B[i, j] = 0.2 * (A[i, j] + A[i, j - 1] + A[i, j + 1] + A[i - 1, j] + A[i + 1, j])
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                A[i, j] = 0.2 * (B[i, j] + B[i, j - 1] + B[i, j + 1] + B[i - 1, j] + B[i + 1, j])


def functional(A: Array, B: Array, steps: int) -> Array:
    def framed(inner: Array, outer: Array) -> Array:
        middle = np.concatenate([outer[1:-1, :1], inner, outer[1:-1, -1:]], axis=1)
        return np.concatenate([outer[:1], middle, outer[-1:]], axis=0)

    for t in range(steps):
        B = framed(0.2 * (A[1:-1, 1:-1] + A[1:-1, :-2] + A[1:-1, 2:] + A[:-2, 1:-1] + A[2:, 1:-1]), B)
        A = framed(0.2 * (B[1:-1, 1:-1] + B[1:-1, :-2] + B[1:-1, 2:] + B[:-2, 1:-1] + B[2:, 1:-1]), A)
    return A


def by_hand(A: Array, B: Array, steps: int, head: Array) -> tuple[Array, ...]:
    A_bar, B_bar = head.copy(), np.zeros_like(B)
    for t in range(2 * steps):
        source, target = (A_bar, B_bar) if t % 2 == 0 else (B_bar, A_bar)
        w = 0.2 * source[1:-1, 1:-1]
        source[1:-1, 1:-1] = 0.0
        target[1:-1, 1:-1] += w
        target[1:-1, :-2] += w
        target[1:-1, 2:] += w
        target[:-2, 1:-1] += w
        target[2:, 1:-1] += w
    return A_bar, B_bar


def by_hand_loops(A: Array, B: Array, steps: int, head: Array) -> tuple[Array, ...]:
    """As a gather: `w` has a frame of zeros, and the inner points that are written hold nothing before."""
    n, m = A.shape
    A_bar, B_bar = head.copy(), np.zeros_like(B)
    w = np.zeros((n, m))
    for t in range(2 * steps):
        source, target = (A_bar, B_bar) if t % 2 == 0 else (B_bar, A_bar)
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                w[i, j] = 0.2 * source[i, j]
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                target[i, j] = w[i, j] + w[i, j - 1] + w[i, j + 1] + w[i - 1, j] + w[i + 1, j]
            target[i, 0] += w[i, 1]
            target[i, m - 1] += w[i, m - 2]
        for j in range(1, m - 1):
            target[0, j] += w[1, j]
            target[n - 1, j] += w[n - 2, j]
    B_bar[1:-1, 1:-1] = 0.0
    return A_bar, B_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def jacobi_2d(A: Array, B: Array, steps: int) -> Array:
        def mean(A: Array) -> Array:
            return 0.2 * (A[1:-1, 1:-1] + A[1:-1, :-2] + A[1:-1, 2:] + A[:-2, 1:-1] + A[2:, 1:-1])

        def sweep(both: tuple[Array, Array], _: Array) -> tuple[tuple[Array, Array], None]:
            A, B = both
            B = B.at[1:-1, 1:-1].set(mean(A))
            A = A.at[1:-1, 1:-1].set(mean(B))
            return (A, B), None

        return lax.scan(sweep, (jnp.asarray(A), jnp.asarray(B)), None, length=steps)[0][0]

    return jacobi_2d


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"A": rng.normal(size=(size, size)), "B": rng.normal(size=(size, size)), "steps": 20}


KERNEL = Kernel(
    jacobi_2d,
    ("A", "B"),
    "loop",
    inputs,
    tests=(4, 6),
    size=150,
    compiled=250,
    of="A",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
