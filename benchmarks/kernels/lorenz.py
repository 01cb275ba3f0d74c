"""The Lorenz system by Runge-Kutta steps on Python floats."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def slope(x: float, y: float, z: float, sigma: float, rho: float, beta: float) -> tuple[float, float, float]:
    return sigma * (y - x), x * (rho - z) - y, x * y - beta * z


def lorenz(x: float, y: float, z: float, sigma: float, rho: float, beta: float, dt: float, n: int) -> float:
    for i in range(n):
        x1, y1, z1 = slope(x, y, z, sigma, rho, beta)
        x2, y2, z2 = slope(x + dt / 2 * x1, y + dt / 2 * y1, z + dt / 2 * z1, sigma, rho, beta)
        x3, y3, z3 = slope(x + dt / 2 * x2, y + dt / 2 * y2, z + dt / 2 * z2, sigma, rho, beta)
        x4, y4, z4 = slope(x + dt * x3, y + dt * y3, z + dt * z3, sigma, rho, beta)
        x += dt / 6 * (x1 + 2 * x2 + 2 * x3 + x4)
        y += dt / 6 * (y1 + 2 * y2 + 2 * y3 + y4)
        z += dt / 6 * (z1 + 2 * z2 + 2 * z3 + z4)
    return x


def primal_loops(x: float, y: float, z: float, sigma: float, rho: float, beta: float, dt: float, n: int) -> float:
    """With the slopes in line: machine code calls no Python function."""
    for i in range(n):
        new_x, new_y, new_z = x, y, z
        at_x, at_y, at_z = x, y, z
        for stage in range(4):
            dx, dy, dz = sigma * (at_y - at_x), at_x * (rho - at_z) - at_y, at_x * at_y - beta * at_z
            share = dt / 3 if 1 <= stage <= 2 else dt / 6
            new_x, new_y, new_z = new_x + share * dx, new_y + share * dy, new_z + share * dz
            ahead = dt if stage == 2 else dt / 2
            at_x, at_y, at_z = x + ahead * dx, y + ahead * dy, z + ahead * dz
        x, y, z = new_x, new_y, new_z
    return x


def with_jax(jax: Any) -> Any:
    def lorenz(x: float, y: float, z: float, sigma: float, rho: float, beta: float, dt: float, n: int) -> Array:
        def moved(at: tuple[Array, ...], slopes: tuple[Array, ...], by: float) -> tuple[Array, ...]:
            return tuple(a + by * s for a, s in zip(at, slopes, strict=True))

        def step(at: tuple[Array, ...], _: Array) -> tuple[tuple[Array, ...], None]:
            k1 = slope(*at, sigma, rho, beta)  # type: ignore[call-arg]
            k2 = slope(*moved(at, k1, dt / 2), sigma, rho, beta)  # type: ignore[call-arg]
            k3 = slope(*moved(at, k2, dt / 2), sigma, rho, beta)  # type: ignore[call-arg]
            k4 = slope(*moved(at, k3, dt), sigma, rho, beta)  # type: ignore[call-arg]
            mean = tuple(a + 2 * b + 2 * c + d for a, b, c, d in zip(k1, k2, k3, k4, strict=True))
            return moved(at, mean, dt / 6), None

        return jax.lax.scan(step, (x, y, z), None, length=n)[0][0]

    return lorenz


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    x, y, z = (float(number) for number in rng.uniform(0.5, 1.5, 3))
    # Below rho = 24.7 the orbit settles, and no gradient explodes; ten units of time are too few to forget the start.
    dt = 10.0 / max(size, 1000)
    return {"x": x, "y": y, "z": z, "sigma": 10.0, "rho": 12.0, "beta": 8 / 3, "dt": dt, "n": size}


KERNEL = Kernel(
    lorenz,
    ("x", "y", "z", "sigma", "rho", "beta"),
    "scalar",
    inputs,
    tests=(1, 4),
    size=1000,
    compiled=20_000,
    jax=with_jax,
    primal_loops=primal_loops,
)
