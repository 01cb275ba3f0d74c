"""Statements: with, try and raise, match, assert, del, global reads, loops with every exit, changing types."""

from __future__ import annotations

import contextlib
import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.catalogue.entry import example
from tests.programs.program import numbers

TOLERANCE = 1e-3
MODE = "fast"
SETTINGS = {"relaxation": 0.8, "steps": 4}


@dataclass
class Sphere:
    radius: float


@dataclass
class Box:
    a: float
    b: float


class Timer:
    """Counts how often it is entered; knows nothing of the numbers."""

    def __init__(self):
        self.entered = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, kind, value, trace):
        return False


class Scaled:
    """Changes a state for the time of a block."""

    def __init__(self, state, factor):
        self.state, self.factor = state, factor

    def __enter__(self):
        self.state["gain"] = self.state["gain"] * self.factor
        return self.state

    def __exit__(self, kind, value, trace):
        self.state["gain"] = self.state["gain"] / self.factor


@contextlib.contextmanager
def announced(name):
    yield name.upper()


class NotConverged(Exception):
    pass


@example(numbers(3, seed=1))
def with_errstate(u):
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(u * u) / u
    return np.sum(y)


@example(numbers(3, seed=2))
def with_errstate_and_return_inside(u):
    with np.errstate(all="ignore"):
        if np.sum(u) > 100.0:
            return np.sum(u)
        return np.prod(u)


@example(0.7)
def with_a_users_manager(x):
    with Timer() as timer:
        y = np.sin(x)
        with timer:
            y = y * x
    return y * timer.entered


@example(0.7, 1.2)
def with_a_manager_that_holds_active_state(x, g):
    state = {"gain": g}
    with Scaled(state, x) as inner:
        y = inner["gain"] * x
    return y + state["gain"] ** 2


@example(0.7)
def with_two_managers(x):
    with Timer() as a, Timer() as b:
        x = x**2
    return x * (a.entered + b.entered)


@example(0.7)
def with_a_generator_manager(x):
    with announced("step") as name:
        y = x * len(name)
    return y**2


@example(numbers(3, seed=3))
def with_catch_warnings(u):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.sum(np.sqrt(u * u + 1.0))


@example(0.7, [2, 0, 5])
def try_around_a_division(x, divisors):
    total = 0.0
    for d in divisors:
        try:
            total += x / d
        except ZeroDivisionError:
            total += x * x
    return total


@example(0.7, {"a": 1.2})
def try_around_a_lookup(x, p):
    try:
        y = p["b"] * x
    except KeyError:
        y = p["a"] * x
    return y * y


@example(0.7)
def try_with_else(x):
    try:
        y = math.sqrt(x)
    except ValueError:
        y = 0.0
    else:
        y = y * x
    return y


@example(0.7)
def try_with_finally(x):
    log = [x]
    try:
        y = x * x
    finally:
        log.append(x * 3.0)
    return y * log[1]


@example(0.7, 1)
def try_with_all_parts(x, n):
    y = x
    try:
        y = y * [x, 2.0][n + 1]
    except IndexError:
        y = y + np.sin(x)
    else:
        y = y * 100.0
    finally:
        y = y * 3.0
    return y


def _checked_log(x):
    if x <= 0:
        raise ValueError("not positive")
    return np.log(x)


@example([0.7, -1.2, 0.4])
def exception_raised_in_a_helper(xs):
    total = 0.0
    for x in xs:
        try:
            total += _checked_log(x)
        except ValueError:
            total += x**2
    return total


def _solve(x, limit):
    for k in range(limit):
        x = 0.5 * (x + 2.0 / x)
        if abs(x * x - 2.0) < TOLERANCE:
            return x * 1.0
    raise NotConverged(limit)


@example(5.0, 1.5)
def users_exception_and_a_second_try(x, y):
    try:
        return _solve(x, 1) * y
    except NotConverged:
        return _solve(x * 0.3, 50) * x * y


@example(0.7)
def exception_after_a_change_of_state(x):
    """What was assigned before the exception stays assigned."""
    y = x
    try:
        y = y * x
        if y < 1.0:
            raise ArithmeticError
        y = y * 100.0
    except ArithmeticError:
        y = y + x
    return y**2


