"""Whole programs as they stand in textbooks and repositories, and the smallest ones of what they found."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example


@example(np.array([[0.5, 1.2, 0.8], [0.3, -0.7, 0.4]]), [2, 0])
def cross_entropy_by_a_range_as_index(scores, labels):
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    probs = np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
    return -np.mean(np.log(probs[range(len(labels)), labels]))


@example(np.array([[0.5, 1.2, 0.8], [0.3, -0.7, 0.4]]), np.array([2, 0]))
def store_through_a_range(scores, labels):
    d = scores**2
    d[range(len(labels)), labels] -= 1.0
    rows = range(2)
    d[rows] *= scores[rows]
    return np.sum(d**2)


@example(np.array([0.5, 1.2, 0.8]))
def comprehension_over_a_name_that_it_binds(x):
    x = [2.0 * x for x in x]
    y = [x * y for x, y in zip(x, x[::-1], strict=True)]
    z = {k: x**2 for k, x in enumerate(x)}
    return sum(y) + z[0]


@example(np.arange(12.0).reshape(3, 4) / 10.0 + 0.3, 2)
def heads_of_attention(x, n_head):
    for _ in range(2):
        qkv = np.concatenate([x, x**2, x[::-1]], axis=-1)
        heads = list(map(lambda part: np.split(part, n_head, axis=-1), np.split(qkv, 3, axis=-1)))
        mask = (1 - np.tri(x.shape[0], dtype=x.dtype)) * -1e10
        out = []
        for q, k, v in zip(*heads, strict=True):
            e = np.exp(q @ k.T + mask)
            out.append(e / np.sum(e, axis=-1, keepdims=True) @ v)
        x = x + np.hstack(out)
    return np.sum(x**2)


@example((0.5, 1.2), [0.8, 0.3])
def tuples_as_arrays(a, b):
    length = np.linalg.norm(np.subtract(a, b))
    return length + np.multiply(a, 2)[1] - np.sum(np.negative(b) * np.divide(a, 2)) + np.degrees(b)[0]


def smooth(u, f, h):
    for i in range(1, len(u) - 1):
        u[i] = 0.5 * (u[i - 1] + u[i + 1] + h * h * f[i])


def restricted(r):
    coarse = np.zeros((len(r) - 1) // 2 + 1)
    for i in range(1, len(coarse) - 1):
        coarse[i] = 0.25 * r[2 * i - 1] + 0.5 * r[2 * i] + 0.25 * r[2 * i + 1]
    return coarse


def v_cycle(u, f, h):
    if len(u) <= 3:
        u[1] = 0.5 * (u[0] + u[2] + h * h * f[1])
        return u
    smooth(u, f, h)
    r = np.zeros_like(u)
    r[1:-1] = f[1:-1] - (2 * u[1:-1] - u[:-2] - u[2:]) / h**2
    coarse = restricted(r)
    e = v_cycle(np.zeros_like(coarse), coarse, 2 * h)
    u[::2] += e
    u[1::2] += 0.5 * (e[:-1] + e[1:])
    smooth(u, f, h)
    return u


@example(np.array([0.5, 1.2, 0.8, -0.3, 0.7, 0.2, 0.4, 0.9, 0.1]))
def multigrid_by_recursion(f):
    u = np.zeros(len(f))
    u[-1] = f[0]
    for _ in range(2):
        u = v_cycle(u, f, 1.0 / (len(f) - 1))
    return np.sum(u**2)


def filled(a, value, depth):
    a[depth] = value
    if depth > 0:
        filled(a, value * value, depth - 1)


@example(0.9, 3)
def recursion_that_counts_down(x, depth):
    a = np.zeros(depth + 1)
    filled(a, x, depth)
    return a @ np.arange(1.0, depth + 2)


class Stage:
    def __init__(self, gain):
        self.gain = gain


@example(np.array([0.5, 1.2]), 3)
def as_many_objects_as_an_argument_says(x, n):
    stages = [Stage(x[0] * (k + 1)) for k in range(n)]
    for k in range(n):
        stages[k].gain *= stages[n - 1 - k].gain + x[1]
    return sum(stage.gain**2 for stage in stages)


class TooManySteps(RuntimeError):
    pass


class Solver:
    def __init__(self, most):
        self.most, self.steps = most, 0

    def run(self, y, h):
        while y > 0.2:
            if self.steps >= self.most:
                raise TooManySteps
            y = y - h * y**2
            self.steps += 1
        return y


@example(0.9)
def solver_that_gives_up(x):
    solver = Solver(3)
    try:
        y = solver.run(x, 0.1)
    except TooManySteps:
        return x**3
    return y * solver.steps


@example(0.9)
def solver_that_arrives(x):
    solver = Solver(30)
    try:
        y = solver.run(x, 0.3)
    except TooManySteps:
        return x**3
    return y * solver.steps


@example(np.array([[0.5, 1.2], [0.8, 0.3]]))
def unpacked_rows(points):
    total = 0.0
    for x, y in points:
        total += x * y**2
    (a, b), (c, d) = points
    return total + a * d - b * c


@example(np.array([0.5, 1.2, 0.8]))
def imports_where_they_are_used(x):
    import math
    from math import sin as sine

    try:
        import module_that_is_nowhere as xp
    except ImportError:
        import numpy as xp

    def length(v):
        import numpy.linalg as la

        return la.norm(v)

    return math.cos(x[0]) * sine(x[1]) + xp.sum(x**2) * length(x)


@example(np.array([0.5, 1.2, 0.8]))
def keys_set_on_one_path(x):
    large = {}
    for i in range(len(x)):
        if x[i] > 0.6:
            large[i] = x[i] ** 2
    return sum(k * v for k, v in large.items()) + len(large)


@example({"w": np.array([0.5, 1.2]), "b": 0.8})
def optional_parameters(params):
    p = {"w": params["w"] * 2.0, "b": params["b"]}
    if params["b"] > 0.0:
        p["gain"] = params["b"] ** 2
    return sum(np.sum(v**2) for v in p.values())


def with_an_axis_more(y):
    return y.reshape((1,) + y.shape)


@example(np.array([0.5, 1.2, 0.8]))
def shapes_of_unknown_rank(x):
    y = x
    for _ in range(2):
        y = with_an_axis_more(y)
        z = y.reshape(y.shape[:-1] + (1,) + y.shape[-1:])
    return np.sum(y**2) + np.sum(z)


@example(np.array([0.5, 1.2, 0.8]))
def history_of_growing_arrays(x):
    history = [np.zeros(2)]
    for v in x:
        history.append(np.append(history[-1], v * len(history[-1])))
    return sum(np.sum(h) * len(h) for h in history)
