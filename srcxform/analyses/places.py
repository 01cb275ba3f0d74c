"""Where statements stand: a running number for each, and the loops around it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

from srcxform.ir.memo import OF_BLOCKS, kept
from srcxform.ir.nodes import Assign, Block, For, If, Loop, Statement, Var, While
from srcxform.ir.walk import HOLDERS, blocks, defines, inner_definitions, reads, vars_in

Holder = If | For | While


@dataclass
class Places:
    """`at[s]` is the number of a statement and `end[s]` that after its blocks; `loops[s]` are the loops around it.

    `holders` are the statements with blocks, in the order of the text, each with the one around it.
    """

    block: Block
    at: dict[Statement, int] = field(default_factory=dict)
    end: dict[Statement, int] = field(default_factory=dict)
    loops: dict[Statement, tuple[Loop, ...]] = field(default_factory=dict)
    holder: dict[Statement, Holder | None] = field(default_factory=dict)
    holders: list[Holder] = field(default_factory=list)
    defined_by: dict[Var, Statement | None] = field(default_factory=dict)
    returned: set[Var] = field(default_factory=set)
    last: int = 0

    @functools.cached_property
    def used_by(self) -> dict[Var, list[Statement]]:
        """The statements that read each variable, or pass it on out of their blocks."""
        found: dict[Var, list[Statement]] = {}
        _uses(self.block, found)
        return found

    def position(self, var: Var) -> int:
        """The number of the statement that defines a variable; parameters are before all."""
        statement = self.defined_by.get(var)
        return 0 if statement is None else self.at[statement]

    def common_loops(self, a: Statement, b: Statement) -> tuple[Loop, ...]:
        """The loops around both statements, from the outermost."""
        return tuple(x for x, y in zip(self.loops[a], self.loops[b], strict=False) if x is y)


@kept(OF_BLOCKS)
def places(block: Block) -> Places:
    """Number the statements of a program in the order of the text."""
    found = Places(block)
    _number(block, None, (), found)
    for operand in block.yields:
        found.returned.update(vars_in(operand))
    return found


def _number(block: Block, holder: Holder | None, loops: tuple[Loop, ...], found: Places) -> None:
    at, end, around, held, defined_by = found.at, found.end, found.loops, found.holder, found.defined_by
    number = found.last
    for statement in block.statements:
        number += 1
        at[statement] = end[statement] = number
        around[statement] = loops
        held[statement] = holder
        if type(statement) is Assign:  # most are
            defined_by[statement.out] = statement
            continue
        for var in defines(statement):
            defined_by[var] = statement
        if type(statement) not in HOLDERS:
            continue
        found.holders.append(statement)  # type: ignore[arg-type]
        for var in inner_definitions(statement):
            defined_by[var] = statement
        inner = (*loops, statement) if isinstance(statement, (For, While)) else loops
        found.last = number
        for child in blocks(statement):
            _number(child, statement, inner, found)  # type: ignore[arg-type]
        end[statement] = number = found.last
    found.last = number


def _uses(block: Block, found: dict[Var, list[Statement]]) -> None:
    for statement in block.statements:
        for var in reads(statement):
            uses = found.get(var)
            if uses is None:
                found[var] = [statement]
            else:
                uses.append(statement)
        if type(statement) in HOLDERS:
            for child in blocks(statement):
                _uses(child, found)
                for operand in child.yields:
                    for var in vars_in(operand):
                        found.setdefault(var, []).append(statement)
