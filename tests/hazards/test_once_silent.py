"""Programs whose gradient was wrong once without a word: each is right now, in both modes."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcxform as api
from tests.hazards.outcome import RIGHT, outcome
from tests.programs.program import Program, numbers

VECTOR = numbers(3, seed=1)
HISTORY: list[Any] = []
LENGTHS = [1, 2]
SCALE = 2.0


class Settings:
    """A constant under the name of another one."""

    SCALE = 3.0


def stored_while_enumerated(x: Any) -> Any:
    values = [x, x, x]
    total = 0.0
    for k, v in enumerate(values):
        if k < 2:
            values[k + 1] = v * v
        total += v
    return total


def stored_before_a_break(x: Any) -> Any:
    values = [x, 2 * x, 3 * x]
    total = 0.0
    for k, v in enumerate(values):
        total += v * v
        if total > 100.0:
            break
        if k < 2:
            values[k + 1] = values[k + 1] * v
    return total


def appended_to_an_empty_list_from_outside(x: Any) -> Any:
    HISTORY.append(x * x)
    return HISTORY[0] * x


def appended_to_an_empty_argument(x: Any, kept: Any) -> Any:
    for k in range(3):
        kept.append(x * k)
    return kept[1] * kept[2]


def two_constants_of_one_name(x: Any) -> Any:
    return x * SCALE * Settings.SCALE


def length_of_a_list_from_outside(x: Any) -> Any:
    return x ** len(LENGTHS)


@pytest.mark.parametrize(
    "function",
    [
        stored_while_enumerated,
        stored_before_a_break,
        two_constants_of_one_name,
        length_of_a_list_from_outside,
    ],
)
def test_right(function: Any) -> None:
    assert outcome(function, Program(function, (0.7,))) == RIGHT


def test_appended_to_an_empty_list() -> None:
    assert api.grad(appended_to_an_empty_list_from_outside)(0.5) == pytest.approx(0.75)
    assert api.grad(appended_to_an_empty_argument)(0.5, []) == pytest.approx(2.0)
    assert HISTORY == []


def test_file_is_written_once_and_with_the_values(tmp_path: Path) -> None:
    path = tmp_path / "saved.npy"

    def saves(x: Any) -> Any:
        np.save(path, x)
        return np.sum(x * x)

    gradient = api.grad(saves)
    np.testing.assert_array_equal(gradient(VECTOR), 2 * VECTOR)
    np.testing.assert_array_equal(np.load(path), VECTOR)


def test_messages_are_given_once(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("session")

    def tells(x: Any) -> Any:
        log.warning("at %s", x)
        warnings.warn("small", stacklevel=2)
        return x * x

    with pytest.warns(UserWarning, match="small") as warned:
        assert api.grad(tells)(0.5) == 1.0
    assert [record.getMessage() for record in caplog.records] == ["at 0.5"]
    assert len(warned) == 1


def test_writes_that_nobody_reads_still_alias() -> None:
    def writes(a: Any, b: Any) -> Any:
        a[0] = b[1] * b[1]
        return np.sum(b * b)

    with pytest.raises(api.SrcxformError, match="share memory"):
        api.grad(writes, wrt=1)(VECTOR, VECTOR)
    np.testing.assert_array_equal(api.grad(writes, wrt=1)(VECTOR.copy(), VECTOR), 2 * VECTOR)


def test_complex_tangent_of_a_real_primal() -> None:
    with pytest.raises(api.SrcxformError, match="tangent is complex"):
        api.jvp(lambda x: x * x, (VECTOR,), (VECTOR * 1j,))


def rows_of_a_sum(x: Any, weights: Any) -> Any:
    for _ in range(2):
        matrix = sum(w * np.outer(x, x) for w in weights)
        x = np.array([row @ x for row in matrix])
    return np.sum(x)


def test_a_sum_of_no_arrays_is_noticed_where_an_array_is_needed() -> None:
    x, weights = np.array([0.7, 0.4]), np.array([0.3, 0.2])
    gradient = api.grad(rows_of_a_sum)
    step = 1e-6 * np.eye(2)
    slopes = [(rows_of_a_sum(x + d, weights) - rows_of_a_sum(x - d, weights)) / 2e-6 for d in step]
    np.testing.assert_allclose(gradient(x, weights), slopes, rtol=1e-7)
    np.testing.assert_allclose(api.grad(rows_of_a_sum, backend="numba")(x, weights), slopes, rtol=1e-7)
    with pytest.raises(AssertionError, match="a sum of no arrays is the number 0"):
        gradient(x, np.zeros(0))


def number_beside_an_array(x: Any, given: Any) -> Any:
    given[1].append((sum(given[0]) + x[3:0:-1]) * np.cos(np.sum(given[0])))
    given[0].append(np.where(sum(given[1]) > 0.1, x[:3], 0.3))
    f = given[1][0][1] ** 2
    return np.sum(np.ones(4) + f)


def test_a_tangent_of_unknown_type_has_the_shape_of_its_value() -> None:
    x, step = np.array([0.3, 0.7, 0.9, 1.2]), 1e-6
    _, tangent = api.jvp(number_beside_an_array, (x, [[], []]), (np.ones(4), None))
    slope = number_beside_an_array(x + step, [[], []]) - number_beside_an_array(x - step, [[], []])
    assert tangent == pytest.approx(slope / (2 * step), rel=1e-7)
