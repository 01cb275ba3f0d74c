"""The log posterior of a Gaussian mixture, point by point and component by component (ADBench gmm)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel
from benchmarks.kernels import gmm as by_arrays


def log_sum_exp(x: Array) -> Array:
    largest = np.max(x)
    return largest + np.log(np.sum(np.exp(x - largest)))


def whiten(row: Array, difference: Array) -> Array:
    """The lower triangular factor that `row` packs, times the difference."""
    d = len(difference)
    out = np.exp(row[:d]) * difference
    p = d
    for c in range(d - 1):
        out[c + 1 :] += row[p : p + d - c - 1] * difference[c]
        p += d - c - 1
    return out


def log_wishart(icf: Array, d: int, gamma: float, m: int) -> Array:
    n = d + m + 1
    log_gamma = 0.25 * d * (d - 1) * math.log(math.pi)
    for i in range(d):
        log_gamma += math.lgamma(0.5 * (n - i))
    constant = n * d * (math.log(gamma) - 0.5 * math.log(2.0)) - log_gamma
    total = 0.0
    for row in icf:
        squares = np.sum(np.exp(row[:d]) ** 2) + np.sum(row[d:] ** 2)
        total += 0.5 * gamma**2 * squares - m * np.sum(row[:d]) - constant
    return total


def gmm_loops(alphas: Array, means: Array, icf: Array, x: Array, gamma: float, m: int) -> Array:
    n, d = x.shape
    k = len(alphas)
    terms = np.empty(k)
    total = 0.0
    for i in range(n):
        for j in range(k):
            whitened = whiten(icf[j], x[i] - means[j])
            terms[j] = alphas[j] + np.sum(icf[j, :d]) - 0.5 * np.sum(whitened**2)
        total += log_sum_exp(terms)
    constant = -0.5 * n * d * math.log(2.0 * math.pi)
    return constant + total - n * log_sum_exp(alphas) + log_wishart(icf, d, gamma, m)


def functional(alphas: Array, means: Array, icf: Array, x: Array, gamma: float, m: int) -> Array:
    def whitened(row: Array, difference: Array) -> Array:
        d = len(difference)
        parts = []
        for r in range(d):
            # The places of row `r` below the diagonal, which is packed column by column.
            places = [d + c * (d - 1) - c * (c - 1) // 2 + r - c - 1 for c in range(r)]
            parts.append(np.exp(row[r]) * difference[r] + np.sum(row[np.array(places, int)] * difference[:r]))
        return np.array(parts)

    n, d = x.shape
    total = 0.0
    for i in range(n):
        terms = []
        for j in range(len(alphas)):
            squares = np.sum(whitened(icf[j], x[i] - means[j]) ** 2)
            terms.append(alphas[j] + np.sum(icf[j, :d]) - 0.5 * squares)
        total = total + log_sum_exp(np.array(terms))
    constant = -0.5 * n * d * math.log(2.0 * math.pi)
    return constant + total - n * log_sum_exp(alphas) + log_wishart(icf, d, gamma, m)


def with_jax(jax: Any) -> Any:
    """Point by point, as the program; the few components of a point at once. All points at once is the kernel `gmm`."""
    jnp, lax, logsumexp = jax.numpy, jax.lax, jax.scipy.special.logsumexp

    def whiten(row: Array, difference: Array) -> Array:
        d = difference.shape[0]
        out = jnp.exp(row[:d]) * difference
        p = d
        for c in range(d - 1):
            out = out.at[c + 1 :].add(row[p : p + d - c - 1] * difference[c])
            p += d - c - 1
        return out

    def log_wishart(icf: Array, d: int, gamma: float, m: int) -> Array:
        n = d + m + 1
        log_gamma = jax.scipy.special.multigammaln(0.5 * n, d)
        constant = n * d * (jnp.log(gamma) - 0.5 * math.log(2.0)) - log_gamma
        squares = jnp.sum(jnp.exp(icf[:, :d]) ** 2) + jnp.sum(icf[:, d:] ** 2)
        return 0.5 * gamma**2 * squares - m * jnp.sum(icf[:, :d]) - len(icf) * constant

    def gmm_loops(alphas: Array, means: Array, icf: Array, x: Array, gamma: float, m: int) -> Array:
        n, d = x.shape

        def term(alpha: Array, mean: Array, row: Array, point: Array) -> Array:
            return alpha + jnp.sum(row[:d]) - 0.5 * jnp.sum(whiten(row, point - mean) ** 2)

        def add(total: Array, point: Array) -> tuple[Array, None]:
            terms = jax.vmap(term, in_axes=(0, 0, 0, None))(alphas, means, icf, point)
            return total + logsumexp(terms), None

        total = lax.scan(add, jnp.zeros(()), x)[0]
        constant = -0.5 * n * d * math.log(2.0 * math.pi)
        return constant + total - n * logsumexp(alphas) + log_wishart(icf, d, gamma, m)

    return gmm_loops


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return by_arrays.inputs(size, rng)


KERNEL = Kernel(
    gmm_loops,
    ("alphas", "means", "icf"),
    "loop",
    inputs,
    tests=(1, 4),
    size=60,
    compiled=1000,
    group="ml",
    jax=with_jax,
    functional=functional,
    jax_rewritten=by_arrays.with_jax,
)
