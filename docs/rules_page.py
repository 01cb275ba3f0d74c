"""Writes rules.md, the table of all derivative rules, from the registry: `python docs/rules_page.py`."""

from __future__ import annotations

import textwrap
from pathlib import Path

import srcxform.rules.library  # noqa: F401 - registers the rules
from srcxform import runtime
from srcxform.rules.registry import Rule, registered

PAGE = Path(__file__).parent / "rules.md"

HEADER = """\
# Derivative rules

Every function that the compiler can differentiate through without reading its source. The page is made from the
registry by `python docs/rules_page.py`, and a test compares the two.

| kind | what is written down | what follows from it |
|---|---|---|
| elementwise | a partial derivative for each argument | both modes; broadcasting, dtype and complex conjugation |
| linear | the transpose | the tangent is the function itself |
| general | an adjoint and a tangent | nothing |
| nondifferentiable | that the derivative is zero, or that the result holds no floats | |

Methods of arrays (`x.sum(axis=0)`) and operators (`x @ y`) have the rules of the functions that they stand for. NumPy
gives some functions two names; the table has the one that the function calls itself (`absolute` for `np.abs`).
"""
TABLE = "| function | kind | modes | file |\n|---|---|---|---|\n"
AREAS = {
    "differentiated": f"\n## Functions with a derivative\n\n{TABLE}",
    "helpers": (
        "\n## Helpers of generated code\n\nThey stand in the text of adjoints, so they have rules too: "
        f"for second derivatives.\n\n{TABLE}"
    ),
    "nondifferentiable": "\n## Functions with derivative zero, or without floats in the result\n\n",
}


def page() -> str:
    """The whole text of the page."""
    return HEADER + "".join(head + "".join(f"{row}\n" for row in rows(area)) for area, head in AREAS.items())


def rows(area: str) -> list[str]:
    """The lines of one section, sorted by the name of the function."""
    found = [rule for rule in registered() if area_of(rule) == area]
    if area == "nondifferentiable":
        return textwrap.wrap(", ".join(sorted({f"`{name_of(rule.primitive)}`" for rule in found}, key=str.lower)), 110)
    return sorted({_row(rule) for rule in found}, key=str.lower)


def area_of(rule: Rule) -> str:
    """Which table a rule belongs to."""
    if getattr(rule.primitive, "__module__", None) == runtime.__name__:
        return "helpers"
    return "nondifferentiable" if rule.kind == "nondifferentiable" else "differentiated"


def _row(rule: Rule) -> str:
    return f"| {' | '.join([f'`{name_of(rule.primitive)}`', rule.kind, modes(rule), file_of(rule)])} |"


def name_of(primitive: object) -> str:
    """The public name of a primitive: `np.sin`, `operator.add`, `max`."""
    module = (getattr(primitive, "__module__", None) or "numpy").removeprefix("_")
    name = getattr(primitive, "__qualname__", None) or getattr(primitive, "__name__", repr(primitive))
    if module == "builtins":
        return name
    module = ".".join(part for part in module.split(".") if not part.startswith("_"))
    shown = module.removeprefix("srcxform.") if module.startswith("srcxform") else module.replace("numpy", "np", 1)
    return f"{shown}.{name}"


def modes(rule: Rule) -> str:
    """The modes in which a derivative flows through."""
    if rule.kind == "nondifferentiable":
        return ""
    if rule.kind in ("elementwise", "linear"):
        return "reverse, forward"
    return ", ".join(mode for mode, written in (("reverse", rule.adjoint), ("forward", rule.tangent)) if written)


def file_of(rule: Rule) -> str:
    """The file in srcxform/rules that holds the rule."""
    written = rule.partials or rule.adjoint or rule.tangent
    return "" if written is None else written.__module__.rpartition(".")[2]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
