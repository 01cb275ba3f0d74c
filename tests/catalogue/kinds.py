"""Programs that ask what kind of a value they have: its class, its attributes, whether it has items."""

from __future__ import annotations

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
