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
    K = np.exp(-cost / heat)
    us, vs = np.empty((steps, len(a))), np.empty((steps + 1, len(b)))
    vs[0] = 1.0
    for t in range(steps):
        us[t] = a / (K @ vs[t])
        vs[t + 1] = b / (K.T @ us[t])
    plan = us[steps - 1][:, np.newaxis] * K * vs[steps]
    cost_bar = head * plan
    plan *= head * cost
    u_bar, v_bar = np.sum(plan, axis=1) / us[steps - 1], np.sum(plan, axis=0) / vs[steps]
    log_bar = plan
    a_bar, b_bar = np.zeros_like(a), np.zeros_like(b)
    lefts, rights = np.empty((2 * steps, len(a))), np.empty((2 * steps, len(b)))
    for t in range(steps - 1, -1, -1):
        b_bar += v_bar * (vs[t + 1] / b)
        product_bar = -v_bar * vs[t + 1] ** 2 / b
        lefts[2 * t + 1], rights[2 * t + 1] = us[t], product_bar
        u_bar += K @ product_bar
        a_bar += u_bar * (us[t] / a)
        product_bar = -u_bar * us[t] ** 2 / a
        lefts[2 * t], rights[2 * t] = product_bar, vs[t]
        v_bar = K.T @ product_bar
        u_bar = np.zeros_like(a)
    # All outer products at once are one product of matrices.
    log_bar += (lefts.T @ rights) * K
    cost_bar -= log_bar / heat
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
    size=300,
    compiled=300,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    torch=with_torch,
)
