"""Implicit vertical advection of a wind component: a tridiagonal solve in each column, all columns at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel

IMPLICIT, EXPLICIT = 0.6, 0.4  # the weights of the new and of the old time


def vadv(u: Array, w: Array, tendency: Array, rate: float) -> Array:
    levels = u.shape[0]
    c = np.empty_like(u)
    d = np.empty_like(u)
    # Elimination, from the ground upwards; `w` stands on the edges of the cells.
    up = 0.25 * (w[1, :, 1:] + w[1, :, :-1])
    pivot = rate - IMPLICIT * up
    c[0] = IMPLICIT * up / pivot
    d[0] = (rate * u[0] + tendency[0] - EXPLICIT * up * (u[1] - u[0])) / pivot
    for k in range(1, levels):
        down = -0.25 * (w[k, :, 1:] + w[k, :, :-1])
        right = rate * u[k] + tendency[k] - EXPLICIT * down * (u[k - 1] - u[k])
        pivot = rate - IMPLICIT * down
        if k < levels - 1:
            up = 0.25 * (w[k + 1, :, 1:] + w[k + 1, :, :-1])
            right -= EXPLICIT * up * (u[k + 1] - u[k])
            pivot -= IMPLICIT * up
            c[k] = IMPLICIT * up / (pivot - IMPLICIT * down * c[k - 1])
        d[k] = (right - IMPLICIT * down * d[k - 1]) / (pivot - IMPLICIT * down * c[k - 1])
    # Substitution, from the top downwards.
    change = np.empty_like(u)
    new = d[levels - 1]
    change[levels - 1] = rate * (new - u[levels - 1])
    for k in range(levels - 2, -1, -1):
        new = d[k] - c[k] * new
        change[k] = rate * (new - u[k])
    return change


def primal_loops(u: Array, w: Array, tendency: Array, rate: float) -> Array:
    levels, n, m = u.shape
    c, d, change = np.zeros((levels, n, m)), np.empty((levels, n, m)), np.empty((levels, n, m))
    for k in range(levels):
        for i in range(n):
            for j in range(m):
                right = rate * u[k, i, j] + tendency[k, i, j]
                pivot = rate
                if k > 0:
                    down = -0.25 * (w[k, i, j + 1] + w[k, i, j])
                    right -= EXPLICIT * down * (u[k - 1, i, j] - u[k, i, j]) + IMPLICIT * down * d[k - 1, i, j]
                    pivot -= IMPLICIT * down + IMPLICIT * down * c[k - 1, i, j]
                if k < levels - 1:
                    up = 0.25 * (w[k + 1, i, j + 1] + w[k + 1, i, j])
                    right -= EXPLICIT * up * (u[k + 1, i, j] - u[k, i, j])
                    pivot -= IMPLICIT * up
                    c[k, i, j] = IMPLICIT * up / pivot
                d[k, i, j] = right / pivot
    for k in range(levels - 1, -1, -1):
        for i in range(n):
            for j in range(m):
                if k < levels - 1:
                    d[k, i, j] -= c[k, i, j] * d[k + 1, i, j]
                change[k, i, j] = rate * (d[k, i, j] - u[k, i, j])
    return change


def functional(u: Array, w: Array, tendency: Array, rate: float) -> Array:
    levels = u.shape[0]
    wind = 0.25 * (w[:, :, 1:] + w[:, :, :-1])
    c: list[Array] = []
    d: list[Array] = []
    for k in range(levels):
        right = rate * u[k] + tendency[k]
        pivot = rate * np.ones(u.shape[1:])
        if k > 0:
            right = right + EXPLICIT * wind[k] * (u[k - 1] - u[k]) + IMPLICIT * wind[k] * d[k - 1]
            pivot = pivot + IMPLICIT * wind[k] + IMPLICIT * wind[k] * c[k - 1]
        if k < levels - 1:
            right = right - EXPLICIT * wind[k + 1] * (u[k + 1] - u[k])
            pivot = pivot - IMPLICIT * wind[k + 1]
            c.append(IMPLICIT * wind[k + 1] / pivot)
        d.append(right / pivot)
    new = d[levels - 1]
    news = [new]
    for k in range(levels - 2, -1, -1):
        new = d[k] - c[k] * new
        news.append(new)
    return rate * (np.stack(news[::-1]) - u)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def vadv(u: Array, w: Array, tendency: Array, rate: float) -> Array:
        u, w = jnp.asarray(u), jnp.asarray(w)
        wind = 0.25 * (w[:, :, 1:] + w[:, :, :-1])
        down = (-wind[:-1]).at[0].set(0.0)
        up = wind[1:].at[-1].set(0.0)
        below = jnp.concatenate([u[:1], u[:-1]])
        above = jnp.concatenate([u[1:], u[-1:]])
        right = rate * u + tendency - EXPLICIT * (down * (below - u) + up * (above - u))
        pivot = rate - IMPLICIT * (down + up)

        def eliminate(last: tuple[Array, Array], row: tuple[Array, ...]) -> tuple[Any, tuple[Array, Array]]:
            a, b, c, d = row
            scale = 1.0 / (b - a * last[0])
            new = (c * scale, (d - a * last[1]) * scale)
            return new, new

        def substitute(above: Array, row: tuple[Array, Array]) -> tuple[Array, Array]:
            new = row[1] - row[0] * above
            return new, new

        none = jnp.zeros_like(u[0])
        _, rows = lax.scan(eliminate, (none, none), (IMPLICIT * down, pivot, IMPLICIT * up, right))
        return rate * (lax.scan(substitute, none, rows, reverse=True)[1] - u)

    return vadv


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    levels = 40 if size > 10 else size + 1
    u, tendency = rng.normal(size=(2, levels, size, size))
    return {"u": u, "w": rng.uniform(-0.2, 0.2, (levels + 1, size, size + 1)), "tendency": tendency, "rate": 0.6}


KERNEL = Kernel(
    vadv,
    ("u", "w", "tendency"),
    "loop",
    inputs,
    tests=(2, 4),
    size=40,
    compiled=60,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
