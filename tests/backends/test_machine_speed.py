"""What makes loops quick: the text has it, and the numbers stay NumPy's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

numba = pytest.importorskip("numba")

from srcxform import grad  # noqa: E402 - Numba may be missing
from srcxform.backends.machine.compiling import compile_with_it  # noqa: E402 - Numba may be missing


def normal(shape: Any) -> Any:
    """Numbers that depend on the shape alone."""
    return 0.6 * np.random.default_rng(np.sum(shape)).normal(size=shape)


def text_of(function: Callable[..., Any], *args: Any, wrt: Any = 0) -> str:
    """The text of the machine code of a gradient, which equals NumPy's."""
    quick, slow = grad(function, wrt, backend="numba"), grad(function, wrt)
    for found, expected in zip(quick(*args), slow(*args), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * max(1.0, np.max(np.abs(expected))))
    source: str = quick.source
    lines = source[source.index("@numba") :].splitlines()
    return "\n".join(line for line in lines if not line.strip().startswith("#"))


# Slices that lie inside of their axes


def windows(x: Any) -> Any:
    out = np.empty((x.shape[0] // 2, x.shape[1] // 2))
    for i in range(x.shape[0] // 2):
        for j in range(x.shape[1] // 2):
            out[i, j] = np.sum(x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] ** 3)
    return np.sum(out**2)


def test_windows_have_known_lengths() -> None:
    text = text_of(windows, normal((6, 5)))
    assert "slice_length" not in text
    assert "range(2)" in text


def clipped(x: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0]):
        total += np.sum(x[i : i + 3] ** 2) * np.sum(x[max(i - 2, 0) : i + 1])
    return total


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_windows_may_be_clipped(size: int) -> None:
    text_of(clipped, normal(size))


def from_the_end(x: Any, k: int) -> Any:
    return np.sum(x[-k:] ** 2) + np.sum(x[k - 4 :] ** 3) + np.sum(x[3:1] ** 2) + np.sum(x[k:1])


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_ends_may_be_negative(k: int) -> None:
    text_of(from_the_end, normal(6), k)


def triangle(x: Any, w: Any) -> Any:
    n = len(x)
    out = x * x
    p = 0
    for c in range(n - 1):
        out[c + 1 :] += w[p : p + n - c - 1] * x[c]
        p += n - c - 1
    return np.sum(out**2)


def test_lengths_that_are_sums_are_the_same() -> None:
    text = text_of(triangle, normal(5), normal(10), wrt=(0, 1))
    assert "slice_length" not in text
    assert "require_same_length" not in text


# Few elements


def largest_of_few(x: Any) -> Any:
    total = 0.0
    for i in range(x.shape[1] - 1):
        total += np.sum(np.max(x[:, i : i + 2, :], axis=1) ** 2)
    return total


def test_few_elements_are_gathered_one_by_one() -> None:
    text = text_of(largest_of_few, normal((3, 4, 5)))
    assert text.count("maximum(") == 2


def test_the_larger_of_nothing_is_nothing() -> None:
    x = normal((2, 9))
    x[1, 4] = np.nan
    quick = grad(lambda x: np.sum(np.max(x, axis=1) ** 2), backend="numba")
    with np.errstate(invalid="ignore"):
        slow = grad(lambda x: np.sum(np.max(x, axis=1) ** 2))
        np.testing.assert_array_equal(quick(x)[0][0], slow(x)[0][0])


# Arrays of one trip


def scattered(x: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0]):
        work = np.zeros(4)
        other = np.empty(x.shape[1])
        other[:] = x[i] ** 2
        work[:2] = x[i, :2] * x[i, 1]
        work[1] += other[2]
        total += np.sum(work) + np.sum(other)
    return total


def test_written_arrays_of_one_trip_are_made_once() -> None:
    text = text_of(scattered, normal((4, 3)))
    loops = [line for line in text.splitlines() if line.startswith("        ")]
    assert not any("np.zeros" in line or "np.empty" in line for line in loops)


def kept_arrays(x: Any) -> Any:
    rows = []
    for i in range(x.shape[0]):
        work = np.zeros(3)
        work[i % 3] = x[i] ** 2
        rows.append(work)
    total = 0.0
    for i in range(x.shape[0]):
        total += np.sum(rows[i] * rows[i - 1])
    return total


def test_arrays_that_are_kept_are_made_anew() -> None:
    text_of(kept_arrays, normal(5))


# Integers


def halves(x: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0] // 2):
        for j in range(x.shape[1] // 2):
            y = x[2 * i, 2 * j : 2 * j + 2] * x[2 * i + 1, 2 * j : 2 * j + 2]
            total += np.sum(np.exp(y))
    return total


def test_tapes_of_loops_with_computed_bounds_are_arrays() -> None:
    text = text_of(halves, normal((4, 6)))
    assert "append" not in text
    assert "_tape" in text


# Indices that are arrays


def looked_up(x: Any, w: Any, rows: Any) -> Any:
    total = 0.0
    for k in range(3):
        total += np.sum(w[k] * x[rows[k]] ** 2)
    return total


def test_what_is_looked_up_shares_loops() -> None:
    rows = np.array([[0, 2, 2, -1], [1, 1, 0, 3], [3, 2, -2, 0]])
    text = text_of(looked_up, normal(4), normal((3, 4)), rows, wrt=(0, 1))
    assert "np.empty" not in text
    assert text.count("checked_place") == 1


def test_places_outside_are_refused() -> None:
    rows = np.array([[0, 2, 2, -1], [1, 1, 0, 4], [3, 2, -2, 0]])
    with pytest.raises(IndexError):
        grad(looked_up, backend="numba")(normal(4), normal((3, 4)), rows)


def masked(x: Any, steps: int) -> Any:
    z = np.zeros(x.shape)
    going = x > -0.5
    for _ in range(steps):
        z[going] = z[going] ** 2 + x[going]
        z[going] += 0.1 * x[going]
        going = going & (z < 1.0)
    return np.sum(z * z)


def test_the_places_of_a_mask_are_found_once() -> None:
    text = text_of(masked, normal((4, 5)), 4)
    assert text.count("np.nonzero") == 2  # in each sweep
    assert "require_mask_length" in text


def stored_twice(x: Any, y: Any, places: Any) -> Any:
    x = x.copy()
    x[places] = y[::-1] * x[places]
    x[places] += y
    z = np.zeros((5, 2))
    z[places] = x[places][:, None]
    z[:, 1] *= 2.0
    return np.sum(x**2) + np.sum(z**3)


def test_of_places_that_stand_twice_the_last_is_stored() -> None:
    text_of(stored_twice, normal(5), normal(4), np.array([3, 0, 2, 4]), wrt=(0, 1))


def grids(x: Any, rows: Any, columns: Any, mask: Any) -> Any:
    picked = x[:, rows] * x[:, columns]
    both = x[rows, columns] * x[1:4, 1][mask]
    return np.sum(picked**2) + np.sum(both) + np.sum(x[rows][:, columns] * x[mask.nonzero()[0]][:, :3])


def test_places_among_slices() -> None:
    x, rows, columns = normal((4, 4)), np.array([1, 3, 3]), np.array([0, 2, 1])
    text_of(grids, x, rows, columns, np.array([True, True, True]))


# Vector products


def turned(x: Any, y: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0]):
        total += np.sum(np.cross(x[i], 2.0 * y[i]) ** 2) + np.sum(np.cross(y[i], x[i]) ** 3)
    return total


def test_vector_products_are_written_out() -> None:
    text = text_of(turned, normal((4, 3)), normal((4, 3)), wrt=(0, 1))
    assert "np.cross" not in text


# What is restored and not read


def restored(x: Any, w: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0]):
        y = w * x[i]
        for k in range(2):
            y[k + 1 :] += w[: 2 - k] * x[i, k]
        total += np.sum(np.sin(y))
    return total


