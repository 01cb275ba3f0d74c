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
    normal = x - np.mean(x, axis=-1, keepdims=True)
    scale = 1.0 / np.sqrt(np.mean(normal**2, axis=-1, keepdims=True) + eps)
    normal *= scale
    gain_bar = np.sum(head * normal, axis=(0, 1))
    shift_bar = np.sum(head, axis=(0, 1))
    x_bar = head * gain
    along = np.mean(x_bar * normal, axis=-1, keepdims=True)
    x_bar -= np.mean(x_bar, axis=-1, keepdims=True)
    x_bar -= normal * along
    x_bar *= scale
    return x_bar, gain_bar, shift_bar


def by_hand_loops(x: Array, gain: Array, shift: Array, eps: float, head: Array) -> tuple[Array, ...]:
    batch, rows, width = x.shape
    x_bar = np.empty_like(x)
    gain_bar = np.zeros(width)
    shift_bar = np.zeros(width)
    normal = np.empty(width)
    for b in range(batch):
        for r in range(rows):
            mean = 0.0
            for k in range(width):
                mean += x[b, r, k]
            mean /= width
            variance = 0.0
            for k in range(width):
                normal[k] = x[b, r, k] - mean
                variance += normal[k] ** 2
            scale = 1.0 / np.sqrt(variance / width + eps)
            level = along = 0.0
            for k in range(width):
                normal[k] *= scale
                level += head[b, r, k] * gain[k]
                along += head[b, r, k] * gain[k] * normal[k]
            for k in range(width):
                x_bar[b, r, k] = scale * (head[b, r, k] * gain[k] - level / width - normal[k] * along / width)
                gain_bar[k] += head[b, r, k] * normal[k]
                shift_bar[k] += head[b, r, k]
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
    compiled=128,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
