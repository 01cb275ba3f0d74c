"""Leaves what only the default head asks for to the branch where no head is given.

    t = a @ b                               if head is None:
    if head is None:                ->          head = np.ones_like(a @ b)
        head = np.ones_like(t)              ...
    ...

Only operations without effect, on arrays that nobody writes in between; loops, where all in them is such.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from srcxform.analyses.aliasing import Aliases
from srcxform.analyses.need import asks_for_shape, is_impure
from srcxform.ir.guarded import is_guarded
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Const, Effect, For, If, Statement, Var, While
from srcxform.ir.types import may_be_written
from srcxform.ir.walk import blocks, defines, reads, statements_in, vars_in, with_statements
from srcxform.simplify.memory import operand_vars, sharing


def sink_head(block: Block) -> Block:
    """The program with what the default head is made of in its branch."""
    place = _default_head(block)
    if place is None:
        return block
    choice = block.statements[place]
    assert isinstance(choice, If)
    moved = _only_for(choice, place, block)
    if not moved:
        return block
    then = with_statements(choice.then, (*reversed(moved), *choice.then.statements))
    gone = set(moved)
    before = [s for s in block.statements[:place] if s not in gone]
    return with_statements(block, (*before, replace(choice, then=then), *block.statements[place + 1 :]))


def _default_head(block: Block) -> int | None:
    """The place of `if head is None`, the first branch of the reverse sweep."""
    asked: set[Var] = set()
    has_begun = False
    for k, statement in enumerate(block.statements):
        if isinstance(statement, Effect) and statement.primitive is reverse_sweep_begins:
            has_begun = True
        elif has_begun and isinstance(statement, Assign) and statement.primitive is operator.is_:
            if isinstance(statement.args[1], Const) and statement.args[1].value is None:
                asked.add(statement.out)
        elif has_begun and isinstance(statement, If):
            return k if statement.test in asked and statement.then.statements else None
    return None


def _only_for(choice: If, place: int, block: Block) -> list[Statement]:
    """The statements before the branch, from the last to the first, that only its first block needs."""
    memory = sharing(block)
    elsewhere = {v for y in block.yields for v in vars_in(y)} | set(vars_in(choice.test))
    for statement in block.statements[place + 1 :]:
        elsewhere |= operand_vars(statement)
    elsewhere |= _read_in(choice.orelse)
    wanted = _read_in(choice.then)
    moved: list[Statement] = []
    for statement in reversed(block.statements[:place]):
        made = set(defines(statement))
        if made & wanted and not made & elsewhere and _may_move(statement, choice, memory):
            moved.append(statement)
            wanted |= operand_vars(statement)
        else:
            elsewhere |= operand_vars(statement)
    return moved


def _read_in(block: Block) -> set[Var]:
    found = {v for y in block.yields for v in vars_in(y)}
    for statement in block.statements:
        found |= operand_vars(statement)
    return found


def _may_move(statement: Statement, choice: If, memory: Aliases) -> bool:
    """Whether it is without effect, and does the same later."""
    if isinstance(statement, Assign):
        return not is_impure(statement) and _reads_the_same(statement, statement, choice, memory)
    if not isinstance(statement, (If, For, While)) or is_guarded(statement):
        return False
    return all(
        _is_pure(inner) and _reads_the_same(inner, statement, choice, memory)
        for inner in (statement, *(s for b in blocks(statement) for s in statements_in(b)))
    )


def _is_pure(statement: Statement) -> bool:
    if isinstance(statement, Assign):
        return not is_impure(statement)
    return isinstance(statement, (For, While)) or (isinstance(statement, If) and not is_guarded(statement))


def _reads_the_same(statement: Statement, outer: Statement, choice: If, memory: Aliases) -> bool:
    where = memory.places
    begin, end = where.at[outer], where.at[choice]
    return all(
        asks_for_shape(statement, var) or not any(begin <= where.at[w] < end for w in memory.writes(var))
        for var in reads(statement)
        if may_be_written(var.type)
    )
