"""The log posterior of a Gaussian mixture with a Wishart prior, by whole arrays (ADBench gmm)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def log_sum_exp(x: Array) -> Array:
    largest = np.max(x, axis=-1, keepdims=True)
    return largest[..., 0] + np.log(np.sum(np.exp(x - largest), axis=-1))


def log_wishart(factors: Array, log_diagonals: Array, gamma: float, m: int) -> Array:
    """Of all components: `factors` are the roots of the precision matrices, `log_diagonals` the logs of diagonals."""
    k, d, _ = factors.shape
    n = d + m + 1
    log_gamma = 0.25 * d * (d - 1) * math.log(math.pi) + sum([math.lgamma(0.5 * (n - i)) for i in range(d)])
    constant = n * d * (math.log(gamma) - 0.5 * math.log(2.0)) - log_gamma
    return 0.5 * gamma**2 * np.sum(factors**2) - m * np.sum(log_diagonals) - k * constant


def gmm(alphas: Array, means: Array, icf: Array, x: Array, gamma: float, m: int) -> Array:
    """`icf` has for each component the logs of a diagonal, then what is below it, column by column."""
    n, d = x.shape
    columns, rows = np.triu_indices(d, 1)
    factors = np.zeros((len(alphas), d, d))
    factors[:, np.arange(d), np.arange(d)] = np.exp(icf[:, :d])
    factors[:, rows, columns] = icf[:, d:]
    differences = x[:, np.newaxis, :] - means
    whitened = np.einsum("kij,nkj->nki", factors, differences)
    terms = alphas + np.sum(icf[:, :d], axis=1) - 0.5 * np.sum(whitened**2, axis=2)
    constant = -0.5 * n * d * math.log(2.0 * math.pi)
    return constant + np.sum(log_sum_exp(terms)) - n * log_sum_exp(alphas) + log_wishart(factors, icf[:, :d], gamma, m)


def functional(alphas: Array, means: Array, icf: Array, x: Array, gamma: float, m: int) -> Array:
    n, d = x.shape
    columns, rows = np.triu_indices(d, 1)
    where = np.zeros((len(rows), d, d))
    where[np.arange(len(rows)), rows, columns] = 1.0
    factors = np.exp(icf[:, :d])[:, :, np.newaxis] * np.eye(d) + np.tensordot(icf[:, d:], where, 1)
    differences = x[:, np.newaxis, :] - means
    whitened = np.einsum("kij,nkj->nki", factors, differences)
    terms = alphas + np.sum(icf[:, :d], axis=1) - 0.5 * np.sum(whitened**2, axis=2)
    constant = -0.5 * n * d * math.log(2.0 * math.pi)
    prior = log_wishart(factors, icf[:, :d], gamma, m)
    return constant + np.sum(log_sum_exp(terms)) - n * log_sum_exp(alphas) + prior


def primal_loops(alphas: Array, means: Array, icf: Array, x: Array, gamma: float, m: int) -> Array:
    n, d = x.shape
    k = len(alphas)
    total = -0.5 * n * d * math.log(2.0 * math.pi) - n * np.log(np.sum(np.exp(alphas)))
    terms, whitened = np.empty(k), np.empty(d)
    for i in range(n):
        for j in range(k):
            terms[j] = alphas[j]
            for r in range(d):
                terms[j] += icf[j, r]
                whitened[r] = np.exp(icf[j, r]) * (x[i, r] - means[j, r])
            p = d
            for c in range(d):
                for r in range(c + 1, d):
                    whitened[r] += icf[j, p] * (x[i, c] - means[j, c])
                    p += 1
            terms[j] -= 0.5 * np.sum(whitened**2)
        largest = np.max(terms)
        total += largest + np.log(np.sum(np.exp(terms - largest)))
    for j in range(k):
        total += 0.5 * gamma**2 * (np.sum(np.exp(2.0 * icf[j, :d])) + np.sum(icf[j, d:] ** 2))
        total -= m * np.sum(icf[j, :d]) + (d + m + 1) * d * (math.log(gamma) - 0.5 * math.log(2.0))
        total += 0.25 * d * (d - 1) * math.log(math.pi)
        for r in range(d):
            total += math.lgamma(0.5 * (d + m + 1 - r))
    return total


def with_jax(jax: Any) -> Any:
    jnp, logsumexp = jax.numpy, jax.scipy.special.logsumexp

    def gmm(alphas: Array, means: Array, icf: Array, x: Array, gamma: float, m: int) -> Array:
        n, d = x.shape
        columns, rows = jnp.triu_indices(d, 1)

        def factor(row: Array) -> Array:
            return jnp.diag(jnp.exp(row[:d])).at[rows, columns].set(row[d:])

        factors = jax.vmap(factor)(icf)
        whitened = jnp.einsum("kij,nkj->nki", factors, x[:, None, :] - means)
        terms = alphas + jnp.sum(icf[:, :d], axis=1) - 0.5 * jnp.sum(whitened**2, axis=2)
        constant = -0.5 * n * d * jnp.log(2.0 * jnp.pi)
        likelihood = constant + jnp.sum(logsumexp(terms, axis=1)) - n * logsumexp(alphas)
        freedom = d + m + 1
        scale = freedom * d * (jnp.log(gamma) - 0.5 * jnp.log(2.0)) - jax.scipy.special.multigammaln(0.5 * freedom, d)
        prior = 0.5 * gamma**2 * jnp.sum(factors**2) - m * jnp.sum(icf[:, :d]) - len(alphas) * scale
        return likelihood + prior

    return gmm


def with_torch(torch: Any) -> Any:
    def gmm(alphas: Array, means: Array, icf: Array, x: Array, gamma: float, m: int) -> Array:
        n, d = x.shape
        columns, rows = torch.triu_indices(d, d, 1)
        factors = torch.diag_embed(torch.exp(icf[:, :d]))
        factors[:, rows, columns] = icf[:, d:]
        whitened = torch.einsum("kij,nkj->nki", factors, x[:, None, :] - means)
        terms = alphas + torch.sum(icf[:, :d], dim=1) - 0.5 * torch.sum(whitened**2, dim=2)
        constant = -0.5 * n * d * math.log(2.0 * math.pi)
        likelihood = constant + torch.sum(torch.logsumexp(terms, 1)) - n * torch.logsumexp(alphas, 0)
        return likelihood + log_wishart_of(factors, icf[:, :d], gamma, m)

    def log_wishart_of(factors: Array, log_diagonals: Array, gamma: float, m: int) -> Array:
        k, d, _ = factors.shape
        n = d + m + 1
        log_gamma = torch.special.multigammaln(torch.tensor(0.5 * n, dtype=torch.float64), d)
        constant = n * d * (math.log(gamma) - 0.5 * math.log(2.0)) - log_gamma
        return 0.5 * gamma**2 * torch.sum(factors**2) - m * torch.sum(log_diagonals) - k * constant

    return gmm


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    k, d = 5, 8
    return {
        "alphas": rng.normal(size=k),
        "means": rng.uniform(size=(k, d)),
        "icf": 0.3 * rng.normal(size=(k, d * (d + 1) // 2)),
        "x": rng.normal(size=(size, d)),
        "gamma": 1.2,
        "m": 0,
    }


KERNEL = Kernel(
    gmm,
    ("alphas", "means", "icf"),
    "array",
    inputs,
    tests=(1, 6),
    size=2000,
    compiled=2000,
    group="ml",
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
)
