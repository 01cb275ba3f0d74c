"""Pooling by maxima of two by two pixels, a loop over output pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def max_pool(images: Array) -> Array:
    n, height, width, channels = images.shape
    out = np.empty((n, height // 2, width // 2, channels))
    for i in range(height // 2):
        for j in range(width // 2):
            out[:, i, j, :] = np.max(images[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, :], axis=(1, 2))
    return out


def primal_loops(images: Array) -> Array:
    n, height, width, channels = images.shape
    out = np.empty((n, height // 2, width // 2, channels))
    for m in range(n):
        for i in range(height // 2):
            for j in range(width // 2):
                for c in range(channels):
                    top = max(images[m, 2 * i, 2 * j, c], images[m, 2 * i, 2 * j + 1, c])
                    bottom = max(images[m, 2 * i + 1, 2 * j, c], images[m, 2 * i + 1, 2 * j + 1, c])
                    out[m, i, j, c] = max(top, bottom)
    return out


def functional(images: Array) -> Array:
    n, height, width, channels = images.shape
    pixels = [
        np.max(images[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, :], axis=(1, 2))
        for i in range(height // 2)
        for j in range(width // 2)
    ]
    return np.stack(pixels, axis=1).reshape((n, height // 2, width // 2, channels))


def with_jax(jax: Any) -> Any:
    """The output pixels are independent: the loops over them by `vmap`."""
    jnp, lax = jax.numpy, jax.lax

    def max_pool(images: Array) -> Array:
        n, height, width, channels = images.shape

        def pixel(i: Array, j: Array) -> Array:
            return jnp.max(lax.dynamic_slice(images, (0, 2 * i, 2 * j, 0), (n, 2, 2, channels)), axis=(1, 2))

        line = jax.vmap(pixel, in_axes=(None, 0), out_axes=1)
        return jax.vmap(line, in_axes=(0, None), out_axes=1)(jnp.arange(height // 2), jnp.arange(width // 2))

    return max_pool


def by_library(jax: Any) -> Any:
    """The library's reduction of windows."""
    jnp, lax = jax.numpy, jax.lax

    def max_pool(images: Array) -> Array:
        return lax.reduce_window(images, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    return max_pool


def with_torch(torch: Any) -> Any:
    def max_pool(images: Array) -> Array:
        return torch.nn.functional.max_pool2d(images.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)

    return max_pool


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"images": rng.normal(size=(4, size, size + 1, 8))}


KERNEL = Kernel(
    max_pool,
    ("images",),
    "loop",
    inputs,
    tests=(2, 5),
    size=48,
    compiled=192,
    group="ml",
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
    jax_rewritten=by_library,
)
