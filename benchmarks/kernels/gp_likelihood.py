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
    """The factor is inverted once, for all that is solved with it; the differences and exponentials are reused."""
    n = len(y)
    scaled = X / lengths
    differences = scaled[:, np.newaxis, :] - scaled[np.newaxis, :, :]
    exponentials = np.sum(differences**2, axis=-1)
    exponentials *= -0.5
    np.exp(exponentials, out=exponentials)
    K = amplitude**2 * exponentials
    K += noise**2 * np.eye(n)
    L = np.linalg.cholesky(K)
    inverse = np.linalg.inv(L)
    alpha = inverse @ y
    L_bar = np.outer(inverse.T @ (-head * alpha), alpha)
    L_bar += np.diag(head / np.diag(L))
    # The adjoint of the factor: the lower triangle of L.T @ L_bar, its diagonal halved, between the inverses.
    middle = np.tril(L.T @ L_bar)
    middle -= np.diag(0.5 * np.diag(middle))
    K_bar = inverse.T @ middle @ inverse
    K_bar = 0.5 * (K_bar + K_bar.T)
    noise_bar = 2.0 * noise * np.trace(K_bar)
    K_bar *= exponentials
    amplitude_bar = 2.0 * amplitude * np.sum(K_bar)
    K_bar *= -(amplitude**2)
    differences *= K_bar[:, :, np.newaxis]
    scaled_bar = np.sum(differences, axis=1)
    scaled_bar -= np.sum(differences, axis=0)
    scaled_bar *= scaled
    return -np.sum(scaled_bar, axis=0) / lengths, amplitude_bar, noise_bar


def by_hand_loops(X: Array, y: Array, lengths: Array, amplitude: float, noise: float, head: float) -> tuple[Array, ...]:
    """The differences are made again: they are cheaper than an array of them."""
    n, width = X.shape
    scaled = X / lengths
    exponentials, K = np.empty((n, n)), np.empty((n, n))
    for i in range(n):
        for j in range(n):
            distance = 0.0
            for d in range(width):
                distance += (scaled[i, d] - scaled[j, d]) ** 2
            exponentials[i, j] = np.exp(-0.5 * distance)
            K[i, j] = amplitude**2 * exponentials[i, j]
        K[i, i] += noise**2
    L = np.linalg.cholesky(K)
    inverse = np.linalg.inv(L)
    alpha = inverse @ y
    L_bar = np.outer(inverse.T @ (-head * alpha), alpha)
    for i in range(n):
        L_bar[i, i] += head / L[i, i]
    middle = L.T @ L_bar
    for i in range(n):
        middle[i, i] *= 0.5
        for j in range(i + 1, n):
            middle[i, j] = 0.0
    K_bar = inverse.T @ middle @ inverse
    amplitude_bar = noise_bar = 0.0
    lengths_bar = np.zeros_like(lengths)
    for i in range(n):
        noise_bar += 2.0 * noise * K_bar[i, i]
        for j in range(n):
            w = 0.5 * (K_bar[i, j] + K_bar[j, i]) * exponentials[i, j]
            amplitude_bar += 2.0 * amplitude * w
            for d in range(width):
                lengths_bar[d] += amplitude**2 * w * (scaled[i, d] - scaled[j, d]) ** 2
    return lengths_bar / lengths, amplitude_bar, noise_bar


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
    size=200,
    compiled=150,
    group="ml",
    by_hand=by_hand,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
    by_hand_loops=by_hand_loops,
)
