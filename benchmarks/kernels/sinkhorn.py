"""Optimal transport with an entropy, by the scalings of Sinkhorn; the cost of the plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def sinkhorn(cost: Array, a: Array, b: Array, heat: float, steps: int) -> Array:
    K = np.exp(-cost / heat)
    v = np.ones(len(b))
    for t in range(steps):
        u = a / (K @ v)
        v = b / (K.T @ u)
    return np.sum(u[:, np.newaxis] * K * v * cost)


def by_hand(cost: Array, a: Array, b: Array, heat: float, steps: int, head: float) -> tuple[Array, ...]:
    """The scalings are recorded; the factor 1 / (K @ v) is `u / a`. One array for all outer products."""
    K = np.exp(-cost / heat)
    us, vs = np.empty((steps, len(a))), np.empty((steps + 1, len(b)))
    vs[0] = 1.0
    for t in range(steps):
        us[t] = a / (K @ vs[t])
        vs[t + 1] = b / (K.T @ us[t])
    u, v = us[steps - 1][:, np.newaxis], vs[steps]
    scaled = u * K
    weights = head * cost
    cost_bar = scaled * v
    cost_bar *= head
    v_bar = np.sum(scaled * weights, axis=0)
    weights *= v
    u_bar = np.sum(weights * K, axis=1)
    weights *= u
    K_bar = weights
    a_bar, b_bar = np.zeros_like(a), np.zeros_like(b)
    product = np.empty_like(K)
    for t in range(steps - 1, -1, -1):
        share = v_bar * vs[t + 1]
        share /= b
        b_bar += share
        share *= vs[t + 1]
        np.multiply(us[t][:, np.newaxis], share, out=product)
        K_bar -= product
        u_bar -= K @ share
        share = u_bar * us[t]
        share /= a
        a_bar += share
        share *= us[t]
        np.multiply(share[:, np.newaxis], vs[t], out=product)
        K_bar -= product
        v_bar = -(K.T @ share)
        u_bar = np.zeros_like(a)
    K_bar *= K
    K_bar /= heat
    cost_bar -= K_bar
    return cost_bar, a_bar, b_bar


def by_hand_loops(cost: Array, a: Array, b: Array, heat: float, steps: int, head: float) -> tuple[Array, ...]:
    n, m = cost.shape
    K = np.exp(-cost / heat)
    us, vs = np.empty((steps, n)), np.empty((steps + 1, m))
    vs[0] = 1.0
    for t in range(steps):
        us[t] = a / (K @ vs[t])
        vs[t + 1] = b / (K.T @ us[t])
    cost_bar, K_bar = np.empty((n, m)), np.empty((n, m))
    u_bar, v_bar, a_bar, b_bar = np.zeros(n), np.zeros(m), np.zeros(n), np.zeros(m)
    u, v = us[steps - 1], vs[steps]
    for i in range(n):
        for j in range(m):
            cost_bar[i, j] = head * u[i] * K[i, j] * v[j]
            w = head * cost[i, j]
            u_bar[i] += w * K[i, j] * v[j]
            v_bar[j] += w * u[i] * K[i, j]
            K_bar[i, j] = w * u[i] * v[j]
    for t in range(steps - 1, -1, -1):
        share = v_bar * vs[t + 1] / b
        b_bar += share
        share *= vs[t + 1]
        for i in range(n):
            s = 0.0
            for j in range(m):
                K_bar[i, j] -= us[t, i] * share[j]
                s += K[i, j] * share[j]
            u_bar[i] -= s
        v_bar[:] = 0.0
        for i in range(n):
            w = u_bar[i] * us[t, i] / a[i]
            a_bar[i] += w
            w *= us[t, i]
            for j in range(m):
                K_bar[i, j] -= w * vs[t, j]
                v_bar[j] -= w * K[i, j]
        u_bar[:] = 0.0
    for i in range(n):
        for j in range(m):
            cost_bar[i, j] -= K_bar[i, j] * K[i, j] / heat
    return cost_bar, a_bar, b_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def sinkhorn(cost: Array, a: Array, b: Array, heat: float, steps: int) -> Array:
        K = jnp.exp(-cost / heat)

        def step(state: tuple[Array, Array], _: None) -> tuple[tuple[Array, Array], None]:
            u = a / (K @ state[1])
            return (u, b / (K.T @ u)), None

        u, v = lax.scan(step, (jnp.ones(len(a)), jnp.ones(len(b))), None, length=steps)[0]
        return jnp.sum(u[:, None] * K * v * cost)

    return sinkhorn


def with_torch(torch: Any) -> Any:
    def sinkhorn(cost: Array, a: Array, b: Array, heat: float, steps: int) -> Array:
        K = torch.exp(-cost / heat)
        v = torch.ones_like(b)
        for _ in range(steps):
            u = a / (K @ v)
            v = b / (K.T @ u)
        return torch.sum(u[:, None] * K * v * cost)

    return sinkhorn


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    a, b = rng.uniform(0.5, 1.5, size), rng.uniform(0.5, 1.5, size + 1)
    return {
        "cost": rng.uniform(size=(size, size + 1)),
        "a": a / np.sum(a),
        "b": b / np.sum(b),
        "heat": 0.5,
        "steps": 20,
    }


KERNEL = Kernel(
    sinkhorn,
    ("cost", "a", "b"),
    "loop",
    inputs,
    tests=(2, 5),
    size=400,
    compiled=300,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    torch=with_torch,
    by_hand_loops=by_hand_loops,
)
