"""Programs that ask what kind of a value they have: its class, its attributes, its order, whether it has items."""

from __future__ import annotations

import argparse
import types
from collections import namedtuple
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from tests.catalogue.entry import example

X = np.array([0.5, 1.2, 0.8])


@example(X)
def a_list_of_an_array_is_matched(x):
    match x.tolist():
        case [a, b, _]:
            return a * b
    return 0.0


@example(X)
def a_list_that_grew_is_matched(x):
    found = []
    for v in x:
        found.append(v * v)
    match found:
        case []:
            return 0.0
        case [a]:
            return a
        case [a, *middle, b]:
            return a * b * sum(middle)


@example(X)
def the_class_of_an_array(x):
    if type(x) is np.ndarray and type(x[0]) == np.float64:  # noqa: E721
        return np.prod(x)
    return 0.0


@example(X, 1.5)
def the_class_of_numbers(x, y):
    def grown(v):
        return v**2 if type(v) is float else 0.5 * v

    return grown(x[0]) * grown(y) * (2.0 if type(x) in (list, tuple, np.ndarray) else 1.0)


@example(X)
def the_kind_of_a_dtype(x):
    return x[0] ** 2 if x.dtype.kind in "fc" and type(x).__name__ == "ndarray" else x[1]


@example(X)
def the_class_of_what_a_loop_carries(x):
    total = 0.0
    for v in x[x > 2.0]:
        total += v
    return x[0] ** 2 if type(total) is float else x[1]


@example(X)
def the_attributes_of_a_number(x):
    has_length = [hasattr(v, "__len__") for v in (x, x[0], 1.5)]
    return x[0] ** 2 if has_length == [True, False, False] else x[1]


@example(X)
def the_class_of_what_is_iterated(x):
    is_known = isinstance(range(3), range) and isinstance(zip(x), zip) and not isinstance(enumerate(x), list)
    return x[0] ** 2 if is_known else x[1]


@example(X)
def a_union_of_classes(x):
    def first(v):
        return v**2 if isinstance(v, int | float) else v[0]

    return first(x[0]) + 3.0 * first(x)


@example(X)
def what_cannot_be_iterated_is_a_number(x):
    def total(v):
        try:
            iter(v)
        except TypeError:
            return v**2
        return sum(v)

    return total(x) * total(x[1])


@example(X)
def what_a_loop_cannot_iterate(x):
    def total(v):
        try:
            found = 0.0
            for part in v:
                found += part
        except TypeError:
            return v**3
        return found

    return total(x) * total(x[1])


@example(X)
def a_number_is_made_a_list(x):
    y = x[0] * x[1]
    parts = [y] if np.isscalar(y) else y
    return sum(part**2 for part in parts)


@example(X)
def nested_lists_by_their_attributes(x):
    def total(tree):
        return sum(total(part) for part in tree) if hasattr(tree, "__iter__") else tree**2

    return total([x[0], [x[1], 2.0 * x[2]]])


Place = namedtuple("Place", "row column")


@example(X)
def a_named_tuple_of_constants(x):
    place = Place(1, 2)
    table = np.outer(x, x)
    scale = {Place(0, 1): 2.0, Place(1, 2): 3.0}[place]
    return table[place] * scale if place == (1, 2) and 2 in place else x[0]


@example(X)
def the_fields_of_a_named_tuple(x):
    place = Place._make(x[:2])
    moved = place._make([3.0 * v for v in place])
    return sum(getattr(place, name) ** 2 for name in place._fields) + moved.row


class Pair(NamedTuple):
    a: float
    b: float

    def __add__(self, other):
        return Pair(self.a + other.a, self.b * other.b)

    def __rmul__(self, factor):
        return Pair(factor * self.a, self.b)

    def __lt__(self, other):
        return self.a > other.a

    def __neg__(self):
        return Pair(-self.a, self.b)


@example(X)
def operators_of_a_named_tuple(x):
    total = Pair(0.0, 1.0)
    for v in x:
        total = total + 2.0 * Pair(v, v)
    total += -Pair(x[0] ** 2, 1.0)
    return total.a * total.b


@example(X)
def the_order_of_a_named_tuple(x):
    pairs = [Pair(x[0], 1.0), Pair(x[1], 2.0), Pair(x[2], 3.0)]
    return sorted(pairs)[0].a ** 2 + min(pairs).b * x[0]


@dataclass(order=True)
class Ranked:
    name: float = field(compare=False)
    rank: float = 0.0


@example(X)
def comparisons_that_a_dataclass_generates(x):
    ranked = [Ranked(v, -v) for v in x]
    is_equal = Ranked(1.0, x[0]) == Ranked(2.0, x[0]) and Ranked(1.0, x[0]) != Ranked(1.0, x[1])
    return sorted(ranked)[0].name ** 2 + max(ranked).name if is_equal else x[1]


class Backwards:
    def __init__(self, size):
        self.size = size

    def __eq__(self, other):
        return abs(self.size - other.size) < 0.1

    def __lt__(self, other):
        return self.size > other.size


@example(X)
def objects_sorted_by_an_order_of_their_own(x):
    found = [Backwards(v) for v in x]
    found.sort()
    return found[0].size ** 2 + min(found).size


