"""Hazards of the language: dynamic code, names, evaluation order, state, exceptions, constructs outside the subset."""

from __future__ import annotations

import functools
import operator
from typing import Any, NamedTuple

import numpy as np

from tests.hazards.outcome import REFUSED, RIGHT, hazard
from tests.programs.program import numbers

VECTOR = numbers(4, seed=1)
OTHER = numbers(4, seed=2)
COUNTER = 0
TABLE = [1.0, 2.0]


@hazard(0.4, expected=REFUSED)
def uses_exec(x: float) -> float:
    scope = {"x": x}
    exec("y = x * x", scope)
    return scope["y"]  # type: ignore[return-value]


@hazard(0.4, expected=REFUSED)
def uses_eval(x: float) -> float:
    return eval("x * x") + x  # type: ignore[no-any-return]


@hazard(0.4, expected=REFUSED)
def uses_globals(x: float) -> float:
    globals()["HIDDEN"] = x * x
    return HIDDEN + x  # type: ignore[name-defined,no-any-return]  # noqa: F821


@hazard(0.4, expected=REFUSED)
def uses_locals(x: float) -> float:
    y = x * x
    return locals()["y"] * x  # type: ignore[no-any-return]


@hazard(0.4, expected=REFUSED)
def writes_a_global(x: float) -> float:
    global COUNTER
    COUNTER = x * x  # type: ignore[assignment]
    return COUNTER * x


@hazard(0.4, expected=RIGHT)
def writes_a_global_list(x: float) -> float:
    TABLE[0] = x * x
    return TABLE[0] * x


@hazard(0.4, expected=RIGHT)
def writes_nonlocal(x: float) -> float:
    total = 0.0

    def add(value: float) -> None:
        nonlocal total
        total += value * value

    add(x)
    add(2 * x)
    return total


@hazard(VECTOR, expected=RIGHT)
def generator_expression(x: Any) -> Any:
    return sum(value * value for value in x)


def yields(x: Any) -> Any:
    for value in x:
        yield value * value


@hazard(VECTOR, expected=RIGHT)
def generator_function(x: Any) -> Any:
    total = 0.0
    for value in yields(x):
        total += value
    return total


@hazard(VECTOR, expected=RIGHT)
def iterator_state(x: Any) -> Any:
    items = iter(x)
    first = next(items)
    total = first * first
    for value in items:
        total += value * first
    return total


class Reading:
    def __init__(self, items: Any) -> None:
        self.items = items

    def total(self) -> Any:
        return sum(self.items)


class Kept(NamedTuple):
    items: Any


@hazard(VECTOR, expected=RIGHT)
def iterator_with_a_place_in_an_object(x: Any) -> Any:
    reading = Reading(iter(x))
    first = next(reading.items)
    return first * first * reading.total()


@hazard(VECTOR, expected=REFUSED)
def generator_in_an_object(x: Any) -> Any:
    reading = Reading(v * v for v in x)
    return reading.total() + 3.0 * reading.total()


@hazard(VECTOR, expected=REFUSED)
def map_in_a_named_tuple(x: Any) -> Any:
    kept = Kept(map(np.sin, x))
    return sum(kept.items) + 3.0 * sum(kept.items)


@hazard(VECTOR, expected=REFUSED)
def generator_in_a_dict(x: Any) -> Any:
    kept = dict(items=(v * v for v in x))
    return sum(kept["items"]) + 3.0 * sum(kept["items"])


@hazard(VECTOR, expected=REFUSED)
def generator_stored_in_a_dict(x: Any) -> Any:
    kept: dict[str, Any] = {}
    kept["items"] = (v * v for v in x)
    return sum(kept["items"]) + 3.0 * sum(kept["items"])


@hazard(VECTOR, expected=REFUSED)
def generator_in_a_partial(x: Any) -> Any:
    total = functools.partial(sum, (v * v for v in x))
    return total() + 2.0 * total()


@hazard(VECTOR, expected=REFUSED)
def generator_among_star_arguments(x: Any) -> Any:
    def twice(*args: Any) -> Any:
        return sum(args[0]) + 2.0 * sum(args[0])

    return twice(v * v for v in x)


@hazard(VECTOR, expected=REFUSED)
def generator_among_named_arguments(x: Any) -> Any:
    def twice(**named: Any) -> Any:
        return sum(named["items"]) + 2.0 * sum(named["items"])

    return twice(items=(v * v for v in x))


@hazard(VECTOR, expected=REFUSED)
def generator_bound_by_a_walrus(x: Any) -> Any:
    return sum(items := (v * v for v in x)) + 2.0 * sum(items)


