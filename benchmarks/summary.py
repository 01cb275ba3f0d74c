"""What the figures are held against: the bars of the project, and whether they are held."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.run import Row

OURS = ("srcxform", "srcxform numba")
LOOPS = ("loop", "scalar")
SWEEPS = ("seidel_2d",)
"""Sweeps in place, element by element, as Gauss-Seidel's; kernels with the tag "sweep" are others."""
HEADER = 160
"""Bytes that an array takes beside its elements, and its place in a list."""
Ratios = dict[str, float]


@dataclass(frozen=True)
class Item:
    """One bar: the figure, what it has to be, whether it is, and which kernels decide."""

    text: str
    figure: str
    bar: str
    is_held: bool | None
    note: str = ""


def geometric_mean(ratios: Iterable[float]) -> float:
    logs = [math.log(ratio) for ratio in ratios]
    return math.exp(sum(logs) / len(logs))


def better(seconds: Mapping[str, float]) -> float | None:
    """The time of the quicker of our backends."""
    return min((seconds[name] for name in OURS if name in seconds), default=None)


def ratios(rows: Sequence[Row], label: str, over: str, under: str, kinds: Sequence[str] = ()) -> Ratios:
    """By kernel: the time of one over that of another, where both were measured. "better" is our better backend."""
    found = {}
    for row in rows:
        if "error" in row or (kinds and row["kind"] not in kinds):
            continue
        seconds = row["at"][label]["seconds"]
        one, other = (better(seconds) if name == "better" else seconds.get(name) for name in (over, under))
        if one is not None and other is not None:
            found[row["name"]] = one / max(other, 1e-12)
    return found


def summary(kernel_rows: Sequence[Row], scaling_rows: Sequence[Row]) -> list[Item]:
    """All items, in the order of the list that the project set itself."""
    return [
        *_by_hand_and_primal(kernel_rows),
        *_against_jax(kernel_rows),
        *_against_dace(kernel_rows),
        *_against_autograd(kernel_rows),
        *_growth(scaling_rows),
        _agreement(kernel_rows),
    ]


def _by_hand_and_primal(rows: Sequence[Row]) -> list[Item]:
    return [
        mean_at_most("generated / by hand, NumPy", ratios(rows, "size", "srcxform", "by hand"), 1.1),
        mean_at_most("generated / by hand, Numba", ratios(rows, "compiled", "srcxform numba", "by hand njit"), 1.1),
        mean_at_most(
            "gradient / primal, array kernels, NumPy",
            ratios(rows, "size", "srcxform", "numpy primal", ("array",)),
            2.5,
        ),
        mean_at_most(
            "gradient / primal, loop kernels, Numba",
            ratios(rows, "compiled", "srcxform numba", "numba primal", LOOPS),
            3.0,
        ),
        mean_at_most(
            "gradient / primal, scalar loops, NumPy",
            ratios(rows, "size", "srcxform", "numpy primal", ("scalar",)),
            2.5,
        ),
    ]


def _against_jax(rows: Sequence[Row]) -> list[Item]:
    sweeps = [row for row in rows if row["name"] in SWEEPS or "sweep" in row.get("tags", ())]
    return [
        least_at_least(
            "JAX / better backend, every loop kernel", ratios(rows, "compiled", "jax", "better", LOOPS), 1.0
        ),
        least_at_least("JAX / better backend, sweeps in place", ratios(sweeps, "compiled", "jax", "better"), 50.0),
        mean_at_least("JAX / better backend, all kernels", ratios(rows, "compiled", "jax", "better"), 4.0),
        most_at_most(
            "better backend / JAX, every array kernel", ratios(rows, "compiled", "better", "jax", ("array",)), 1.2
        ),
        _without_bar("JAX rewritten / better backend", ratios(rows, "compiled", "jax rewritten", "better")),
    ]


def _against_dace(rows: Sequence[Row]) -> list[Item]:
    both = [row for row in rows if "error" not in row and "dace" in row["at"]["compiled"]["seconds"]]
    # The better backend's run time has its price in compile time: the second item is of the backend of the first.
    better_ones, numpy_ones = {}, {}
    for row in both:
        found = compile_seconds(row)
        seconds = row["at"]["compiled"]["seconds"]
        best = min((name for name in OURS if name in seconds), key=seconds.__getitem__, default=None)
        if best is not None:
            better_ones[row["name"]] = found["dace"] / max(found[best], 1e-6)
        if "srcxform" in found:
            numpy_ones[row["name"]] = found["dace"] / max(found["srcxform"], 1e-6)
    return [
        mean_at_least("DaCe AD / better backend", ratios(rows, "compiled", "dace", "better"), 5.0),
        mean_at_least("DaCe AD / better backend, compile time", better_ones, 10.0),
        mean_at_least("DaCe AD / NumPy backend, compile time", numpy_ones, 10.0),
    ]


