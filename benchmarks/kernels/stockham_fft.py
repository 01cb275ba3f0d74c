"""The Fourier transform of a power of two of complex numbers by stages, sorted on the way (Stockham)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def stockham_fft(x: Array) -> Array:
    n = x.size
    y = x
    half = n // 2
    done = 1
    while half >= 1:
        x = y.reshape(2, half, done)
        y = np.empty((half, 2, done), dtype=np.complex128)
        turn = np.exp(-1j * np.pi * np.arange(half) / half)
        y[:, 0] = x[0] + x[1]
        y[:, 1] = turn[:, np.newaxis] * (x[0] - x[1])
        half //= 2
        done *= 2
    return y.reshape(n)


def primal_loops(x: Array) -> Array:
    n = x.size
    y = np.empty(n, dtype=np.complex128)
    x = x.copy()
    half, done = n // 2, 1
    while half >= 1:
        for j in range(half):
            turn = np.exp(-1j * np.pi * j / half)
            for k in range(done):
                a, b = x[j * done + k], x[(half + j) * done + k]
                y[2 * j * done + k] = a + b
                y[(2 * j + 1) * done + k] = turn * (a - b)
        x, y = y, x
        half //= 2
        done *= 2
    return x


def functional(x: Array) -> Array:
    n = x.shape[0]
    half, done = n // 2, 1
    while half >= 1:
        x = np.reshape(x, (2, half, done))
        turn = np.exp(-1j * np.pi * np.arange(half) / half)
        x = np.stack([x[0] + x[1], turn[:, None] * (x[0] - x[1])], axis=1)
        half //= 2
        done *= 2
    return np.reshape(x, n)


def by_hand(x: Array, head: Array) -> tuple[Array, ...]:
    """Linear: the stages backwards with conjugate factors, and nothing of the forward sweep."""
    n = x.size
    x_bar = head
    half, done = 1, n // 2
    while done >= 1:
        y_bar = x_bar.reshape(half, 2, done)
        turn = np.exp(1j * np.pi * np.arange(half) / half)
        turned = turn[:, np.newaxis] * y_bar[:, 1]
        x_bar = np.empty((2, half, done), dtype=np.complex128)
        np.add(y_bar[:, 0], turned, out=x_bar[0])
        np.subtract(y_bar[:, 0], turned, out=x_bar[1])
        half *= 2
        done //= 2
    return (x_bar.reshape(n),)


def by_hand_loops(x: Array, head: Array) -> tuple[Array, ...]:
    n = x.size
    y_bar = head.copy()
    x_bar = np.empty(n, dtype=np.complex128)
    half, done = 1, n // 2
    while done >= 1:
        for j in range(half):
            turn = np.exp(1j * np.pi * j / half)
            for k in range(done):
                a, b = y_bar[2 * j * done + k], turn * y_bar[(2 * j + 1) * done + k]
                x_bar[j * done + k] = a + b
                x_bar[(half + j) * done + k] = a - b
        x_bar, y_bar = y_bar, x_bar
        half *= 2
        done //= 2
    return (y_bar,)


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def stockham_fft(x: Array) -> Array:
        n = x.shape[0]
        half, done = n // 2, 1
        while half >= 1:
            x = x.reshape(2, half, done)
            turn = jnp.exp(-1j * jnp.pi * jnp.arange(half) / half)
            x = jnp.stack([x[0] + x[1], turn[:, None] * (x[0] - x[1])], axis=1)
            half //= 2
            done *= 2
        return x.reshape(n)

    return stockham_fft


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"x": rng.normal(size=size) + 1j * rng.normal(size=size)}


KERNEL = Kernel(
    stockham_fft,
    ("x",),
    "array",
    inputs,
    tests=(2, 16),
    size=2**15,
    compiled=2**14,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
