"""A bottleneck block of ResNet-50: convolutions 1x1, 3x3, 1x1, normalised over the batch (NPBench resnet)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def relu(x: Array) -> Array:
    return np.maximum(x, 0.0)


def convolution(images: Array, weights: Array) -> Array:
    n, height, width, _ = images.shape
    k = weights.shape[0]
    out = np.empty((n, height - k + 1, width - k + 1, weights.shape[3]))
    for i in range(height - k + 1):
        for j in range(width - k + 1):
            out[:, i, j, :] = np.sum(
                images[:, i : i + k, j : j + k, :, np.newaxis] * weights[np.newaxis, :, :, :], axis=(1, 2, 3)
            )
    return out


def batch_norm(x: Array, eps: float = 1e-5) -> Array:
    mean = np.mean(x, axis=0, keepdims=True)
    deviation = np.std(x, axis=0, keepdims=True)
    return (x - mean) / np.sqrt(deviation**2 + eps)


def resnet_block(images: Array, conv1: Array, conv2: Array, conv3: Array) -> Array:
    n, height, width, _ = images.shape
    # The middle convolution sees a border of zeros.
    padded = np.zeros((n, height + 2, width + 2, conv1.shape[3]))
    padded[:, 1:-1, 1:-1, :] = relu(batch_norm(convolution(images, conv1)))
    x = relu(batch_norm(convolution(padded, conv2)))
    x = batch_norm(convolution(x, conv3))
    return relu(x + images)


def convolution_by_loops(images: Array, weights: Array) -> Array:
    n, height, width, channels = images.shape
    k, _, _, filters = weights.shape
    out = np.zeros((n, height - k + 1, width - k + 1, filters))
    for m in range(n):
        for i in range(height - k + 1):
            for j in range(width - k + 1):
                for p in range(k):
                    for q in range(k):
                        for c in range(channels):
                            for f in range(filters):
                                out[m, i, j, f] += images[m, i + p, j + q, c] * weights[p, q, c, f]
    return out


def normalise_by_loops(x: Array) -> None:
    n, height, width, channels = x.shape
    for i in range(height):
        for j in range(width):
            for c in range(channels):
                mean = 0.0
                for m in range(n):
                    mean += x[m, i, j, c] / n
                variance = 0.0
                for m in range(n):
                    variance += (x[m, i, j, c] - mean) ** 2 / n
                for m in range(n):
                    x[m, i, j, c] = (x[m, i, j, c] - mean) / np.sqrt(variance + 1e-5)


def primal_loops(images: Array, conv1: Array, conv2: Array, conv3: Array) -> Array:
    n, height, width, _ = images.shape
    x = convolution_by_loops(images, conv1)
    normalise_by_loops(x)
    padded = np.zeros((n, height + 2, width + 2, conv1.shape[3]))
    padded[:, 1:-1, 1:-1, :] = np.maximum(x, 0.0)
    x = convolution_by_loops(padded, conv2)
    normalise_by_loops(x)
    x = convolution_by_loops(np.maximum(x, 0.0), conv3)
    normalise_by_loops(x)
    return np.maximum(x + images, 0.0)


def functional(images: Array, conv1: Array, conv2: Array, conv3: Array) -> Array:
    def convolution(x: Array, weights: Array) -> Array:
        k = weights.shape[0]
        rows, columns = x.shape[1] - k + 1, x.shape[2] - k + 1
        pixels = [
            np.sum(x[:, i : i + k, j : j + k, :, np.newaxis] * weights[np.newaxis, :, :, :], axis=(1, 2, 3))
            for i in range(rows)
            for j in range(columns)
        ]
        return np.stack(pixels, axis=1).reshape((x.shape[0], rows, columns, weights.shape[3]))

    def batch_norm(x: Array) -> Array:
        centred = x - np.mean(x, axis=0, keepdims=True)
        return centred / np.sqrt(np.mean(centred**2, axis=0, keepdims=True) + 1e-5)

    def with_border(x: Array) -> Array:
        rows = np.zeros((x.shape[0], 1, x.shape[2], x.shape[3]))
        x = np.concatenate((rows, x, rows), axis=1)
        columns = np.zeros((x.shape[0], x.shape[1], 1, x.shape[3]))
        return np.concatenate((columns, x, columns), axis=2)

    x = np.maximum(batch_norm(convolution(images, conv1)), 0.0)
    x = np.maximum(batch_norm(convolution(with_border(x), conv2)), 0.0)
    x = batch_norm(convolution(x, conv3))
    return np.maximum(x + images, 0.0)


def with_jax(jax: Any) -> Any:
    """The output pixels are independent: the loops over them by `vmap`."""
    jnp, lax = jax.numpy, jax.lax

    def convolution(x: Array, weights: Array) -> Array:
        k = weights.shape[0]
        border = k // 2
        x = jnp.pad(x, ((0, 0), (border, border), (border, border), (0, 0)))
        n, height, width, channels = x.shape

        def pixel(i: Array, j: Array) -> Array:
            window = lax.dynamic_slice(x, (0, i, j, 0), (n, k, k, channels))
            return jnp.sum(window[:, :, :, :, None] * weights[None, :, :, :], axis=(1, 2, 3))

        line = jax.vmap(pixel, in_axes=(None, 0), out_axes=1)
        places = jnp.arange(height - k + 1), jnp.arange(width - k + 1)
        return jax.vmap(line, in_axes=(0, None), out_axes=1)(*places)

    return with_convolution(jax, convolution)


def by_library(jax: Any) -> Any:
    """The library's convolution."""
    lax = jax.lax

    def convolution(x: Array, weights: Array) -> Array:
        return lax.conv_general_dilated(x, weights, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))

    return with_convolution(jax, convolution)


