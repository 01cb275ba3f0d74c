"""Tried branches in forward mode: the primal alone is tried, and the tangents come after it.

    try:                                    try:
        y = np.sqrt(x)                          y = np.sqrt(x)
        failed = False                          failed = False
    except FloatingPointError:              except FloatingPointError:
        failed = True               ->          failed = True
                                            if not failed:
                                                y_dot = x_dot / (2 * y)

A tangent may fail where its primal does not, and must not decide which path the program takes. What the first run
leaves behind is used; loops and arrays that are written in place run a second time, now beside their tangents. What
the first run wrote into an object from outside, as its last step, is put back before that.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, aliased_operands
from srcxform.analyses.attempts import outside_writes
from srcxform.analyses.need import is_impure
from srcxform.errors import Unsupported
from srcxform.ir.builder import Builder
from srcxform.ir.guarded import born_in
from srcxform.ir.nodes import (
    UNDEFINED,
    Append,
    Assign,
    Block,
    Const,
    Effect,
    If,
    Operand,
    Pop,
    Statement,
    Store,
    Update,
    Var,
)
from srcxform.ir.types import ArrayType, may_be_written
from srcxform.ir.walk import blocks, map_operand, reads, redefined, statements_in, with_blocks


@dataclass(frozen=True)
class Parted:
    """A tried branch in two: `tried` tells whether it failed, `again` gives the rest by an `if` on that.

    `done` are the statements of `again` that need not run, because `tried` gives what they give; `undo` are those that
    put back what `tried` wrote.
    """

    tried: If
    again: If
    done: frozenset[Statement]
    undo: tuple[Statement, ...]


def parted(attempt: If, aliases: Aliases) -> Parted:
    """The parts of a tried branch."""
    _refuse_impure(attempt.then, aliases)
    given = [s for s in attempt.then.statements if isinstance(s, Assign) and _is_given(s, aliases)]
    copy, fresh = redefined(attempt.then)
    copy, undo, kept = _undoable(attempt.then, copy, fresh, aliases)
    # Where it failed a tuple may be put together of what there is: that has a tangent, and what was caught has none.
    put_together = _put_together(attempt.orelse)
    handled = born_in(attempt.orelse) - {s.out for s in put_together}
    early = [k for k, y in enumerate(attempt.orelse.yields) if k == 0 or y in handled]
    late = [k for k in range(len(attempt.results)) if k not in early]

    def pick(values: tuple[Operand, ...], chosen: list[int]) -> tuple[Operand, ...]:
        return tuple(values[k] for k in chosen)

    passed = [*((s.out, fresh[s.out]) for s in given), *kept]
    then = Block(copy.statements, (*pick(copy.yields, early), *(inside for _, inside in passed)))
    missing = tuple(Const(UNDEFINED) for _ in passed)
    orelse = replace(attempt.orelse, yields=(*pick(attempt.orelse.yields, early), *missing))
    results = tuple(attempt.results[k] for k in early)
    tried = replace(attempt, then=then, orelse=orelse, results=(*results, *(outside for outside, _ in passed)))
    again = If(
        attempt.results[0],
        redefined(Block(put_together, pick(attempt.orelse.yields, late)))[0],
        Block(attempt.then.statements, pick(attempt.then.yields, late)),
        tuple(attempt.results[k] for k in late),
        attempt.origin,
    )
    effects = {s for s in statements_in(attempt.then) if isinstance(s, Effect) and s.primitive is not runtime.throw}
    return Parted(tried, again, frozenset({*given, *effects}), undo)


def _put_together(handler: Block) -> tuple[Assign, ...]:
    """The statements of a handler that ask nothing of what was caught."""
    found: list[Assign] = []
    asks = set(born_in(handler))
    for statement in handler.statements:
        is_new = isinstance(statement, Assign) and statement.primitive is not runtime.caught_error
        if is_new and not asks.intersection(reads(statement)) and not is_impure(statement):  # type: ignore[arg-type]
            found.append(statement)  # type: ignore[arg-type]
            asks.discard(found[-1].out)
    return tuple(found)


def without(block: Block, gone: frozenset[Statement]) -> Block:
    """The block without some of its statements, in inner blocks too."""
    kept = (with_blocks(s, tuple(without(b, gone) for b in blocks(s))) for s in block.statements if s not in gone)
    return replace(block, statements=tuple(kept))


def _is_given(statement: Assign, aliases: Aliases) -> bool:
    """Whether the value of the first run may be used: nobody writes into it, and it is no view of what is written."""
    out = statement.out
    if aliases.is_written(out):
        return False
    is_new = isinstance(out.type, ArrayType) and not any(True for _ in aliased_operands(statement))
    return is_new or not may_be_written(out.type)


def _refuse_impure(branch: Block, aliases: Aliases) -> None:
    for statement in statements_in(branch):
        if not isinstance(statement, Assign) or not is_impure(statement):
            continue
        if statement not in branch.statements or not _is_given(statement, aliases):
            raise Unsupported(
                "a call with an effect inside `try` would be made twice by forward mode",
                origin=statement.origin,
                instead="make the call before the `try`",
            )


Passed = list[tuple[Var, Var]]


def _undoable(
    branch: Block, copy: Block, fresh: dict[Operand, Var], aliases: Aliases
) -> tuple[Block, tuple[Statement, ...], Passed]:
    """The copy such that its writes into objects from outside can be undone: how, and what that needs of the copy."""
    statements: list[Statement] = []
    undo: list[Statement] = []
    kept: Passed = []

    def outside(var: Var) -> Var:
        """A variable of the copy as it is seen from outside."""
        if var not in fresh.values():
            return var
        kept.append((replace(var, hint=""), var))
        return kept[-1][0]

    writes = outside_writes(branch, aliases.places)
    for original, statement in zip(branch.statements, copy.statements, strict=True):
        match statement:
            case Append() if original in writes:
                continue
            case Pop(out, target) if original in writes:
                undo.insert(0, Append(outside(target), outside(out), statement.origin))
            case Store(target, index) | Update(target, index) if original in writes:
                place = Const(...) if index is None else index
                old = _saved(statements, target, place)
                seen = map_operand(place, lambda o: outside(o) if isinstance(o, Var) else o)
                kept_old = replace(old, hint="")
                kept.append((kept_old, old))
                undo.insert(0, Store(outside(target), seen, kept_old, statement.origin))
            case _:
                pass
        statements.append(statement)
    return replace(copy, statements=tuple(statements)), tuple(undo), kept


def _saved(saving: list[Statement], target: Var, place: Operand) -> Var:
    """What stands in a place that is about to be written."""
    builder = Builder()
    builder.blocks[-1] = saving
    old = builder.op(operator.getitem, target, place)
    is_part = isinstance(old.type, ArrayType) and old.type.rank == 0 and old.type.box != "array"  # type: ignore[union-attr]
    if not is_part and isinstance(target.type, ArrayType):
        old = builder.op(np.copy, old)
    assert isinstance(old, Var)
    return old
