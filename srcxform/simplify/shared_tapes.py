"""Keeps on one tape what two would hold.

    t_stack.append(tmp)                             t_stack.append(tmp)
    if tmp > 1:                                     if tmp > 1:
        old_stack.append(u[i])              ->
        u[i] = 1 / tmp                                  u[i] = 1 / tmp
    ...
    tmp = t_stack.pop()                             tmp = t_stack.pop()
    if tmp > 1:                                     if tmp > 1:
        u[i] = old_stack.pop()                          u[i] = tmp

A number that is read in order to be put back is often one that the reverse sweep needs for itself. Whatever trip of a
loop keeps the second has kept the first, and the reverse of that trip takes the first before the second.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, is_basic
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import Append, Assign, Block, Pop, Statement, Var
from srcxform.ir.types import is_array, is_scalar, is_tape
from srcxform.ir.walk import blocks, operand_key, statements_in, substitute, with_blocks, with_statements
from srcxform.simplify.memory import sharing


@dataclass(frozen=True)
class Tape:
    """A tape of numbers that one statement fills and one empties, with the blocks around the two."""

    push: Append
    pop: Pop
    around_push: tuple[Block, ...]
    around_pop: tuple[Block, ...]


def share_tapes(block: Block) -> Block:
    """The program without the tapes whose numbers are on another one too."""
    if sum(isinstance(s, Pop) for s in statements_in(block)) < 2:
        return block
    if any(attempt_of(s) is not None for s in statements_in(block)):
        return block
    finder = _Finder(block)
    return finder.without(finder.repeated())


class _Finder:
    """Finds tapes that hold one number in each trip."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.memory: Aliases = sharing(block)
        self.where = self.memory.places
        self.around: dict[Statement, tuple[Block, ...]] = {}
        self._note(block, ())

    def _note(self, block: Block, around: tuple[Block, ...]) -> None:
        for statement in block.statements:
            if isinstance(statement, (Append, Pop)):
                self.around[statement] = (*around, block)
            for inner in blocks(statement):
                self._note(inner, (*around, block))

    def repeated(self) -> dict[Tape, Tape]:
        """The tapes that can go, each with the one that stays for it."""
        tapes = [tape for s in self.block.statements if isinstance(s, Assign) and (tape := self._tape(s)) is not None]
        found: dict[Tape, Tape] = {}
        for second in sorted(tapes, key=lambda tape: self.where.at[tape.push]):  # so that what stays is known to stay
            for first in tapes:
                if first not in found and self._holds_both(first, second):
                    found[second] = first
                    break
        return found

    def _tape(self, made: Assign) -> Tape | None:
        uses = self.where.used_by.get(made.out, ())
        if made.primitive is not runtime.list_of or made.args or not is_tape(made.out.type) or len(uses) != 2:
            return None
        push, pop = uses
        if not isinstance(push, Append) or not isinstance(pop, Pop):
            return None
        if not isinstance(push.value, Var) or not is_scalar(push.value.type):
            return None
        return Tape(push, pop, self.around[push], self.around[pop])

    def _holds_both(self, first: Tape, second: Tape) -> bool:
        """Whether the first holds the number of the second, in each trip that has one."""
        at, loops = self.where.at, self.where.loops
        return (
            first is not second
            and at[first.push] < at[second.push]
            and at[first.pop] < at[second.pop]
            and loops[first.push] == loops[second.push]
            and loops[first.pop] == loops[second.pop]
            and second.around_push[: len(first.around_push)] == first.around_push
            and second.around_pop[: len(first.around_pop)] == first.around_pop
            and first.pop.out.type == second.pop.out.type
            and self._are_one(first.push.value, second.push.value)
        )

    def _are_one(self, first: object, second: object) -> bool:
        """Whether two numbers are read of one place, which nothing writes in between."""
        if first is second:
            return True
        a, b = (self.where.defined_by.get(v) if isinstance(v, Var) else None for v in (first, second))
        if not isinstance(a, Assign) or not isinstance(b, Assign) or a.primitive is not operator.getitem:
            return False
        base, index = a.args
        if b.primitive is not operator.getitem or b.args[0] is not base or not is_basic(index):
            return False
        if not isinstance(base, Var) or not is_array(base.type) or operand_key(index) != operand_key(b.args[1]):
            return False
        if self.where.loops[a] != self.where.loops[b]:
            return False
        return not self.memory.writes_between(base, self.where.at[a], self.where.at[b])

    def without(self, repeated: dict[Tape, Tape]) -> Block:
        """The program in which what the second tapes gave comes from the first ones."""
        if not repeated:
            return self.block
        gone: set[Statement] = {s for tape in repeated for s in (tape.push, tape.pop)}
        names = {second.pop.out: first.pop.out for second, first in repeated.items()}

        def rebuilt(given: Block) -> Block:
            statements = []
            for statement in given.statements:
                if statement not in gone:
                    inner = blocks(statement)
                    statements.append(with_blocks(statement, [rebuilt(b) for b in inner]) if inner else statement)
            return with_statements(given, statements)

        return substitute(rebuilt(self.block), lambda v: names.get(v, v))  # type: ignore[arg-type]
