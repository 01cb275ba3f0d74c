"""The text that the compiler emits, kept to the letter; and the texts go through the compiler once more.

`pytest tests/golden --update-golden` writes what is emitted now into the cases; read the difference before keeping it.
A case sets `FUNCTION`, `ARGS`, and as it needs `WRT`, `OF`, `HEAD`, `TANGENTS` (a tangent case), `MUST`, `MUST_NOT`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcxform as api
from tests import oracle
from tests.casefile import Case, cases_in
from tests.hazards.outcome import assert_right
from tests.programs.program import Program

CASES = cases_in(Path(__file__).parent / "cases")
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_adjoint = pytest.mark.parametrize(
    "case", [case for case in CASES if "TANGENTS" not in case.program], ids=lambda case: case.name
)


def emitted(case: Case) -> tuple[str, str]:
    """The marker and the text that the compiler emits for a case."""
    names = case.namespace()
    function, args = names[names["FUNCTION"]], tuple(oracle.copied(arg) for arg in names["ARGS"])
    if "TANGENTS" in names:
        wrapped = api.differentiable(function)
        api.jvp(wrapped, args, names["TANGENTS"], of=names.get("OF"))
        return "tangent", wrapped.tangent_source
    gradient = api.grad(function, wrt=names.get("WRT", 0), of=names.get("OF"))
    gradient(*args, **({"head": names["HEAD"]} if "HEAD" in names else {}))
    return "adjoint", gradient.source


def first_defined(text: str) -> str:
    """The name of the first function of a text: the derivative that was asked for."""
    found = re.search(r"^def (\w+)\(", text, re.MULTILINE)
    assert found, text
    return found.group(1)


def program_of(case: Case) -> Program:
    """The case as a program that the oracle judges."""
    names = case.namespace()
    wrt = names.get("WRT", 0)
    return Program(
        names[names["FUNCTION"]], names["ARGS"], of=names.get("OF"), wrt=wrt if isinstance(wrt, tuple) else (wrt,)
    )


@every_case
def test_emitted_text(case: Case, update_golden: bool) -> None:
    marker, text = emitted(case)
    if update_golden:
        case.rewritten({marker: text})
        return
    assert marker in case.expected, "no expected text: run with --update-golden"
    assert text.strip("\n") == case.expected[marker]


@every_case
def test_what_must_hold(case: Case) -> None:
    names, (_, text) = case.namespace(), emitted(case)
    code = "\n".join(line.split("#")[0] for line in text.splitlines())
    for part in names.get("MUST", ()):
        assert re.search(part, code), f"not found: {part}\n{text}"
    for part in names.get("MUST_NOT", ()):
        assert not re.search(part, code), f"found: {part}\n{text}"


@every_case
def test_same_text_every_time(case: Case) -> None:
    assert emitted(case) == emitted(case)


@every_case
def test_derivative_is_right(case: Case) -> None:
    program = program_of(case)
    assert_right(program.function, program)


@every_case
def test_text_runs_on_its_own(case: Case) -> None:
    _, text = emitted(case)
    namespace: dict[str, Any] = {}
    exec(compile(text, "<golden>", "exec"), namespace)
    assert callable(namespace[first_defined(text)])


def second_program(case: Case) -> tuple[Any, Program]:
    """The emitted adjoint as a program of its own: the compiler's function, and the one that plain Python runs."""
    names, (_, text) = case.namespace(), emitted(case)
    name = first_defined(text)
    namespace: dict[str, Any] = {}
    exec(compile(text, "<golden>", "exec"), namespace)
    program = program_of(case)
    primal = program.output([oracle.copied(arg) for arg in program.args])
    head = names.get("HEAD", oracle.drawn_like(primal, np.random.default_rng(5)))
    args = (*names["ARGS"], head)
    positions = tuple(i for i, arg in enumerate(args) if any(True for _ in oracle.leaves(arg)))
    return api.from_source(text, name), Program(namespace[name], args, wrt=positions, step=1e-3)


@every_adjoint
def test_adjoint_is_differentiated_again(case: Case) -> None:
    function, program = second_program(case)
    if "REFUSED_AGAIN" in case.namespace():
        with pytest.raises(api.SrcxformError, match=case.namespace()["REFUSED_AGAIN"]):
            api.vjp(function, *program.args)
        return
    assert_right(function, program)


@every_adjoint
def test_gradient_of_gradient(case: Case) -> None:
    """`grad(grad(f))`: the gradient of the sum of the gradient."""
    program = program_of(case)
    if program.of is not None or len(program.positions) != 1 or not isinstance(primal_of(program), float):
        pytest.skip("for scalar functions of one argument")
    position = program.positions[0]
    if "REFUSED_AGAIN" in case.namespace():
        with pytest.raises(api.SrcxformError, match=case.namespace()["REFUSED_AGAIN"]):
            api.grad(api.grad(program.function, wrt=position), wrt=position)(*program.args)
        return
    inner = api.grad(program.function, wrt=position)
    found = api.grad(inner, wrt=position)(*program.args)
    expected, _ = oracle.gradient(
        lambda values: float(np.sum(inner(*with_value(program, values[0])))), program.inputs, 1e-3
    )
    np.testing.assert_allclose(oracle.flat(found), expected, rtol=1e-6, atol=1e-6)


def primal_of(program: Program) -> Any:
    return program.output([oracle.copied(arg) for arg in program.args])


def with_value(program: Program, value: Any) -> list[Any]:
    return oracle.with_chosen(program.args, program.positions, (value,))
