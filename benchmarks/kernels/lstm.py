"""A layer of long short-term memory: a loop over time, four gates as slices of one product."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def sigmoid(x: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-x))


def lstm(x: Array, h: Array, c: Array, W: Array, U: Array, b: Array) -> Array:
    n = h.shape[1]
    out = np.empty((x.shape[0], h.shape[0], n))
    for t in range(x.shape[0]):
        gates = x[t] @ W + h @ U + b
        keep = sigmoid(gates[:, :n])
        write = sigmoid(gates[:, n : 2 * n])
        show = sigmoid(gates[:, 2 * n : 3 * n])
        c = keep * c + write * np.tanh(gates[:, 3 * n :])
        h = show * np.tanh(c)
        out[t] = h
    return out


def by_hand(x: Array, h: Array, c: Array, W: Array, U: Array, b: Array, head: Array) -> tuple[Array, ...]:
    steps, (batch, n) = x.shape[0], h.shape
    hs, cs = np.empty((steps + 1, batch, n)), np.empty((steps + 1, batch, n))
    gates, tanhs = np.empty((steps, batch, 4 * n)), np.empty((steps, batch, n))
    hs[0], cs[0] = h, c
    for t in range(steps):
        a = x[t] @ W + hs[t] @ U + b
        a[:, : 3 * n] = 1.0 / (1.0 + np.exp(-a[:, : 3 * n]))
        a[:, 3 * n :] = np.tanh(a[:, 3 * n :])
        gates[t] = a
        cs[t + 1] = a[:, :n] * cs[t] + a[:, n : 2 * n] * a[:, 3 * n :]
        tanhs[t] = np.tanh(cs[t + 1])
        hs[t + 1] = a[:, 2 * n : 3 * n] * tanhs[t]
    W_bar, U_bar, b_bar = np.zeros_like(W), np.zeros_like(U), np.zeros_like(b)
    h_bar, c_bar = np.zeros((batch, n)), np.zeros((batch, n))
    a_bar = np.empty((batch, 4 * n))
    for t in range(steps - 1, -1, -1):
        a = gates[t]
        h_bar += head[t]
        c_bar += h_bar * a[:, 2 * n : 3 * n] * (1.0 - tanhs[t] ** 2)
        a_bar[:, :n] = c_bar * cs[t]
        a_bar[:, n : 2 * n] = c_bar * a[:, 3 * n :]
        a_bar[:, 2 * n : 3 * n] = h_bar * tanhs[t]
        a_bar[:, : 3 * n] *= a[:, : 3 * n] * (1.0 - a[:, : 3 * n])
        a_bar[:, 3 * n :] = c_bar * a[:, n : 2 * n] * (1.0 - a[:, 3 * n :] ** 2)
        c_bar *= a[:, :n]
        W_bar += x[t].T @ a_bar
        U_bar += hs[t].T @ a_bar
        b_bar += np.sum(a_bar, axis=0)
        h_bar = a_bar @ U.T
    return W_bar, U_bar, b_bar


def functional(x: Array, h: Array, c: Array, W: Array, U: Array, b: Array) -> Array:
    n = h.shape[1]
    out = []
    for t in range(x.shape[0]):
        gates = np.dot(x[t], W) + np.dot(h, U) + b
        c = sigmoid(gates[:, :n]) * c + sigmoid(gates[:, n : 2 * n]) * np.tanh(gates[:, 3 * n :])
        h = sigmoid(gates[:, 2 * n : 3 * n]) * np.tanh(c)
        out.append(h)
    return np.stack(out)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def lstm(x: Array, h: Array, c: Array, W: Array, U: Array, b: Array) -> Array:
        def step(state: tuple[Array, Array], row: Array) -> tuple[tuple[Array, Array], Array]:
            h, c = state
            keep, write, show, fresh = jnp.split(row @ W + h @ U + b, 4, axis=1)
            c = jax.nn.sigmoid(keep) * c + jax.nn.sigmoid(write) * jnp.tanh(fresh)
            h = jax.nn.sigmoid(show) * jnp.tanh(c)
            return (h, c), h

        return lax.scan(step, (h, c), x)[1]

    return lstm


def with_torch(torch: Any) -> Any:
    def lstm(x: Array, h: Array, c: Array, W: Array, U: Array, b: Array) -> Array:
        out = []
        for row in x @ W + b:
            keep, write, show, fresh = torch.addmm(row, h, U).chunk(4, dim=1)
            c = torch.sigmoid(keep) * c + torch.sigmoid(write) * torch.tanh(fresh)
            h = torch.sigmoid(show) * torch.tanh(c)
            out.append(h)
        return torch.stack(out)

    return lstm


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    batch, width, n = 16, 24, 32
    return {
        "x": rng.normal(size=(size, batch, width)),
        "h": rng.normal(size=(batch, n)),
        "c": rng.normal(size=(batch, n)),
        "W": rng.normal(size=(width, 4 * n)) / np.sqrt(width),
        "U": rng.normal(size=(n, 4 * n)) / np.sqrt(n),
        "b": rng.normal(size=4 * n),
    }


KERNEL = Kernel(
    lstm,
    ("W", "U", "b"),
    "loop",
    inputs,
    tests=(1, 3),
    size=60,
    compiled=60,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
)
