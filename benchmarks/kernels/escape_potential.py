"""The potential outside of the Mandelbrot set: complex numbers, iterated under a mask until they escape."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def escape_potential(c: Array, steps: int) -> Array:
    z = np.zeros_like(c)
    potential = np.zeros(c.shape)
    alive = np.ones(c.shape, dtype=bool)
    for t in range(steps):
        z[alive] = z[alive] ** 2 + c[alive]
        escaped = alive & (np.abs(z) > 1e6)
        potential[escaped] = np.log(np.abs(z[escaped])) / 2.0**t
        alive = alive & ~escaped
    return potential


def by_hand(c: Array, steps: int, head: Array) -> tuple[Array, ...]:
    z = np.zeros_like(c)
    alive = np.ones(c.shape, dtype=bool)
    kept = []
    for t in range(steps):
        before = z[alive]
        z[alive] = before**2 + c[alive]
        escaped = alive & (np.abs(z) > 1e6)
        kept.append((alive, before, escaped))
        alive = alive & ~escaped
    z_bar, c_bar = np.zeros_like(c), np.zeros_like(c)
    for t in range(steps - 1, -1, -1):
        alive, before, escaped = kept.pop()
        # The slope of log|z|, as a complex number that points uphill, is z / |z|**2, the inverse of its conjugate.
        z_bar[escaped] += head[escaped] / 2.0**t / np.conj(z[escaped])
        through = z_bar[alive]
        c_bar[alive] += through
        z_bar[alive] = through * np.conj(2.0 * before)
    return (c_bar,)


def by_hand_loops(c: Array, steps: int, head: Array) -> tuple[Array, ...]:
    c_bar = np.zeros_like(c)
    orbit = np.empty(steps, dtype=np.complex128)
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            z = 0.0 + 0.0j
            for t in range(steps):
                orbit[t] = z
                z = z * z + c[i, j]
                if np.abs(z) > 1e6:
                    z_bar = head[i, j] / 2.0**t / np.conj(z)
                    for s in range(t, -1, -1):
                        c_bar[i, j] += z_bar
                        z_bar = z_bar * np.conj(2.0 * orbit[s])
                    break
    return (c_bar,)


def primal_loops(c: Array, steps: int) -> Array:
    potential = np.zeros(c.shape)
    for i in range(c.shape[0]):
        for j in range(c.shape[1]):
            z = 0.0 + 0.0j
            for t in range(steps):
                z = z * z + c[i, j]
                if np.abs(z) > 1e6:
                    potential[i, j] = np.log(np.abs(z)) / 2.0**t
                    break
    return potential


def functional(c: Array, steps: int) -> Array:
    z = np.zeros(c.shape, dtype=complex)
    potential = np.zeros(c.shape)
    alive = np.ones(c.shape, dtype=bool)
    for t in range(steps):
        z = np.where(alive, z * z + c, z)
        escaped = alive & (np.abs(z) > 1e6)
        # Those that did not escape have a logarithm too, and it must not be that of nought.
        sizes = np.where(escaped, z, 1.0)
        potential = potential + np.log(np.abs(sizes)) / 2.0**t
        alive = alive & ~escaped
    return potential


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def escape_potential(c: Array, steps: int) -> Array:
        def step(state: tuple[Array, Array, Array], t: Array) -> tuple[tuple[Array, Array, Array], None]:
            z, potential, alive = state
            z = jnp.where(alive, z * z + c, z)
            escaped = alive & (jnp.abs(jnp.where(alive, z, 1.0)) > 1e6)
            potential = potential + jnp.log(jnp.abs(jnp.where(escaped, z, 1.0))) / 2.0**t
            return (z, potential, alive & ~escaped), None

        start = (jnp.zeros(c.shape, complex), jnp.zeros(c.shape), jnp.ones(c.shape, bool))
        return lax.scan(step, start, jnp.arange(steps))[0][1]

    return escape_potential


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    # A ring around the set, and some of its inside: near the border, no derivative is worth much.
    radius = np.where(rng.uniform(size=(size, size)) < 0.2, 0.1, rng.uniform(1.5, 2.5, (size, size)))
    radius = np.where((radius > 1.0) & (rng.uniform(size=(size, size)) < 0.3), radius + 1.0, radius)
    return {"c": radius * np.exp(1j * rng.uniform(0.5, 2.0, (size, size))), "steps": 20}


KERNEL = Kernel(
    escape_potential,
    ("c",),
    "loop",
    inputs,
    tests=(2, 5),
    size=100,
    compiled=100,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    functional=functional,
)
