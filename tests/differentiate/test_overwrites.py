"""Writes into arrays of which only the first contents are read, and traps where more is read."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import srcxform
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers

A, W = numbers(4, 4, seed=1), numbers(4, 4, seed=2) + 2.0


def rows(A: Any, W: Any) -> None:
    for i in range(A.shape[0]):
        A[i] = A[i] @ W


def from_below(A: Any, W: Any) -> None:
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            A[i, j] += W[i + 1 :, i] @ A[i + 1 :, j]
    A *= 0.5


def once(A: Any, W: Any) -> None:
    A[...] = W * np.sin(A)


def in_a_branch(A: Any, W: Any) -> None:
    for i in range(A.shape[0]):
        if W[i, i] > 2.0:
            A[i] = A[i] * W[i] * A[i, 0]


def through_a_view(A: Any, W: Any) -> None:
    top = A[:2]
    for i in range(2):
        top[i] = top[i] ** 2 * W[i]


def from_above(A: Any, W: Any) -> None:
    """Row `i - 1` was written before it is read."""
    for i in range(1, A.shape[0]):
        A[i] = A[i] * A[i - 1] * W[i]


def factor_of_what_was_written(A: Any, W: Any) -> None:
    A[...] = A * W
    A *= W[0, 0]


def quotient(A: Any, W: Any) -> None:
    A /= W


def name_of_what_will_be_written(A: Any, W: Any) -> None:
    """`row` is made before the write, and read after it."""
    for i in range(A.shape[0]):
        row = A[i]
        A[i, 1:] = row[:-1] * W[i, 1:]
        W[i] = row * row


def name_from_before_the_loop(A: Any, W: Any) -> None:
    whole = A[:]
    for i in range(A.shape[0]):
        W[i] *= np.sum(whole**2)
        A[i] = A[i] * W[i]


def twice(A: Any, W: Any) -> None:
    for _ in range(2):
        for i in range(A.shape[0]):
            A[i] = A[i] @ W


def swapped(A: Any, W: Any) -> None:
    A[[0, 1]] = A[[1, 0]] * A[[0, 1]]
    A[2] = A[0] * A[3]


def until_small(A: Any, W: Any) -> None:
    i = 0
    while A[i, i] < 0.5 and i < 3:
        A[i] = A[i] ** 2 * W[i]
        i += 1


def handed_on(A: Any, W: Any) -> None:
    u, v = A[0], A[1]
    for i in range(3):
        v[:] = u * v * W[i]
        u, v = v, u


LEFT_OUT = [rows, from_below, once, in_a_branch, through_a_view]
TRAPS = [
    from_above, factor_of_what_was_written, quotient, name_of_what_will_be_written, name_from_before_the_loop, twice,
    swapped, until_small, handed_on,
]  # fmt: skip


@pytest.mark.parametrize("function", [*LEFT_OUT, *TRAPS])
def test_gradient_is_right(function: Any) -> None:
    """Where the value is wanted, too, everything is written: that is compared with differences."""
    assert_right(function, Program(function, (A, W), of="A"))
    head = numbers(4, 4, seed=3)
    expected = srcxform.value_and_grad(function, (0, 1), of="A")(A, W, head=head)[1]
    found = srcxform.grad(function, (0, 1), of="A")(A, W, head=head)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("function", LEFT_OUT)
def test_nothing_is_written_nor_kept(function: Any) -> None:
    gradient = srcxform.grad(function, (0, 1), of="A")
    gradient(A, W)
    code = re.sub(r"#.*", "", gradient.source)
    assert not re.search(r"_stack|\bA(\[[^\n]*\])? *\W?= ", code), code
