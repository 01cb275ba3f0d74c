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


def source_by_loops(u: Array, v: Array, b: Array, rho: float, dt: float, dx: float, dy: float) -> None:
    n, m = u.shape
    for i in range(1, n - 1):
        for j in range(1, m - 1):
            ux, uy = (u[i, j + 1] - u[i, j - 1]) / (2 * dx), (u[i + 1, j] - u[i - 1, j]) / (2 * dy)
            vx, vy = (v[i, j + 1] - v[i, j - 1]) / (2 * dx), (v[i + 1, j] - v[i - 1, j]) / (2 * dy)
            b[i, j] = rho * ((ux + vy) / dt - ux**2 - 2 * uy * vx - vy**2)


def relax_by_loops(p: Array, pn: Array, b: Array, dx: float, dy: float, sweeps: int) -> None:
    n, m = p.shape
    for q in range(sweeps):
        pn[:] = p
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                along, across = pn[i, j + 1] + pn[i, j - 1], pn[i + 1, j] + pn[i - 1, j]
                right = along * dy**2 + across * dx**2 - dx**2 * dy**2 * b[i, j]
                p[i, j] = right / (2 * (dx**2 + dy**2))
        for i in range(n):
            p[i, m - 1] = p[i, m - 2]
        for j in range(m):
            p[0, j] = p[1, j]
        for i in range(n):
            p[i, 0] = p[i, 1]
        for j in range(m):
            p[n - 1, j] = 0.0


def move_by_loops(
    new: Array, old: Array, un: Array, vn: Array, push: Array, scales: tuple[float, ...], nu: float
) -> None:
    """`scales`: of the terms along and across, of the push, and of the two second differences."""
    n, m = new.shape
    for i in range(1, n - 1):
        for j in range(1, m - 1):
            c, west, south = old[i, j], old[i, j - 1], old[i - 1, j]
            carried = un[i, j] * scales[0] * (c - west) + vn[i, j] * scales[1] * (c - south)
            spread = scales[3] * (old[i, j + 1] - 2 * c + west) + scales[4] * (old[i + 1, j] - 2 * c + south)
            new[i, j] = c - carried - scales[2] * push[i, j] + nu * spread
    new[0, :] = new[-1, :] = 0.0
    new[:, 0] = new[:, -1] = 0.0


def primal_loops(u: Array, v: Array, p: Array, rho: float, nu: float, dt: float, steps: int, sweeps: int) -> None:
    n, m = u.shape
    dx, dy = 2.0 / (m - 1), 2.0 / (n - 1)
    un, vn, pn, b = np.empty((n, m)), np.empty((n, m)), np.empty((n, m)), np.zeros((n, m))
    east, north = np.zeros((n, m)), np.zeros((n, m))
    shares = (dt / dx, dt / dy, dt / dx**2, dt / dy**2)
    for t in range(steps):
        un[:], vn[:] = u, v
        source_by_loops(un, vn, b, rho, dt, dx, dy)
        relax_by_loops(p, pn, b, dx, dy, sweeps)
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                east[i, j], north[i, j] = p[i, j + 1] - p[i, j - 1], p[i + 1, j] - p[i - 1, j]
        move_by_loops(u, un, un, vn, east, (shares[0], shares[1], dt / (2 * rho * dx), shares[2], shares[3]), nu)
        move_by_loops(v, vn, un, vn, north, (shares[0], shares[1], dt / (2 * rho * dy), shares[2], shares[3]), nu)
        u[-1, :] = 1.0


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
    primal_loops=primal_loops,
)
