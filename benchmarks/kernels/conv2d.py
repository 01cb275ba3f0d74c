"""A convolution layer: images by height, width and channels, a loop over output pixels (NPBench conv2d)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def conv2d(images: Array, weights: Array, bias: Array) -> Array:
    n, height, width, _ = images.shape
    k = weights.shape[0]
    out = np.empty((n, height - k + 1, width - k + 1, weights.shape[3]))
    for i in range(height - k + 1):
        for j in range(width - k + 1):
            out[:, i, j, :] = np.sum(
                images[:, i : i + k, j : j + k, :, np.newaxis] * weights[np.newaxis, :, :, :], axis=(1, 2, 3)
            )
    return out + bias


def primal_loops(images: Array, weights: Array, bias: Array) -> Array:
    n, height, width, channels = images.shape
    k, _, _, filters = weights.shape
    out = np.empty((n, height - k + 1, width - k + 1, filters))
    for m in range(n):
        for i in range(height - k + 1):
            for j in range(width - k + 1):
                for f in range(filters):
                    out[m, i, j, f] = bias[f]
                for p in range(k):
                    for q in range(k):
                        for c in range(channels):
                            for f in range(filters):
                                out[m, i, j, f] += images[m, i + p, j + q, c] * weights[p, q, c, f]
    return out


def by_hand(images: Array, weights: Array, bias: Array, head: Array) -> tuple[Array, ...]:
    """One array for all products of a pixel, as the program has them; as products of matrices they were another one."""
    n, rows, columns, _ = head.shape
    images_bar, weights_bar = np.zeros_like(images), np.zeros_like(weights)
    k = weights.shape[0]
    product = np.empty((n, *weights.shape))
    for i in range(rows):
        for j in range(columns):
            pixel_bar = head[:, i, j, :][:, np.newaxis, np.newaxis, np.newaxis, :]
            np.multiply(pixel_bar, images[:, i : i + k, j : j + k, :, np.newaxis], out=product)
            weights_bar += np.sum(product, axis=0)
            np.multiply(pixel_bar, weights, out=product)
            images_bar[:, i : i + k, j : j + k, :] += np.sum(product, axis=4)
    return images_bar, weights_bar, np.sum(head, axis=(0, 1, 2))


def by_hand_loops(images: Array, weights: Array, bias: Array, head: Array) -> tuple[Array, ...]:
    n, rows, columns, filters = head.shape
    k, _, channels, _ = weights.shape
    images_bar, weights_bar, bias_bar = np.zeros_like(images), np.zeros_like(weights), np.zeros_like(bias)
    for m in range(n):
        for i in range(rows):
            for j in range(columns):
                for f in range(filters):
                    bias_bar[f] += head[m, i, j, f]
                for p in range(k):
                    for q in range(k):
                        for c in range(channels):
                            total = 0.0
                            for f in range(filters):
                                total += head[m, i, j, f] * weights[p, q, c, f]
                                weights_bar[p, q, c, f] += head[m, i, j, f] * images[m, i + p, j + q, c]
                            images_bar[m, i + p, j + q, c] += total
    return images_bar, weights_bar, bias_bar


def functional(images: Array, weights: Array, bias: Array) -> Array:
    n, height, width, _ = images.shape
    k = weights.shape[0]
    pixels = [
        np.sum(images[:, i : i + k, j : j + k, :, np.newaxis] * weights[np.newaxis, :, :, :], axis=(1, 2, 3))
        for i in range(height - k + 1)
        for j in range(width - k + 1)
    ]
    return np.stack(pixels, axis=1).reshape((n, height - k + 1, width - k + 1, weights.shape[3])) + bias


def with_jax(jax: Any) -> Any:
    """The output pixels are independent: the loops over them by `vmap`."""
    jnp, lax = jax.numpy, jax.lax

    def conv2d(images: Array, weights: Array, bias: Array) -> Array:
        n, height, width, channels = images.shape
        k = weights.shape[0]

        def pixel(i: Array, j: Array) -> Array:
            window = lax.dynamic_slice(images, (0, i, j, 0), (n, k, k, channels))
            return jnp.sum(window[:, :, :, :, None] * weights[None, :, :, :], axis=(1, 2, 3))

        line = jax.vmap(pixel, in_axes=(None, 0), out_axes=1)
        places = jnp.arange(height - k + 1), jnp.arange(width - k + 1)
        return jax.vmap(line, in_axes=(0, None), out_axes=1)(*places) + bias

    return conv2d


def by_library(jax: Any) -> Any:
    """The library's convolution."""
    lax = jax.lax

    def conv2d(images: Array, weights: Array, bias: Array) -> Array:
        out = lax.conv_general_dilated(images, weights, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
        return out + bias

    return conv2d


def with_torch(torch: Any) -> Any:
    def conv2d(images: Array, weights: Array, bias: Array) -> Array:
        out = torch.nn.functional.conv2d(images.permute(0, 3, 1, 2), weights.permute(3, 2, 0, 1), bias)
        return out.permute(0, 2, 3, 1)

    return conv2d


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {
        "images": rng.normal(size=(4, size, size, 3)),
        "weights": rng.normal(size=(3, 3, 3, 8)),
        "bias": rng.normal(size=8),
    }


KERNEL = Kernel(
    conv2d,
    ("images", "weights", "bias"),
    "loop",
    inputs,
    tests=(3, 5),
    size=24,
    compiled=32,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
    jax_rewritten=by_library,
)
