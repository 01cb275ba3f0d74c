"""docs/rules.md is what the registry says; `python docs/rules_page.py` writes it."""

from __future__ import annotations

import importlib.util
import re
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


def entries(text: str) -> set[str]:
    """The rows of the tables, and the names in the last list."""
    tables, _, names = text.partition(MADE.AREAS["nondifferentiable"])
    return {line for line in tables.splitlines() if line.startswith("| `")} | set(re.findall(r"`[^`]+`", names))


def exists(entry: str) -> bool:
    """Whether this NumPy has the function of an entry: the page was made with a newer one, perhaps."""
    name = re.findall(r"`([^`]+)`", entry)[0]
    place: object = np
    for part in name.split(".")[1:] if name.startswith("np.") else []:
        place = getattr(place, part, None)
    return place is not None


def test_the_page_is_current() -> None:
    missing, stale = entries(MADE.page()) - entries(WRITTEN), entries(WRITTEN) - entries(MADE.page())
    assert not missing, "run: python docs/rules_page.py"
    assert not {entry for entry in stale if exists(entry)}, "run: python docs/rules_page.py"


@pytest.mark.parametrize(
    ("name", "expected"), [(np.sin, "np.sin"), (np.linalg.solve, "np.linalg.solve"), (max, "max"), (np.sum, "np.sum")]
)
def test_names(name: object, expected: str) -> None:
    assert MADE.name_of(name) == expected


def test_every_differentiated_function_serves_both_modes() -> None:
    rules = [rule for rule in MADE.registered() if rule.kind != "nondifferentiable"]
    assert {MADE.modes(rule) for rule in rules} == {"reverse, forward"}
