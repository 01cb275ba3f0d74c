"""tape_report: what a gradient keeps between its two sweeps, line by line of the primal."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srcxform import api
from srcxform.errors import NotDifferentiable
from srcxform.origin import Origin
from srcxform.tools.meter import Meter

if TYPE_CHECKING:
    from srcxform.backends.observed import Holding, Observed


@dataclass
class TapeLine:
    """What is kept of one line of the primal: `count` values of the `names`, on tapes (`tape_bytes`) or by name."""

    filename: str
    lineno: int
    text: str
    count: int = 0
    bytes: int = 0
    tape_bytes: int = 0
    names: list[str] = field(default_factory=list)
    readers: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        needed = f", needed to undo line {_listed(map(str, self.readers))}" if self.readers else ""
        return f"{self.filename}:{self.lineno}: {self.count} x {_listed(self.names)}, {size(self.bytes)}{needed}"


@dataclass(frozen=True)
class TapeReport:
    """What the gradient of `function` keeps for its reverse sweep.

    `total_bytes` is the sum over the `lines`, in the order of the text; `tape_bytes` the part that is recorded on tapes
    in loops and branches, `count` the number of values. `left_bytes` are held by names that nobody reads again.
    `peak_bytes` is the most that the whole call had allocated at one time, temporaries included.
    """

    function: str
    filename: str
    lines: tuple[TapeLine, ...]
    left_bytes: int
    peak_bytes: int

    @property
    def total_bytes(self) -> int:
        return sum(line.bytes for line in self.lines)

    @property
    def tape_bytes(self) -> int:
        return sum(line.tape_bytes for line in self.lines)

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines)

    def __str__(self) -> str:
        head = f"{self.function} keeps {size(self.total_bytes)} for its reverse sweep: {self.count:,} values"
        head += f", {size(self.tape_bytes)} on tapes; the whole call takes {size(self.peak_bytes)} at its peak"
        rows = [("line", "values", "bytes", "what", "needed by", "")]
        for line in self.lines:
            readers = _listed(map(str, line.readers), most=4)
            place = place_of(line.filename, line.lineno, self.filename)
            rows.append((place, f"{line.count:,}", size(line.bytes), _listed(line.names), readers, line.text.strip()))
        return "\n".join([head, *table(rows, right=3)] if self.lines else [head])


def tape_report(gradient: Any, *args: Any, **kwargs: Any) -> TapeReport:
    """What `gradient`, made by `grad` or `value_and_grad`, keeps for its reverse sweep at these arguments.

    The gradient runs once, with one call more in its text: of what looks at its names when the forward sweep has
    ended. Counted is what it holds there, each object once: numbers and tuples as `sys.getsizeof` has them (a float 24
    bytes, one of NumPy's 32) and 8 for each place in a list; arrays by their header and, once for all its views, their
    memory. What is alive anyway is not counted: the arguments, data from outside, constants, small integers.
    """
    with observed(gradient) as seen:
        seen.run(args, kwargs)
    return seen.report()


@contextmanager
def observed(gradient: Any) -> Iterator[Observation]:
    """Memory is traced inside, unless it is anyway."""
    seen = Observation(gradient)
    is_ours = not tracemalloc.is_tracing()
    if is_ours:
        tracemalloc.start()
    try:
        yield seen
    finally:
        if is_ours:
            tracemalloc.stop()


class Observation:
    """One run of a gradient function that is looked at between its sweeps."""

    def __init__(self, gradient: Any) -> None:
        self.twin = observed_twin(gradient, self._look)
        self.names: dict[str, tuple[int, int]] = {}
        self.meter = Meter()
        self.before = self.traced = self.peak = 0

    def run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Compile, then call; bytes are counted by the observer."""
        arguments, head = self.twin._bound(args, kwargs)
        compiled = self.twin.compiled(arguments, head)
        outside = [c.read() for c in compiled.captured]
        self.meter = Meter(args, kwargs, outside, compiled.call.__globals__, compiled.call.__defaults__, arguments)
        self.meter.bytes_of(list(_constants(compiled.call.__globals__)))
        tracemalloc.reset_peak()
        self.before = tracemalloc.get_traced_memory()[0]
        self.twin.called(arguments, head)
        self.peak = max(self.peak, tracemalloc.get_traced_memory()[1] - self.before)

    def _look(self) -> None:
        """Called by the generated code: what do its names hold?"""
        now, peak = tracemalloc.get_traced_memory()
        self.traced, self.peak = now - self.before, peak - self.before
        local = sys._getframe(1).f_locals
        holdings = self._observed.holdings
        order = sorted(local, key=lambda name: (name not in holdings, not _is_tape(holdings, name)))
        self.names = {name: (_count(holdings, name, local[name]), self.meter.bytes_of(local[name])) for name in order}
        if type(local) is dict:
            local.clear()  # a copy, which before Python 3.13 the frame keeps: it would hold what the code lets go of
        tracemalloc.reset_peak()

    @property
    def _observed(self) -> Observed:
        found: Observed = self.twin._compiled.listing.observed
        return found

    def report(self) -> TapeReport:
        """The lines, in the order of the text."""
        lines: dict[tuple[str, int], TapeLine] = {}
        first = api._first_line(self.twin._primal)
        holdings = self._observed.holdings
        for name in holdings:
            if name in self.names and self.names[name][1]:
                _note(lines, holdings[name], *self.names[name], first)
        left = sum(count for name, (_, count) in self.names.items() if name not in holdings)
        ordered = tuple(lines[place] for place in sorted(lines))
        name = getattr(self.twin._primal, "__name__", "function")
        return TapeReport(name, first.filename, ordered, left, self.peak)


def observed_twin(gradient: Any, observer: Callable[[], None]) -> Any:
    """The same gradient function with code of its own, which calls the observer between its sweeps."""
    if not isinstance(gradient, api._Derivative):
        raise NotDifferentiable(
            f"{gradient!r} is no gradient function", instead="pass what `grad` or `value_and_grad` gives: grad(f)"
        )
    if gradient.request.backend != "numpy":
        raise NotDifferentiable(
            f'the memory of backend="{gradient.request.backend}" cannot be looked at',
            instead="take the NumPy backend: it records the same",
        )
    function = gradient.function
    while isinstance(function, api.Differentiable):
        function = function.primal
    return type(gradient)(function, replace(gradient.request, observer=observer))


def _constants(names: dict[str, Any]) -> Iterator[Any]:
    """The constants of generated functions, which live as long as their code."""
    for value in names.values():
        if hasattr(value, "__code__") and value.__code__.co_filename.startswith("<srcxform"):
            yield value.__code__.co_consts


def _is_tape(holdings: dict[str, Holding], name: str) -> bool:
    return name in holdings and holdings[name].is_tape


def _count(holdings: dict[str, Holding], name: str, value: Any) -> int:
    return len(value) if _is_tape(holdings, name) and isinstance(value, list) else 1


def _note(lines: dict[tuple[str, int], TapeLine], held: Holding, count: int, size: int, first: Origin) -> None:
    """Add what one name holds to the line that it comes from: an argument's copy, to the first line."""
    origin = held.origin if held.origin.lineno else first
    line = lines.setdefault(
        (origin.filename, origin.lineno), TapeLine(origin.filename, origin.lineno, origin.text.rstrip())
    )
    line.count += count
    line.bytes += size
    line.tape_bytes += size if held.is_tape else 0
    what = held.what or "a temporary"
    line.names += [what] if what not in line.names else []
    line.readers = sorted({*line.readers, *(place.lineno for place in held.readers)})


def place_of(filename: str, lineno: int, here: str) -> str:
    """A line of the function's own file by its number, of another with the file's name."""
    return str(lineno) if filename == here else f"{Path(filename).name}:{lineno}"


def _listed(words: Iterable[str], most: int = 6) -> str:
    every = list(words)
    return ", ".join([*every[:most], "..."] if len(every) > most else every)


def size(count: int) -> str:
    """`864 B`, `12.3 kB`, `80.0 MB`."""
    if count < 1000:
        return f"{count} B"
    number = float(count)
    for unit in ("kB", "MB", "GB"):
        number /= 1000
        if number < 999.95:
            return f"{number:.1f} {unit}"
    return f"{number / 1000:.1f} TB"


def table(rows: Sequence[tuple[str, ...]], right: int) -> list[str]:
    """Rows in columns: the first so many set to the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return [
        "  ".join(
            cell.rjust(width) if k < right else cell.ljust(width) for k, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    ]
