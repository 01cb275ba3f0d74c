"""`try` and `with` around active code: the path that ran is differentiated."""

from __future__ import annotations

import warnings
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


class TooSmall(Exception):
    """An exception of the user's own."""


def factor_or_scale(a: Any) -> Any:
    try:
        y = np.linalg.cholesky(a)
    except np.linalg.LinAlgError:
        y = a * 2.0
    return np.sum(y * y)


def factor_again(a: Any) -> Any:
    try:
        y = np.linalg.cholesky(a)
    except np.linalg.LinAlgError:
        y = a * 2.0
    return np.sum(y * y)


def only_the_failure_matters(a: Any, x: float) -> Any:
    try:
        np.linalg.cholesky(a)
        weight = 3.0
    except np.linalg.LinAlgError:
        weight = 2.0
    return weight * x * np.sum(a)


def dead_result_in_loop(a: Any) -> Any:
    total = 0.0
    shift = 0.0
    for k in range(4):
        try:
            np.linalg.cholesky(a + shift * np.eye(2))
            total = total + np.sum(a * a) * (k + 1)
        except np.linalg.LinAlgError:
            total = total + np.sum(a)
        shift += 1.0
    return total


def jitter(a: Any, b: Any) -> Any:
    shift = 0.5
    for _ in range(6):
        try:
            low = np.linalg.cholesky(a + shift * np.eye(2))
            break
        except np.linalg.LinAlgError:
            shift = shift * 2.0
    return np.sum(np.linalg.solve(low, b) ** 2) + np.sum(low)


def division_in_loop(x: float, n: int) -> float:
    total = 0.0
    for k in range(n):
        try:
            t = x / (k - 2)
        except ZeroDivisionError:
            t = x * x
        total += t * t * x
    return total


def old_value_is_kept(x: float, zero: float) -> float:
    y = x * 2.0
    try:
        y = y * 3.0
        z = x / zero
        y = y * 5.0
    except ZeroDivisionError:
        z = x * x
    return y * z


def stores_before_a_failure(x: Any, n: int) -> Any:
    a = np.zeros(4)
    for k in range(n):
        try:
            a[k] = x[k] * x[0]
            a[k + 1] = a[k] * x[k + 1]
            a[0] += a[k] ** 2
        except IndexError:
            a[1] = a[1] * x[1]
    return a * a


def cube_sum(x: Any, n: int) -> Any:
    total = 0.0
    for k in range(n):
        total = np.sin(total) + x[k] ** 3
    return total


def loop_in_a_callee(x: Any, n: int) -> Any:
    try:
        y = cube_sum(x, n)
    except IndexError:
        y = x[0] * x[1]
    return y * y


def loop_in_a_callee_in_a_loop(x: Any) -> Any:
    total = 0.0
    for n in range(6):
        try:
            y = cube_sum(x, n) * total
        except IndexError:
            y = total * x[0]
        total = total + np.cos(y) * x[1]
    return total


def made_inside(x: Any, n: int) -> Any:
    a = np.ones(3)
    b = a * x[0]
    try:
        a = np.zeros(3)
        a[0] = x[0] * x[1]
        a[1:] = x[n] * b[1:]
    except IndexError:
        b = b * x[2]
    a[2] = a[2] + b[2] * x[1]
    return np.sum(a * b)


def buffer_of(x: Any, n: int) -> Any:
    a = np.zeros(3)
    for k in range(3):
        a[k] = x[k] * x[n]
        a[k] *= x[0]
    return a


def buffer_of_a_callee(x: Any, n: int) -> Any:
    a = np.ones(3) * x[1]
    try:
        a = buffer_of(x, n)
    except IndexError:
        pass
    a[0] = a[0] * x[2]
    return a


def appended(x: Any, n: int) -> Any:
    xs = []
    for k in range(n):
        try:
            xs.append(x[k] * x[0])
        except IndexError:
            xs.append(xs[0] * x[1])
    total = 0.0
    for item in xs:
        total = total * item + item
    return total


