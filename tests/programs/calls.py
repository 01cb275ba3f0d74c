"""Calls: helpers with every kind of argument, several results, in-place effects, views returned, recursion, methods."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def spring(a: float, b: float, k: float) -> float:
    d = b - a
    return 0.5 * k * d * d


def spring_energy(q: Any, k: float) -> Any:
    total = 0.0
    for i in range(len(q) - 1):
        total += spring(q[i], q[i + 1], k)
    return total


def damped(x: Any, scale: float = 0.5, *, shift: float = 0.1) -> Any:
    return np.tanh(scale * x) + shift


def keyword_arguments(x: Any, s: float) -> Any:
    return damped(x) * damped(x, s) + damped(x, shift=s * s) * damped(scale=s, x=x)


def both(x: float, y: float) -> tuple[float, float]:
    return x * y, np.sin(x) + y


def two_results(x: float, y: float) -> float:
    for _ in range(3):
        x, y = both(x, y)
    return x * y


def write_first(buffer: Any, value: Any) -> None:
    buffer[0] = value * buffer[1]
    buffer *= 1.5


def callee_writes(x: Any) -> Any:
    y = x * x
    write_first(y, x[2])
    write_first(x, y[0])
    return x * y


def callee_writes_in_loop(a: Any) -> Any:
    for i in range(a.shape[0] - 1):
        write_first(a[i], a[i + 1, 0])
    return a


def interior(x: Any) -> Any:
    return x[1:-1]


def callee_returns_view(x: Any) -> Any:
    y = x * 1.0
    v = interior(y)
    v *= v
    return y


def same(x: Any) -> Any:
    return x


def callee_returns_argument(x: Any) -> Any:
    y = same(x)
    y[0] = x[1] * x[1]
    return x


def factorial_like(x: float, n: int) -> float:
    if n == 0:
        return 1.0
    return np.sin(x * n) * factorial_like(x, n - 1) + x


def recursion(x: float) -> float:
    return factorial_like(x, 4)


def tree_sum(x: Any) -> Any:
    if len(x) == 1:
        return x[0] * x[0]
    half = len(x) // 2
    return np.sin(tree_sum(x[:half])) + tree_sum(x[half:]) * x[0]


def is_even(x: float, n: int) -> float:
    return x if n == 0 else is_odd(np.sin(x), n - 1)


def is_odd(x: float, n: int) -> float:
    return 1.0 if n == 0 else is_even(x * x, n - 1)


def mutual_recursion(x: float) -> float:
    return is_even(x, 4) * x


def helper_with_exit(x: float, limit: float) -> float:
    for i in range(10):
        if x > limit:
            return x * i
        x = x * 1.5
    return x


def call_of_early_return(x: float, y: float) -> float:
    return helper_with_exit(x, 1.0) + helper_with_exit(y, 100.0) * x


def call_in_condition(x: float) -> float:
    if spring(x, 1.0, 2.0) > 0.01:
        x = spring(x, 0.0, x)
    return x


def outer_overwrites_input(x: float) -> float:
    for i in range(3):
        x = damped(x * x, 0.9) + spring(x, 0.3, 1.1)
    return x


class Oscillator:
    """A model with constant parameters and methods."""

    def __init__(self, stiffness: float, damping: float) -> None:
        self.stiffness = stiffness
        self.damping = damping

    def force(self, x: Any, v: Any) -> Any:
        return -self.stiffness * x - self.damping * v * abs(v)

    def run(self, x: Any, v: Any, dt: float) -> Any:
        for _ in range(4):
            v = v + dt * self.force(x, v)
            x = x + dt * v
        return x


OSCILLATOR = Oscillator(2.0, 0.3)


def method_of_constant(x: float, v: float) -> float:
    return OSCILLATOR.run(x, v, 0.1)


def polynomial(x: float, c0: float, c1: float, c2: float) -> float:
    return c0 + x * (c1 + x * c2)


def function_argument(x: float, y: float) -> float:
    return apply_twice(np.sin, x) * apply_twice(square, y)


def apply_twice(f: Any, x: float) -> float:
    return f(f(x))


def square(x: Any) -> Any:
    return x * x


def math_functions(x: float, y: float) -> float:
    return math.sin(x) * math.exp(y) + math.sqrt(x) * math.log(y) + math.atan2(x, y) + math.hypot(x, y) * math.pi


def chain_of_calls(x: Any) -> Any:
    return damped(square(damped(square(x), 0.7)))


def unused_result(x: float) -> float:
    square(x)
    ignored = spring(x, x * x, 3.0)
    ignored = 2.0
    return x * ignored


def callee_accumulates(total: Any, x: Any, i: int) -> None:
    total[i % 2] += x[i] ** 2


def accumulate_by_helper(x: Any) -> Any:
    total = np.zeros(2)
    for i in range(len(x)):
        callee_accumulates(total, x, i)
    return total * total


def swap_in_callee(a: Any, b: Any) -> Any:
    return b, a


def swapped_by_callee(a: Any, b: Any) -> Any:
    for _ in range(3):
        a, b = swap_in_callee(a, b)
        a[0] = b[1] * a[1]
    return a * b


def same_array_read_twice(x: Any) -> Any:
    return dot_by_hand(x, x)


def dot_by_hand(a: Any, b: Any) -> Any:
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


PROGRAMS = (
    Program(spring_energy, (numbers(4), 1.3)),
    Program(keyword_arguments, (numbers(3, seed=1), 0.7)),
    Program(keyword_arguments, (0.4, 0.7)),
    Program(two_results, (0.4, 0.7)),
    Program(callee_writes, (numbers(3, seed=2),)),
    Program(callee_writes_in_loop, (numbers(3, 2, seed=3),)),
    Program(callee_returns_view, (numbers(4, seed=4),)),
    Program(callee_returns_argument, (numbers(3, seed=5),)),
    Program(recursion, (0.4,)),
    Program(tree_sum, (numbers(5, seed=6),)),
    Program(mutual_recursion, (0.4,)),
    Program(call_of_early_return, (0.4, 0.7)),
    Program(call_in_condition, (0.4,)),
    Program(outer_overwrites_input, (0.4,)),
    Program(method_of_constant, (0.4, -0.7)),
    Program(OSCILLATOR.run, (0.4, 0.7, 0.1)),
    Program(function_argument, (0.4, 0.7)),
    Program(polynomial, (0.4, 0.7, 0.2, 0.3)),
    Program(math_functions, (0.4, 0.7)),
    Program(chain_of_calls, (numbers(3, seed=8),)),
    Program(unused_result, (0.4,)),
    Program(accumulate_by_helper, (numbers(5, seed=9),)),
    Program(swapped_by_callee, (numbers(2, seed=10), numbers(2, seed=11))),
    Program(same_array_read_twice, (numbers(3, seed=12),)),
)
