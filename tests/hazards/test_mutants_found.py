"""The smallest programs of what mutants of the catalogue found (`tests/fuzz/mutants.py`)."""

from __future__ import annotations

import numpy as np
import pytest

import srcxform
from tests.fuzz.mutants import mutant, sources
from tests.programs.judgement import Judged, every_check
from tests.programs.program import Program

X = np.array([0.5, 1.2, 0.8])
COUNTS = np.array([2, 3])


def array_without_axes_of_a_carried_number(x):
    total = 0.0
    for v in x:
        total += v * v
    return np.asarray(total)[()]


def number_of_an_inner_loop_or_a_buffer(x):
    y = x[0]
    for v in x:
        if v > 0.7:
            for _ in range(2):
                u = y * y
        else:
            u = x * y
            u[0] = u[0] * y
    return np.sum(u * u)


def arrays_that_change_places_around_a_loop(x):
    v, u = x * 2.0, x * 1.0
    for _ in range(2):
        pair = [v, u]
        for _ in range(2):
            pair[0] += u
        pair[0], pair[1] = pair[1], pair[0]
    return np.sum(v)


def range_in_a_try(x):
    n = len(x)
    try:
        for k in range(n):
            for i, v in enumerate(x, n):
                x = np.sin(x) + 0.1 * k * i * v
    except ZeroDivisionError:
        n = 0
    return np.sum(x) * n


def range_before_a_finally(x):
    n = len(x)
    try:
        for _ in range(n):
            x = np.sin(x) + 0.5 * x
    finally:
        n = 2
    return np.sum(x) * n


def choice_of_a_number_or_a_sum_of_rows(x):
    rows = [v for v in np.outer(x, x)]
    return np.where(x > 1.0, 1.0, sum(rows))


def written_in_a_try_after_it_was_read(x):
    total = np.sum(x * x)
    try:
        x *= 3.0
    finally:
        pass
    return total


def second_name_given_by_a_branch_in_a_loop(x):
    state = {"v": x[0]}
    for k in range(3):
        if k != 1:
            same = state
    state["v"] = state["v"] * x[1]
    return same["v"] ** 2


def list_and_array_are_added_in_place(x):
    items = [v for v in x]
    again = items
    items += x * 2.0
    pair = [x[0], x[1]]
    pair += np.float64(1.5)
    return items[1] * items[2] + again[0] ** 2 * len(items) + pair[1] ** 2


def sum_of_one_array_is_no_second_name(x):
    y = x * 1.0
    z = sum([y])
    z *= 0.5
    w = sum(row for row in [y])
    w[0] = 3.0
    return np.sum(y * x) + np.sum(z)


def copy_of_rows_of_which_one_grew(x):
    rows = [[x[0]], [x[1], x[2]]]
    rows[1].append(rows[1][0])
    rows = rows.copy()
    return rows[1][-1] * len(rows[1])


def rows_that_grew_in_a_loop(x):
    rows = [[x[0]], [x[1], x[2]]]
    for row in rows:
        row.append(x[0])
    rows = rows.copy()
    return rows[1][-1] * len(rows[0])


def loop_that_raises(x):
    if x[0] > 100.0:
        for _ in range(3):
            x = x * 0.9
            raise ValueError("too large")
    return np.sum(np.sqrt(x))


def tuple_that_grows_in_a_try(x):
    found = (x[0], x[1])
    try:
        if x[2] > 0:
            found = (*found, x[2])
    except ValueError:
        found = ()
    return sum(found) * found[0] * len(found)


def list_that_becomes_an_array(x):
    row = [1.0, x[0]]
    for v in x:
        row = row + np.array([v])
    return row[-1] * row[1]


def functions_beside_an_array_that_is_written(x):
    total = 0.0
    for function, v in zip([np.sin, np.cos, np.tanh], x, strict=True):
        x[1:] *= x[:-1]
        total += function(v) * v
    return total


def class_of_what_no_trip_changed(x):
    total = 0.0
    for v in x[x > 2.0]:
        total += v
    total *= 0.9
    return x[0] ** 2 if type(total) is float else x[1]


def copy_of_the_greatest_number(x):
    y, best = x[0] * 1.0, None
    for k in range(4):
        z = np.sin(k * y)
        if best is None or z > best:
            pair = [y, z]
            y = pair[0] * 0.9
            best = z.copy()
    return best * y


def array_of_another_length_after_an_inner_loop(x):
    u, s = x[:2] * 3.0, 0.0
    for k in range(4):
        s = s + np.sum(u) * x[1]
        for _ in range(k):
            u = np.concatenate([x, x[:k]]) * x[0]
    return np.sum(u) * s


