"""The model of Lorenz (1996): places on a circle, steps of Runge and Kutta."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def slope(x: Array, forcing: float) -> Array:
    return (np.roll(x, -1) - np.roll(x, 2)) * np.roll(x, 1) - x + forcing


def lorenz96(x: Array, forcing: float, dt: float, steps: int) -> Array:
    for t in range(steps):
        k1 = slope(x, forcing)
        k2 = slope(x + 0.5 * dt * k1, forcing)
        k3 = slope(x + 0.5 * dt * k2, forcing)
        k4 = slope(x + dt * k3, forcing)
        x = x + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return x


def slope_by_loops(x: Array, k: Array, forcing: float) -> None:
    n = len(x)
    for i in range(2):
        k[i] = (x[i + 1] - x[i - 2]) * x[i - 1] - x[i] + forcing
    for i in range(2, n - 1):
        k[i] = (x[i + 1] - x[i - 2]) * x[i - 1] - x[i] + forcing
    k[n - 1] = (x[0] - x[n - 3]) * x[n - 2] - x[n - 1] + forcing


def primal_loops(x: Array, forcing: float, dt: float, steps: int) -> Array:
    n = len(x)
    x, y, k, total = x.copy(), np.empty(n), np.empty(n), np.empty(n)
    for t in range(steps):
        y[:] = x
        total[:] = x
        for stage in range(4):
            slope_by_loops(y, k, forcing)
            share = dt / 3.0 if 1 <= stage <= 2 else dt / 6.0
            ahead = dt if stage == 2 else 0.5 * dt
            for i in range(n):
                total[i] += share * k[i]
                y[i] = x[i] + ahead * k[i]
        x[:] = total
    return x


def parts(x: Array) -> tuple[Array, Array]:
    """The two factors of the slope."""
    return np.roll(x, -1) - np.roll(x, 2), np.roll(x, 1)


def slope_bar(difference: Array, left: Array, k_bar: Array) -> Array:
    difference_bar = k_bar * left
    x_bar = np.roll(difference_bar, 1)
    x_bar -= np.roll(difference_bar, -2)
    x_bar += np.roll(k_bar * difference, -1)
    x_bar -= k_bar
    return x_bar


def by_hand(x: Array, forcing: float, dt: float, steps: int, head: Array) -> tuple[Array, ...]:
    kept = []
    for t in range(steps):
        d1, s1 = parts(x)
        k1 = d1 * s1 - x + forcing
        y = x + 0.5 * dt * k1
        d2, s2 = parts(y)
        k2 = d2 * s2 - y + forcing
        y = x + 0.5 * dt * k2
        d3, s3 = parts(y)
        k3 = d3 * s3 - y + forcing
        y = x + dt * k3
        d4, s4 = parts(y)
        k4 = d4 * s4 - y + forcing
        kept.append((d1, s1, d2, s2, d3, s3, d4, s4))
        x = x + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    x_bar = head.copy()
    forcing_bar = 0.0
    for t in range(steps):
        d1, s1, d2, s2, d3, s3, d4, s4 = kept.pop()
        sixth = x_bar * (dt / 6.0)
        third = 2.0 * sixth
        start_bar = slope_bar(d4, s4, sixth)
        x_bar += start_bar
        k3_bar = third + dt * start_bar
        start_bar = slope_bar(d3, s3, k3_bar)
        x_bar += start_bar
        k2_bar = third + (0.5 * dt) * start_bar
        start_bar = slope_bar(d2, s2, k2_bar)
        x_bar += start_bar
        k1_bar = sixth + (0.5 * dt) * start_bar
        x_bar += slope_bar(d1, s1, k1_bar)
        forcing_bar += np.sum(sixth + k3_bar + k2_bar + k1_bar)
    return x_bar, forcing_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def slope(x: Array, forcing: float) -> Array:
        return (jnp.roll(x, -1) - jnp.roll(x, 2)) * jnp.roll(x, 1) - x + forcing

    def lorenz96(x: Array, forcing: float, dt: float, steps: int) -> Array:
        def step(x: Array, _: None) -> tuple[Array, None]:
            k1 = slope(x, forcing)
            k2 = slope(x + 0.5 * dt * k1, forcing)
            k3 = slope(x + 0.5 * dt * k2, forcing)
            k4 = slope(x + dt * k3, forcing)
            return x + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4), None

        return lax.scan(step, x, None, length=steps)[0]

    return lorenz96


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"x": 8.0 + rng.normal(size=size), "forcing": 8.0, "dt": 0.01, "steps": 30}


KERNEL = Kernel(
    lorenz96,
    ("x", "forcing"),
    "loop",
    inputs,
    tests=(4, 7),
    size=1000,
    compiled=1000,
    by_hand=by_hand,
    jax=with_jax,
    primal_loops=primal_loops,
)
