"""The smallest programs that showed a wrong gradient or a crash once: found by random programs and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers

U, V, X = (numbers(4, seed=seed, low=0.5, high=1.5) for seed in (1, 2, 3))
A = numbers(3, 4, seed=4, low=0.5, high=1.5)


def list_item_updated(u: Any, v: Any) -> Any:
    x6 = [v, u]
    x6[0] += 0.5
    return v * u


def tuple_on_one_path(s: Any, u: Any, t: Any) -> Any:
    if t:
        return (s, u)
    return None


def no_trip_leaves_the_name(s: Any, t: Any, a: Any) -> Any:
    n2 = 0
    while n2 < 0 and s:
        n2 += 1
        t = 0.7
    return a + t


def diagonal_of_reshaped(v: Any, a: Any) -> Any:
    k1 = v.reshape(2, 2)
    k1 = a[1:, 1:3] + np.diag(k1)
    return k1


def tuple_or_number(s: Any, t: Any, u: Any) -> Any:
    if s > 0:
        if t > 0.45:
            return (t, u)
    return s + t


def returned_from_the_first_trip(s: Any, t: Any, u: Any) -> Any:
    for i1 in range(1, 4):
        if t:
            return (u, s + t)
    return s


def reshape_written(x: Any) -> Any:
    y = x.reshape(2, 2)
    y[0] = y[1] * 3.0
    return x * x


def target_after_the_loop(a: Any) -> Any:
    for row in a:
        pass
    row[0] = row[1] * 3.0
    return a * a


def bump(x: Any) -> Any:
    x[0] = x[0] * 3.0
    return x[0] * x[1]


def callee_named_as_caller(x: Any) -> Any:
    return x[:2] * bump(x)


def chained_and_written(x: Any) -> Any:
    a = b = x * 2.0
    a[0] = b[1] * b[2]
    b[1] = a[0] ** 2
    return a * b


def list_iterated_and_indexed(x: Any) -> Any:
    xs = [x[0], x[1]]
    s = 0.0
    for v in xs:
        s = s + v * v
    return s * xs[1]


def tuple_with_buffer(s: Any, t: Any, u: Any, v: Any) -> Any:
    def g2(x):
        v[2] = x

    if t > 0:
        return (v, s)
    g2(0.7)
    return (v, 0.5)


def buffer_returned_from_a_loop(s: Any, t: Any, u: Any, v: Any) -> Any:
    for i6 in range(2):
        x7 = u
        x7[0], x7[1] = (1, 0)
        v = x7
        return (s * t, v)


def identity(x: Any) -> Any:
    return x


def shared_head(x: Any, u: Any) -> Any:
    return x + u


def list_of_shadows_swapped(u: Any, v: Any, a: Any) -> Any:
    w2 = a
    for i5 in range(4):
        x8 = [v, u]
        x8[0], x8[1] = (x8[1], x8[0])
        x8[0] += u
        w2 += u
    return w2


def sign_before_a_mask(a: Any, v: Any) -> Any:
    t = a - np.max(v)
    return t


def mask_kept_in_a_loop(u: Any, v: Any, a: Any) -> Any:
    n4 = 0
    while n4 < 1:
        n4 += 1
        u[v > 0.1] = 0.5
        u -= np.cumsum(u)
    return a.copy() / a + u


def loop_without_trips_returns(t: Any, u: Any, v: Any) -> Any:
    if t:
        for i4 in range(0):
            return (np, u)
    else:
        pass
    return v[1]


def old_and_new_of_a_slice(v: Any, a: Any) -> Any:
    v[1:] = a[:3, :4] @ v * v[:-1]
    return np.sum(v)


def number_in_place_of_an_array(v: Any, a: Any) -> Any:
    n5 = 0
    q6 = [v, v]
    q6[0] = a[n5, n5]
    return v


def number_and_view(v: Any, a: Any) -> Any:
    q6 = [v, v]
    q6[0] = a[1, 1] * v[0]
    v[1] = 3.0 * v[2]
    return q6[1] * q6[0]


def rotated_in_a_list(u: Any, v: Any) -> Any:
    q = [u, v]
    for i in range(3):
        q[0], q[1] = q[1] * 1.5, q[0]
        q[1][i] = q[0][0] * q[1][1]
    return q[0] + q[1]


def mixed_tuples(s: Any, t: Any, u: Any, v: Any, a: Any) -> Any:
    if s * t < 0.1:
        v, u = (u, v)
    else:
        for r4 in a:
            if s > 0.62:
                return (0.5, r4)
            v[3] = 1.0
    return (u, s)


def named_inside_a_tuple(t: Any) -> Any:
    z1 = (np, np.full((4,), 0.4))
    w2, w3 = z1
    q4 = [w3, w3]
    q4[1][3] = z1[1][1]
    return w3 * t


def name_of_the_last_trip(u: Any, v: Any) -> Any:
    for b2 in [v, v]:
        s = b2
    return s


def number_or_buffer_in_a_branch(x: float, n: int) -> float:
    """A number that takes the place of a written array in a branch in a loop: its adjoint was recorded as a copy."""
    s = 0.0
    for k in range(n):
        if k % 2 == 0:
            u = x * x
        else:
            u = np.ones(2) * x
        if k % 2 == 1:
            u[0] = u[0] * x
        s = s + np.sum(u * u) * k
    return s


def negated_and_written(w):
    """The sign of an array that is written afterwards must not be moved past the write."""
    o = -w
    o[1] *= 0.4
    return o**2


def copied_list_returned(u):
    """A copied list holds the same arrays: what is added to an adjoint through one counts once."""
    items = [u]
    u[0], u[1] = 1.0, u[1] * u[0]
    return items.copy()


def sum_of_rows_iterated(a):
    """A sum that starts from the integer 0 may be a number or an array."""
    v = 0
    for row in a:
        v = v + row
    return [x for x in v]


def items_of_a_sum_multiplied(a):
    """Products of single elements of what may be an array, kept in a list."""
    w = sum([row for row in a])
    return [[w[i] * w[j] for i in range(2)] for j in range(2)]


def rest_of_mixed_items(u, v):
    """A list that holds an array and a number, a part of it given back."""
    first, *rest = [v, u @ u]
    return rest + [first]


def inner_list_of_an_argument_grows(rows):
    """A list inside an argument has no fixed length where the program appends to it."""
    rows[1].append(rows[1][0])
    return rows[1][-1] * len(rows[1])


def pattern_that_never_matches(v, t):
    """A tuple that one path of a `try` did not make, read under a test that is always false."""
    try:
        match ((v[2],),):
            case [[first, _], _]:
                t = first
    finally:
        pass
    return t * v[0]


def nonlocal_past_a_function_between(x):
    """A function between two others neither assigns the name nor has it: `nonlocal` means the one around it."""
    total = 0.0

    def outer():
        def inner(z):
            nonlocal total
            total = total + z if z > 0.5 else total * x

        for i in range(4):
            inner(x * i * 0.4)

    outer()
    return total * x


def advanced(state, rate):
    state["v"] = state["v"] - 0.1 * rate * state["x"]
    state["x"] = state["x"] + 0.1 * state["v"]
    return state


def object_given_back_by_what_changes_it(state, rate):
    """A loop binds a name to the very object that it had, changed."""
    for _ in range(3):
        state = advanced(state, rate)
        if np.sum(state["x"]) > 100.0:
            return 0.0
    return np.sum(state["x"] ** 2)


def missing_or_made_by_a_helper(x, order):
    """Whether a value is None is asked of the value, never of the type that a sample had."""

    def chosen(k):
        return None if k == 0 else (k, 0)

    place = chosen(order)
    return x if place is None else x * place[0]


def joined_by_subscripts(u: Any, v: Any, a: Any) -> Any:
    n, m = a.shape
    row, column = np.mgrid[0:n, 0:m]
    y, x = np.ogrid[0:n, 1 : m + 1]
    beside = np.c_[u, v, np.ones(len(u))]
    behind = np.r_[u[0], v, 0.5, [u[1], 1.0], 0:3]
    return np.sum(beside**2) * np.sum(behind**3) + np.sum(a * np.hypot(row, column)) + np.sum(a * x * y)


def grid_of_a_computed_count(s: Any, n: int) -> Any:
    h, w = 3, 4
    ys, xs = np.mgrid[0.5 : -0.5 : h * 1j, -0.7 : s : w * 1j]
    row, column = np.ogrid[0 : s : complex(0, n), 0 : 1 : n * 1j]
    return np.sum(ys * xs**2) + np.sum(np.r_[0 : s : n * 1j, 3.0] ** 2) * np.sum(np.exp(row * column))


def grid_between_numbers(s: Any, u: Any) -> Any:
    return np.sum(np.r_[0:s:4j] ** 2) + np.sum(np.mgrid[0:s:5j, 0:1:3j] ** 2) * u[np.s_[1:]].sum()


PROGRAMS = (
    Program(list_item_updated, (U, V)),
    Program(tuple_on_one_path, (0.3, U, 0.4)),
    Program(no_trip_leaves_the_name, (0.3, 0.4, A)),
    Program(diagonal_of_reshaped, (V, A)),
    Program(tuple_or_number, (0.3, 0.4, U)),
    Program(returned_from_the_first_trip, (0.3, 0.4, U)),
    Program(reshape_written, (X,)),
    Program(target_after_the_loop, (A,)),
    Program(callee_named_as_caller, (X,)),
    Program(chained_and_written, (X,)),
    Program(list_iterated_and_indexed, (X,)),
    Program(tuple_with_buffer, (0.3, 0.4, U, V)),
    Program(buffer_returned_from_a_loop, (0.3, 0.4, U, V)),
    Program(identity, (X,)),
    Program(shared_head, (X, U)),
    Program(list_of_shadows_swapped, (U, V, A)),
    Program(sign_before_a_mask, (A, V)),
    Program(mask_kept_in_a_loop, (U, V, A)),
    Program(loop_without_trips_returns, (0.4, U, V)),
    Program(old_and_new_of_a_slice, (V, A)),
    Program(number_in_place_of_an_array, (V, A)),
    Program(number_and_view, (V, A)),
    Program(rotated_in_a_list, (U, V)),
    Program(mixed_tuples, (0.3, 0.4, U, V, A)),
    Program(named_inside_a_tuple, (0.4,)),
    Program(name_of_the_last_trip, (U, V)),
    Program(number_or_buffer_in_a_branch, (0.7, 4)),
    Program(negated_and_written, (U,)),
    Program(copied_list_returned, (U,)),
    Program(sum_of_rows_iterated, (A,)),
    Program(items_of_a_sum_multiplied, (A,)),
    Program(rest_of_mixed_items, (U, V)),
    Program(inner_list_of_an_argument_grows, ([[0.3], [0.4, 0.7]],)),
    Program(missing_or_made_by_a_helper, (X, 2)),
    Program(pattern_that_never_matches, (V, 0.4)),
    Program(nonlocal_past_a_function_between, (0.7,)),
    Program(joined_by_subscripts, (U, V, A)),
    Program(grid_between_numbers, (0.3, U)),
    Program(grid_of_a_computed_count, (0.3, 5)),
    Program(object_given_back_by_what_changes_it, ({"x": U, "v": V}, 0.4)),
)
