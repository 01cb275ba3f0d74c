"""`python -m srcxform explain`: line by line what is active, what is kept for the reverse sweep and for which lines."""

from __future__ import annotations

import linecache
import time
from collections.abc import Callable
from typing import Any

from srcxform import api
from srcxform.frontend.source import read_source
from srcxform.tools.line_clock import LineClock, Place
from srcxform.tools.tape_report import TapeLine, TapeReport, observed, observed_twin, place_of, size, table

Wrt = int | str | tuple[int | str, ...]
Cells = tuple[str, ...]


def explain(function: Callable[..., Any]) -> str:
    """The lines of a function, for the types that annotations and defaults tell."""
    compiled = api.unseen(function, "reverse", observer=_nobody)
    kept: dict[Place, TapeLine] = {}
    for held in compiled.listing.observed.holdings.values():  # type: ignore[union-attr]
        if held.origin.lineno:
            place = held.origin.filename, held.origin.lineno
            line = kept.setdefault(place, TapeLine(*place, held.origin.text))
            line.names += [held.what or "a temporary"]
            line.readers = sorted({*line.readers, *(reader.lineno for reader in held.readers)})
    return _page(function, compiled.active, kept, {}, ("active", "kept"))


def explain_at(function: Callable[..., Any], args: tuple[Any, ...], wrt: Wrt) -> str:
    """The lines with the values and bytes that are kept at these arguments, and the time of both sweeps."""
    gradient = api.grad(function, wrt=wrt)
    with observed(gradient) as seen:
        seen.run(args, {})
    report: TapeReport = seen.report()
    times = _times(gradient, args)
    kept = {(line.filename, line.lineno): line for line in report.lines}
    counts = {place: (f"{line.count:,}", size(line.bytes)) for place, line in kept.items()}
    numbers = {
        place: (*counts.get(place, ("", "")), *map(_duration, times.get(place, (0.0, 0.0))))
        for place in {*times, *counts}
    }
    head = ("active", "kept", "values", "bytes", "forward", "reverse")
    return _page(function, seen.twin._compiled.active, kept, numbers, head) + "\n" + str(report).splitlines()[0]


def _times(gradient: Any, args: tuple[Any, ...]) -> dict[Place, tuple[float, float]]:
    """Seconds by line: the shortest of three runs tells how long it takes, three more are followed."""
    clock = LineClock()
    twin = observed_twin(gradient, clock.turn)
    arguments, head = twin._bound(args, {})
    listing = twin.compiled(arguments, head).listing
    plain = min(_seconds(lambda: twin.called(arguments, head)) for _ in range(3))
    clock.filename = twin._compiled.call.__code__.co_filename
    clock.lines = listing.observed.lines
    for _ in range(3):
        clock.follow(lambda: twin.called(arguments, head))
    return clock.shares(plain)


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _page(
    function: Callable[..., Any],
    active: dict[Place, list[str]],
    kept: dict[Place, TapeLine],
    numbers: dict[Place, Cells],
    head: Cells,
) -> str:
    """Every line of the function, then those of functions that it calls, if there is something to say of them."""
    source = read_source(api._plain(function)[0])
    own = range(source.node.lineno, (source.node.end_lineno or source.node.lineno) + 1)
    texts = {(source.filename, n): source.lines[n - 1] for n in own}
    others = sorted({*active, *kept, *numbers} - set(texts))
    texts |= {place: kept[place].text if place in kept else linecache.getline(*place) for place in others}
    rows: list[Cells] = [("line", *head, "")]
    for place, text in texts.items():
        cells = (", ".join(active.get(place, ())), _reason(kept.get(place)))
        more = numbers.get(place, ("",) * (len(head) - 2))
        rows.append((place_of(*place, source.filename), *cells, *more, text.rstrip()))
    return "\n".join(table(rows, right=1))


def _reason(line: TapeLine | None) -> str:
    if line is None:
        return ""
    names = ", ".join(dict.fromkeys(line.names))
    return f"{names}, for {', '.join(map(str, line.readers))}" if line.readers else names


def _duration(seconds: float) -> str:
    """`12 us`, `3.4 ms`; nothing for what no line of a sweep stands for."""
    if not seconds:
        return ""
    for unit, factor in (("us", 1e6), ("ms", 1e3)):
        if seconds * factor < 999.5:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"


def _nobody() -> None:
    """The observer of code that is not run."""
