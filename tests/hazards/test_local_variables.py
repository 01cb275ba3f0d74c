"""`wrt` and `of` of local variables: the adjoint at the last assignment of the path, and what is at the exit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from srcxform import SrcxformError, grad, value_and_grad

X = np.array([1.0, 2.0, 3.0])
M = np.arange(1.0, 10.0).reshape(3, 3) / 7


def in_a_loop(x: Any) -> Any:
    e = 0.0
    for v in x:
        w = v * v
        e = e + w * w
    return e


def by_index(x: Any) -> Any:
    e = 0.0
    for i in range(3):
        w = x[i] * x[i]
        e = e + w * w
    return e


def in_a_while(x: Any) -> Any:
    k, e = 0, 0.0
    while k < 3:
        w = x[k] * 2
        e += w * w
        k += 1
    return e


def of_zip(x: Any) -> Any:
    e = 0.0
    for a, b in zip(x, x):
        w = a * 2
        e += w * w * b
    return e


def carried(x: Any) -> Any:
    w = x
    for _ in range(3):
        w = w * x
    return w * w


def added_up(x: Any) -> Any:
    s = 0.0
    for v in x:
        s += v * v
    return s * s


def left_early(x: Any) -> Any:
    s = 0.0
    for v in x:
        w = v * 2
        if w > 3:
            break
        s = s + w
    return s * w


def passed_by(x: Any) -> Any:
    s = 0.0
    for v in x:
        if v > 2:
            continue
        w = v * 2
        s = s + w * w
    return s


def rows(m: Any) -> Any:
    e = 0.0
    for row in m:
        y = row * 2
        e = e + np.sum(y * y)
    return e


def hoisted(x: Any) -> Any:
    s = 0.0
    for k in range(3):
        w = 2 * x
        s = s + w * k
    return s * w


def in_a_branch(x: Any) -> Any:
    z = 0.0
    if x > 0:
        y = x * 2
        z = y * y
    return z


def with_exits(x: Any) -> Any:
    if x > 0:
        y = x * 2
        return y * y
    y = x * 5
    return y


def in_a_manager(x: Any) -> Any:
    with np.errstate(all="ignore"):
        y = x * 2
        z = y * y
    return z


def in_a_try(x: Any) -> Any:
    s = 0.0
    for k in range(4):
        try:
            w = x[k] * 2
            s = s + w * w
        except IndexError:
            s = s * 2
    return s


def by_nonlocal(x: Any) -> Any:
    y = x

    def squared(v: Any) -> Any:
        nonlocal y
        y = v * v
        return y * 3

    z = squared(x)
    return z * y


def by_walrus(x: Any) -> Any:
    s = 0.0
    while (w := s + x) < 3.0:
        s = s + w * 0.5
    return s * w


def written_in_a_branch(x: Any) -> Any:
    if x[0] > 0:
        u = x * 3
        u[0] *= 2
    return u


def written_in_a_loop(x: Any) -> Any:
    for _ in range(3):
        u = x * 3
        u[0] *= 2
    return u


def written_loop_variable(m: Any) -> Any:
    s = 0.0
    for row in m:
        row *= 3
        s = s + row.sum()
    return s


def deleted(x: Any) -> Any:
    b = x * 2
    y = b * b
    del b
    return y


def part_of_an_argument(p: Any) -> Any:
    w = p["w"]
    return np.sum(w * w)


def second_name(x: Any) -> Any:
    y = x
    return y * y


def second_name_beside(x: Any) -> Any:
    a = x
    b = 2 * x
    return a * b


def third_name(x: Any) -> Any:
    y = x
    z = y
    return y * z


def same_twice(x: Any) -> Any:
    w = x * x
    return w * (x * x)


def of_one_structure(x: Any) -> Any:
    d = {"k": x[0] * 2, "m": x * 2} if x[0] > 0 else {"k": x[1] * 2, "m": x * 2}
    return d["k"] * np.sum(d["m"])


def swapped(x: Any) -> Any:
    a, b = x * 1.0, x * 2.0
    for _ in range(3):
        a, b = b, a * b
    return np.sum(a * b)


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize(
    ("program", "wrt", "arg", "expected"),
    [
        (in_a_loop, ("w", "v"), X, (18.0, 108.0)),
        (by_index, "w", X, 18.0),
        (in_a_while, "w", X, 12.0),
        (of_zip, ("w", "a", "b"), X, (36.0, 72.0, 36.0)),
        (carried, ("w", "x"), 2.0, (32.0, 1024.0)),
        (added_up, "s", X, 28.0),
        (left_early, "w", X, 2.0),
        (passed_by, "w", X, 8.0),
        (rows, ("y", "row"), M, (4 * M[2], 8 * M[2])),
        (hoisted, "w", 2.0, 20.0),
        (in_a_branch, "y", 2.0, 8.0),
        (with_exits, "y", 2.0, 8.0),
        (with_exits, "y", -2.0, 1.0),
        (in_a_manager, "y", 2.0, 8.0),
        (by_nonlocal, "y", 2.0, 24.0),
        (by_walrus, "w", 1.0, 2.375),
        (written_in_a_branch, "u", X, np.array([2.0, 1.0, 1.0])),
        (written_in_a_loop, "u", X, np.array([2.0, 1.0, 1.0])),
        (written_loop_variable, "row", M, np.full(3, 3.0)),
        (deleted, "b", 2.0, 8.0),
        (second_name, ("x", "y"), 3.0, (6.0, 6.0)),
        (second_name, ("x", "y"), X, (2 * X, 2 * X)),
        (second_name_beside, "a", 3.0, 6.0),
        (second_name_beside, "a", X, 4 * X),  # an array is one object under all its names
        (third_name, "z", 3.0, 3.0),
        (same_twice, "w", X, X * X),
        (swapped, ("a", "b"), X, (np.array([8.0, 256.0, 1944.0]), np.array([4.0, 32.0, 108.0]))),
    ],
)
def test_the_adjoint_at_the_last_assignment(program: Any, wrt: Any, arg: Any, expected: Any, backend: str) -> None:
    """Also in loops, branches and managers, after writes in place, and beside other names of the value."""
    given = arg.copy() if isinstance(arg, np.ndarray) else arg
    found = grad(program, wrt=wrt, backend=backend)(given)
    for one, want in zip(*((found, expected) if isinstance(wrt, tuple) else ((found,), (expected,))), strict=True):
        np.testing.assert_allclose(one, want)


def test_objects_and_what_is_tried() -> None:
    assert grad(in_a_try, wrt="w")(X) == 24.0
    p_bar, w_bar = grad(part_of_an_argument, wrt=("p", "w"))({"w": X})
    np.testing.assert_allclose(p_bar["w"], 2 * X)
    np.testing.assert_allclose(w_bar, 2 * X)
    d_bar = grad(of_one_structure, wrt="d")(X)
    assert d_bar["k"] == 12.0
    np.testing.assert_allclose(d_bar["m"], [2.0, 2.0, 2.0])


def test_the_adjoint_at_the_last_assignment_has_a_gradient() -> None:
    np.testing.assert_allclose(grad(grad(in_a_loop, wrt="w"))(X), [0.0, 0.0, 12.0])


def rebound(x: Any) -> Any:
    x = x * 2
    return x * x


def rebound_and_written(a: Any) -> Any:
    a = a * 2
    a[0] = 1.0


def written_and_rebound(a: Any) -> None:
    a[0] = 1.0
    a = a * 2


def test_of_a_number_that_is_rebound_is_its_last_value_of_an_array_the_one_that_was_passed() -> None:
    assert value_and_grad(rebound, of="x")(2.0) == (4.0, 2.0)
    with pytest.raises(SrcxformError, match="bound anew"):
        grad(rebound_and_written, of="a")(X)
    np.testing.assert_allclose(grad(written_and_rebound, of="a")(X), [0.0, 1.0, 1.0])


def without_floats(x: Any) -> Any:
    n, name, is_true = 3, "a", True  # noqa: F841
    b = x * 2
    y = b * b
    b = n
    del n
    return y


def began_with_an_integer(x: Any) -> Any:
    e = 0
    for v in x:
        e = e + v * v
    return e * 1.0


def two_of(x: Any, y: Any = 2.0) -> Any:
    return x * y


@pytest.mark.parametrize(
    ("program", "options", "arg", "message"),
    [
        (without_floats, {"wrt": "b"}, 2.0, "`b` is assigned no floats here"),
        (without_floats, {"wrt": "n"}, 2.0, "`n` is assigned no floats here"),
        (without_floats, {"wrt": "name"}, 2.0, "`name` is assigned no floats here"),
        (without_floats, {"of": "b"}, 2.0, "`b` holds no floats at the exit"),
        (without_floats, {"of": "is_true"}, 2.0, "`is_true` holds no floats at the exit"),
        (without_floats, {"of": "n"}, 2.0, "`n` was deleted before the exit"),
        (began_with_an_integer, {"wrt": "e"}, X[:0], "never assigned `e` a float at last"),
        (in_a_branch, {"wrt": "y"}, -2.0, "the path that ran never assigned `y`: it did not come to line"),
        (in_a_branch, {"of": "y"}, -2.0, "the path that ran never assigned `y`: it did not come to line"),
        (in_a_branch, {"wrt": "y", "backend": "numba"}, -2.0, "never assigned `y`: it did not come to line"),
        (two_of, {"wrt": (0, "x")}, 3.0, "names the argument `x` twice"),
        (two_of, {"wrt": (0, -2)}, 3.0, "names the argument `x` twice"),
    ],
)
def test_what_has_no_gradient_is_refused(program: Any, options: Any, arg: Any, message: str) -> None:
    with pytest.raises(SrcxformError, match=message.replace("(", r"\(")):
        grad(program, **options)(arg)
