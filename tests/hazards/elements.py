"""Hazards of stores into elements: near misses, in which what a store overwrites is needed once more.

The compiler keeps nothing where it proves that the reverse sweep reads no element that a store wrote over. Each program
here is close to one of which that can be proved.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.hazards.outcome import RIGHT, hazard
from tests.programs.program import numbers

SQUARE = numbers(4, 4, seed=21) + 4.0 * np.eye(4)
VECTOR = numbers(5, seed=22)
OTHER = numbers(5, seed=23)
TALL = numbers(6, 4, seed=24)


@hazard(SQUARE, of="A", expected=RIGHT)
def elimination_that_reads_its_own_element(A: Any) -> None:
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j + 1):
                A[i, j] -= 0.1 * A[i, k] * A[k, j]
            A[i, j] /= A[j, j]


@hazard(SQUARE, of="A", expected=RIGHT)
def elimination_with_a_square_inside(A: Any) -> None:
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                A[i, j] += 0.1 * A[i, j] * A[i, j] * A[k, j]


@hazard(SQUARE, of="A", expected=RIGHT)
def elimination_of_the_upper_part_first(A: Any) -> None:
    n = A.shape[0]
    for i in range(n):
        for j in range(i, n):
            for k in range(i):
                A[i, j] -= A[i, k] * A[k, j]
        for j in range(i):
            A[i, j] /= A[j, j]
            for k in range(j):
                A[i, j] -= A[i, k] * A[k, j]


@hazard(VECTOR, expected=RIGHT)
def second_sweep(x: Any) -> Any:
    y = x * 1.0
    for t in range(2):
        for i in range(1, y.shape[0]):
            y[i] = y[i] * y[i - 1]
    return y


@hazard(VECTOR, expected=RIGHT)
def read_before_and_after(x: Any) -> Any:
    y = x * 1.0
    q = 0.0
    for i in range(y.shape[0]):
        q += y[i] * y[i]
        y[i] = np.sin(q)
        q += y[i] * y[i]
    return q


@hazard(VECTOR, expected=RIGHT)
def index_that_wraps_in_the_first_trip(x: Any) -> Any:
    y = x * 1.0
    for i in range(y.shape[0]):
        y[i] = y[i - 1] * y[i - 1]
    return y


@hazard(VECTOR, expected=RIGHT)
def from_both_ends(x: Any) -> Any:
    y = x * 1.0
    n = y.shape[0]
    for i in range(n):
        y[i] = y[n - 1 - i] * y[n - 1 - i]
    return y


@hazard(VECTOR, expected=RIGHT)
def negative_index_of_a_loop(x: Any) -> Any:
    y = x * 1.0
    n = y.shape[0]
    for i in range(1, n):
        y[-i] = y[i] * y[i]
    return y


@hazard(VECTOR, expected=RIGHT)
def two_at_a_time(x: Any) -> Any:
    y = x * 1.0
    for i in range(0, y.shape[0] - 2, 2):
        y[i] = y[i + 1] * y[i + 1]
        y[i + 1] = y[i] * y[i + 2]
    return y


@hazard(VECTOR, expected=RIGHT)
def ring_of_two(x: Any) -> Any:
    u = np.zeros((2, x.shape[0]))
    u[0] = x
    for t in range(4):
        u[(t + 1) % 2] = u[t % 2] * u[t % 2] + x
    return u


@hazard(TALL, expected=RIGHT)
def path_with_a_step_back(u: Any) -> Any:
    v = u * 1.0
    for t in range(1, v.shape[0] - 1):
        v[t + 1, 1:-1] = v[t, 1:-1] * v[t, :-2] + v[t - 1, 2:] ** 2
        v[t - 1] = v[t] * v[t + 1]
    return v


@hazard(TALL, expected=RIGHT)
def path_of_rows(u: Any) -> Any:
    v = u * 1.0
    for t in range(v.shape[0] - 1):
        v[t + 1, 1:-1] = v[t, 1:-1] * v[t, :-2] + v[t + 1, 2:] ** 2
    return v


@hazard(TALL, expected=RIGHT)
def path_of_rows_that_is_read_ahead(u: Any) -> Any:
    v = u * 1.0
    q = 0.0
    for t in range(v.shape[0] - 1):
        q += np.sum(v[t + 1] * v[t + 1])
        v[t + 1, 1:] = v[t, 1:] * v[t, :-1]
    return v * q


@hazard(VECTOR, OTHER, expected=RIGHT, wrt=(0, 1))
def sum_at_a_place_that_the_loop_reads(x: Any, w: Any) -> Any:
    s = np.zeros(3)
    q = 0.0
    for t in range(2):
        for k in range(x.shape[0]):
            s[1] += x[k] * w[k]
            q += s[1] * s[1]
    return q


@hazard(VECTOR, OTHER, expected=RIGHT, wrt=(0, 1))
def sum_at_a_place_that_moves(x: Any, w: Any) -> Any:
    s = np.ones(3)
    q = 0.0
    for t in range(2):
        for k in range(3):
            s[(k + t) % 2] *= x[k] * w[k]
        q += s[0] * s[1]
    return q


@hazard(VECTOR, OTHER, expected=RIGHT, wrt=(0, 1))
def sum_after_a_store_in_the_trip(x: Any, w: Any) -> Any:
    s = np.zeros(3)
    q = 0.0
    for t in range(3):
        for k in range(x.shape[0]):
            s[t] = x[k]
            s[t] *= w[k] * x[t]
        q += s[t] * s[t - 1]
    return q


@hazard(VECTOR, OTHER, expected=RIGHT, wrt=(0, 1))
def sum_in_a_loop_that_may_not_run(x: Any, w: Any) -> Any:
    s = np.ones(3)
    q = 0.0
    for i in range(5):
        for k in range(i, 2):
            s[i] += x[k] * w[k]  # there is no s[3] and no s[4], and no trip that asks for them
        q += s[i % 3] * s[0]
    return q


@hazard(VECTOR, OTHER, expected=RIGHT, wrt=(0, 1))
def sum_with_a_way_out(x: Any, w: Any) -> Any:
    s = np.ones(3)
    q = 0.0
    for t in range(2):
        for k in range(x.shape[0]):
            s[t] += x[k] * w[k]
            if k > 2:
                break
            s[t] *= w[k]
        q += s[t] * s[t] * s[0]
    return q


@hazard(VECTOR, expected=RIGHT)
def sum_until(x: Any) -> Any:
    s = np.ones(2)
    q = 0.0
    k = 0
    while k < 4:
        s[1] += x[k] * s[0]
        s[0] = s[1] * x[k]
        q += s[0]
        k += 1
    return q * s


@hazard(SQUARE, expected=RIGHT)
def row_by_another_name(A: Any) -> Any:
    B = A * 1.0
    for i in range(1, B.shape[0]):
        row = B[i]
        for j in range(B.shape[1]):
            row[j] = B[i, j - 1] * B[i - 1, j] * row[j]
    return B


@hazard(SQUARE, expected=RIGHT)
def transposed_name(A: Any) -> Any:
    B = A * 1.0
    C = B.T
    for i in range(1, 4):
        for j in range(i):
            B[i, j] = C[i, j] * C[j, i]
    return B


@hazard(VECTOR, expected=RIGHT)
def names_that_change_places(x: Any) -> Any:
    u, v = x * 1.0, np.zeros(5)
    for t in range(3):
        for i in range(1, 5):
            v[i] = u[i] * u[i - 1]
        u, v = v, u
    return u + v


@hazard(VECTOR, expected=RIGHT)
def one_of_two_arrays(x: Any) -> Any:
    u, v = x * 1.0, x * 2.0
    for i in range(1, 5):
        w = u if i % 2 else v
        w[i] = u[i - 1] * v[i - 1]
        u[i - 1] = w[i] * w[i - 1]
    return u * v


@hazard(VECTOR, expected=RIGHT)
def array_in_a_list(x: Any) -> Any:
    rows = [x * 1.0, x * 2.0]
    y = rows[0]
    for i in range(1, 5):
        y[i] = rows[1][i] * y[i - 1]
        rows[0][i - 1] = y[i] * y[i]
    return rows[0] * rows[1]


@hazard(VECTOR, np.array([2, 0, 1, 2, 0]), expected=RIGHT)
def places_from_outside(x: Any, places: Any) -> Any:
    y = np.ones(3)
    for i in range(5):
        y[places[i]] = y[places[i]] * x[i] + y[places[i - 1]] ** 2
    return y


@hazard(VECTOR, expected=RIGHT)
def value_that_is_stored_rounded(x: Any) -> Any:
    y = np.zeros(5, dtype=np.float32)
    q = 0.0
    for i in range(5):
        w = np.tanh(x[i])
        y[i] = w
        q += w * w * x[i]
    return q


@hazard(VECTOR, expected=RIGHT)
def value_that_is_stored_and_overwritten(x: Any) -> Any:
    y = np.zeros(5)
    for i in range(1, 5):
        w = np.tanh(x[i])
        y[i] = w
        y[i - 1] += w * w
    return y * y


@hazard(VECTOR, expected=RIGHT)
def value_that_is_stored_in_a_branch(x: Any) -> Any:
    y = x * 1.0
    for i in range(5):
        w = np.tanh(x[i])
        if i % 2:
            y[i] = w
        y[i] *= w
    return y


@hazard(TALL, expected=RIGHT)
def row_that_is_stored_twice(u: Any) -> Any:
    v = np.zeros(u.shape)
    for t in range(1, 6):
        w = np.tanh(u[t])
        v[t] = w
        v[t - 1] = w
        v[t] *= w
    return v


@hazard(VECTOR, expected=RIGHT)
def number_that_fills_a_row(x: Any) -> Any:
    v = np.zeros((5, 3))
    for t in range(5):
        w = np.exp(x[t])
        v[t] = w
        v[t, 1] *= w
    return v


@hazard(VECTOR, OTHER, expected=RIGHT, wrt=(0, 1))
def quotient_by_its_own_part(x: Any, y: Any) -> Any:
    z = x * 1.0
    z /= y
    z[1:4] /= z[2:5]
    z /= z[0]
    for i in range(1, 5):
        z[i] /= z[i - 1]
    return z * y


@hazard(VECTOR, expected=RIGHT)
def quotient_at_repeated_places(x: Any) -> Any:
    z = x * 1.0
    for i in range(2):
        z[[0, 2, 3]] /= x[[1, 1, i]]
    return z


@hazard(VECTOR, VECTOR, of="y", wrt=(0, 1))
def given_twice(x: Any, y: Any) -> None:
    for i in range(1, 5):
        y[i] = x[i - 1] * y[i - 1]


@hazard(VECTOR[:3], expected=RIGHT)
def size_that_is_cut_off(x: Any) -> Any:
    y = x * 1.0
    m = y[2:-2].shape[0]  # 0, and not -1
    for i in range(3):
        y[m] = y[i] * y[2]
    return y


@hazard(VECTOR, expected=RIGHT)
def length_that_grows(x: Any) -> Any:
    y = x[:1] * 1.0
    z = np.zeros(12)
    for i in range(4):
        y = np.concatenate([y, x[: i + 1] * y[0]])
        z[y.shape[0] - 2] = y[-1] * z[i]
        z[i] += y[0] * y[0]
        z[i + 1] = z[i] * z[i]
    return z


@hazard(VECTOR, expected=RIGHT)
def index_kept_after_the_loop(x: Any) -> Any:
    y = x * 1.0
    for i in range(3):
        y[i] = y[i] * y[i + 1]
    for j in range(2):
        y[i] = y[i] * y[j]
        y[j + 1] = y[i] * y[j]
    return y


@hazard(VECTOR, expected=RIGHT)
def inside_of_a_call(x: Any) -> Any:
    y = x * 1.0
    for i in range(4):
        push_on(y, i)
        y[i] = y[i + 1] * y[i + 1]
    return y


def push_on(y: Any, i: int) -> None:
    y[i + 1] *= y[i]


@hazard(VECTOR, expected=RIGHT)
def attempt_among_stores(x: Any) -> Any:
    y = x * 1.0
    for i in range(6):
        try:
            y[i] = y[i - 1] * x[i]
        except IndexError:
            y[0] = y[1] * y[1]
    return y


@hazard(VECTOR, expected=RIGHT)
def picked_and_written_by_one_mask(x: Any) -> Any:
    z = x * 1.0
    for i in range(4):
        mask = z > 0.1 * i
        z[mask] = z[mask] ** 2 + x[mask]
        z[~mask] = np.sin(z[~mask]) * x[mask].sum()
    return z


@hazard(VECTOR, expected=RIGHT)
def mask_written_after_the_pick(x: Any) -> Any:
    z = x * 1.0
    mask = z > 0.0
    for i in range(3):
        y = z[mask]
        mask[i] = True
        mask[i + 1] = False
        z[mask] = z[mask] ** 2 * y.sum()
    return z


@hazard(VECTOR, expected=RIGHT)
def written_between_pick_and_store(x: Any) -> Any:
    z = x * 1.0
    for i in range(3):
        mask = z > 0.1 * i
        y = z[mask]
        z[0] = z[0] * 0.5 + z[1]
        z[mask] = y * y * z[0]
    return z


@hazard(VECTOR, expected=RIGHT)
def picked_at_repeated_places(x: Any) -> Any:
    z = x * 1.0
    for i in range(3):
        places = np.array([i, 0, i])
        z[places] = z[places] ** 2 * np.array([0.5, 2.0, 0.5])
    return z


@hazard(VECTOR, expected=RIGHT)
def what_was_picked_is_written(x: Any) -> Any:
    z = x * 1.0
    for i in range(3):
        mask = z > 0.1 * i
        y = z[mask]
        z[mask] = y * y
        y[0] = y[0] * 3.0
        z[4] += y[0] * z[4]
    return z


@hazard(VECTOR, OTHER, wrt=(0, 1), expected=RIGHT)
def smaller_of_two_in_place(x: Any, y: Any) -> Any:
    z = x * 1.0
    for i in range(3):
        z[:] = np.minimum(z, np.maximum(y, z[::-1]) * z[i])
    z[0] = np.maximum(z[0], z[0])
    return z


@hazard(VECTOR, expected=RIGHT)
def what_was_copied_is_written(x: Any) -> Any:
    """The adjoint of the copy is added up after that of the places is cleared."""
    z = x * 1.0
    for _ in range(3):
        y = z[1:4].copy()
        z[1:4] = y * y
        y[0] = y[0] * 3.0
        z[4] += y[0] * z[4]
    return z


@hazard(VECTOR, OTHER[:2], wrt=(0, 1), expected=RIGHT)
def windows_that_fit(x: Any, w: Any) -> Any:
    n, k = x.shape[0], w.shape[0]
    y = np.zeros(n - k + 1)
    for i in range(n - k + 1):
        y[i] = np.sum(x[i : i + k] * w) + np.sum(x[i : k + i] * w * w)
    return y


@hazard(VECTOR, OTHER[:2], wrt=(0, 1), expected=RIGHT)
def windows_that_are_cut_off(x: Any, w: Any) -> Any:
    """The last one has one element, which broadcasts."""
    n, k = x.shape[0], w.shape[0]
    y = np.zeros(n)
    for i in range(n):
        y[i] = np.sum(x[i : i + k] * w)
    return y


@hazard(VECTOR, OTHER[:2], wrt=(0, 1), expected=RIGHT)
def windows_one_too_many(x: Any, w: Any) -> Any:
    n, k = x.shape[0], w.shape[0]
    y = np.zeros(n)
    for i in range(n - k + 2):
        y[i] = np.sum(x[i : i + k] * w)
    return y


@hazard(VECTOR, OTHER[:2], wrt=(0, 1), expected=RIGHT)
def windows_of_another_axis(x: Any, w: Any) -> Any:
    """`w` is shorter than `x`, and the range is that of `x`."""
    n, k = x.shape[0], 2
    y = np.zeros(n)
    for i in range(n - 1):
        y[i] = np.sum(x[i : i + k] * w[i : i + k].sum()) + np.sum(x[i : i + k] * x[i + 3 : i + 5].sum())
    return y


@hazard(VECTOR, OTHER[:2], wrt=(0, 1), expected=RIGHT)
def windows_around_the_middle(x: Any, w: Any) -> Any:
    y = np.zeros(x.shape[0])
    for i in range(1, x.shape[0] - 1):
        y[i] = np.sum(x[i - 1 : i + 1] * w) * np.sum(x[i - 1 : i + 2]) * np.sum(x[i + 1 : i + 3] * w)
    return y


@hazard(VECTOR, OTHER[:2], wrt=(0, 1), expected=RIGHT)
def windows_from_the_last_element(x: Any, w: Any) -> Any:
    """`x[-1:1]` is empty, and what is empty broadcasts with one element."""
    y = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        y[i] = np.sum(x[i - 1 : i + 1] * w[:1]) + np.sum(x[i - 1 : i] * x[i : i + 1])
    return y


@hazard(VECTOR[:4], OTHER[:2], wrt=(0, 1), expected=RIGHT)
def a_difference_that_stands_for_what_is_left(x: Any, w: Any) -> Any:
    n, k = x.shape[0], np.zeros(5).shape[0]
    m = n + 0 * w.shape[0] - k  # -1
    return np.reshape(x, (m, 2)) * np.reshape(w, (m, 2))


@hazard(VECTOR, OTHER[:4], wrt=(0, 1), expected=RIGHT)
def lengths_that_differ_by_trip(x: Any, w: Any) -> Any:
    """Each trip has sizes of its own, so what the last one left does not fit what this one makes."""
    last = w[:1] * 2.0
    total = 0.0
    for i in range(1, x.shape[0]):
        part = x[:i] * w[:i]
        total += np.sum(part * last[:1]) + np.sum(part[:1] * last)
        last = part
    return total
