"""Dicts whose keys only the run knows: counts, memos, grids, groups."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from tests.catalogue.entry import example

X = np.array([0.5, 1.2, 0.8])


@example(X)
def sums_by_remainder(x):
    sums = {}
    for k in range(100):
        i = k % len(x)
        sums[i] = sums.get(i, 0.0) + 0.1 * x[i]
    return sum(np.sin(v) for v in sums.values())


@example(X)
def items_in_the_order_of_their_keys_arrival(x):
    found = {}
    i = 0
    while i < 5:
        found[i % 2] = found.get(i % 2, 1.0) * x[i % 3]
        i += 1
    total = 0.0
    for key, value in found.items():
        total += (key + 1) * value
    return total + len(found)


@example(X)
def default_of_a_factory(x):
    sums = defaultdict(float)
    i = 0
    while i < 5:
        sums[i % 2] += x[i % 3] ** 2
        i += 1
    return sums[0] * sums[1]


@example(X)
def memo_of_a_local_function(x):
    memo = {}

    def squared(n):
        if n in memo:
            return memo[n]
        memo[n] = x[n % 3] ** 2
        return memo[n]

    total = 0.0
    i = 0
    while i < 6:
        total += squared(i % 4)
        i += 1
    return total * len(memo)


@example(X)
def arrays_under_texts(x):
    found = {}
    i = 0
    while i < 3:
        found["row %d" % i] = x[i] * x
        i += 1
    return (found["row 0"] * found["row 2"]).sum()


@example(X)
def deleted_and_popped(x):
    found = {0: x[0]}
    i = 1
    while i < 5:
        found[i] = found[i - 1] * x[i % 3] + 1.0
        i += 1
    del found[0]
    last = found.pop(4) + found.pop(9, 2.0)
    return sum(found[key] for key in found) * last


@example(X)
def stored_while_walking(x):
    found = {}
    i = 0
    while i < 4:
        found[i] = x[i % 3] * (i + 2.5)
        i += 1
    for key in found:
        found[key] = found[key] ** 2
    best = max(found, key=found.get)
    return max(found.values()) + found[best] * 2.0 + sorted(found.items())[1][1]


@example(X)
def comprehension_over_a_long_array(x):
    y = np.concatenate([x] * 20)
    squares = {i: v * v for i, v in enumerate(y)}
    return squares[3] * squares[59]


@example(X)
def key_that_is_missing(x):
    found = {}
    i = 0
    while i < 4:
        found[i] = x[i % 3]
        i += 1
    try:
        return found[9]
    except KeyError:
        return found[2] ** 2


class Cached:
    def __init__(self):
        self.cache = {}

    def at(self, k, x):
        if k not in self.cache:
            self.cache[k] = np.sin(k * x[k % 3])
        return self.cache[k]


@example(X)
def cache_of_an_object(x):
    model = Cached()
    total = 0.0
    i = 0
    while i < 6:
        total += model.at(i % 4, x)
        i += 1
    return total
