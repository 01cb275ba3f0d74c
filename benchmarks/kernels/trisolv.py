"""A lower triangular system, solved row by row (PolyBench trisolv)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def trisolv(L: Array, x: Array, b: Array) -> None:
    for i in range(x.shape[0]):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]


def functional(L: Array, x: Array, b: Array) -> Array:
    solved: list[Array] = []
    for i in range(b.shape[0]):
        left = b[i] - np.dot(L[i, :i], np.array(solved)) if solved else b[i]
        solved.append(left / L[i, i])
    return np.array(solved)


def by_hand(L: Array, x: Array, b: Array, head: Array) -> tuple[Array, ...]:
    x = x.copy()
    trisolv(L, x, b)
    L_bar, b_bar, x_bar = np.zeros_like(L), np.empty_like(b), head.copy()
    for i in range(x.shape[0] - 1, -1, -1):
        w = x_bar[i] / L[i, i]
        b_bar[i] = w
        L_bar[i, i] = -w * x[i]
        L_bar[i, :i] = -w * x[:i]
        x_bar[:i] -= w * L[i, :i]
    return L_bar, b_bar


def by_hand_loops(L: Array, x: Array, b: Array, head: Array) -> tuple[Array, ...]:
    n = b.shape[0]
    x = np.empty(n)
    for i in range(n):
        s = b[i]
        for j in range(i):
            s -= L[i, j] * x[j]
        x[i] = s / L[i, i]
    L_bar, b_bar, x_bar = np.zeros_like(L), np.empty_like(b), head.copy()
    for i in range(n - 1, -1, -1):
        w = x_bar[i] / L[i, i]
        b_bar[i] = w
        L_bar[i, i] = -w * x[i]
        for j in range(i):
            L_bar[i, j] = -w * x[j]
            x_bar[j] -= w * L[i, j]
    return L_bar, b_bar


def by_library(jax: Any) -> Any:
    """The library's solver of triangular systems."""

    def trisolv(L: Array, x: Array, b: Array) -> Array:
        return jax.scipy.linalg.solve_triangular(L, b, lower=True)

    return trisolv


def with_jax(jax: Any) -> Any:
    """Shapes are fixed in JAX: what the program takes by slices is masked."""
    jnp, lax = jax.numpy, jax.lax

    def trisolv(L: Array, x: Array, b: Array) -> Array:
        places = jnp.arange(b.shape[0])

        def line(x: Array, rows: tuple[Array, Array, Array]) -> tuple[Array, None]:
            i, left, right = rows
            return x.at[i].set((right - jnp.where(places < i, left, 0.0) @ x) / left[i]), None

        return lax.scan(line, jnp.asarray(x), (places, L, b))[0]

    return trisolv


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    L = rng.uniform(-1.0, 1.0, (size, size)) / size + np.eye(size)
    return {"L": L, "x": np.zeros(size), "b": rng.normal(size=size)}


KERNEL = Kernel(
    trisolv,
    ("L", "b"),
    "loop",
    inputs,
    tests=(3, 7),
    size=1000,
    compiled=1500,
    of="x",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    jax_rewritten=by_library,
    tags=frozenset({"sweep"}),
)
