"""What makes loops quick: the text has it, and the numbers stay NumPy's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

numba = pytest.importorskip("numba")

from srcxform import grad  # noqa: E402 - Numba may be missing
from srcxform.backends.machine.places import Bounds, compile_with_it  # noqa: E402 - Numba may be missing

RNG = np.random.default_rng(5)


def text_of(function: Callable[..., Any], *args: Any, wrt: Any = 0) -> str:
    """The text of the machine code of a gradient, which equals NumPy's."""
    quick, slow = grad(function, wrt, backend="numba"), grad(function, wrt)
    for found, expected in zip(quick(*args), slow(*args), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
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
    text = text_of(windows, RNG.normal(size=(6, 5)))
    assert "slice_length" not in text
    assert "range(2)" in text


def clipped(x: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0]):
        total += np.sum(x[i : i + 3] ** 2) * np.sum(x[max(i - 2, 0) : i + 1])
    return total


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_windows_may_be_clipped(size: int) -> None:
    text_of(clipped, RNG.normal(size=size))


def from_the_end(x: Any, k: int) -> Any:
    return np.sum(x[-k:] ** 2) + np.sum(x[k - 4 :] ** 3) + np.sum(x[3:1] ** 2) + np.sum(x[k:1])


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_ends_may_be_negative(k: int) -> None:
    text_of(from_the_end, RNG.normal(size=6), k)


def triangle(x: Any, w: Any) -> Any:
    n = len(x)
    out = x * x
    p = 0
    for c in range(n - 1):
        out[c + 1 :] += w[p : p + n - c - 1] * x[c]
        p += n - c - 1
    return np.sum(out**2)


def test_lengths_that_are_sums_are_the_same() -> None:
    text = text_of(triangle, RNG.normal(size=5), RNG.normal(size=10), wrt=(0, 1))
    assert "slice_length" not in text
    assert "require_same_length" not in text


# Few elements


def largest_of_few(x: Any) -> Any:
    total = 0.0
    for i in range(x.shape[1] - 1):
        total += np.sum(np.max(x[:, i : i + 2, :], axis=1) ** 2)
    return total


def test_few_elements_are_gathered_one_by_one() -> None:
    text = text_of(largest_of_few, RNG.normal(size=(3, 4, 5)))
    assert text.count("maximum(") == 2


def test_the_larger_of_nothing_is_nothing() -> None:
    x = RNG.normal(size=(2, 9))
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
    text = text_of(scattered, RNG.normal(size=(4, 3)))
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
    text_of(kept_arrays, RNG.normal(size=5))


# Integers


def halves(x: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0] // 2):
        for j in range(x.shape[1] // 2):
            y = x[2 * i, 2 * j : 2 * j + 2] * x[2 * i + 1, 2 * j : 2 * j + 2]
            total += np.sum(np.exp(y))
    return total


def test_tapes_of_loops_with_computed_bounds_are_arrays() -> None:
    text = text_of(halves, RNG.normal(size=(4, 6)))
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
    text = text_of(looked_up, RNG.normal(size=4), RNG.normal(size=(3, 4)), rows, wrt=(0, 1))
    assert "np.empty" not in text
    assert text.count("checked_place") == 1


def test_places_outside_are_refused() -> None:
    rows = np.array([[0, 2, 2, -1], [1, 1, 0, 4], [3, 2, -2, 0]])
    with pytest.raises(IndexError):
        grad(looked_up, backend="numba")(RNG.normal(size=4), RNG.normal(size=(3, 4)), rows)


def masked(x: Any, steps: int) -> Any:
    z = np.zeros(x.shape)
    going = x > -0.5
    for _ in range(steps):
        z[going] = z[going] ** 2 + x[going]
        z[going] += 0.1 * x[going]
        going = going & (z < 1.0)
    return np.sum(z * z)


def test_the_places_of_a_mask_are_found_once() -> None:
    text = text_of(masked, RNG.normal(size=(4, 5)), 4)
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
    text_of(stored_twice, RNG.normal(size=5), RNG.normal(size=4), np.array([3, 0, 2, 4]), wrt=(0, 1))


def grids(x: Any, rows: Any, columns: Any, mask: Any) -> Any:
    picked = x[:, rows] * x[:, columns]
    both = x[rows, columns] * x[1:4, 1][mask]
    return np.sum(picked**2) + np.sum(both) + np.sum(x[rows][:, columns] * x[mask.nonzero()[0]][:, :3])


def test_places_among_slices() -> None:
    x, rows, columns = RNG.normal(size=(4, 4)), np.array([1, 3, 3]), np.array([0, 2, 1])
    text_of(grids, x, rows, columns, np.array([True, True, True]))


# Vector products


def turned(x: Any, y: Any) -> Any:
    total = 0.0
    for i in range(x.shape[0]):
        total += np.sum(np.cross(x[i], 2.0 * y[i]) ** 2) + np.sum(np.cross(y[i], x[i]) ** 3)
    return total


def test_vector_products_are_written_out() -> None:
    text = text_of(turned, RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3)), wrt=(0, 1))
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
    x, w = RNG.normal(size=(4, 3)), RNG.normal(size=3)
    text_of(restored, x, w, wrt=(0, 1))
    slow = grad(restored, (0, 1))
    slow(x, w)
    assert slow.source.count("append") <= 2


# Indices that are not negative


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
    x = RNG.normal(size=11)
    np.testing.assert_allclose(quick(x, 5), shifted(x, 5), rtol=1e-12)


def test_lower_bounds_of_indices() -> None:
    from numba.core.compiler import run_frontend

    bounds = Bounds(run_frontend(shifted))
    block_vars = bounds.function._definitions
    found = {name: bounds.least(bounds.function.blocks[0].scope.get_exact(name)) for name in block_vars if name == "x"}
    assert found == {"x": None}
