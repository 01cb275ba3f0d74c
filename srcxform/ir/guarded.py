"""Questions about guarded blocks: an `If` that tries its branch, or runs it within a manager.

Their tests are constants, and yet nobody knows which branch is taken: ask here, not `isinstance(test, Const)`.
"""

from __future__ import annotations

from typing import TypeGuard

from srcxform.ir.nodes import Append, Attempt, Block, Const, If, Operand, Pop, Statement, Var, Within
from srcxform.ir.walk import defines, inner_definitions, statements_in

NEVER = Block((), (), "never")
"""The other branch of a block within a manager."""


def is_known_test(test: Operand) -> TypeGuard[Const]:
    """Whether the branch that is taken is known at compile time."""
    return isinstance(test, Const) and not isinstance(test.value, (Attempt, Within))


def attempt_of(statement: Statement) -> Attempt | None:
    """What a statement catches, if it is an `If` that tries its branch."""
    if isinstance(statement, If) and isinstance(statement.test, Const) and isinstance(statement.test.value, Attempt):
        return statement.test.value
    return None


def within_of(statement: Statement) -> Within | None:
    """The manager of a statement, if it is an `If` that runs its branch within one."""
    if isinstance(statement, If) and isinstance(statement.test, Const) and isinstance(statement.test.value, Within):
        return statement.test.value
    return None


def is_guarded(statement: Statement) -> bool:
    """Whether it matters for what a branch of the statement computes, that it stands in there."""
    return attempt_of(statement) is not None or within_of(statement) is not None


def born_in(block: Block) -> set[Var]:
    """The variables that are defined in a block or in the blocks inside it."""
    return {v for s in statements_in(block) for v in (*defines(s), *inner_definitions(s))}


def outside_lists(block: Block) -> list[Var]:
    """The lists from outside that a block appends to, in the order of the text."""
    own = born_in(block)
    found = (s.target for s in statements_in(block) if isinstance(s, (Append, Pop)))
    return list(dict.fromkeys(v for v in found if v not in own))
