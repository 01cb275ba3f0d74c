"""Values that are wanted for their shape alone are neither recorded nor computed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import srcxform


def two_arrays(A: Any, B: Any, steps: int) -> None:
    for _ in range(steps):
        B[1:-1] = 0.3 * (A[:-2] + A[1:-1] + A[2:])
        A[1:-1] = 0.3 * (B[:-2] + B[1:-1] + B[2:])


def test_a_linear_stencil_over_two_arrays_has_no_tape_and_no_forward_sweep() -> None:
    gradient = srcxform.grad(two_arrays, wrt=("A", "B"), of="A")
    rng = np.random.default_rng(0)
    A, B, head = rng.normal(size=(3, 9))
    found = gradient(A, B, 3, head)
    assert "_stack" not in gradient.source
    assert gradient.source.count("for ") == 1 + gradient.source.count("# for ")
    for k, each in enumerate(found):
        for j in range(9):
            ends = []
            for sign in (1, -1):
                given = (A.copy(), B.copy())
                given[k][j] += sign
                two_arrays(given[0], given[1], 3)
                ends.append(given[0] @ head)
            np.testing.assert_allclose(each[j], (ends[0] - ends[1]) / 2, atol=1e-12)


def rebound(u: Any, c: float, steps: int) -> Any:
    for t in range(steps):
        flux = c * u
        if t % 2 == 0:
            flux = flux * 1.5
        d = np.zeros_like(u)
        d[1:] += flux[1:] - flux[:-1]
        u = u - 0.1 * d
    return u


def test_a_buffer_after_a_branch_is_asked_for_its_shape_alone() -> None:
    gradient = srcxform.grad(rebound)
    u, head = np.linspace(0, 1, 6), np.arange(6.0)
    found = gradient(u, 0.4, 3, head)
    assert "_stack" not in gradient.source
    for j in range(6):
        ends = [rebound(u + sign * np.eye(6)[j], 0.4, 3) @ head for sign in (1, -1)]
        np.testing.assert_allclose(found[j], (ends[0] - ends[1]) / 2, atol=1e-12)


def of_unknown_shape(x: Any, mask: Any, steps: int) -> Any:
    total = 0.0
    for k in range(steps):
        part = x[mask[k]]
        total = total + np.sum(part * 2.0)
    return total


def test_a_shape_that_only_the_run_knows_is_all_that_is_recorded() -> None:
    x, mask = np.arange(5.0), np.array([[True, False, True, False, False], [False, True, True, True, True]])
    found = srcxform.grad(of_unknown_shape)(x, mask, 2)
    np.testing.assert_allclose(found, 2.0 * mask.sum(axis=0))


def stretched(a: Any, b: Any) -> Any:
    return a * b


@pytest.mark.parametrize("shapes", [((3,), (3,)), ((3,), (1,)), ((1,), (3,)), ((3,), (3, 3)), ((3, 1), (1, 3))])
def test_one_gradient_function_serves_arrays_that_broadcast_and_others(shapes: Any) -> None:
    """The code is made for which axes have one length, so it must be made anew where others have."""
    gradient = srcxform.grad(stretched, wrt=(0, 1))
    rng = np.random.default_rng(1)
    for first, second in (((3,), (3,)), shapes, ((4, 3), (3,)), shapes):
        a, b = rng.normal(size=first), rng.normal(size=second)
        found = gradient(a, b)
        spread = np.broadcast_to(b, np.broadcast_shapes(first, second)) + 0 * a
        assert found[0].shape == a.shape
        assert found[1].shape == b.shape
        axes = tuple(range(spread.ndim - a.ndim))
        summed = spread.sum(axis=axes)
        ones = tuple(k for k, n in enumerate(a.shape) if n == 1)
        np.testing.assert_allclose(found[0], summed.sum(axis=ones, keepdims=True))


def inner(a: Any, b: Any) -> Any:
    for k in range(2):
        a = a * b[k : k + len(a)]
    return a


def test_slices_that_fit_by_chance_are_not_taken_to_fit_always() -> None:
    gradient = srcxform.grad(inner, wrt=(0, 1))
    for n, m in ((3, 4), (3, 3), (1, 3), (4, 5), (3, 4)):
        a, b = np.arange(1.0, n + 1), np.arange(1.0, m + 1)
        try:
            expected = inner(a, b)
        except ValueError:
            with pytest.raises(ValueError, match="broadcast"):
                gradient(a, b)
            continue
        found = gradient(a, b)
        for k, given in enumerate((a, b)):
            for j in range(len(given)):
                moved = [a.copy(), b.copy()]
                moved[k][j] += 1e-6
                slope = (inner(*moved).sum() - expected.sum()) / 1e-6
                np.testing.assert_allclose(found[k][j], slope, rtol=1e-4, atol=1e-5)


def windows(x: Any, w: Any) -> Any:
    total = np.zeros((x.shape[0], w.shape[1]))
    for i in range(x.shape[1] - w.shape[0] + 1):
        total += np.sum(x[:, i : i + w.shape[0], np.newaxis] * w[np.newaxis, :, :], axis=1)
    return total


@pytest.mark.parametrize("filters", [1, 2, 3])
@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_shape_that_parameters_tell_is_not_computed(width: int, filters: int) -> None:
    """The product is wanted for its shape alone: no trip makes it again, and no tape has its shape."""
    gradient = srcxform.grad(windows, wrt=(0, 1))
    rng = np.random.default_rng(0)
    x, w, head = rng.normal(size=(5, 6)), rng.normal(size=(width, filters)), rng.normal(size=(5, filters))
    found = gradient(x, w, head)
    # A window of width 1 broadcasts, so it alone tells how long the window of `x` was.
    assert width == 1 or "_shape_stack" not in gradient.source
    for k, given in enumerate((x, w)):
        for place in np.ndindex(given.shape):
            ends = []
            for sign in (1, -1):
                moved = [x.copy(), w.copy()]
                moved[k][place] += sign
                ends.append(np.sum(head * windows(*moved)))
            np.testing.assert_allclose(found[k][place], (ends[0] - ends[1]) / 2, atol=1e-12)


def rows_of_a_sparse_matrix(values: Any, x: Any, places: Any) -> Any:
    total = 0.0
    for i in range(2):
        row = slice(2 * i, 2 * i + 2)
        total = total + np.sum(values[row] * x[places[row]]) ** 2
    return total


@pytest.mark.parametrize("columns", [3, 4])
def test_as_much_is_picked_as_there_are_places(columns: int) -> None:
    gradient = srcxform.grad(rows_of_a_sparse_matrix, wrt=(0, 1))
    values, x, places = np.arange(1.0, 5.0), np.arange(2.0, 2.0 + columns), np.array([2, 0, 1, 2])
    found = gradient(values, x, places)
    assert "unbroadcast" not in gradient.source
    for k, given in enumerate((values, x)):
        for j in range(len(given)):
            ends = []
            for sign in (1, -1):
                moved = [values.copy(), x.copy()]
                moved[k][j] += sign
                ends.append(rows_of_a_sparse_matrix(*moved, places))
            np.testing.assert_allclose(found[k][j], (ends[0] - ends[1]) / 2, rtol=1e-12)


def picked(x: Any, y: Any, places: Any) -> Any:
    return x[places] * y


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("length", [1, 3])
def test_trap_what_is_picked_may_broadcast(count: int, length: int) -> None:
    gradient = srcxform.grad(picked, wrt=(0, 1))
    x, y, places = np.arange(2.0, 6.0), np.arange(1.0, 1.0 + length), np.arange(count)[::-1]
    found = gradient(x, y, places)
    both = np.broadcast_shapes((count,), (length,))
    np.testing.assert_allclose(found[1], np.broadcast_to(x[places], both).reshape(-1, length).sum(axis=0))
    wanted = np.zeros(4)
    np.add.at(wanted, np.broadcast_to(places, both), np.broadcast_to(y, both))
    np.testing.assert_allclose(found[0], wanted)
