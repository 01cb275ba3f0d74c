"""docs/rules.md is what the registry says; `python docs/rules_page.py` writes it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"


def generator() -> ModuleType:
    """The script that makes the page, as a module."""
    spec = importlib.util.spec_from_file_location("rules_page", DOCS / "rules_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE = generator()
WRITTEN = (DOCS / "rules.md").read_text(encoding="utf-8")


def test_the_page_is_current() -> None:
    """With the versions that the page names; with others it can be made at least."""
    made = MADE.page()
    assert "- **zero**: " in made
    assert "`cholesky`" in made
    if MADE.MADE.format(MADE.versions()) in WRITTEN:
        assert made == WRITTEN, "run: python docs/rules_page.py"


@pytest.mark.parametrize(
    ("name", "expected"), [(np.sin, "np.sin"), (np.linalg.solve, "np.linalg.solve"), (max, "max"), (np.sum, "np.sum")]
)
def test_names(name: object, expected: str) -> None:
    assert MADE.name_of(name) == expected


def test_every_differentiated_function_serves_both_modes() -> None:
    rules = [rule for rule in MADE.registered() if rule.kind != "nondifferentiable"]
    assert {rule.modes for rule in rules} == {("reverse", "forward")}
