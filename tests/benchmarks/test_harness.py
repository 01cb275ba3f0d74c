"""The benchmark program itself: what is wrong gets no time, figures survive the disk, and the summary's arithmetic."""

from __future__ import annotations

import importlib.util
import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import charts, page, results, tables
from benchmarks.__main__ import chosen, main
from benchmarks.errors import CannotRun
from benchmarks.kernel import Inputs, Kernel
from benchmarks.peers import hand_written, numpy_primal, srcxform_adjoint, with_dace
from benchmarks.peers.dace_program import program_text
from benchmarks.peers.peer import Entry, NotOffered, Peer, entry, reason
from benchmarks.peers.rebinding import rebound
from benchmarks.problem import Problem, deviation
from benchmarks.run import Plan, Row, measured_kernel
from benchmarks.summary import better, geometric_mean, ratios, slope, summary
from benchmarks.timing import in_turns, readable

TINY = Plan(rounds=3, total=0.02, call_limit=0.2, first_call_limit=20.0)
OWN = (numpy_primal.PEER, srcxform_adjoint.NUMPY, hand_written.NUMPY)


def damped(A: Any, rate: float) -> None:
    for i in range(1, len(A)):
        A[i] = helper(A[i]) + rate * A[i - 1]


def helper(x: Any) -> Any:
    return np.sin(x)


def damped_by_hand(A: Any, rate: float, head: Any) -> tuple[Any, ...]:
    slopes = np.cos(A)
    A_bar = head.copy()
    for i in range(len(A) - 1, 0, -1):
        A_bar[i - 1] += rate * A_bar[i]
        A_bar[i] *= slopes[i]
    return (A_bar,)


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"A": rng.normal(size=size), "rate": 0.5}


KERNEL = Kernel(damped, ("A",), "loop", inputs, tests=(3,), size=6, compiled=9, of="A", by_hand=damped_by_hand)


def quiet(text: str) -> None:
    """No progress lines."""


def row_with(*peers: Peer) -> Row:
    return measured_kernel(KERNEL, TINY, quiet, (*OWN, *peers))


def test_a_row_has_the_times_of_all_that_are_right_and_survives_json() -> None:
    row = row_with()
    assert json.loads(json.dumps(row)) == row
    assert row["at"]["size"]["size"] == 6
    assert row["at"]["compiled"]["size"] == 9
    assert set(row["at"]["size"]["seconds"]) == {"numpy primal", "srcxform", "by hand"}
    assert set(row["at"]["compiled"]["seconds"]) == {"numpy primal", "srcxform"}
    assert all(seconds > 0 for at in row["at"].values() for seconds in at["seconds"].values())
    assert row["at"]["size"]["deviation"]["by hand"] < 1e-14


def right(problem: Problem) -> tuple[Any, ...]:
    function: Callable[..., tuple[Any, ...]] = damped_by_hand
    return function(*problem.args, problem.head)


def nearly_right(problem: Problem) -> Entry:
    return entry(lambda: tuple(1.001 * x for x in right(problem)))


def test_a_wrong_peer_is_named_and_gets_no_time() -> None:
    at = row_with(Peer("liar", nearly_right))["at"]["size"]
    assert "liar" not in at["seconds"]
    assert at["notes"]["liar"].startswith("WRONG: differs by 1.0e-03")
    assert at["wrong"] == {"liar": pytest.approx(1e-3, rel=1e-2)}


def right_once(problem: Problem) -> Entry:
    """A peer whose first call spoils what the second one needs."""
    state = [1.0]

    def gradient() -> Any:
        state[0] *= 2
        return tuple(state[0] / 2 * x for x in right(problem))

    return entry(gradient)


def test_it_is_not_the_first_result_alone_that_counts() -> None:
    assert row_with(Peer("forgetful", right_once))["at"]["size"]["notes"]["forgetful"].startswith("WRONG")


def refuses(problem: Problem) -> Entry:
    raise NotOffered("no loops, please")


def fails_later(problem: Problem) -> Entry:
    return entry(lambda: np.zeros(2) @ np.zeros(3))


def sleeps(problem: Problem) -> Entry:
    return entry(lambda: time.sleep(0.5))


def test_a_peer_that_refuses_fails_or_is_slow_leaves_its_reason() -> None:
    row = row_with(Peer("shy", refuses), Peer("broken", fails_later), Peer("slow", sleeps))
    notes = row["at"]["size"]["notes"]
    assert notes["shy"] == "no loops, please"
    assert notes["broken"].startswith("ValueError: ")
    assert notes["slow"].startswith("one call takes more than")
    assert set(row["at"]["size"]["seconds"]) == {"numpy primal", "srcxform", "by hand"}


