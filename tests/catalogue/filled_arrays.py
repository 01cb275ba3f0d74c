"""Arrays that are filled right after they are made, and what makes them other than that."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example

X = np.array([0.5, 1.2, 0.8])


@example(X)
def full_of_a_parameter(x):
    y = np.full(3, x[0])
    y[1] = x[1]
    return np.sum(y**2) * x[2]


@example(X)
def full_of_a_constant(x):
    y = np.full(3, 2.0)
    y[1] = x[1] * x[0]
    return np.sum(y**2) * x[2]


@example(X)
def at_a_mask_that_changes(x):
    y = np.zeros_like(x)
    m = x > 0.6
    y[m] = x[m] ** 2
    m[:] = False
    return np.sum(y**2)


@example(X)
def places_that_overlap(x):
    y = np.zeros(4)
    y[:2] = x[0]
    y[1:] = x
    return np.sum(y**2)


@example(X)
def one_place_by_two_indices(x):
    y = np.zeros(4)
    y[0] = x[0]
    y[-4] = x[1]
    return np.sum(y**2)


@example(X)
def read_before_it_is_full(x):
    y = np.zeros(4)
    y[0] = x[0]
    s = np.sum(y)
    y[1] = x[1] * s
    return np.sum(y**2) + s


@example(X)
def view_taken_before(x):
    y = np.zeros(4)
    v = y[1:]
    y[0] = x[0]
    y[1] = x[1]
    return np.sum(v**2) + y[0]


@example(X)
def written_again_through_a_view(x):
    y = np.zeros(4)
    y[1:] = x
    v = y[::2]
    v *= 2
    return np.sum(y**2)


@example(X)
def filled_in_branches(x):
    if x[0] > 0:
        y = np.zeros(4)
        y[1:] = x
    else:
        y = np.ones(4)
        y[0] = x[1]
    return np.sum(y**2)


@example(X)
def buffers_that_change_places(x):
    a = np.zeros(4)
    a[1:] = x
    b = np.zeros(4)
    b[0] = x[0]
    for _ in range(3):
        b[1:-1] = a[2:] * a[:-2]
        a, b = b, a
    return np.sum(a) + np.sum(b)


@example(X)
def item_of_a_list_written_again(x):
    y = np.zeros(4)
    y[1:] = x
    items = [y]
    items[0][2] = x[0] ** 2
    return np.sum(y**2)


@example(X)
def complex_numbers(x):
    y = np.empty(3, dtype=complex)
    y[0] = x[0]
    y[1:] = x[1:] * 1j
    return np.sum(np.abs(y**2) * np.arange(3))


@example(X)
def value_written_between_two_stores(x):
    v = x.copy()
    y = np.zeros((2, 3))
    y[0] = v
    v *= 2.0
    y[1] = v
    return np.sum(y**3)


@example(X)
def places_of_the_run(x):
    s = 0.0
    for i in range(3):
        y = np.zeros(3)
        y[i] = x[i]
        y[(i + 1) % 3] = x[0]
        s += np.sum(y**2) * (i + 1)
    return s


@example(X)
def filled_in_each_trip(x):
    s = 0.0
    for i in range(3):
        y = np.zeros(3)
        y[i] = x[i] ** 2
        s += np.sum(np.sin(y)) * np.sum(y)
    return s


@example(X)
def kept_in_a_list(x):
    keep = []
    for i in range(3):
        y = np.zeros(3)
        y[i] = x[i] ** 2
        keep.append(y)
    return np.sum(np.array(keep) * keep[0])


@example(X)
def columns_and_a_diagonal(x):
    y = np.zeros((3, 3))
    y[:, 0] = x
    y[:, 1:] = np.outer(x, x[:2])
    np.fill_diagonal(y, 1.0)
    return np.linalg.det(y + np.eye(3))
