"""The part of `Y` in the eigenspaces inside of a circle: an integral of resolvents around it, by the trapezoidal rule.

The matrix is real, what is computed with is complex.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def contour_integral(A: Array, Y: Array, radius: float, points: int) -> Array:
    n = A.shape[0]
    total = np.zeros(Y.shape, dtype=np.complex128)
    for k in range(points):
        z = radius * np.exp(2j * np.pi * (k + 0.5) / points)
        total += z / points * np.linalg.solve(z * np.eye(n) - A, Y)
    return total.real


def primal_loops(A: Array, Y: Array, radius: float, points: int) -> Array:
    n = A.shape[0]
    total = np.zeros(Y.shape, dtype=np.complex128)
    for k in range(points):
        z = radius * np.exp(2j * np.pi * (k + 0.5) / points)
        total += z / points * np.linalg.solve(z * np.eye(n) - A, Y.astype(np.complex128))
    return total.real


def functional(A: Array, Y: Array, radius: float, points: int) -> Array:
    n = A.shape[0]
    total = np.zeros(Y.shape, dtype=np.complex128)
    for k in range(points):
        z = radius * np.exp(2j * np.pi * (k + 0.5) / points)
        total = total + z / points * np.linalg.solve(z * np.eye(n) - A, Y)
    return np.real(total)


def by_hand(A: Array, Y: Array, radius: float, points: int, head: Array) -> tuple[Array, ...]:
    """Each solve once more with the conjugate transpose."""
    n = A.shape[0]
    A_bar, Y_bar = np.zeros_like(A), np.zeros_like(Y)
    for k in range(points - 1, -1, -1):
        z = radius * np.exp(2j * np.pi * (k + 0.5) / points)
        shifted = z * np.eye(n) - A
        X = np.linalg.solve(shifted, Y)
        w = np.linalg.solve(shifted.conj().T, np.conj(z / points) * head)
        Y_bar += w.real
        A_bar += (w @ X.conj().T).real
    return A_bar, Y_bar


def by_hand_loops(A: Array, Y: Array, radius: float, points: int, head: Array) -> tuple[Array, ...]:
    """The same; machine code takes matrices of one type only."""
    n = A.shape[0]
    A_bar, Y_bar = np.zeros_like(A), np.zeros_like(Y)
    for k in range(points - 1, -1, -1):
        z = radius * np.exp(2j * np.pi * (k + 0.5) / points)
        shifted = z * np.eye(n) - A
        X = np.linalg.solve(shifted, Y.astype(np.complex128))
        w = np.linalg.solve(np.conj(shifted).T, np.conj(z / points) * head.astype(np.complex128))
        Y_bar += w.real
        A_bar += (w @ np.conj(X).T).real
    return A_bar, Y_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def contour_integral(A: Array, Y: Array, radius: float, points: int) -> Array:
        n = A.shape[0]

        def add(total: Array, k: Array) -> tuple[Array, None]:
            z = radius * jnp.exp(2j * jnp.pi * (k + 0.5) / points)
            return total + z / points * jnp.linalg.solve(z * jnp.eye(n) - A, Y.astype(z.dtype)), None

        return lax.scan(add, jnp.zeros(Y.shape, complex), jnp.arange(points))[0].real

    return contour_integral


def all_at_once(jax: Any) -> Any:
    """All systems of equations as one batch."""
    jnp = jax.numpy

    def contour_integral(A: Array, Y: Array, radius: float, points: int) -> Array:
        z = radius * jnp.exp(2j * jnp.pi * (jnp.arange(points) + 0.5) / points)
        shifted = z[:, None, None] * jnp.eye(A.shape[0]) - A
        X = jnp.linalg.solve(shifted, jnp.broadcast_to(Y, (points, *Y.shape)).astype(z.dtype))
        return jnp.sum(z[:, None, None] / points * X, axis=0).real

    return contour_integral


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    A = rng.normal(size=(size, size)) / np.sqrt(size)
    return {"A": A, "Y": rng.normal(size=(size, max(2, size // 4))), "radius": 0.6, "points": 16}


KERNEL = Kernel(
    contour_integral,
    ("A", "Y"),
    "array",
    inputs,
    tests=(2, 4),
    size=60,
    compiled=60,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
    jax_rewritten=all_at_once,
)
