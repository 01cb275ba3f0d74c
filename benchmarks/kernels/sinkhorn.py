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
    """The scalings are recorded; 1 / (K @ v) is `u / a`. The sum of outer products is made as one product."""
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
    lefts, rights = np.empty((2 * steps, len(a))), np.empty((2 * steps, len(b)))
    for t in range(steps - 1, -1, -1):
        share = v_bar * vs[t + 1]
        share /= b
        b_bar += share
        share *= vs[t + 1]
        lefts[2 * t], rights[2 * t] = us[t], share
        u_bar -= K @ share
        share = u_bar * us[t]
        share /= a
        a_bar += share
        share *= us[t]
        lefts[2 * t + 1], rights[2 * t + 1] = share, vs[t]
        v_bar = -(K.T @ share)
        u_bar = np.zeros_like(a)
    K_bar -= lefts.T @ rights
    K_bar *= K
    K_bar /= heat
    cost_bar -= K_bar
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
)
