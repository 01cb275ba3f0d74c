"""Uses what was just stored instead of reading it back.

    row[0] = old                    row[0] = old
    t = row[0]              ->
    y = t * 2                       y = old * 2

Often the store is dead then: nothing reads it any more.
"""

from __future__ import annotations

import operator

from srcxform.analyses.aliasing import Aliases, is_basic
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Append, Assign, Block, Effect, Operand, Pop, Statement, Store, Update, Var
from srcxform.ir.types import ArrayType, is_scalar, may_be_written
from srcxform.ir.walk import blocks, map_operand, map_operands, reads, statements_in, with_blocks, with_statements
from srcxform.simplify.memory import CHECKS, array_writes, has_shape_of, is_array_of, last_read, same_operand, sharing

WINDOW = 20
"""So many stores are remembered, which keeps the pass linear."""


def forward_stores(block: Block) -> Block:
    """The program with stored values in place of reads of what was stored, in the reverse sweep."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins),
        None,
    )
    if begin is None or not any(isinstance(s, Store) for s in statements_in(Block(block.statements[begin:]))):
        return block
    done = _Forwarder(sharing(block)).block(Block(block.statements[begin:], block.yields))
    return with_statements(block, (*block.statements[:begin], *done.statements), done.yields)


class _Forwarder:
    def __init__(self, memory: Aliases) -> None:
        self.memory = memory
        self.known: dict[Var, Operand] = {}

    def value(self, operand: Operand) -> Operand:
        return self.known.get(operand, operand) if isinstance(operand, Var) else operand

    def block(self, block: Block) -> Block:
        stores: list[Store] = []
        statements: list[Statement] = []
        for statement in block.statements:
            changed = map_operands(statement, self.value)
            inner = blocks(changed)
            if inner:
                changed = with_blocks(changed, tuple(self.block(b) for b in inner))
                stores.clear()
            elif isinstance(changed, Assign):
                found = self._stored(changed, self.memory.places.at[statement], stores)
                if found is not None:
                    self.known[changed.out] = found
                    continue
            else:
                stores = self._after(changed, stores)
            statements.append(changed)
        return with_statements(block, statements, tuple(map_operand(y, self.value) for y in block.yields))

    def _after(self, statement: Statement, stores: list[Store]) -> list[Store]:
        """The stores that are still there after a statement."""
        if isinstance(statement, Effect) and statement.primitive in CHECKS:
            return stores
        if isinstance(statement, (Append, Pop)):
            return stores
        written = {self.memory.root(v) for v in reads(statement) if may_be_written(v.type)}
        if isinstance(statement, (Store, Update)):
            written = {self.memory.root(statement.target)}
        kept = [s for s in stores if self.memory.root(s.target) not in written]
        if isinstance(statement, Store) and isinstance(statement.target.type, ArrayType) and is_basic(statement.index):
            kept = [*kept[-WINDOW:], statement]
        return kept

    def _stored(self, read: Assign, begin: int, stores: list[Store]) -> Var | None:
        """The value that a read gives, if it is still at hand as what was stored."""
        if read.primitive is not operator.getitem or read.kwargs:
            return None
        for store in stores:
            value = store.value
            if store.target is not read.args[0] or not same_operand(store.index, read.args[1]):
                continue
            if not isinstance(value, Var) or value.type != read.out.type:
                continue
            if is_scalar(value.type) or self._is_still(value, read, begin):
                return value
        return None

    def _is_still(self, value: Var, read: Assign, begin: int) -> bool:
        """Whether a stored array holds, as long as the view of the place is read, what was stored."""
        if (
            not (is_array_of(value) and has_shape_of(value, read.out))
            or any(array_writes(self.memory, value))
            or self.memory.root(value) is self.memory.root(read.out)
        ):
            return False
        last = last_read(self.memory, read.out)
        return last is not None and not any(array_writes(self.memory, read.out, begin + 1, last + 1))
