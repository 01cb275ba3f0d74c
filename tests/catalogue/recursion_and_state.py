"""Recursion over lists, trees and memos, and state that functions keep in containers."""

from __future__ import annotations

import functools
from functools import reduce

import numpy as np

from tests.catalogue.entry import example

X = np.array([0.5, 1.2, 0.8])


@example(X)
def recursion_that_appends_to_a_list_outside(x):
    found = []

    def visit(k):
        if k >= 3:
            return
        found.append(x[k] ** 2)
        visit(k + 1)

    visit(0)
    return found[0] + 2.0 * found[1] * found[2]


@example(X)
def recursion_with_a_nonlocal_sum(x):
    total = 0.0

    def visit(k):
        nonlocal total
        if k < 0:
            return
        total += x[k] ** 2
        visit(k - 1)

    visit(2)
    return total


@example(X)
def memo_read_by_a_recursive_closure(x):
    memo = {}

    def value(n):
        if n in memo:
            return memo[n]
        result = x[n] if n < 2 else value(n - 1) + value(n - 2) * x[2]
        memo[n] = result
        return result

    return value(8)


def _memoized(function):
    cache = {}

    def wrapper(n):
        if n not in cache:
            cache[n] = function(n)
        return cache[n]

    return wrapper


@example(X)
def memo_by_a_decorator(x):
    @_memoized
    def value(n):
        return x[n] if n < 2 else value(n - 1) + value(n - 2) * x[2]

    return value(6)


@example(X)
def memo_of_nones(x):
    memo = [None] * 8

    def value(n):
        if memo[n] is not None:
            return memo[n]
        memo[n] = x[n] if n < 2 else value(n - 1) + value(n - 2) * x[2]
        return memo[n]

    return value(7)


def _flattened(tree):
    found = []
    for part in tree:
        if isinstance(part, list):
            found.extend(_flattened(part))
        else:
            found.append(part)
    return found


@example(X)
def flattened_tree(x):
    parts = _flattened([x[0], [x[1], [x[2], x[0] * x[1]]]])
    return sum(v**2 * (k + 1) for k, v in enumerate(parts))


def _composed(*functions):
    return reduce(lambda a, b: lambda t: b(a(t)), functions)


@example(X)
def composed_by_reduce(x):
    return _composed(np.sin, lambda t: t * x[1], np.exp)(x[0])


@example(X)
def function_wrapped_again_and_again(x):
    def g(t):
        return t

    for k in range(3):

        def step(h, c):
            return lambda t: h(t) * c + 1.0

        g = step(g, x[k])
    return g(2.0)


@example(X)
def rows_replaced_by_what_is_made_of_them(x):
    m = [[2.0, x[0]], [x[1], 3.0 + x[2]]]
    for i in range(len(m)):
        pivot = m[i][i]
        m[i] = [v / pivot for v in m[i]]
        for r in range(len(m)):
            if r != i:
                factor = m[r][i]
                m[r] = [a - factor * b for a, b in zip(m[r], m[i], strict=True)]
    return m[0][1] * x[0] + m[1][1]


@example(X)
def row_appended_while_its_like_is_walked(x):
    m = [[x[0], x[1]], [x[2], 1.0]]
    for k in range(len(x)):
        for i in range(2):
            made = []
            for v in m[i]:
                made.append(v * x[k] + 1.0)
            m[i] = made
    return m[0][0] * m[1][1] + m[0][1]


def _put(value, found):
    found.append(value)
    return found


@example(X)
def displays_given_to_functions_that_append(x):
    found = _put(x[0], [])
    found = _put(x[1], found)
    return found[0] * found[1] + sum(_put(x[2], [1.0, x[0]]))


@example(X)
def groups_by_setdefault(x):
    groups = {}
    for i in range(80):
        groups.setdefault(i % 7, []).append(0.1 * x[i % 3] * (i + 1))
    return sum(np.mean(v) ** 2 for v in groups.values())


@example(X)
def recursion_with_a_growing_list(x):
    def go(found, k):
        if k == 0:
            return found
        return go([*found, x[k - 1] * k], k - 1)

    return sum(v**2 for v in go([], 3))


def _simpson(g, a, b):
    return (b - a) / 6.0 * (g(a) + 4.0 * g((a + b) / 2.0) + g(b))


def _adaptive(g, a, b, tolerance):
    m = (a + b) / 2.0
    left, right = _simpson(g, a, m), _simpson(g, m, b)
    error = left + right - _simpson(g, a, b)
    if abs(error) < 15.0 * tolerance:
        return left + right + error / 15.0
    return _adaptive(g, a, m, tolerance / 2.0) + _adaptive(g, m, b, tolerance / 2.0)


