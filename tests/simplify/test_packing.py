"""What a trip records in four pushes or more is pushed as one tuple."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

import srcxform
from tests.simplify.test_tape_pairs import source_of


def arm(a: float, b: float, n: int) -> float:
    for _ in range(n):
        p, q = math.sin(a) * math.cos(b), math.cos(a) * math.sin(b)
        a, b = a + 0.1 * p * q, b - 0.1 * p * p
    return a * b


def arm_left_early(a: float, b: float, n: int) -> float:
    for _ in range(n):
        p, q = math.sin(a) * math.cos(b), math.cos(a) * math.sin(b)
        a, b = a + 0.1 * p * q, b - 0.1 * p * p
        if a > 0.62:
            break
    return a * b


def nested(a: float, b: float, n: int) -> float:
    for k in range(n):
        a = a * b * math.exp(-a * k)
        for _ in range(k):
            p, q = math.sin(a) * math.cos(b), math.cos(a) * math.sin(b)
            a, b = a + 0.1 * p * q, b - 0.1 * p * p
    return a * b


def named_again(a: float, b: float, n: int) -> float:
    """Of each name two values are recorded, so a push that waited would need a second name."""
    for _ in range(n):
        a = math.sin(a) * math.cos(b)
        a = a * a * math.exp(b)
        b = math.sin(b) * a
        b = b * b + a
    return a * b


def with_arrays(u: np.ndarray, s: float, n: int) -> float:
    for _ in range(n):
        w = np.sin(u) * s
        s = s + math.sin(s) * np.sum(w * u)
        u[1:] = w[:-1] * np.exp(u[1:]) * s
    return np.sum(u) + s


def tried(a: float, b: float, n: int) -> float:
    for _ in range(n):
        try:
            p, q = math.sin(a) * math.sqrt(b), math.cos(a) * math.sin(b)
            a, b = a + 0.1 * p * q, b - 0.3 * p * p
        except ValueError:
            b = b * b + 0.5
    return a * b


def pushes(text: str) -> list[str]:
    return re.findall(r"(\w+)\.append\(\(", text)


@pytest.mark.parametrize("function", [arm, arm_left_early, nested, named_again, tried])
def test_the_gradient_is_right_in_both_orders(function: Any) -> None:
    at, h = (0.6, 0.7, 5), 1e-6
    found = srcxform.grad(function, wrt=(0, 1))(*at)
    moved = [[function(*(x + s * h * (k == w) for k, x in enumerate(at[:2])), at[2]) for s in (1, -1)] for w in (0, 1)]
    assert np.allclose(found, [(up - down) / (2 * h) for up, down in moved], rtol=1e-7)
    slope = srcxform.grad(function)
    second = srcxform.grad(slope)(*at)
    assert np.isclose(second, (slope(at[0] + h, *at[1:]) - slope(at[0] - h, *at[1:])) / (2 * h), rtol=1e-6)


def test_many_pushes_are_one() -> None:
    text = source_of(arm, 0.6, 0.7, 5)
    assert pushes(text) == ["stack"], text
    assert len(re.findall(r"\.pop\(\)", text)) == 1, text
    assert "_stack" not in text, text


def test_the_list_says_whether_there_is_more() -> None:
    text = source_of(arm_left_early, 0.6, 0.7, 5)
    assert "while stack:" in text, text
    assert pushes(text) == ["stack"], text


def test_few_pushes_stay() -> None:
    def two(x: float, y: float, n: int) -> float:
        for _ in range(n):
            x, y = x * y * x, x + y * y
        return x + y

    text = source_of(two, 0.6, 0.7, 5)
    assert not pushes(text), text
    assert text.count("_stack.append(") == 2, text


def test_a_push_does_not_wait_for_its_name_to_be_taken() -> None:
    text = source_of(named_again, 0.6, 0.7, 5)
    assert not pushes(text), text


def test_arrays_go_along() -> None:
    u = np.linspace(0.1, 0.6, 5)
    text = source_of(with_arrays, u, 0.7, 4)
    assert pushes(text) == ["stack"], text
    found = srcxform.grad(with_arrays)(u, 0.7, 4)
    h = 1e-6
    for k in range(5):
        step = h * (np.arange(5) == k)
        slope = (with_arrays(u + step, 0.7, 4) - with_arrays(u - step, 0.7, 4)) / (2 * h)
        assert np.isclose(found[k], slope, rtol=1e-6)


def test_what_is_looked_at_has_a_list_for_each() -> None:
    report = srcxform.tape_report(srcxform.grad(arm), 0.6, 0.7, 5)
    assert sum(line.count for line in report.lines if line.tape_bytes) >= 20
