"""Burgers' equation on a line: upwind advection and diffusion, all inner points of one array at once, in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def burgers(u: Array, dt: float, nu: float, steps: int) -> None:
    for t in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])


def primal_loops(u: Array, dt: float, nu: float, steps: int) -> None:
    for t in range(steps):
        left = u[0]
        for i in range(1, len(u) - 1):
            c = u[i]
            u[i] = c - dt * c * (c - left) + nu * (u[i + 1] - 2 * c + left)
            left = c


def functional(u: Array, dt: float, nu: float, steps: int) -> Array:
    for t in range(steps):
        inner = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
        u = np.concatenate([u[:1], inner, u[-1:]])
    return u


def by_hand(u: Array, dt: float, nu: float, steps: int, head: Array) -> tuple[Array, ...]:
    u = u.copy()
    u_stack = []
    for t in range(steps):
        u_stack.append(u[1:-1].copy())
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    u_bar = head.copy()
    for t in range(steps - 1, -1, -1):
        u[1:-1] = u_stack.pop()
        w_bar = u_bar[1:-1].copy()
        u_bar[1:-1] *= 1 - 2 * nu - dt * (2 * u[1:-1] - u[:-2])
        u_bar[:-2] += w_bar * (dt * u[1:-1] + nu)
        u_bar[2:] += w_bar * nu
    return (u_bar,)


def by_hand_loops(u: Array, dt: float, nu: float, steps: int, head: Array) -> tuple[Array, ...]:
    n = u.shape[0]
    us = np.empty((steps + 1, n))
    us[0] = u
    for t in range(steps):
        us[t + 1, 0], us[t + 1, n - 1] = us[t, 0], us[t, n - 1]
        for i in range(1, n - 1):
            c, left, right = us[t, i], us[t, i - 1], us[t, i + 1]
            us[t + 1, i] = c - dt * c * (c - left) + nu * (right - 2 * c + left)
    u_bar, w = head.copy(), np.zeros(n)
    for t in range(steps - 1, -1, -1):
        w[1 : n - 1] = u_bar[1 : n - 1]
        u_bar[0] += w[1] * (dt * us[t, 1] + nu)
        for i in range(1, n - 1):
            c = us[t, i]
            own = w[i] * (1 - 2 * nu - dt * (2 * c - us[t, i - 1]))
            u_bar[i] = own + w[i + 1] * (dt * us[t, i + 1] + nu) + w[i - 1] * nu
        u_bar[n - 1] += w[n - 2] * nu
    return (u_bar,)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def burgers(u: Array, dt: float, nu: float, steps: int) -> Array:
        def step(u: Array, _: Array) -> tuple[Array, None]:
            c, left, right = u[1:-1], u[:-2], u[2:]
            return u.at[1:-1].set(c - dt * c * (c - left) + nu * (right - 2 * c + left)), None

        return lax.scan(step, jnp.asarray(u), None, length=steps)[0]

    return burgers


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"u": rng.uniform(0.1, 1.0, size), "dt": 0.1, "nu": 0.05, "steps": 50}


KERNEL = Kernel(
    burgers,
    ("u",),
    "loop",
    inputs,
    tests=(3, 8),
    size=10000,
    compiled=20000,
    of="u",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
