"""The heat equation in a cube, explicit steps between two arrays (PolyBench heat-3d)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def heat_3d(A: Array, B: Array, steps: int) -> None:
    for t in range(steps):
        B[1:-1, 1:-1, 1:-1] = (
            0.125 * (A[2:, 1:-1, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[:-2, 1:-1, 1:-1])
            + 0.125 * (A[1:-1, 2:, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, :-2, 1:-1])
            + 0.125 * (A[1:-1, 1:-1, 2:] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, 1:-1, :-2])
            + A[1:-1, 1:-1, 1:-1]
        )
        A[1:-1, 1:-1, 1:-1] = (
            0.125 * (B[2:, 1:-1, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[:-2, 1:-1, 1:-1])
            + 0.125 * (B[1:-1, 2:, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, :-2, 1:-1])
            + 0.125 * (B[1:-1, 1:-1, 2:] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, 1:-1, :-2])
            + B[1:-1, 1:-1, 1:-1]
        )


def warm_by_loops(A: Array, B: Array) -> None:
    n, m, o = A.shape
    for i in range(1, n - 1):
        for j in range(1, m - 1):
            for k in range(1, o - 1):
                c = A[i, j, k]
                B[i, j, k] = (
                    0.125 * (A[i + 1, j, k] - 2.0 * c + A[i - 1, j, k])
                    + 0.125 * (A[i, j + 1, k] - 2.0 * c + A[i, j - 1, k])
                    + 0.125 * (A[i, j, k + 1] - 2.0 * c + A[i, j, k - 1])
                    + c
                )


def primal_loops(A: Array, B: Array, steps: int) -> None:
    for t in range(steps):
        warm_by_loops(A, B)
        warm_by_loops(B, A)


def by_hand(A: Array, B: Array, steps: int, head: Array) -> tuple[Array, ...]:
    A_bar, B_bar = head.copy(), np.zeros_like(B)
    for t in range(2 * steps):
        source, target = (A_bar, B_bar) if t % 2 == 0 else (B_bar, A_bar)
        w = 0.125 * source[1:-1, 1:-1, 1:-1]
        source[1:-1, 1:-1, 1:-1] = 0.0
        target[1:-1, 1:-1, 1:-1] += 2.0 * w
        target[2:, 1:-1, 1:-1] += w
        target[:-2, 1:-1, 1:-1] += w
        target[1:-1, 2:, 1:-1] += w
        target[1:-1, :-2, 1:-1] += w
        target[1:-1, 1:-1, 2:] += w
        target[1:-1, 1:-1, :-2] += w
    return A_bar, B_bar


def by_hand_loops(A: Array, B: Array, steps: int, head: Array) -> tuple[Array, ...]:
    """As a gather: `w` has a frame of zeros, and the inner points that are written hold nothing before."""
    n, m, o = A.shape
    A_bar, B_bar = head.copy(), np.zeros_like(B)
    w = np.zeros((n, m, o))
    for t in range(2 * steps):
        source, target = (A_bar, B_bar) if t % 2 == 0 else (B_bar, A_bar)
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                for k in range(1, o - 1):
                    w[i, j, k] = 0.125 * source[i, j, k]
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                for k in range(1, o - 1):
                    s = w[i - 1, j, k] + w[i + 1, j, k] + w[i, j - 1, k] + w[i, j + 1, k]
                    target[i, j, k] = 2.0 * w[i, j, k] + s + w[i, j, k - 1] + w[i, j, k + 1]
                target[i, j, 0] += w[i, j, 1]
                target[i, j, o - 1] += w[i, j, o - 2]
            for k in range(1, o - 1):
                target[i, 0, k] += w[i, 1, k]
                target[i, m - 1, k] += w[i, m - 2, k]
        for j in range(1, m - 1):
            for k in range(1, o - 1):
                target[0, j, k] += w[1, j, k]
                target[n - 1, j, k] += w[n - 2, j, k]
    B_bar[1:-1, 1:-1, 1:-1] = 0.0
    return A_bar, B_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def heat_3d(A: Array, B: Array, steps: int) -> Array:
        def warmed(A: Array) -> Array:
            middle = A[1:-1, 1:-1, 1:-1]
            return (
                0.125 * (A[2:, 1:-1, 1:-1] - 2.0 * middle + A[:-2, 1:-1, 1:-1])
                + 0.125 * (A[1:-1, 2:, 1:-1] - 2.0 * middle + A[1:-1, :-2, 1:-1])
                + 0.125 * (A[1:-1, 1:-1, 2:] - 2.0 * middle + A[1:-1, 1:-1, :-2])
                + middle
            )

        def step(both: tuple[Array, Array], _: Array) -> tuple[tuple[Array, Array], None]:
            A, B = both
            B = B.at[1:-1, 1:-1, 1:-1].set(warmed(A))
            A = A.at[1:-1, 1:-1, 1:-1].set(warmed(B))
            return (A, B), None

        return lax.scan(step, (jnp.asarray(A), jnp.asarray(B)), None, length=steps)[0][0]

    return heat_3d


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"A": rng.normal(size=(size, size, size)), "B": rng.normal(size=(size, size, size)), "steps": 10}


KERNEL = Kernel(
    heat_3d,
    ("A", "B"),
    "loop",
    inputs,
    tests=(4, 5),
    size=24,
    compiled=36,
    of="A",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    autograd=False,
    primal_loops=primal_loops,
)
