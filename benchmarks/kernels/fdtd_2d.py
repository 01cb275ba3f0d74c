"""Maxwell's equations on a staggered grid, driven from one edge (PolyBench fdtd-2d)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def fdtd_2d(ex: Array, ey: Array, hz: Array, source: Array) -> None:
    for t in range(source.shape[0]):
        ey[0, :] = source[t]
        ey[1:, :] -= 0.5 * (hz[1:, :] - hz[:-1, :])
        ex[:, 1:] -= 0.5 * (hz[:, 1:] - hz[:, :-1])
        hz[:-1, :-1] -= 0.7 * (ex[:-1, 1:] - ex[:-1, :-1] + ey[1:, :-1] - ey[:-1, :-1])


def primal_loops(ex: Array, ey: Array, hz: Array, source: Array) -> None:
    n, m = hz.shape
    for t in range(source.shape[0]):
        for j in range(m):
            ey[0, j] = source[t]
        for i in range(1, n):
            for j in range(m):
                ey[i, j] -= 0.5 * (hz[i, j] - hz[i - 1, j])
        for i in range(n):
            for j in range(1, m):
                ex[i, j] -= 0.5 * (hz[i, j] - hz[i, j - 1])
        for i in range(n - 1):
            for j in range(m - 1):
                hz[i, j] -= 0.7 * (ex[i, j + 1] - ex[i, j] + ey[i + 1, j] - ey[i, j])


def functional(ex: Array, ey: Array, hz: Array, source: Array) -> Array:
    width = hz.shape[1]
    for t in range(source.shape[0]):
        driven = source[t] * np.ones((1, width))
        ey = np.concatenate([driven, ey[1:, :] - 0.5 * (hz[1:, :] - hz[:-1, :])], axis=0)
        ex = np.concatenate([ex[:, :1], ex[:, 1:] - 0.5 * (hz[:, 1:] - hz[:, :-1])], axis=1)
        curl = ex[:-1, 1:] - ex[:-1, :-1] + ey[1:, :-1] - ey[:-1, :-1]
        hz = hz - 0.7 * np.pad(curl, ((0, 1), (0, 1)), mode="constant")
    return hz


def by_hand(ex: Array, ey: Array, hz: Array, source: Array, head: Array) -> tuple[Array, ...]:
    ex_bar, ey_bar, hz_bar = np.zeros_like(ex), np.zeros_like(ey), head.copy()
    source_bar = np.zeros_like(source)
    for t in range(source.shape[0] - 1, -1, -1):
        w = 0.7 * hz_bar[:-1, :-1]
        ex_bar[:-1, 1:] -= w
        ex_bar[:-1, :-1] += w
        ey_bar[1:, :-1] -= w
        ey_bar[:-1, :-1] += w
        w = 0.5 * ex_bar[:, 1:]
        hz_bar[:, 1:] -= w
        hz_bar[:, :-1] += w
        w = 0.5 * ey_bar[1:, :]
        hz_bar[1:, :] -= w
        hz_bar[:-1, :] += w
        source_bar[t] = np.sum(ey_bar[0, :])
        ey_bar[0, :] = 0.0
    return ex_bar, ey_bar, hz_bar, source_bar


def by_hand_loops(ex: Array, ey: Array, hz: Array, source: Array, head: Array) -> tuple[Array, ...]:
    n, m = hz.shape
    ex_bar, ey_bar, hz_bar = np.zeros_like(ex), np.zeros_like(ey), head.copy()
    source_bar = np.zeros_like(source)
    for t in range(source.shape[0] - 1, -1, -1):
        for i in range(n - 1):
            for j in range(m - 1):
                w = 0.7 * hz_bar[i, j]
                ex_bar[i, j + 1] -= w
                ex_bar[i, j] += w
                ey_bar[i + 1, j] -= w
                ey_bar[i, j] += w
        for i in range(n):
            for j in range(1, m):
                w = 0.5 * ex_bar[i, j]
                hz_bar[i, j] -= w
                hz_bar[i, j - 1] += w
        for i in range(1, n):
            for j in range(m):
                w = 0.5 * ey_bar[i, j]
                hz_bar[i, j] -= w
                hz_bar[i - 1, j] += w
        for j in range(m):
            source_bar[t] += ey_bar[0, j]
            ey_bar[0, j] = 0.0
    return ex_bar, ey_bar, hz_bar, source_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def fdtd_2d(ex: Array, ey: Array, hz: Array, source: Array) -> Array:
        def step(fields: tuple[Array, ...], driven: Array) -> tuple[tuple[Array, ...], None]:
            ex, ey, hz = fields
            ey = ey.at[0, :].set(driven)
            ey = ey.at[1:, :].add(-0.5 * (hz[1:, :] - hz[:-1, :]))
            ex = ex.at[:, 1:].add(-0.5 * (hz[:, 1:] - hz[:, :-1]))
            hz = hz.at[:-1, :-1].add(-0.7 * (ex[:-1, 1:] - ex[:-1, :-1] + ey[1:, :-1] - ey[:-1, :-1]))
            return (ex, ey, hz), None

        return lax.scan(step, (jnp.asarray(ex), jnp.asarray(ey), jnp.asarray(hz)), source)[0][2]

    return fdtd_2d


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    ex, ey, hz = rng.normal(size=(3, size, size + 1))
    return {"ex": ex, "ey": ey, "hz": hz, "source": rng.normal(size=20)}


KERNEL = Kernel(
    fdtd_2d,
    ("ex", "ey", "hz", "source"),
    "loop",
    inputs,
    tests=(3, 6),
    size=150,
    compiled=250,
    of="hz",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
