"""Exits: `break`, `continue` and early `return` at any depth, `assert`, `raise` on paths not taken."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def newton_root(x: float, c: float) -> float:
    for i in range(50):
        step = (x * x - c) / (2 * x)
        x = x - step
        if abs(step) < 1e-12:
            break
    return x


def return_from_branch(x: float) -> float:
    if x > 0:
        return np.sin(x) * x
    x = x * x
    return x + 1


def return_from_loop(x: Any, limit: float) -> Any:
    total = 0.0
    for i in range(len(x)):
        total = total + x[i] * x[i]
        if total > limit:
            return total * x[0] * (i + 1)
    return total


def return_from_nested_loop(a: Any, limit: float) -> Any:
    state = 0.1
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            state = state * a[i, j] + np.sin(a[i, j])
            if state > limit:
                return state * state + i * a[0, 0]
        state = state * 0.5
    return state


def return_from_while(x: float) -> float:
    while True:
        x = x * x + 0.3
        if x > 4:
            return x * 2
        if x < 0.01:
            return x


def break_of_while(x: float) -> float:
    n = 0
    while True:
        x = np.cos(x)
        n += 1
        if n >= 6:
            break
        x = x * 1.1
    return x


def break_inner_only(a: Any) -> Any:
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] < 0:
                break
            total += a[i, j] ** 2
        total = total * 1.5
    return total


def continue_for(x: Any) -> Any:
    product = 1.0
    for value in x:
        if value < 0:
            continue
        product = product * (value + 1.2)
    return product


def continue_while(x: float) -> float:
    i = 0
    while i < 7:
        i += 1
        if i % 3 == 0:
            continue
        x = np.sin(x) + 0.1 * i
    return x


def continue_and_break(x: Any) -> Any:
    state = 0.5
    for i in range(len(x)):
        if x[i] < -0.5:
            continue
        state = np.tanh(state * 2 + x[i])
        if state > 0.95:
            break
        state = state - 0.05 * x[i]
    return state


def break_after_write(x: Any) -> Any:
    y = np.zeros_like(x)
    for i in range(len(x)):
        y[i] = x[i] ** 2
        if y[i] > 0.5:
            break
        y[i] *= 3.0
    return y


def break_in_both_arms(x: float) -> float:
    for i in range(10):
        if i % 2 == 0:
            x = x * 1.3
            if x > 2:
                break
        else:
            x = x + 0.2
            if x > 2.5:
                x = x * x
                break
    return x


def guarded(x: float) -> float:
    assert x > 0, "needs a positive number"
    if x > 100:
        raise ValueError("too large")
    return np.sqrt(x) * np.log(x)


def raise_not_taken_in_loop(x: Any) -> Any:
    total = 0.0
    for value in x:
        if not np.isfinite(value):
            raise ValueError("not finite")
        total += np.exp(value)
    return total


def all_arms_return(x: float, y: float) -> float:
    if x > y:
        if x > 2 * y:
            return x * x
        return x * y
    else:
        return y * y * x


def bisection_then_value(f_scale: float) -> float:
    low, high = 0.0, 3.0
    for _ in range(4):
        mid = 0.5 * (low + high)
        if mid * mid < 2.0:
            low = mid
        else:
            high = mid
    return f_scale * mid * mid


def search_and_use(x: Any, key: float) -> Any:
    found = 0
    for i in range(len(x)):
        if x[i] > key:
            found = i
            break
    return x[found] ** 2 * key


def break_with_else(x: float) -> float:
    for i in range(6):
        x = x * 1.4
        if x > 3:
            x = x - 1
            break
    else:
        x = x * 10
    return x * x


def several_returns_in_loop(x: float) -> float:
    for i in range(20):
        x = x * 1.2
        if x > 5:
            return x - i
        if i == 3 and x > 2:
            return x * i
        x = x + 0.01 * x * x
    return x


def early_return_of_local(x: Any) -> Any:
    y = x * 2
    if y[0] > 5:
        return y
    for i in range(3):
        y = np.sin(y)
        if i == 1:
            return y * x
    return x


PROGRAMS = (
    Program(newton_root, (1.0, 2.0), step=1e-3),
    Program(return_from_branch, (0.6,)),
    Program(return_from_branch, (-0.6,)),
    Program(return_from_loop, (numbers(5), 0.6)),
    Program(return_from_loop, (numbers(5), 60.0)),
    Program(return_from_nested_loop, (numbers(3, 3, seed=1), 0.7)),
    Program(return_from_nested_loop, (numbers(3, 3, seed=1), 70.0)),
    Program(return_from_while, (0.9,)),
    Program(break_of_while, (0.9,)),
    Program(break_inner_only, (np.abs(numbers(4, 3, seed=2)) * np.array([1.0, 1.0, -1.0]),)),
    Program(continue_for, (numbers(6, seed=3),)),
    Program(continue_while, (0.4,)),
    Program(continue_and_break, (np.array([0.2, -0.9, 0.6, -0.7, 0.8, 0.3, 1.1]),)),
    Program(break_after_write, (np.array([0.2, -0.3, 0.9, 0.4]),)),
    Program(break_in_both_arms, (0.9,)),
    Program(guarded, (2.5,)),
    Program(raise_not_taken_in_loop, (numbers(3, seed=4),)),
    Program(all_arms_return, (1.5, 1.0)),
    Program(all_arms_return, (3.5, 1.0)),
    Program(all_arms_return, (0.5, 1.0)),
    Program(bisection_then_value, (0.7,)),
    Program(search_and_use, (np.array([0.1, 0.2, 0.8, 0.9]), 0.5)),
    Program(break_with_else, (0.9,)),
    Program(break_with_else, (0.1,)),
    Program(several_returns_in_loop, (0.9,)),
    Program(several_returns_in_loop, (1.5,)),
    Program(early_return_of_local, (numbers(3, seed=5),)),
)
