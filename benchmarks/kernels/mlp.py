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
    """The exponentials are reused for the slope of the logarithm of their sum."""
    h1 = np.maximum(x @ w1 + b1, 0.0)
    h2 = np.maximum(h1 @ w2 + b2, 0.0)
    scores = h2 @ w3 + b3
    largest = np.max(scores, axis=1, keepdims=True)
    ties = scores == largest
    scores -= largest
    d3 = np.exp(scores, out=scores)
    share = head / len(labels)
    d3 *= share / np.sum(d3, axis=1, keepdims=True)
    d3[np.arange(len(labels)), labels] -= share
    largest_bar = -np.sum(d3, axis=1, keepdims=True)
    largest_bar /= np.sum(ties, axis=1, keepdims=True)
    np.add(d3, largest_bar, out=d3, where=ties)
    d2 = d3 @ w3.T
    d2 *= h2 > 0.0
    d1 = d2 @ w2.T
    d1 *= h1 > 0.0
    return x.T @ d1, np.sum(d1, axis=0), h1.T @ d2, np.sum(d2, axis=0), h2.T @ d3, np.sum(d3, axis=0)


def by_hand_loops(
    x: Array, labels: Array, w1: Array, b1: Array, w2: Array, b2: Array, w3: Array, b3: Array, head: float
) -> tuple[Array, ...]:
    h1 = np.maximum(x @ w1 + b1, 0.0)
    h2 = np.maximum(h1 @ w2 + b2, 0.0)
    scores = h2 @ w3 + b3
    d3 = np.empty_like(scores)
    share = head / len(labels)
    for n in range(len(labels)):
        largest, total, largest_bar, ties = np.max(scores[n]), 0.0, 0.0, 0
        for k in range(scores.shape[1]):
            d3[n, k] = np.exp(scores[n, k] - largest)
            total += d3[n, k]
        for k in range(scores.shape[1]):
            d3[n, k] *= share / total
            if k == labels[n]:
                d3[n, k] -= share
            largest_bar -= d3[n, k]
            ties += scores[n, k] == largest
        for k in range(scores.shape[1]):
            if scores[n, k] == largest:
                d3[n, k] += largest_bar / ties
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
    size=96,
    compiled=64,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