@example(X)
def adaptive_integral_of_a_closure(x):
    def density(t):
        return np.exp(-x[0] * t) * np.sin(x[1] * t)

    return _adaptive(density, 0.0, x[2], 1e-7) + _adaptive(lambda t, c=x[0]: c * t**4, 0.0, x[1], 1e-3)


class Density:
    def __init__(self, rate, frequency):
        self.rate, self.frequency = rate, frequency

    def at(self, t):
        return np.exp(-self.rate * t) * np.sin(self.frequency * t)


@example(X)
def adaptive_integral_of_a_method(x):
    return _adaptive(Density(x[0], x[1]).at, 0.0, x[2], 1e-7)


@example(X)
def local_functions_that_call_one_another(x):
    def even(n, v):
        return v * x[1] if v < 0.2 else odd(n - 1, v * 0.4)

    def odd(n, v):
        return v**2 * x[2] if n < 0 else even(n - 1, np.sin(v))

    return even(5, x[0]) + odd(4, x[1]) * x[2]


@example(X)
def names_of_two_frames_around_a_recursion(x):
    a = x[0]

    def inner(a):
        def scaled(t):
            return t * a

        def walk(n, size):
            if size < 0.07:
                return scaled(n * size)
            return walk(n + 1, size / 2.0) + scaled(size) * outer_scaled(size)

        return walk

    def outer_scaled(t):
        return t * a

    return inner(x[1] ** 2)(1, x[2])


def _quicksort(xs):
    if len(xs) <= 1:
        return xs
    pivot = xs[0]
    less = [v for v in xs[1:] if v < pivot]
    more = [v for v in xs[1:] if v >= pivot]
    return _quicksort(less) + [pivot] + _quicksort(more)


@example(X)
def quicksort_of_a_list(x):
    ordered = _quicksort(list(x))
    return ordered[0] + 2.0 * ordered[1] + 3.0 * ordered[2] ** 2


def _merged(a, b):
    found = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            found.append(a[i])
            i += 1
        else:
            found.append(b[j])
            j += 1
    found.extend(a[i:])
    found.extend(b[j:])
    return found


def _merge_sort(xs):
    if len(xs) < 2:
        return xs
    middle = len(xs) // 2
    return _merged(_merge_sort(xs[:middle]), _merge_sort(xs[middle:]))


@example(X)
def merge_sort_of_a_list(x):
    ordered = _merge_sort([v for v in x])
    return ordered[0] + 2.0 * ordered[1] + 3.0 * ordered[2] ** 2


def _determinant(m):
    if len(m) == 1:
        return m[0][0]
    total = 0.0
    for j in range(len(m)):
        minor = [row[:j] + row[j + 1 :] for row in m[1:]]
        total += (-1) ** j * m[0][j] * _determinant(minor)
    return total


@example(X)
def determinant_by_minors_of_lists(x):
    return _determinant([[x[0], 1.0, x[1]], [2.0, x[2], x[0]], [x[1], x[1] * x[2], 1.5]])


def _horner(coefficients, t):
    if not coefficients:
        return 0.0
    return coefficients[0] + t * _horner(coefficients[1:], t)


@example(X)
def horner_by_recursion(x):
    return _horner([x[0], x[1], x[2]], 2.0 * x[0])