def with_convolution(jax: Any, convolution: Any) -> Any:
    """The block of these convolutions; they keep height and width."""
    jnp, lax, relu = jax.numpy, jax.lax, jax.nn.relu

    def batch_norm(x: Array) -> Array:
        return (x - jnp.mean(x, axis=0)) * lax.rsqrt(jnp.var(x, axis=0) + 1e-5)

    def resnet_block(images: Array, conv1: Array, conv2: Array, conv3: Array) -> Array:
        x = relu(batch_norm(convolution(images, conv1)))
        x = relu(batch_norm(convolution(x, conv2)))
        return relu(batch_norm(convolution(x, conv3)) + images)

    return resnet_block


def with_torch(torch: Any) -> Any:
    def convolution(x: Array, weights: Array) -> Array:
        return torch.nn.functional.conv2d(x, weights.permute(3, 2, 0, 1), padding="same")

    def batch_norm(x: Array) -> Array:
        variance, mean = torch.var_mean(x, dim=0, correction=0)
        return (x - mean) * torch.rsqrt(variance + 1e-5)

    def resnet_block(images: Array, conv1: Array, conv2: Array, conv3: Array) -> Array:
        images = images.permute(0, 3, 1, 2)
        x = torch.relu(batch_norm(convolution(images, conv1)))
        x = torch.relu(batch_norm(convolution(x, conv2)))
        return torch.relu(batch_norm(convolution(x, conv3)) + images).permute(0, 2, 3, 1)

    return resnet_block


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    wide, narrow = 16, 4
    return {
        "images": rng.normal(size=(4, size, size, wide)),
        "conv1": rng.normal(size=(1, 1, wide, narrow)),
        "conv2": rng.normal(size=(3, 3, narrow, narrow)),
        "conv3": rng.normal(size=(1, 1, narrow, wide)),
    }


KERNEL = Kernel(
    resnet_block,
    ("images", "conv1", "conv2", "conv3"),
    "loop",
    inputs,
    tests=(2, 4),
    size=14,
    compiled=28,
    group="ml",
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
    jax_rewritten=by_library,
)
