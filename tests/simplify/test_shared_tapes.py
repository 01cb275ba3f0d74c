"""Numbers that two tapes would hold are kept on one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcxform
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers

X = numbers(6, seed=3)


def read_for_a_test(x: Any, c: Any) -> Any:
    for i in range(1, x.shape[0]):
        if x[i] * c < 0.4:
            x[i] = c * x[i - 1]
    return np.sum(x**3)


def read_on_one_way(x: Any, c: Any) -> Any:
    for i in range(1, x.shape[0]):
        if c > 0.1:
            s = x[i] * x[i]
        else:
            s = c
        if s < 0.4:
            x[i] = s * c
    return np.sum(x**3)


def written_in_between(x: Any, c: Any) -> Any:
    for i in range(1, x.shape[0]):
        s = x[i] * x[i]
        x[i - 1 : i + 1] = np.sin(c * x[i])
        if s < 0.6:
            x[i] = s * c
    return np.sum(x**3)


def written_by_another_name(x: Any, c: Any) -> Any:
    y = x[1:]
    for i in range(1, x.shape[0]):
        s = x[i] * x[i]
        y[i - 1] *= c + x[i]
        if s < 0.6:
            x[i] = s * c
    return np.sum(x**3)


def another_place(x: Any, c: Any) -> Any:
    for i in range(1, x.shape[0]):
        s = x[i] * x[i - 1]
        if s * x[i] < 0.6:
            x[i - 1] = s * c
    return np.sum(x**3)


def in_a_loop_inside(x: Any, c: Any) -> Any:
    for i in range(1, x.shape[0]):
        s = x[i] * x[i] * c
        for k in range(2):
            if s < 0.9 + k:
                x[i] = s * x[i]
    return np.sum(x**3)


def left_before(x: Any, c: Any) -> Any:
    for i in range(1, x.shape[0]):
        s = x[i] * x[i] * c
        if s < 0.001:
            break
        x[i] = s * x[i] * x[i]
    return np.sum(x**3)


EVERY = (
    read_for_a_test,
    read_on_one_way,
    written_in_between,
    written_by_another_name,
    another_place,
    in_a_loop_inside,
    left_before,
)


@pytest.mark.parametrize("function", EVERY, ids=lambda f: f.__name__)
def test_gradients(function: Any) -> None:
    assert_right(function, Program(function, (X, 0.7), wrt=(0, 1)))


def text(function: Any) -> str:
    gradient = srcxform.grad(function, wrt=(0, 1))
    gradient(X.copy(), 0.7)
    return gradient.source


@pytest.mark.parametrize("function", [read_for_a_test, left_before], ids=lambda f: f.__name__)
def test_what_is_put_back_is_what_was_read(function: Any) -> None:
    assert "old_stack" not in text(function)


@pytest.mark.parametrize(
    "function", [read_on_one_way, written_by_another_name, in_a_loop_inside], ids=lambda f: f.__name__
)
def test_what_was_another_number_has_its_own_tape(function: Any) -> None:
    assert "old_stack" in text(function)
