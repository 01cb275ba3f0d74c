"""The angles between pairs of points on a sphere (haversine formula)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def arc_distance(latitude1: Array, longitude1: Array, latitude2: Array, longitude2: Array) -> Array:
    a = (
        np.sin((latitude2 - latitude1) / 2) ** 2
        + np.cos(latitude1) * np.cos(latitude2) * np.sin((longitude2 - longitude1) / 2) ** 2
    )
    return 2 * np.arctan2(np.sqrt(a), np.sqrt(1 - a))


def by_hand(latitude1: Array, longitude1: Array, latitude2: Array, longitude2: Array, head: Array) -> tuple[Array, ...]:
    """Sines, cosines and roots are made once; the halves of the angles' factors and the twos cancel."""
    half_lat, half_lon = (latitude2 - latitude1) / 2, (longitude2 - longitude1) / 2
    sin_lat, sin_lon = np.sin(half_lat), np.sin(half_lon)
    cos1, cos2 = np.cos(latitude1), np.cos(latitude2)
    square = sin_lon * sin_lon
    cosines = cos1 * cos2
    a = sin_lat * sin_lat + cosines * square
    root, other = np.sqrt(a), np.sqrt(1 - a)
    # Of arctan2: the other side over the sum of squares.
    a_bar = head / (root * root + other * other)
    a_bar *= other / root + root / other
    across = a_bar * sin_lat * np.cos(half_lat)
    along = a_bar * cosines * sin_lon * np.cos(half_lon)
    a_bar *= square
    return (
        -across - a_bar * cos2 * np.sin(latitude1),
        -along,
        across - a_bar * cos1 * np.sin(latitude2),
        along,
    )


def by_hand_loops(
    latitude1: Array, longitude1: Array, latitude2: Array, longitude2: Array, head: Array
) -> tuple[Array, ...]:
    lat1_bar, lat2_bar = np.empty_like(latitude1), np.empty_like(latitude2)
    lon1_bar, lon2_bar = np.empty_like(longitude1), np.empty_like(longitude2)
    for i in range(latitude1.size):
        half_lat, half_lon = (latitude2[i] - latitude1[i]) / 2, (longitude2[i] - longitude1[i]) / 2
        sin_lat, sin_lon = np.sin(half_lat), np.sin(half_lon)
        cos1, cos2 = np.cos(latitude1[i]), np.cos(latitude2[i])
        square = sin_lon * sin_lon
        a = sin_lat * sin_lat + cos1 * cos2 * square
        root, other = np.sqrt(a), np.sqrt(1 - a)
        a_bar = head[i] / (root * root + other * other) * (other / root + root / other)
        across = a_bar * sin_lat * np.cos(half_lat)
        along = a_bar * cos1 * cos2 * sin_lon * np.cos(half_lon)
        lat1_bar[i] = -across - a_bar * square * cos2 * np.sin(latitude1[i])
        lat2_bar[i] = across - a_bar * square * cos1 * np.sin(latitude2[i])
        lon1_bar[i] = -along
        lon2_bar[i] = along
    return lat1_bar, lon1_bar, lat2_bar, lon2_bar


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def arc_distance(latitude1: Array, longitude1: Array, latitude2: Array, longitude2: Array) -> Array:
        a = (
            jnp.sin((latitude2 - latitude1) / 2) ** 2
            + jnp.cos(latitude1) * jnp.cos(latitude2) * jnp.sin((longitude2 - longitude1) / 2) ** 2
        )
        return 2 * jnp.arctan2(jnp.sqrt(a), jnp.sqrt(1 - a))

    return arc_distance


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    lat1, lat2 = rng.uniform(-1.4, 1.4, (2, size))
    lon1, lon2 = rng.uniform(-3.0, 3.0, (2, size))
    return {"latitude1": lat1, "longitude1": lon1, "latitude2": lat2, "longitude2": lon2}


KERNEL = Kernel(
    arc_distance,
    ("latitude1", "longitude1", "latitude2", "longitude2"),
    "array",
    inputs,
    tests=(1, 5),
    size=40_000,
    compiled=40_000,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
)
