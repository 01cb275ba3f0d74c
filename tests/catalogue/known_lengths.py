"""Programs that only have a meaning for the number of items they are given: they are read for that number."""

from __future__ import annotations

import itertools

import numpy as np

from tests.catalogue.entry import example

NAMES = ["mass", "charge", "spin"]
X = np.array([0.5, 1.2, 0.8])


@example(X)
def dict_of_names_and_an_array(x):
    given = dict(zip(NAMES, x, strict=True))
    return given["mass"] * given["spin"] ** 2


@example(X)
def dict_comprehension_over_names(x):
    scaled = {name: 2.0 * value for name, value in zip(NAMES, x, strict=True)}
    return scaled["mass"] * scaled["charge"]


@example(X)
def dict_comprehension_over_an_array(x):
    by_place = {k: v * v for k, v in enumerate(x)}
    return by_place[0] * by_place[2]


@example(X)
def keys_stored_in_a_loop_over_names(x):
    found = {}
    for name, value in zip(NAMES, x, strict=True):
        found[name] = value * value
    return found["mass"] * found["spin"]


@example(X)
def functions_beside_an_array(x):
    functions = [np.sin, np.cos, np.tanh]
    return sum(function(v) for function, v in zip(functions, x, strict=True))


@example(X)
def functions_beside_an_array_in_a_loop(x):
    total = 0.0
    for function, v in zip([np.sin, np.cos, np.tanh], x, strict=True):
        total += function(v) * v
    return total


@example(X)
def counts_by_remainder(x):
    sums = {}
    for k, v in enumerate(x):
        sums[k % 2] = sums.get(k % 2, 0.0) + v * v
    return np.sin(sums[0]) * sums[1]


@example(X)
def pairs_of_an_array(x):
    return sum(a * b**2 for a, b in itertools.combinations(x, 2))


@example(X)
def running_sums_of_an_array(x):
    return list(itertools.accumulate(x))[-1] * sum(a * b for a, b in itertools.product(x, x[:2]))


@example(X)
def array_as_arguments(x):
    def volume(a, b, c=2.0):
        return a * b * c

    return volume(*x) + volume(*x[1:])


@example(X)
def places_of_letters(x):
    place = {letter: k for k, letter in enumerate(sorted(set("abac")))}
    state = 0.0
    for letter in "abac":
        state = np.tanh(state + x[place[letter]])
    return state