@hazard(VECTOR, expected=REFUSED)
def generator_under_two_names(x: Any) -> Any:
    a = b = (v * v for v in x)
    return sum(a) + 2.0 * sum(b)


@hazard(VECTOR, expected=REFUSED)
def zip_consumed_twice(x: Any) -> Any:
    pairs = zip(x, x[1:])
    total = 0.0
    for a, b in pairs:
        total += a * b
    for a, b in pairs:
        total += 100 * a
    return total


@hazard(0.4, expected=REFUSED)
def list_changed_while_iterating(x: float) -> float:
    parts = [x, x * x]
    total = 0.0
    for part in parts:
        total += part
        if len(parts) < 5:
            parts.append(part * x)
    return total


@hazard(VECTOR, expected=RIGHT)
def array_changed_while_iterating(x: Any) -> Any:
    total = 0.0
    for value in x:
        x[3] = x[3] * value
        total += value * value
    return total


@hazard(VECTOR, expected=RIGHT)
def iterable_rebound_while_iterating(x: Any) -> Any:
    total = 0.0
    for value in x:
        x = x * 2.0
        total += value * x[0]
    return total


@hazard(0.4, 3, expected=RIGHT)
def loop_variable_changed_in_body(x: float, n: int) -> float:
    for i in range(n):
        i = i * 2
        x = x * x + i
    return x * i


@hazard(0.4, expected=RIGHT)
def shadows_builtins(x: float) -> float:
    range, sum, abs = x, x * x, 2.0 * x
    len = range * sum
    return len + abs


@hazard(0.4, 0.7, expected=RIGHT)
def shadows_names_of_the_adjoint(head: float, x_bar: float) -> float:
    x = head * x_bar
    x_dot, out, x_stack, trips = x * x, x + 1.0, np.sin(x), 3
    for _ in range(trips):
        x = x * x_stack
    z_bar = x_dot * out
    return x * z_bar + head


@hazard(0.4, expected=RIGHT)
def shadows_np(x: float) -> float:
    np = x * x
    return np * x


@hazard(VECTOR, expected=RIGHT)
def parameter_called_np(np: Any) -> Any:
    return np * np


@hazard(0.4, expected=RIGHT)
def comprehension_shadows_parameter(x: float) -> float:
    parts = [x * 2 for x in range(3)]
    return x * x + parts[2]


@hazard(0.4, expected=RIGHT)
def late_bound_lambdas(x: float) -> float:
    functions = []
    for i in range(3):
        functions.append(lambda t: t * x * i)
    total = 0.0
    for function in functions:
        total += function(x)
    return total


@hazard(0.4, expected=RIGHT)
def bound_early_by_default(x: float) -> float:
    total = 0.0
    for i in range(3):
        f = lambda t, k=i: t * x * k
        total += f(x)
    return total


def bump(x: Any) -> Any:
    x[0] = x[0] * 3.0
    return x[0] * x[1]


@hazard(VECTOR, expected=RIGHT)
def operand_read_before_callee_writes(x: Any) -> Any:
    y = x[0] + bump(x)
    return y * x


@hazard(VECTOR, expected=RIGHT)
def view_operand_before_callee_writes(x: Any) -> Any:
    return x[:2] * bump(x)


@hazard(VECTOR, expected=RIGHT)
def tuple_read_before_callee_writes(x: Any) -> Any:
    a, b, c = x[0], bump(x), x[0]
    return a * b * c


def index_and_write(x: Any) -> int:
    x[1] = x[1] * 2.0
    return 1


@hazard(VECTOR, expected=RIGHT)
def store_evaluates_value_first(x: Any) -> Any:
    x[index_and_write(x)] = x[1] * 5.0
    return x * x


@hazard(VECTOR, expected=RIGHT)
def augmented_evaluates_index_once(x: Any) -> Any:
    x[index_and_write(x)] += x[0]
    return x * x


@hazard(VECTOR, expected=RIGHT)
def short_circuit_skips_a_write(x: Any) -> Any:
    if x[0] > 10 and bump(x) > 0:
        return x
    if x[0] < 10 or bump(x) > 0:
        return x * x
    return x


@hazard(VECTOR, expected=RIGHT)
def chained_comparison_calls_once(x: Any) -> Any:
    if -100 < bump(x) < 100:
        x[1] *= 2.0
    return x * x


@hazard(VECTOR, expected=RIGHT)
def condition_expression_with_effect(x: Any) -> Any:
    y = bump(x) if x[1] < 5 else 0.0
    return y * x


class Box:
    """Something with a mutable attribute."""

    def __init__(self, value: Any) -> None:
        self.value = value

    @property
    def doubled(self) -> Any:
        return self.value * 2.0

    def __call__(self, x: Any) -> Any:
        self.value = x * 2.0
        return self.value * x