def test_what_nothing_reads_is_not_restored() -> None:
    x, w = normal((4, 3)), normal(3)
    text_of(restored, x, w, wrt=(0, 1))
    slow = grad(restored, (0, 1))
    slow(x, w)
    assert slow.source.count("append") <= 2


def read_again(x: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0]):
        y = x * x[i]
        for k in range(2):
            total += np.sum(np.sin(y))
            y[k:] += x[k] * y[k:] ** 2
            total += np.sum(np.cos(y[1:]))
    return total


def test_what_is_read_again_is_restored() -> None:
    x, step = normal(4), 1e-6
    text_of(read_again, x)
    sides = [[read_again(x + sign * step * e) for e in np.eye(4)] for sign in (1, -1)]
    np.testing.assert_allclose(grad(read_again)(x), np.subtract(*sides) / (2 * step), rtol=1e-6, atol=1e-6)


# Arrays that outlive their trip


def handed_on(x: Any) -> Any:
    previous, kept, total = np.zeros(3), x[:3] * 1.0, 0.0
    pair = (np.zeros(3), np.zeros(3))
    for i in range(x.shape[0]):
        work = np.zeros(3)
        work[i % 3] = x[i] ** 2
        work[0] += x[i] * previous[0]
        other = np.empty(3)
        other[:] = x[i]
        chosen = work if x[i] > 0.0 else other
        chosen[1] += 1.0
        total += np.sum(previous * work) + np.sum(chosen * kept) + np.sum(pair[0] * pair[1])
        previous = work
        pair = (other, pair[0])
        if x[i] > 0.3:
            kept = chosen
    return total


