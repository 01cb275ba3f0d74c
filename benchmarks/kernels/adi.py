"""Heat in a square by alternating directions: each half step is implicit along one axis (PolyBench adi)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def adi(u: Array, r: float, steps: int) -> None:
    n = u.shape[0]
    v = u.copy()
    p = np.zeros(n)
    q = np.zeros((n, n))
    for t in range(steps):
        # explicit along the rows, implicit along the columns
        q[0, 1:-1] = v[0, 1:-1]
        for j in range(1, n - 1):
            pivot = 1.0 + 2.0 * r - r * p[j - 1]
            p[j] = r / pivot
            q[j, 1:-1] = (r * u[j, :-2] + (1.0 - 2.0 * r) * u[j, 1:-1] + r * u[j, 2:] + r * q[j - 1, 1:-1]) / pivot
        for j in range(n - 2, 0, -1):
            v[j, 1:-1] = p[j] * v[j + 1, 1:-1] + q[j, 1:-1]
        # the other way round
        q[1:-1, 0] = u[1:-1, 0]
        for j in range(1, n - 1):
            pivot = 1.0 + 2.0 * r - r * p[j - 1]
            p[j] = r / pivot
            q[1:-1, j] = (r * v[:-2, j] + (1.0 - 2.0 * r) * v[1:-1, j] + r * v[2:, j] + r * q[1:-1, j - 1]) / pivot
        for j in range(n - 2, 0, -1):
            u[1:-1, j] = p[j] * u[1:-1, j + 1] + q[1:-1, j]


def by_hand(u: Array, r: float, steps: int, head: Array) -> tuple[Array, ...]:
    """All is linear in `u`, and the elimination is the same in every sweep: it is made once, and nothing recorded."""
    n = u.shape[0]
    p, scale = np.zeros(n), np.zeros(n)
    for j in range(1, n - 1):
        scale[j] = 1.0 / (1.0 + 2.0 * r - r * p[j - 1])
        p[j] = r * scale[j]
    u_bar, v_bar, q_bar = head.copy(), np.zeros_like(u), np.zeros_like(u)
    for t in range(steps - 1, -1, -1):
        for j in range(1, n - 1):
            q_bar[1:-1, j] = u_bar[1:-1, j]
            u_bar[1:-1, j + 1] += p[j] * u_bar[1:-1, j]
            u_bar[1:-1, j] = 0.0
        q_bar[1:-1, 0] = 0.0
        for j in range(n - 2, 0, -1):
            w = scale[j] * q_bar[1:-1, j]
            rw = r * w
            v_bar[:-2, j] += rw
            v_bar[1:-1, j] += (1.0 - 2.0 * r) * w
            v_bar[2:, j] += rw
            q_bar[1:-1, j - 1] += rw
        u_bar[1:-1, 0] += q_bar[1:-1, 0]
        for j in range(1, n - 1):
            q_bar[j, 1:-1] = v_bar[j, 1:-1]
            v_bar[j + 1, 1:-1] += p[j] * v_bar[j, 1:-1]
            v_bar[j, 1:-1] = 0.0
        q_bar[0, 1:-1] = 0.0
        for j in range(n - 2, 0, -1):
            w = scale[j] * q_bar[j, 1:-1]
            rw = r * w
            u_bar[j, :-2] += rw
            u_bar[j, 1:-1] += (1.0 - 2.0 * r) * w
            u_bar[j, 2:] += rw
            q_bar[j - 1, 1:-1] += rw
        v_bar[0, 1:-1] += q_bar[0, 1:-1]
    u_bar += v_bar
    return (u_bar,)


def by_hand_loops(u: Array, r: float, steps: int, head: Array) -> tuple[Array, ...]:
    n = u.shape[0]
    p, scale = np.zeros(n), np.zeros(n)
    for j in range(1, n - 1):
        scale[j] = 1.0 / (1.0 + 2.0 * r - r * p[j - 1])
        p[j] = r * scale[j]
    u_bar, v_bar, q_bar = head.copy(), np.zeros_like(u), np.zeros_like(u)
    for t in range(steps):
        for i in range(1, n - 1):
            q_bar[i, 0] = 0.0
            for j in range(1, n - 1):
                q_bar[i, j] = u_bar[i, j]
                u_bar[i, j + 1] += p[j] * u_bar[i, j]
                u_bar[i, j] = 0.0
            for j in range(n - 2, 0, -1):
                w = scale[j] * q_bar[i, j]
                v_bar[i - 1, j] += r * w
                v_bar[i, j] += (1.0 - 2.0 * r) * w
                v_bar[i + 1, j] += r * w
                q_bar[i, j - 1] += r * w
            u_bar[i, 0] += q_bar[i, 0]
        for i in range(1, n - 1):
            q_bar[0, i] = 0.0
        for j in range(1, n - 1):
            for i in range(1, n - 1):
                q_bar[j, i] = v_bar[j, i]
                v_bar[j + 1, i] += p[j] * v_bar[j, i]
                v_bar[j, i] = 0.0
        for j in range(n - 2, 0, -1):
            for i in range(1, n - 1):
                w = scale[j] * q_bar[j, i]
                u_bar[j, i - 1] += r * w
                u_bar[j, i] += (1.0 - 2.0 * r) * w
                u_bar[j, i + 1] += r * w
                q_bar[j - 1, i] += r * w
        for i in range(1, n - 1):
            v_bar[0, i] += q_bar[0, i]
    u_bar += v_bar
    return (u_bar,)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def half_step(explicit: Array, first: Array, last: Array, r: float) -> Array:
        """The inner lines of the new field: one explicit half step, and a tridiagonal solve across the lines."""
        right = r * explicit[:, :-2] + (1.0 - 2.0 * r) * explicit[:, 1:-1] + r * explicit[:, 2:]

        def down(carried: tuple[Array, Array], line: Array) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
            p, q = carried
            pivot = 1.0 + 2.0 * r - r * p
            new = (r / pivot, (line + r * q) / pivot)
            return new, new

        def up(above: Array, pq: tuple[Array, Array]) -> tuple[Array, Array]:
            new = pq[0] * above + pq[1]
            return new, new

        _, eliminated = lax.scan(down, (jnp.zeros(()), first), right)
        return lax.scan(up, last, eliminated, reverse=True)[1]

    def adi(u: Array, r: float, steps: int) -> Array:
        def step(fields: tuple[Array, Array], _: Array) -> tuple[tuple[Array, Array], None]:
            u, v = fields
            v = v.at[1:-1, 1:-1].set(half_step(u[1:-1], v[0, 1:-1], v[-1, 1:-1], r))
            u = u.at[1:-1, 1:-1].set(half_step(v[:, 1:-1].T, u[1:-1, 0], u[1:-1, -1], r).T)
            return (u, v), None

        return lax.scan(step, (jnp.asarray(u), jnp.asarray(u)), None, length=steps)[0][0]

    return adi


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"u": rng.normal(size=(size, size)), "r": 0.8, "steps": 5}


KERNEL = Kernel(
    adi,
    ("u",),
    "loop",
    inputs,
    tests=(4, 6),
    size=60,
    compiled=200,
    of="u",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    autograd=False,
)
