"""Recursion over lists, trees and memos, and state that functions keep in containers."""

from __future__ import annotations

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
