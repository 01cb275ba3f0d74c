"""Jacobi sweeps over a line: each point becomes the mean of three, back and forth between two arrays (PolyBench)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def jacobi_1d(A: Array, B: Array, steps: int) -> None:
    for t in range(steps):
        B[1:-1] = (A[:-2] + A[1:-1] + A[2:]) / 3.0
        A[1:-1] = (B[:-2] + B[1:-1] + B[2:]) / 3.0


def primal_loops(A: Array, B: Array, steps: int) -> None:
    n = A.shape[0]
    for t in range(steps):
        for i in range(1, n - 1):
            B[i] = (A[i - 1] + A[i] + A[i + 1]) / 3.0
        for i in range(1, n - 1):
            A[i] = (B[i - 1] + B[i] + B[i + 1]) / 3.0


def functional(A: Array, B: Array, steps: int) -> Array:
    for t in range(steps):
        B = np.concatenate([B[:1], (A[:-2] + A[1:-1] + A[2:]) / 3.0, B[-1:]])
        A = np.concatenate([A[:1], (B[:-2] + B[1:-1] + B[2:]) / 3.0, A[-1:]])
    return A


def by_hand(A: Array, B: Array, steps: int, head: Array) -> tuple[Array, ...]:
    A_bar, B_bar = head.copy(), np.zeros_like(B)
    for t in range(steps - 1, -1, -1):
        w = A_bar[1:-1] / 3.0
        A_bar[1:-1] = 0.0
        B_bar[:-2] += w
        B_bar[1:-1] += w
        B_bar[2:] += w
        w = B_bar[1:-1] / 3.0
        B_bar[1:-1] = 0.0
        A_bar[:-2] += w
        A_bar[1:-1] += w
        A_bar[2:] += w
    return A_bar, B_bar


def by_hand_loops(A: Array, B: Array, steps: int, head: Array) -> tuple[Array, ...]:
    """As a gather: between the sweeps the inner points of the array that is written next hold nothing."""
    n = A.shape[0]
    A_bar, B_bar = head.copy(), np.zeros_like(B)
    for t in range(2 * steps):
        source, target = (A_bar, B_bar) if t % 2 == 0 else (B_bar, A_bar)
        target[0] += source[1] / 3.0
        target[1] = (source[1] + source[2]) / 3.0
        for i in range(2, n - 2):
            target[i] = (source[i - 1] + source[i] + source[i + 1]) / 3.0
        target[n - 2] = (source[n - 3] + source[n - 2]) / 3.0
        target[n - 1] += source[n - 2] / 3.0
    for i in range(1, n - 1):
        B_bar[i] = 0.0
    return A_bar, B_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def jacobi_1d(A: Array, B: Array, steps: int) -> Array:
        def sweep(both: tuple[Array, Array], _: Array) -> tuple[tuple[Array, Array], None]:
            A, B = both
            B = B.at[1:-1].set((A[:-2] + A[1:-1] + A[2:]) / 3.0)
            A = A.at[1:-1].set((B[:-2] + B[1:-1] + B[2:]) / 3.0)
            return (A, B), None

        return lax.scan(sweep, (jnp.asarray(A), jnp.asarray(B)), None, length=steps)[0][0]

    return jacobi_1d


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"A": rng.normal(size=size), "B": rng.normal(size=size), "steps": 100}


KERNEL = Kernel(
    jacobi_1d,
    ("A", "B"),
    "loop",
    inputs,
    tests=(4, 9),
    size=4000,
    compiled=20000,
    of="A",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