def raised_and_caught(x: float) -> float:
    y = x
    for k in range(4):
        try:
            y = y * x
            if y < 0.3:
                raise TooSmall(k)
            y = y + 0.1
        except TooSmall:
            y = y * 4.0
        else:
            y = y * 0.5
        finally:
            y = y + 0.01 * x
    return y


def returned_from_try(x: float, n: int) -> float:
    try:
        if n > 1:
            return x * x
        y = x / n
    except ZeroDivisionError as error:
        return x**3 if "division" in str(error) else x
    finally:
        n = n + 1
    return y * n


def nested_attempts(x: Any, n: int) -> Any:
    try:
        try:
            y = x[n] * 2.0
        except ZeroDivisionError:
            y = x[0]
        z = y * (1 / (n - 1))
    except (IndexError, ZeroDivisionError):
        z = x[0] * x[1]
        try:
            z = z * x[n + 1]
        except IndexError:
            z = z * z
    return z


def which_exception(x: Any, n: int) -> Any:
    try:
        y = x[n] * (1 / (n - 1))
    except IndexError:
        y = x[0] * 2.0
    except ArithmeticError:
        y = x[1] * 3.0
    except Exception:
        y = x[2] * 4.0
    return y * y


def not_a_number(x: float) -> float:
    total = 0.0
    for text in ("1.5", "two", "0.25"):
        try:
            total = total + float(text) * x
        except ValueError:
            total = total * x
    return total


def kept_exception(x: Any, n: int) -> Any:
    found: Exception | None = None
    y = x[0]
    try:
        y = x[n] * x[0]
    except LookupError as error:
        found = error
    if isinstance(found, IndexError):
        y = y * x[1]
    return y * y


