"""docs/performance.md: what stands between its markers is written here, the prose by people."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

from benchmarks import charts, tables
from benchmarks.errors import CannotRun
from benchmarks.results import Results, load
from benchmarks.run import Row
from benchmarks.summary import summary

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
CHARTS = PAGE.parent / "charts"
GROUPS = ("kernels", "ml", "scaling", "rules", "targets")
DESCRIPTIONS = {
    "gradient_numpy": "Gradient over primal of every kernel on the NumPy backend, beside the peers",
    "gradient_compiled": "Gradient over compiled primal of every kernel, beside the peers",
    "against": "Gradients by other compilers over ours",
    "growth": "Cost of the gradient against the number of trips and of cells",
    "tape": "Bytes of the tape against the number of steps",
}


def write() -> None:
    """Put tables and charts of what is on disk into the page."""
    if importlib.util.find_spec("matplotlib") is None:
        raise CannotRun("the charts need matplotlib: pip install srcxform[bench]")
    if not PAGE.exists():
        raise CannotRun(f"there is no {PAGE.name} to write into")
    found = {group: results for group in GROUPS if (results := load(group)) is not None}
    text = PAGE.read_text(encoding="utf-8")
    for name, lines in parts(found).items():
        text = replaced(text, name, lines)
    PAGE.write_text(text, encoding="utf-8")


def parts(found: Mapping[str, Results]) -> dict[str, list[str]]:
    """The lines for each pair of markers; draws the charts."""
    kernel_rows = [*rows_of(found, "kernels"), *rows_of(found, "ml")]
    scaling_rows = rows_of(found, "scaling")
    pictures = {path.stem: picture(path) for path in charts.draw(kernel_rows, scaling_rows, CHARTS)}
    made = {"machine": where(found)}
    if kernel_rows or scaling_rows:
        made["acceptance"] = tables.acceptance(summary(kernel_rows, scaling_rows))
    if kernel_rows:
        kernel_rows = sorted(kernel_rows, key=lambda row: (row.get("kind", ""), row["name"]))
        made["numpy"] = [*pictures.get("gradient_numpy", []), *tables.at_size(kernel_rows)]
        made["compiled"] = [
            *pictures.get("gradient_compiled", []),
            *pictures.get("against", []),
            *tables.at_compiled(kernel_rows),
        ]
        made["compile-time"] = tables.compile_times(kernel_rows)
    if scaling_rows:
        made["scaling"] = [*pictures.get("growth", []), *pictures.get("tape", []), *tables.scaling(scaling_rows)]
    for group in ("rules", "targets"):
        if group in found:
            made[group] = tables.of_group(group, found[group]["rows"])
    return made


def rows_of(found: Mapping[str, Results], group: str) -> list[Row]:
    return list(found[group]["rows"]) if group in found else []


def picture(path: Path) -> list[str]:
    return [f"![{DESCRIPTIONS[path.stem]}](charts/{path.name})", ""]


def where(found: Mapping[str, Results]) -> list[str]:
    """The machine, the libraries and the days of all figures on the page."""
    lines = []
    for group, results in found.items():
        days = sorted({row["date"] for row in results["rows"]})
        line = ", ".join(f"{name} {version}" for name, version in {**results["machine"], **results["versions"]}.items())
        quick = " Few rounds (`--quick`): the figures are rough." if results["quick"] else ""
        lines.append(f"- {group}: {' to '.join(dict.fromkeys([days[0], days[-1]]))}; {line}.{quick}")
    return lines


def replaced(text: str, name: str, lines: list[str]) -> str:
    """The text with other lines between the markers of this name."""
    start, end = f"<!-- {name}: written by python -m benchmarks --write -->", f"<!-- end of {name} -->"
    head, found_start, rest = text.partition(start)
    _, found_end, tail = rest.partition(end)
    if not found_start or not found_end:
        raise CannotRun(f"{PAGE.name} has no markers for {name!r}: {start} and {end}")
    return "\n".join([head + start, "", *lines, "", end + tail])
