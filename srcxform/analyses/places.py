"""Where statements stand: a running number for each, and the loops around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from srcxform.ir.memo import OF_BLOCKS, kept
from srcxform.ir.nodes import Assign, Block, For, Loop, Statement, Var, While
from srcxform.ir.walk import blocks, defines, inner_definitions, reads, vars_in


@dataclass
class Places:
    """`at[s]` is the number of a statement and `end[s]` that after its blocks; `loops[s]` are the loops around it."""

    at: dict[Statement, int] = field(default_factory=dict)
    end: dict[Statement, int] = field(default_factory=dict)
    loops: dict[Statement, tuple[Loop, ...]] = field(default_factory=dict)
    defined_by: dict[Var, Statement | None] = field(default_factory=dict)
    used_by: dict[Var, list[Statement]] = field(default_factory=dict)
    returned: set[Var] = field(default_factory=set)
    last: int = 0

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
    found = Places()
    _number(block, (), found)
    for operand in block.yields:
        found.returned.update(vars_in(operand))
    return found


def _number(block: Block, loops: tuple[Loop, ...], found: Places) -> None:
    at, end, around = found.at, found.end, found.loops
    used_by, defined_by = found.used_by, found.defined_by
    for statement in block.statements:
        found.last = number = found.last + 1
        at[statement] = end[statement] = number
        around[statement] = loops
        for var in reads(statement):
            uses = used_by.get(var)
            if uses is None:
                used_by[var] = [statement]
            else:
                uses.append(statement)
        if type(statement) is Assign:  # most are
            defined_by[statement.out] = statement
            continue
        children = blocks(statement)
        if not children:
            for var in defines(statement):
                defined_by[var] = statement
            continue
        for var in (*defines(statement), *inner_definitions(statement)):
            defined_by[var] = statement
        inner = (*loops, statement) if isinstance(statement, (For, While)) else loops
        for child in children:
            _number(child, inner, found)
            for operand in child.yields:
                for var in vars_in(operand):
                    used_by.setdefault(var, []).append(statement)
        end[statement] = found.last
