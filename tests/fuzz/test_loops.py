"""Random nests of loops over elements: none may get a wrong gradient; and the judge notices a prover that errs."""

from __future__ import annotations

import ast
import os

import pytest

from srcxform.analyses.elements import Elements
from tests.fuzz.judge import REJECTED, WRONG
from tests.fuzz.loops import program_text, verdict_of

PROGRAMS = int(os.environ.get("SRCXFORM_FUZZ_PROGRAMS", "50"))
CHUNK = 25


@pytest.mark.parametrize("first", range(0, PROGRAMS, CHUNK))
def test_no_wrong_gradient(first: int) -> None:
    verdicts = {seed: verdict_of(seed) for seed in range(first, min(first + CHUNK, PROGRAMS))}
    failures = {seed: verdict for seed, verdict in verdicts.items() if verdict.is_failure}
    assert not failures, "\n\n".join(f"seed {s}: {v.reason}\n{program_text(s)}" for s, v in failures.items())
    assert sum(verdict.kind == REJECTED for verdict in verdicts.values()) <= CHUNK // 5


def test_programs_are_python_and_the_same_every_time() -> None:
    for seed in range(50):
        ast.parse(program_text(seed))
        assert program_text(seed) == program_text(seed)


def test_a_prover_that_errs_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Elements, "_meet", lambda *_: False)
    assert any(verdict_of(seed).kind == WRONG for seed in range(20))
