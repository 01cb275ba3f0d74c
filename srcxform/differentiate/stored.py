"""Finds values that need no tape, because an array holds them until the reverse sweep comes to them.

    for t in range(n):                          for t in range(n - 1, -1, -1):
        v = tanh(w * x[t])                          v = x[t + 1]
        x[t + 1] = v                ->              ...

The place must not be written again in the forward sweep. The value is read before the reverse sweep puts back what
stood there before; mostly nothing reads that, and it is not put back at all (`simplify/unread.py`).
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np

from srcxform.analyses.aliasing import Aliases, is_basic
from srcxform.analyses.elements import Elements
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Assign, Block, Operand, Statement, Store, Var
from srcxform.ir.types import FLOAT64, ArrayType, ListType, TupleType, is_array, is_scalar, same_dtype, same_size
from srcxform.ir.walk import blocks


@dataclass(frozen=True)
class Copy:
    """The statements that read a value back, the last of which gives it; and the store that put it there."""

    statements: tuple[Assign, ...]
    store: Store


class StoredValues:
    """The values that arrays hold until the reverse sweep; `end` is the number of the last statement before that."""

    def __init__(self, memory: Aliases, forward: Block, end: int) -> None:
        self.memory, self.where, self.end = memory, memory.places, end
        self.elements = Elements(memory)
        self.found: dict[Var, Copy | None] = {}
        self.hits: dict[tuple[Statement, Var, Statement], bool] = {}
        self.home: dict[Statement, Block] = {}
        self._note_homes(forward)

    def _note_homes(self, block: Block) -> None:
        for statement in block.statements:
            self.home[statement] = block
            for inner in blocks(statement):
                self._note_homes(inner)

    def of(self, var: Var, definition: Statement | None) -> Copy | None:
        """How to read a value back that this statement gives."""
        if var not in self.found:
            self.found[var] = None if definition is None else self._copy(var, definition)
        return self.found[var]

    def _copy(self, var: Var, definition: Statement) -> Copy | None:
        if not isinstance(var.type, ArrayType) or var.type.dtype is None or var.type.dtype.kind not in "fc":
            return None
        if not self.where.loops[definition] or self.memory.is_written(var):
            return None
        home = self.home.get(definition)
        for use in self.where.used_by.get(var, ()):
            if isinstance(use, Store) and use.value is var and self.home.get(use) is home and self._stays(use):
                made = _read_back(var, use)
                if made:
                    return Copy(made, use)
        return None

    def _stays(self, store: Store) -> bool:
        """Whether what is stored is still there at the end of the forward sweep, and at hand in the reverse sweep."""
        where, memory = self.where, self.memory
        if not is_basic(store.index) or not is_array(store.target.type):
            return False
        made = where.defined_by.get(store.target)
        if made is not None and where.loops[made]:
            return False
        stored = self.elements.access(store, store.target, store.index)
        for writer in memory.writes(store.target):
            if where.at[writer] > self.end:
                break
            if isinstance(writer.target.type, ListType | TupleType):
                continue  # a list that holds the array: its contents stay
            index = getattr(writer, "index", None)
            if self.elements.follows(stored, self.elements.access(writer, writer.target, index)):
                return False
        return True


def _read_back(var: Var, store: Store) -> tuple[Assign, ...]:
    """The statements that read from the place of a store exactly what was stored; none where it may be converted."""
    builder = Builder()
    found: Operand = builder.op(operator.getitem, store.target, store.index)
    have, want = type_of(found), var.type
    if not isinstance(have, ArrayType) or not isinstance(want, ArrayType) or not same_dtype(have.dtype, want.dtype):
        return ()
    if is_scalar(have) and is_scalar(want):
        if want.box == "python":
            found = (
                builder.raw(want, float, found)
                if same_dtype(want.dtype, FLOAT64)
                else builder.raw(want, complex, found)
            )
    elif is_array(want) and have.rank == want.rank and have.dims is not None and want.dims is not None:
        if not all(same_size(h, w) for h, w in zip(have.dims, want.dims, strict=True)):
            return ()
        found = builder.raw(want, np.copy, found)
    else:
        return ()
    made = tuple(s for s in builder.blocks[0] if isinstance(s, Assign))
    return made if made and made[-1].out is found else ()
