"""The objective of k-means: each point's squared distance to its nearest centre."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def kmeans(points: Array, centres: Array) -> Array:
    distances = np.sum((points[:, np.newaxis, :] - centres[np.newaxis, :, :]) ** 2, axis=2)
    return np.sum(np.min(distances, axis=1))


def primal_loops(points: Array, centres: Array) -> float:
    total = 0.0
    for i in range(points.shape[0]):
        nearest = np.inf
        for k in range(centres.shape[0]):
            distance = 0.0
            for d in range(points.shape[1]):
                distance += (points[i, d] - centres[k, d]) ** 2
            nearest = min(nearest, distance)
        total += nearest
    return total


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def kmeans(points: Array, centres: Array) -> Array:
        return jnp.sum(jnp.min(jnp.sum((points[:, None, :] - centres[None, :, :]) ** 2, axis=2), axis=1))

    return kmeans


def with_torch(torch: Any) -> Any:
    def kmeans(points: Array, centres: Array) -> Array:
        distances = torch.sum((points[:, None, :] - centres[None, :, :]) ** 2, dim=2)
        return torch.sum(torch.amin(distances, dim=1))

    return kmeans


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"points": rng.normal(size=(size, 4)), "centres": rng.normal(size=(8, 4))}


KERNEL = Kernel(
    kmeans,
    ("centres",),
    "array",
    inputs,
    tests=(1, 9),
    size=10000,
    compiled=20000,
    group="ml",
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