def test_a_peer_whose_library_is_missing_is_left_out() -> None:
    row = row_with(Peer("absent", refuses, modules=("a_module_that_is_not_there",)))
    assert row["at"]["size"]["notes"]["absent"] == "not installed"


def test_a_peer_that_is_not_timed_is_closed() -> None:
    closed = []

    def enter(problem: Problem) -> Entry:
        return Entry(lambda: (problem.head,), lambda repeats: 1.0, close=lambda: closed.append(1))

    assert row_with(Peer("wrong", enter))["at"]["size"]["notes"]["wrong"].startswith("WRONG")
    assert len(closed) == 2  # one for each size


def spoils(problem: Problem) -> Entry:
    problem.args[0][0] = 0.0
    return entry(lambda: right(problem))


def test_a_peer_that_changes_the_inputs_of_the_others_is_an_error() -> None:
    with pytest.raises(AssertionError, match="vandal changed the arguments of damped"):
        row_with(Peer("vandal", spoils))


def test_the_primal_starts_from_the_same_arguments_in_every_call() -> None:
    problem = Problem(KERNEL, 5)
    assert problem.written == (0,)
    primal = problem.primal(damped)
    first = primal().copy()
    np.testing.assert_array_equal(primal(), first)
    np.testing.assert_array_equal(problem.value, first)


@pytest.mark.parametrize(
    ("found", "expected", "off"),
    [
        ((np.array([1.0, 2.0]),), (np.array([1.0, 2.002]),), 0.001),
        ((np.array([1.0, np.nan]),), (np.array([1.0, 2.0]),), math.inf),
        ((np.ones(3),), (np.ones(2),), math.inf),
        ((np.ones(2),), (np.ones(2), np.ones(2)), math.inf),
        ((np.ones((2, 3)),), (np.ones((3, 2)),), math.inf),
        ((np.ones(1),), (1.0,), 0.0),
        ({"a": [0.0]}, {"a": [0.0]}, 0.0),
        ((1e-3,), (0.0,), 1e-3),
    ],
)
def test_deviation_is_relative_to_the_largest_element(found: Any, expected: Any, off: float) -> None:
    assert deviation(found, expected) == pytest.approx(off, rel=1e-2)


def test_a_slow_function_takes_no_turns_from_a_quick_one() -> None:
    calls = {"slow": 0, "quick": 0, "slower": 0}

    def timer(name: str, once: float) -> Any:
        def timed(repeats: int) -> float:
            calls[name] += 1
            return once

        return timed

    turns = in_turns([timer("slow", 0.9), timer("quick", 1e-4), timer("slower", 9.0)], rounds=30, total=6.0)
    assert [len(times) for times in turns.times] == [3, 30, 1]
    assert calls == {"slow": 4, "quick": 33, "slower": 2}  # the rest are the calls that found out how slow they are
    assert turns.fastest(0) == 0.9
    assert turns.median(1) == 1e-4


@pytest.mark.parametrize(
    ("seconds", "text"), [(1.5, "1.5 s"), (0.99996, "1 s"), (9.9996e-4, "1 ms"), (2.34e-5, "23.4 us"), (3e-9, "3 ns")]
)
def test_seconds_have_a_unit_that_fits(seconds: float, text: str) -> None:
    assert readable(seconds) == text


def test_helpers_and_modules_are_replaced_in_the_copy_alone() -> None:
    class Other:
        @staticmethod
        def sin(x: float) -> float:
            return 100.0 * x

    seen = []

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        seen.append(function.__name__)
        return function

    copy = rebound(damped, {"numpy": Other}, wrap=wrap)
    A = np.array([1.0, 2.0])
    copy(A, 0.5)
    assert A.tolist() == [1.0, 200.5]
    assert seen == ["helper"]
    assert helper(0.0) == 0.0


def test_a_reason_is_one_short_line_without_paths() -> None:
    assert reason(ValueError("/some/where/file.py:3: no such thing\nmore")) == "ValueError: file.py:3: no such thing"
    long = reason(ValueError("x" * 500))
    assert len(long) <= 110
    assert long.endswith("...")


def swept(A: Any, steps: int) -> Any:
    n, m = A.shape
    last = n - 1
    total = np.zeros(m)
    k = 0
    for t in range(steps):
        total += helper(A[last, :]) * len(total)
        k += n
    return total + k


def test_dace_reads_sizes_as_numbers_and_no_annotations() -> None:
    text = program_text(swept, (np.zeros((4, 3)), 7))
    assert text.split("\n\n")[0] == "@dace.program\ndef helper(x):\n    return np.sin(x)"
    assert text.split("\n\n")[1].splitlines()[1:] == [
        "def swept(A, steps):",
        "    total = np.zeros(3, dtype=np.float64)",
        "    k = 0",
        "    for t in range(7):",
        "        total += helper(A[3, :]) * len(total)",
        "        k += 4",
        "    return total + k",
    ]


