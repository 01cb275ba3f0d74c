"""A Gaussian process: minus the log likelihood of its length scales, its amplitude and its noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def gp_likelihood(X: Array, y: Array, lengths: Array, amplitude: float, noise: float) -> Array:
    n = len(y)
    scaled = X / lengths
    distances = np.sum((scaled[:, None, :] - scaled[None, :, :]) ** 2, axis=-1)
    K = amplitude**2 * np.exp(-0.5 * distances) + noise**2 * np.eye(n)
    L = np.linalg.cholesky(K)
    alpha = np.linalg.solve(L, y)
    return 0.5 * alpha @ alpha + np.sum(np.log(np.diag(L))) + 0.5 * n * np.log(2.0 * np.pi)


def by_hand(X: Array, y: Array, lengths: Array, amplitude: float, noise: float, head: float) -> tuple[Array, ...]:
    n = len(y)
    scaled = X / lengths
    squares = np.sum(scaled**2, axis=1)
    correlation = scaled @ scaled.T
    correlation -= 0.5 * squares[:, np.newaxis]
    correlation -= 0.5 * squares
    correlation = np.exp(correlation)
    inverse = np.linalg.inv(amplitude**2 * correlation + noise**2 * np.eye(n))
    alpha = inverse @ y
    K_bar = (0.5 * head) * (inverse - np.outer(alpha, alpha))
    noise_bar = 2.0 * noise * np.trace(K_bar)
    K_bar *= correlation
    amplitude_bar = 2.0 * amplitude * np.sum(K_bar)
    K_bar *= -(amplitude**2)
    # The sum over pairs of K_bar * (x - x')**2, by dimension; the adjoint of a length is minus that over the length.
    sums = np.sum(K_bar, axis=1) @ scaled**2 - np.sum(scaled * (K_bar @ scaled), axis=0)
    return -2.0 * sums / lengths, amplitude_bar, noise_bar


def primal_loops(X: Array, y: Array, lengths: Array, amplitude: float, noise: float) -> Array:
    n, width = X.shape
    K = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            distance = 0.0
            for d in range(width):
                distance += ((X[i, d] - X[j, d]) / lengths[d]) ** 2
            K[i, j] = amplitude**2 * np.exp(-0.5 * distance)
        K[i, i] += noise**2
    L = np.linalg.cholesky(K)
    alpha = np.linalg.solve(L, y)
    return 0.5 * alpha @ alpha + np.sum(np.log(np.diag(L))) + 0.5 * n * np.log(2.0 * np.pi)


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def gp_likelihood(X: Array, y: Array, lengths: Array, amplitude: Array, noise: Array) -> Array:
        n = len(y)
        scaled = X / lengths
        distances = jnp.sum((scaled[:, None, :] - scaled[None, :, :]) ** 2, axis=-1)
        K = amplitude**2 * jnp.exp(-0.5 * distances) + noise**2 * jnp.eye(n)
        L = jnp.linalg.cholesky(K)
        alpha = jax.scipy.linalg.solve_triangular(L, y, lower=True)
        return 0.5 * alpha @ alpha + jnp.sum(jnp.log(jnp.diag(L))) + 0.5 * n * jnp.log(2.0 * jnp.pi)

    return gp_likelihood


def with_torch(torch: Any) -> Any:
    def gp_likelihood(X: Array, y: Array, lengths: Array, amplitude: Array, noise: Array) -> Array:
        n = len(y)
        scaled = X / lengths
        distances = torch.sum((scaled[:, None, :] - scaled[None, :, :]) ** 2, dim=-1)
        K = amplitude**2 * torch.exp(-0.5 * distances) + noise**2 * torch.eye(n, dtype=X.dtype)
        L = torch.linalg.cholesky(K)
        alpha = torch.linalg.solve_triangular(L, y[:, None], upper=False)
        return 0.5 * torch.sum(alpha**2) + torch.sum(torch.log(torch.diagonal(L))) + 0.5 * n * np.log(2.0 * np.pi)

    return gp_likelihood


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {
        "X": rng.normal(size=(size, 3)),
        "y": rng.normal(size=size),
        "lengths": rng.uniform(0.5, 1.5, 3),
        "amplitude": 1.3,
        "noise": 0.4,
    }


KERNEL = Kernel(
    gp_likelihood,
    ("lengths", "amplitude", "noise"),
    "array",
    inputs,
    tests=(2, 7),
    size=150,
    compiled=150,
    group="ml",
    by_hand=by_hand,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
