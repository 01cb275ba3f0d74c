"""A Kalman filter: the log likelihood of measurements under a linear model of a hidden state."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def kalman(y: Array, F: Array, H: Array, Q: Array, R: Array, m: Array, P: Array) -> Array:
    total = 0.0
    for t in range(len(y)):
        m = F @ m
        P = F @ P @ F.T + Q
        surprise = y[t] - H @ m
        S = H @ P @ H.T + R
        gain = np.linalg.solve(S, H @ P).T
        total -= 0.5 * (np.linalg.slogdet(2.0 * np.pi * S)[1] + surprise @ np.linalg.solve(S, surprise))
        m = m + gain @ surprise
        P = P - gain @ S @ gain.T
    return total


def by_hand(y: Array, F: Array, H: Array, Q: Array, R: Array, m: Array, P: Array, head: float) -> tuple[Array, ...]:
    """`S` is inverted once a step, for both solves and for the logarithm of its determinant."""
    kept = []
    for t in range(len(y)):
        m_old, P_old = m, P
        m = F @ m
        FP = F @ P
        P = FP @ F.T + Q
        surprise = y[t] - H @ m
        HP = H @ P
        S = HP @ H.T + R
        inverse = np.linalg.inv(S)
        gain = (inverse @ HP).T
        gain_S = gain @ S
        kept.append((m_old, P_old, m, P, FP, HP, S, surprise, inverse, gain, gain_S))
        m = m + gain @ surprise
        P = P - gain_S @ gain.T
    F_bar, H_bar, Q_bar, R_bar = np.zeros_like(F), np.zeros_like(H), np.zeros_like(Q), np.zeros_like(R)
    m_bar, P_bar = np.zeros_like(m), np.zeros_like(P)
    half = -0.5 * head
    for t in range(len(y) - 1, -1, -1):
        m_old, P_old, m, P, FP, HP, S, surprise, inverse, gain, gain_S = kept.pop()
        # P = P - gain @ S @ gain.T; m = m + gain @ surprise
        gain_S_bar = -(P_bar @ gain)
        gain_bar = gain_S_bar @ S.T - P_bar.T @ gain_S + np.outer(m_bar, surprise)
        S_bar = gain.T @ gain_S_bar
        surprise_bar = gain.T @ m_bar
        # total -= 0.5 * (log det S + surprise @ solve(S, surprise))
        left, right = inverse.T @ surprise, inverse @ surprise
        surprise_bar += half * (left + right)
        S_bar += half * (inverse.T - np.outer(left, right))
        # gain = solve(S, H @ P).T; S = H @ P @ H.T + R
        HP_bar = inverse.T @ gain_bar.T
        S_bar -= HP_bar @ gain
        R_bar += S_bar
        HP_bar += S_bar @ H
        H_bar += S_bar.T @ HP + HP_bar @ P.T
        P_bar = P_bar + H.T @ HP_bar
        # surprise = y[t] - H @ m
        H_bar -= np.outer(surprise_bar, m)
        m_bar = m_bar - H.T @ surprise_bar
        # P = F @ P @ F.T + Q; m = F @ m
        Q_bar += P_bar
        FP_bar = P_bar @ F
        F_bar += P_bar.T @ FP + FP_bar @ P_old.T + np.outer(m_bar, m_old)
        P_bar = F.T @ FP_bar
        m_bar = F.T @ m_bar
    return F_bar, H_bar, Q_bar, R_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def kalman(y: Array, F: Array, H: Array, Q: Array, R: Array, m: Array, P: Array) -> Array:
        def step(state: tuple[Array, Array], row: Array) -> tuple[tuple[Array, Array], Array]:
            m, P = state
            m = F @ m
            P = F @ P @ F.T + Q
            surprise = row - H @ m
            S = H @ P @ H.T + R
            gain = jnp.linalg.solve(S, H @ P).T
            loss = jnp.linalg.slogdet(2.0 * jnp.pi * S)[1] + surprise @ jnp.linalg.solve(S, surprise)
            return (m + gain @ surprise, P - gain @ S @ gain.T), loss

        return -0.5 * jnp.sum(lax.scan(step, (m, P), y)[1])

    return kalman


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    states, seen = 4, 2
    half = rng.normal(size=(states, states))
    return {
        "y": rng.normal(size=(size, seen)),
        "F": 0.9 * np.linalg.qr(rng.normal(size=(states, states)))[0],
        "H": rng.normal(size=(seen, states)),
        "Q": 0.1 * half @ half.T + 0.1 * np.eye(states),
        "R": 0.5 * np.eye(seen) + 0.1,
        "m": rng.normal(size=states),
        "P": np.eye(states),
    }


KERNEL = Kernel(
    kalman,
    ("F", "H", "Q", "R"),
    "loop",
    inputs,
    tests=(1, 5),
    size=150,
    compiled=1000,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
)
