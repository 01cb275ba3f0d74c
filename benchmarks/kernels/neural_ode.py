"""A neural ordinary differential equation: Runge-Kutta steps of a small network, and the distance to a target."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def slope(state: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    return np.tanh(state @ W1 + b1) @ W2 + b2


def neural_ode(state: Array, W1: Array, b1: Array, W2: Array, b2: Array, target: Array, dt: float, steps: int) -> Array:
    for t in range(steps):
        k1 = slope(state, W1, b1, W2, b2)
        k2 = slope(state + 0.5 * dt * k1, W1, b1, W2, b2)
        k3 = slope(state + 0.5 * dt * k2, W1, b1, W2, b2)
        k4 = slope(state + dt * k3, W1, b1, W2, b2)
        state = state + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return np.mean((state - target) ** 2)


def by_hand(
    state: Array,
    W1: Array,
    b1: Array,
    W2: Array,
    b2: Array,
    target: Array,
    dt: float,
    steps: int,
    head: float,
) -> tuple[Array, ...]:
    shares = (dt / 6.0, dt / 3.0, dt / 3.0, dt / 6.0)
    reaches = (0.0, 0.5 * dt, 0.5 * dt, dt)
    kept = []
    for t in range(steps):
        k = np.zeros_like(state)
        total = state.copy()
        for stage in range(4):
            start = state + reaches[stage] * k
            hidden = np.tanh(start @ W1 + b1)
            kept.append((start, hidden))
            k = hidden @ W2 + b2
            total += shares[stage] * k
        state = total
    W1_bar, b1_bar, W2_bar, b2_bar = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2), np.zeros_like(b2)
    state_bar = (2.0 * head / state.size) * (state - target)
    for t in range(steps):
        total_bar, k_bar = state_bar.copy(), np.zeros_like(state)
        for stage in range(3, -1, -1):
            start, hidden = kept.pop()
            k_bar += shares[stage] * total_bar
            W2_bar += hidden.T @ k_bar
            b2_bar += np.sum(k_bar, axis=0)
            hidden_bar = (k_bar @ W2.T) * (1.0 - hidden**2)
            W1_bar += start.T @ hidden_bar
            b1_bar += np.sum(hidden_bar, axis=0)
            k_bar = hidden_bar @ W1.T
            state_bar += k_bar
            k_bar *= reaches[stage]
    return W1_bar, b1_bar, W2_bar, b2_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def neural_ode(
        state: Array, W1: Array, b1: Array, W2: Array, b2: Array, target: Array, dt: float, steps: int
    ) -> Array:
        def slope(state: Array) -> Array:
            return jnp.tanh(state @ W1 + b1) @ W2 + b2

        def step(state: Array, _: None) -> tuple[Array, None]:
            k1 = slope(state)
            k2 = slope(state + 0.5 * dt * k1)
            k3 = slope(state + 0.5 * dt * k2)
            k4 = slope(state + dt * k3)
            return state + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4), None

        return jnp.mean((lax.scan(step, state, None, length=steps)[0] - target) ** 2)

    return neural_ode


def with_torch(torch: Any) -> Any:
    def neural_ode(
        state: Array, W1: Array, b1: Array, W2: Array, b2: Array, target: Array, dt: float, steps: int
    ) -> Array:
        def slope(state: Array) -> Array:
            return torch.addmm(b2, torch.tanh(torch.addmm(b1, state, W1)), W2)

        for _ in range(steps):
            k1 = slope(state)
            k2 = slope(state + 0.5 * dt * k1)
            k3 = slope(state + 0.5 * dt * k2)
            k4 = slope(state + dt * k3)
            state = state + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
        return torch.mean((state - target) ** 2)

    return neural_ode


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    batch, width, hidden = 64, 8, 64
    return {
        "state": rng.normal(size=(batch, width)),
        "W1": rng.normal(size=(width, hidden)) / np.sqrt(width),
        "b1": rng.normal(size=hidden),
        "W2": rng.normal(size=(hidden, width)) / np.sqrt(hidden),
        "b2": 0.1 * rng.normal(size=width),
        "target": rng.normal(size=(batch, width)),
        "dt": 1.0 / size,
        "steps": size,
    }


KERNEL = Kernel(
    neural_ode,
    ("W1", "b1", "W2", "b2"),
    "loop",
    inputs,
    tests=(1, 3),
    size=50,
    compiled=50,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    torch=with_torch,
)