@example(0.7)
def nested_try(x):
    y = x
    try:
        try:
            y = y * 2.0
            raise KeyError("inner")
        except ZeroDivisionError:
            y = 0.0
        finally:
            y = y * x
    except KeyError:
        y = y + 1.0
    return y * x


@example(0.7)
def raise_again(x):
    y = x
    try:
        try:
            raise ValueError
        except ValueError:
            y = y * x
            raise
    except ValueError:
        y = y * 3.0
    return y


@example(numbers(4, seed=4))
def exception_in_a_loop_with_arrays(u):
    """An array is half written when the exception comes."""
    v = np.zeros(4)
    try:
        for k in range(10):
            v[k] = u[k] * u[k - 1]
    except IndexError:
        v[0] = v[3] * 2.0
    return np.sum(v * v)


@example(0.7)
def return_in_try_with_finally(x):
    log = []
    try:
        return x**2 + len(log)
    finally:
        log.append(1)


@example([0.7, 1.2, 0.9, 0.4], [1, 3, 0, 2])
def break_and_continue_in_try(xs, divisors):
    total = 0.0
    for x, d in zip(xs, divisors):
        try:
            if d == 3:
                continue
            total += x**2 / d
        except ZeroDivisionError:
            break
        finally:
            total += 0.5 * x
    return total


@example(0.7, "cubic")
def match_on_strings(x, kind):
    match kind:
        case "linear":
            return x
        case "cubic" | "third":
            return x**3
        case _:
            return 1.0


@example(0.7, 4)
def match_on_numbers_with_a_guard(x, n):
    match n:
        case 0:
            y = x
        case k if k % 2 == 0:
            y = x**k
        case _:
            y = 2.0 * x
    return y * x


@example((0.7, 1.2))
def match_on_a_sequence(p):
    match p:
        case (x,):
            return x
        case (x, y):
            return x * y**2
        case (x, *rest):
            return x * len(rest)


@example([0.7, 1.2, 0.4])
def match_with_a_starred_name(xs):
    match xs:
        case [first, *rest]:
            return first * sum(rest)
        case []:
            return 0.0


@example({"kind": "ball", "radius": 0.7})
def match_on_a_mapping(shape):
    match shape:
        case {"kind": "box", "side": s}:
            return s**3
        case {"kind": "ball", "radius": r}:
            return 4.0 / 3.0 * np.pi * r**3


@example([Sphere(0.7), Box(1.2, 0.4)])
def match_on_classes(shapes):
    volume = 0.0
    for shape in shapes:
        match shape:
            case Sphere(radius=r):
                volume += r**3
            case Box(a, b):
                volume += a * b
    return volume**2


@example(0.7, ("add", ("mul", 2.0, "x"), ("sin", "x")))
def match_evaluates_an_expression_tree(x, tree):
    def value(node):
        match node:
            case "x":
                return x
            case float():
                return node
            case ("add", a, b):
                return value(a) + value(b)
            case ("mul", a, b):
                return value(a) * value(b)
            case ("sin", a):
                return np.sin(value(a))

    return value(tree)


@example(0.7, 3)
def asserts(x, n):
    assert n > 0
    assert x > 0, f"not positive: {x}"
    return x**n


@example(0.7)
def del_of_a_name(x):
    y = x * x
    z = y * 3.0
    del y
    y = z * x
    del z
    return y


@example(0.7)
def global_read(x):
    global TOLERANCE
    return x * TOLERANCE if MODE == "slow" else x**2 * SETTINGS["relaxation"] ** SETTINGS["steps"]


@example(5.0)
def while_true_with_break(x):
    n = 0
    while True:
        x = 0.5 * (x + 3.0 / x)
        n += 1
        if abs(x * x - 3.0) < 1e-2:
            break
        if n > 50:
            return -1.0
    return x * n


@example(0.7)
def while_true_with_return(x):
    k = 0
    while True:
        k += 1
        x = x * 1.3
        if x > 1.5:
            return x**k
        if k % 2 == 0:
            continue
        x += 0.1


@example([0.7, 1.2, 0.4], 1.0)
def loop_else_after_break(xs, limit):
    for x in xs:
        if x > limit:
            found = x
            break
    else:
        found = limit
    for x in xs:
        if x > 10.0:
            break
    else:
        found = found * xs[0]
    return found**2


