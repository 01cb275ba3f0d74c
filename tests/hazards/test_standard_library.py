"""What programs take from Python's library and NumPy's small print: constants, labels, iterators, texts, classes."""

from __future__ import annotations

import math
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import singledispatch
from itertools import chain, combinations, groupby
from typing import Any

import numpy as np
import pytest
from numpy.polynomial.legendre import leggauss

from srcxform import grad
from tests.hazards.outcome import RIGHT, outcome
from tests.programs.program import Program

VECTOR = np.array([0.5, -0.3, 0.8])
PROGRAMS: list[Program] = []


def example(*args: Any) -> Any:
    def enter(function: Any) -> Any:
        PROGRAMS.append(Program(function, args))
        return function

    return enter


# Limits of dtypes are constants.


@example(VECTOR)
def eps_of_a_class(x: Any) -> Any:
    return np.sum(np.log(np.abs(x) + np.finfo(float).eps))


@example(VECTOR)
def tiny_of_the_dtype_of_an_argument(x: Any) -> Any:
    return np.sum(np.log(np.abs(x) + np.finfo(x.dtype).tiny))


@example(VECTOR)
def limits_under_a_name(x: Any) -> Any:
    info = np.finfo(np.float64)
    return np.sum(x / np.maximum(x**2, info.eps)) + info.max * 0.0 + np.iinfo(np.int32).bits * x[0]


@example(VECTOR)
def eps_of_an_element_clips(x: Any) -> Any:
    eps = np.finfo(x[0]).eps
    return -np.sum(np.log(np.clip(x, eps, 1 - 10 * np.finfo(x.dtype).resolution)))


@example(VECTOR)
def limits_of_a_dtype_that_the_run_knows(x: Any) -> Any:
    kind = np.float32 if x[0] > 0 else np.float64
    return np.sum(x**2) * np.finfo(kind).bits + np.iinfo(int).max / 2.0**63


def test_limits_of_single_precision_keep_it() -> None:
    def logarithms(x: Any) -> Any:
        return np.sum(np.log(x + np.finfo(x.dtype).eps))

    x = np.array([0.5, 0.25], np.float32)
    assert grad(logarithms)(x).dtype == np.float32
    np.testing.assert_allclose(grad(logarithms, backend="numba")(x), 1 / x, rtol=1e-5)


# The labels of an einsum say the rank of an operand; products of Kronecker ask for it at run time.


@example(VECTOR)
def einsum_of_unknown_rank(x: Any) -> Any:
    nodes, weights = leggauss(len(x))
    return np.einsum("i,i->", x * nodes, weights) + np.sum(np.einsum("i,j->ij", nodes * x, weights) ** 2)


@example(VECTOR, 2)
def einsum_by_labels_that_the_run_chooses(x: Any, n: Any) -> Any:
    return np.sum(np.einsum(["ij,j->i", "ij,i->j"][n - 1], np.outer(x, x), x) ** 2)


@example(np.array([[0.1, 0.5], [0.3, -0.2], [0.9, 0.1]]))
def kronecker_of_unknown_rank(x: Any) -> Any:
    return np.sum(np.kron(np.eye(2), np.cov(x, rowvar=False)))


@example(VECTOR)
def kronecker_that_grows(x: Any) -> Any:
    state = 1.0
    for t in x:
        state = np.kron(state, np.array([np.cos(t), np.sin(t)]))
    return np.sum(state**2 * np.arange(8.0))


# A name for an iterator may be bound to a list of it; iterators over arrays and lists have a place.


@example(VECTOR)
def iterator_bound_to_its_list(x: Any) -> Any:
    total = 0.0
    for _ in range(2):
        pairs = zip(x, x[1:], strict=False)
        pairs = list(pairs)
        for a, b in pairs:
            total += a * b
        total += len(pairs) * x[0]
    return total


@example(VECTOR)
def group_bound_to_its_list(x: Any) -> Any:
    total = 0.0
    for _, group in groupby([0, 1, 2], key=lambda i: i > 0):
        group = list(group)
        total += sum(x[i] for i in group) * len(group) * x[0]
    return total


@example(VECTOR)
def items_taken_one_by_one(x: Any) -> Any:
    items = iter(x)
    first, second = next(items), next(items)
    return first * second**2


@example(VECTOR)
def items_taken_in_a_loop(x: Any) -> Any:
    items = iter(x)
    total = 0.0
    for _ in range(5):
        total += next(items, 2.0) ** 2
    return total


@example([0.5, 0.3, 0.2])
def rest_after_the_first(x: Any) -> Any:
    items = iter(x)
    total = 0.0
    first = next(items)
    for v in items:
        total += v * first
    return total


@example(VECTOR)
def items_until_there_are_no_more(x: Any) -> Any:
    items = iter(x)
    total = 0.0
    while True:
        try:
            v = next(items)
        except StopIteration:
            break
        total += v**2
    return total


@example(VECTOR)
def items_taken_by_local_functions(x: Any) -> Any:
    items = iter(x)

    def taken() -> Any:
        return next(items)

    def product(given: Any) -> Any:
        return next(given) * next(given)

    return taken() * product(items) ** 2


@example(VECTOR)
def list_that_grows_behind_its_iterator(x: Any) -> Any:
    values, total = [x[0], x[1] ** 2], 0.0
    items = iter(values)
    first = next(items)
    values.append(x[2] * first)
    for v in items:
        total += v**2
    return total


@example(VECTOR)
def iterator_made_anew_on_one_path(x: Any) -> Any:
    total = 0.0
    items = iter(x)
    for i in range(3):
        total += next(items) ** (i + 1)
        if i == 1:
            continue
        items = iter(x[i:])
    return total


