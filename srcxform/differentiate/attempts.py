"""Tried branches in forward mode: the primal alone is tried, and the tangents come after it.

    try:                                    try:
        y = np.sqrt(x)                          y = np.sqrt(x)
        failed = False                          failed = False
    except FloatingPointError:              except FloatingPointError:
        failed = True               ->          failed = True
                                            if not failed:
                                                y_dot = x_dot / (2 * y)

A tangent may fail where its primal does not, and must not decide which path the program takes. What the first run
leaves behind is used; loops and arrays that are written in place run a second time, now beside their tangents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, aliased_operands
from srcxform.analyses.need import is_impure
from srcxform.errors import Unsupported
from srcxform.ir.guarded import born_in, outside_lists
from srcxform.ir.nodes import UNDEFINED, Append, Assign, Block, Const, Effect, If, Operand, Pop, Statement, Var
from srcxform.ir.types import ArrayType, may_be_written
from srcxform.ir.walk import blocks, redefined, statements_in, with_blocks


@dataclass(frozen=True)
class Parted:
    """A tried branch in two: `tried` tells whether it failed, `again` gives the rest by an `if` on that.

    `done` are the statements of `again` that need not run, because `tried` gives what they give.
    """

    tried: If
    again: If
    done: frozenset[Statement]


def parted(attempt: If, aliases: Aliases) -> Parted:
    """The parts of a tried branch."""
    _refuse_impure(attempt.then, aliases)
    given = [s for s in attempt.then.statements if isinstance(s, Assign) and _is_given(s, aliases)]
    copy, fresh = redefined(_without(attempt.then, set(outside_lists(attempt.then))))
    handled = born_in(attempt.orelse)
    early = [k for k, y in enumerate(attempt.orelse.yields) if k == 0 or y in handled]
    late = [k for k in range(len(attempt.results)) if k not in early]

    def pick(values: tuple[Operand, ...], chosen: list[int]) -> tuple[Operand, ...]:
        return tuple(values[k] for k in chosen)

    then = Block(copy.statements, (*pick(copy.yields, early), *(fresh[s.out] for s in given)))
    orelse = replace(attempt.orelse, yields=(*pick(attempt.orelse.yields, early), *(Const(UNDEFINED) for _ in given)))
    results = tuple(attempt.results[k] for k in early)
    tried = replace(attempt, then=then, orelse=orelse, results=(*results, *(s.out for s in given)))
    again = If(
        attempt.results[0],
        Block((), pick(attempt.orelse.yields, late)),
        Block(attempt.then.statements, pick(attempt.then.yields, late)),
        tuple(attempt.results[k] for k in late),
        attempt.origin,
    )
    effects = {s for s in statements_in(attempt.then) if isinstance(s, Effect) and s.primitive is not runtime.throw}
    return Parted(tried, again, frozenset({*given, *effects}))


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


def _without(block: Block, lists: set[Var]) -> Block:
    """The block without what it pushes on lists from outside."""
    gone = frozenset(s for s in statements_in(block) if isinstance(s, (Append, Pop)) and s.target in lists)
    return without(block, gone)
