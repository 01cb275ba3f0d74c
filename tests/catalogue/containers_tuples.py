"""Tuples, named tuples, sets of inactive values, and containers within containers."""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple

import numpy as np

from tests.catalogue.entry import example
from tests.programs.program import numbers

Point = namedtuple("Point", "x y")


class Gaussian(NamedTuple):
    mean: Any
    scale: Any = 1.0

    def log_density(self, x):
        z = (x - self.mean) / self.scale
        return -0.5 * z * z - np.log(self.scale)

    @property
    def variance(self):
        return self.scale**2


class LSTMState(NamedTuple):
    h: Any
    c: Any


@example((0.4, 1.5, 0.9))
def tuple_indexed_and_sliced(t):
    head, tail = t[0], t[1:]
    return head * tail[0] + tail[-1] ** 2


@example((0.4, (1.5, numbers(2, seed=1))))
def nested_tuple_unpacked(t):
    a, (b, v) = t
    return a * b * v


@example((0.4, 1.5), (0.9, 0.2))
def tuples_joined_and_repeated(s, t):
    both = s + t
    thrice = (both[0], both[3]) * 2
    return both[1] * both[2] + thrice[2] * thrice[3]


@example(0.4, 1.5)
def swap_of_two_names(a, b):
    a, b = b, a * b
    a, b = b, a + b
    return a * a - b


@example((0.4, 1.5, 0.9))
def starred_tail_of_a_tuple(t):
    first, *rest = t
    *init, last = t
    return first * sum(rest) + init[1] * last


def _polar(x, y):
    return np.hypot(x, y), np.arctan2(y, x)


@example(0.4, 1.5)
def several_results_of_a_helper(x, y):
    r, phi = _polar(x, y)
    return r * np.sin(2.0 * phi)


@example(0.4, 1.5)
def tuple_result(x, y):
    return x * y, (np.sin(x), y**2)


@example(Point(0.4, 1.5))
def named_tuple_argument(p):
    return p.x**2 * p.y


@example(Point(0.4, numbers(3, seed=2)), 0.5)
def named_tuple_unpacked_and_indexed(p, a):
    x, y = p
    return a * x * np.sum(y * y) + p[0]


@example(0.4, 1.5)
def named_tuple_built_and_returned(x, y):
    return Point(x=x * y, y=np.cos(y))


@example(Point(0.4, 1.5), 0.3)
def named_tuple_replaced(p, dx):
    moved = p._replace(x=p.x + dx)
    moved = moved._replace(y=moved.x * moved.y)
    return moved.x * moved.y + p.x


@example(Gaussian(0.4, 1.5), [0.1, 0.9, 1.3])
def named_tuple_with_methods(g, samples):
    return sum(g.log_density(x) for x in samples) / g.variance


@example(0.4, 0.8)
def named_tuple_default_field(mean, x):
    return Gaussian(mean).log_density(x) + Gaussian(mean, scale=x).log_density(1.0)


@example(numbers(3, seed=3), [numbers(3, seed=4), numbers(3, seed=5)])
def named_tuple_carried_by_a_loop(h, inputs):
    state = LSTMState(h, np.zeros(3))
    for x in inputs:
        gate = 1.0 / (1.0 + np.exp(-x * state.h))
        c = gate * state.c + (1.0 - gate) * np.tanh(x)
        state = LSTMState(np.tanh(c), c)
    return state


@example([Point(0.4, 1.5), Point(0.2, 0.3), Point(1.1, 0.8)])
def list_of_named_tuples(points):
    length = 0.0
    for p, q in zip(points[:-1], points[1:]):
        length += np.sqrt((p.x - q.x) ** 2 + (p.y - q.y) ** 2)
    return length


@example({"origin": Point(0.4, 1.5), "path": [Point(0.2, 0.3)]})
def named_tuples_in_a_dict(scene):
    o, p = scene["origin"], scene["path"][0]
    return o.x * p.y + o.y * p.x


@example(numbers(5, seed=6))
def set_of_fixed_nodes(u):
    fixed = {0, 4}
    total = 0.0
    for i in range(5):
        if i in fixed:
            continue
        total += (u[i] - u[i - 1]) ** 2
    return total


@example(numbers(5, seed=7), [3, 1, 3, 0])
def set_made_from_a_list(u, nodes):
    total = 1.0
    for i in sorted(set(nodes)):
        total = total * u[i] + 1.0
    return total


@example(numbers(4, seed=8))
def set_that_grows(u):
    """A walk that stops when it comes to a place where it has been."""
    seen, i, total = set(), 0, 0.0
    while i not in seen:
        seen.add(i)
        total += u[i] ** 2 * len(seen)
        i = (2 * i + 1) % 4
    return total


@example(0.6, {"a", "b"}, {"b", "c"})
def set_algebra(x, left, right):
    return x ** len(left | right) + x * len(left & right) + len(left - right) * x**2


@example([(0.4, {"w": numbers(2, seed=9), "n": 2}), (1.5, {"w": numbers(2, seed=10), "n": 3})])
def dicts_in_tuples_in_a_list(layers):
    y = 1.0
    for gain, layer in layers:
        y = gain * np.sum(layer["w"] ** layer["n"]) * y
    return y


@example({"grid": [[0.4, 1.5], [0.9, 0.2]], "shift": (0.1,)})
def lists_of_lists_in_a_dict(p):
    total = 0.0
    for i, row in enumerate(p["grid"]):
        for j, v in enumerate(row):
            total += (v + p["shift"][0]) ** (i + j + 1)
    return total


@example(0.4, numbers(2, seed=11))
def nested_containers_built_and_returned(a, u):
    return {"pair": (a * u, [a, a**2]), "deep": {"x": [Point(u[0], a * u[1])]}}


@example([numbers(2, seed=12), (numbers(2, seed=13), 3)])
def array_deep_in_a_container_written(tree):
    inner, n = tree[1]
    for _ in range(n):
        inner[0] = inner[0] * inner[1]
    return np.sum(tree[0] * tree[1][0])


@example((0.4, 1.5), (0.4, 1.0))
def comparison_of_tuples(a, b):
    if (len(a), 0) < (len(b), 1):
        return a[0] * b[1]
    return a[1] * b[0]


@example(numbers(2, 3, seed=14))
def shape_unpacked(m):
    rows, cols = m.shape
    total = 0.0
    for i in range(rows):
        for j in range(cols):
            total += m[i, j] * m[(i + 1) % rows, (j + 1) % cols]
    return total


@example((2, 3), numbers(6, seed=15))
def tuple_index_as_a_value(shape, u):
    m = u.reshape(shape)
    where = (1, 2)
    return m[where] * m[(0,) + (1,)]


@example(np.array([0.5, 1.2, 0.8]))
def named_tuple_made_in_the_function(x):
    state = namedtuple("State", ["position", "speed", "mass"], defaults=[2.0])
    s = state(x[0], x[1])
    for _ in range(4):
        s = state(s.position + 0.1 * s.speed, s.speed - 0.1 * x[2] * s.position / s.mass)
    return s.position**2 + s._replace(speed=x[2]).speed