def compile_seconds(row: Row) -> dict[str, float]:
    """At the larger size; of the NumPy backend at the smaller one, where the process compiles the program first."""
    first = {name: x for name, x in row["at"]["size"]["compile_seconds"].items() if name == "srcxform"}
    return {**row["at"]["compiled"]["compile_seconds"], **first}


def _against_autograd(rows: Sequence[Row]) -> list[Item]:
    return [
        least_at_least("autograd / NumPy backend, every kernel", ratios(rows, "size", "autograd", "srcxform"), 1.0),
        least_at_least(
            "autograd / NumPy backend, scalar loops", ratios(rows, "size", "autograd", "srcxform", ("scalar",)), 100.0
        ),
    ]


def _growth(rows: Sequence[Row]) -> list[Item]:
    found = {row["name"]: row for row in rows if "error" not in row}
    points = found["loop"]["points"] if "loop" in found else []
    return [*(_power(points, backend) for backend in ("numpy", "numba")), _tape(found.get("memory"))]


def _power(points: Sequence[Row], backend: str) -> Item:
    text, bar = f"power of n in the cost of a loop's gradient, {backend}", "at most 1.1"
    of = {
        what: [(point["n"], point["seconds"][name]) for point in points if name in point["seconds"]]
        for what in ("gradient", "primal")
        for name in [f"{backend} {what}"]
    }
    if len(of["gradient"]) < 2:
        return missing(text, bar)
    power = slope(of["gradient"])
    note = f"n to {of['gradient'][-1][0]:,}; the primal's power is {slope(of['primal']):.2f}"
    return Item(text, f"{power:.2f}", bar, power <= 1.1, note)


def _tape(row: Row | None) -> Item:
    text, bar = "tape bytes / one interior slice a step", f"1, and {HEADER} bytes a step for objects"
    if row is None:
        return missing(text, bar)
    last = row["points"][-1]
    share, peak = (last[key] / last["needed"] for key in ("recorded", "peak"))
    is_held = all(0 <= point["recorded"] - point["needed"] <= HEADER * point["steps"] for point in row["points"])
    note = f"{last['steps']:,} steps: {last['recorded']:,} bytes recorded; most held at one time {peak:.4f}"
    return Item(text, f"{share:.4f}", bar, is_held, note)


def _agreement(rows: Sequence[Row]) -> Item:
    text, bar = "largest deviation of Numba's results from NumPy's", "at most 1e-12"
    found: dict[str, float] = {}
    for row in rows:
        for key in ("deviation", "wrong"):
            off = row.get("at", {}).get("compiled", {}).get(key, {}).get("srcxform numba")
            found |= {} if off is None else {row["name"]: off}
    if not found:
        return missing(text, bar)
    worst = sorted(found, key=found.__getitem__, reverse=True)[:3]
    note = f"{len(found)} kernels; worst " + ", ".join(f"{name} {found[name]:.0e}" for name in worst)
    return Item(text, f"most {found[worst[0]]:.1e}", bar, found[worst[0]] <= 1e-12, note)


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The power p of the law seconds = c n**p that fits best."""
    xs = [math.log(n) for n, _ in points]
    ys = [math.log(seconds) for _, seconds in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / sum((a - x) ** 2 for a in xs)


def missing(text: str, bar: str) -> Item:
    return Item(text, "not measured", bar, None)


def mean_at_most(text: str, found: Ratios, bar: float) -> Item:
    return _item(text, found, bar, geometric_mean, is_upper=True)


def mean_at_least(text: str, found: Ratios, bar: float) -> Item:
    return _item(text, found, bar, geometric_mean, is_upper=False)


def most_at_most(text: str, found: Ratios, bar: float) -> Item:
    return _item(text, found, bar, max, is_upper=True)


def least_at_least(text: str, found: Ratios, bar: float) -> Item:
    return _item(text, found, bar, min, is_upper=False)


def _without_bar(text: str, found: Ratios) -> Item:
    """For comparison: what JAX makes of another program for the same function."""
    return replace(_item(text, found, 0.0, geometric_mean, is_upper=False), bar="none", is_held=None)


def _item(text: str, found: Ratios, bar: float, of: Callable[[Iterable[float]], float], *, is_upper: bool) -> Item:
    """The mean or the worst of the ratios, and the three kernels that hurt most."""
    words = f"{'at most' if is_upper else 'at least'} {bar:g}"
    name = {geometric_mean: "mean", max: "most", min: "least"}[of]
    if not found:
        return missing(text, words)
    figure = of(found.values())
    hurting = sorted(found, key=found.__getitem__, reverse=is_upper)[:3]
    note = f"{len(found)} kernels; worst " + ", ".join(f"{each} {short(found[each])}" for each in hurting)
    return Item(text, f"{name} {short(figure)}", words, figure <= bar if is_upper else figure >= bar, note)


def short(ratio: float) -> str:
    """Three digits."""
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.3g}"
