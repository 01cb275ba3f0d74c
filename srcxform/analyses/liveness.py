"""From where to where each variable is live, as intervals over the positions of a program's text."""

from __future__ import annotations

import operator
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from srcxform import runtime
from srcxform.ir.guarded import attempt_of, within_of
from srcxform.ir.memo import OF_BLOCKS, kept
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
            # The first values of what is carried are there already when the bounds are read, and the index is not yet.
            self.path = outside
            self.tick()
            for bound in (loop.start, loop.stop, loop.step):
                self.operand(bound)
            self.path = (*outside, number)
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
    return _reached_from(block, _is_undefined)


def maybe_none(block: Block) -> frozenset[Var]:
    """Variables that on some path are None, or have no value."""
    return _reached_from(block, lambda o: isinstance(o, Const) and (o.value is None or _is_undefined(o)))


def _reached_from(block: Block, is_source: Callable[[Operand], bool]) -> frozenset[Var]:
    """Variables that branches and loops may give such a value."""
    found: set[Var] = set()
    sources: dict[Var, list[Operand]] = {}
    known = outcomes(block)
    for statement in statements_in(block):
        if isinstance(statement, If):
            for inner, given in zip(blocks(statement), known.get(statement.test, ({}, {})), strict=True):
                if not inner.jump:
                    for result, value in zip(statement.results, inner.yields, strict=True):
                        sources.setdefault(result, []).append(resolved(given, value))
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
        grown = {v for v, given in sources.items() if any(is_source(o) or o in found for o in given)}
        changed = grown != found
        found = grown
    return frozenset(found)


Known = dict[Operand, Operand]
Outcomes = dict[Operand, tuple[Known, Known]]


@kept(OF_BLOCKS)
def outcomes(block: Block) -> Outcomes:
    """For each variable that tells whether something tried failed: what is known of others if so, and if not."""
    found: Outcomes = {}
    # What stands inside comes first: it is what the branch around it passes on.
    for statement in reversed(list(statements_in(block))):
        if isinstance(statement, If) and attempt_of(statement) is not None:
            failed, done = (_given(statement.results, inner) for inner in (statement.orelse, statement.then))
            found[statement.results[0]] = (failed, done)
    for statement in reversed(list(statements_in(block))):
        if isinstance(statement, If) and within_of(statement) is not None and not statement.then.jump:
            _pass_on(statement, found)
    for statement in statements_in(block):
        if isinstance(statement, If) and attempt_of(statement) is None:
            _chain(statement, found)
        elif isinstance(statement, Assign) and statement.primitive is operator.not_ and statement.args[0] in found:
            found[statement.out] = found[statement.args[0]][::-1]
    return found


def _given(results: tuple[Var, ...], branch: Block) -> Known:
    return dict(zip(results, branch.yields, strict=True))


def _pass_on(within: If, found: Outcomes) -> None:
    """What a block within a manager gives is what is known of it inside."""
    outer = _given(within.results, within.then)
    for result, flag in outer.items():
        if flag in found:
            found[result] = ({**found[flag][0], **outer}, {**found[flag][1], **outer})


def _chain(choice: If, found: Outcomes) -> None:
    """`failed = True if failed_before else failed_now`: where that is False, neither failed."""
    if choice.then.jump or choice.orelse.jump:
        return
    for k, result in enumerate(choice.results):
        for branch, (fails, goes_on) in enumerate(((choice.then, choice.orelse), (choice.orelse, choice.then))):
            raised, flag = fails.yields[k], goes_on.yields[k]
            if isinstance(raised, Const) and raised.value is True and result not in found:
                before = found.get(choice.test, ({}, {}))[1 - branch]
                now = found.get(flag, ({}, {}))[1]
                passed = _given(choice.results, goes_on)
                found[result] = ({}, {**before, **now, **passed})


def resolved(known: Known, operand: Operand) -> Operand:
    """What an operand is, as far as it is known."""
    seen = set[Operand]()
    while operand in known and operand not in seen:
        seen.add(operand)
        operand = known[operand]
    return operand


def is_missing(operand: Operand, undefined: AbstractSet[Var]) -> bool:
    """Whether an operand may stand for a name without a value."""
    return _is_undefined(operand) or operand in undefined


def _surely_runs(loop: For | While) -> bool:
    """Whether a loop makes a trip to its end, so that what the trip assigns is assigned after it."""
    if not isinstance(loop, For) or loop.body.jump or has_break(loop.body):
        return False
    bounds = (loop.start, loop.stop, loop.step)
    return all(isinstance(b, Const) for b in bounds) and len(range(*(b.value for b in bounds))) > 0  # type: ignore[union-attr]


def _is_undefined(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is UNDEFINED
