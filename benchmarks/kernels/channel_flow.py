"""Flow in a channel, periodic along it and driven by a force, until it hardly changes any more."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def channel_flow(u: Array, v: Array, force: float, nu: float, dt: float, tolerance: float, limit: int) -> None:
    dx = 2.0 / u.shape[1]
    dy = 2.0 / (u.shape[0] - 1)
    change = 1.0
    steps = 0
    while change > tolerance and steps < limit:
        un = u.copy()
        vn = v.copy()
        for new, old, push in ((u, un, force), (v, vn, 0.0)):
            west = np.roll(old, 1, axis=1)
            east = np.roll(old, -1, axis=1)
            new[1:-1] = (
                old[1:-1]
                - un[1:-1] * dt / dx * (old[1:-1] - west[1:-1])
                - vn[1:-1] * dt / dy * (old[1:-1] - old[:-2])
                + nu * dt / dx**2 * (east[1:-1] - 2 * old[1:-1] + west[1:-1])
                + nu * dt / dy**2 * (old[2:] - 2 * old[1:-1] + old[:-2])
                + push * dt
            )
            new[0] = 0.0
            new[-1] = 0.0
        change = np.sum(np.abs(u - un)) / np.sum(np.abs(u))
        steps += 1


def primal_loops(u: Array, v: Array, force: float, nu: float, dt: float, tolerance: float, limit: int) -> None:
    n, m = u.shape
    dx, dy = 2.0 / m, 2.0 / (n - 1)
    change, steps = 1.0, 0
    while change > tolerance and steps < limit:
        un, vn = u.copy(), v.copy()
        for field in range(2):
            new, old = (u, un) if field == 0 else (v, vn)
            push = force if field == 0 else 0.0
            for i in range(1, n - 1):
                for j in range(m):
                    c, west, east = old[i, j], old[i, j - 1], old[i, j + 1 if j + 1 < m else 0]
                    carried = un[i, j] * dt / dx * (c - west) + vn[i, j] * dt / dy * (c - old[i - 1, j])
                    spread = (east - 2 * c + west) / dx**2 + (old[i + 1, j] - 2 * c + old[i - 1, j]) / dy**2
                    new[i, j] = c - carried + nu * dt * spread + push * dt
            new[0] = 0.0
            new[-1] = 0.0
        change = np.sum(np.abs(u - un)) / np.sum(np.abs(u))
        steps += 1


def functional(u: Array, v: Array, force: float, nu: float, dt: float, tolerance: float, limit: int) -> Array:
    dx, dy = 2.0 / u.shape[1], 2.0 / (u.shape[0] - 1)

    def moved(f: Array, u: Array, v: Array, push: float) -> Array:
        c, west, east = f[1:-1], np.roll(f, 1, axis=1)[1:-1], np.roll(f, -1, axis=1)[1:-1]
        carried = u[1:-1] * dt / dx * (c - west) + v[1:-1] * dt / dy * (c - f[:-2])
        spread = (east - 2 * c + west) / dx**2 + (f[2:] - 2 * c + f[:-2]) / dy**2
        walls = np.zeros((1, f.shape[1]))
        return np.concatenate([walls, c - carried + nu * dt * spread + push * dt, walls], axis=0)

    change = 1.0
    steps = 0
    while change > tolerance and steps < limit:
        un, vn = u, v
        u, v = moved(un, un, vn, force), moved(vn, un, vn, 0.0)
        change = np.sum(np.abs(u - un)) / np.sum(np.abs(u))
        steps += 1
    return u


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def channel_flow(u: Array, v: Array, force: float, nu: float, dt: float, tolerance: float, limit: int) -> Array:
        """JAX cannot go backwards through a `while` loop: the loop runs to the limit, and rests when it is done."""
        dx, dy = 2.0 / u.shape[1], 2.0 / (u.shape[0] - 1)

        def moved(f: Array, u: Array, v: Array, push: float) -> Array:
            c, west, east = f[1:-1], jnp.roll(f, 1, axis=1)[1:-1], jnp.roll(f, -1, axis=1)[1:-1]
            carried = u[1:-1] * dt / dx * (c - west) + v[1:-1] * dt / dy * (c - f[:-2])
            spread = (east - 2 * c + west) / dx**2 + (f[2:] - 2 * c + f[:-2]) / dy**2
            return jnp.pad(c - carried + nu * dt * spread + push * dt, ((1, 1), (0, 0)))

        def step(carried: tuple[Array, ...], _: Array) -> tuple[tuple[Array, ...], None]:
            def moving(u: Array, v: Array, change: Array) -> tuple[Array, ...]:
                new_u, new_v = moved(u, u, v, force), moved(v, u, v, 0.0)
                return new_u, new_v, jnp.sum(jnp.abs(new_u - u)) / jnp.sum(jnp.abs(new_u))

            return lax.cond(carried[2] > tolerance, moving, lambda *same: same, *carried), None

        return lax.scan(step, (jnp.asarray(u), jnp.asarray(v), jnp.ones(())), None, length=limit)[0][0]

    return channel_flow


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    u, v = 0.1 * rng.uniform(-0.1, 0.1, (2, size, size + 1))
    numbers = {"force": 1.0, "nu": 0.1, "dt": 1.0 / size**2, "tolerance": 0.02, "limit": 100}
    return {"u": u, "v": v, **numbers}


KERNEL = Kernel(
    channel_flow,
    ("u", "v", "force", "nu"),
    "loop",
    inputs,
    tests=(4, 6),
    size=80,
    compiled=90,
    of="u",
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
