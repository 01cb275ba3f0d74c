"""Bundle adjustment: squared errors of points seen by cameras, observation by observation (ADBench ba)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def rotate(rotation: Array, point: Array) -> Array:
    """The point turned about the vector `rotation` by its length, after Rodrigues."""
    square = np.sum(rotation**2)
    if square == 0.0:
        return point + np.cross(rotation, point)
    angle = np.sqrt(square)
    axis = rotation / angle
    cosine = np.cos(angle)
    across = np.cross(axis, point)
    return point * cosine + across * np.sin(angle) + axis * (np.dot(axis, point) * (1.0 - cosine))


def distort(radial: Array, image: Array) -> Array:
    square = np.sum(image**2)
    return image * (1.0 + radial[0] * square + radial[1] * square**2)


def project(camera: Array, point: Array) -> Array:
    """`camera`: rotation (3), centre (3), focal length, principal point (2), radial distortion (2)."""
    seen = rotate(camera[:3], point - camera[3:6])
    return distort(camera[9:11], seen[:2] / seen[2]) * camera[6] + camera[7:9]


def bundle_adjustment(cameras: Array, points: Array, weights: Array, seen: Array, features: Array) -> Array:
    total = 0.0
    for i in range(len(weights)):
        error = weights[i] * (project(cameras[seen[i, 0]], points[seen[i, 1]]) - features[i])
        total += np.sum(error**2) + (1.0 - weights[i] ** 2) ** 2
    return 0.5 * total


def primal_loops(cameras: Array, points: Array, weights: Array, seen: Array, features: Array) -> float:
    total = 0.0
    for i in range(len(weights)):
        c, p = cameras[seen[i, 0]], points[seen[i, 1]]
        x, y, z = p[0] - c[3], p[1] - c[4], p[2] - c[5]
        angle = np.sqrt(c[0] ** 2 + c[1] ** 2 + c[2] ** 2)
        if angle > 0.0:
            a, b, d = c[0] / angle, c[1] / angle, c[2] / angle
        else:
            a, b, d = c[0], c[1], c[2]
        cosine, sine = np.cos(angle), np.sin(angle)
        along = (a * x + b * y + d * z) * (1.0 - cosine)
        depth = z * cosine + (a * y - b * x) * sine + d * along
        u = (x * cosine + (b * z - d * y) * sine + a * along) / depth
        v = (y * cosine + (d * x - a * z) * sine + b * along) / depth
        square = u * u + v * v
        factor = c[6] * (1.0 + c[9] * square + c[10] * square**2)
        w = weights[i]
        total += (w * (u * factor + c[7] - features[i, 0])) ** 2 + (w * (v * factor + c[8] - features[i, 1])) ** 2
        total += (1.0 - w**2) ** 2
    return 0.5 * total


def with_jax(jax: Any) -> Any:
    """The observations are independent: the loop over them by `vmap`."""
    jnp = jax.numpy

    def rotate(rotation: Array, point: Array) -> Array:
        square = jnp.sum(rotation**2)
        angle = jnp.sqrt(jnp.where(square == 0.0, 1.0, square))
        axis = rotation / angle
        cosine = jnp.cos(angle)
        turned = point * cosine + jnp.cross(axis, point) * jnp.sin(angle) + axis * (axis @ point * (1.0 - cosine))
        return jnp.where(square == 0.0, point + jnp.cross(rotation, point), turned)

    def loss(camera: Array, point: Array, weight: Array, feature: Array) -> Array:
        seen = rotate(camera[:3], point - camera[3:6])
        image = seen[:2] / seen[2]
        square = jnp.sum(image**2)
        image = image * (1.0 + camera[9] * square + camera[10] * square**2)
        error = weight * (image * camera[6] + camera[7:9] - feature)
        return jnp.sum(error**2) + (1.0 - weight**2) ** 2

    def bundle_adjustment(cameras: Array, points: Array, weights: Array, seen: Array, features: Array) -> Array:
        return 0.5 * jnp.sum(jax.vmap(loss)(cameras[seen[:, 0]], points[seen[:, 1]], weights, features))

    return bundle_adjustment


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    cameras, points = max(2, size // 50), max(3, size // 5)
    centres = rng.normal(size=(cameras, 3)) - np.array([0.0, 0.0, 6.0])
    intrinsic = np.array([500.0, 320.0, 240.0, 0.1, 0.05]) * rng.uniform(0.9, 1.1, (cameras, 5))
    return {
        "cameras": np.concatenate((0.2 * rng.normal(size=(cameras, 3)), centres, intrinsic), axis=1),
        "points": rng.normal(size=(points, 3)),
        "weights": rng.uniform(0.5, 1.0, size),
        "seen": np.stack((rng.integers(0, cameras, size), rng.integers(0, points, size)), axis=1),
        "features": rng.normal(size=(size, 2)) * 100.0 + np.array([320.0, 240.0]),
    }


KERNEL = Kernel(
    bundle_adjustment,
    ("cameras", "points", "weights"),
    "loop",
    inputs,
    tests=(2, 9),
    size=200,
    compiled=20000,
    group="ml",
    primal_loops=primal_loops,
    jax=with_jax,
)
