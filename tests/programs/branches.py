"""Branches: recorded flags, conditions of every form, names set on one side only, branches inside loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def two_sided(x: float) -> float:
    if x > 0:
        y = x * x
    else:
        y = np.exp(x)
    return y * x


def one_sided(x: float) -> float:
    y = 2.0 * x
    if x > 0.5:
        y = y * np.sin(x)
    return y


def ladder(x: float, k: int) -> float:
    if k == 0:
        y = np.sin(x)
    elif k == 1:
        y = np.cos(x)
    elif k == 2:
        y = x**3
    else:
        y = x
    return y


def nested_conditions(x: float, y: float) -> float:
    if x > 0:
        if y > 0:
            z = x * y
        else:
            z = x - y
        z = z * x
    else:
        z = y
    return z


def conditional_expression(x: float, y: float) -> float:
    a = x * y if x < y else x / y
    return (a if a > 0 else -a) + (np.sin(x) if y > 0 else np.cos(x))


def boolean_conditions(x: float, y: float) -> float:
    if (x > 0 and y > 0) or x * y < -10:
        z = x * y
    else:
        z = x + y
    if not x < y:
        z = z * 2
    return z


def chained_comparison(x: float) -> float:
    if 0 < x < 1 <= x + 1 < 3:
        return np.sin(x)
    return np.cos(x)


def value_of_and_or(x: float, y: float) -> float:
    return (x and y) * (x or y)


def condition_on_array(x: Any) -> Any:
    if np.all(x > -2) and np.any(x > 0):
        return np.sum(x * x)
    return np.sum(x)


def branch_in_loop(x: Any) -> Any:
    total = 0.0
    for i in range(len(x)):
        if x[i] > 0:
            total += x[i] ** 2
        else:
            total -= np.sin(x[i])
    return total


def branch_on_state(x: float) -> float:
    for i in range(6):
        if x > 1:
            x = x / 2 - 0.1
        elif i % 2 == 0:
            x = x * 1.9 + 0.05
        else:
            x = x * x + 0.7
    return x


def set_on_both_sides(x: float) -> float:
    if x > 0:
        a, b = x, x * x
    else:
        b, a = x, np.sin(x)
    return a * b + a


def overwritten_condition(x: float) -> float:
    flag = x > 0
    y = x * x
    flag = not flag
    if flag:
        y = y * 3
    else:
        y = y * np.sin(x)
    return y


def condition_value_rebound(x: float) -> float:
    y = x
    if x > 0:
        x = -x * x
    if x > 0:
        y = y * 5
    else:
        y = y * x
    return y


def integer_or_float(x: float, k: int) -> float:
    y = 0
    if k > 2:
        y = x * k
    return y + x


def none_until_set(x: Any) -> Any:
    best = None
    for value in x:
        if best is None or value > best:
            best = value
    return best * best


def array_or_scalar(x: Any, full: bool) -> Any:
    if full:
        y = x * x
    else:
        y = x.sum()
    return np.sum(y) * 2


def empty_branch(x: float) -> float:
    if x > 0:
        pass
    else:
        x = x * 2
    return x * x


def default_by_condition(x: float, scale: Any = None) -> float:
    if scale is None:
        scale = 2.0
    return scale * x * x


def clamp_by_hand(x: Any) -> Any:
    y = np.zeros_like(x)
    for i in range(len(x)):
        y[i] = x[i] if x[i] < 0.5 else 0.5 + 0.1 * x[i]
    return y


def branch_by_membership(x: float, mode: str) -> float:
    if mode in ("square", "twice"):
        x = x * x
    if mode not in ("none",):
        x = x + np.sin(x)
    return x


PROGRAMS = (
    Program(two_sided, (0.7,)),
    Program(two_sided, (-0.7,)),
    Program(one_sided, (0.7,)),
    Program(one_sided, (0.2,)),
    Program(ladder, (0.7, 0)),
    Program(ladder, (0.7, 1)),
    Program(ladder, (0.7, 2)),
    Program(ladder, (0.7, 5)),
    Program(nested_conditions, (0.7, 0.4)),
    Program(nested_conditions, (0.7, -0.4)),
    Program(nested_conditions, (-0.7, 0.4)),
    Program(conditional_expression, (0.7, 1.4)),
    Program(conditional_expression, (0.7, -0.4)),
    Program(boolean_conditions, (0.7, 0.4)),
    Program(boolean_conditions, (-0.7, 0.4)),
    Program(chained_comparison, (0.7,)),
    Program(chained_comparison, (-0.7,)),
    Program(value_of_and_or, (0.7, 0.4)),
    Program(condition_on_array, (numbers(4),)),
    Program(branch_in_loop, (numbers(6, seed=1),)),
    Program(branch_on_state, (0.4,)),
    Program(set_on_both_sides, (0.4,)),
    Program(set_on_both_sides, (-0.4,)),
    Program(overwritten_condition, (0.4,)),
    Program(condition_value_rebound, (0.4,)),
    Program(integer_or_float, (0.4, 5)),
    Program(integer_or_float, (0.4, 1)),
    Program(none_until_set, (numbers(5, seed=2),)),
    Program(array_or_scalar, (numbers(4, seed=3), True)),
    Program(array_or_scalar, (numbers(4, seed=3), False)),
    Program(empty_branch, (0.3,)),
    Program(default_by_condition, (0.3,)),
    Program(clamp_by_hand, (np.array([0.1, 0.9, -0.4, 0.7]),)),
    Program(branch_by_membership, (0.3, "square")),
)
