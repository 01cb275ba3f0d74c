"""Closures: nested functions and lambdas that read enclosing variables, late binding, functions in variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.programs.program import Program, numbers

GRAVITY = 9.81
WEIGHTS = np.array([0.2, 0.5, 0.3])


def reads_globals(x: Any) -> Any:
    return GRAVITY * np.sum(WEIGHTS * x * x)


def inner_reads_outer(x: float, y: float) -> float:
    def shifted(t: float) -> float:
        return np.sin(t + y) * x

    return shifted(x) + shifted(2.0 * y)


def lambda_reads_outer(x: float, y: float) -> float:
    f = lambda t: t * t * y
    return f(x) + f(x * y)


def late_binding(x: float) -> float:
    scale = x

    def scaled(t: float) -> float:
        return t * scale

    first = scaled(x)
    scale = x * x
    return first + scaled(x)


def two_lambdas(x: float) -> float:
    f, g = (lambda t: np.sin(t) * x), (lambda t: np.cos(t) * x * x)
    return f(x) * g(x)


def inner_with_loop(x: Any, n: int) -> Any:
    def iterate(y: Any) -> Any:
        for _ in range(n):
            y = np.tanh(y * x)
        return y

    return iterate(x) + iterate(x * 2)


def inner_writes_captured_array(x: Any) -> Any:
    y = x * 2.0

    def set_first(value: Any) -> None:
        y[0] = value * y[1]

    set_first(x[2])
    set_first(y[0])
    return y


def nested_twice(x: float) -> float:
    def middle(y: float) -> float:
        def innermost(z: float) -> float:
            return x * y * z

        return innermost(y) + innermost(x)

    return middle(x * 0.5)


def make_polynomial(*coefficients: float) -> Callable[[Any], Any]:
    """A function whose coefficients live in its closure."""
    a, b, c = coefficients

    def polynomial(x: Any) -> Any:
        return a + x * (b + x * c)

    return polynomial


def inner_in_loop(x: Any) -> Any:
    total = 0.0
    for i in range(3):

        def term(t: Any) -> Any:
            return np.sin(t * (i + 1))

        total = total + term(x[i])
    return total


def passed_to_helper(x: float, y: float) -> float:
    def residual(t: float) -> float:
        return t * t - y * x

    return secant_step(residual, x, y)


def secant_step(f: Callable[[float], float], a: float, b: float) -> float:
    fa, fb = f(a), f(b)
    return b - fb * (b - a) / (fb - fa)


def default_captures(x: float) -> float:
    y = x * x

    def shifted(t: float, shift: float = y) -> float:
        return t * shift

    y = 100.0
    return shifted(x) + shifted(x, 2.0)


def conditional_function(x: float) -> float:
    if x > 0:
        f = np.sin
    else:
        f = np.cos
    return f(x) * x


def immediate_lambda(x: float) -> float:
    return (lambda a, b: a * np.exp(b))(x, x * x)


PROGRAMS = (
    Program(reads_globals, (numbers(3),)),
    Program(inner_reads_outer, (0.4, 0.7)),
    Program(lambda_reads_outer, (0.4, 0.7)),
    Program(late_binding, (0.4,)),
    Program(two_lambdas, (0.4,)),
    Program(inner_with_loop, (numbers(2, seed=1), 3)),
    Program(inner_writes_captured_array, (numbers(3, seed=2),)),
    Program(nested_twice, (0.4,)),
    Program(make_polynomial(0.2, 0.7, -0.4), (numbers(2, seed=3),)),
    Program(inner_in_loop, (numbers(3, seed=4),)),
    Program(passed_to_helper, (0.4, 0.7)),
    Program(default_captures, (0.4,)),
    Program(conditional_function, (0.4,)),
    Program(conditional_function, (-0.4,)),
    Program(immediate_lambda, (0.4,)),
)