@hazard(0.4, expected=RIGHT)
def attribute_store(x: float) -> Any:
    box = Box(x)
    box.value = box.value * x
    return box.value * x


BOX = Box(2.0)


@hazard(0.4, expected=REFUSED)
def attribute_store_on_a_global(x: float) -> Any:
    BOX.value = x * x
    return BOX.value * x


@hazard(0.4, expected=REFUSED)
def callable_with_state(x: float) -> Any:
    return BOX(x) + x


@hazard(0.4, expected=RIGHT)
def property_of_active(x: float) -> Any:
    return Box(x).doubled * x


@hazard(0.4, expected=RIGHT)
def setattr_and_getattr(x: float) -> Any:
    box = Box(0.0)
    setattr(box, "value", x * x)  # noqa: B010
    return getattr(box, "value") * x  # noqa: B009


@hazard(0.4, expected=REFUSED)
def function_attribute(x: float) -> Any:
    function_attribute.last = x * x  # type: ignore[attr-defined]
    return function_attribute.last * x  # type: ignore[attr-defined]


@hazard(0.4, expected=RIGHT)
def try_except(x: float) -> float:
    try:
        y = x * x
        if y < 1:
            raise ValueError
        y = y * 100
    except ValueError:
        y = x * 3.0
    return y * x


@hazard(0.4, expected=RIGHT)
def try_finally(x: float) -> float:
    y = x
    try:
        y = y * x
    finally:
        y = y * 3.0
    return y


@hazard(0.4, expected=RIGHT)
def with_block(x: float) -> Any:
    with np.errstate(all="ignore"):
        y = np.log(x)
    return y * x


@hazard(0.4, expected=RIGHT)
def walrus(x: float) -> float:
    if (y := x * x) > 0:
        return y * x
    return x


@hazard(0.4, 2, expected=RIGHT)
def match_statement(x: float, k: int) -> float:
    match k:
        case 1:
            return x
        case 2:
            return x * x
        case _:
            return 0.0


@hazard(VECTOR, expected=RIGHT)
def star_unpacking(x: Any) -> Any:
    first, *rest = x
    return first * rest[0] * rest[-1]


def product_of(*values: Any, scale: float = 1.0, **extra: float) -> Any:
    total = scale
    for value in values:
        total = total * value
    return total * extra.get("more", 1.0)


@hazard(0.4, 0.7, expected=RIGHT)
def star_arguments(x: float, y: float) -> Any:
    return product_of(x, y, x, scale=y) + product_of(*(x, x), **{"more": y})


@hazard(0.4, expected=RIGHT)
def import_inside(x: float) -> float:
    import math

    return math.sin(x) * x


@hazard(0.4, expected=RIGHT)
def dictionary(x: float) -> float:
    table = {"a": x * x}
    table["b"] = table["a"] * x
    return table["b"] + table.get("a", 0.0)


@hazard(0.4, expected=REFUSED)
def dict_and_set_comprehension(x: float) -> float:
    table = {i: x * i for i in range(3)}
    return table[2] * x + len({x})


@hazard(VECTOR, expected=RIGHT)
def list_methods(x: Any) -> Any:
    parts = [x[0], x[1]]
    parts.extend([x[2]])
    parts.insert(0, x[3] * x[0])
    parts.reverse()
    last = parts.pop(0)
    del parts[0]
    return parts[0] * last


@hazard(0.4, expected=RIGHT)
def list_slice_store(x: float) -> float:
    parts = [x, x, 1.0]
    parts[0:2] = [x * x]
    return parts[0] * parts[-1] * len(parts)


@hazard(VECTOR, expected=RIGHT)
def sorted_by_key(x: Any) -> Any:
    a, b = x[:2], x[2:]
    return sorted([a, b], key=np.sum)[0] * a


@hazard(VECTOR, expected=RIGHT)
def selected_by_min_key_and_written(x: Any) -> Any:
    a, b = x[:2], x[2:]
    chosen = min([a, b], key=np.sum)
    chosen[0] = a[1] * b[1]
    return x * x


@hazard(VECTOR, expected=RIGHT)
def mapped(x: Any) -> Any:
    return sum(map(np.sin, x)) * x[0]


@hazard(VECTOR, expected=RIGHT)
def reduced(x: Any) -> Any:
    return functools.reduce(operator.mul, x)


@hazard(0.4, expected=RIGHT)
def partial_application(x: float) -> Any:
    return functools.partial(np.multiply, x)(x * x)


