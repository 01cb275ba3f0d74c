"""The charts of docs/performance.md: bars of ratios, cost against size, tape against steps. SVG, the same bytes for
the same figures.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.run import Row
from benchmarks.summary import Ratios, ratios

COLOURS = {
    "srcxform": "#1b6ca8",
    "srcxform numba": "#0b3c5d",
    "by hand": "#7a7a7a",
    "by hand njit": "#7a7a7a",
    "autograd": "#d9822b",
    "torch": "#b8433c",
    "jax": "#7b4fa3",
    "dace": "#3f8f4f",
}
SHAPES = {
    "srcxform": "o",
    "srcxform numba": "s",
    "by hand": "|",
    "by hand njit": "|",
    "autograd": "^",
    "torch": "v",
    "jax": "D",
    "dace": "P",
}


def draw(kernel_rows: Sequence[Row], scaling_rows: Sequence[Row], folder: Path) -> list[Path]:
    """Write the charts for which there are figures; the files."""
    pyplot = _started()
    folder.mkdir(exist_ok=True)
    made = []
    if kernel_rows:
        made.append(_saved(_bars(pyplot, kernel_rows, "size"), folder / "gradient_numpy.svg"))
        made.append(_saved(_bars(pyplot, kernel_rows, "compiled"), folder / "gradient_compiled.svg"))
        made.append(_saved(_against(pyplot, kernel_rows), folder / "against.svg"))
    found = {row["name"]: row for row in scaling_rows if "error" not in row}
    if "loop" in found and "cells" in found:
        made.append(_saved(_growth(pyplot, found), folder / "growth.svg"))
    if "memory" in found:
        made.append(_saved(_memory(pyplot, found["memory"]), folder / "tape.svg"))
    return made


def _started() -> Any:
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.use("Agg")
    matplotlib.rcParams.update(
        {
            "svg.hashsalt": "srcxform",
            "svg.fonttype": "none",
            "font.family": "sans-serif",
            "font.size": 9,
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    )
    return importlib.import_module("matplotlib.pyplot")


def _saved(figure: Any, path: Path) -> Path:
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    importlib.import_module("matplotlib.pyplot").close(figure)
    text = "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())
    path.write_text(text + "\n", encoding="utf-8")
    return path


def _bars(pyplot: Any, rows: Sequence[Row], label: str) -> Any:
    """For each kernel a bar for our (better) gradient over the primal, and a mark for each peer's."""
    primal = "numpy primal" if label == "size" else "numba primal"
    ours = "srcxform" if label == "size" else "better"
    peers = ("by hand", "autograd", "torch") if label == "size" else ("by hand njit", "jax", "torch", "dace")
    found = {peer: ratios(rows, label, peer, primal) for peer in peers}
    own = "srcxform" if label == "size" else "srcxform, better backend"
    what = f"gradient / {'NumPy' if label == 'size' else 'Numba'} primal; further left is better"
    return _ratios(pyplot, rows, ratios(rows, label, ours, primal), found, (own, COLOURS["srcxform"], what))


def _against(pyplot: Any, rows: Sequence[Row]) -> Any:
    """For each kernel a bar for JAX's gradient over our better one, and a mark for each other compiler's."""
    found = {peer: ratios(rows, "compiled", peer, "better") for peer in ("by hand njit", "torch", "dace")}
    what = "gradient / srcxform's on its better backend; right of 1 srcxform is ahead"
    return _ratios(pyplot, rows, ratios(rows, "compiled", "jax", "better"), found, ("jax", COLOURS["jax"], what))


def _ratios(
    pyplot: Any, rows: Sequence[Row], bars: Ratios, marks: Mapping[str, Ratios], words: tuple[str, str, str]
) -> Any:
    """Bars that start at 1, to both sides, and marks; one line a kernel, by kind and length."""
    label, colour, what = words
    kinds = {row["name"]: row.get("kind", "") for row in rows}
    names = sorted(bars, key=lambda name: (kinds[name], -bars[name]), reverse=True)
    figure, axes = pyplot.subplots(figsize=(7.5, 0.22 * len(names) + 1.2))
    axes.barh(range(len(names)), [bars[name] - 1.0 for name in names], left=1.0, color=colour, height=0.62, label=label)
    for peer, found in marks.items():
        _marks(axes, found, {name: k for k, name in enumerate(names)}, peer)
    axes.set_xscale("log")
    axes.axvline(1.0, color="#444444", linewidth=0.8)
    axes.set_yticks(range(len(names)), [f"{name} ({kinds[name]})" for name in names])
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(what)
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=len(marks) + 1, frameon=False)
    return figure


def _marks(axes: Any, found: Ratios, places: Mapping[str, int], peer: str) -> None:
    shown = [name for name in found if name in places]
    if not shown:
        return
    axes.scatter(
        [found[name] for name in shown],
        [places[name] for name in shown],
        marker=SHAPES[peer],
        color=COLOURS[peer] if SHAPES[peer] != "|" else "#000000",
        s=60 if SHAPES[peer] == "|" else 22,
        label=peer,
        zorder=3,
    )


def _growth(pyplot: Any, found: Mapping[str, Row]) -> Any:
    """Seconds of the loop's gradient against n, and gradient over primal of the stencil against its cells."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(7.5, 2.9), layout="constrained")
    for backend, colour in (("numpy", COLOURS["srcxform"]), ("numba", COLOURS["srcxform numba"])):
        for what, style in (("gradient", "o-"), ("primal", ".--")):
            points = _points(found["loop"], f"{backend} {what}")
            if points:
                left.plot(*zip(*points), style, color=colour, markersize=4, label=f"{backend} {what}")
        both = [
            (point["n"], point["seconds"][f"{backend} gradient"] / point["seconds"][f"{backend} primal"])
            for point in found["cells"]["points"]
            if f"{backend} gradient" in point["seconds"]
        ]
        if both:
            right.plot(*zip(*both), "o-", color=colour, markersize=4, label=backend)
    left.set(xscale="log", yscale="log", xlabel="n", ylabel="seconds", title="for i in range(n): s += x[i] ** 2")
    right.set(xscale="log", xlabel="cells", ylabel="gradient / primal", title="nonlinear stencil, 20 steps in place")
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.grid(color="#dddddd", linewidth=0.6)
        axes.legend(frameon=False)
    return figure


def _points(row: Row, name: str) -> list[tuple[float, float]]:
    return [(point["n"], point["seconds"][name]) for point in row["points"] if name in point["seconds"]]


def _memory(pyplot: Any, row: Row) -> Any:
    """Bytes against steps."""
    figure, axes = pyplot.subplots(figsize=(4.5, 2.9))
    steps = [point["steps"] for point in row["points"]]
    million = 1e6
    axes.plot(
        steps, [point["needed"] / million for point in row["points"]], "k-", linewidth=3, alpha=0.25, label="needed"
    )
    for key, label, style in (("recorded", "recorded", "o-"), ("peak", "most held at one time", "x--")):
        axes.plot(steps, [point[key] / million for point in row["points"]], style, markersize=4, label=label)
    axes.set(xscale="log", yscale="log", xlabel="steps", ylabel="megabytes")
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.legend(frameon=False)
    return figure
