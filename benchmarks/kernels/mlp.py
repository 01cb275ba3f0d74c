"""A perceptron of three layers and the mean cross entropy of its softmax."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def relu(x: Array) -> Array:
    return np.maximum(x, 0.0)


def mlp(x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, w3: Array, b3: Array) -> Array:
    hidden = relu(x @ w1 + b1)
    hidden = relu(hidden @ w2 + b2)
    scores = hidden @ w3 + b3
    scores = scores - np.max(scores, axis=1, keepdims=True)
    log_sums = np.log(np.sum(np.exp(scores), axis=1))
    return np.mean(log_sums - scores[np.arange(len(labels)), labels])


def by_hand(
    x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, w3: Array, b3: Array, head: float
) -> tuple[Array, ...]:
    h1 = np.maximum(x @ w1 + b1, 0.0)
    h2 = np.maximum(h1 @ w2 + b2, 0.0)
    scores = h2 @ w3 + b3
    # The slope of the loss by the scores is the softmax minus one at the label.
    d3 = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    d3 /= np.sum(d3, axis=1, keepdims=True)
    d3[np.arange(len(labels)), labels] -= 1.0
    d3 *= head / len(labels)
    d2 = (d3 @ w3.T) * (h2 > 0.0)
    d1 = (d2 @ w2.T) * (h1 > 0.0)
    return x.T @ d1, np.sum(d1, axis=0), h1.T @ d2, np.sum(d2, axis=0), h2.T @ d3, np.sum(d3, axis=0)


def by_hand_loops(
    x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, w3: Array, b3: Array, head: float
) -> tuple[Array, ...]:
    h1 = np.maximum(x @ w1 + b1, 0.0)
    h2 = np.maximum(h1 @ w2 + b2, 0.0)
    d3 = h2 @ w3 + b3
    for n in range(len(labels)):
        d3[n] = np.exp(d3[n] - np.max(d3[n]))
        d3[n] /= np.sum(d3[n])
        d3[n, labels[n]] -= 1.0
        d3[n] *= head / len(labels)
    d2 = (d3 @ w3.T) * (h2 > 0.0)
    d1 = (d2 @ w2.T) * (h1 > 0.0)
    return x.T @ d1, np.sum(d1, axis=0), h1.T @ d2, np.sum(d2, axis=0), h2.T @ d3, np.sum(d3, axis=0)


def primal_loops(x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, w3: Array, b3: Array) -> Array:
    h1 = np.maximum(x @ w1 + b1, 0.0)
    h2 = np.maximum(h1 @ w2 + b2, 0.0)
    scores = h2 @ w3 + b3
    total = 0.0
    for n in range(len(labels)):
        shifted = scores[n] - np.max(scores[n])
        total += np.log(np.sum(np.exp(shifted))) - shifted[labels[n]]
    return total / len(labels)


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def mlp(x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, w3: Array, b3: Array) -> Array:
        hidden = jax.nn.relu(x @ w1 + b1)
        hidden = jax.nn.relu(hidden @ w2 + b2)
        chances = jax.nn.log_softmax(hidden @ w3 + b3, axis=1)
        return -jnp.mean(chances[jnp.arange(len(labels)), labels])

    return mlp


def with_torch(torch: Any) -> Any:
    def mlp(x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, w3: Array, b3: Array) -> Array:
        hidden = torch.relu(torch.addmm(b1, x, w1))
        hidden = torch.relu(torch.addmm(b2, hidden, w2))
        return torch.nn.functional.cross_entropy(torch.addmm(b3, hidden, w3), labels)

    return mlp


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    d1, d2, d3, d4 = 2 * size, 3 * size, size, 10
    return {
        "x": rng.normal(size=(4 * size, d1)),
        "labels": rng.integers(0, d4, 4 * size),
        "w1": rng.normal(size=(d1, d2)) / np.sqrt(d1),
        "b1": rng.normal(size=d2),
        "w2": rng.normal(size=(d2, d3)) / np.sqrt(d2),
        "b2": rng.normal(size=d3),
        "w3": rng.normal(size=(d3, d4)) / np.sqrt(d3),
        "b3": rng.normal(size=d4),
    }


KERNEL = Kernel(
    mlp,
    ("w1", "b1", "w2", "b2", "w3", "b3"),
    "array",
    inputs,
    tests=(2, 4),
    size=64,
    compiled=64,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
