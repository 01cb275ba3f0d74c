"""Views: slices, rows, transposes and reshapes that are written through, and read after the base changed."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def damp(a: Any) -> Any:
    for i in range(a.shape[0]):
        row = a[i]
        row *= np.exp(-i)
        row[0] = row[0] ** 2
    return a.sum()


def write_through_slice(x: Any) -> Any:
    middle = x[1:-1]
    middle[:] = middle * middle
    return x * 3.0


def write_through_transpose(a: Any) -> Any:
    t = a.T
    t[0] = t[1] * 2.0
    t[1, 0] = a[1, 1] * a[0, 0]
    return a * a


def write_through_reshape(x: Any) -> Any:
    y = x * 1.5
    grid = y.reshape(2, 3)
    grid[1] = grid[0] * grid[1]
    return y


def write_through_ravel(a: Any) -> Any:
    b = a.copy()
    flat = b.ravel()
    flat[1::2] *= flat[::2]
    return b


def base_seen_through_view(x: Any) -> Any:
    head = x[:2]
    x[0] = x[1] * x[2]
    return head * head


def view_of_view(x: Any) -> Any:
    evens = x[::2]
    last = evens[1:]
    last[0] = last[0] ** 2 + x[0]
    evens *= 2.0
    return x


def rebound_view(a: Any) -> Any:
    row = a[0]
    row[1] = row[0] * row[0]
    row = a[1]
    row[0] = row[1] * a[0, 1]
    return a


def alias_of_parameter(x: Any) -> Any:
    y = x
    y[0] = x[1] * x[1]
    return x * y


def alias_augmented(x: Any) -> Any:
    y = x
    y *= x
    x += y
    return x


def copy_is_not_alias(x: Any) -> Any:
    y = x.copy()
    y[0] = y[1] * x[0]
    x[1] = y[0] * x[0]
    return x + y


def slice_copy_is_not_alias(x: Any) -> Any:
    y = x[:2] * 1.0
    y[0] = 5.0 * x[2]
    return x[:2] * y


def fancy_is_a_copy(x: Any) -> Any:
    picked = x[np.array([0, 2])]
    picked[0] = picked[1] * picked[0]
    x[2] = picked[0]
    return x * np.array([1.0, 2.0, 3.0])


def diagonal_blocks(a: Any) -> Any:
    top = a[:2, :2]
    bottom = a[2:, 2:]
    top[:] = top @ bottom
    bottom += top
    return a


def overlapping_views(x: Any) -> Any:
    left = x[:-1]
    right = x[1:]
    left += right * right
    right *= left
    return x


def newaxis_view(x: Any) -> Any:
    y = x * 1.0
    column = y[:, np.newaxis]
    column *= 2.0
    column[0, 0] = y[1] * y[2]
    return y * y


def swapped_axes_view(a: Any) -> Any:
    b = a * a
    s = np.swapaxes(b, 0, 1)
    s[0] += s[1] * a[:, 0]
    return b


def reversed_view(x: Any) -> Any:
    y = x * 1.0
    back = y[::-1]
    back[0] = y[0] * y[1]
    back *= x
    return y


def view_in_branch(a: Any, first: bool) -> Any:
    if first:
        v = a[0]
    else:
        v = a[1]
    v[0] = v[1] ** 2
    return a * a


def view_or_fresh(x: Any, fresh: bool) -> Any:
    y = x
    if fresh:
        y = x * 2.0
    y[0] = y[1] * y[2]
    return x + y * y


def rolling_view(x: Any) -> Any:
    for i in range(len(x) - 2):
        w = x[i : i + 3]
        w[2] = w[0] * w[1] + w[2]
    return x


def chained_assignment(x: Any) -> Any:
    a = b = x * 2.0
    a[0] = b[1] * b[2]
    b[1] = a[0] ** 2
    return a * b


def iterated_rows_written(a: Any) -> Any:
    for row in a:
        row *= row
        row[0] = row[1] * 2.0
    return a


def atleast_and_squeeze(x: Any) -> Any:
    y = np.expand_dims(x, 0) * 1.0
    z = np.squeeze(y)
    z[0] = z[1] * z[1]
    return y


def transpose_product(a: Any) -> Any:
    b = a * 1.0
    t = b.transpose()
    t[0, 1] = b[0, 0] * b[1, 1]
    return t @ b


def flat_then_rows(x: Any) -> Any:
    a = np.reshape(x * x, (3, 2))
    for i in range(3):
        a[i] += a[(i + 1) % 3] * x[i]
    return a


PROGRAMS = (
    Program(damp, (numbers(3, 2),)),
    Program(write_through_slice, (numbers(5, seed=1),)),
    Program(write_through_transpose, (numbers(2, 2, seed=2),)),
    Program(write_through_reshape, (numbers(6, seed=3),)),
    Program(write_through_ravel, (numbers(2, 2, seed=4),)),
    Program(base_seen_through_view, (numbers(3, seed=5),)),
    Program(view_of_view, (numbers(6, seed=6),)),
    Program(rebound_view, (numbers(2, 2, seed=7),)),
    Program(alias_of_parameter, (numbers(3, seed=8),)),
    Program(alias_augmented, (numbers(3, seed=9),)),
    Program(copy_is_not_alias, (numbers(3, seed=10),)),
    Program(slice_copy_is_not_alias, (numbers(3, seed=11),)),
    Program(fancy_is_a_copy, (numbers(3, seed=12),)),
    Program(diagonal_blocks, (numbers(4, 4, seed=13),)),
    Program(overlapping_views, (numbers(5, seed=14),)),
    Program(newaxis_view, (numbers(3, seed=15),)),
    Program(swapped_axes_view, (numbers(3, 2, seed=16),)),
    Program(reversed_view, (numbers(4, seed=17),)),
    Program(view_in_branch, (numbers(2, 2, seed=18), True)),
    Program(view_in_branch, (numbers(2, 2, seed=18), False)),
    Program(view_or_fresh, (numbers(3, seed=19), True)),
    Program(view_or_fresh, (numbers(3, seed=19), False)),
    Program(rolling_view, (numbers(6, seed=20),)),
    Program(chained_assignment, (numbers(3, seed=21),)),
    Program(iterated_rows_written, (numbers(3, 2, seed=22),)),
    Program(atleast_and_squeeze, (numbers(3, seed=23),)),
    Program(transpose_product, (numbers(2, 2, seed=24),)),
    Program(flat_then_rows, (numbers(6, seed=25),)),
)
