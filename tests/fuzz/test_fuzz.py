"""Random programs from fixed seeds: none may get a wrong gradient, and few may be refused."""

from __future__ import annotations

import ast
import os
from typing import Any

import pytest

import srcxform
from tests import oracle
from tests.fuzz.judge import REFUSED, REJECTED, RIGHT, WRONG, Verdict, arguments, judge, primal
from tests.fuzz.run import verdict_of
from tests.fuzz.shrink import shrunk
from tests.fuzz.topics import TOPICS, program_text, topics_of

PROGRAMS = int(os.environ.get("SRCXFORM_FUZZ_PROGRAMS", "250"))
CHUNK = 25
OF_EACH_TOPIC = int(os.environ.get("SRCXFORM_FUZZ_TOPIC_PROGRAMS", "15"))
MOST_REFUSED = 0.05


@pytest.mark.parametrize("first", range(0, PROGRAMS, CHUNK))
def test_no_wrong_gradient(first: int) -> None:
    verdicts = {seed: verdict_of(seed) for seed in range(first, min(first + CHUNK, PROGRAMS))}
    failures = {seed: verdict for seed, verdict in verdicts.items() if verdict.is_failure}
    assert not failures, "\n\n".join(f"seed {s}: {v.reason}\n{program_text(s)}" for s, v in failures.items())


@pytest.mark.parametrize("topic", TOPICS)
def test_no_wrong_gradient_in_topic(topic: str) -> None:
    verdicts = {seed: verdict_of(seed, (topic,)) for seed in range(OF_EACH_TOPIC)}
    failures = {seed: verdict for seed, verdict in verdicts.items() if verdict.is_failure}
    assert not failures, "\n\n".join(f"seed {s}: {v.reason}\n{program_text(s, (topic,))}" for s, v in failures.items())


def test_few_programs_are_refused() -> None:
    verdicts = [verdict_of(seed) for seed in range(100)]
    judged = [verdict for verdict in verdicts if verdict.kind != REJECTED]
    refused = [verdict.reason for verdict in judged if verdict.kind == REFUSED]
    assert len(refused) <= MOST_REFUSED * len(judged), "\n".join(refused)


def test_same_seed_same_program() -> None:
    assert program_text(3) == program_text(3) != program_text(4)


def test_programs_are_valid_python() -> None:
    for seed in range(50):
        ast.parse(program_text(seed))
        compile(program_text(seed, tuple(TOPICS)), "<program>", "exec")


@pytest.mark.parametrize("topic", TOPICS)
def test_programs_of_a_topic_can_be_judged(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.judge.differentiated", lambda question: Verdict(RIGHT))
    verdicts = [verdict_of(seed, (topic,)) for seed in range(40)]
    assert sum(verdict.kind == REJECTED for verdict in verdicts) <= 4


def test_programs_have_a_few_topics_and_arguments_of_their_own() -> None:
    counts = {len(topics_of(seed, tuple(TOPICS))) for seed in range(50)}
    assert counts == {1, 2, 3}
    assert topics_of(0, ("plain",)) == ()
    text = next(text for text in map(lambda seed: program_text(seed, ("containers",)), range(50)) if "extra(" in text)
    assert len(arguments(0, primal(text, "f"))) == 6


NESTED = """def f(s):
    try:
        with s:
            match s:
                case 1:
                    s = 3.25
    except ValueError:
        s = {'a': [s, s], 'b': 0.5}
    finally:
        pass
    return s
"""


def test_shrinking_opens_every_block() -> None:
    assert shrunk(NESTED, lambda candidate: "3.25" in candidate) == "def f(s):\n    s = 3.25"
    assert len(shrunk(NESTED, lambda candidate: "'a'" in candidate)) < 40


@pytest.mark.parametrize(("which", "factor"), [("value_and_grad", 1.001), ("jvp", 0.999)])
def test_judge_notices_a_small_error(monkeypatch: pytest.MonkeyPatch, which: str, factor: float) -> None:
    text = "import numpy as np\n\n\ndef f(s, t, u, v, a):\n    return s * t + np.sum(u * v)\n"
    assert judge(text, 0).kind == RIGHT
    right = getattr(srcxform, which)

    def scaled(value: Any) -> Any:
        return oracle.rebuilt(value, lambda leaf: leaf * factor)

    if which == "jvp":
        monkeypatch.setattr(srcxform, which, lambda *args, **options: (right(*args)[0], scaled(right(*args)[1])))
    else:
        monkeypatch.setattr(srcxform, which, lambda *args, **options: _scaled_gradient(right(*args, **options), scaled))
    assert judge(text, 0).kind == WRONG


def _scaled_gradient(call: Any, scaled: Any) -> Any:
    def wrong(*args: Any, **options: Any) -> Any:
        value, gradient = call(*args, **options)
        return value, scaled(gradient)

    return wrong


ABSORBING = """import numpy as np

def f(s, t, u, v, a):
    b = u * 1e20
    return np.sum(v * (b - (a[0] + b)))
"""


def test_judge_knows_that_rounding_hides_arguments() -> None:
    verdict = judge(ABSORBING, 1)
    assert (verdict.kind, verdict.reason.split()[0]) == (REJECTED, "rounding")
