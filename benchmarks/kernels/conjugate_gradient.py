"""Steps of the conjugate gradient method for a symmetric positive definite system, the solution in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def conjugate_gradient(A: Array, b: Array, x: Array, steps: int) -> None:
    r = b - A @ x
    p = r.copy()
    rr = r @ r
    for k in range(steps):
        Ap = A @ p
        alpha = rr / (p @ Ap)
        x += alpha * p
        r -= alpha * Ap
        rr_new = r @ r
        p = r + rr_new / rr * p
        rr = rr_new


def functional(A: Array, b: Array, x: Array, steps: int) -> Array:
    r = b - np.dot(A, x)
    p = r
    rr = np.dot(r, r)
    for k in range(steps):
        Ap = np.dot(A, p)
        alpha = rr / np.dot(p, Ap)
        x = x + alpha * p
        r = r - alpha * Ap
        rr_new = np.dot(r, r)
        p = r + rr_new / rr * p
        rr = rr_new
    return x


def by_hand(A: Array, b: Array, x: Array, steps: int, head: Array) -> tuple[Array, ...]:
    """What each step starts from is recorded. The products for `A` are collected and made as one at the end."""
    start = x
    r = b - A @ x
    p, rr = r, r @ r
    stack = []
    directions, weights = np.zeros((steps + 1, b.size)), np.zeros((steps + 1, b.size))
    for k in range(steps):
        Ap = A @ p
        curvature = p @ Ap
        alpha = rr / curvature
        stack.append((r, rr, Ap, curvature))
        directions[k] = p
        r = r - alpha * Ap
        rr_new = r @ r
        p = r + rr_new / rr * p
        rr = rr_new
    x_bar = head
    r_bar, p_bar, rr_bar = np.zeros_like(b), np.zeros_like(b), 0.0
    for k in range(steps - 1, -1, -1):
        new_r, new_rr = r, rr
        r, rr, Ap, curvature = stack.pop()
        p = directions[k]
        alpha, beta = rr / curvature, new_rr / rr
        beta_bar = p_bar @ p
        new_rr_bar = rr_bar + beta_bar / rr
        rr_bar = -beta_bar * beta / rr
        r_bar = r_bar + p_bar + 2.0 * new_rr_bar * new_r
        p_bar = beta * p_bar
        alpha_bar = x_bar @ p - r_bar @ Ap
        Ap_bar = -alpha * r_bar
        p_bar += alpha * x_bar
        rr_bar += alpha_bar / curvature
        curvature_bar = -alpha_bar * alpha / curvature
        p_bar += curvature_bar * Ap
        Ap_bar += curvature_bar * p
        weights[k] = Ap_bar
        p_bar += Ap_bar @ A
    r_bar = r_bar + p_bar + 2.0 * rr_bar * r
    directions[steps], weights[steps] = start, -r_bar
    return weights.T @ directions, r_bar, x_bar - r_bar @ A


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def conjugate_gradient(A: Array, b: Array, x: Array, steps: int) -> Array:
        def step(state: tuple[Array, ...], _: Array) -> tuple[tuple[Array, ...], None]:
            x, r, p, rr = state
            Ap = A @ p
            alpha = rr / (p @ Ap)
            r_new = r - alpha * Ap
            rr_new = r_new @ r_new
            return (x + alpha * p, r_new, r_new + rr_new / rr * p, rr_new), None

        r = b - A @ x
        return lax.scan(step, (jnp.asarray(x), r, r, r @ r), None, length=steps)[0][0]

    return conjugate_gradient


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    X = rng.normal(size=(size, size))
    A = X @ X.T / size + np.eye(size)
    return {"A": A, "b": rng.normal(size=size), "x": np.zeros(size), "steps": 2 if size < 20 else 20}


KERNEL = Kernel(
    conjugate_gradient,
    ("A", "b", "x"),
    "loop",
    inputs,
    tests=(3, 6),
    size=600,
    compiled=500,
    of="x",
    by_hand=by_hand,
    jax=with_jax,
    functional=functional,
)
