"""Rows of arrays and lists of lists: the adjoint of a row is a part of that of the whole, and is not added twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcxform
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers

A = numbers(3, 4, seed=1)
LISTS = [[0.3, 0.7], [0.5, 1.1, 0.2], [0.9]]
DEEP = [[[0.3, 0.7], [0.4]], [[0.5, 1.1], [0.8, 0.6]]]


def two_subscripts(a: Any) -> Any:
    s = 0.0
    for i in range(len(a)):
        for j in range(len(a[i])):
            s += a[i][j] ** 2 * (i + j)
    return s


def three_subscripts(a: Any) -> Any:
    s = 0.0
    for i in range(len(a)):
        for j in range(len(a[i])):
            for k in range(len(a[i][j])):
                s += a[i][j][k] ** 2 * (i + j + k)
    return s


def written_by_two_subscripts(a: Any) -> Any:
    for i in range(1, a.shape[0]):
        a[i][0] = a[i - 1][1] * a[i][2]
        a[i][1:] *= a[i][0]
        a[-1][-1] += a[i][0] ** 2
    return np.sum(a**2)


def unpacked_row(a: Any) -> Any:
    s = 0.0
    for i in range(len(a)):
        w, x, y, z = a[i]
        s += w * x * y - z**2
    return s


def row_read_whole_and_by_items(a: Any) -> Any:
    s = 0.0
    for i in range(a.shape[0]):
        row = a[i]
        s += np.sum(row * row)
        for j in range(len(row)):
            s += row[j] ** 3 * a[i, j]
        s += np.prod(row)
    return s


def row_in_a_branch(a: Any) -> Any:
    s = 0.0
    for i in range(a.shape[0]):
        row = a[i]
        if row[0] > 0.5:
            for j in range(2):
                s += row[j] * row[j + 1]
            other = a[i - 1]
            s += other[2] * row[2] ** 2
        else:
            s += np.sum(row**3)
        s = s * (1 + row[1])
    return s


def row_from_before_the_branch(a: Any) -> Any:
    row, s = a[1], 0.0
    for k in range(4):
        if k % 2:
            s += np.sum(np.sin(row)) * row[k]
        elif s > 0.1:
            s += row[k] ** 2
    return s


def row_of_a_row(a: Any) -> Any:
    s, block = 0.0, a[1:]
    for i in range(block.shape[0]):
        row = block[i]
        part = row[1:]
        for k in range(part.shape[0]):
            s += part[k] ** 2 * row[k] * block[0, k]
    return s


def row_that_a_loop_passes_on(a: Any) -> Any:
    last, s = a[0], 0.0
    for i in range(a.shape[0]):
        row = a[i]
        for j in range(row.shape[0]):
            s += row[j] * last[j] ** 2
        last = row * 2.0
    return s


def one_row_of_two_names(a: Any) -> Any:
    s = 0.0
    for i in range(a.shape[0]):
        row, same = a[i], a[i]
        for j in range(row.shape[0]):
            s += row[j] * same[j] ** 2
        s += same @ row
    return s


def zipped_neighbours(a: Any) -> Any:
    s = 0.0
    for above, below in zip(a[:-1], a[1:], strict=True):
        for x, y in zip(above, below, strict=True):
            s += x * y**2
    return s


def row_left_early(a: Any) -> Any:
    s = 0.0
    for i in range(a.shape[0]):
        row = a[i]
        if row[0] > 10.0:
            break
        for j in range(row.shape[0]):
            if row[j] > 0.9:
                continue
            s += row[j] ** 2
    return s


def item(row: Any, j: int) -> Any:
    return row[j] * row[0]


def row_given_to_a_helper(a: Any) -> Any:
    s = 0.0
    for i in range(len(a)):
        for j in range(len(a[i])):
            s += item(a[i], j) ** 2
    return s


def as_array_and_by_items(a: Any) -> Any:
    s = 0.0
    for row in a:
        if len(row) > 1:
            s += np.sum(np.array(row) ** 2)
        for v in row:
            s += v**3
    return s


def shared_row(x: Any) -> Any:
    row = [x[0], x[1]]
    rows = [row, row]
    s = 0.0
    for i in range(2):
        for j in range(2):
            s += rows[i][j] ** 2 * (i + 1)
    return s


ARRAYS = (
    two_subscripts,
    written_by_two_subscripts,
    unpacked_row,
    row_read_whole_and_by_items,
    row_in_a_branch,
    row_from_before_the_branch,
    row_of_a_row,
    row_that_a_loop_passes_on,
    one_row_of_two_names,
    zipped_neighbours,
    row_left_early,
    row_given_to_a_helper,
    as_array_and_by_items,
    shared_row,
)


@pytest.mark.parametrize("function", ARRAYS, ids=lambda f: f.__name__)
def test_rows_of_arrays(function: Any) -> None:
    given = A[0] if function is shared_row else A
    assert_right(function, Program(function, (given,)))
    assert_right(function, Program(function, (given[..., ::-1].copy()[..., ::-1],)))


@pytest.mark.parametrize(
    "function", [two_subscripts, row_given_to_a_helper, as_array_and_by_items], ids=lambda f: f.__name__
)
def test_rows_of_lists(function: Any) -> None:
    assert_right(function, Program(function, (LISTS,)))


def test_lists_in_lists_in_lists() -> None:
    assert_right(three_subscripts, Program(three_subscripts, (DEEP,)))
    assert_right(three_subscripts, Program(three_subscripts, (numbers(2, 3, 2, seed=4),)))


def test_the_adjoint_of_a_local_row_is_its_own() -> None:
    def local(a: Any) -> Any:
        s = 0.0
        for i in range(1):
            row = a[i]
            for j in range(2):
                s += row[j] ** 2 + a[i, j] * 5.0
        return s

    found = srcxform.grad(local, wrt="row")(A)
    np.testing.assert_allclose(found[:2], 2 * A[0, :2])


@pytest.mark.parametrize("given", [A, LISTS], ids=["array", "lists"])
def test_no_zeros_are_made_for_a_row(given: Any) -> None:
    gradient = srcxform.grad(two_subscripts)
    gradient(given)
    assert gradient.source.count("zeros") == (2 if given is LISTS else 1), gradient.source
