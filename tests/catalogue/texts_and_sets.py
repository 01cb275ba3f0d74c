"""Sets as Python compares and walks them; texts as keys and in messages; records of a text and a number."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example

X = np.array([0.5, 1.2, 0.8])
PICKED = frozenset([2, 0])


def weighted(places, x):
    """A sum whose value depends on the order of the places."""
    total = 0.0
    for k in places:
        total = total * 0.5 + x[k] ** 2
    return total


@example(X)
def sets_are_compared_as_sets(x):
    p = {"a": x[0], "b": x[1]}
    same = {1, 2} == {2, 1} and set(p) == {"b", "a"} and p.keys() == {"b", "a"} and {"b"} <= set(p)
    return p["a"] ** 2 * p["b"] if same and {1} != {2} and not {1} > {1, 2} else x[2]


@example(X)
def set_walked_in_the_order_of_python(x):
    return weighted({2, 0, 1}, x) + 2.0 * weighted(set([1, 2, 0, 1]), x) + weighted(PICKED, x)


@example(X)
def set_is_no_list(x):
    s = {1, 2}
    return x[0] ** 2 if isinstance(s, set) and not isinstance(s, (list, frozenset)) else x[1]


@example(X)
def keys_that_are_missing(x):
    p, q = {"a": x[0], "b": x[1]}, {"b": x[2], "c": x[0]}
    if {"a", "b"} - set(p):
        raise ValueError("missing keys")
    total = sum(p[k] * q[k] for k in p.keys() & q.keys())
    for k in p.keys() - q:
        total += p[k] ** 3
    return total * len(p.keys() | q.keys())


@example(X)
def places_that_are_free(x):
    fixed = [1]
    free = list(set(range(3)) - set(fixed))
    return (x[free] ** 2).sum() + x[sorted(set(range(len(x))) - {1})] @ x[free]


@example(X)
def methods_of_sets(x):
    s = {16, 8, 0}
    s.discard(8)
    s |= {1}
    s.update([2], (4, 5))
    s ^= {5}
    first = s.pop() % 3
    both = {0, 1}.union({2}).intersection([2, 0]).difference({0})
    ok = both.isdisjoint({1}) and both.issubset({2, 3}) and not both.issuperset({1})
    return weighted([k % 3 for k in s], x) * x[first] if ok else x[0]


@example(X)
def set_that_a_path_changes(x):
    s = {16, 8, 0}
    if x[0] > 0.0:
        s.discard(8)
    return weighted([k % 3 for k in s], x)


@example(X)
def set_whose_members_the_run_knows(x):
    found = set()
    for v in x[::-1]:
        found.add(int(v * 20.0 + 0.3))
    low = found - {24} | {3}
    total = 0.0
    for k in low:
        total = total * 0.5 + k * x[0]
    return total * len(found & low) if found != low and 3 in low else x[1]


@example(X)
def places_not_yet_visited(x):
    left, at, total = set(range(len(x))), 0, 0.0
    left.remove(0)
    while left:
        nearest = min(left, key=lambda j: abs(x[j] - x[at]))
        total += (x[nearest] - x[at]) ** 2 * (at + 1)
        left.remove(nearest)
        at = nearest
    return total


@example(X)
def one_of_two_sets(x):
    s = {0} if x[0] > 3.0 else {1, 2}
    return sum(x[i] ** 2 for i in s) * bool(s)


@example(X)
def frozensets_as_keys(x):
    bonds = {frozenset((0, 1)): x[0], frozenset((1, 2)): x[1]}
    return bonds[frozenset((1, 0))] ** 2 + bonds[frozenset([2, 1])]
