"""docs/language.md is what the table of the language says, and every example of it does what the page says."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import sys
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import srcxform
from srcxform.frontend.language import LANGUAGE, Row
from tests import oracle
from tests.hazards.outcome import assert_right
from tests.programs.program import Program, numbers

DOCS = Path(__file__).parent.parent.parent / "docs"
WRITTEN = (DOCS / "language.md").read_text(encoding="utf-8")
NEW_SYNTAX = {"TypeAlias": (3, 12), "TemplateStr": (3, 14), "Interpolation": (3, 14)}
# An example may want a number, a vector or a matrix: the first with which plain Python runs it is taken.
SAMPLES: tuple[Any, ...] = (0.7, numbers(3, seed=1), numbers(3, 3, seed=2), [0.7, 1.2], {"a": 0.7, "b": 1.2})


def generator() -> ModuleType:
    """The script that makes the page, as a module."""
    spec = importlib.util.spec_from_file_location("language_page", DOCS / "language_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_current() -> None:
    assert WRITTEN == generator().page(WRITTEN), "run: python docs/language_page.py"


def text_of(row: Row, result: str = "x") -> str:
    """The example as a function of `x`, in a module that has a global `g`."""
    lines = [row.example, f"return {result}"]
    return "import numpy as np\n\ng = 2.0\n\ndef f(x):\n" + textwrap.indent("\n".join(lines), "    ") + "\n"


def sample_for(function: Any) -> Any:
    """An argument with which the example runs and gives floats; None where there is none."""
    for sample in SAMPLES:
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()), np.errstate(all="raise"):
            if any(True for _ in oracle.leaves(function(oracle.copied(sample)))):
                return sample
    return None


def runnable(row: Row) -> tuple[Any, Any]:
    """The example as a function of what it computes, `y` where that holds floats, else `x`; and an argument for it."""
    for result in ("y", "x"):
        function = srcxform.from_source(text_of(row, result), "f")
        sample = sample_for(function.primal)
        if sample is not None:
            return function, sample
    raise AssertionError("no sample fits the example")


def identity(row: Row) -> str:
    return f"{row.kind}: {row.note}"


@pytest.mark.parametrize("row", [row for row in LANGUAGE if row.accepted], ids=identity)
def test_accepted_example_is_differentiated(row: Row) -> None:
    if sys.version_info < NEW_SYNTAX.get(row.kind, (3, 11)):
        pytest.skip("syntax of a later Python")
    function, sample = runnable(row)
    with contextlib.redirect_stdout(io.StringIO()):
        assert_right(function, Program(function.primal, (sample,)))


@pytest.mark.parametrize("row", [row for row in LANGUAGE if not row.accepted], ids=identity)
def test_refused_example_is_refused(row: Row) -> None:
    if sys.version_info < NEW_SYNTAX.get(row.kind, (3, 11)):
        pytest.skip("syntax of a later Python")
    function = srcxform.from_source(text_of(row), "f")
    with pytest.raises(srcxform.SrcxformError) as caught:
        srcxform.grad(function)(0.7)
    assert row.why in str(caught.value)
    assert "\ninstead: " in str(caught.value)


def test_the_page_shows_every_row() -> None:
    made = generator()
    for row in LANGUAGE:
        assert made.shown(row.example) in WRITTEN
        assert made.cell(row.note) in WRITTEN
