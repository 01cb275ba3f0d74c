"""Writes rules.md, what becomes of each public function, from the registry: `python docs/rules_page.py`."""

from __future__ import annotations

import importlib.metadata
import platform
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from srcxform import runtime
from srcxform.rules.registry import Rule, registered
from srcxform.tools.coverage import DISTRIBUTIONS, STATUSES, Row, counts, rows

PAGE = Path(__file__).parent / "rules.md"

HEADER = """\
# Derivative rules

What becomes of each public function that numerical programs call. `python -m srcxform coverage` prints the same for the
libraries that are installed, and `python -m srcxform coverage scipy.linalg` what a namespace leaves out, and why.

{made}

| kind | what is written down | what follows from it |
|---|---|---|
| elementwise | a partial derivative for each argument | both modes; broadcasting, dtype and complex conjugation |
| linear | the transpose | the tangent is the function itself |
| general | an adjoint and a tangent | nothing |
| definition | what the function is in simpler functions, read in its place | both modes |
| nondifferentiable | that the derivative is zero, or that the result holds no floats | |

Every rule serves both modes, and derivatives of any order: the rules are written in functions that have rules. The
files are those in `srcxform/rules/`. Methods of arrays (`x.sum(axis=0)`) and operators (`x @ y`) have the rules of the
functions that they stand for. What happens at kinks is in [limits](limits.md#points-without-a-derivative), and how to
write a rule of your own in [custom rules](custom_rules.md).

## Counts

"""
MADE = "Made with {} by `python docs/rules_page.py`; a test compares the two."
LEGEND = "\n".join(f"- **{status}**: {meaning}" for status, meaning in STATUSES.items() if status != "nothing")


def versions() -> str:
    """What the page depends on."""
    found = [f"{name} {_version(name)}" for name in ("numpy", "scipy")]
    return ", ".join([f"Python {'.'.join(platform.python_version_tuple()[:2])}", *found])


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "(missing)"


def page() -> str:
    """The whole text of the page."""
    every = rows()
    parts = [HEADER.format(made=MADE.format(versions())), count_table(every), "\n", LEGEND, "\n"]
    for namespace in dict.fromkeys(row.namespace for row in every):
        inside = [row for row in every if row.namespace == namespace]
        parts.append(distributions(inside) if namespace == DISTRIBUTIONS else section(namespace, inside))
    return "".join([*parts, helpers()])


def count_table(every: Sequence[Row]) -> str:
    """How many functions of each namespace have each status."""
    shown = [status for status in STATUSES if status != "nothing" or any(row.status == status for row in every)]
    table = [*counts(every).items(), ("total", Counter(row.status for row in every))]
    lines = [f"| namespace | {' | '.join(shown)} | total |", f"|---|{'---:|' * (len(shown) + 1)}"]
    for name, count in table:
        cells = [f"{count[status] or ''}" for status in shown]
        lines.append(f"| {name} | {' | '.join(cells)} | {sum(count.values())} |")
    return "\n".join(lines) + "\n"


def section(namespace: str, inside: Sequence[Row]) -> str:
    """The functions of one namespace: by the file of the rule, and by the reason where there is none."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in sorted(inside, key=_order):
        groups[_heading(row)].append(row.name.removeprefix(f"{namespace}."))
    lines = [entry(f"{heading}: ", names) for heading, names in groups.items()]
    return f"\n## {namespace}\n\n" + "\n".join(lines) + "\n"


def _order(row: Row) -> tuple[int, str, str]:
    return list(STATUSES).index(row.status), _heading(row).lower(), row.name.lower()


def _heading(row: Row) -> str:
    """What stands before the names of a group."""
    if row.rule is not None and row.status in ("rule", "definition"):
        return f"{row.rule.kind}, in `{file_of(row.rule)}`"
    if row.status == "rule":
        return "by the function of the same name"
    short = {"compiler": "read by the compiler", "zero": "derivative zero, or no floats in the result"}
    return short.get(row.status, f"{row.status} ({row.reason})" if row.reason else row.status)


def entry(start: str, names: Iterable[str]) -> str:
    """A point of a list, wrapped."""
    text = f"- {start}" + ", ".join(f"`{name}`" for name in names)
    return "\n".join(textwrap.wrap(text, 118, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False))


def distributions(inside: Sequence[Row]) -> str:
    """The methods of distributions, and for which ones they have what status."""
    groups: dict[str, dict[str, list[str]]] = {}
    for row in sorted(inside, key=lambda row: (list(STATUSES).index(row.status), row.reason, row.name)):
        name, _, method = row.name.partition(".")
        heading = row.status if not row.reason else f"{row.status} ({row.reason})"
        groups.setdefault(heading, {}).setdefault(method, []).append(name)
    lines = []
    for heading, methods in groups.items():
        owners: dict[tuple[str, ...], list[str]] = {}
        for method, names in methods.items():
            owners.setdefault(tuple(names), []).append(method)
        lines += [f"\n**{heading}**\n", *(entry(_of(names), those) for names, those in owners.items())]
    return f"\n## {DISTRIBUTIONS}\n" + "\n".join(lines) + "\n"


def _of(names: Sequence[str]) -> str:
    return f"{len(names)} distributions: " if len(names) > 12 else ", ".join(f"`{name}`" for name in names) + ": "


def helpers() -> str:
    """Helpers of generated code."""
    found = sorted({name_of(rule.primitive) for rule in registered() if is_helper(rule)}, key=str.lower)
    text = "They stand in the text of adjoints, so they have rules too, for second derivatives.\n\n"
    return f"\n## Helpers of generated code\n\n{text}{entry('', found)}\n"


def is_helper(rule: Rule) -> bool:
    """Whether a rule is for a helper of generated code."""
    return getattr(rule.primitive, "__module__", None) == runtime.__name__


def name_of(primitive: object) -> str:
    """The public name of a primitive: `np.sin`, `operator.add`, `max`."""
    module = (getattr(primitive, "__module__", None) or "numpy").removeprefix("_")
    name = getattr(primitive, "__qualname__", None) or getattr(primitive, "__name__", repr(primitive))
    if module == "builtins":
        return name
    module = ".".join(part for part in module.split(".") if not part.startswith("_"))
    shown = module.removeprefix("srcxform.") if module.startswith("srcxform") else module.replace("numpy", "np", 1)
    return f"{shown}.{name}"


def file_of(rule: Rule) -> str:
    """The file in srcxform/rules that holds the rule."""
    written = rule.partials or rule.adjoint or rule.tangent or rule.definition
    return "" if written is None else written.__module__.rpartition(".")[2]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
