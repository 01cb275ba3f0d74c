"""Elements that are kept before a loop instead of in each trip."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import srcxform
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers

X, W = numbers(3, seed=1), numbers(4, seed=2)


def one_place(x: Any, w: Any) -> Any:
    s, q = np.zeros(3), 0.0
    for t in range(2):
        for k in range(w.shape[0]):
            s[1] += x[t] * w[k]
        q += s[1] * s[1]
    return q


def three_deep(x: Any, w: Any) -> Any:
    s, q = np.zeros(3), 0.0
    for r in range(2):
        for t in range(2):
            for k in range(w.shape[0]):
                for m in range(k):
                    s[t + 1] += x[t] * w[k] * w[m]
            q += s[t + 1] * s[1]
    return q


def a_row(x: Any, w: Any) -> Any:
    s, q = np.zeros((2, 4)), 0.0
    for t in range(2):
        for k in range(x.shape[0]):
            s[0, 1:] += x[k] * w[1:] * w[:-1]
        q += s[0, 1:] @ s[0, :-1]
    return q


def read_inside(x: Any, w: Any) -> Any:
    s, q = np.zeros(3), 0.0
    for t in range(2):
        for k in range(w.shape[0]):
            s[1] += x[t] * w[k]
            q += s[1] * s[1]
    return q


def moving(x: Any, w: Any) -> Any:
    s, q = np.zeros(4), 0.0
    for t in range(2):
        for k in range(w.shape[0]):
            s[k] += x[t] * w[k]
        q += s[1] * s[2]
    return q


def multiplied(x: Any, w: Any) -> Any:
    s, q = np.ones(3), 0.0
    for t in range(2):
        for k in range(w.shape[0]):
            s[1] *= w[k]
        q += s[1] * s[1]
    return q


def perhaps_nowhere(x: Any, w: Any) -> Any:
    s, q = np.ones(3), 0.0
    for t in range(5):
        for k in range(t, 3):
            s[t] += x[k] * w[k]
        q += s[t % 3] * s[0]
    return q


def all_of_it(x: Any, w: Any) -> Any:
    s, q = np.zeros(3), 0.0
    for t in range(2):
        for k in range(w.shape[0]):
            s += x * w[k]
        q += s[t] * s[1]
    return q


@pytest.mark.parametrize(
    ("function", "depth"),
    [
        (one_place, 1),
        (all_of_it, 1),
        (three_deep, 2),
        (a_row, 1),
        (read_inside, 2),
        (moving, 2),
        (multiplied, 2),
        (perhaps_nowhere, 2),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_loops_around_what_is_kept(function: Any, depth: int) -> None:
    gradient = srcxform.grad(function, wrt=(0, 1))
    gradient(X, W)
    kept = re.findall(r"\n( +)\w+\.append\(", gradient.source)
    assert [len(indent) // 4 - 1 for indent in kept] == [depth] * len(kept), gradient.source
    assert kept
    assert_right(function, Program(function, (X, W)))
