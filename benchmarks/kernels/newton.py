"""Newton's method for many square roots on Python floats, each left by `break` when it has converged."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def newton(x: float, c: float, n: int) -> float:
    total = 0.0
    for k in range(n):
        root = x
        target = c + k
        for i in range(50):
            step = (root * root - target) / (2 * root)
            root = root - step
            if abs(step) < 1e-3 * root:
                break
        total += root
    return total


def by_hand(x: float, c: float, n: int, head: float) -> tuple[Array, ...]:
    root_stack, trips_stack = [], []
    for k in range(n):
        root = x
        target = c + k
        for i in range(50):
            root_stack.append(root)
            step = (root * root - target) / (2 * root)
            root = root - step
            if abs(step) < 1e-3 * root:
                break
        trips_stack.append(i + 1)
    x_bar = c_bar = 0.0
    for k in range(n - 1, -1, -1):
        target = c + k
        target_bar, root_bar = 0.0, head
        for i in range(trips_stack.pop()):
            root = root_stack.pop()
            # The new root is (root + target / root) / 2.
            inverse = 0.5 / root
            target_bar += root_bar * inverse
            root_bar = root_bar * (0.5 - target * inverse / root)
        x_bar += root_bar
        c_bar += target_bar
    return x_bar, c_bar


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def newton(x: float, c: float, n: int) -> Array:
        """JAX cannot go backwards through a loop that is left early: the trips after the last one change nothing."""

        def step(state: tuple[Array, Array], _: Array, target: Array) -> tuple[tuple[Array, Array], None]:
            def moving(root: Array) -> tuple[Array, Array]:
                step = (root * root - target) / (2 * root)
                return root - step, jnp.abs(step) < 1e-3 * (root - step)

            return lax.cond(state[1], lambda root: (root, jnp.array(True)), moving, state[0]), None

        def root(total: Array, k: Array) -> tuple[Array, None]:
            first = (jnp.asarray(x), jnp.array(False))
            return total + lax.scan(lambda s, i: step(s, i, c + k), first, None, length=50)[0][0], None

        return lax.scan(root, jnp.zeros(()), jnp.arange(n))[0]

    return newton


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    # A root that has converged to the last digit does not depend on where it started: that gradient would be rounding.
    return {"x": rng.uniform(1.0, 2.0), "c": rng.uniform(1.0, 2.0), "n": size}


KERNEL = Kernel(
    newton,
    ("x", "c"),
    "scalar",
    inputs,
    tests=(1, 4),
    size=2000,
    compiled=20000,
    by_hand=by_hand,
    jax=with_jax,
)
