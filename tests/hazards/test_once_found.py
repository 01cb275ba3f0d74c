"""The smallest programs of what the random program generator found: once wrong, or refused with a crash."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from srcxform import SrcxformError, grad, jvp
from tests.hazards.outcome import REFUSED, RIGHT, outcome
from tests.programs.program import Program

VECTOR = np.array([0.4, -0.3, 0.7])
POSITIVE = np.array([0.4, 0.3, 0.7])
TABLE = np.array([[0.4, -0.3, 0.7], [0.2, 0.5, -0.6], [0.9, 0.1, 0.3], [-0.8, 0.6, 0.5]])


# A view of a dict shows what the dict holds when it is asked.


def view_taken_before_a_store(x: Any, y: Any) -> Any:
    d = {"k": x, "q": y}
    values = d.values()
    d["q"] = x * x
    return sum(values)


def view_asked_in_each_trip(x: Any, y: Any) -> Any:
    d = {"k": x, "q": y}
    items = d.items()
    total = 0.0
    for i in range(3):
        for _, value in items:
            total = total + value * (i + 1)
        d["q"] = d["q"] * 2.0
    return total


def items_stored_while_iterated(x: Any, y: Any) -> Any:
    d = {"k": x, "q": y}
    total = 0.0
    for (_, value), weight in zip(d.items(), [1.0, 2.0], strict=True):
        d["q"] = d["q"] + value * weight
        total = total + value
    return total


def comprehension_whose_items_change(x: Any, y: Any) -> Any:
    d = {"k": x, "q": y}

    def updated(value: Any) -> Any:
        d["q"] = d["q"] * value
        return value

    return sum([updated(value) for value in d.values()])


# What a list contributes item by item on one path, and as a whole on the other.


def item_read_in_a_loop_and_once(u: Any, q: Any) -> Any:
    r = u * 1
    if u[0] > 0:
        for _ in range(3):
            r = r + q[0] * u
    else:
        r = q[0] * u
    return r


def item_read_before_and_in_a_loop(u: Any, q: Any) -> Any:
    r = q[0] * u
    if u[0] > 0:
        for _ in range(3):
            r = r + q[0] * u
    return r


def item_read_everywhere(u: Any, q: Any) -> Any:
    r = q[0] * u
    if u[0] > 0:
        for _ in range(3):
            r = r + q[0] * u
    else:
        r = r * q[0]
    for _ in range(2):
        r = r + q[0]
    return r + q[0]


# Names of a function around that a loop of an inner one assigns.


def swapped_in_an_inner_loop(u: Any, v: Any) -> Any:
    w = v

    def swap() -> None:
        nonlocal u, w
        for _ in range(3):
            w, u = u, w

    swap()
    return u * u + w


def scaled_in_an_inner_loop(u: Any, v: Any) -> Any:
    def scale() -> None:
        nonlocal u
        for _ in range(3):
            u = u * v

    scale()
    return u


def stored_in_an_inner_loop(u: Any, v: Any) -> Any:
    o = [u]

    def work() -> None:
        nonlocal u
        for _ in range(3):
            o[0] = u
            u = u * v

    work()
    return u + o[0]


# A function made inside a branch reads what that branch computed.


def _squared(y: Any) -> Any:
    return y * y


def closure_made_in_a_tried_branch(x: Any) -> Any:
    total = 0.0
    for k in range(3):
        scaled = _squared
        try:
            scale = math.log(x * (k - 1))
            scaled = lambda y: y * scale
        except ValueError:
            total = total + x
        total = total + scaled(x)
    return total


def closure_made_in_a_branch(x: Any, y: Any) -> Any:
    total = 0.0
    for k in range(3):
        if x * k > 0.5:
            part = x * y * k

            def add(z: Any) -> Any:
                return z + part * part
        else:
            part = x + y

            def add(z: Any) -> Any:
                return z * part

        total = total + add(x)
    return total


# A part of an array, checked to be a view, whose rows go into a list.


def _product(y: Any) -> Any:
    t = y[0]
    for j in range(1, len(y)):
        t = t * y[j]
    return t


def unnamed_view_in_a_list(x: Any) -> Any:
    rows = []
    for k in range(3):
        rows.append(_product(np.asarray(x[k : k + 2])))
    return np.array(rows)


def dtype_of_the_argument(x: Any) -> Any:
    return np.zeros(3, x.dtype) * x + np.asarray([1.0, 2.0, 3.0], dtype=x.dtype) * x


# A copy of a list whose length changes later.


def copy_of_a_list_that_shrinks(given: Any) -> Any:
    twice = given.copy() * 2
    given[:1] = []
    return twice[-2] * given[0]


def sorted_list_that_grows(given: Any) -> Any:
    twice = sorted(given) * 2
    given.append(given[0] * given[1])
    return twice[-2] * given[-1]


# What is left of an array, one of two rows or a number, has the kind that it has when it runs.


def number_by_an_empty_index(x: Any) -> Any:
    return np.take(np.sort(x), 2, axis=-1)[()] * 2


def number_by_an_ellipsis(x: Any) -> Any:
    return np.take(np.sort(x), 2, axis=-1)[...] * 2


# What an object is given on a path that leaves a loop.


def key_stored_before_a_break(u: Any, w: Any) -> Any:
    d = {"w": w}
    for i in range(2):
        if w[i] < 0:
            d["w"] = np.roll(u, 1)
            break
    return np.sum(d["w"] ** 2)


class Holder:
    def __init__(self, w: Any) -> None:
        self.w = w

    def search(self, u: Any) -> Any:
        i = 0
        while True:
            if self.w[i] < 0:
                self.w = np.roll(u, 1)
                return i
            i += 1
            if i == 3:
                break
        return i


def attribute_stored_before_a_return(u: Any, w: Any) -> Any:
    holder = Holder(w)
    i = holder.search(u)
    return np.sum(holder.w**2) * u[0] + i * u[1]


def stored_in_a_handler_before_a_break(u: Any, w: Any) -> Any:
    d = {"w": w}
    for i in range(2):
        try:
            math.sqrt(d["w"][i])
        except ValueError:
            d["w"] = np.roll(u, 1)
            break
    return np.sum(d["w"] ** 2)


def item_stored_in_an_inner_loop_before_a_break(u: Any, w: Any) -> Any:
    d = {"w": w, "n": 0.0}
    for _ in range(3):
        for i in range(2):
            if d["w"][i] < 0:
                d["w"] = np.roll(u, 1)
                break
        else:
            d["n"] = u[0] * u[1]
            break
    return np.sum(d["w"] ** 2) + d["n"]


# An object that is augmented under one of its names.


class Sum:
    def __init__(self, k: Any) -> None:
        self.k = k

    def __iadd__(self, other: Any) -> Any:
        self.k = self.k + other.k
        return self

    def __add__(self, other: Any) -> Any:
        return Sum(self.k + other.k)


def augmented_where_one_of_two_is_meant(x: Any, y: Any) -> Any:
    p, q = Sum(x), Sum(y)
    chosen = q if x < 0.5 else p
    chosen += q
    return p.k + 2 * q.k + 3 * chosen.k


PAIR = (0.3, 0.4)


@pytest.mark.parametrize(
    ("function", "args"),
    [
        (view_taken_before_a_store, PAIR),
        (view_asked_in_each_trip, PAIR),
        (items_stored_while_iterated, PAIR),
        (augmented_where_one_of_two_is_meant, PAIR),
        *[
            (function, (vector, made([np.array([2.0, 1.0, 2.0])])))
            for function in (item_read_in_a_loop_and_once, item_read_before_and_in_a_loop, item_read_everywhere)
            for vector in (POSITIVE, -POSITIVE)
            for made in (list, tuple)
        ],
        (swapped_in_an_inner_loop, (VECTOR, POSITIVE)),
        (scaled_in_an_inner_loop, (VECTOR, POSITIVE)),
        (stored_in_an_inner_loop, (VECTOR, POSITIVE)),
        (closure_made_in_a_tried_branch, (0.7,)),
        (closure_made_in_a_branch, PAIR),
        (unnamed_view_in_a_list, (TABLE,)),
        (dtype_of_the_argument, (VECTOR,)),
        *[
            (function, (POSITIVE, w))
            for function in (
                key_stored_before_a_break,
                attribute_stored_before_a_return,
                stored_in_a_handler_before_a_break,
                item_stored_in_an_inner_loop_before_a_break,
            )
            for w in (VECTOR, -VECTOR, POSITIVE)
        ],
        (copy_of_a_list_that_shrinks, ([1.0, 2.0, 3.0],)),
        (sorted_list_that_grows, ([1.0, 2.0, 3.0],)),
        (number_by_an_empty_index, (VECTOR,)),
        (number_by_an_ellipsis, (VECTOR,)),
    ],
)
def test_right(function: Any, args: Any) -> None:
    assert outcome(function, Program(function, args)) == RIGHT


def root_of_a_number(x: Any) -> Any:
    return math.sqrt(x) + np.sqrt(x)


def test_slope_of_a_root_is_infinite_at_zero() -> None:
    with np.errstate(divide="ignore"):
        assert grad(root_of_a_number)(0.0) == np.inf
        assert jvp(root_of_a_number, (0.0,), (1.0,))[1] == np.inf


def stored_while_a_break_may_come(x: Any, y: Any) -> Any:
    d = {"k": x, "q": y}
    total = 0.0
    for value in d.values():
        if value > 100:
            break
        d["q"] = d["q"] + value * 2
        total = total + value
    return total


@pytest.mark.parametrize("function", [stored_while_a_break_may_come, comprehension_whose_items_change])
def test_right_or_refused(function: Any) -> None:
    assert outcome(function, Program(function, PAIR)) in (RIGHT, "refused")


def overlapping_view_is_written(x: Any) -> Any:
    y = np.lib.stride_tricks.as_strided(x, shape=(2, 3), strides=(8, 8))
    y[0, 0] = y[1, 1] * y[0, 2]
    return y


def test_view_that_no_rule_describes_is_refused_where_it_is_written() -> None:
    assert (
        outcome(overlapping_view_is_written, Program(overlapping_view_is_written, (np.arange(1.0, 5.0),))) == "refused"
    )


def shape_of_what_a_path_never_made(v: Any, n: int) -> Any:
    total = 0.0
    a = 0.0
    for k in range(3):
        if k < n:
            c = v[[0]] * k
        try:
            a = a + c.min()
        except UnboundLocalError:
            a = a + v[1]
        total = total + a * v[2]
    return total


@pytest.mark.parametrize("n", [0, 3])
def test_recorded_shapes_of_names_that_may_be_missing(n: int) -> None:
    found = outcome(shape_of_what_a_path_never_made, Program(shape_of_what_a_path_never_made, (np.arange(1.0, 5.0), n)))
    assert found in (RIGHT, "refused")


def products_in_another_order_twice(u: Any, v: Any, a: Any) -> Any:
    for _ in range(2):
        try:
            v = np.sin(np.exp(a) * u)
        except ValueError:
            v *= 2.0
    return v


def test_a_product_that_is_read_again_stays() -> None:
    args = (np.arange(1.0, 5.0), np.arange(2.0, 6.0), np.arange(0.1, 0.5, 0.1))
    assert outcome(products_in_another_order_twice, Program(products_in_another_order_twice, args)) == RIGHT


def shape_whose_length_the_run_knows(x: Any, n: int) -> Any:
    shape = []
    for _ in range(n):
        shape.append(2)
    y = np.zeros(shape)
    y[0, 0] = x[0] * x[1]
    y[1] = x[2]
    z = np.reshape(x, shape)
    return np.sum(y * y * z) + np.sum(z[0] * z[1] ** 2)


def test_rank_that_only_the_run_knows() -> None:
    args = (np.linspace(0.5, 2.0, 8), 3)
    assert outcome(shape_whose_length_the_run_knows, Program(shape_whose_length_the_run_knows, args)) == RIGHT


def zeros_of_a_shape_that_the_run_knows(x: Any, n: int) -> Any:
    shape = []
    for _ in range(n):
        shape.append(2)
    y = np.reshape(x, shape) * 2
    r = np.zeros_like(x, shape=np.shape(y))
    r[...] = y
    return r


def test_written_zeros_of_open_rank() -> None:
    args = (np.linspace(0.5, 2.0, 8), 3)
    assert outcome(zeros_of_a_shape_that_the_run_knows, Program(zeros_of_a_shape_that_the_run_knows, args)) == RIGHT


def left_before_a_list_is_used(s: Any, u: Any, v: Any, leave: int) -> Any:
    u[3] *= s
    try:
        pair = [e * u[-1] for e in [v]]
        if leave:
            raise ValueError
        turned = [e[::-1] + s for e in [u, pair[0]]]
        u[0] = turned[1][0]
    except ValueError:
        pass
    return np.sum(u)


@pytest.mark.parametrize("leave", [0, 1])
def test_adjoint_of_an_array_on_a_path_that_leaves_it(leave: int) -> None:
    args = (0.5, np.arange(1.0, 5.0), np.arange(2.0, 6.0), leave)
    assert outcome(left_before_a_list_is_used, Program(left_before_a_list_is_used, args)) in (RIGHT, "refused")


def test_a_function_with_defaults_that_a_trip_may_define() -> None:
    """Which trip defined it last is one choice of each default, however often the body is read: it took minutes."""

    def program(v):
        total, scale = 0.0, 0.0
        for x in v:
            for _ in range(2):
                try:
                    scale = np.tanh(x)
                    v = v - 1.0

                    def scaled(y, by=0.5, to=scale):
                        return y * by + to
                except FloatingPointError:
                    pass
            total += scale
        return total + v.sum()

    v = np.array([0.3, -0.7, 1.1])
    assert np.allclose(grad(program)(v), 1.0 + 1.0 / np.cosh(v) ** 2)


def list_of_views_made_in_a_try(u: Any, v: Any, leave: int) -> Any:
    for k in range(3):
        try:
            views = [e[::-1] for e in [v, v]]
            if k == leave:
                raise ValueError
            u[1] *= v @ views[-1]
        except ValueError:
            pass
    return u


@pytest.mark.parametrize("leave", [0, 1, 3])
def test_adjoint_of_a_list_that_no_trip_may_have_made(leave: int) -> None:
    """Before the first of its trips backwards it is zeros in the places of arrays."""
    args = (np.arange(1.0, 5.0), np.arange(2.0, 6.0) / 7, leave)
    assert outcome(list_of_views_made_in_a_try, Program(list_of_views_made_in_a_try, args)) == RIGHT


def copy_beside_what_it_was_made_of(x: Any) -> Any:
    u = x.copy()
    for _ in range(2):
        c = u * 1.0
        for _ in range(2):
            c[1] = np.sin(u[2])
            u[0:2] = c[0] * np.sum(u)
    return u


def places_beside_what_they_were_taken_from(x: Any) -> Any:
    u = x.copy()
    for _ in range(2):
        c = u[np.array([2, 0])]
        for _ in range(2):
            c[1:] = np.sin(u[[2]])
            u[1:3] = c[0] * np.sum(u)
    return u


@pytest.mark.parametrize("program", [copy_beside_what_it_was_made_of, places_beside_what_they_were_taken_from])
def test_an_array_whose_writes_nobody_reads_is_not_made_again_of_what_has_changed(program: Any) -> None:
    """That writes to it do not matter says nothing of the array that it was made of, which is written too."""
    assert outcome(program, Program(program, (np.array([0.5, 1.2, 0.8]),))) == RIGHT


def cross_of_an_unknown_rank(x: Any, n: int) -> Any:
    return np.concatenate([np.cross(x, np.array([0.1, 0.2, 0.3])), x]) * n


def mode_known_only_now(x: Any, n: int) -> Any:
    mode = "same" if n > 1 else "valid"
    return np.convolve(x, x[:2], mode).sum() + np.correlate(x, x[:2], mode).sum() + np.sum(x**2)


def mode_by_number(x: Any, n: int) -> Any:
    return np.convolve(x, x[:2], n).sum() + np.sum(x**2)


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("program", [cross_of_an_unknown_rank, mode_known_only_now, mode_by_number])
def test_rules_whose_form_depends_on_the_run(program: Any, n: int) -> None:
    """The rules gave a pair in one branch and nothing in the other, and the pair was added as it stood."""
    assert outcome(program, Program(program, (np.array([0.5, 1.2, 0.8]), n))) == RIGHT


def item_read_before_its_place_is_written(x: Any, a: Any, given: Any) -> Any:
    given += [np.cos(np.where(sum(given) > 0.1, a[np.array([0, 1, 2]), np.array([2, 2, 0])], a[1, :3]))]
    w = given[1]
    k = w[-2]
    w[1:] *= k
    w[0] += k
    return given[-1] + given[0] + x


def test_an_item_that_may_be_a_number_is_not_what_was_written_there_later() -> None:
    """Its adjoint was a part of the adjoint of the array, which after the write is that of another value."""
    args = (VECTOR, TABLE, [np.array([0.3, 1.1, 0.4])])
    assert outcome(item_read_before_its_place_is_written, Program(item_read_before_its_place_is_written, args)) in (
        RIGHT,
        REFUSED,
    )


def row_that_is_added_to(a: Any) -> Any:
    b = a * 2
    for k in range(3):
        b[k, 0] += b[k][1]
    return b[0]


def item_that_gets_shorter(x: Any) -> Any:
    y = [x]
    for _ in range(2):
        y[0] = y[0][1:] * y[0][:-1]
    return y[0]


def item_of_length_one(x: Any) -> Any:
    y = [x]
    for _ in range(2):
        y[0] = y[0][:1] * 2
    return y[0]


def items_of_changing_lengths(x: Any) -> Any:
    y = [x, x * 2]
    z = x[1:]
    for _ in range(2):
        y[0] = z * y[1][1:]
        y[1] = y[0][:1] * y[1]
    return y[0] * y[1][:-1]


@pytest.mark.parametrize(
    ("program", "arg"),
    [
        (row_that_is_added_to, TABLE[:3]),
        (item_that_gets_shorter, VECTOR),
        (item_of_length_one, VECTOR),
        (items_of_changing_lengths, POSITIVE),
    ],
)
def test_the_default_head_has_the_shape_of_the_output(program: Any, arg: Any) -> None:
    """It was asked of a head that was not given, or of what the list held before."""
    assert outcome(program, Program(program, (arg,))) == RIGHT
    np.testing.assert_allclose(grad(program)(arg), grad(program)(arg, np.ones_like(program(arg))))


def put_where_it_may_fail(x: Any, places: Any) -> Any:
    a = x * 1.0
    try:
        np.put(a, places, x[1:])
    except IndexError:
        a[2] += 1
    return a * a


def test_put_out_of_bounds_fails_as_in_numpy() -> None:
    """What NumPy had written before it failed depends on how the array lies in memory: that is refused."""
    for places in ([0, 1], [9, 0], [-4, 0]):
        assert outcome(put_where_it_may_fail, Program(put_where_it_may_fail, (VECTOR, np.array(places)))) == RIGHT
    with pytest.raises(SrcxformError, match="indices before it are written"):
        grad(put_where_it_may_fail)(VECTOR, np.array([0, 9]))


def eigenvalues_written_in_place(a: Any) -> Any:
    w, v = np.linalg.eigh(a + a.T)
    w -= w[0]
    v[0] *= w
    return np.abs(v) * w


def test_tangents_of_results_that_are_written_are_their_own() -> None:
    """The rule gives a read-only view of the diagonal."""
    program = Program(eigenvalues_written_in_place, (TABLE[:3] + np.diag([1.0, 3.0, 6.0]),))
    assert outcome(eigenvalues_written_in_place, program) == RIGHT