@example(X)
def unequal_by_the_equality_of_the_class(x):
    return x[0] if Backwards(x[0]) != Backwards(x[0] + 0.01) else x[1] ** 2


class Vector:
    def __init__(self, data):
        self.data = list(data)

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


class Samples:
    def __init__(self, data):
        self.data = data

    def __getitem__(self, k):
        return 2.0 * self.data[k]

    def __len__(self):
        return len(self.data)


@example(X)
def an_object_is_iterated(x):
    total = 0.0
    for v in Vector(x):
        total += v**2
    return total * max(Vector(x)) + sum(v * k for k, v in enumerate(Vector(x)))


@example(X)
def an_object_is_iterated_by_number(x):
    samples = Samples(x)
    total = sum(v**2 for v in samples)
    for v, w in zip(samples, x, strict=True):
        total += v * w
    return total


class World:
    def __init__(self, sizes):
        self.bodies = [Backwards(size) for size in sizes]

    def __iter__(self):
        return iter(self.bodies)


@example(X)
def objects_of_an_object_are_iterated(x):
    world = World([x[0], x[1]])
    for body in world:
        body.size *= x[2]
    return sum(body.size**2 for body in world)


class Base:
    def __init__(self, value):
        self.__value = value

    def __scaled(self, factor):
        return self.__value * factor

    __factor = 2.0

    def scaled(self):
        return self.__scaled(self.__factor)


class Derived(Base):
    def __init__(self, value, other):
        super().__init__(value)
        self.__value = other

    def both(self):
        return self.scaled() ** 2 + self.__value * self._Base__value


@example(X)
def private_names_of_two_classes(x):
    return Derived(x[0], x[1]).both()


@example(X)
def a_namespace(x):
    state = types.SimpleNamespace(position=x[0], velocity=x[1])
    for _ in range(3):
        state.position += 0.1 * state.velocity
        state.velocity -= 0.1 * state.position
    is_equal = state == types.SimpleNamespace(position=state.position, velocity=state.velocity)
    return state.position * state.velocity if is_equal else x[2]


@example(0.5, np.array([1.0, 2.0]))
def a_namespace_of_arguments(rate, start):
    options = argparse.Namespace(rate=rate, start=start)
    options.rate *= 2.0
    return np.sum(options.rate * options.start**2)


class TooLarge(Exception):
    def __init__(self, value):
        super().__init__(value)
        self.value = value


def checked(v):
    try:
        if v > 1.0:
            raise TooLarge(v**2)
        found = 2.0 * v
    except ValueError:
        found = v
    except TooLarge:
        if v > 5.0:
            return v**3
        raise
    return found


@example(X)
def an_exception_goes_on_its_way(x):
    total = 0.0
    for v in x:
        try:
            total += checked(v) * v
        except TooLarge as error:
            total += np.sin(v) if type(error).__name__ == "TooLarge" else 0.0
    return total


@example(X)
def the_class_of_an_item_of_a_list(x):
    values = x.tolist()
    return values[0] ** 2 if type(values[0]) is float and type(x.item(1)) is float else values[1]


@example(X, 0.7)
def a_number_without_the_attribute_of_an_array(x, y):
    def size(v):
        try:
            count = v.shape[0]
        except (AttributeError, IndexError):
            return v**2
        return v.sum() * count

    return size(x) + size(y) * size(x[0])


@example(X)
def division_by_zero_of_plain_numbers(x):
    values = x.tolist()
    zero = 0 * len(values)
    try:
        return values[0] / zero
    except ZeroDivisionError:
        return values[2] ** 2


@example(X)
def named_tuples_as_places(x):
    table = np.outer(x, x)
    table[Place(0, 1)] = x[2] ** 2
    table[Place(2, 1)] += x[0]
    return table[Place(0, 1)] * table[Place(2, 1)] + table[1, 1]


@example(X)
def ranges_are_values(x):
    total = 0.0
    for k in range(5):
        if k in range(1, len(x)):
            total += x[k] ** 2
    count = range(len(x))
    return total if count == range(3) and count.stop == 3 and 2 in range(3) else x[0]


@example(X)
def a_generator_has_the_names_of_its_maker(x):
    def total(items, k):
        return sum(items) * k

    k, scaled = 2.0, x * 3.0
    found = (v * k for v in scaled)
    scaled = x
    return total(found, 5.0) * scaled[0]


@example(np.array([[0.1, -0.2, 0.3], [0.2, 0.1, -0.1], [-0.3, 0.2, 0.4], [0.1, 0.3, -0.2]]))
def number_that_is_augmented_by_what_may_be_one(returns):
    """`np.cov` of one column is a number: `w` may have any number of axes. `peak` is another name of `wealth`."""
    wealth = peak = 1.0
    window = []
    for r in returns:
        if len(window) == 2:
            w = 1.0 / np.sqrt(np.diag(np.cov(np.array(window), rowvar=False)) + 0.5)
            window.pop(0)
        else:
            w = np.ones(3) / 3.0
        wealth *= 1.0 + w @ r
        peak = max(peak, wealth)
        window.append(r)
    return wealth + peak
