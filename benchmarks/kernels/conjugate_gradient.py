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
    """What each step starts from is recorded; the solution itself is in no derivative.

    The sum of outer products is made as one product of matrices at the end.
    """
    start = x
    r = b - A @ x
    p, rr = r, r @ r
    stack = []
    for k in range(steps):
        Ap = A @ p
        curvature = p @ Ap
        stack.append((r, p, rr, Ap, curvature))
        r = r - rr / curvature * Ap
        rr_new = r @ r
        p = r + rr_new / rr * p
        rr = rr_new
    x_bar = head
    lefts, rights = np.empty((steps + 1, b.size)), np.empty((steps + 1, b.size))
    r_bar, p_bar, rr_bar = np.zeros_like(b), np.zeros_like(b), 0.0
    for k in range(steps - 1, -1, -1):
        new_r, new_rr = r, rr
        r, p, rr, Ap, curvature = stack.pop()
        alpha, beta = rr / curvature, new_rr / rr
        beta_bar = p_bar @ p
        new_rr_bar = rr_bar + beta_bar / rr
        rr_bar = -beta_bar * beta / rr
        r_bar += p_bar
        r_bar += (2.0 * new_rr_bar) * new_r
        p_bar *= beta
        alpha_bar = x_bar @ p - r_bar @ Ap
        p_bar += alpha * x_bar
        rr_bar += alpha_bar / curvature
        curvature_bar = -alpha_bar * alpha / curvature
        p_bar += curvature_bar * Ap
        Ap_bar = curvature_bar * p
        Ap_bar -= alpha * r_bar
        lefts[k], rights[k] = Ap_bar, p
        p_bar += Ap_bar @ A
    r_bar += p_bar
    r_bar += (2.0 * rr_bar) * r
    lefts[steps], rights[steps] = -r_bar, start
    return lefts.T @ rights, r_bar, x_bar - r_bar @ A


def by_hand_loops(A: Array, b: Array, x: Array, steps: int, head: Array) -> tuple[Array, ...]:
    """The same on arrays that are made once; an outer product is added as it is made."""
    n = b.size
    rs, ps, Aps = np.empty((steps + 1, n)), np.empty((steps + 1, n)), np.empty((steps, n))
    rrs, curvatures = np.empty(steps + 1), np.empty(steps)
    rs[0] = b - A @ x
    ps[0], rrs[0] = rs[0], rs[0] @ rs[0]
    for k in range(steps):
        Aps[k] = A @ ps[k]
        curvatures[k] = ps[k] @ Aps[k]
        alpha = rrs[k] / curvatures[k]
        for i in range(n):
            rs[k + 1, i] = rs[k, i] - alpha * Aps[k, i]
        rrs[k + 1] = rs[k + 1] @ rs[k + 1]
        beta = rrs[k + 1] / rrs[k]
        for i in range(n):
            ps[k + 1, i] = rs[k + 1, i] + beta * ps[k, i]
    A_bar, r_bar, p_bar, Ap_bar, rr_bar = np.zeros((n, n)), np.zeros(n), np.zeros(n), np.empty(n), 0.0
    for k in range(steps - 1, -1, -1):
        p, Ap = ps[k], Aps[k]
        alpha, beta = rrs[k] / curvatures[k], rrs[k + 1] / rrs[k]
        beta_bar = p_bar @ p
        new_rr_bar = rr_bar + beta_bar / rrs[k]
        alpha_bar = 0.0
        for i in range(n):
            r_bar[i] += p_bar[i] + 2.0 * new_rr_bar * rs[k + 1, i]
            alpha_bar += head[i] * p[i] - r_bar[i] * Ap[i]
        rr_bar = alpha_bar / curvatures[k] - beta_bar * beta / rrs[k]
        curvature_bar = -alpha_bar * alpha / curvatures[k]
        for i in range(n):
            p_bar[i] = beta * p_bar[i] + alpha * head[i] + curvature_bar * Ap[i]
            Ap_bar[i] = curvature_bar * p[i] - alpha * r_bar[i]
        for i in range(n):
            for j in range(n):
                A_bar[i, j] += Ap_bar[i] * p[j]
                p_bar[j] += Ap_bar[i] * A[i, j]
    x_bar = head.copy()
    for i in range(n):
        r_bar[i] += p_bar[i] + 2.0 * rr_bar * rs[0, i]
    for i in range(n):
        for j in range(n):
            A_bar[i, j] -= r_bar[i] * x[j]
            x_bar[j] -= r_bar[i] * A[i, j]
    return A_bar, r_bar, x_bar


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
    # Well before it has converged: after that the steps are noise, and so are their derivatives.
    A = X @ X.T / size + (1.0 if size < 20 else 0.03) * np.eye(size)
    return {"A": A, "b": rng.normal(size=size), "x": np.zeros(size), "steps": 2 if size < 20 else 10}


KERNEL = Kernel(
    conjugate_gradient,
    ("A", "b", "x"),
    "loop",
    inputs,
    tests=(3, 6),
    size=1000,
    compiled=700,
    of="x",
    by_hand=by_hand,
    jax=with_jax,
    functional=functional,
    by_hand_loops=by_hand_loops,
)
