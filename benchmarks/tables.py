"""The figures as tables in Markdown, aligned so that they read well on a terminal too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.run import Row
from benchmarks.summary import OURS, Item, better, compile_seconds, short
from benchmarks.timing import readable

NONE = "-"
AT_SIZE = ("srcxform", "by hand", "autograd", "torch")
AT_COMPILED = ("srcxform", "srcxform numba", "by hand njit", "jax", "jax rewritten", "torch", "dace")
COMPILERS = ("srcxform", "srcxform numba", "by hand njit", "jax", "dace")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table; the first column stands left, figures right."""
    widths = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]

    def line(cells: Sequence[str]) -> str:
        aligned = [
            cell.ljust(width) if k == 0 else cell.rjust(width) for k, (cell, width) in enumerate(zip(cells, widths))
        ]
        return "| " + " | ".join(aligned) + " |"

    rule = "|" + "|".join("-" * (w + 2) if k == 0 else "-" * (w + 1) + ":" for k, w in enumerate(widths)) + "|"
    return [line(heads), rule, *(line(row) for row in rows)]


def measured(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if "error" not in row]


def at_size(rows: Sequence[Row]) -> list[str]:
    """The NumPy backend and those that interpret: all as multiples of the NumPy primal."""
    body = []
    for row in measured(rows):
        at = row["at"]["size"]
        primal = at["seconds"]["numpy primal"]
        cells = [multiple(at["seconds"], name, primal) for name in AT_SIZE]
        body.append([row["name"], row["kind"], str(at["size"]), readable(primal), *cells])
    heads = ["kernel", "kind", "size", "NumPy primal", *AT_SIZE]
    return [*table(heads, body), "", *notes(rows, "size", AT_SIZE)]


def at_compiled(rows: Sequence[Row]) -> list[str]:
    """Machine code: seconds, and how many times as long as the better of our backends JAX and DaCe take."""
    body = []
    for row in measured(rows):
        at = row["at"]["compiled"]
        seconds = at["seconds"]
        ours = better(seconds)
        cells = [readable(seconds[name]) if name in seconds else NONE for name in ("numba primal", *AT_COMPILED)]
        against = [multiple(seconds, name, ours) for name in ("jax", "dace")]
        body.append([row["name"], row["kind"], str(at["size"]), *cells, *against])
    heads = ["kernel", "kind", "size", "Numba primal", *AT_COMPILED, "jax / better", "dace / better"]
    return [*table(heads, body), "", *notes(rows, "compiled", ("numba primal", *AT_COMPILED))]


def compile_times(rows: Sequence[Row]) -> list[str]:
    """Seconds of the first call less the second."""
    body = []
    for row in measured(rows):
        found = compile_seconds(row)
        body.append([row["name"], *(readable(found[name]) if name in found else NONE for name in COMPILERS)])
    return table(["kernel", *COMPILERS], body)


def multiple(seconds: Mapping[str, float], name: str, of: float | None) -> str:
    return NONE if name not in seconds or of is None else short(seconds[name] / of)


def notes(rows: Sequence[Row], label: str, peers: Sequence[str]) -> list[str]:
    """Why a place is empty: by peer and reason, the kernels."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in measured(rows):
        for peer, why in row["at"][label]["notes"].items():
            if peer in peers:
                found.setdefault((peer, why), []).append(row["name"])
    order = sorted(found, key=lambda key: (peers.index(key[0]), key[1]))
    many = len(rows) // 2
    lines = [
        f"- {peer}: {in_code(why)}: {', '.join(names) if len(names) <= many else f'{len(names)} kernels'}"
        for peer, why in order
        for names in [found[peer, why]]
    ]
    lines += [f"- {row['name']}: {row['error']}" for row in rows if "error" in row]
    return ["Not timed:", "", *lines] if lines else []


def failures(rows: Sequence[Row]) -> list[str]:
    """What must not be: rows without figures, and gradients of ours that are wrong."""
    found = [f"{row['name']}: {row['error']}" for row in rows if "error" in row]
    for row in rows:
        for at in row.get("at", {}).values():
            found += [
                f"{row['name']}: {peer}: {why}"
                for peer, why in at["notes"].items()
                if peer in OURS and why.startswith("WRONG")
            ]
    return found


def in_code(why: str) -> str:
    """A library's own words as code, so that nothing in them is Markdown."""
    return f"`{why.replace('`', chr(39))}`" if any(mark in why for mark in "_*<>[]|'`") else why


def acceptance(items: Sequence[Item]) -> list[str]:
    words = {True: "held", False: "NOT held", None: NONE}
    body = [[item.text, item.figure, item.bar, words[item.is_held], item.note or NONE] for item in items]
    lines = table(["item", "figure", "bar", "", "from"], body)
    return lines


def growth(row: Row, count: str) -> list[str]:
    """Seconds by n."""
    names = list(dict.fromkeys(name for point in row["points"] for name in point["seconds"]))
    body = [
        [
            f"{point[count]:,}",
            *(readable(point["seconds"][name]) if name in point["seconds"] else NONE for name in names),
        ]
        for point in row["points"]
    ]
    why = [f"- {backend}: {in_code(note)}" for backend, note in row["notes"].items()]
    return [*table([count, *names], body), *(["", "Not timed:", "", *why] if why else [])]


def memory(row: Row) -> list[str]:
    """Bytes by steps."""
    body = [[f"{point[key]:,}" for key in ("steps", "needed", "recorded", "peak")] for point in row["points"]]
    return table(["steps", "one interior slice a step", "recorded", "most held at one time"], body)


def scaling(rows: Sequence[Row]) -> list[str]:
    """All tables of the group."""
    lines = []
    for row in measured(rows):
        if row["name"] == "loop":
            lines += ["`for i in range(n): s += x[i] ** 2`:", "", *growth(row, "n"), ""]
        elif row["name"] == "cells":
            lines += ["Twenty steps in place of a nonlinear stencil over n cells:", "", *growth(row, "n"), ""]
        else:
            lines += [
                f"Bytes of the tape, steps in place of that stencil over {row['cells']:,} cells:",
                "",
                *memory(row),
                "",
            ]
    return lines[:-1]


def rules(rows: Sequence[Row]) -> list[str]:
    """Gradient over primal, rule by rule."""
    peers = ("srcxform", "autograd", "jax")
    body = [
        [row["rule"], str(row["size"]), readable(row["seconds"]["primal"])]
        + [short(row["ratio"][peer]) if peer in row["ratio"] else NONE for peer in peers]
        for row in measured(rows)
    ]
    return table(["rule", "size", "NumPy primal", *peers], body)


def targets(rows: Sequence[Row]) -> list[str]:
    """Generated adjoints over those by hand."""
    body = [
        [
            row["name"],
            str(row["size"]),
            readable(row["generated"]),
            readable(row["by hand"]),
            f"{row['ratio_of_fastest']:.2f}",
        ]
        for row in measured(rows)
    ]
    return table(["target", "size", "generated", "by hand", "ratio"], body)


def of_group(group: str, rows: Sequence[Row]) -> list[str]:
    """What a group prints."""
    if group in ("kernels", "ml"):
        return [*at_size(rows), "", *at_compiled(rows), "", *compile_times(rows)]
    makers: dict[str, Any] = {"scaling": scaling, "rules": rules, "targets": targets}
    lines: list[str] = makers[group](rows)
    return lines
