"""Clears a place of an adjoint after what was in it was used, so that it need not be copied.

    t = np.copy(a_bar[1:-1])                w = a_bar[1:-1] / 3
    a_bar[1:-1] = 0.0               ->      a_bar[1:-1] = 0.0
    w = t / 3                               b_bar[1:] += w
    b_bar[1:] += w

Nothing that has to do with the array may stand between its clearing and the last use of the copy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from srcxform.analyses.aliasing import Aliases, is_basic
from srcxform.analyses.need import asks_for_shape, is_impure
from srcxform.ir.guarded import attempt_of
from srcxform.ir.nodes import Append, Assign, Block, Const, Effect, Pop, Statement, Store, Update, Var
from srcxform.ir.types import ArrayType, may_be_written
from srcxform.ir.walk import blocks, map_operands, reads, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import CHECKS, is_elementwise, same_operand, sharing

WINDOW = 60
"""So far a statement is moved at most, which keeps the pass linear."""


def delay_clears(block: Block) -> Block:
    """The program with places cleared late where that saves a copy."""
    if not any(isinstance(s, Assign) and s.primitive is np.copy for s in statements_in(block)):
        return block
    return _block(block, sharing(block))


def _block(block: Block, memory: Aliases) -> Block:
    statements: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement) if attempt_of(statement) is None else ()
        statements.append(with_blocks(statement, tuple(_block(b, memory) for b in inner)) if inner else statement)
    return with_statements(block, _Line(statements, memory).run())


@dataclass
class _Line:
    """The statements of one block, and the rewriting of them."""

    statements: list[Statement]
    memory: Aliases

    def run(self) -> list[Statement]:
        k = 0
        while k < len(self.statements):
            statement = self.statements[k]
            if isinstance(statement, Store) and _is_clear(statement):
                self._delay(k, statement)
            k += 1
        return self.statements

    def _delay(self, k: int, clear: Store) -> None:
        found = self._copied(k, clear)
        if found is None:
            return
        place, copy, view = found
        uses = self.memory.places.used_by.get(copy.out, [])
        after = {s: j for j, s in enumerate(self.statements[k + 1 : k + WINDOW], k + 1)}
        root = self.memory.root(clear.target)
        if not uses or copy.out in self.memory.places.returned or not all(u in after for u in uses):
            return
        last = max(after[u] for u in uses)
        between = self.statements[k + 1 : last + 1]
        if not all(self._is_use(u, copy.out, root) for u in uses) or not all(self._is_apart(s, root) for s in between):
            return
        moved = [map_operands(s, lambda v: view if v is copy.out else v) if s in uses else s for s in between]
        self.statements[k : last + 1] = [*moved, clear]
        del self.statements[place]

    def _copied(self, k: int, clear: Store) -> tuple[int, Assign, Var] | None:
        """The copy of the place that stands right before its clearing, and the view that it copies."""
        copy = self.statements[k - 1] if k else None
        if not isinstance(copy, Assign) or copy.primitive is not np.copy or len(copy.args) != 1 or copy.kwargs:
            return None
        view = copy.args[0]
        made = self.memory.places.defined_by.get(view) if isinstance(view, Var) else None
        if not isinstance(made, Assign) or len(made.args) != 2 or made.args[0] is not clear.target:
            return None
        return (k - 1, copy, view) if same_operand(made.args[1], clear.index) else None  # type: ignore[return-value]

    def _is_use(self, use: Statement, var: Var, root: Var) -> bool:
        """Whether a statement reads the array, and neither writes nor keeps it."""
        if isinstance(use, Assign):
            return is_elementwise(use.primitive) and not any(k == "out" for k, _ in use.kwargs)
        if not isinstance(use, (Store, Update)) or not isinstance(use.target.type, ArrayType):
            return False
        return use.value is var and use.target is not var and self.memory.root(use.target) is not root

    def _is_apart(self, statement: Statement, root: Var) -> bool:
        """Whether a statement has nothing to do with the contents of an array."""
        if blocks(statement) or (isinstance(statement, Effect) and statement.primitive not in CHECKS):
            return False
        if isinstance(statement, Assign):
            if is_impure(statement):
                return False
        elif not isinstance(statement, (Store, Update, Append, Pop, Effect)):
            return False
        return not any(
            may_be_written(v.type) and self.memory.root(v) is root and not asks_for_shape(statement, v)
            for v in reads(statement)
        )


def _is_clear(statement: Store) -> bool:
    value = statement.value
    is_zero = isinstance(value, Const) and type(value.value) is float and value.value == 0
    return is_zero and isinstance(statement.target.type, ArrayType) and is_basic(statement.index)
