"""The Levinson-Durbin recursion for a symmetric Toeplitz system (PolyBench durbin)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def durbin(r: Array) -> Array:
    n = r.shape[0]
    y = np.zeros(n)
    y[0] = -r[0]
    alpha = -r[0]
    beta = 1.0
    for k in range(1, n):
        beta *= 1.0 - alpha * alpha
        alpha = -(r[k] + r[:k][::-1] @ y[:k]) / beta
        y[:k] += alpha * y[:k][::-1]
        y[k] = alpha
    return y


def functional(r: Array) -> Array:
    y = -r[:1]
    alpha = -r[0]
    beta = 1.0
    for k in range(1, r.shape[0]):
        beta = beta * (1.0 - alpha * alpha)
        alpha = -(r[k] + np.dot(r[:k][::-1], y)) / beta
        y = np.concatenate([y + alpha * y[::-1], np.array([alpha])])
    return y


def by_hand(r: Array, head: Array) -> tuple[Array, ...]:
    n = r.shape[0]
    y = np.zeros(n)
    y[0] = -r[0]
    alpha, beta = -r[0], 1.0
    alphas, betas, y_stack = np.empty(n), np.empty(n), []
    for k in range(1, n):
        alphas[k], betas[k] = alpha, beta
        beta *= 1.0 - alpha * alpha
        alpha = -(r[k] + r[:k][::-1] @ y[:k]) / beta
        y_stack.append(y[:k].copy())
        y[:k] += alpha * y[:k][::-1]
        y[k] = alpha
    r_bar, y_bar = np.zeros(n), head.copy()
    alpha_bar = beta_bar = 0.0
    for k in range(n - 1, 0, -1):
        before = y_stack.pop()
        alpha_bar += y_bar[k] + y_bar[:k] @ before[::-1]
        y_bar[:k] += alpha * y_bar[:k][::-1]
        w = -alpha_bar / beta
        beta_bar += w * alpha
        r_bar[k] += w
        r_bar[:k] += w * before[::-1]
        y_bar[:k] += w * r[:k][::-1]
        alpha, beta = alphas[k], betas[k]
        alpha_bar = -2.0 * beta_bar * beta * alpha
        beta_bar *= 1.0 - alpha * alpha
    r_bar[0] -= y_bar[0] + alpha_bar
    return (r_bar,)


def by_hand_loops(r: Array, head: Array) -> tuple[Array, ...]:
    n = r.shape[0]
    ys, alphas, betas = np.zeros((n, n)), np.empty(n), np.empty(n)
    ys[0, 0] = alphas[0] = -r[0]
    betas[0] = 1.0
    for k in range(1, n):
        betas[k] = betas[k - 1] * (1.0 - alphas[k - 1] * alphas[k - 1])
        s = r[k]
        for i in range(k):
            s += r[k - 1 - i] * ys[k - 1, i]
        alphas[k] = -s / betas[k]
        for i in range(k):
            ys[k, i] = ys[k - 1, i] + alphas[k] * ys[k - 1, k - 1 - i]
        ys[k, k] = alphas[k]
    r_bar, y_bar, mixed = np.zeros(n), head.copy(), np.empty(n)
    alpha_bar = beta_bar = 0.0
    for k in range(n - 1, 0, -1):
        alpha_bar += y_bar[k]
        for i in range(k):
            alpha_bar += y_bar[i] * ys[k - 1, k - 1 - i]
        w = -alpha_bar / betas[k]
        r_bar[k] += w
        for i in range(k):
            r_bar[i] += w * ys[k - 1, k - 1 - i]
            mixed[i] = y_bar[i] + alphas[k] * y_bar[k - 1 - i] + w * r[k - 1 - i]
        for i in range(k):
            y_bar[i] = mixed[i]
        beta_bar += w * alphas[k]
        alpha_bar = -2.0 * beta_bar * betas[k - 1] * alphas[k - 1]
        beta_bar *= 1.0 - alphas[k - 1] * alphas[k - 1]
    r_bar[0] -= y_bar[0] + alpha_bar
    return (r_bar,)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def durbin(r: Array) -> Array:
        n = r.shape[0]
        r = jnp.asarray(r)
        places = jnp.arange(n)

        def reversed_head(x: Array, k: Array) -> Array:
            """The first `k` numbers of `x` in reverse, then zeros."""
            return jnp.where(places < k, jnp.roll(x[::-1], k), 0.0)

        def step(carried: tuple[Array, Array, Array], k: Array) -> tuple[tuple[Array, Array, Array], None]:
            y, alpha, beta = carried
            beta = beta * (1.0 - alpha * alpha)
            alpha = -(r[k] + reversed_head(r, k) @ y) / beta
            return ((y + alpha * reversed_head(y, k)).at[k].set(alpha), alpha, beta), None

        first = (jnp.zeros(n).at[0].set(-r[0]), -r[0], jnp.ones(()))
        return lax.scan(step, first, places[1:])[0][0]

    return durbin


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"r": rng.uniform(-0.3, 0.3, size) / np.arange(1, size + 1) ** 2}


KERNEL = Kernel(
    durbin,
    ("r",),
    "loop",
    inputs,
    tests=(3, 7),
    size=400,
    compiled=1000,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    tags=frozenset({"sweep"}),
)
