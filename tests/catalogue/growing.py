"""Lists and tuples that are put together of parts of unknown length, and lists that may be one of several."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example

X = np.array([0.5, 1.2, 0.8])


@example(X)
def tuple_that_grows(x):
    found = (x[0],)
    for v in x:
        found = found + (v,)
    return found[-1] * found[0] * len(found)


@example(X)
def empty_tuple_that_grows(x):
    found = ()
    for v in x:
        found += (v * v,)
    return sum(found) * found[0]


@example(X)
def tuple_that_is_longer_on_one_path(x):
    found = (x[0], x[1])
    if x[2] > 0:
        found = found + (x[2],)
    return sum(found) * found[0]


@example(X)
def history_of_pairs_in_a_tuple(x):
    history = ((0.0, x[0]),)
    for k in range(len(x)):
        t, y = history[-1]
        history = history + ((t + 0.1, y * x[k]),)
    return sum(y * (1.0 + t) for t, y in history)


@example(X)
def three_lists_joined(x):
    padded = [x[0]] + [v * v for v in x if v > 0.6] + [x[2]]
    return padded[0] * padded[1] * padded[-1]


@example(X)
def item_replaced_by_joining(x):
    values = [v for v in x]
    values = values[:1] + [x[0] ** 2] + values[2:]
    return values[0] + values[1] * values[2]


@example(X)
def list_joined_to_itself_in_a_loop(x):
    row = [1.0, x[0]]
    for v in x:
        row = row + [v]
    return row[-1] * row[1]


@example(X)
def matrix_of_lists_written(x):
    matrix = [[0.0, 0.0], [0.0, 0.0]]
    for i in range(2):
        for j in range(2):
            matrix[i][j] += x[i] * x[j]
    return matrix[0][1] + matrix[1][1] ** 2


@example(X)
def rows_of_different_lists_written(x):
    rows = [list(x), list(x * 2.0)]
    rows[0][1], rows[1][2] = rows[1][2], rows[0][1]
    return rows[0][1] * rows[1][2] * rows[0][0]


@example(X)
def list_kept_short(x):
    history = []
    for v in x:
        history.append(v * v)
        if len(history) > 2:
            history = history[-2:]
    return history[0] * history[1]


@example(X)
def work_on_a_stack_of_pairs(x):
    stack = [(x[0], x[1])]
    total = 0.0
    while stack:
        a, b = stack.pop()
        total += a * b
        if b > 0.5:
            stack.append((a, b / 2.0))
    return total


@example(X)
def work_on_a_stack_with_a_depth(x):
    stack = [(x[0], x[1], 3)]
    total = 0.0
    while stack:
        a, b, depth = stack.pop()
        middle = 0.5 * (a + b)
        if depth == 0:
            total += middle**2
        else:
            stack.append((a, middle, depth - 1))
            stack.append((middle, b, depth - 1))
    return total


@example(X)
def table_filled_later(x):
    table = [None] * len(x)
    for i in range(len(x)):
        table[i] = x[i] if i == 0 else table[i - 1] * x[i]
    return table[-1]


@example(X)
def places_without_a_number(x):
    found = [None] * len(x)
    for i in range(0, len(x), 2):
        found[i] = x[i] ** 2
    total = 0.0
    for v in found:
        if v is not None:
            total += v
    return total


@example(X)
def part_deleted(x):
    values = list(x)
    del values[1:]
    return values[0] ** 2 * len(values)


@example(X)
def place_of_the_best_that_was_none(x):
    best = None
    place = None
    for i in range(len(x)):
        if best is None or x[i] > best:
            best, place = x[i], i
    return x[place] ** 2 * best


@example(X)
def best_pair_so_far(x):
    best = (np.inf, None)
    for i in range(len(x)):
        cost = (x[i] - 0.7) ** 2
        if cost < best[0]:
            best = (cost, i)
    return best[0] + x[best[1]]
