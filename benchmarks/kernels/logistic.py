"""The logistic map, step by step on Python floats."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def logistic(r: float, x: float, n: int) -> float:
    for i in range(n):
        x = r * x * (1 - x)
    return x


def by_hand(r: float, x: float, n: int, head: float) -> tuple[Array, ...]:
    x_stack = []
    for i in range(n):
        x_stack.append(x)
        x = r * x * (1 - x)
    r_bar = 0.0
    x_bar = head
    for i in range(n - 1, -1, -1):
        x = x_stack.pop()
        w = x_bar * (1 - x)
        r_bar += w * x
        x_bar = r * (w - x_bar * x)
    return r_bar, x_bar


def by_hand_loops(r: float, x: float, n: int, head: float) -> tuple[Array, ...]:
    xs = np.empty(n)
    for i in range(n):
        xs[i] = x
        x = r * x * (1 - x)
    r_bar = 0.0
    x_bar = head
    for i in range(n - 1, -1, -1):
        x = xs[i]
        w = x_bar * (1 - x)
        r_bar += w * x
        x_bar = r * (w - x_bar * x)
    return r_bar, x_bar


def with_jax(jax: Any) -> Any:
    def logistic(r: float, x: float, n: int) -> Array:
        def step(x: Array, _: Array) -> tuple[Array, None]:
            return r * x * (1 - x), None

        return jax.lax.scan(step, x, None, length=n)[0]

    return logistic


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    # Below 3 the map settles; in the chaotic range a gradient over many steps would be noise. It settles the more
    # slowly the longer it is to run: a start that is forgotten has a gradient below the smallest number.
    return {"r": 3.0 - 10.0 / (size + 20), "x": rng.uniform(0.2, 0.8), "n": size}


KERNEL = Kernel(
    logistic,
    ("r", "x"),
    "scalar",
    inputs,
    tests=(1, 5, 20),
    size=20_000,
    compiled=200_000,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
)
