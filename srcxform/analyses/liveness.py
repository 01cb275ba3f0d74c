"""From where to where each variable is live, as intervals over the positions of a program's text."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field

from srcxform import runtime
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import UNDEFINED, Assign, Block, Call, Const, For, If, Operand, Pop, Statement, Var, While
from srcxform.ir.walk import blocks, has_break, reads, statements_in, vars_in


@dataclass
class Intervals:
    """`begin[v]` and `end[v]`: where a variable is defined and last read; `inside` maps it to its innermost loop."""

    begin: dict[Var, float] = field(default_factory=dict)
    end: dict[Var, float] = field(default_factory=dict)
    depth_of: dict[Var, tuple[int, ...]] = field(default_factory=dict)


class _Scan:
    def __init__(self) -> None:
        self.found = Intervals()
        self.clock = 0.0
        self.loop_ends: list[tuple[int, ...]] = []
        self.pending: list[tuple[Var, tuple[int, ...]]] = []
        self.ends: dict[int, float] = {}
        self.path: tuple[int, ...] = ()
        self.number = 0

    def define(self, var: Var) -> None:
        self.found.begin[var] = self.clock
        self.found.end[var] = self.clock + 0.5
        self.found.depth_of[var] = self.path

    def read(self, var: Var) -> None:
        """A read inside a loop that the variable is defined outside of lasts until the loop ends."""
        own = self.found.depth_of.get(var, ())
        self.found.end[var] = max(self.found.end.get(var, 0.0), self.clock)
        if len(self.path) > len(own):
            self.pending.append((var, self.path[len(own) : len(own) + 1]))

    def operand(self, operand: Operand) -> None:
        for var in vars_in(operand):
            self.read(var)

    def tick(self) -> None:
        self.clock += 1.0

    def block(self, block: Block) -> None:
        for statement in block.statements:
            self.statement(statement)
        self.tick()
        for operand in block.yields:
            self.operand(operand)

    def statement(self, statement: Statement) -> None:
        self.tick()
        for var in reads(statement):
            self.read(var)
        match statement:
            case Assign(out) | Pop(out) | Call(out):
                self.define(out)
            case If(_, then, orelse, results):
                self.block(then)
                self.block(orelse)
                self.tick()
                for result in results:
                    self.define(result)
            case For() | While():
                self._loop(statement)
            case _:
                pass

    def _loop(self, loop: For | While) -> None:
        self.number += 1
        number, outside = self.number, self.path
        self.path = (*outside, number)
        for param in loop.params:
            self.define(param)
        if isinstance(loop, For):
            self.define(loop.index)
        else:
            self.block(loop.cond)
            # The loop may end here: what it carries is still there.
            for param in loop.params:
                self.read(param)
        self.block(loop.body)
        self.tick()
        self.path = outside
        self.ends[number] = self.clock
        for result in loop.results:
            self.define(result)


def live_intervals(block: Block, parameters: tuple[Var, ...]) -> Intervals:
    """The intervals of all variables of a program; one that a loop needs again lives to the loop's end."""
    scan = _Scan()
    for var in parameters:
        scan.define(var)
    scan.block(block)
    for var, (loop,) in scan.pending:
        scan.found.end[var] = max(scan.found.end[var], scan.ends[loop])
    return scan.found


def maybe_undefined(block: Block) -> frozenset[Var]:
    """Variables that on some path stand for a name that was never assigned."""
    found: set[Var] = set()
    sources: dict[Var, list[Operand]] = {}
    known = outcomes(block)
    for statement in statements_in(block):
        if isinstance(statement, If):
            for inner, given in zip(blocks(statement), known.get(statement.test, ({}, {})), strict=True):
                if not inner.jump:
                    for result, value in zip(statement.results, inner.yields, strict=True):
                        sources.setdefault(result, []).append(given.get(value, value))
        elif isinstance(statement, Assign) and statement.primitive is runtime.tuple_of:
            sources[statement.out] = list(statement.args)
        elif isinstance(statement, (For, While)):
            for param, init, result in zip(statement.params, statement.inits, statement.results, strict=True):
                sources.setdefault(param, []).append(init)
                sources.setdefault(result, []).append(param)
            if _surely_runs(statement):
                for result, value in zip(statement.results, statement.body.yields, strict=True):
                    sources[result] = [value]
    changed = True
    while changed:
        grown = {v for v, given in sources.items() if any(_is_undefined(o) or o in found for o in given)}
        changed = grown != found
        found = grown
    return frozenset(found)


Outcomes = dict[Operand, tuple[dict[Operand, Operand], dict[Operand, Operand]]]


def outcomes(block: Block) -> Outcomes:
    """For each variable that tells whether a tried branch failed: what its results are if so, and if not."""
    found: Outcomes = {}
    for statement in statements_in(block):
        if isinstance(statement, If) and attempt_of(statement) is not None:
            failed, done = (
                dict(zip(statement.results, inner.yields, strict=True)) for inner in (statement.orelse, statement.then)
            )
            found[statement.results[0]] = (failed, done)
        elif isinstance(statement, Assign) and statement.primitive is operator.not_ and statement.args[0] in found:
            found[statement.out] = found[statement.args[0]][::-1]
    return found


def _surely_runs(loop: For | While) -> bool:
    """Whether a loop makes a trip to its end, so that what the trip assigns is assigned after it."""
    if not isinstance(loop, For) or loop.body.jump or has_break(loop.body):
        return False
    bounds = (loop.start, loop.stop, loop.step)
    return all(isinstance(b, Const) for b in bounds) and len(range(*(b.value for b in bounds))) > 0  # type: ignore[union-attr]


def _is_undefined(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is UNDEFINED
