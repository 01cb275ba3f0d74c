"""Inverse problem for the heat equation on a square plate.

Explicit finite differences in time, five-point stencil in space with diffusivity that varies from cell to cell. Two
buffers take turns. Sensors read the temperature now and then; from their readings the diffusivity and the initial
temperature are to be recovered.
"""

import numpy as np

N = 10
DX = 1.0 / (N - 1)
DT = 1.0e-3
SENSORS = [(2, 2), (2, 7), (5, 4), (7, 2), (7, 8)]


def initial_temperature(centers, heights, width=0.15):
    """A sum of Gaussian bumps on the grid."""
    x = np.linspace(0.0, 1.0, N)
    X, Y = np.meshgrid(x, x, indexing="ij")
    u = np.zeros((N, N))
    for (cx, cy), height in zip(centers, heights):
        u += height * np.exp(-((X - cx) ** 2 + (Y - cy) ** 2) / (2 * width**2))
    return u


def dirichlet(u, value=0.0):
    """Hold all four edges at a temperature."""
    u[0, :] = value
    u[-1, :] = value
    u[:, 0] = value
    u[:, -1] = value


def insulated(u):
    """No flux through the edges: copy the neighbouring row or column."""
    u[0, :] = u[1, :]
    u[-1, :] = u[-2, :]
    u[:, 0] = u[:, 1]
    u[:, -1] = u[:, -2]


def mixed(u, value=0.5):
    """One warm edge, one cold edge, and two that are insulated."""
    u[0, :] = value
    u[-1, :] = 0.0
    u[1:-1, 0] = u[1:-1, 1]
    u[1:-1, -1] = u[1:-1, -2]


BOUNDARIES = {"dirichlet": dirichlet, "insulated": insulated, "mixed": mixed}


def face_average(k):
    """Diffusivity on the faces between cells: harmonic mean of the two neighbours."""
    kx = 2.0 * k[1:, :] * k[:-1, :] / (k[1:, :] + k[:-1, :])
    ky = 2.0 * k[:, 1:] * k[:, :-1] / (k[:, 1:] + k[:, :-1])
    return kx, ky


def step(u, u_next, kx, ky, source):
    """One explicit step from `u` into `u_next`; the edges are left to the boundary condition."""
    flux_x = kx * (u[1:, :] - u[:-1, :]) / DX
    flux_y = ky * (u[:, 1:] - u[:, :-1]) / DX
    u_next[1:-1, 1:-1] = u[1:-1, 1:-1]
    u_next[1:-1, 1:-1] += DT / DX * (flux_x[1:, 1:-1] - flux_x[:-1, 1:-1])
    u_next[1:-1, 1:-1] += DT / DX * (flux_y[1:-1, 1:] - flux_y[1:-1, :-1])
    u_next[4:6, 4:6] += DT * source


def read_sensors(u):
    return np.array([u[i, j] for i, j in SENSORS])


def solve(k, u0, source=2.0, steps=24, every=6, boundary="dirichlet"):
    """March in time and collect the sensors' readings, one row for each reading."""
    apply_boundary = BOUNDARIES[boundary]
    kx, ky = face_average(k)
    u = u0.copy()
    u_next = np.empty_like(u)
    apply_boundary(u)
    readings = []
    for n in range(1, steps + 1):
        step(u, u_next, kx, ky, source)
        apply_boundary(u_next)
        u, u_next = u_next, u
        if n % every == 0:
            readings.append(read_sensors(u))
    return np.array(readings), u


def roughness(k):
    """Penalty on differences between neighbouring cells."""
    return np.sum(np.diff(k, axis=0) ** 2) + np.sum(np.diff(k, axis=1) ** 2)


def misfit(log_k, u0, observed, boundary="dirichlet", weight=1e-3):
    """Half the squared distance between predicted and observed readings, plus a penalty."""
    k = np.exp(log_k)
    predicted, _ = solve(k, u0, boundary=boundary)
    residual = predicted - observed
    return 0.5 * np.sum(residual**2) + weight * roughness(k)


def final_temperature(k0, slope, heights, source, boundary):
    """The temperature at the end for diffusivity that grows along one axis and bumps of given heights."""
    x = np.linspace(0.0, 1.0, N)
    k = k0 + slope * np.outer(x, np.ones(N))
    u0 = initial_temperature([(0.3, 0.3), (0.6, 0.7)], heights)
    _, u = solve(k, u0, source, boundary=boundary)
    return u


def cool_until(k0, u0, threshold=0.35, limit=60):
    """Step until the hottest cell is below a threshold, in one buffer with the old values kept in another."""
    u = u0.copy()
    old = np.zeros_like(u)
    steps = 0
    while np.max(u) > threshold and steps < limit:
        old[:] = u
        neighbours = old[2:, 1:-1] + old[:-2, 1:-1] + old[1:-1, 2:] + old[1:-1, :-2]
        u[1:-1, 1:-1] += k0 * DT / DX**2 * (neighbours - 4 * old[1:-1, 1:-1])
        insulated(u)
        steps += 1
    return u.mean(), u
