"""A plain recurrent layer, unit by unit and input by input, as it stands in a textbook."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def rnn(x: Array, W: Array, U: Array, b: Array) -> Array:
    steps, width = x.shape
    n = len(b)
    h = np.zeros((steps + 1, n))
    for t in range(steps):
        for i in range(n):
            total = b[i]
            for j in range(width):
                total += W[i, j] * x[t, j]
            for j in range(n):
                total += U[i, j] * h[t, j]
            h[t + 1, i] = math.tanh(total)
    return h


def by_hand(x: Array, W: Array, U: Array, b: Array, head: Array) -> tuple[Array, ...]:
    steps, width = x.shape
    n = len(b)
    h = np.zeros((steps + 1, n))
    for t in range(steps):
        for i in range(n):
            total = b[i]
            for j in range(width):
                total += W[i, j] * x[t, j]
            for j in range(n):
                total += U[i, j] * h[t, j]
            h[t + 1, i] = math.tanh(total)
    x_bar, W_bar, U_bar, b_bar = np.zeros_like(x), np.zeros_like(W), np.zeros_like(U), np.zeros_like(b)
    h_bar = head.copy()
    for t in range(steps - 1, -1, -1):
        for i in range(n - 1, -1, -1):
            total_bar = h_bar[t + 1, i] * (1.0 - h[t + 1, i] * h[t + 1, i])
            b_bar[i] += total_bar
            for j in range(n):
                U_bar[i, j] += total_bar * h[t, j]
                h_bar[t, j] += total_bar * U[i, j]
            for j in range(width):
                W_bar[i, j] += total_bar * x[t, j]
                x_bar[t, j] += total_bar * W[i, j]
    return x_bar, W_bar, U_bar, b_bar


def functional(x: Array, W: Array, U: Array, b: Array) -> Array:
    h = np.zeros(len(b))
    out = [h]
    for t in range(len(x)):
        h = np.tanh(np.dot(W, x[t]) + np.dot(U, h) + b)
        out.append(h)
    return np.stack(out)


def with_jax(jax: Any) -> Any:
    """A loop over time; the units of a step are independent, and one product."""
    jnp, lax = jax.numpy, jax.lax

    def rnn(x: Array, W: Array, U: Array, b: Array) -> Array:
        def step(h: Array, row: Array) -> tuple[Array, Array]:
            h = jnp.tanh(W @ row + U @ h + b)
            return h, h

        start = jnp.zeros(len(b))
        return jnp.concatenate((start[None], lax.scan(step, start, x)[1]))

    return rnn


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    width, n = 6, 8
    return {
        "x": rng.normal(size=(size, width)),
        "W": rng.normal(size=(n, width)) / np.sqrt(width),
        "U": rng.normal(size=(n, n)) / np.sqrt(n),
        "b": rng.normal(size=n),
    }


KERNEL = Kernel(
    rnn,
    ("x", "W", "U", "b"),
    "loop",
    inputs,
    tests=(1, 4),
    size=100,
    compiled=2000,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    functional=functional,
)