@example(0.7)
def while_else(x):
    k = 0
    while k < 3:
        x = x * 1.1
        k += 1
        if x < 0:
            break
    else:
        x = np.sin(x)
    return x


@example([0.7, 1.2, 0.4])
def loop_else_with_return(xs):
    for k, x in enumerate(xs):
        for y in xs[:k]:
            if abs(x - y) < 0.4:
                break
        else:
            continue
        return x * y
    else:
        return 0.0


@example(0.7, numbers(3, seed=5))
def number_becomes_an_array(x, u):
    total = 0.0
    for k in range(3):
        total = total + x * u * k
    return total


@example(numbers(3, seed=6))
def array_becomes_a_number(u):
    y = u * u
    y = np.sum(y)
    y = y * u
    return y


@example(0.7)
def integer_becomes_a_float(x):
    s = 0
    for k in range(4):
        s += k * x
    n = 1
    n = n * x
    return s * n


@example(0.7)
def none_becomes_a_number(x):
    best = None
    for k in range(4):
        y = np.sin(k * x)
        if best is None or y > best:
            best = y
    return best * x


@example(0.7)
def name_holds_list_then_array(x):
    v = [x, x * x]
    v = np.array(v)
    v = v * 2.0
    v = list(v)
    return v[0] * v[1]


@example(0.7, 2)
def shadowing_of_builtins_and_arguments(x, n):
    sum = x * n
    abs = lambda v: v * v
    n = sum * 0.5
    x = abs(n)
    return x + sum


@example(3, 0.7)
def integer_and_float_mixtures(n, x):
    a = n / 2
    b = n // 2
    c = n * x
    d = (n + 1) ** 2 * x
    return a * c + b * d + n**x + True * x


@example(numbers(3, seed=7))
def loop_variable_used_afterwards(u):
    for k, v in enumerate(u):
        w = v * k
    return w * v + k * u[0]


@example(0.7, 0)
def zero_trip_loops(x, n):
    y = x * x
    for k in range(n):
        y = y * 100.0
    for v in []:
        y = y + v
    while n > 0:
        n -= 1
        y = 0.0
    return y


@example(numbers(2, 2, seed=8), 0)
def zero_trips_over_an_axis(m, n):
    total = np.sum(m)
    for row in m[:n]:
        total = total * np.sum(row)
    return total**2


@example(0.7)
def nested_loops_with_exits(x):
    total = 0.0
    for i in range(4):
        for j in range(4):
            if j > i:
                break
            if (i + j) % 3 == 0:
                continue
            total += x ** (i + j)
        if total > 5.0:
            return total
    return total * x


@example(0.7)
def early_returns(x):
    if x > 5.0:
        return 1.0
    y = x * x
    if y < 0.1:
        return y
    for k in range(3):
        y = y * 1.5
        if y > 1.0:
            return y + k
    return 0.0


@example(numbers(5, seed=9))
def pass_docstring_and_ellipsis(u):
    """Statements that do nothing."""
    total = 0.0
    for v in u:
        if v > 100.0:
            pass
        else:
            total += v * v
        ...
    "a text that stands alone"
    return total


@example(0.7, numbers(3, seed=10))
def annotated_names(x: float, u: Any) -> float:
    total: float = 0.0
    count: int
    for count, v in enumerate(u):
        total += v * x**count
    return total


@example(numbers(4, seed=11))
def print_of_active_values(u):
    total = np.sum(u * u)
    if total > 1e9:
        print("large:", total)
    return total


@example(numbers(3, 3, seed=12))
def several_targets_of_stores(m):
    m = m.copy()
    m[0, 0], m[1, 1] = m[1, 1] * 2.0, m[0, 0]
    m[2], v = m[0] * m[1], m[2, 0]
    return np.sum(m) * v


@example(numbers(3, seed=13), 0.1)
def iteration_until_small_enough(u, rate):
    loss = np.inf
    steps = 0
    while loss > 0.2 and steps < 30:
        u = u - rate * 2.0 * u
        loss = np.sum(u * u)
        steps += 1
    return loss * steps
