"""Pooling by means of three by three pixels at every second place, a loop over output pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def avg_pool(images: Array) -> Array:
    n, height, width, channels = images.shape
    rows, columns = (height - 1) // 2, (width - 1) // 2
    out = np.empty((n, rows, columns, channels))
    for i in range(rows):
        for j in range(columns):
            out[:, i, j, :] = np.mean(images[:, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3, :], axis=(1, 2))
    return out


def by_hand(images: Array, head: Array) -> tuple[Array, ...]:
    images_bar = np.zeros_like(images)
    for i in range(head.shape[1]):
        for j in range(head.shape[2]):
            share = head[:, i, j, :] / 9.0
            images_bar[:, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3, :] += share[:, np.newaxis, np.newaxis, :]
    return (images_bar,)


def by_hand_loops(images: Array, head: Array) -> tuple[Array, ...]:
    n, rows, columns, channels = head.shape
    images_bar = np.zeros_like(images)
    for m in range(n):
        for i in range(rows):
            for j in range(columns):
                for p in range(3):
                    for q in range(3):
                        for c in range(channels):
                            images_bar[m, 2 * i + p, 2 * j + q, c] += head[m, i, j, c] / 9.0
    return (images_bar,)


def primal_loops(images: Array) -> Array:
    n, height, width, channels = images.shape
    rows, columns = (height - 1) // 2, (width - 1) // 2
    out = np.zeros((n, rows, columns, channels))
    for m in range(n):
        for i in range(rows):
            for j in range(columns):
                for p in range(3):
                    for q in range(3):
                        for c in range(channels):
                            out[m, i, j, c] += images[m, 2 * i + p, 2 * j + q, c] / 9.0
    return out


def functional(images: Array) -> Array:
    n, height, width, channels = images.shape
    rows, columns = (height - 1) // 2, (width - 1) // 2
    pixels = [
        np.mean(images[:, 2 * i : 2 * i + 3, 2 * j : 2 * j + 3, :], axis=(1, 2))
        for i in range(rows)
        for j in range(columns)
    ]
    return np.stack(pixels, axis=1).reshape((n, rows, columns, channels))


def with_jax(jax: Any) -> Any:
    """The output pixels are independent: the loops over them by `vmap`."""
    jnp, lax = jax.numpy, jax.lax

    def avg_pool(images: Array) -> Array:
        n, height, width, channels = images.shape

        def pixel(i: Array, j: Array) -> Array:
            return jnp.mean(lax.dynamic_slice(images, (0, 2 * i, 2 * j, 0), (n, 3, 3, channels)), axis=(1, 2))

        line = jax.vmap(pixel, in_axes=(None, 0), out_axes=1)
        places = jnp.arange((height - 1) // 2), jnp.arange((width - 1) // 2)
        return jax.vmap(line, in_axes=(0, None), out_axes=1)(*places)

    return avg_pool


def by_library(jax: Any) -> Any:
    """The library's reduction of windows."""
    lax = jax.lax

    def avg_pool(images: Array) -> Array:
        return lax.reduce_window(images, 0.0, lax.add, (1, 3, 3, 1), (1, 2, 2, 1), "VALID") / 9.0

    return avg_pool


def with_torch(torch: Any) -> Any:
    def avg_pool(images: Array) -> Array:
        return torch.nn.functional.avg_pool2d(images.permute(0, 3, 1, 2), 3, 2).permute(0, 2, 3, 1)

    return avg_pool


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"images": rng.normal(size=(4, size, size + 1, 8))}


KERNEL = Kernel(
    avg_pool,
    ("images",),
    "loop",
    inputs,
    tests=(3, 6),
    size=48,
    compiled=96,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
    jax_rewritten=by_library,
)