def test_without_dace_its_column_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(with_dace.PYTHON, raising=False)
    monkeypatch.setattr(with_dace.importlib.util, "find_spec", lambda name: None)  # type: ignore[attr-defined]
    with pytest.raises(NotOffered, match="not installed"):
        with_dace.enter(Problem(KERNEL, 3))


def kernel_row(name: str, kind: str, size: dict[str, float], compiled: dict[str, float]) -> Row:
    def at(seconds: dict[str, float]) -> Row:
        return {"size": 1, "seconds": seconds, "compile_seconds": seconds, "deviation": {}, "wrong": {}, "notes": {}}

    return {
        "name": name,
        "kind": kind,
        "group": "kernels",
        "tags": [],
        "at": {"size": at(size), "compiled": at(compiled)},
    }


ROWS = [
    kernel_row(
        "one",
        "loop",
        {"numpy primal": 1.0, "srcxform": 2.0, "by hand": 2.0, "autograd": 300.0},
        {"srcxform": 8.0, "srcxform numba": 2.0, "by hand njit": 1.0, "numba primal": 1.0, "jax": 18.0},
    ),
    kernel_row(
        "two",
        "array",
        {"numpy primal": 1.0, "srcxform": 3.0, "by hand": 2.4, "autograd": 6.0},
        {"srcxform": 3.0, "srcxform numba": 4.0, "by hand njit": 4.0, "numba primal": 2.0, "jax": 6.0},
    ),
    {"name": "three", "error": "its process ended with 1"},
]


def test_means_are_geometric_and_over_what_both_have() -> None:
    assert geometric_mean([2.0, 8.0]) == pytest.approx(4.0)
    assert better({"srcxform": 3.0, "srcxform numba": 2.0, "jax": 1.0}) == 2.0
    assert better({"jax": 1.0}) is None
    assert ratios(ROWS, "compiled", "jax", "better") == {"one": 9.0, "two": 2.0}
    assert ratios(ROWS, "compiled", "dace", "better") == {}
    assert ratios(ROWS, "size", "srcxform", "numpy primal", ("array",)) == {"two": 3.0}


def test_every_item_is_held_or_not_by_its_bar() -> None:
    held = {item.text: (item.figure, item.is_held) for item in summary(ROWS, [])}
    assert held["generated / by hand, NumPy"] == ("mean 1.12", False)
    assert held["gradient / primal, array kernels, NumPy"] == ("mean 3", False)
    assert held["gradient / primal, loop kernels, Numba"] == ("mean 2", True)
    assert held["JAX / better backend, every loop kernel"] == ("least 9", True)
    assert held["JAX / better backend, all kernels"] == ("mean 4.24", True)
    assert held["better backend / JAX, every array kernel"] == ("most 0.5", True)
    assert held["autograd / NumPy backend, every kernel"] == ("least 2", True)
    assert held["DaCe AD / better backend"] == ("not measured", None)
    assert held["largest deviation of Numba's results from NumPy's"] == ("not measured", None)


def test_a_wrong_numba_result_breaks_the_item_of_agreement() -> None:
    row = kernel_row("one", "loop", {}, {})
    row["at"]["compiled"]["deviation"]["srcxform numba"] = 1e-13
    other = kernel_row("two", "loop", {}, {})
    other["at"]["compiled"]["wrong"]["srcxform numba"] = 1e-9

    def agreement(*rows: Row) -> tuple[str, bool | None]:
        (item,) = (item for item in summary(rows, []) if "deviation" in item.text)
        return item.figure, item.is_held

    assert agreement(row) == ("most 1.0e-13", True)
    assert agreement(row, other) == ("most 1.0e-09", False)


def growth(power: float) -> Row:
    points = [
        {"n": n, "seconds": {"numpy gradient": n**power, "numpy primal": float(n)}} for n in (1000, 10_000, 100_000)
    ]
    return {"name": "loop", "points": points, "notes": {}}


def memory(recorded: int) -> Row:
    return {"name": "memory", "cells": 12, "points": [{"steps": 10, "needed": 800, "recorded": recorded, "peak": 900}]}