def _haar(u):
    n = len(u)
    if n == 1:
        return u
    out = np.empty(n)
    out[: n // 2] = _haar((u[::2] + u[1::2]) / 2.0)
    out[n // 2 :] = (u[::2] - u[1::2]) / 2.0
    return out


@example(X)
def array_filled_and_given_to_a_recursion(x):
    u = np.zeros(4)
    u[:3] = x
    return _haar(u) @ np.arange(4.0)


@example(X)
def orthogonal_basis_by_sums_of_arrays(x):
    rows = np.outer(x, x) + np.diag([1.0, 2.0, 3.0])
    basis = []
    for v in rows:
        w = v - sum(np.dot(v, b) * b for b in basis)
        basis.append(w / np.linalg.norm(w))
    return basis[2].sum() * basis[0][1]


@example(X)
def points_summed_and_carried(x):
    total = 0.0
    for z in x:
        points = np.array([x, x * z])
        spread = sum(w * np.outer(a, b) for w, a, b in zip(np.ones(2), points, points))
        x = 0.1 * spread @ x
        total += x @ x
    return total


@example(X)
def rows_less_their_weighted_mean(x):
    rows = np.outer(x, np.sin(x))
    for _ in range(2):
        mean = sum(a * b for a, b in zip(x, rows))
        rows = np.array([row - 0.5 * mean for row in rows])
    return np.sum(rows**2)


@example(X)
def fitted_by_keywords(x):
    def residual(amplitude, rate):
        return amplitude * np.exp(-rate * x) - np.sin(x)

    start = {"amplitude": 1.0, "rate": 0.3}
    names = list(start)
    found = np.array([start[name] for name in names])
    named = lambda values: dict(zip(names, values))
    r = residual(**named(found))
    for _ in range(2):
        slopes = np.column_stack([(residual(**named(found + 1e-2 * e)) - r) / 1e-2 for e in np.eye(len(found))])
        found = found - np.linalg.solve(slopes.T @ slopes + 0.1 * np.eye(2), slopes.T @ r)
        r = residual(**named(found))
    return r @ r


TABLEAU = [[], [0.5], [0.0, 0.5], [0.0, 0.0, 1.0]]
WEIGHTS = [1 / 6, 1 / 3, 1 / 3, 1 / 6]


@example(X)
def runge_kutta_by_a_tableau(x):
    y = x
    for _ in range(4):
        slopes = []
        for row in TABLEAU:
            stage = y + 0.1 * sum(a * k for a, k in zip(row, slopes))
            slopes.append(np.sin(stage) * x[0])
        y = y + 0.1 * sum(b * k for b, k in zip(WEIGHTS, slopes))
    return y @ y


@example(X)
def sum_of_an_empty_history(x):
    history = []
    y = x
    for n in range(30):
        y = 0.9 * y + 0.01 * sum(h * 0.5 ** (n - k) for k, h in enumerate(history))
        history.append(y)
    return sum(history).sum() + np.linalg.norm(history[-1])


@example(X)
def tuple_displayed_again_with_one_more(x):
    found = ()
    for i in range(80):
        found = (*found, 0.1 * x[i % 3] * i)
    return sum(v**2 * k for k, v in enumerate(found))


def _product(a, b):
    return [[sum(p * q for p, q in zip(row, column)) for column in zip(*b)] for row in a]


@example(X)
def power_of_a_matrix_of_lists(x):
    m = [[x[0], x[1]], [x[2], 1.0]]
    result = [[1.0, 0.0], [0.0, 1.0]]
    n = 13
    while n > 0:
        if n & 1:
            result = _product(result, m)
        m = _product(m, m)
        n >>= 1
    return 0.01 * (result[0][0] + 2.0 * result[1][0])


@example(X)
def columns_of_arrays_in_a_list(x):
    history = []
    y = x
    for _ in range(10):
        y = np.sin(y) + x
        history.append(y)
    return sum(max(column) * sum(column) for column in zip(*history))


@example(X)
def memo_of_a_length_that_only_the_run_knows(x):
    n = len(x)
    memo = [None] * n

    def squared(i):
        if memo[i] is None:
            memo[i] = x[i] ** 2
        return memo[i]

    return squared(0) + squared(1) + squared(0) * squared(2)


@example(X)
def best_so_far_in_each_place(x):
    best = [None] * 4
    i = 0
    while i < 9:
        k = i % 4
        if best[k] is None or x[i % 3] * i > best[k]:
            best[k] = x[i % 3] * i
        i += 1
    return best[0] + best[1] * best[2]


@example(X)
def places_emptied_again(x):
    kept = [None] * 70
    total = 0.0
    for i in range(90):
        k = i % 7 - 3
        if kept[k] is None:
            kept[k] = x[i % 3]
        elif i % 4 == 0:
            kept[k] = None
        else:
            total += kept[k] ** 2
    return total


@example(X)
def cache_under_the_names_of_functions(x):
    cache = {}

    def kept(function):
        @functools.wraps(function)
        def inner(n):
            key = (function.__name__, n)
            if key not in cache:
                cache[key] = function(n)
            return cache[key]

        return inner

    @kept
    def power(n):
        return x[0] ** n

    @kept
    def multiple(n):
        return x[1] * n

    found = {g.__name__: g(2) for g in (power, multiple)}
    return multiple(3) + power(2) * multiple(1) + found["power"] * found["multiple"]


@example(X)
def record_by_reduce(x):
    return reduce(lambda found, item: {**found, item[0]: item[1]}, zip("abc", x), {})["b"] ** 2


def _dot(a, b):
    return sum(p * q for p, q in zip(a, b))


@example(X)
def basis_of_lists(x):
    basis = []
    for row in [[1.0, x[0], 0.5], [x[1], 2.0, 0.1], [0.3, x[2], 1.0]]:
        v = row[:]
        for q in basis:
            v = [p - _dot(q, row) * s for p, s in zip(v, q)]
        basis.append([p / _dot(v, v) ** 0.5 for p in v])
    return basis[1][0] + basis[2][1] * basis[2][2]