def error_state(x: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(x > 0, np.log(np.abs(x)), x)
        z = y * x
    return np.sum(z * y)


def error_state_in_loop(x: Any) -> Any:
    y = x
    for _ in range(3):
        with np.errstate(over="ignore"):
            t = y * y
            y = np.sin(t) + x
        y = y * t
    return y


def error_state_that_raises(x: Any, d: float) -> Any:
    try:
        with np.errstate(divide="raise"):
            y = x / np.float64(d)
            z = y * y
    except FloatingPointError:
        z = x**3
    return np.sum(z)


def warnings_caught(x: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y = np.log(x) * x
    return y


class Doubler:
    """A manager with state."""

    def __init__(self, x: float) -> None:
        self.x = x
        self.entered = 0

    def __enter__(self) -> Doubler:
        self.entered += 1
        self.x = self.x * 2.0
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> bool:
        self.x = self.x + 1.0
        return kind is not None and issubclass(kind, TooSmall)


def manager_of_a_class(x: float) -> float:
    with Doubler(x) as d:
        y = d.x * x
    return y * d.x * d.entered


def manager_that_swallows(x: float) -> float:
    d = Doubler(x)
    y = x
    with d:
        y = y * d.x
        if y > 0.1:
            raise TooSmall
        y = y * 7.0
    return y * d.x


@contextmanager
def scaled(state: dict[str, float], factor: float) -> Any:
    old = state["x"]
    state["x"] = old * factor
    try:
        yield state["x"]
        state["x"] = state["x"] + 1.0
    finally:
        state["x"] = state["x"] * old


def manager_of_a_generator(x: float) -> float:
    state = {"x": x}
    with scaled(state, 3.0) as y:
        state["x"] = state["x"] * y
    return state["x"] * y


def manager_of_nothing(x: float) -> float:
    with nullcontext(x * 2.0) as y:
        z = y * x
    return z


def managers_together(x: float) -> float:
    with Doubler(x) as a, Doubler(a.x) as b:
        y = a.x * b.x
    return y + b.x


def countdown(x: float, n: int) -> float:
    try:
        return np.sin(x) * (1 / n) * countdown(x * 1.1, n - 1)
    except ZeroDivisionError:
        return x


def attempt_in_recursion(x: float, n: int) -> float:
    return countdown(x, n) * x


def while_it_works(x: Any) -> Any:
    k = 0
    total = 0.0
    while True:
        try:
            total = total * x[k] + x[k]
        except IndexError:
            break
        k += 1
    return total


def attempt_in_a_branch(x: Any, n: int) -> Any:
    if n > 1:
        try:
            y = x[n] * x[0]
        except IndexError:
            y = x[1] ** 2
    else:
        y = x[0]
    return y * x[1]


def one_failure_of_two(x: Any) -> Any:
    try:
        a, b = x[0] * x[1], x[5]
    except IndexError:
        a, b = x[1], x[0] * 2.0
    return a * b * b


def finally_runs(x: Any, n: int) -> Any:
    log = x[0]
    try:
        y = x[n]
    except IndexError:
        y = x[1] * log
    finally:
        log = log * x[1]
    return y * log


A = numbers(2, 2, seed=1)
POSITIVE = A @ A.T + np.eye(2)
INDEFINITE = np.array([[0.3, 1.4], [1.4, -2.0]])
X = numbers(3, seed=2, low=0.4, high=1.2)

PROGRAMS = (
    Program(factor_or_scale, (POSITIVE,)),
    Program(factor_again, (INDEFINITE,)),
    Program(only_the_failure_matters, (POSITIVE, 0.7)),
    Program(only_the_failure_matters, (INDEFINITE, 0.7)),
    Program(dead_result_in_loop, (INDEFINITE,)),
    Program(jitter, (INDEFINITE, X[:2])),
    Program(division_in_loop, (0.7, 5)),
    Program(old_value_is_kept, (0.7, 0.0), wrt=(0,)),
    Program(old_value_is_kept, (0.7, 0.5), wrt=(0,)),
    Program(stores_before_a_failure, (X, 5)),
    Program(stores_before_a_failure, (X, 2)),
    Program(loop_in_a_callee, (X, 3)),
    Program(loop_in_a_callee, (X, 5)),
    Program(loop_in_a_callee_in_a_loop, (X,)),
    Program(made_inside, (X, 1)),
    Program(made_inside, (X, 7)),
    Program(buffer_of_a_callee, (X, 1)),
    Program(buffer_of_a_callee, (X, 3)),
    Program(appended, (X, 5)),
    Program(raised_and_caught, (0.7,)),
    Program(returned_from_try, (0.7, 0)),
    Program(returned_from_try, (0.7, 1)),
    Program(returned_from_try, (0.7, 2)),
    Program(nested_attempts, (X, 0)),
    Program(nested_attempts, (X, 1)),
    Program(nested_attempts, (X, 5)),
    Program(which_exception, (X, 0)),
    Program(which_exception, (X, 1)),
    Program(which_exception, (X, 9)),
    Program(not_a_number, (0.7,)),
    Program(kept_exception, (X, 1)),
    Program(kept_exception, (X, 5)),
    Program(error_state, (X - 0.7,)),
    Program(error_state_in_loop, (X,)),
    Program(error_state_that_raises, (X, 0.0), wrt=(0,)),
    Program(error_state_that_raises, (X, 0.5), wrt=(0,)),
    Program(warnings_caught, (X,)),
    Program(manager_of_a_class, (0.7,)),
    Program(manager_that_swallows, (0.7,)),
    Program(manager_that_swallows, (0.1,)),
    Program(manager_of_a_generator, (0.7,)),
    Program(manager_of_nothing, (0.7,)),
    Program(managers_together, (0.7,)),
    Program(attempt_in_recursion, (0.7, 3)),
    Program(while_it_works, (X,)),
    Program(attempt_in_a_branch, (X, 2)),
    Program(attempt_in_a_branch, (X, 3)),
    Program(one_failure_of_two, (X,)),
    Program(finally_runs, (X, 2)),
    Program(finally_runs, (X, 3)),
)
