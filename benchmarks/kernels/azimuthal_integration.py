"""The mean of an image in rings around a centre, picked by masks."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def azimuthal_integration(image: Array, radius: Array, rings: int) -> Array:
    width = radius.max() / rings
    profile = np.zeros(rings)
    for i in range(rings):
        ring = (radius > i * width) & (radius <= (i + 1) * width)
        profile[i] = image[ring].mean()
    return profile


def functional(image: Array, radius: Array, rings: int) -> Array:
    width = radius.max() / rings
    masks = [(radius > i * width) & (radius <= (i + 1) * width) for i in range(rings)]
    return np.array([np.mean(image[ring]) for ring in masks])


def by_hand(image: Array, radius: Array, rings: int, head: Array) -> tuple[Array, ...]:
    width = radius.max() / rings
    image_bar = np.zeros_like(image)
    for i in range(rings):
        ring = (radius > i * width) & (radius <= (i + 1) * width)
        image_bar[ring] += head[i] / np.count_nonzero(ring)
    return (image_bar,)


def by_hand_loops(image: Array, radius: Array, rings: int, head: Array) -> tuple[Array, ...]:
    width = radius.max() / rings
    image_bar = np.zeros_like(image)
    for i in range(rings):
        inner, outer = i * width, (i + 1) * width
        count = 0
        for k in range(radius.size):
            if inner < radius[k] <= outer:
                count += 1
        for k in range(radius.size):
            if inner < radius[k] <= outer:
                image_bar[k] += head[i] / count
    return (image_bar,)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def azimuthal_integration(image: Array, radius: Array, rings: int) -> Array:
        width = jnp.max(radius) / rings

        def mean(_: None, i: Array) -> tuple[None, Array]:
            ring = (radius > i * width) & (radius <= (i + 1) * width)
            return None, jnp.sum(jnp.where(ring, image, 0.0)) / jnp.sum(ring)

        return lax.scan(mean, None, jnp.arange(rings))[1]

    return azimuthal_integration


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    rings = min(64, size // 10)
    radius = np.concatenate([np.arange(1, rings + 1) - 0.5, rng.uniform(0.1, rings, size - rings)])
    return {"image": rng.uniform(size=size), "radius": radius, "rings": rings}


KERNEL = Kernel(
    azimuthal_integration,
    ("image",),
    "loop",
    inputs,
    tests=(30, 60),
    size=20000,
    compiled=20000,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
)
