"""What was computed from an array before the array is written, in forward mode too: its tangent is no second name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.hazards.outcome import REFUSED, RIGHT, outcome
from tests.programs.program import Program, numbers

U, V, A = numbers(4, seed=1), numbers(4, seed=2), numbers(3, 4, seed=3)


# Values whose tangent is that of the array itself.


def constant_added(u: Any, v: Any, a: Any) -> Any:
    r = u + 1.5
    q = v - 0.5
    u[0] = v[1]
    v *= 2.0
    return np.sum(r**2) + np.sum(q**3) + np.sum(u * v)


def times_one(u: Any, v: Any, a: Any) -> Any:
    r, q, p = u * 1, 1.0 * v, a / 1
    u[0] = v[1]
    v *= 2.0
    a[0] = u
    return np.sum(r**2) + np.sum(q**3) + np.sum(p**2)


def sign_kept(u: Any, v: Any, a: Any) -> Any:
    r, q = +u, u - 0
    u[0] = v[1]
    return np.sum(r**2) + np.sum(q**3)


def number_of_an_array_without_axes(u: Any, v: Any, a: Any) -> Any:
    w = np.array(u[0])
    r, q = w + 1.0, w * 1
    w[...] = v[0]
    return r**2 + q**3 + w


def stretched(u: Any, v: Any, a: Any) -> Any:
    r = u[:1] + np.zeros(4)
    u[0] = v[1]
    return np.sum(r**2) + np.sum(u)


def of_a_view(u: Any, v: Any, a: Any) -> Any:
    r, q, p = u[1:] + 2.0, a[0] - 1.0, a.T * 1
    u[1] = v[0]
    a[0] *= v
    return np.sum(r**2) + np.sum(q**2) + np.sum(p**3)


def of_an_item(u: Any, v: Any, a: Any) -> Any:
    every = [u, v]
    r = every[0] + 1.0
    every[0][0] = v[2]
    every[0] *= 3.0
    return np.sum(r**2) + np.sum(u)


def in_each_trip(u: Any, v: Any, a: Any) -> Any:
    total = 0.0
    w = v
    for k in range(3):
        total = total + np.sum(w**2)
        w = u + k
        u[k] = u[k] * v[k]
    return total + np.sum(w)


def on_one_path(u: Any, v: Any, a: Any) -> Any:
    w = u + 1.0 if u[0] > v[0] else v * 2.0
    u[0] = u[0] * v[1]
    return np.sum(w**2) + np.sum(u)


def given_to_a_function(u: Any, v: Any, a: Any) -> Any:
    def product(p: Any, q: Any, r: Any) -> Any:
        return p * q + np.sum(r)

    def changed(x: Any) -> Any:
        x[0] = x[0] * 3.0
        return x[1]

    return product(r=u * 1, q=changed(u), p=u[0])


# Other names of an array.


def real_conjugate(u: Any, v: Any, a: Any) -> Any:
    w = u.conj()
    w[0] = v[0]
    x = v.conjugate()
    v[1] = u[2]
    return np.sum(u**2) + np.sum(x**3)


def difference_of_order_none(u: Any, v: Any, a: Any) -> Any:
    w = np.diff(u, n=0)
    u[0] = v[0]
    return np.sum(w**2)


# Views that can be read alone.


def diagonal_read_after_a_write(u: Any, v: Any, a: Any) -> Any:
    m = np.outer(u, v)
    d, e, f = np.diagonal(m), np.diag(m), m.diagonal(1)
    m[0, 0] = u[1]
    m[0, 1] *= v[2]
    return np.sum(d**2) + np.sum(e * u) + np.sum(f**3) + np.sum(m**2)


def stretched_view(u: Any, v: Any, a: Any) -> Any:
    w = np.broadcast_to(u, (3, 4))
    u[0] = v[0]
    return np.sum(w**2 * a)


def stretched_views(u: Any, v: Any, a: Any) -> Any:
    w, _ = np.broadcast_arrays(u, a)
    u[0] = v[0]
    return np.sum(w**2 * a)


def windows(u: Any, v: Any, a: Any) -> Any:
    w = np.lib.stride_tricks.sliding_window_view(u, 2)
    u[0] = v[0]
    return np.sum(w**2)


def grid_without_copies(u: Any, v: Any, a: Any) -> Any:
    x, _ = np.meshgrid(u, v, copy=False)
    u[0] = v[0]
    return np.sum(x**2)


RIGHT_ONES = [
    constant_added, times_one, sign_kept, number_of_an_array_without_axes, stretched, of_a_view, of_an_item,
    in_each_trip, on_one_path, given_to_a_function, real_conjugate, difference_of_order_none,
    diagonal_read_after_a_write,
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT_ONES)
def test_right(function: Any) -> None:
    assert outcome(function, Program(function, (U, V, A))) == RIGHT


@pytest.mark.parametrize("function", [stretched_view, stretched_views, windows, grid_without_copies])
def test_refused(function: Any) -> None:
    assert outcome(function, Program(function, (U, V, A))) == REFUSED


# A tuple of numbers beside a written list.


def numbers_beside_a_list(given: Any) -> Any:
    given[1][1][1:] = given[0][1]
    given[1][0][0] *= given[0][0]
    return np.sum(given[1][1] ** 2) * given[0][0] + np.sum(given[1][0])


def numbers_deep_inside(given: Any) -> Any:
    pairs, arrays = given[1]
    arrays[0][1] = pairs[0][1] * given[0]
    return np.sum(arrays[0] ** 2) * pairs[1][0] * given[0]


@pytest.mark.parametrize(
    ("function", "given"),
    [
        (numbers_beside_a_list, ((0.4, -0.3), [U[:2], V[:3]])),
        (numbers_deep_inside, (0.7, (((0.4, -0.3), (0.6, 0.2)), [U[:2]]))),
    ],
)
def test_numbers_have_their_part(function: Any, given: Any) -> None:
    assert outcome(function, Program(function, (given,))) == RIGHT


def copied_list_of_one_array(u: Any) -> Any:
    import copy

    every = copy.deepcopy([u, u])
    every[0][0] = 5.0
    return np.sum(every[1] ** 2)


def test_deep_copy_of_a_list_that_holds_an_array_twice() -> None:
    assert outcome(copied_list_of_one_array, Program(copied_list_of_one_array, (U,))) == RIGHT
