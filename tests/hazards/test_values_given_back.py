"""Values that a program gives back, or may give: of the same kinds as the program has them, None among them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pytest

import srcxform


def keys_of_the_run(x: Any, n: int) -> Any:
    d = {}
    for i in range(n):
        if i % 2 == 0:
            d[f"t{i}"] = x * i
    return d


def in_other_containers(x: Any, n: int) -> Any:
    return {"d": keys_of_the_run(x, n), "y": (x * x, [keys_of_the_run(x * x, 2)])}


def with_defaults(x: Any, n: int) -> Any:
    d = defaultdict(float)
    for i in range(n):
        d[i % 2] += x * i
    return d


def places_of_a_list(x: Any, n: int) -> Any:
    made = [None] * n
    for i in range(n):
        if i % 2:
            made[i] = x * i
    return x * 2.0, made


PROGRAMS = (keys_of_the_run, in_other_containers, with_defaults, places_of_a_list)


@pytest.mark.parametrize("function", PROGRAMS, ids=lambda f: f.__name__)
def test_tables_are_given_back_as_what_they_stand_for(function: Any) -> None:
    expected = function(2.0, 4)
    value, _ = srcxform.value_and_grad(function)(2.0, 4)
    assert value == expected
    assert type(value) is type(expected)
    value, tangent = srcxform.jvp(function, (2.0, 4), (1.0, None))
    assert value == expected
    assert type(tangent) is type(expected)


def test_the_tangent_of_a_table_has_its_keys() -> None:
    _, tangent = srcxform.jvp(in_other_containers, (3.0, 4), (1.0, None))
    assert tangent == {"d": {"t0": 0.0, "t2": 2.0}, "y": (6.0, [{"t0": 0.0}])}
    _, tangent = srcxform.jvp(with_defaults, (3.0, 4), (1.0, None))
    assert tangent == {0: 2.0, 1: 4.0}


class Store:
    def __init__(self, **given: Any) -> None:
        self.kept = given

    def __getitem__(self, key: str) -> Any:
        return self.kept[key]


def number_of_unknown_kind(a: Any, n: int) -> Any:
    store = Store(A=a)
    history = [store]
    for _ in range(n):
        store = Store(A=np.linalg.eigvals(np.subtract.outer(a, a)))
        history.append(store)
    return [each["A"] for each in history], store["A"][0]


def test_a_number_stays_a_number() -> None:
    given = np.array([1.0, 2.0, 4.0]), 2
    value, _ = srcxform.value_and_grad(number_of_unknown_kind)(*given)
    assert not isinstance(value[1], np.ndarray)


def running_best(x: Any, times: Any) -> Any:
    best = None
    for t in times:
        v = (t - x) ** 2
        best = v if best is None else min(best, v)
    return best


def latest_stop(x: Any, times: Any) -> Any:
    stop, s = None, 0.0
    for t in times:
        until = t if stop is None else max(t, stop)
        s += x * until
        if t > 1.0:
            stop = t + x
    return s


@pytest.mark.parametrize("function", [running_best, latest_stop], ids=lambda f: f.__name__)
def test_extrema_of_what_was_none_before(function: Any) -> None:
    times, h = [0.5, 1.2, 1.5], 1e-6
    slope = (function(0.8 + h, times) - function(0.8 - h, times)) / (2 * h)
    assert srcxform.grad(function)(0.8, times) == pytest.approx(slope, rel=1e-8)


class Ray:
    def __init__(self, p: Any) -> None:
        self.p = p


def traced(ray: Ray, n: int) -> Ray:
    for _ in range(n):
        np.sin(ray.p)  # this may raise, as far as the compiler knows
    return ray


def objects_or_none(x: Any, weights: Any, n: int) -> Any:
    total, lost = 0.0, 0
    for weight in weights:
        for y in weights:
            try:
                out = traced(Ray(y * x), n)
            except ValueError:
                out = None
            if out is None:
                lost += 1
                continue
            total += out.p * weight
    return total, lost


def test_whether_a_choice_is_none_is_asked_of_what_there_is() -> None:
    """It was asked of the alternative that does not exist, too: then the path had never assigned it."""
    weights = [1.0, 2.0]
    value, slope = srcxform.value_and_grad(objects_or_none)(0.7, weights, 2)
    assert value == objects_or_none(0.7, weights, 2)
    assert slope == pytest.approx(9.0)
