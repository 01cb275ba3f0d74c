"""Softmax over the last axis of attention scores: batch, heads, queries, keys."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def softmax(x: Array) -> Array:
    exponentials = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)


def by_hand(x: Array, head: Array) -> tuple[Array, ...]:
    """The softmax is reused. What arrives at the maximum sums to 0, exactly so in these statements: it is left out."""
    y = x - np.max(x, axis=-1, keepdims=True)
    np.exp(y, out=y)
    y /= np.sum(y, axis=-1, keepdims=True)
    x_bar = head - np.sum(head * y, axis=-1, keepdims=True)
    x_bar *= y
    return (x_bar,)


def by_hand_loops(x: Array, head: Array) -> tuple[Array, ...]:
    x_bar = np.empty_like(x)
    batch, heads, queries, keys = x.shape
    y = np.empty(keys)
    for b in range(batch):
        for h in range(heads):
            for q in range(queries):
                largest = x[b, h, q, 0]
                for k in range(1, keys):
                    largest = max(largest, x[b, h, q, k])
                total = 0.0
                for k in range(keys):
                    y[k] = np.exp(x[b, h, q, k] - largest)
                    total += y[k]
                mean = 0.0
                for k in range(keys):
                    y[k] /= total
                    mean += head[b, h, q, k] * y[k]
                for k in range(keys):
                    x_bar[b, h, q, k] = y[k] * (head[b, h, q, k] - mean)
    return (x_bar,)


def primal_loops(x: Array) -> Array:
    y = np.empty_like(x)
    batch, heads, queries, keys = x.shape
    for b in range(batch):
        for h in range(heads):
            for q in range(queries):
                largest = x[b, h, q, 0]
                for k in range(1, keys):
                    largest = max(largest, x[b, h, q, k])
                total = 0.0
                for k in range(keys):
                    y[b, h, q, k] = np.exp(x[b, h, q, k] - largest)
                    total += y[b, h, q, k]
                for k in range(keys):
                    y[b, h, q, k] /= total
    return y


def with_jax(jax: Any) -> Any:
    return lambda x: jax.nn.softmax(x, axis=-1)


def with_torch(torch: Any) -> Any:
    return lambda x: torch.softmax(x, dim=-1)


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"x": rng.normal(size=(4, 4, size, size))}


KERNEL = Kernel(
    softmax,
    ("x",),
    "array",
    inputs,
    tests=(3, 6),
    size=192,
    compiled=160,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
