"""Tuples and lists: built, indexed, unpacked, returned, passed in, and holding buffers."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def tuple_built_and_indexed(x: float, y: float) -> float:
    pair = (x * y, np.sin(x))
    return pair[0] * pair[1] + pair[-1]


def tuple_unpacked(x: float, y: float) -> float:
    a, (b, c) = x, (x * y, y)
    return a * b - c * a


def list_built_and_indexed(x: float, y: float) -> float:
    parts = [x, y, x * y]
    total = 0.0
    for i in range(len(parts)):
        total += parts[i] * parts[i - 1]
    return total


def list_element_stored(x: float) -> float:
    parts = [x, 2.0 * x]
    parts[0] = parts[1] * x
    parts[1] = parts[0] * parts[1]
    return parts[0] + parts[1]


def list_appended(x: float, n: int) -> float:
    states = [x]
    for i in range(n):
        states.append(np.sin(states[-1]) * x)
    total = 0.0
    for state in states:
        total += state * state
    return total


def list_of_buffers(x: Any) -> Any:
    buffers = [np.zeros(2), x * 1.0]
    buffers[0][0] = x[0] * x[1]
    buffers[1][1] = buffers[0][0] * x[0]
    return buffers[0] * 2.0 + buffers[1]


def tuple_aliases_buffer(x: Any) -> Any:
    y = x * x
    pair = (y, x)
    y[0] = x[1] * 3.0
    return pair[0] * pair[1]


def returns_tuple(x: float, y: Any) -> tuple[Any, Any]:
    return x * y, np.sum(y) * x


def returns_nested(x: float, y: float) -> Any:
    return [x * y, (np.sin(x), y * y)]


def takes_tuple(pair: Any) -> Any:
    a, b = pair
    return a * np.sum(b * b) + pair[0]


def takes_list_of_arrays(layers: Any, x: Any) -> Any:
    for w in layers:
        x = np.tanh(w @ x)
    return x


def takes_list_of_pairs(layers: Any, x: Any) -> Any:
    for w, b in layers:
        x = np.tanh(w @ x + b)
    return np.sum(x * x)


def tuple_through_loop(x: float) -> float:
    state = (x, 1.0)
    for _ in range(4):
        state = (state[0] * state[1], np.sin(state[0]))
    return state[0] + state[1]


def list_concatenated(x: float, y: float) -> float:
    parts = [x, y] + [x * y]
    return parts[0] * parts[1] * parts[2]


def stacked_list(x: Any) -> Any:
    rows = []
    for i in range(3):
        rows.append(np.sin(x * (i + 1)))
    return np.stack(rows) * np.concatenate([x, x, x]).reshape(3, 2)


def array_from_list(x: float, y: float) -> Any:
    return np.array([x * y, x - y, 1.0]) * np.array([[x, y, 2.0]])


def built_in_sums(x: Any) -> Any:
    return sum([x[0], x[1] * x[2]]) + max(x[0], x[1]) * min(x[1], x[2]) + abs(x[0])


def nested_lists(x: float) -> float:
    table = [[x, x * x], [np.sin(x), 1.0]]
    return table[0][1] * table[1][0] + table[1][1] * table[0][0]


def structure_passed_to_helper(x: float, y: float) -> float:
    return weigh((x, y), [x * y, 2.0])


def weigh(pair: Any, weights: Any) -> Any:
    return pair[0] * weights[0] + pair[1] * weights[1]


def list_popped(x: float) -> float:
    stack = [x, x * x, x**3]
    total = 1.0
    while stack:
        total = total * 2.0 + stack.pop()
    return total


def history_read_backwards(x: float, n: int) -> float:
    history = []
    for _ in range(n):
        history.append(x)
        x = np.sin(x) * 1.3
    for i in range(n - 1, -1, -1):
        x = x * history[i]
    return x


def comprehension(x: Any) -> Any:
    squares = [value * value for value in x]
    return sum(squares) * squares[0]


PROGRAMS = (
    Program(tuple_built_and_indexed, (0.4, 0.7)),
    Program(tuple_unpacked, (0.4, 0.7)),
    Program(list_built_and_indexed, (0.4, 0.7)),
    Program(list_element_stored, (0.4,)),
    Program(list_appended, (0.4, 3)),
    Program(list_of_buffers, (numbers(2),)),
    Program(tuple_aliases_buffer, (numbers(2, seed=1),)),
    Program(returns_tuple, (0.4, numbers(3, seed=2))),
    Program(returns_nested, (0.4, 0.7)),
    Program(takes_tuple, ((0.4, numbers(3, seed=3)),)),
    Program(takes_list_of_arrays, ([numbers(3, 2, seed=4), numbers(2, 3, seed=5)], numbers(2, seed=6))),
    Program(
        takes_list_of_pairs,
        ([(numbers(3, 2, seed=7), numbers(3, seed=8)), (numbers(2, 3, seed=9), numbers(2, seed=10))], numbers(2)),
    ),
    Program(tuple_through_loop, (0.4,)),
    Program(list_concatenated, (0.4, 0.7)),
    Program(stacked_list, (numbers(2, seed=11),)),
    Program(array_from_list, (0.4, 0.7)),
    Program(built_in_sums, (numbers(3, seed=12),)),
    Program(nested_lists, (0.4,)),
    Program(structure_passed_to_helper, (0.4, 0.7)),
    Program(list_popped, (0.4,)),
    Program(history_read_backwards, (0.4, 4)),
    Program(comprehension, (numbers(3, seed=13),)),
)
