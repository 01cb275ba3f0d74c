"""What may be a list or an array, or one of several objects: the smallest programs that once had wrong gradients."""

from __future__ import annotations

import numpy as np
import pytest

import srcxform
from tests.programs.judgement import Judged, every_check
from tests.programs.program import Program, numbers


def stacked_then_written(v, a):
    total = sum([row for row in a])
    stacked = np.stack([row for row in [total, v, total]])
    stacked[1:] = a[1:] * v
    return np.sum(stacked * stacked)


def stacked_then_an_output(v, a):
    total = sum([row for row in a])
    stacked = np.stack([row for row in [total, v, total]])
    np.subtract(a, stacked, out=stacked)
    return np.sum(stacked * stacked)


def row_of_something_replaced(v, a):
    total = sum([row for row in a])
    stacked = np.stack([row for row in [total, v, total]])
    stacked[0] = v * 2.0
    return np.sum(stacked * stacked)


def one_of_two_or_a_new_one(s, t):
    first, second = {"w": s * 2.0}, {"w": t * 3.0}
    chosen = second
    if s > 0.1:
        chosen = first if t > 0.1 else {"w": s}
    first["w"] = 1.0
    return chosen["w"] * s


def replaced_in_a_trip_that_ends_the_loop(t, a):
    for _ in a:
        if t > 0.1:
            a = np.ones(4) * t
            if t > 0.2:
                break
    return a.sum()


V, A = numbers(4), numbers(3, 4)
PROGRAMS = [
    Program(stacked_then_written, (V, A)),
    Program(stacked_then_an_output, (V, A)),
    Program(row_of_something_replaced, (V, A)),
    Program(one_of_two_or_a_new_one, (0.5, 0.7)),
    Program(replaced_in_a_trip_that_ends_the_loop, (0.5, A)),
]


@every_check
@pytest.mark.parametrize("judged", [Judged(p, k) for k, p in enumerate(PROGRAMS)], ids=lambda j: j.program.name)
def test_program(judged: Judged, check) -> None:
    check(judged)


def test_what_is_augmented_without_being_read_again() -> None:
    """`b *= t` of an item of a list that may hold anything: another name of the item sees it."""

    def program(t, given):
        view = given[0].reshape(2, 2)
        item = given[-1]
        item *= t
        given.extend([np])
        return view.sum()

    with pytest.raises(srcxform.SrcxformError, match="an array is augmented"):
        srcxform.grad(program, wrt=(0, 1))(0.5, [np.arange(4.0)])


def test_a_list_where_an_array_was_taken() -> None:
    """A store into what may be a list is one into an array, or refused."""

    def program(v, n):
        rows = [v, v * 2.0] if n > 1 else np.stack([v, v])
        rows[0] = v * 3.0
        return (rows[0] * rows[1]).sum()

    right = 2.0 * 3.0 * numbers(4)
    assert np.allclose(srcxform.grad(program)(numbers(4), 1), right)
    with pytest.raises(srcxform.SrcxformError):
        srcxform.grad(program)(numbers(4), 2)


def test_a_list_or_a_number_that_is_the_result() -> None:
    """The number of the other path takes a head too, also where it is a constant."""

    def program(v, limit):
        squares = [e * e for e in v]
        return 1.0 if v[0] > limit else squares

    derivative = srcxform.grad(program)
    assert np.allclose(derivative(numbers(4), 9.0, head=[1.0, 2.0, 3.0, 4.0]), 2.0 * numbers(4) * np.arange(1.0, 5.0))
    assert np.array_equal(derivative(numbers(4), -9.0, head=1.0), np.zeros(4))
