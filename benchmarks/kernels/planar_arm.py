"""The inverse kinematics of a plane arm of three bones, by descent in plain Python floats."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def planar_arm(
    a: float, b: float, c: float, l1: float, l2: float, l3: float, x: float, y: float, rate: float, steps: int
) -> float:
    for t in range(steps):
        x1, y1 = l1 * math.cos(a), l1 * math.sin(a)
        x2, y2 = l2 * math.cos(a + b), l2 * math.sin(a + b)
        x3, y3 = l3 * math.cos(a + b + c), l3 * math.sin(a + b + c)
        dx = x1 + x2 + x3 - x
        dy = y1 + y2 + y3 - y
        a -= rate * (dy * (x1 + x2 + x3) - dx * (y1 + y2 + y3))
        b -= rate * (dy * (x2 + x3) - dx * (y2 + y3))
        c -= rate * (dy * x3 - dx * y3)
        if dx * dx + dy * dy < 1e-20:
            break
    return a * a + b * b + c * c


def by_hand(
    a: float,
    b: float,
    c: float,
    l1: float,
    l2: float,
    l3: float,
    x: float,
    y: float,
    rate: float,
    steps: int,
    head: float,
) -> tuple[float, ...]:
    kept = []
    for t in range(steps):
        c1, s1 = math.cos(a), math.sin(a)
        c2, s2 = math.cos(a + b), math.sin(a + b)
        c3, s3 = math.cos(a + b + c), math.sin(a + b + c)
        kept.append((c1, s1, c2, s2, c3, s3))
        x3, y3 = l3 * c3, l3 * s3
        x23, y23 = l2 * c2 + x3, l2 * s2 + y3
        x123, y123 = l1 * c1 + x23, l1 * s1 + y23
        dx, dy = x123 - x, y123 - y
        a -= rate * (dy * x123 - dx * y123)
        b -= rate * (dy * x23 - dx * y23)
        c -= rate * (dy * x3 - dx * y3)
        if dx * dx + dy * dy < 1e-20:
            break
    a_bar, b_bar, c_bar = 2.0 * a * head, 2.0 * b * head, 2.0 * c * head
    l1_bar = l2_bar = l3_bar = x_bar = y_bar = 0.0
    while kept:
        c1, s1, c2, s2, c3, s3 = kept.pop()
        x3, y3 = l3 * c3, l3 * s3
        x23, y23 = l2 * c2 + x3, l2 * s2 + y3
        x123, y123 = l1 * c1 + x23, l1 * s1 + y23
        dx, dy = x123 - x, y123 - y
        ra, rb, rc = -rate * a_bar, -rate * b_bar, -rate * c_bar
        dx_bar = -(ra * y123 + rb * y23 + rc * y3)
        dy_bar = ra * x123 + rb * x23 + rc * x3
        x_bar -= dx_bar
        y_bar -= dy_bar
        x1_bar, y1_bar = dx_bar + ra * dy, dy_bar - ra * dx
        x2_bar, y2_bar = x1_bar + rb * dy, y1_bar - rb * dx
        x3_bar, y3_bar = x2_bar + rc * dy, y2_bar - rc * dx
        l1_bar += x1_bar * c1 + y1_bar * s1
        l2_bar += x2_bar * c2 + y2_bar * s2
        l3_bar += x3_bar * c3 + y3_bar * s3
        turn = l3 * (y3_bar * c3 - x3_bar * s3)
        c_bar += turn
        turn += l2 * (y2_bar * c2 - x2_bar * s2)
        b_bar += turn
        a_bar += turn + l1 * (y1_bar * c1 - x1_bar * s1)
    return l1_bar, l2_bar, l3_bar, x_bar, y_bar


def functional(
    a: float, b: float, c: float, l1: float, l2: float, l3: float, x: float, y: float, rate: float, steps: int
) -> Array:
    for t in range(steps):
        x1, y1 = l1 * np.cos(a), l1 * np.sin(a)
        x2, y2 = l2 * np.cos(a + b), l2 * np.sin(a + b)
        x3, y3 = l3 * np.cos(a + b + c), l3 * np.sin(a + b + c)
        dx = x1 + x2 + x3 - x
        dy = y1 + y2 + y3 - y
        a = a - rate * (dy * (x1 + x2 + x3) - dx * (y1 + y2 + y3))
        b = b - rate * (dy * (x2 + x3) - dx * (y2 + y3))
        c = c - rate * (dy * x3 - dx * y3)
        if dx * dx + dy * dy < 1e-20:
            break
    return a * a + b * b + c * c


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def planar_arm(
        a: float, b: float, c: float, l1: float, l2: float, l3: float, x: float, y: float, rate: float, steps: int
    ) -> Array:
        def move(state: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
            a, b, c, _ = state
            x1, y1 = l1 * jnp.cos(a), l1 * jnp.sin(a)
            x2, y2 = l2 * jnp.cos(a + b), l2 * jnp.sin(a + b)
            x3, y3 = l3 * jnp.cos(a + b + c), l3 * jnp.sin(a + b + c)
            dx = x1 + x2 + x3 - x
            dy = y1 + y2 + y3 - y
            a = a - rate * (dy * (x1 + x2 + x3) - dx * (y1 + y2 + y3))
            b = b - rate * (dy * (x2 + x3) - dx * (y2 + y3))
            c = c - rate * (dy * x3 - dx * y3)
            return a, b, c, dx * dx + dy * dy < 1e-20

        def step(state: Any, _: None) -> tuple[Any, None]:
            # A loop that may end early has no reverse mode there: the steps after its end do nothing.
            return lax.cond(state[3], lambda state: state, move, state), None

        start = (*(jnp.asarray(angle) for angle in (a, b, c)), jnp.asarray(False))
        a, b, c, _ = lax.scan(step, start, None, length=steps)[0]
        return a * a + b * b + c * c

    return planar_arm


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {
        "a": 0.4,
        "b": 0.3 + 0.1 * rng.uniform(),
        "c": 0.5,
        "l1": 1.0,
        "l2": 0.8,
        "l3": 0.5,
        "x": 1.1,
        "y": 1.2,
        "rate": 0.1 / (1.0 + size / 100.0),
        "steps": size,
    }


KERNEL = Kernel(
    planar_arm,
    ("l1", "l2", "l3", "x", "y"),
    "scalar",
    inputs,
    tests=(2, 30),
    size=3000,
    compiled=20_000,
    by_hand=by_hand,
    jax=with_jax,
    functional=functional,
)
