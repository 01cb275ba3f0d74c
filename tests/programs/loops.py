"""Loops: every iterable of the language, any step, zero trips, nesting, `else`, and names that outlive the loop."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def logistic(r: float, x: float, n: int) -> float:
    for i in range(n):
        x = r * x * (1 - x)
    return x


def geometric_sum(q: float, n: int) -> float:
    total, power = 0.0, 1.0
    for _ in range(n):
        total += power
        power *= q
    return total


def weights_by_index(x: Any) -> Any:
    total = 0.0
    for i in range(len(x)):
        total += (i + 1) * np.sin(x[i])
    return total


def downwards(x: Any) -> Any:
    state = 0.5
    for i in range(len(x) - 1, -1, -1):
        state = np.tanh(state + x[i])
    return state


def strided(x: Any) -> Any:
    state = 1.0
    for i in range(1, x.shape[0], 2):
        state = state * np.cos(x[i])
    return state


def strided_downwards(x: Any) -> Any:
    state = 1.0
    for i in range(7, 0, -3):
        state = state * x[i] + i
    return state


def never_entered(x: float, n: int) -> float:
    y = x * x
    for i in range(n):
        y = y * x + i
    return y


def loop_variable_afterwards(x: float, n: int) -> float:
    i = 0
    for i in range(n):
        x = x * 1.1
    return x * i


def loop_variable_reused(x: float) -> float:
    for i in range(3):
        x = x + i * x
        i = i * 2
        x = x - 0.1 * i
    return x


def nested_triangle(x: float, n: int) -> float:
    total = 0.0
    for i in range(n):
        for j in range(i + 1):
            total = np.sin(total + x * j) + x * i
    return total


def nested_carried(a: Any) -> Any:
    state = 0.3
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            state = np.tanh(state * a[i, j]) + a[i, j]
    return state


def three_deep(x: float) -> float:
    for i in range(2):
        for j in range(3):
            for k in range(2):
                x = np.sin(x) + 0.1 * (i - j + k)
    return x


def over_array(x: Any) -> Any:
    product = 1.0
    for value in x:
        product = product * (1.0 + value * value)
    return product


def over_rows(a: Any) -> Any:
    state = np.zeros(3)
    for row in a:
        state = np.tanh(state + row)
    return state


def over_list(x: float, y: float) -> float:
    total = 0.0
    for value in [x, y, x * y, 2.0]:
        total = total + np.sin(value)
    return total


def over_tuple(x: float, y: float) -> float:
    total = 1.0
    for value in (x, y, x - y):
        total = total * np.cos(value)
    return total


def over_enumerate(x: Any) -> Any:
    total = 0.0
    for i, value in enumerate(x):
        total += value ** (i + 1)
    return total


def over_enumerate_from(x: Any) -> Any:
    total = 0.0
    for i, value in enumerate(x, 1):
        total += value * value / i
    return total


def over_zip(x: Any, y: Any) -> Any:
    total = 0.0
    for a, b in zip(x, y):
        total = total * a + b
    return total


def over_zip_of_unequal(x: Any, y: Any) -> Any:
    total = 0.0
    for a, b, i in zip(x, y, range(3)):
        total += a * np.exp(b) * (i + 1)
    return total


def over_reversed_range(x: Any) -> Any:
    total = 0.2
    for i in reversed(range(len(x))):
        total = np.sin(total) * x[i]
    return total


def over_reversed_array(x: Any) -> Any:
    total = 0.0
    for value in reversed(x):
        total = 0.5 * total + np.exp(value)
    return total


def over_enumerate_zip(x: Any, y: Any) -> Any:
    total = 0.0
    for i, (a, b) in enumerate(zip(x, y)):
        total += (i + 1) * a * b
    return total


def while_norm(a: Any) -> Any:
    b = a * 2
    while np.linalg.norm(b) < 1000:
        b = b * 2
    return b if np.sum(b) > 0 else 100 * b


def while_counter(x: float) -> float:
    i = 0
    while i < 5:
        x = x * np.cos(x)
        i += 1
    return x


def while_two_conditions(x: float, tolerance: float) -> float:
    count = 0
    y = x
    while y > tolerance and count < 40:
        y = 0.5 * np.sin(y)
        count = count + 1
    return y + x * count


def while_inside_for(x: float) -> float:
    for i in range(3):
        while x < 10.0 * (i + 1):
            x = x * 1.7 + 0.1 * i
    return x


def for_inside_while(x: float, n: int) -> float:
    rounds = 0
    while rounds < n:
        for i in range(rounds):
            x = np.sin(x) + 0.2 * i
        rounds += 1
    return x


def for_else_reached(x: Any) -> Any:
    total = 0.0
    for value in x:
        if value > 10.0:
            break
        total += value * value
    else:
        total = total * 3.0
    return total


def for_else_skipped(x: Any) -> Any:
    total = 0.0
    for value in x:
        if value > 0.0:
            break
        total += value * value
    else:
        total = total * 3.0
    return total * x[0]


def while_else(x: float) -> float:
    while x < 5.0:
        x = x * 1.5
    else:
        x = x * x
    return x


def trip_count_from_argument(x: Any, counts: Any) -> Any:
    for count in counts:
        for _ in range(count):
            x = np.sin(x) + 0.5 * x
    return x


def value_before_survives(x: float, n: int) -> float:
    last = x * x
    for i in range(n):
        last = np.exp(-x) * i
    return last


def local_of_last_trip(x: Any) -> Any:
    for i in range(len(x)):
        scaled = x[i] * x[i] * (i + 1)
    return scaled


def constant_until_reassigned(x: float) -> float:
    factor = 2.0
    for _ in range(4):
        x = x * factor
        factor = np.sin(x)
    return x + factor


def vector_recurrence(a: Any, x: Any, n: int) -> Any:
    for _ in range(n):
        x = np.tanh(a @ x)
    return x


def accumulate_float_loop(x: Any) -> Any:
    total = 0.0
    for t in range(4):
        for i in range(x.shape[0]):
            total += x[i] ** 2 * np.exp(-0.1 * t)
    return total


def bounds_change_in_body(x: float) -> float:
    n = 3
    for i in range(n):
        n = n + 1
        x = np.sin(x * n)
    return x


PROGRAMS = (
    Program(logistic, (3.1, 0.4, 7)),
    Program(geometric_sum, (0.7, 6)),
    Program(weights_by_index, (numbers(5),)),
    Program(downwards, (numbers(4, seed=1),)),
    Program(strided, (numbers(7, seed=2),)),
    Program(strided_downwards, (numbers(8, seed=3),)),
    Program(never_entered, (0.7, 0)),
    Program(loop_variable_afterwards, (0.7, 4)),
    Program(loop_variable_afterwards, (0.7, 0)),
    Program(loop_variable_reused, (0.7,)),
    Program(nested_triangle, (0.7, 4)),
    Program(nested_carried, (numbers(3, 2, seed=4),)),
    Program(three_deep, (0.4,)),
    Program(over_array, (numbers(5, seed=5),)),
    Program(over_rows, (numbers(4, 3, seed=6),)),
    Program(over_list, (0.3, 0.9)),
    Program(over_tuple, (0.3, 0.9)),
    Program(over_enumerate, (numbers(4, seed=7),)),
    Program(over_enumerate_from, (numbers(4, seed=8),)),
    Program(over_zip, (numbers(4, seed=9), numbers(4, seed=10))),
    Program(over_zip_of_unequal, (numbers(5, seed=11), numbers(4, seed=12))),
    Program(over_reversed_range, (numbers(4, seed=13, low=0.5, high=2.0),)),
    Program(over_reversed_array, (numbers(4, seed=14),)),
    Program(over_enumerate_zip, (numbers(4, seed=15), numbers(4, seed=16))),
    Program(while_norm, (numbers(3, seed=17),)),
    Program(while_norm, (-np.abs(numbers(3, seed=18)),)),
    Program(while_counter, (0.8,)),
    Program(while_two_conditions, (2.0, 0.003)),
    Program(while_inside_for, (0.6,)),
    Program(for_inside_while, (0.6, 4)),
    Program(for_else_reached, (numbers(4, seed=19),)),
    Program(for_else_skipped, (np.array([-0.3, -0.8, 0.4, 0.9]),)),
    Program(while_else, (0.7,)),
    Program(trip_count_from_argument, (numbers(3, seed=20), (2, 0, 3))),
    Program(value_before_survives, (0.7, 0)),
    Program(value_before_survives, (0.7, 3)),
    Program(local_of_last_trip, (numbers(4, seed=21),)),
    Program(constant_until_reassigned, (0.7,)),
    Program(vector_recurrence, (numbers(3, 3, seed=22), numbers(3, seed=23), 4)),
    Program(accumulate_float_loop, (numbers(4, seed=24),)),
    Program(bounds_change_in_body, (0.4,)),
)
