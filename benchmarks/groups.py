"""The groups that `python -m benchmarks` runs: for each the names of its rows, and how they are measured."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import rules, scaling, targets
from benchmarks.kernels import kernels
from benchmarks.peers import reason
from benchmarks.run import QUICK, Plan, Row, Say

ROOT = Path(__file__).parents[1]
HARD_LIMIT = 1200.0
"""Seconds for one kernel, all of it; only what no alarm can stop takes so long."""


@dataclass(frozen=True)
class Group:
    """`measure` takes names of rows and whether to be quick, and gives rows, each with its `name`."""

    names: Callable[[], tuple[str, ...]]
    measure: Callable[[Sequence[str], bool, Say], Iterator[Row]]


def kernel_names(group: str) -> tuple[str, ...]:
    """The kernels of a group; each is in the file of its name."""
    return tuple(kernel.name for kernel in kernels() if kernel.group == group)


def measure_kernels(names: Sequence[str], is_quick: bool, say: Say) -> Iterator[Row]:
    """Each in a process of its own."""
    for number, name in enumerate(names, 1):
        say(f"[{number}/{len(names)}] {name}")
        yield kernel_row(name, is_quick)


def kernel_row(name: str, is_quick: bool) -> Row:
    """The row; or one with an error, where its process failed."""
    command = [sys.executable, "-m", "benchmarks.run", name, *(["--quick"] if is_quick else [])]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=HARD_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return {"name": name, "error": f"not done in {HARD_LIMIT:.0f} s"}
    if done.returncode != 0:
        return {"name": name, "error": f"its process ended with {done.returncode}"}
    row: Row = json.loads(done.stdout.splitlines()[-1])
    return row


def measure_scaling(names: Sequence[str], is_quick: bool, say: Say) -> Iterator[Row]:
    plan = QUICK if is_quick else replace(Plan(), total=3.0)
    for name in names:
        say(name)
        yield from rows_or_error(name, lambda name=name: [scaling.ROWS[name](plan, say, is_quick)])  # type: ignore[misc]


def measure_rules(names: Sequence[str], is_quick: bool, say: Say) -> Iterator[Row]:
    """The rows of `rules` at both sizes."""
    peers = rules.installed()
    rounds = 5 if is_quick else 20
    for row in (row for row in rules.ROWS if row.name in names):
        say(row.name)
        yield from rows_or_error(
            row.name,
            lambda row=row: [rules.measured(row, size, peers, rounds) for size in row.sizes],  # type: ignore[misc]
        )


def measure_targets(names: Sequence[str], is_quick: bool, say: Say) -> Iterator[Row]:
    """The rows of `targets`."""
    for name in names:
        say(name)
        yield from rows_or_error(name, lambda name=name: target_rows(name, 5 if is_quick else 30))  # type: ignore[misc]


def target_rows(name: str, rounds: int) -> list[Row]:
    """The rows of one target, one for each size."""
    chosen = tuple(target for target in targets.TARGETS if target.name == name)
    found = targets.tangent_rows(rounds) if name == targets.TANGENT else targets.rows(chosen, rounds)
    keys = ("name", "size", "generated", "by hand", "ratio", "ratio_of_fastest")
    return [dict(zip(keys, row, strict=True)) for row in found]


def rows_or_error(name: str, measured: Callable[[], list[Row]]) -> list[Row]:
    """The rows with their name; where measuring fails, one with the error: the other rows are measured all the same."""
    try:
        return [{"name": name, **row} for row in measured()]
    except Exception as error:
        return [{"name": name, "error": reason(error)}]


GROUPS = {
    "kernels": Group(lambda: kernel_names("kernels"), measure_kernels),
    "ml": Group(lambda: kernel_names("ml"), measure_kernels),
    "scaling": Group(lambda: tuple(scaling.ROWS), measure_scaling),
    "rules": Group(lambda: tuple(row.name for row in rules.ROWS), measure_rules),
    "targets": Group(lambda: (*(target.name for target in targets.TARGETS), targets.TANGENT), measure_targets),
}
