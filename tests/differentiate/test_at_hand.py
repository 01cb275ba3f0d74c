"""Results of the forward sweep in place of the same operations in the reverse sweep."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import srcxform


def turned(a: float, b: float, n: int) -> float:
    for _ in range(n):
        x, y = math.cos(a + b), math.sin(a + b)
        a = a - 0.1 * (x * b - y)
        b = b + 0.2 * x * y
    return a * b


def test_sine_and_cosine_are_each_others_derivatives() -> None:
    gradient = srcxform.grad(turned, wrt=(0, 1))
    found = gradient(0.3, 0.5, 4)
    assert gradient.source.count("math.cos(") == 1 + gradient.source.count("# x, y = math.cos(")
    assert gradient.source.count("math.sin(") == 1 + gradient.source.count("math.cos(a + b), math.sin(")
    for k, slope in enumerate(found):
        ends = [turned(0.3 + s * (k == 0), 0.5 + s * (k == 1), 4) for s in (1e-6, -1e-6)]
        np.testing.assert_allclose(slope, (ends[0] - ends[1]) / 2e-6, rtol=1e-7)


def written_in_between(x: Any) -> Any:
    y = np.sin(x)
    x[0] = 2.0 * x[1]
    z = np.cos(x)
    return np.sum(y * z)


def test_trap_the_operand_is_written_in_between() -> None:
    x = np.array([0.3, 0.7, 1.1])
    found = srcxform.grad(written_in_between)(x.copy())
    for j in range(3):
        ends = [written_in_between(x + s * np.eye(3)[j]) for s in (1e-6, -1e-6)]
        np.testing.assert_allclose(found[j], (ends[0] - ends[1]) / 2e-6, rtol=1e-7, atol=1e-8)


def named_twice(a: float, b: float) -> float:
    u = a * b
    v = a * b
    return u * u + 3.0 * v


def test_a_gradient_with_respect_to_one_of_two_equal_locals_is_that_of_the_one() -> None:
    assert srcxform.grad(named_twice, wrt="u")(2.0, 3.0) == 12.0
    assert srcxform.grad(named_twice, wrt="v")(2.0, 3.0) == 3.0
    assert srcxform.grad(named_twice, wrt=(0, 1))(2.0, 3.0) == (45.0, 30.0)
