"""Maxima that are subtracted for range alone, and those that matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import grad
from srcxform.analyses.aliasing import aliasing
from srcxform.analyses.invariance import cancelled
from tests.reading import named, read

X = np.array([[1.0, 2.0, 2.0], [0.5, -1.0, 0.0]])


def softmax(x):
    m = np.max(x, axis=-1, keepdims=True)
    e = np.exp(x - m)
    return e / np.sum(e, axis=-1, keepdims=True)


def softmax_with_new_axes(x):
    m = np.max(x, axis=1)
    e = np.exp(x - m[:, np.newaxis])
    return e / np.expand_dims(e.sum(axis=1), 1)


def log_sum_exp(x):
    m = np.max(x, axis=1)
    return m + np.log(np.sum(np.exp(x - np.expand_dims(m, 1)), axis=1))


def log_sum_exp_of_the_last_axis(x):
    m = np.max(x, axis=-1, keepdims=True)
    return m[..., 0] + np.log(np.sum(np.exp(x - m), axis=-1))


def log_sum_exp_squeezed(x):
    m = x.max(axis=0, keepdims=True)
    return m.squeeze(0) + np.squeeze(np.log(np.exp(x - m).sum(axis=0, keepdims=True)))


def log_sum_exp_of_all(x):
    m = np.max(x)
    return np.log(np.sum(np.exp(x - m))) + m


def log_softmax(x):
    m = np.max(x, axis=0)
    shifted = x - m
    return shifted - np.log(np.sum(np.exp(shifted), axis=0))


def weighted(x):
    m = np.max(x, axis=1, keepdims=True)
    e = np.exp(x - m)
    return np.sum(e * x, axis=1, keepdims=True) / np.sum(e, axis=1, keepdims=True)


CANCELS = [
    softmax, softmax_with_new_axes, log_sum_exp, log_sum_exp_of_the_last_axis, log_sum_exp_squeezed, log_sum_exp_of_all,
    log_softmax,
]  # fmt: skip


@pytest.mark.parametrize("function", [*CANCELS, weighted])
def test_the_maximum_cancels(function: Callable[..., Any]) -> None:
    assert "m" in names(function)


def given_back_too(x):
    m = np.max(x, axis=-1, keepdims=True)
    e = np.exp(x - m)
    return e / np.sum(e, axis=-1, keepdims=True), m * x


def subtracted_alone(x):
    m = np.max(x, axis=-1, keepdims=True)
    return x - m


def exponentials_alone(x):
    m = np.max(x, axis=-1, keepdims=True)
    return np.sum(np.exp(x - m), axis=-1)


def sum_over_what_is_scaled_differently(x):
    m = np.max(x, axis=1, keepdims=True)
    e = np.exp(x - m)
    return e / np.sum(e, axis=0, keepdims=True)


def sum_over_all(x):
    m = np.max(x, axis=1, keepdims=True)
    e = np.exp(x - m)
    return e / np.sum(e)


def divided_by_another_row(x):
    m = np.max(x, axis=1)
    e = np.exp(x - m[:, np.newaxis])
    s = np.sum(e, axis=1)
    return np.sum(e[:, :2] / s, axis=1)


def of_another_row(x):
    m = np.max(x, axis=1, keepdims=True)
    return m[0, 0] + np.log(np.sum(np.exp(x - m), axis=1))


def added_twice(x):
    m = np.max(x, axis=1)
    return 2.0 * m + np.log(np.sum(np.exp(x - m[:, np.newaxis]), axis=1))


def a_number_is_added(x):
    m = np.max(x, axis=-1, keepdims=True)
    e = np.exp(x - m)
    return e / (1.0 + np.sum(e, axis=-1, keepdims=True))


def squared(x):
    m = np.max(x, axis=-1, keepdims=True)
    e = np.exp(x - m)
    return e * e / np.sum(e, axis=-1, keepdims=True)


def written_in_between(x):
    m = np.max(x, axis=-1, keepdims=True)
    e = np.exp(x - m)
    e[0] = 1.0
    return e / np.sum(e, axis=-1, keepdims=True)


def in_a_branch(x):
    m = np.max(x, axis=-1, keepdims=True)
    e = np.exp(x - m)
    s = np.sum(e, axis=-1, keepdims=True)
    if x[0, 0] > 0:
        s = np.ones((2, 1))
    return e / s


MATTERS = [
    given_back_too, subtracted_alone, exponentials_alone, sum_over_what_is_scaled_differently, sum_over_all,
    divided_by_another_row, of_another_row, added_twice, a_number_is_added, squared, written_in_between, in_a_branch,
]  # fmt: skip


@pytest.mark.parametrize("function", MATTERS)
def test_trap_the_maximum_matters(function: Callable[..., Any]) -> None:
    assert "m" not in names(function)


@pytest.mark.parametrize("function", CANCELS)
def test_the_gradient_has_no_trace_of_the_maximum(function: Callable[..., Any]) -> None:
    gradient = grad(function)
    head = np.cos(np.arange(np.size(function(X)))).reshape(np.shape(function(X)))
    x_bar = gradient(X, head)
    assert "==" not in gradient.source
    for place in np.ndindex(X.shape):
        step = np.zeros_like(X)
        step[place] = 1e-6
        slope = np.sum(head * (function(X + step) - function(X - step))) / 2e-6
        assert x_bar[place] == pytest.approx(slope, abs=1e-8)


def names(function: Callable[..., Any]) -> set[str]:
    """The names of the values that cancel."""
    program = read(function, X)
    found = cancelled(aliasing(program.body), ())
    return {name for var, name in named(program).items() if var in found}