# Mixins of `collections.abc`, whose module is frozen into Python; what Python writes with generators is a `map`.


class Table(MutableMapping):  # type: ignore[type-arg]
    def __init__(self, **items: Any) -> None:
        self.items_held = dict(items)

    def __getitem__(self, key: Any) -> Any:
        return self.items_held[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.items_held[key] = value

    def __delitem__(self, key: Any) -> None:
        del self.items_held[key]

    def __iter__(self) -> Any:
        return iter(self.items_held)

    def __len__(self) -> int:
        return len(self.items_held)


class Row(Sequence):  # type: ignore[type-arg]
    def __init__(self, values: Any) -> None:
        self.values = values

    def __getitem__(self, k: Any) -> Any:
        return self.values[k]

    def __len__(self) -> int:
        return len(self.values)


@example(VECTOR)
def mixins_of_a_mapping(x: Any) -> Any:
    table = Table(a=x[0], b=x[1])
    table.update(c=x[2])
    total = table.get("a") * 2 + table.get("d", x[2]) * ("a" in table) + sum(v**2 for v in table.values())
    for key, value in table.items():
        total += value**2 * (2 if key == "a" else 1)
    return total * table.setdefault("z", x[2]) * table.pop("b") + sum(table[key] for key in table.keys())


@example(VECTOR)
def mixins_of_a_sequence(x: Any) -> Any:
    row, total = Row(list(x)), 0.0
    for value in reversed(row):
        total = 0.5 * total + value
    return total * sum(row)


# A recursion over a structure whose keys are known and whose lists are not.


def leaves(tree: Any) -> Any:
    if isinstance(tree, dict):
        return [leaf for key in tree for leaf in leaves(tree[key])]
    if isinstance(tree, list):
        return [leaf for each in tree for leaf in leaves(each)]
    return [tree]


@example({"w": [0.5, 0.3]})
def leaves_of_what_a_loop_carries(tree: Any) -> Any:
    total = 0.0
    for _ in range(2):
        total += sum(leaves(tree))
        tree = {"w": [2 * v for v in tree["w"]]}
    return total


# Methods and functions that are chosen by classes and handed over.


class Activation(Enum):
    TANH = "tanh"
    SINE = "sine"

    def __call__(self, x: Any) -> Any:
        return np.tanh(x) if self is Activation.TANH else np.sin(x)


@example(VECTOR)
def members_of_an_enumeration_are_called(x: Any) -> Any:
    return np.sum(Activation.TANH(x)) + sum(np.sum(each(x)) for each in Activation)


@example(VECTOR)
def subscripts_as_keys(x: Any) -> Any:
    values = list(x)
    order = sorted(range(len(values)), key=values.__getitem__)
    by_name = {"a": x[0], "b": x[1]}
    largest = by_name[max(by_name, key=by_name.__getitem__)]
    return values[order[0]] * 2 + values[order[1]] ** 2 + largest**2 + sum(map(values.__getitem__, [2, 0]))


@singledispatch
def size(value: Any) -> Any:
    return 3.0 * value


@size.register
def _(value: dict) -> Any:  # type: ignore[type-arg]
    return sum(size(each) for each in value.values())


@size.register
def _(value: np.ndarray) -> Any:
    return np.sum(value**2)


@example({"a": VECTOR, "b": 0.5})
def dispatched_by_class(tree: Any) -> Any:
    return size(tree)


def test_a_class_that_is_registered_later_counts() -> None:
    @singledispatch
    def measured(value: Any) -> Any:
        return 3.0 * value

    def total(x: Any) -> Any:
        return measured(x[0]) + measured(x[1])

    x = np.array([0.5, 0.2])
    gradient = grad(total)
    np.testing.assert_allclose(gradient(x), [3.0, 3.0])
    measured.register(np.float64, lambda value: value**2)
    np.testing.assert_allclose(gradient(x), 2 * x)


# What gives an integer gives one whatever it is given.


@example(VECTOR)
def whole_numbers_of_what_is_not_known(x: Any) -> Any:
    def weighted(v: Any, n: Any) -> Any:
        total = 0.0
        for _ in range(2):
            total += v * math.factorial(n) + v * round(n)
        return total

    return np.sum(np.vectorize(weighted)(x, np.arange(3)))


# Counts that are known: the default of a field, the number of a trip that can be read by itself.


@dataclass
class Order:
    degree: int = 2
    scale: float = 2.0

    def names(self) -> Any:
        return ["a"] * self.degree


@example(VECTOR)
def default_of_a_field_as_a_count(x: Any) -> Any:
    return np.sum(x) * len(Order().names()) + x[0] * len(Order(degree=3).names())


@example(VECTOR)
def rows_of_as_many_items_as_the_trip_says(x: Any) -> Any:
    total = 0.0
    for d in range(1, 3):
        for places in combinations(range(3), d):
            product = 1.0
            for i in places:
                product = product * x[i]
            total += product
    for places in chain.from_iterable(combinations(range(3), d) for d in range(1, 3)):
        total += x[places[0]] ** 2
    return total


def test_a_default_of_a_field_is_what_it_was_when_the_class_was_made() -> None:
    @dataclass
    class Scale:
        factor: float = 2.0

    def scaled(x: Any) -> Any:
        return x * Scale().factor

    gradient = grad(scaled)
    assert gradient(0.5) == 2.0
    Scale.factor = 7.0
    assert gradient(0.5) == grad(scaled)(0.5) == scaled(1.0) == 2.0


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.function.__name__)
def test_program(program: Program) -> None:
    assert outcome(program.function, program) == RIGHT