def test_arrays_that_are_handed_on_are_made_anew() -> None:
    text_of(handed_on, np.array([0.4, -0.3, 0.1, 0.7, -1.2, 0.9]))


def rolling_places(x: Any, places: Any) -> Any:
    places = places.copy()
    going = x > 0.0
    z, total = x * 1.0, 0.0
    for _ in range(3):
        y = x[places] * x[places[::-1]]
        places[0] = (places[0] + 1) % 4
        places[1:] = places[:-1]
        total += np.sum(y * x[places] ** 2)
        z[going] *= x[going]
        going[0] = not going[0]
        z[going] += z[going][::-1]
        z[places] = z[places][::-1] * z[places]
    return total + np.sum(z**2)


def test_places_that_are_written_are_read_again() -> None:
    text_of(rolling_places, normal(6), np.array([0, 3, 2, 1]))


# Indices that are not negative


def from_below(x: Any) -> Any:
    total = 0.0
    for i in range(-3, 0):
        total += x[i] ** 2 * np.sum(x[i:] ** 2) + np.sum(x[:i] ** 3)
    for i in range(2, -3, -1):
        y = x * 2.0
        y[i] = x[i] ** 2
        total += np.sum(y**2)
    return total


def test_indices_of_loops_may_be_negative() -> None:
    text_of(from_below, normal(7))


def shifted(x: Any, n: int) -> float:
    total = 0.0
    for i in range(n):
        total += x[i] * x[i - 1] + x[2 * i]
    for i in range(n - 1, -1, -1):
        for j in range(1, n):
            total -= x[i + j] * x[j - 1] - x[i - j]
    return total


def test_unsigned_places_leave_negative_ones_alone() -> None:
    quick = numba.njit(shifted)
    compile_with_it({"quick": quick})
    x = normal(11)
    np.testing.assert_allclose(quick(x, 5), shifted(x, 5), rtol=1e-12)


def test_indices_of_machine_code_are_unsigned() -> None:
    def copied(x: Any, out: Any) -> None:
        for i in range(x.shape[0] - 1):
            out[i] = x[i + 1]

    plain, unsigned = numba.njit(copied), numba.njit(copied)
    compile_with_it({"unsigned": unsigned})
    x, out = normal(9), np.zeros((2, 9))
    plain(x, out[0])
    unsigned(x, out[1])
    np.testing.assert_array_equal(out[0], out[1])
    assert "uint64" in str(next(iter(unsigned.overloads.values())).type_annotation.typemap)


# Which loop computes what


def advected(u: Any, dt: Any, steps: int) -> Any:
    for _ in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[2:] - u[:-2])
    return np.sum(u**2)


def test_what_a_later_loop_reads_is_computed_there() -> None:
    """The array is restored in a loop of its own, since its neighbours are read: nothing else is computed in that."""
    text = text_of(advected, normal(9), 0.1, 3)
    backwards = text[text.index("- 1, -1, -1") :].splitlines()
    place = next(k for k, line in enumerate(backwards) if "old_tape" in line)
    assert "for i in" in backwards[place - 1]
    assert "for i in" in backwards[place + 1]


# Tests that take long


def outside(c: Any, steps: int) -> Any:
    z = np.zeros_like(c)
    count = np.zeros(c.shape)
    alive = np.ones(c.shape, dtype=bool)
    for _ in range(steps):
        z[alive] = z[alive] ** 2 + c[alive]
        alive = (np.abs(z) < 2.0) & alive
        count[alive] += 1.0
    return np.sum(np.real(z * np.conj(z))) + np.sum(count)


def test_a_test_that_takes_long_is_made_where_it_decides() -> None:
    assert "and abs(z[" in text_of(outside, normal(6) + 1j * normal(7)[:6], 4)


# Stacks of matrices


def attended(q: Any, k: Any, v: Any) -> Any:
    weights = np.tanh(np.einsum("bqhd,bkhd->bhqk", q, k))
    return np.sum(np.sin(np.einsum("bhqk,bkhd->bqhd", weights, v)))


@pytest.mark.parametrize("length", [3, 14])
def test_stacks_of_matrices_are_multiplied_by_the_library(length: int) -> None:
    args = tuple(normal((2, length, 2, 5)) * (1.0 + 0.1 * n) for n in range(3))
    assert text_of(attended, *args, wrt=(0, 1, 2)).count("stack_product(") == 6


def test_stacks_of_other_lengths_are_an_error() -> None:
    def program(x: Any, y: Any) -> Any:
        return np.sum((x @ y) ** 2)

    gradient = grad(program, backend="numba")
    gradient(normal((2, 3, 4, 5)), normal((2, 3, 5, 4)))
    with pytest.raises(ValueError, match=r"lengths|broadcast"):
        gradient(normal((2, 3, 4, 5)), normal((3, 2, 5, 4)))
