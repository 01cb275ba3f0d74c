"""What a generated function holds when its forward sweep ends, and which primal line each of its own lines stands for.

A function that is made for an observer has one line more than the one that users get: a call of the observer between
the sweeps. What the observer finds there by name is explained here.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from srcxform.analyses.places import Places, places
from srcxform.backends.inlining import Inlined
from srcxform.backends.plain_ast import Comment
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Append, Assign, Block, Effect, For, If, Operand, Pop, Statement, Var, While
from srcxform.ir.types import is_tape
from srcxform.ir.walk import defines
from srcxform.origin import NOWHERE, Origin


@dataclass(frozen=True)
class Holding:
    """What a name of the generated function holds at the end of the forward sweep.

    `what` is the user's name of it, "" for a temporary; `origin` the line that it comes from; `readers` are the lines
    that need it when they are undone. A tape holds one value for each trip, any other name one value.
    """

    what: str
    origin: Origin
    readers: tuple[Origin, ...]
    is_tape: bool


@dataclass(frozen=True)
class Observed:
    """`holdings` by name in the generated text, `lines` by line number there."""

    holdings: dict[str, Holding]
    lines: dict[int, Origin]


def holdings_of(body: Block, names: dict[Var, str], inlined: Inlined) -> dict[str, Holding]:
    """What the names of a function hold that its reverse sweep reads, in the order of the text."""
    where = places(body)
    begin = next((where.at[s] for s in body.statements if _is_mark(s)), None)
    if begin is None:
        return {}
    reading = _Reading(where, begin, inlined)
    found: dict[str, Holding] = {}
    for var in where.defined_by:
        if var in names and where.position(var) < begin and reading.is_read(var):
            found.setdefault(names[var], reading.holding(var))
    return found


def _is_mark(statement: Statement) -> bool:
    return isinstance(statement, Effect) and statement.primitive is reverse_sweep_begins


@dataclass
class _Reading:
    where: Places
    begin: int
    inlined: Inlined

    def is_read(self, var: Var) -> bool:
        """Whether a value of the forward sweep is read in the reverse sweep, or given back."""
        return var in self.where.returned or any(self._uses(var))

    def _uses(self, var: Var) -> Iterator[Statement]:
        """The statements of the reverse sweep that read a value; what is written inside another stands there."""
        for use in self.where.used_by.get(var, ()):
            inside = [v for v in defines(use) if v in self.inlined.definition]
            if any(map(self.is_read, inside)) if inside else self.where.at[use] > self.begin:
                yield use

    def holding(self, var: Var) -> Holding:
        pushes = [u for u in self.where.used_by.get(var, ()) if isinstance(u, Append) and u.target is var]
        if not is_tape(var.type) or not pushes:
            return Holding(var.hint, self.origin_of(var), self._readers([var]), False)
        value = self._original(pushes[0].value)
        popped = [u.out for u in self.where.used_by[var] if isinstance(u, Pop)]
        origin = pushes[0].origin if pushes[0].origin.lineno else self.origin_of(value)
        return Holding(self._name_of(value), origin, self._readers(popped), True)

    def _original(self, value: Operand) -> Operand:
        """What a copy is made of."""
        made = self.where.defined_by.get(value) if isinstance(value, Var) else None
        is_copy = isinstance(made, Assign) and made.primitive is np.copy and not made.out.hint
        return made.args[0] if is_copy and isinstance(made, Assign) else value

    def _name_of(self, value: Operand) -> str:
        if not isinstance(value, Var):
            return ""
        uses = self.where.used_by.get(value, ())
        if not value.hint and any(isinstance(use, If) and use.test is value for use in uses):
            return "the test"
        return self._as_it_was(value) or value.hint

    def _as_it_was(self, value: Operand) -> str:
        """What a store keeps of the contents that it overwrites, by the name of what it writes into."""
        made = self.where.defined_by.get(value) if isinstance(value, Var) else None
        if not isinstance(value, Var) or value.hint not in ("old", "") or not isinstance(made, Assign):
            return ""
        if made.primitive not in (np.copy, operator.getitem) or not isinstance(made.args[0], Var):
            return ""
        base = made.args[0]
        return self._as_it_was(base) or (f"{base.hint} as it was" if base.hint else "")

    def _readers(self, variables: Sequence[Var]) -> tuple[Origin, ...]:
        """The primal lines whose undoing reads one of the variables, each once."""
        uses = [use for var in variables for use in self._uses(var)]
        places = {(use.origin.filename, use.origin.lineno): use.origin for use in uses if use.origin.lineno}
        return tuple(places[key] for key in sorted(places))

    def origin_of(self, value: Operand, depth: int = 0) -> Origin:
        """The line that gives a value: of what a loop carries, the line of the trip before."""
        made = self.where.defined_by.get(value) if isinstance(value, Var) else None
        if made is None:
            return NOWHERE
        if isinstance(made, (For, While)) and made.body.yields and depth < 20:
            carried = [*zip(made.params, made.body.yields, strict=True), *zip(made.results, made.body.yields)]
            given = next((y for var, y in carried if var is value and y is not value), None)
            if isinstance(given, Var):
                return self.origin_of(given, depth + 1)
        return made.origin


def lines_of(definitions: Sequence[Any], text: str) -> dict[int, Origin]:
    """The primal line of each line of the text, by the statements' `origin`, which the writer left on the tree.

    What has none, as a push has, goes with the statement before it, or with the header of its block.
    """
    written = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    found: dict[int, Origin] = {}
    for ours, theirs in zip(definitions, written, strict=True):
        _pair(ours.body, theirs.body, NOWHERE, found)
    return {number: origin for number, origin in found.items() if origin.lineno}


def _pair(ours: Sequence[Any], theirs: Sequence[Any], last: Origin, found: dict[int, Origin]) -> None:
    plain = [node for node in ours if not isinstance(node, Comment)]
    # A body of comments alone is printed with a `pass`.
    for a, b in zip(plain, theirs, strict=bool(plain)):
        origin = getattr(a, "origin", NOWHERE)
        last = origin if origin.lineno else last
        if isinstance(b, ast.stmt):
            body = getattr(b, "body", None)
            end = body[0].lineno - 1 if body else b.end_lineno or b.lineno
            found.update(dict.fromkeys(range(b.lineno, max(end, b.lineno) + 1), last))
        for name in ("body", "handlers", "orelse", "finalbody"):
            if isinstance(getattr(a, name, None), list):
                _pair(getattr(a, name), getattr(b, name), last, found)


def placed(nodes: list[Any], origin: Origin) -> list[Any]:
    """The statements, each with the place of what it was made from, if it has none yet."""
    for node in nodes:
        if not hasattr(node, "origin") and isinstance(node, gast.stmt):
            node.origin = origin
    return nodes
