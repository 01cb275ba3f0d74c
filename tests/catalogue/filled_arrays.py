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


CELLS = np.linspace(0.1, 1.0, 6) ** 2


@example(CELLS, 0.1)
def steps_of_a_copy(u, c):
    for _ in range(3):
        new = u.copy()
        new[1:-1] = u[1:-1] + c * u[1:-1] * (u[2:] - u[:-2])
        new[0] = 0.5 * u[1]
        new[-1] = 0.0
        u = new
    return np.sum(u**2)


@example(CELLS, 0.1)
def steps_that_add_to_a_copy(u, c):
    for _ in range(3):
        new = np.array(u)
        new[1:-1] += c * u[1:-1] * u[2:]
        new[1:] -= c * u[:-1] ** 2
        new[:2] += u[0]
        u = new
    return np.sum(u**2)


@example(CELLS, 0.1)
def store_over_what_was_added(u, c):
    for _ in range(3):
        new = 2.0 * u
        new[1:-1] += c * u[1:-1] * u[2:]
        new[2] = u[0] * c
        u = new
    return np.sum(u**2)


@example(CELLS, 0.1)
def added_to_what_was_stored(u, c):
    for _ in range(3):
        new = np.sin(u)
        new[2:4] = u[0] * c
        new += u * c
        u = new
    return np.sum(u**2)


@example(CELLS, 0.1)
def boundary_of_a_new_array(u, c):
    history = []
    for k in range(4):
        slope = np.roll(u, 1) - u
        slope[0] = 0.0
        u = u + c * slope
        u[-1] = k * c
        history.append(u)
    return np.sum(np.array(history) ** 2)


@example(CELLS, 0.1)
def copy_read_before_it_is_written(u, c):
    for _ in range(3):
        new = u.copy()
        total = np.sum(new)
        new[1:-1] = 0.1 * total * u[2:]
        tail = new[:2]
        new[0] = c
        u = new * (1.0 + tail[0])
    return np.sum(u**2)


@example(CELLS, 0.1)
def kept_beside_its_copy(u, c):
    kept = []
    for _ in range(3):
        base = u * c
        kept.append(base)
        new = base.copy()
        new[1:3] = u[:2]
        u = new + kept[0]
    return np.sum(u**2) + np.sum(kept[1])


@example(CELLS, 0.1)
def mask_of_a_new_array(u, c):
    for _ in range(3):
        new = u * u
        new[u > 0.3] = c
        u = new + 0.3 * u
    return np.sum(u**2)


@example(CELLS, 0.1)
def branches_that_fill(u, c):
    for k in range(4):
        if k % 2:
            new = u.copy()
            new[0] = c * u[1]
        else:
            new = np.zeros_like(u)
            new[1:] = u[:-1]
            new += c * u
        u = new
        if np.sum(u) > 50:
            break
    return np.sum(u**2)


@example(CELLS, 0.1)
def exponential_with_a_boundary(u, c):
    for _ in range(2):
        u = np.exp(c * u)
        u[0] = 1.0 + c
        u[-1] *= 2.0
    return np.sum(u**2)


@example(CELLS, 0.1)
def planes_of_a_block(u, c):
    total = 0.0
    for k in range(3):
        block = np.multiply.outer(u, u)
        block[0, :] = c * u
        block[1:, 0] = u[k]
        block[2:, 1:] += k * c
        total += np.sum(block @ block)
    return 0.01 * total


@example(CELLS, 0.1)
def view_written_before_it_is_stored(u, c):
    z = 2.0 * u
    y = np.empty(5)
    tail = z[1:]
    z *= c * u
    y[:] = tail
    head = y[:2] * c
    more = np.zeros(4)
    part = head[:1]
    head += u[:2]
    more[:1] = part
    more[2:] = u[2:4]
    return np.sum(y**2) + np.sum(more**3)


@example(CELLS, 0.1)
def copied_and_carried_on(u, c):
    kept = u
    for _ in range(3):
        base = kept * c
        new = base.copy()
        new[1:3] = u[:2]
        new *= u
        u = new + u
        kept = base
    return np.sum(u**2) + np.sum(kept)