@hazard(VECTOR, expected=RIGHT)
def vectorized(x: Any) -> Any:
    return np.vectorize(lambda t: t * t)(x)


@hazard(VECTOR, expected=RIGHT)
def apply_along_axis(x: Any) -> Any:
    return np.apply_along_axis(lambda t: t * t, 0, x)


CUBE = np.frompyfunc(lambda t: t * t * t, 1, 1)


@hazard(VECTOR, expected=REFUSED)
def ufunc_without_rule(x: Any) -> Any:
    return np.sum(CUBE(x))


@hazard(VECTOR, expected=RIGHT)
def interp_in_first_argument(x: Any) -> Any:
    return np.interp(x, np.array([-2.0, 0.0, 2.0]), np.array([0.0, 1.0, 5.0]))


@functools.lru_cache(maxsize=None)
def cached_square(x: float) -> float:
    return x * x


@hazard(0.4, expected=REFUSED)
def helper_with_cache(x: float) -> float:
    return cached_square(x) * x


def doubled(function: Any) -> Any:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return 2.0 * function(*args, **kwargs)

    return wrapper


@doubled
def decorated_square(x: float) -> float:
    return x * x


@hazard(0.4, expected=RIGHT)
def decorated_helper(x: float) -> Any:
    return decorated_square(x) * x


@hazard(0.4, expected=RIGHT)
@doubled
def decorated_target(x: float) -> Any:
    return x * x * x


@hazard(0.4, expected=REFUSED, caret=False)
@functools.lru_cache(maxsize=None)
def cached_target(x: float) -> Any:
    return x * x


@hazard(VECTOR, expected=RIGHT)
def constant_default_array(x: Any, w: Any = OTHER) -> Any:
    return x * w * x


@hazard(0.4, expected=RIGHT)
def mutable_default(x: float, seen: list[float] = [0.0]) -> float:
    seen[0] = x * x
    return seen[0] * x


@hazard(0.4, expected=RIGHT)
def deletes_and_reuses(x: float) -> float:
    y = x * x
    del x
    x = y * 2.0
    return x * y


@hazard(0.4, expected=RIGHT)
def prints(x: float) -> float:
    y = x * x
    print("", end="")
    return y * x


@hazard(0.4, expected=REFUSED)
def formatted_and_parsed(x: float) -> float:
    return float(f"{x!r}") * x


@hazard(0.4, expected=RIGHT)
def complex_detour(x: float) -> Any:
    z = x + 2j * x
    return (z * z.conjugate()).real + abs(z)


@hazard(VECTOR, expected=RIGHT)
def random_numbers(x: Any) -> Any:
    rng = np.random.default_rng(0)
    return x * rng.standard_normal(4)


@hazard(0.4, expected=RIGHT)
def asserts_with_effect(x: float) -> float:
    parts = [x]
    assert parts.append(x * x) is None  # type: ignore[func-returns-value]
    return parts[-1] * x


@hazard(VECTOR, expected=RIGHT)
def global_rule_of_python_scope(x: Any) -> Any:
    y = VECTOR * x
    y[0] = VECTOR[1]
    return y * x


@hazard(VECTOR, expected=RIGHT)
def writes_captured_constant_array(x: Any) -> Any:
    scratch = SCRATCH
    scratch[:] = x * x
    return scratch * x


SCRATCH = np.zeros(4)


class Meter:
    """Python objects with operators of their own."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __mul__(self, other: Any) -> Any:
        return Meter(self.value * other * 3.0)


@hazard(0.4, expected=RIGHT)
def operator_overloading(x: float) -> Any:
    return (Meter(x) * x).value


@hazard(0.4, expected=REFUSED)
def class_inside(x: float) -> Any:
    class Local:
        factor = x * x

    return Local.factor * x


@hazard(0.4, expected=RIGHT)
def recursion_inside(x: float) -> float:
    def power(t: float, n: int) -> float:
        return 1.0 if n == 0 else t * power(t, n - 1) * x

    return power(x, 3)


@hazard(0.4, expected=RIGHT)
def while_true_with_return(x: float) -> float:
    while True:
        x = x * 1.5
        if x > 3:
            return x * x


@hazard(0.4, 0, expected=RIGHT)
def zero_trips_keep_earlier_value(x: float, n: int) -> float:
    y = x * x
    i = 5
    for i in range(n):
        y = np.sin(y)
    return y * i


@hazard(0.4, expected=RIGHT)
def unreachable_code(x: float) -> float:
    return x * x
    x = x * 5
    return x


@hazard(0.4, True, expected=RIGHT)
def name_set_on_some_paths(x: float, flag: bool) -> float:
    if flag:
        y = x * x
    return y * x
