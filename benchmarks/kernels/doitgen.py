"""Each vector along the last axis of a block of numbers, multiplied by one matrix, in place (PolyBench doitgen)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def doitgen(A: Array, C4: Array) -> None:
    for r in range(A.shape[0]):
        for q in range(A.shape[1]):
            A[r, q, :] = A[r, q, :] @ C4


def functional(A: Array, C4: Array) -> Array:
    return np.stack([np.stack([np.dot(A[r, q, :], C4) for q in range(A.shape[1])]) for r in range(A.shape[0])])


def by_product(jax: Any) -> Any:
    """All vectors as one product."""
    return lambda A, C4: A @ C4


def with_jax(jax: Any) -> Any:
    lax = jax.lax

    def doitgen(A: Array, C4: Array) -> Array:
        def block(_: None, lines: Array) -> tuple[None, Array]:
            return None, lax.scan(lambda _, line: (None, line @ C4), None, lines)[1]

        return lax.scan(block, None, A)[1]

    return doitgen


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"A": rng.normal(size=(size, size, size)), "C4": rng.normal(size=(size, size))}


KERNEL = Kernel(
    doitgen,
    ("A", "C4"),
    "loop",
    inputs,
    tests=(2, 4),
    size=40,
    compiled=60,
    of="A",
    jax=with_jax,
    functional=functional,
    jax_rewritten=by_product,
)
