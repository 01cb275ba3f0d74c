"""Bodies that attract one another, all pairs at once in arrays, moved by leapfrog steps in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def acceleration(pos: Array, mass: Array, softening: float) -> Array:
    apart = pos[np.newaxis, :, :] - pos[:, np.newaxis, :]
    strength = mass * (np.sum(apart**2, axis=2) + softening**2) ** -1.5
    return np.sum(strength[:, :, np.newaxis] * apart, axis=1)


def nbody(pos: Array, vel: Array, mass: Array, softening: float, dt: float, steps: int) -> None:
    acc = acceleration(pos, mass, softening)
    for t in range(steps):
        vel += 0.5 * dt * acc
        pos += dt * vel
        acc = acceleration(pos, mass, softening)
        vel += 0.5 * dt * acc


def primal_loops(pos: Array, vel: Array, mass: Array, softening: float, dt: float, steps: int) -> None:
    n = pos.shape[0]
    for t in range(2 * steps):
        for i in range(n):
            for j in range(n):
                dx, dy, dz = pos[j, 0] - pos[i, 0], pos[j, 1] - pos[i, 1], pos[j, 2] - pos[i, 2]
                s = 0.5 * dt * mass[j] * (dx * dx + dy * dy + dz * dz + softening**2) ** -1.5
                vel[i, 0] += s * dx
                vel[i, 1] += s * dy
                vel[i, 2] += s * dz
        if t % 2 == 0:
            for i in range(n):
                for k in range(3):
                    pos[i, k] += dt * vel[i, k]


def functional(pos: Array, vel: Array, mass: Array, softening: float, dt: float, steps: int) -> Array:
    def pull(pos: Array) -> Array:
        apart = pos[None, :, :] - pos[:, None, :]
        strength = mass * (np.sum(apart**2, axis=2) + softening**2) ** -1.5
        return np.sum(strength[:, :, None] * apart, axis=1)

    acc = pull(pos)
    for t in range(steps):
        vel = vel + 0.5 * dt * acc
        pos = pos + dt * vel
        acc = pull(pos)
        vel = vel + 0.5 * dt * acc
    return pos


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def nbody(pos: Array, vel: Array, mass: Array, softening: float, dt: float, steps: int) -> Array:
        def pull(pos: Array) -> Array:
            apart = pos[None, :, :] - pos[:, None, :]
            strength = mass * (jnp.sum(apart**2, axis=2) + softening**2) ** -1.5
            return jnp.sum(strength[:, :, None] * apart, axis=1)

        def step(state: tuple[Array, ...], _: Array) -> tuple[tuple[Array, ...], None]:
            pos, vel, acc = state
            vel = vel + 0.5 * dt * acc
            pos = pos + dt * vel
            acc = pull(pos)
            return (pos, vel + 0.5 * dt * acc, acc), None

        return lax.scan(step, (jnp.asarray(pos), jnp.asarray(vel), pull(pos)), None, length=steps)[0][0]

    return nbody


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    pos, vel = rng.normal(size=(2, size, 3))
    return {"pos": pos, "vel": vel, "mass": rng.uniform(0.5, 1.5, size), "softening": 0.3, "dt": 0.02, "steps": 5}


KERNEL = Kernel(
    nbody,
    ("pos", "vel", "mass"),
    "array",
    inputs,
    tests=(2, 4),
    size=60,
    compiled=100,
    of="pos",
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
