"""Flow in a square cavity under a moving lid: finite differences, pressure by Jacobi sweeps, all fields in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def divergence_source(u: Array, v: Array, rho: float, dt: float, dx: float, dy: float) -> Array:
    b = np.zeros_like(u)
    ux = (u[1:-1, 2:] - u[1:-1, :-2]) / (2 * dx)
    uy = (u[2:, 1:-1] - u[:-2, 1:-1]) / (2 * dy)
    vx = (v[1:-1, 2:] - v[1:-1, :-2]) / (2 * dx)
    vy = (v[2:, 1:-1] - v[:-2, 1:-1]) / (2 * dy)
    b[1:-1, 1:-1] = rho * ((ux + vy) / dt - ux**2 - 2 * uy * vx - vy**2)
    return b


def relax_pressure(p: Array, b: Array, dx: float, dy: float, sweeps: int) -> None:
    for q in range(sweeps):
        pn = p.copy()
        p[1:-1, 1:-1] = (
            (pn[1:-1, 2:] + pn[1:-1, :-2]) * dy**2
            + (pn[2:, 1:-1] + pn[:-2, 1:-1]) * dx**2
            - dx**2 * dy**2 * b[1:-1, 1:-1]
        ) / (2 * (dx**2 + dy**2))
        p[:, -1] = p[:, -2]
        p[0, :] = p[1, :]
        p[:, 0] = p[:, 1]
        p[-1, :] = 0.0


def cavity_flow(u: Array, v: Array, p: Array, rho: float, nu: float, dt: float, steps: int, sweeps: int) -> None:
    dx = 2.0 / (u.shape[1] - 1)
    dy = 2.0 / (u.shape[0] - 1)
    for t in range(steps):
        un = u.copy()
        vn = v.copy()
        b = divergence_source(un, vn, rho, dt, dx, dy)
        relax_pressure(p, b, dx, dy, sweeps)
        u[1:-1, 1:-1] = (
            un[1:-1, 1:-1]
            - un[1:-1, 1:-1] * dt / dx * (un[1:-1, 1:-1] - un[1:-1, :-2])
            - vn[1:-1, 1:-1] * dt / dy * (un[1:-1, 1:-1] - un[:-2, 1:-1])
            - dt / (2 * rho * dx) * (p[1:-1, 2:] - p[1:-1, :-2])
            + nu * dt / dx**2 * (un[1:-1, 2:] - 2 * un[1:-1, 1:-1] + un[1:-1, :-2])
            + nu * dt / dy**2 * (un[2:, 1:-1] - 2 * un[1:-1, 1:-1] + un[:-2, 1:-1])
        )
        v[1:-1, 1:-1] = (
            vn[1:-1, 1:-1]
            - un[1:-1, 1:-1] * dt / dx * (vn[1:-1, 1:-1] - vn[1:-1, :-2])
            - vn[1:-1, 1:-1] * dt / dy * (vn[1:-1, 1:-1] - vn[:-2, 1:-1])
            - dt / (2 * rho * dy) * (p[2:, 1:-1] - p[:-2, 1:-1])
            + nu * dt / dx**2 * (vn[1:-1, 2:] - 2 * vn[1:-1, 1:-1] + vn[1:-1, :-2])
            + nu * dt / dy**2 * (vn[2:, 1:-1] - 2 * vn[1:-1, 1:-1] + vn[:-2, 1:-1])
        )
        u[0, :] = u[:, 0] = u[:, -1] = 0.0
        v[0, :] = v[-1, :] = v[:, 0] = v[:, -1] = 0.0
        u[-1, :] = 1.0  # the lid


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax
    inner = (slice(1, -1), slice(1, -1))

    def sides(f: Array) -> tuple[Array, Array, Array, Array, Array]:
        """The inner points, and their neighbours to the east, west, north and south."""
        return f[inner], f[1:-1, 2:], f[1:-1, :-2], f[2:, 1:-1], f[:-2, 1:-1]

    def moved(f: Array, u: Array, v: Array, nu: float, dt: float, dx: float, dy: float) -> Array:
        c, east, west, north, south = sides(f)
        carried = u[inner] * dt / dx * (c - west) + v[inner] * dt / dy * (c - south)
        return c - carried + nu * dt * ((east - 2 * c + west) / dx**2 + (north - 2 * c + south) / dy**2)

    def relaxed(p: Array, b: Array, dx: float, dy: float, sweeps: int) -> Array:
        def sweep(p: Array, _: Array) -> tuple[Array, None]:
            _, east, west, north, south = sides(p)
            right = (east + west) * dy**2 + (north + south) * dx**2 - dx**2 * dy**2 * b
            p = p.at[inner].set(right / (2 * (dx**2 + dy**2)))
            p = p.at[:, -1].set(p[:, -2])
            p = p.at[0, :].set(p[1, :])
            p = p.at[:, 0].set(p[:, 1])
            return p.at[-1, :].set(0.0), None

        return lax.scan(sweep, p, None, length=sweeps)[0]

    def cavity_flow(u: Array, v: Array, p: Array, rho: float, nu: float, dt: float, steps: int, sweeps: int) -> Array:
        dx, dy = 2.0 / (u.shape[1] - 1), 2.0 / (u.shape[0] - 1)

        def step(fields: tuple[Array, ...], _: Array) -> tuple[tuple[Array, ...], None]:
            u, v, p = fields
            _, ue, uw, un, us = sides(u)
            _, ve, vw, vn, vs = sides(v)
            ux, uy, vx, vy = (ue - uw) / (2 * dx), (un - us) / (2 * dy), (ve - vw) / (2 * dx), (vn - vs) / (2 * dy)
            p = relaxed(p, rho * ((ux + vy) / dt - ux**2 - 2 * uy * vx - vy**2), dx, dy, sweeps)
            _, pe, pw, pn, ps = sides(p)
            new_u = moved(u, u, v, nu, dt, dx, dy) - dt / (2 * rho * dx) * (pe - pw)
            new_v = moved(v, u, v, nu, dt, dx, dy) - dt / (2 * rho * dy) * (pn - ps)
            return (jnp.pad(new_u, 1).at[-1, :].set(1.0), jnp.pad(new_v, 1), p), None

        return lax.scan(step, (jnp.asarray(u), jnp.asarray(v), jnp.asarray(p)), None, length=steps)[0][0]

    return cavity_flow


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    u, v, p = rng.uniform(-0.5, 0.5, (3, size, size + 1))
    numbers = {"rho": 1.1, "nu": 0.1, "dt": 1.0 / size**2, "steps": 4, "sweeps": 10}
    return {"u": u, "v": v, "p": p, **numbers}


KERNEL = Kernel(
    cavity_flow,
    ("u", "v", "p", "nu"),
    "loop",
    inputs,
    tests=(4, 6),
    size=80,
    compiled=120,
    of="u",
    jax=with_jax,
    autograd=False,
)
