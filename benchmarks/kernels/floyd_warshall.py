"""The lengths of the shortest paths between all points of a graph, in place (PolyBench floyd-warshall)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def floyd_warshall(path: Array) -> None:
    for k in range(path.shape[0]):
        path[:] = np.minimum(path, np.add.outer(path[:, k], path[k, :]))


def primal_loops(path: Array) -> None:
    n = path.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                path[i, j] = min(path[i, j], path[i, k] + path[k, j])


def functional(path: Array) -> Array:
    for k in range(path.shape[0]):
        path = np.minimum(path, path[:, k][:, None] + path[k, :])
    return path


def by_hand(path: Array, head: Array) -> tuple[Array, ...]:
    """Only which side was shorter is recorded. The diagonal is positive, so there is no tie."""
    path = path.copy()
    n = path.shape[0]
    shorter_stack = []
    for k in range(n):
        through = np.add.outer(path[:, k], path[k, :])
        shorter_stack.append(through < path)
        np.minimum(path, through, out=path)
    path_bar = head.copy()
    for k in range(n - 1, -1, -1):
        through_bar = path_bar * shorter_stack.pop()
        path_bar -= through_bar
        path_bar[:, k] += np.sum(through_bar, axis=1)
        path_bar[k, :] += np.sum(through_bar, axis=0)
    return (path_bar,)


def by_hand_loops(path: Array, head: Array) -> tuple[Array, ...]:
    path = path.copy()
    n = path.shape[0]
    shorter = np.empty((n, n, n), dtype=np.bool_)
    for k in range(n):
        for i in range(n):
            first = path[i, k]
            for j in range(n):
                through = first + path[k, j]
                shorter[k, i, j] = through < path[i, j]
                path[i, j] = min(through, path[i, j])
    path_bar = head.copy()
    for k in range(n - 1, -1, -1):
        for i in range(n):
            first_bar = 0.0
            for j in range(n):
                w = path_bar[i, j] if shorter[k, i, j] else 0.0
                first_bar += w
                path_bar[k, j] += w
                path_bar[i, j] -= w
            path_bar[i, k] += first_bar
    return (path_bar,)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def floyd_warshall(path: Array) -> Array:
        def through(path: Array, k: Array) -> tuple[Array, None]:
            return jnp.minimum(path, path[:, k][:, None] + path[k, :]), None

        return lax.scan(through, jnp.asarray(path), jnp.arange(path.shape[0]))[0]

    return floyd_warshall


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"path": np.exp(rng.normal(size=(size, size)))}


KERNEL = Kernel(
    floyd_warshall,
    ("path",),
    "loop",
    inputs,
    tests=(3, 6),
    size=100,
    compiled=150,
    of="path",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    functional=functional,
    primal_loops=primal_loops,
)
