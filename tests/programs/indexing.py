"""Indexing: every basic index, integer arrays with duplicates, masks, reads that must accumulate."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def negative_indices(x: Any) -> Any:
    return x[-1] * x[-2] + x[0]


def every_slice(x: Any) -> Any:
    return np.sum(x[1:]) * np.sum(x[:-1] ** 2) + np.sum(x[::2] * x[::-2][:3]) + np.sum(x[-3:-1] * x[4:2:-1])


def ellipsis_and_newaxis(a: Any) -> Any:
    return a[..., 0] * a[0, ..., np.newaxis, 1] + a[:, None, 1][0]


def rows_and_columns(a: Any) -> Any:
    return a[0] @ a[:, 1] + a[1, 2] * a[-1, -1]


def gather_duplicates(x: Any, idx: Any) -> Any:
    return x[idx] ** 2


def gather_matrix(a: Any, i: Any, j: Any) -> Any:
    return a[i, j] * a[j, i]


def gather_rows(a: Any, idx: Any) -> Any:
    return np.sin(a[idx]) * a[0]


def mixed_fancy(a: Any, idx: Any) -> Any:
    return a[1:, idx] * a[0, idx]


def mask_read(x: Any) -> Any:
    return np.sum(x[x > 0] ** 2) + np.sum(x[x < 0])


def mask_read_matrix(a: Any) -> Any:
    return np.sum(np.exp(a[a > 0.1]))


def computed_indices(x: Any) -> Any:
    total = 0.0
    for i in range(len(x)):
        j = (i * 3 + 1) % len(x)
        total += x[i] * x[j] * x[-i]
    return total


def index_overwritten(x: Any) -> Any:
    i = 0
    y = x[i] * x[i]
    i = 2
    y = y * x[i]
    i += 1
    return y * x[i]


def argmax_path(x: Any) -> Any:
    k = np.argmax(x)
    order = np.argsort(x)
    return x[k] ** 2 + x[order[1]] * x[order[0]]


def slice_object(x: Any) -> Any:
    inner = slice(1, -1)
    return x[inner] * x[inner]


def tuple_index(a: Any) -> Any:
    where = (1, 2)
    return a[where] * a[where[0]][0]


def nested_index(a: Any, idx: Any) -> Any:
    total = 0.0
    for k in range(len(idx)):
        total += a[idx[k]][idx[k - 1]] * a[0][idx[k]]
    return total


def three_dimensional(a: Any) -> Any:
    return a[0, :, 1] * a[1, 1:, :][0] + a[:, 0, 0].sum()


def take_and_where(x: Any, idx: Any) -> Any:
    return np.take(x, idx) * np.where(x[idx] > 0, x[idx], x[0])


def scalar_read_many(x: Any) -> Any:
    total = 0.0
    for t in range(3):
        for i in range(1, len(x) - 1):
            total += (x[i - 1] - 2 * x[i] + x[i + 1]) ** 2
    return total


def read_of_inactive(x: Any, table: Any) -> Any:
    total = 0.0
    for i in range(len(x)):
        total += table[i] * x[i] + table[i - 1]
    return total


def length_one_axis(a: Any, b: Any) -> Any:
    return a[:1] * b + a[:, :1]


def store_by_mask_and_index(a: Any, idx: Any) -> Any:
    b = np.zeros((3, 3))
    b[idx] = a[:2] * 2.0
    b[:, idx] += 1.0
    b[b > 1.5] = a[0, 0]
    return b * b


def boolean_row_mask(a: Any, keep: Any) -> Any:
    return a[keep] * 2.0 + a[keep, 0][0]


def two_step_store(a: Any) -> Any:
    a[1][0] = a[0][1] * a[0][1]
    a[0][1:] += a[1][:2]
    return a


def nine_point(a: Any) -> Any:
    return a[:-2, 1:-1] * a[2:, 1:-1] - a[1:-1, :-2] * a[1:-1, 2:] + a[1:-1, 1:-1] ** 2


PROGRAMS = (
    Program(negative_indices, (numbers(4),)),
    Program(every_slice, (numbers(6, seed=1),)),
    Program(ellipsis_and_newaxis, (numbers(3, 3, seed=2),)),
    Program(rows_and_columns, (numbers(3, 3, seed=3),)),
    Program(gather_duplicates, (numbers(4, seed=4), np.array([0, 2, 2, 3, 0]))),
    Program(gather_duplicates, (numbers(4, seed=4), np.array([[0, 2], [2, 3]]))),
    Program(gather_matrix, (numbers(3, 3, seed=5), np.array([0, 1, 1]), np.array([2, 1, 1]))),
    Program(gather_rows, (numbers(3, 2, seed=6), np.array([2, 2, 0]))),
    Program(mixed_fancy, (numbers(3, 4, seed=7), np.array([3, 0, 3]))),
    Program(mask_read, (numbers(6, seed=8),)),
    Program(mask_read_matrix, (numbers(3, 3, seed=9),)),
    Program(computed_indices, (numbers(5, seed=10),)),
    Program(index_overwritten, (numbers(4, seed=11),)),
    Program(argmax_path, (numbers(5, seed=12),)),
    Program(slice_object, (numbers(5, seed=13),)),
    Program(tuple_index, (numbers(2, 3, seed=14),)),
    Program(nested_index, (numbers(3, 3, seed=15), np.array([0, 2, 1, 2]))),
    Program(three_dimensional, (numbers(2, 3, 3, seed=16),)),
    Program(take_and_where, (numbers(4, seed=17), np.array([1, 1, 3]))),
    Program(scalar_read_many, (numbers(5, seed=18),)),
    Program(read_of_inactive, (numbers(3, seed=19), numbers(3, seed=20)), wrt=(0,)),
    Program(length_one_axis, (numbers(3, 3, seed=21), numbers(3, 3, seed=22))),
    Program(store_by_mask_and_index, (numbers(3, 3, seed=23), np.array([2, 0]))),
    Program(boolean_row_mask, (numbers(3, 2, seed=24), np.array([True, False, True]))),
    Program(two_step_store, (numbers(2, 3, seed=25),)),
    Program(nine_point, (numbers(4, 4, seed=26),)),
)
