"""The loops of random programs, run by Python, give what the NumPy backend gives; and the judge notices when not."""

from __future__ import annotations

import pytest

pytest.importorskip("numba")

from srcxform.backends.machine.lowering import Lowering
from tests.fuzz import loops, run
from tests.fuzz.judge import RIGHT, WRONG

PROGRAMS = 12


def test_no_wrong_loops() -> None:
    verdicts = {seed: loops.verdict_of(seed, machine=True) for seed in range(PROGRAMS)}
    failures = {seed: verdict for seed, verdict in verdicts.items() if verdict.is_failure}
    assert not failures, "\n\n".join(f"seed {s}: {v.reason}\n{loops.program_text(s)}" for s, v in failures.items())


def test_no_wrong_gradient() -> None:
    verdicts = {seed: run.verdict_of(seed, ("plain",), judged="machine") for seed in range(PROGRAMS)}
    failures = {seed: verdict for seed, verdict in verdicts.items() if verdict.is_failure}
    assert not failures, "\n\n".join(f"seed {s}: {v.reason}\n{run.program_text(s)}" for s, v in failures.items())
    assert sum(verdict.kind == RIGHT for verdict in verdicts.values()) > PROGRAMS // 2


def test_stores_that_overtake_reads_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lowering, "_writes", lambda *_: False)
    assert any(loops.verdict_of(seed, machine=True).kind == WRONG for seed in range(20))
