"""Horizontal diffusion of fourth order with a flux limiter, as in weather models of the COSMO kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def hdiff(field: Array, coeff: Array) -> Array:
    lap = 4.0 * field[1:-1, 1:-1] - (field[2:, 1:-1] + field[:-2, 1:-1] + field[1:-1, 2:] + field[1:-1, :-2])
    flx = lap[1:, 1:-1] - lap[:-1, 1:-1]
    flx = np.where(flx * (field[2:-1, 2:-2] - field[1:-2, 2:-2]) > 0, 0.0, flx)
    fly = lap[1:-1, 1:] - lap[1:-1, :-1]
    fly = np.where(fly * (field[2:-2, 2:-1] - field[2:-2, 1:-2]) > 0, 0.0, fly)
    return field[2:-2, 2:-2] - coeff * (flx[1:] - flx[:-1] + fly[:, 1:] - fly[:, :-1])


def primal_loops(field: Array, coeff: Array) -> Array:
    ni, nj, nk = field.shape
    lap, flx, fly = np.empty((ni, nj, nk)), np.empty((ni, nj, nk)), np.empty((ni, nj, nk))
    for i in range(1, ni - 1):
        for j in range(1, nj - 1):
            for k in range(nk):
                around = field[i + 1, j, k] + field[i - 1, j, k] + field[i, j + 1, k] + field[i, j - 1, k]
                lap[i, j, k] = 4.0 * field[i, j, k] - around
    for i in range(1, ni - 2):
        for j in range(2, nj - 2):
            for k in range(nk):
                flux = lap[i + 1, j, k] - lap[i, j, k]
                flx[i, j, k] = 0.0 if flux * (field[i + 1, j, k] - field[i, j, k]) > 0 else flux
    for i in range(2, ni - 2):
        for j in range(1, nj - 2):
            for k in range(nk):
                flux = lap[i, j + 1, k] - lap[i, j, k]
                fly[i, j, k] = 0.0 if flux * (field[i, j + 1, k] - field[i, j, k]) > 0 else flux
    out = np.empty((ni - 4, nj - 4, nk))
    for i in range(2, ni - 2):
        for j in range(2, nj - 2):
            for k in range(nk):
                flow = flx[i, j, k] - flx[i - 1, j, k] + fly[i, j, k] - fly[i, j - 1, k]
                out[i - 2, j - 2, k] = field[i, j, k] - coeff[i - 2, j - 2, k] * flow
    return out


def by_hand(field: Array, coeff: Array, head: Array) -> tuple[Array, ...]:
    lap = 4.0 * field[1:-1, 1:-1] - (field[2:, 1:-1] + field[:-2, 1:-1] + field[1:-1, 2:] + field[1:-1, :-2])
    flx = lap[1:, 1:-1] - lap[:-1, 1:-1]
    limited_x = flx * (field[2:-1, 2:-2] - field[1:-2, 2:-2]) > 0
    flx = np.where(limited_x, 0.0, flx)
    fly = lap[1:-1, 1:] - lap[1:-1, :-1]
    limited_y = fly * (field[2:-2, 2:-1] - field[2:-2, 1:-2]) > 0
    fly = np.where(limited_y, 0.0, fly)
    coeff_bar = -head * (flx[1:] - flx[:-1] + fly[:, 1:] - fly[:, :-1])
    w = coeff * head
    flx_bar, fly_bar = np.zeros_like(flx), np.zeros_like(fly)
    flx_bar[1:] = -w
    flx_bar[:-1] += w
    flx_bar = np.where(limited_x, 0.0, flx_bar)
    fly_bar[:, 1:] = -w
    fly_bar[:, :-1] += w
    fly_bar = np.where(limited_y, 0.0, fly_bar)
    lap_bar = np.zeros_like(lap)
    lap_bar[1:, 1:-1] = flx_bar
    lap_bar[:-1, 1:-1] -= flx_bar
    lap_bar[1:-1, 1:] += fly_bar
    lap_bar[1:-1, :-1] -= fly_bar
    field_bar = np.zeros_like(field)
    field_bar[1:-1, 1:-1] = 4.0 * lap_bar
    field_bar[2:-2, 2:-2] += head
    field_bar[2:, 1:-1] -= lap_bar
    field_bar[:-2, 1:-1] -= lap_bar
    field_bar[1:-1, 2:] -= lap_bar
    field_bar[1:-1, :-2] -= lap_bar
    return field_bar, coeff_bar


def by_hand_loops(field: Array, coeff: Array, head: Array) -> tuple[Array, ...]:
    ni, nj, nk = field.shape
    lap, lap_bar = np.zeros((ni, nj, nk)), np.zeros((ni, nj, nk))
    field_bar, coeff_bar = np.zeros((ni, nj, nk)), np.empty((ni - 4, nj - 4, nk))
    for i in range(1, ni - 1):
        for j in range(1, nj - 1):
            for k in range(nk):
                around = field[i + 1, j, k] + field[i - 1, j, k] + field[i, j + 1, k] + field[i, j - 1, k]
                lap[i, j, k] = 4.0 * field[i, j, k] - around
    coeff_bar[:] = 0.0
    for i in range(2, ni - 2):
        for j in range(2, nj - 2):
            for k in range(nk):
                w, h = coeff[i - 2, j - 2, k] * head[i - 2, j - 2, k], head[i - 2, j - 2, k]
                # The fluxes through the four sides: each is a difference of `lap` unless it is limited.
                for di, dj in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                    flux = lap[i + di, j + dj, k] - lap[i, j, k]
                    if flux * (field[i + di, j + dj, k] - field[i, j, k]) <= 0:
                        coeff_bar[i - 2, j - 2, k] -= h * flux
                        lap_bar[i + di, j + dj, k] -= w
                        lap_bar[i, j, k] += w
                field_bar[i, j, k] += h
    for i in range(1, ni - 1):
        for j in range(1, nj - 1):
            for k in range(nk):
                w = lap_bar[i, j, k]
                field_bar[i, j, k] += 4.0 * w
                field_bar[i + 1, j, k] -= w
                field_bar[i - 1, j, k] -= w
                field_bar[i, j + 1, k] -= w
                field_bar[i, j - 1, k] -= w
    return field_bar, coeff_bar


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def hdiff(field: Array, coeff: Array) -> Array:
        lap = 4.0 * field[1:-1, 1:-1] - (field[2:, 1:-1] + field[:-2, 1:-1] + field[1:-1, 2:] + field[1:-1, :-2])
        flx = lap[1:, 1:-1] - lap[:-1, 1:-1]
        flx = jnp.where(flx * (field[2:-1, 2:-2] - field[1:-2, 2:-2]) > 0, 0.0, flx)
        fly = lap[1:-1, 1:] - lap[1:-1, :-1]
        fly = jnp.where(fly * (field[2:-2, 2:-1] - field[2:-2, 1:-2]) > 0, 0.0, fly)
        return field[2:-2, 2:-2] - coeff * (flx[1:] - flx[:-1] + fly[:, 1:] - fly[:, :-1])

    return hdiff


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    levels = 16 if size > 10 else 2
    field = rng.normal(size=(size + 4, size + 4, levels))
    return {"field": field, "coeff": rng.uniform(0.01, 0.05, (size, size, levels))}


KERNEL = Kernel(
    hdiff,
    ("field", "coeff"),
    "array",
    inputs,
    tests=(2, 4),
    size=80,
    compiled=80,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    primal_loops=primal_loops,
)
