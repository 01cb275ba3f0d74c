"""Outer products of all trips, added at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcxform


def steps(a: Any, x: Any, n: int) -> Any:
    for _ in range(n):
        x = x + np.tanh(a @ x)
    return x


def linear(a: Any, b: Any, n: int) -> Any:
    x = np.zeros_like(b)
    for _ in range(n):
        x = x - b + 0.5 * (a @ b)
    return x


def read_in_the_loop(a: Any, x: Any, n: int) -> Any:
    for _ in range(n):
        x = x + np.tanh(a @ x)
        a = a * 0.5
    return x


def before_the_loop(a: Any, x: Any, n: int) -> Any:
    r = a @ x
    for _ in range(n):
        r = r - np.tanh(a @ r)
    return r


def around_the_loop(a: Any, x: Any, n: int) -> Any:
    """The sum begins with a product of its own."""
    r = a @ x
    for _ in range(n):
        r = r - np.tanh(a @ r)
    return np.sin(a @ r)


def written_between(a: Any, x: Any, n: int) -> Any:
    y = x.copy()
    r = a @ y
    y *= 2.0
    for _ in range(n):
        r = r - np.tanh(a @ r) * y
    return r * y


def differences(function: Any, a: Any, x: Any, n: int, head: Any) -> Any:
    found = np.zeros_like(a)
    for place in np.ndindex(a.shape):
        ends = []
        for sign in (1, -1):
            moved = a.copy()
            moved[place] += sign * 1e-6
            ends.append(np.sum(function(moved, x, n) * head))
        found[place] = (ends[0] - ends[1]) / 2e-6
    return found


@pytest.mark.parametrize("trips", [0, 1, 5])
@pytest.mark.parametrize(
    "function", [steps, linear, read_in_the_loop, before_the_loop, around_the_loop, written_between]
)
def test_the_gradient_is_that_of_every_trip(function: Any, trips: int) -> None:
    a, x = np.array([[0.3, -0.2, 0.5], [0.1, 0.4, -0.6], [0.7, 0.2, 0.1]]), np.array([0.5, -0.3, 0.8])
    head = np.array([1.0, -2.0, 0.5])
    found = srcxform.grad(function)(a, x, trips, head)
    np.testing.assert_allclose(found, differences(function, a, x, trips, head), rtol=1e-6, atol=1e-8)


def source_of(function: Any) -> str:
    gradient = srcxform.grad(function)
    gradient(np.full((3, 3), 0.1), np.ones(3), 4)
    return str(gradient.source)


def test_the_products_are_one_product_of_matrices() -> None:
    text = source_of(steps)
    assert "a_bar += np.array(a_bar_left).T @ np.array(a_bar_right)" in text
    assert "np.outer" not in text


@pytest.mark.parametrize("function", [before_the_loop, written_between])
def test_a_product_after_the_loop_is_one_of_them(function: Any) -> None:
    text = source_of(function)
    assert "a_bar = np.array(a_bar_left).T @ np.array(a_bar_right)" in text, text
    assert "np.outer" not in text
    assert "zeros_like(a)" not in text


def test_what_the_sum_began_with_stays() -> None:
    text = source_of(around_the_loop)
    assert text.count("np.outer") == 1, text
    assert "+ np.array(a_bar_left).T @ np.array(a_bar_right)" in text, text


def test_trap_a_loop_without_a_tape_keeps_no_list() -> None:
    assert "_left" not in source_of(linear)


def test_trap_the_sum_is_read_in_the_loop() -> None:
    assert "_left" not in source_of(read_in_the_loop)


def three_steps(a: Any, x: Any) -> Any:
    for _ in range(3):
        x = x + np.tanh(a @ x)
    return np.sum(x * x)


def test_the_text_can_be_differentiated_again() -> None:
    a, x = np.array([[0.3, -0.2], [0.1, 0.4]]), np.array([0.5, -0.3])
    first = srcxform.grad(three_steps)
    second = srcxform.grad(first)(a, x)
    assert "_left" in (first(a, x), first.source)[1]
    for place in np.ndindex(a.shape):
        ends = []
        for sign in (1, -1):
            moved = a.copy()
            moved[place] += sign * 1e-6
            ends.append(np.sum(first(moved, x)))
        np.testing.assert_allclose(second[place], (ends[0] - ends[1]) / 2e-6, rtol=1e-6)
