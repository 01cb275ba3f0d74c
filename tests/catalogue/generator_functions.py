"""Generator functions: their bodies and those of the loops over them take turns, as in Python."""

from __future__ import annotations

import functools
import itertools

import numpy as np

from tests.catalogue.entry import example

VECTOR = np.array([0.3, 1.2, -0.7, 0.9])


def weighted(x):
    for k in range(x.size):
        yield x[k] * (k + 1)


def steps(count, h):
    t = 0.0
    for k in range(count):
        yield t, h * (k + 1)
        t += h * (k + 1)


@example(0.7)
def time_steps(x):
    y = x
    for t, h in steps(4, 0.1):
        y += h * np.sin(y) * t
    return y


def roots_of(a):
    x = a
    while True:
        x = 0.5 * (x + a / x)
        yield x


@example(2.0)
def without_end_until_a_break(a):
    for root in roots_of(a):
        if abs(root * root - a) < 1e-12:
            break
    return root


@example(VECTOR)
def left_by_return(x):
    product = 1.0
    for v in weighted(x):
        if v > 2.0:
            return product * v
        product = product + v * v
    return product


@example(VECTOR)
def body_writes_what_comes_next(x):
    u = x.copy()

    def products():
        for i in range(u.size - 1):
            yield i, u[i] * u[i + 1]

    for i, p in products():
        u[i + 1] += p
    return np.sum(u**2)


@example(VECTOR)
def began_late(x):
    u = x.copy()
    items = weighted(u)
    u *= 2.0
    total = 0.0
    for v in items:
        total += v**2
    return total


class Simulation:
    def __init__(self, u):
        self.u, self.t = u, 0.0

    def run(self, count):
        for _ in range(count):
            self.u = self.u + 0.1 * np.sin(self.u)
            self.t += 0.1 * self.u[0]
            yield self.t


@example(VECTOR)
def state_of_an_object(x):
    simulation = Simulation(x)
    total = 0.0
    for t in simulation.run(4):
        total += t * simulation.u.sum()
        simulation.u = simulation.u * 0.9
    return total + simulation.t


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.value
        if self.right is not None:
            yield from self.right


@example(0.6)
def walk_through_a_tree(x):
    tree = Tree(x, Tree(x * x), Tree(np.sin(x), Tree(3.0)))
    total = 1.0
    for i, value in enumerate(tree):
        total = total * value + i
    return total


def relaxed(u, count):
    for k in range(count):
        u[1:-1] += 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2]) * u[1:-1]
        yield k


@example(VECTOR)
def comprehension_sees_each_step(x):
    u = x.copy()
    trace = [u[1] for _ in relaxed(u, 5)]
    return np.sum(np.array(trace) ** 2)


@example(VECTOR)
def all_items_are_one_array(x):
    def grown(u):
        for _ in range(3):
            u[1:] += 0.1 * u[:-1] * u[1:]
            yield u

    return np.sum(np.array(list(grown(x.copy()))) ** 2)


@example(VECTOR)
def left_before_its_end(x):
    seen = [0.0]

    def items():
        for v in x:
            yield v
            seen[0] = seen[0] + v * v

    total = 0.0
    for v in items():
        total += v
        if total > 1.0:
            break
    return total * seen[0]


@example(VECTOR)
def zip_asks_from_left_to_right(x):
    asked = [0.0]

    def squares():
        for v in x:
            asked[0] = asked[0] + v
            yield v * v

    total = 0.0
    for a, b in zip(squares(), [1.0, 2.0], strict=False):
        total += a * b
    for a, b in zip([1.0, 2.0], squares(), strict=False):
        total += a * b
    return total * asked[0]


def halved(x):
    while True:
        x = 0.5 * x + 1.0
        yield x


@example(2.5)
def parts_of_what_has_no_end(x):
    total = sum(itertools.islice(halved(x), 4)) ** 2
    for k, v in zip(range(4), halved(x), strict=False):
        total += k * v * v
    for v in itertools.islice(halved(x), 1, 6, 2):
        total += v**3
    return total + sum(itertools.takewhile(lambda v: v > 2.1, halved(x)))


@example(VECTOR)
def iterators_over_iterators(x):
    total = 0.0
    for v in itertools.accumulate(weighted(x), lambda a, b: 0.5 * a + b):
        total = 0.9 * total + v
    for v in itertools.accumulate(weighted(x), initial=1.0):
        total += v * v
    for v in itertools.chain(weighted(x), (w * w for w in weighted(x) if w > 0.0)):
        total = 0.7 * total + v
    for a, b in itertools.pairwise(weighted(x)):
        total += a * b
    for v in filter(lambda v: v > 0.0, map(np.sin, weighted(x))):
        total += v
    return total


@example(VECTOR)
def reduced_while_its_source_changes(x):
    u = x.copy()

    def items():
        for k in range(4):
            yield u[k]

    def combine(a, b):
        u[:] = u * 1.1
        return a * 0.5 + b

    return functools.reduce(combine, items(), 1.0)


@example(VECTOR)
def one_hands_on_to_the_other(x):
    def scaled(items, c):
        for v in items:
            yield v * c

    def shifted(items):
        for v in items:
            yield v + 1.0

    total = 0.0
    for v in shifted(scaled(weighted(x), 2.0)):
        total += v * v
    return total


def flat(tree):
    for node in tree:
        if isinstance(node, tuple):
            yield from flat(node)
        else:
            yield node


@example(0.7)
def flattened_structure(x):
    return sum(v * k for k, v in enumerate(flat((x, (x * x, (x**3, 2.0)), (x,))), 1))


def kinds_of(x):
    match x:
        case (a, b):
            yield a * b
        case _:
            yield x
    if isinstance(x, tuple):
        return
    yield x * x


@example(0.7)
def branches_and_early_ends(x):
    return sum(kinds_of(x)) + sum(kinds_of((x, x))) * sum(v for v in kinds_of(2.0 * x))


@example(VECTOR)
def searched_and_collected(x):
    total = 2.0 if any(v > 1.0 for v in weighted(x)) else 3.0
    a = np.array([*weighted(x)])
    first, second, third, _ = weighted(x)
    return (
        a @ np.fromiter(weighted(x), float) * total
        + sorted(weighted(x))[1] * next(weighted(x))
        + max(weighted(x)) * min(weighted(x))
        + first * second * third
    )


@example(VECTOR)
def else_of_its_loop(x):
    total = 0.0
    for v in weighted(x):
        total += v
        if total > 100.0:
            break
    else:
        total *= 3.0 * v
    return total
