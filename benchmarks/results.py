"""The figures on disk: one JSON file a group, in `benchmarks/results/`."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import machine, versions
from benchmarks.run import Row

FOLDER = Path(__file__).parent / "results"
Results = dict[str, Any]


def load(group: str, folder: Path = FOLDER) -> Results | None:
    """What was measured of a group, or None."""
    path = folder / f"{group}.json"
    if not path.exists():
        return None
    found: Results = json.loads(path.read_text(encoding="utf-8"))
    return found


def save(group: str, rows: Sequence[Row], known: Sequence[str], *, is_quick: bool, folder: Path = FOLDER) -> Results:
    """Write the rows; those of other names are kept if they were measured here and with the same libraries.

    Ratios are only ever taken inside of a row, so rows of several days may stand in one file; each has its date.
    """
    now = {"machine": machine(), "versions": versions(), "quick": is_quick}
    before = load(group, folder)
    names = {row["name"] for row in rows}
    dated = [{"date": time.strftime("%Y-%m-%d"), **row} for row in rows]
    if before is not None and all(before.get(key) == now[key] for key in now):
        dated += [row for row in before["rows"] if row["name"] not in names and row["name"] in known]
    order = {name: place for place, name in enumerate(known)}
    whole = {**now, "rows": sorted(dated, key=lambda row: order[row["name"]])}
    folder.mkdir(exist_ok=True)
    (folder / f"{group}.json").write_text(written(whole), encoding="utf-8")
    return whole


def written(whole: Results) -> str:
    """JSON with one line for each innermost group of figures: small, and readable in a difference."""

    def lines(x: Any, indent: str) -> str:
        if not isinstance(x, dict | list) or not any(isinstance(y, dict | list) for y in _items(x)):
            return json.dumps(x)
        inner = indent + " "
        if isinstance(x, list):
            return "[\n" + ",\n".join(inner + lines(y, inner) for y in x) + f"\n{indent}]"
        pairs = (f"{inner}{json.dumps(key)}: {lines(y, inner)}" for key, y in x.items())
        return "{\n" + ",\n".join(pairs) + f"\n{indent}}}"

    return lines(whole, "") + "\n"


def _items(x: Any) -> list[Any]:
    return list(x.values()) if isinstance(x, dict) else list(x)
