"""Layer normalisation over the last axis, with a gain and a shift."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def layer_norm(x: Array, gain: Array, shift: Array, eps: float) -> Array:
    centred = x - np.mean(x, axis=-1, keepdims=True)
    variance = np.mean(centred**2, axis=-1, keepdims=True)
    return gain * centred / np.sqrt(variance + eps) + shift


def by_hand(x: Array, gain: Array, shift: Array, eps: float, head: Array) -> tuple[Array, ...]:
    """What is centred and the root are reused; the adjoint of what is centred becomes that of `x`."""
    centred = x - np.mean(x, axis=-1, keepdims=True)
    product = centred**2
    root = np.sqrt(np.mean(product, axis=-1, keepdims=True) + eps)
    x_bar = head / root
    np.multiply(x_bar, centred, out=product)
    gain_bar = np.sum(product, axis=(0, 1))
    shift_bar = np.sum(head, axis=(0, 1))
    x_bar *= gain
    np.multiply(x_bar, centred, out=product)
    # root_bar is minus the sum over the root, variance_bar half of it over the root, and each square gives twice.
    variance_bar = np.sum(product, axis=-1, keepdims=True)
    variance_bar /= root**2
    variance_bar *= -1.0 / x.shape[-1]
    centred *= variance_bar
    x_bar += centred
    x_bar -= np.mean(x_bar, axis=-1, keepdims=True)
    return x_bar, gain_bar, shift_bar


def by_hand_loops(x: Array, gain: Array, shift: Array, eps: float, head: Array) -> tuple[Array, ...]:
    batch, rows, width = x.shape
    x_bar = np.empty_like(x)
    gain_bar, shift_bar = np.zeros(width), np.zeros(width)
    centred = np.empty(width)
    for b in range(batch):
        for r in range(rows):
            mean = variance = 0.0
            for k in range(width):
                mean += x[b, r, k]
            mean /= width
            for k in range(width):
                centred[k] = x[b, r, k] - mean
                variance += centred[k] ** 2
            square = variance / width + eps
            scale = 1.0 / np.sqrt(square)
            along = 0.0
            for k in range(width):
                w = head[b, r, k] * scale
                gain_bar[k] += w * centred[k]
                shift_bar[k] += head[b, r, k]
                x_bar[b, r, k] = w * gain[k]
                along += x_bar[b, r, k] * centred[k]
            along /= -square * width
            level = 0.0
            for k in range(width):
                x_bar[b, r, k] += along * centred[k]
                level += x_bar[b, r, k]
            level /= width
            for k in range(width):
                x_bar[b, r, k] -= level
    return x_bar, gain_bar, shift_bar


def primal_loops(x: Array, gain: Array, shift: Array, eps: float) -> Array:
    batch, rows, width = x.shape
    y = np.empty_like(x)
    for b in range(batch):
        for r in range(rows):
            mean = 0.0
            for k in range(width):
                mean += x[b, r, k]
            mean /= width
            variance = 0.0
            for k in range(width):
                variance += (x[b, r, k] - mean) ** 2
            scale = 1.0 / np.sqrt(variance / width + eps)
            for k in range(width):
                y[b, r, k] = gain[k] * (x[b, r, k] - mean) * scale + shift[k]
    return y


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def layer_norm(x: Array, gain: Array, shift: Array, eps: float) -> Array:
        centred = x - jnp.mean(x, axis=-1, keepdims=True)
        variance = jnp.mean(centred**2, axis=-1, keepdims=True)
        return gain * centred * lax.rsqrt(variance + eps) + shift

    return layer_norm


def with_torch(torch: Any) -> Any:
    def layer_norm(x: Array, gain: Array, shift: Array, eps: float) -> Array:
        return torch.nn.functional.layer_norm(x, gain.shape, gain, shift, eps)

    return layer_norm


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {
        "x": rng.normal(size=(8, size, 2 * size)),
        "gain": rng.uniform(0.5, 1.5, 2 * size),
        "shift": rng.normal(size=2 * size),
        "eps": 1e-5,
    }


KERNEL = Kernel(
    layer_norm,
    ("x", "gain", "shift"),
    "array",
    inputs,
    tests=(2, 5),
    size=160,
    compiled=192,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