def test_growth_and_tape_are_held_against_the_law() -> None:
    assert slope([(1, 5.0), (10, 500.0)]) == pytest.approx(2.0)

    def verdicts(*rows: Row) -> list[bool | None]:
        wanted = ("power of n in the cost of a loop's gradient, numpy", "tape bytes / one interior slice a step")
        return [item.is_held for item in summary([], rows) if item.text in wanted]

    assert verdicts(growth(1.02), memory(800)) == [True, True]
    assert verdicts(growth(1.5), memory(800 + 1601)) == [False, False]
    assert verdicts(growth(1.0), memory(799)) == [True, False]
    assert verdicts() == [None, None]


def test_results_are_kept_by_row_and_only_of_one_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = ("one", "two")
    results.save("kernels", ROWS[:2], known, is_quick=True, folder=tmp_path)
    changed = {**ROWS[0], "kind": "scalar"}
    results.save("kernels", [changed], known, is_quick=True, folder=tmp_path)
    loaded = results.load("kernels", tmp_path)
    assert loaded is not None
    assert [(row["name"], row["kind"]) for row in loaded["rows"]] == [("one", "scalar"), ("two", "array")]
    assert loaded["rows"][1]["at"] == ROWS[1]["at"]
    assert all(row["date"] for row in loaded["rows"])
    monkeypatch.setattr(results, "machine", lambda: {"processor": "another"})
    results.save("kernels", [changed], known, is_quick=True, folder=tmp_path)
    loaded = results.load("kernels", tmp_path)
    assert loaded is not None
    assert [row["name"] for row in loaded["rows"]] == ["one"]


def test_tables_name_what_is_not_timed_and_why() -> None:
    row = kernel_row("one", "loop", {"numpy primal": 1e-3, "srcxform": 2e-3}, {})
    row["at"]["size"]["notes"] = {"autograd": "it writes in place"}
    lines = tables.at_size([row, ROWS[2]])
    assert lines[2].split("|")[1:9] == [
        f" {cell} " for cell in ("one   ", "loop", "   1", "        1 ms", "       2", "      -", "       -", "    -")
    ]
    assert "- autograd: it writes in place: one" in lines
    assert "- autograd: it writes in place: 1 kernels" in tables.at_size(
        [row]
    )  # all of them: there is no need for names
    assert "- three: its process ended with 1" in lines
    assert tables.failures([row, ROWS[2]]) == ["three: its process ended with 1"]


def test_only_what_stands_between_its_markers_is_written() -> None:
    text = "before\n<!-- a: written by python -m benchmarks --write -->\nold\n<!-- end of a -->\nafter\n"
    written = page.replaced(text, "a", ["new"])
    assert written == text.replace("\nold\n", "\n\nnew\n\n")
    assert page.replaced(written, "a", ["new"]) == written
    with pytest.raises(CannotRun, match="no markers for 'b'"):
        page.replaced(text, "b", [])


def test_the_page_has_all_markers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "draw", lambda kernel_rows, scaling_rows, folder: [])
    whole = {"machine": {}, "versions": {}, "quick": False}
    found = {"kernels": {**whole, "rows": [{**row, "date": "2000-01-01"} for row in ROWS]}}
    text = page.PAGE.read_text(encoding="utf-8")
    for name, lines in page.parts(found).items():
        assert lines[-1] in page.replaced(text, name, lines)


def test_words_are_groups_or_rows() -> None:
    known = {"kernels": ("lu", "lu_pivots"), "ml": ("mlp",), "targets": ("4 lu",)}
    assert chosen([], known) == known
    assert chosen(["ml"], known) == {"ml": ("mlp",)}
    assert chosen(["lu"], known) == {"kernels": ("lu",)}
    assert chosen(["pivots", "4"], known) == {"kernels": ("lu_pivots",), "targets": ("4 lu",)}
    assert chosen(["pivots", "kernels"], known) == {"kernels": ("lu_pivots",)}
    with pytest.raises(CannotRun, match="'mlp' is neither a group"):
        chosen(["kernels", "mlp"], known)


def test_an_unknown_name_is_one_line_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no_such_row"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("python -m benchmarks: 'no_such_row' is neither a group")
    assert error.count("\n") == 1


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed")
def test_charts_of_the_same_figures_are_the_same_files(tmp_path: Path) -> None:
    cells = {
        "name": "cells",
        "points": [{"n": 10, "seconds": {"numpy gradient": 2.0, "numpy primal": 1.0}}],
        "notes": {},
    }
    rows = [growth(1.0), cells, memory(800)]
    made = charts.draw(ROWS, rows, tmp_path / "a")
    assert [path.name for path in made] == [
        "gradient_numpy.svg",
        "gradient_compiled.svg",
        "against.svg",
        "growth.svg",
        "tape.svg",
    ]
    again = charts.draw(ROWS, rows, tmp_path / "b")
    assert [path.read_bytes() for path in made] == [path.read_bytes() for path in again]
