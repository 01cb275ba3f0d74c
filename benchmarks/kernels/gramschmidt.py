"""Modified Gram-Schmidt: the columns of `A` made orthonormal, one after another (PolyBench gramschmidt)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def gramschmidt(A: Array, Q: Array, R: Array) -> None:
    for k in range(A.shape[1]):
        R[k, k] = np.sqrt(A[:, k] @ A[:, k])
        Q[:, k] = A[:, k] / R[k, k]
        R[k, k + 1 :] = Q[:, k] @ A[:, k + 1 :]
        A[:, k + 1 :] -= np.outer(Q[:, k], R[k, k + 1 :])


def primal_loops(A: Array, Q: Array, R: Array) -> None:
    m, n = A.shape
    for k in range(n):
        square = 0.0
        for i in range(m):
            square += A[i, k] * A[i, k]
        R[k, k] = np.sqrt(square)
        R[k, k + 1 :] = 0.0
        for i in range(m):
            Q[i, k] = A[i, k] / R[k, k]
            for j in range(k + 1, n):
                R[k, j] += Q[i, k] * A[i, j]
        for i in range(m):
            for j in range(k + 1, n):
                A[i, j] -= Q[i, k] * R[k, j]


def functional(A: Array, Q: Array, R: Array) -> Array:
    columns = []
    for k in range(Q.shape[1]):
        q = A[:, 0] / np.sqrt(A[:, 0] @ A[:, 0])
        columns.append(q)
        A = A[:, 1:] - np.outer(q, q @ A[:, 1:])
    return np.stack(columns, axis=1)


def by_hand(A: Array, Q: Array, R: Array, head: Array) -> tuple[Array, ...]:
    """The columns that are still to come are overwritten in each step, and needed: they are recorded."""
    A, Q, R = A.copy(), Q.copy(), R.copy()
    n = A.shape[1]
    rest_stack = []
    for k in range(n):
        R[k, k] = np.sqrt(A[:, k] @ A[:, k])
        Q[:, k] = A[:, k] / R[k, k]
        R[k, k + 1 :] = Q[:, k] @ A[:, k + 1 :]
        rest_stack.append(A[:, k + 1 :].copy())
        A[:, k + 1 :] -= np.outer(Q[:, k], R[k, k + 1 :])
    A_bar = np.zeros_like(A)
    for k in range(n - 1, -1, -1):
        rest, q = rest_stack.pop(), Q[:, k]
        rest_bar = A_bar[:, k + 1 :]
        r_bar = -(q @ rest_bar)
        q_bar = head[:, k] - rest_bar @ R[k, k + 1 :] + rest @ r_bar
        rest_bar += np.outer(q, r_bar)
        A_bar[:, k] = (q_bar - q * (q @ q_bar)) / R[k, k]
    return (A_bar,)


def by_hand_loops(A: Array, Q: Array, R: Array, head: Array) -> tuple[Array, ...]:
    A, Q, R = A.copy(), Q.copy(), R.copy()
    m, n = A.shape
    rests = np.empty((n, m, n))
    for k in range(n):
        R[k, k] = np.sqrt(np.sum(A[:, k] * A[:, k]))
        for i in range(m):
            Q[i, k] = A[i, k] / R[k, k]
        R[k, k + 1 :] = 0.0
        for i in range(m):
            for j in range(k + 1, n):
                rests[k, i, j] = A[i, j]
                R[k, j] += Q[i, k] * A[i, j]
        for i in range(m):
            for j in range(k + 1, n):
                A[i, j] -= Q[i, k] * R[k, j]
    A_bar, r_bar, q_bar = np.zeros((m, n)), np.empty(n), np.empty(m)
    for k in range(n - 1, -1, -1):
        r_bar[k + 1 :] = 0.0
        for i in range(m):
            for j in range(k + 1, n):
                r_bar[j] -= Q[i, k] * A_bar[i, j]
        along = 0.0
        for i in range(m):
            w = head[i, k]
            for j in range(k + 1, n):
                w += rests[k, i, j] * r_bar[j] - A_bar[i, j] * R[k, j]
                A_bar[i, j] += Q[i, k] * r_bar[j]
            q_bar[i] = w
            along += Q[i, k] * w
        for i in range(m):
            A_bar[i, k] = (q_bar[i] - Q[i, k] * along) / R[k, k]
    return (A_bar,)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def gramschmidt(A: Array, Q: Array, R: Array) -> Array:
        places = jnp.arange(A.shape[1])

        def column(A: Array, k: Array) -> tuple[Array, Array]:
            q = A[:, k] / jnp.sqrt(A[:, k] @ A[:, k])
            r = jnp.where(places > k, q @ A, 0.0)
            return A - jnp.outer(q, r), q

        return lax.scan(column, jnp.asarray(A), places)[1].T

    return gramschmidt


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    A = rng.normal(size=(size + size // 4, size))
    return {"A": A, "Q": np.zeros_like(A), "R": np.zeros((size, size))}


KERNEL = Kernel(
    gramschmidt,
    ("A",),
    "loop",
    inputs,
    tests=(3, 5),
    size=120,
    compiled=120,
    of="Q",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
