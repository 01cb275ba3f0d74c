"""LeNet-5: two convolutions with pooling by loops over output pixels, then three dense layers (NPBench lenet)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel

WEIGHTS = ("conv1", "bias1", "conv2", "bias2", "dense1", "shift1", "dense2", "shift2", "dense3", "shift3")


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


def pooled(images: Array) -> Array:
    n, height, width, channels = images.shape
    out = np.empty((n, height // 2, width // 2, channels))
    for i in range(height // 2):
        for j in range(width // 2):
            out[:, i, j, :] = np.max(images[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, :], axis=(1, 2))
    return out


def lenet(
    images: Array,
    conv1: Array,
    bias1: Array,
    conv2: Array,
    bias2: Array,
    dense1: Array,
    shift1: Array,
    dense2: Array,
    shift2: Array,
    dense3: Array,
    shift3: Array,
) -> Array:
    x = pooled(relu(convolution(images, conv1) + bias1))
    x = pooled(relu(convolution(x, conv2) + bias2))
    x = np.reshape(x, (len(images), -1))
    x = relu(x @ dense1 + shift1)
    x = relu(x @ dense2 + shift2)
    return x @ dense3 + shift3


def convolution_by_loops(images: Array, weights: Array, bias: Array) -> Array:
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


def pooled_relu_by_loops(images: Array) -> Array:
    n, height, width, channels = images.shape
    out = np.zeros((n, height // 2, width // 2, channels))
    for m in range(n):
        for i in range(height // 2 * 2):
            for j in range(width // 2 * 2):
                for c in range(channels):
                    out[m, i // 2, j // 2, c] = max(out[m, i // 2, j // 2, c], images[m, i, j, c])
    return out


def primal_loops(
    images: Array,
    conv1: Array,
    bias1: Array,
    conv2: Array,
    bias2: Array,
    dense1: Array,
    shift1: Array,
    dense2: Array,
    shift2: Array,
    dense3: Array,
    shift3: Array,
) -> Array:
    x = pooled_relu_by_loops(convolution_by_loops(images, conv1, bias1))
    x = pooled_relu_by_loops(convolution_by_loops(x, conv2, bias2))
    flat = x.reshape((len(images), x.size // len(images)))
    flat = np.maximum(flat @ dense1 + shift1, 0.0)
    flat = np.maximum(flat @ dense2 + shift2, 0.0)
    return flat @ dense3 + shift3


def functional(images: Array, *weights: Array) -> Array:
    conv1, bias1, conv2, bias2, dense1, shift1, dense2, shift2, dense3, shift3 = weights
    x = images
    for kernel, bias in ((conv1, bias1), (conv2, bias2)):
        n, height, width, _ = x.shape
        k, filters = kernel.shape[0], kernel.shape[3]
        rows, columns = height - k + 1, width - k + 1
        pixels = [
            np.sum(x[:, i : i + k, j : j + k, :, np.newaxis] * kernel[np.newaxis, :, :, :], axis=(1, 2, 3))
            for i in range(rows)
            for j in range(columns)
        ]
        x = relu(np.stack(pixels, axis=1) + bias).reshape((n, rows, columns, filters))
        pixels = [
            np.max(x[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2, :], axis=(1, 2))
            for i in range(rows // 2)
            for j in range(columns // 2)
        ]
        x = np.stack(pixels, axis=1).reshape((n, rows // 2, columns // 2, filters))
    x = np.reshape(x, (len(images), -1))
    x = relu(x @ dense1 + shift1)
    x = relu(x @ dense2 + shift2)
    return x @ dense3 + shift3


def with_jax(jax: Any) -> Any:
    """The output pixels are independent: the loops over them by `vmap`."""
    jnp, lax, relu = jax.numpy, jax.lax, jax.nn.relu

    def by_pixels(pixel: Any, rows: int, columns: int) -> Array:
        line = jax.vmap(pixel, in_axes=(None, 0), out_axes=1)
        return jax.vmap(line, in_axes=(0, None), out_axes=1)(jnp.arange(rows), jnp.arange(columns))

    def convolution(x: Array, weights: Array) -> Array:
        n, height, width, channels = x.shape
        k = weights.shape[0]

        def pixel(i: Array, j: Array) -> Array:
            window = lax.dynamic_slice(x, (0, i, j, 0), (n, k, k, channels))
            return jnp.sum(window[:, :, :, :, None] * weights[None, :, :, :], axis=(1, 2, 3))

        return by_pixels(pixel, height - k + 1, width - k + 1)

    def pooled(x: Array) -> Array:
        n, height, width, channels = x.shape

        def pixel(i: Array, j: Array) -> Array:
            return jnp.max(lax.dynamic_slice(x, (0, 2 * i, 2 * j, 0), (n, 2, 2, channels)), axis=(1, 2))

        return by_pixels(pixel, height // 2, width // 2)

    return with_layers(lambda x, weights, bias: pooled(relu(convolution(x, weights) + bias)), relu)


def by_library(jax: Any) -> Any:
    """The library's convolution and its reduction of windows."""
    jnp, lax, relu = jax.numpy, jax.lax, jax.nn.relu

    def layer(x: Array, weights: Array, bias: Array) -> Array:
        x = lax.conv_general_dilated(x, weights, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
        return lax.reduce_window(relu(x + bias), -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    return with_layers(layer, relu)


def with_layers(layer: Any, relu: Any) -> Any:
    """The network of these convolutional layers."""

    def lenet(images: Array, *weights: Array) -> Array:
        conv1, bias1, conv2, bias2, dense1, shift1, dense2, shift2, dense3, shift3 = weights
        x = layer(layer(images, conv1, bias1), conv2, bias2)
        x = x.reshape(len(images), -1)
        x = relu(x @ dense1 + shift1)
        x = relu(x @ dense2 + shift2)
        return x @ dense3 + shift3

    return lenet


def with_torch(torch: Any) -> Any:
    functions = torch.nn.functional

    def layer(x: Array, weights: Array, bias: Array) -> Array:
        return functions.max_pool2d(torch.relu(functions.conv2d(x, weights.permute(3, 2, 0, 1), bias)), 2)

    def lenet(images: Array, *weights: Array) -> Array:
        conv1, bias1, conv2, bias2, dense1, shift1, dense2, shift2, dense3, shift3 = weights
        x = layer(layer(images.permute(0, 3, 1, 2), conv1, bias1), conv2, bias2)
        x = x.permute(0, 2, 3, 1).reshape(len(images), -1)
        x = torch.relu(torch.addmm(shift1, x, dense1))
        x = torch.relu(torch.addmm(shift2, x, dense2))
        return torch.addmm(shift3, x, dense3)

    return lenet


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    """`size` is a side of the images: 16, 20, 24, 28 ..., so that both poolings come out even."""
    side = (size - 12) // 4
    widths = (side * side * 16, 120, 84, 10)
    found: Inputs = {
        "images": rng.normal(size=(2, size, size, 1)),
        "conv1": rng.normal(size=(5, 5, 1, 6)) / 5.0,
        "bias1": rng.normal(size=6),
        "conv2": rng.normal(size=(5, 5, 6, 16)) / 12.0,
        "bias2": rng.normal(size=16),
    }
    for layer in (1, 2, 3):
        found[f"dense{layer}"] = rng.normal(size=(widths[layer - 1], widths[layer])) / np.sqrt(widths[layer - 1])
        found[f"shift{layer}"] = rng.normal(size=widths[layer])
    return found


KERNEL = Kernel(
    lenet,
    WEIGHTS,
    "loop",
    inputs,
    tests=(16, 20),
    size=28,
    compiled=28,
    group="ml",
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
    jax_rewritten=by_library,
)