def tuple_of_another_length_after_an_inner_loop(x):
    found = ()
    for k in range(5):
        for _ in range(2):
            found = ()
            found = (*found, 0.1 * x[k % 3] * k)
    return sum(v**2 * k for k, v in enumerate(found, 1))


PROGRAMS = [
    Program(function, (X,))
    for function in (
        array_without_axes_of_a_carried_number,
        number_of_an_inner_loop_or_a_buffer,
        arrays_that_change_places_around_a_loop,
        range_in_a_try,
        range_before_a_finally,
        choice_of_a_number_or_a_sum_of_rows,
        written_in_a_try_after_it_was_read,
        second_name_given_by_a_branch_in_a_loop,
        list_and_array_are_added_in_place,
        sum_of_one_array_is_no_second_name,
        copy_of_rows_of_which_one_grew,
        rows_that_grew_in_a_loop,
        loop_that_raises,
        tuple_that_grows_in_a_try,
        list_that_becomes_an_array,
        functions_beside_an_array_that_is_written,
        class_of_what_no_trip_changed,
        copy_of_the_greatest_number,
        array_of_another_length_after_an_inner_loop,
        tuple_of_another_length_after_an_inner_loop,
    )
]


@every_check
@pytest.mark.parametrize("judged", [Judged(p, k) for k, p in enumerate(PROGRAMS)], ids=lambda j: j.program.name)
def test_program(judged: Judged, check) -> None:
    check(judged)


def test_written_where_nothing_is() -> None:
    """A handler that writes what only the failed statement would have made: an error on that path alone."""

    def program(x):
        try:
            y = np.sqrt(x)
        except FloatingPointError:
            y[0] += 0.3
            y = x * 2.0
        return np.sum(y)

    assert np.allclose(srcxform.grad(program)(X), 0.5 / np.sqrt(X))
    assert np.isclose(srcxform.jvp(program, (X,), (X,))[1], np.sum(0.5 * np.sqrt(X)))


def test_function_that_only_a_trip_gives() -> None:
    def program(x):
        def kind():
            for _ in range(2):
                return range(2)

        return x[0] * len(kind())

    with pytest.raises(srcxform.SrcxformError, match="only the trips of a loop give"):
        srcxform.grad(program)(X)


def test_number_in_the_place_of_an_array() -> None:
    """What adds to the adjoint of a number that a list holds where an array was would be lost."""

    def program(x):
        v = x * 2.0
        pair = [v, v]
        pair[0] = x[1] * v[0]
        pair = pair.copy()
        v[1] = 3.0 * v[2]
        return np.sum(pair[1] * pair[0])

    with pytest.raises(srcxform.SrcxformError, match="a number or an array"):
        srcxform.grad(program)(X)


def test_list_repeated_in_place_by_a_number_of_numpy() -> None:
    """It stays the same list, which has another name; it is not arithmetic."""

    def program(x):
        items = [x[0], x[1]]
        again = items
        items *= COUNTS[0]
        return items[-1] * x[2] + again[0] ** 2 * len(again)

    with pytest.raises(srcxform.SrcxformError, match="augmented assignment to a list"):
        srcxform.grad(program)(X)


def test_copy_of_a_part_of_a_copy() -> None:
    """Each of the two tangents could be read of what it was copied from, if the other were not."""

    def program(u, v, a):
        rows = [row[::-1] + 1.1 for row in [v, u]]
        u[:] += a
        if v[2]:
            return rows[1] + v
        (rows[1],) = rows[1]
        a *= rows
        return v

    ones, zeros = np.ones(3), np.zeros(3)
    assert np.allclose(srcxform.jvp(program, (X, 2.0 * X, X + 1.0), (ones, zeros, ones))[1], 1.0)


def test_number_or_array_augmented_and_not_seen_again() -> None:
    """Where the other name is read afterwards it is refused: tests/errors/cases/augmented_number_or_array.py."""

    def program(x):
        q = x[0] if x[0] > 0.7 else np.array(x[1])
        p = q
        p *= 2.0
        return p * x[1]

    assert np.allclose(srcxform.grad(program)(X), [0.0, 4.0 * X[1], 0.0])


def test_list_or_nothing_of_an_inner_loop() -> None:
    def program(u):
        for _ in [0.5]:
            for _ in range(2):
                return [u * 2.0, u @ u]
            return [u]

    assert np.allclose(srcxform.grad(program)(X, head=[np.ones(3), 1.0]), 2.0 + 2.0 * X)


def test_a_mutant_goes_by_its_seed() -> None:
    program, tree = sources()[0]
    assert mutant(program, tree, 7) != mutant(program, tree, 8)
