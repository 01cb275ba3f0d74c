"""What has an order: sorting and extrema of tuples, objects and keys, as Python compares them."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example


@example(np.array([0.5, 1.2, 0.8]), np.array([0.3, 0.9, 0.4]))
def sorted_pairs_without_a_key(x, y):
    first, second, _ = sorted(zip(x, y, strict=True))
    return first[1] ** 2 + 3.0 * second[0] * second[1]


@example(np.array([0.5, 1.2, 0.8]))
def one_sorted_by_the_other(x):
    weights = [3, 1, 2]
    ordered = [v for _, v in sorted(zip(weights, x, strict=True))]
    return ordered[0] * 3.0 + ordered[1] ** 2


@example(np.array([0.5, 1.2, 0.8]))
def rows_sorted_in_place(x):
    rows = [(v, v**2) for v in x]
    rows.sort(reverse=True)
    return rows[0][1] * 2.0 + rows[1][1] ** 2


@example({"b": 0.7, "a": 1.3})
def items_in_the_order_of_keys(p):
    total = 0.0
    for k, (_, value) in enumerate(sorted(p.items())):
        total += (k + 1) * value**2
    return total


@example(np.array([0.5, 1.2, 0.8]))
def pairs_sorted_by_one_part(x):
    pairs = [(x[0], 3), (x[1], 1), (x[2], 2)]
    pairs.sort(key=lambda pair: pair[1])
    return pairs[0][0] ** 2 + pairs[1][0]


@example(np.array([0.5, 1.2, 0.8]))
def sorted_by_a_tuple(x):
    return sorted(x, key=lambda v: (v > 1.0, -v))[0] ** 2


class Particle:
    def __init__(self, energy):
        self.energy = energy

    def __lt__(self, other):
        return self.energy < other.energy


@example(np.array([0.5, 1.2]))
def objects_with_an_order(x):
    low, high = sorted([Particle(x[1]), Particle(x[0])])
    return low.energy**2 * 3.0 + high.energy


@example(np.array([0.5, 1.2, 0.8]))
def objects_sorted_by_an_attribute(x):
    found = [Particle(v) for v in x]
    found.sort(key=lambda p: -p.energy)
    return found[0].energy * 3.0 + found[1].energy ** 2


@example(np.array([0.5, 1.2, 0.8]))
def greatest_with_its_place(x):
    value, place = max((v, k) for k, v in enumerate(x))
    return value**2 * (place + 1)


@example(np.array([0.5, 1.2, 0.8]))
def least_of_pairs(x):
    return max((x[0], 1), (x[1], 2))[0] ** 2 + min(zip(x, x * 3.0, strict=True))[1]


@example(np.array([0.5, 1.2, 0.8]))
def places_by_the_method_of_an_array(x):
    order = sorted(range(len(x)), key=x.__getitem__)
    return sum(x[i] * (k + 1) for k, i in enumerate(order))
