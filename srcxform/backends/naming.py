"""Gives each variable a name: the user's where it can be, one name for all that a loop or branch passes on."""

from __future__ import annotations

import builtins
import re
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from keyword import iskeyword

from srcxform.analyses.aliasing import exits_of
from srcxform.analyses.liveness import Intervals, live_intervals
from srcxform.backends.inlining import Inlined
from srcxform.ir.names import RESERVED
from srcxform.ir.nodes import Block, For, If, Operand, Statement, Var, While
from srcxform.ir.walk import blocks, reads, uses_in, vars_in

Span = tuple[float, float]
_KNOWN = RESERVED | frozenset(dir(builtins))


@dataclass
class Web:
    """Variables that share a name."""

    members: list[Var]
    spans: list[Span] = field(default_factory=list)


def overlap(a: list[Span], b: list[Span]) -> bool:
    """Whether two lists of spans, each sorted and without overlap of its own, have an inner point in common."""
    if len(a) > len(b):
        a, b = b, a
    for begin, end in a:
        # Of the spans that begin before this one ends, the last is the last to end.
        k = bisect_left(b, (end,))
        if k and max(b[k - 1][0], begin) < min(b[k - 1][1], end):
            return True
    return False


class Namer:
    """Names for the variables of one function, such that none is overwritten while it is needed.

    Those that differ by a number have it after a `joint`. Where that is empty, no name ends with `_` and a number: for
    Numba's parallel loops, which give such names to the versions of a variable.
    """

    def __init__(
        self, block: Block, parameters: tuple[Var, ...], inlined: Inlined, taken: frozenset[str], joint: str = "_"
    ) -> None:
        self.inlined = inlined
        self.joint = joint
        self.intervals = _with_inlined(block, parameters, inlined)
        self.web_of: dict[Var, Web] = {}
        self.names: dict[Var, str] = {}
        self.parameters = parameters
        self.taken = taken
        for var in self.intervals.begin:
            if var not in inlined.definition:
                self.web_of[var] = Web([var], [(self.intervals.begin[var], self.intervals.end[var])])
        self._coalesce(block)
        self._assign()

    # Sharing names

    def _coalesce(self, block: Block) -> None:
        for statement in block.statements:
            for inner in blocks(statement):
                self._coalesce(inner)
            if isinstance(statement, If):
                for k, result in enumerate(statement.results):
                    for inner in (statement.then, statement.orelse):
                        if not inner.jump:
                            self._share(result, inner.yields[k])
            elif isinstance(statement, (For, While)):
                self._coalesce_loop(statement)

    def _coalesce_loop(self, loop: For | While) -> None:
        if isinstance(loop, For):
            self._share_last_index(loop)
        for param, result in zip(loop.params, loop.results, strict=True):
            self._share(param, result)
        if loop.body.yields:
            for param, value in zip(loop.params, loop.body.yields, strict=True):
                self._share(param, value)
        for param, init in zip(loop.params, loop.inits, strict=True):
            self._share(param, init)

    def _share_last_index(self, loop: For) -> None:
        """One name for the index and for a result that is the index of the last trip, as Python leaves it."""
        inside = uses_in(loop.body)
        for k, param in enumerate(loop.params):
            given = list(exits_of(loop.body))
            if param in inside or not given or any(values[k] is not loop.index for values in given):
                continue
            own, other = self.web_of.get(loop.index), self.web_of.get(param)
            if own is None or other is None or len(own.members) > 1 or len(other.members) > 1:
                continue
            if self._stem(own) == self._stem(other):
                spans = [*own.spans, *other.spans]
                own.members.append(param)
                own.spans = [(min(begin for begin, _ in spans), max(end for _, end in spans))]
                self.web_of[param] = own
                return

    def _share(self, a: Var, b: Operand) -> None:
        if not isinstance(b, Var) or a not in self.web_of or b not in self.web_of:
            return
        x, y = self.web_of[a], self.web_of[b]
        if x is y or overlap(x.spans, y.spans) or (self._is_parameter(x) and self._is_parameter(y)):
            return
        if self._stem(x) != self._stem(y) and self._stem(x) and self._stem(y):
            return
        if len(x.members) < len(y.members):
            x, y = y, x
        for member in y.members:
            self.web_of[member] = x
        x.members += y.members
        for span in y.spans:
            insort(x.spans, span)

    def _is_parameter(self, web: Web) -> bool:
        return any(p in web.members for p in self.parameters)

    def _stem(self, web: Web) -> str:
        return self._joined(next((v.hint for v in web.members if v.hint), ""))

    def _joined(self, hint: str) -> str:
        hint = re.sub(r"\W", "_", hint)  # the key of a dict may be any text
        return hint if self.joint else re.sub(r"_+(?=\d+$)", "", hint)

    # Giving names

    def _assign(self) -> None:
        used: dict[str, list[Span]] = {}
        numbers: dict[str, int] = {}
        done: set[int] = set()
        for var in sorted(self.parameters, key=lambda v: iskeyword(v.hint)):
            web, name = self.web_of[var], self._joined(var.hint)  # as its callers know it
            if iskeyword(name):  # the key of a dict
                name = self._free(name, web, used, numbers)
            self._name_web(web, name, used)
            done.add(id(self.web_of[var]))
        for var in sorted(self.web_of, key=lambda v: self.intervals.begin[v]):
            web = self.web_of[var]
            if id(web) in done:
                continue
            done.add(id(web))
            self._name_web(web, self._free(self._stem(web) or "tmp", web, used, numbers), used)

    def _free(self, stem: str, web: Web, used: dict[str, list[Span]], numbers: dict[str, int]) -> str:
        if stem == "_":
            return stem
        if self._is_allowed(stem) and not overlap(used.get(stem, []), web.spans):
            return stem
        while True:
            numbers[stem] = numbers.get(stem, 0) + 1
            name = f"{stem}{self.joint}{numbers[stem]}"
            if self._is_allowed(name) and not overlap(used.get(name, []), web.spans):
                return name

    def _is_allowed(self, name: str) -> bool:
        return name not in _KNOWN and name not in self.taken

    def _name_web(self, web: Web, name: str, used: dict[str, list[Span]]) -> None:
        spans = used.setdefault(name, [])
        for span in web.spans:
            insort(spans, span)
        for member in web.members:
            self.names[member] = name


def _with_inlined(block: Block, parameters: tuple[Var, ...], inlined: Inlined) -> Intervals:
    """Intervals in which an inlined temporary's operands live until the statement that it is written in."""
    intervals = live_intervals(block, parameters)
    for var in sorted(inlined.definition, key=lambda v: -intervals.begin[v]):
        for inner in _reads_of(inlined.definition[var]):
            intervals.end[inner] = max(intervals.end[inner], intervals.end[var])
    return intervals


def _reads_of(statement: Statement) -> list[Var]:
    found = list(reads(statement))
    for inner in blocks(statement):
        found += [v for y in inner.yields for v in vars_in(y)]
    return found
