"""`python -m srcxform coverage`: each public function has a status, and what is left out has a reason."""

from __future__ import annotations

import numpy as np
import pytest

from srcxform.rules import left_out
from srcxform.rules.registry import Rule, definition, no_rule
from srcxform.tools import coverage
from srcxform.tools.cli import main

NUMPY_AND_PYTHON = [*coverage.PYTHON, *coverage.NUMPY]
needs_scipy = pytest.mark.skipif(not coverage.has_scipy(), reason="SciPy is not installed")


def without_status(*namespaces: str) -> list[str]:
    return [row.name for row in coverage.rows(namespaces) if row.status == "nothing"]


def test_every_function_of_numpy_and_python_has_a_status() -> None:
    assert without_status("numpy", "math", "cmath", "statistics", "builtins", "operator") == []


@needs_scipy
@pytest.mark.parametrize("namespace", [name for name in coverage.SCIPY if name != coverage.DISTRIBUTIONS])
def test_every_function_of_scipy_has_a_status(namespace: str) -> None:
    assert without_status(namespace) == []


def test_every_rule_and_definition_serves_both_modes() -> None:
    rows = [row for row in coverage.rows() if row.status in ("rule", "definition")]
    assert {row.modes for row in rows} == {("reverse", "forward")}


def test_what_is_left_out_has_a_reason() -> None:
    assert all(row.reason for row in coverage.rows() if row.status in ("left out", "not of floats"))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("numpy.linalg.cholesky", "rule"),
        ("numpy.percentile", "rule"),
        ("numpy.fill_diagonal", "definition"),
        ("numpy.floor", "zero"),
        ("numpy.loadtxt", "not of floats"),
        ("numpy.asmatrix", "left out"),
        ("numpy.ndarray.sum", "rule"),
        ("numpy.ufunc.reduce", "definition"),
        ("numpy.random.Generator.poisson", "left out"),
        ("numpy.random.standard_normal", "not of floats"),
        ("math.sin", "rule"),
        ("builtins.zip", "compiler"),
        ("builtins.eval", "left out"),
        ("operator.iadd", "definition"),
    ],
)
def test_status(name: str, status: str) -> None:
    namespace = name.rpartition(".")[0]
    found = {row.name: row.status for row in coverage.rows([namespace])}
    assert found[name] in (status, "definition" if status == "rule" else status)


def test_classes_that_are_types_of_values_are_not_listed() -> None:
    names = {row.name for row in coverage.rows(["numpy", "builtins", "statistics"])}
    assert not names & {"numpy.exceptions", "numpy.dtypes", "builtins.ValueError", "statistics.LinearRegression"}
    assert {"numpy.vectorize", "builtins.dict"} <= names


def test_a_definition_that_refuses_every_call_is_left_out() -> None:
    def refusing(x: object) -> object:
        """Refuses."""
        return no_rule("it cannot be done", "do without")

    def sometimes(x: object) -> object:
        return no_rule("not for None") if x is None else x

    assert coverage.refusal_of(Rule(np.sin, "definition", definition=refusing)) == "it cannot be done: do without"
    assert coverage.refusal_of(Rule(np.sin, "definition", definition=sometimes)) == ""


def test_command_prints_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "numpy.linalg", "math"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[-4].split()[:4] == ["namespace", "rule", "definition", "zero"]
    assert printed[-1].startswith("total")
    assert main(["coverage", "math", "--all"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["math.sin", "rule", "reverse,", "forward"] in lines


def test_command_prints_what_is_left_out_of_a_namespace(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "np.random.Generator"]) == 0
    printed = capsys.readouterr().out
    assert "numpy.random.Generator.poisson" in printed
    assert "draws whole numbers" in printed


def test_command_does_not_know_every_namespace(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "torch"]) == 2
    assert "no namespace 'torch'" in capsys.readouterr().err


def test_a_name_without_status_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "_functions_of", lambda namespace: [("new_function", definition)])
    assert main(["coverage", "math"]) == 1


def test_scipy_that_is_missing_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(coverage, "has_scipy", lambda: False)
    assert main(["coverage", "scipy.linalg", "math"]) == 0
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert "SciPy is not installed" in captured.err
    assert "scipy.linalg" not in captured.out


def test_reasons_are_found_by_the_object() -> None:
    assert "whole numbers" in left_out.why_left_out(np.random.default_rng(0).poisson)
    assert "whole numbers" in left_out.why_left_out(np.random.poisson)
    assert "np.matrix" in left_out.why_left_out(np.asmatrix)
    assert left_out.why_left_out(np.sin) == ""
    assert left_out.why_left_out(len) == ""


@needs_scipy
def test_reasons_of_scipy_are_found_by_the_object() -> None:
    from scipy import special, stats

    coverage.rows(["scipy.special", "scipy.stats"])
    assert "object" in left_out.why_left_out(special.jacobi)
    assert "search" in left_out.why_left_out(stats.norm.fit)


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("its bases turn: use `qr`", ("its bases turn", "use `qr`")),
        ("use `qr`", ("", "use `qr`")),
        ("an estimate; write `f` itself", ("an estimate", "write `f` itself")),
        ("of whole numbers: none is a float", ("of whole numbers: none is a float", "")),
        ("draws whole numbers: how likely each is changes", ("draws whole numbers: how likely each is changes", "")),
    ],
)
def test_reasons_are_taken_apart(reason: str, parts: tuple[str, str]) -> None:
    assert left_out.advice_in(reason) == parts
