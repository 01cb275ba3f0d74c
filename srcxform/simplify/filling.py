"""Arrays that are written right after they are made: while the program is differentiated, each is a value.

    y = u.copy()                        y_0 = u.copy()
    y[0] = a                   <->      y = built(y_0, (None, 0, a), (add, 1:-1, b))
    y[1:-1] += b

What is written has a shadow, which is cleared store by store, and in a loop there is one for each trip. The adjoint of
a value is what its uses contribute, and what was stored takes its part of that as it is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeGuard

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, is_basic, memory_classes, second_names
from srcxform.analyses.elements import Elements
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Append, Assign, Block, Const, Operand, Pop, Statement, Store, Tup, Update, Var
from srcxform.ir.types import ArrayType, can_be_active, is_array, may_be_written
from srcxform.ir.walk import (
    blocks,
    defines,
    map_operand,
    map_operands,
    reads,
    statements_in,
    vars_in,
    with_blocks,
    with_statements,
)
from srcxform.rules.registry import find_rule

_MAKERS = (np.empty, np.empty_like, np.zeros, np.zeros_like, np.ones, np.ones_like)
_WHOLE = Const(...)

Write = Store | Update


def as_values(block: Block) -> Block:
    """The program with arrays as values that nothing writes after the statements that fill them."""
    if not any(isinstance(s, Store | Update) for s in statements_in(block)):
        return block
    memory = memory_classes(block)
    elements = Elements(memory)
    found = {}
    for made, beside in _made(block):
        # Outside of loops one shadow is less than a copy of the adjoint, of which parts are cleared.
        if made.primitive not in _MAKERS and not memory.places.loops[made]:
            continue
        writes = _writes_into(made, beside, memory)
        if writes and _all_last(writes, elements):
            found[writes[-1]] = _Filled(made.out, writes)
    return _with(block, found) if found else block


@dataclass
class _Filled:
    """An array and the statements that fill it."""

    array: Var
    writes: list[Write]

    def statement(self, full: Var, change: Callable[[Operand], Operand]) -> Assign:
        """The operation that does the same."""
        parts = []
        for write in self.writes:
            how = write.operator if isinstance(write, Update) else None
            index = _WHOLE if write.index is None else map_operand(write.index, change)
            parts.append(Tup((Const(how), index, map_operand(write.value, change))))
        return Assign(full, runtime.built, (self.array, *parts), (), self.writes[-1].origin)


def _made(block: Block) -> Iterator[tuple[Assign, tuple[Statement, ...]]]:
    """The new arrays of floats, each with the statements of its block."""
    for statement in block.statements:
        if _is_new(statement):
            yield statement, block.statements
        for inner in blocks(statement):
            yield from _made(inner)


def _is_new(statement: Statement) -> TypeGuard[Assign]:
    """Whether it makes an array of floats that has no other name."""
    if not isinstance(statement, Assign) or not is_array(statement.out.type) or second_names(statement):
        return False
    made = statement.primitive
    return can_be_active(statement.out.type) and (made in _MAKERS or find_rule(made) is not None)


def _writes_into(made: Assign, beside: tuple[Statement, ...], memory: Aliases) -> list[Write]:
    """The statements that fill an array, if nothing else ever writes it or uses it before the last of them."""
    array, where = made.out, memory.places
    writes = memory.writes(array)  # a list that grows by it is written too, and has a shadow anyway
    own = [w for w in writes if isinstance(w, Store | Update) and w.target is array and _is_plain(w) and w in beside]
    if not own or len(own) != len(writes) or any(array in vars_in(w.value) for w in own):
        return []
    begin, end = where.at[made], where.at[own[-1]]
    if any(u not in own and begin < where.at[u] < end for u in where.used_by.get(array, ())):
        return []
    # They are done together, at the place of the last one: what they store must be then what it was.
    stored = ((v, where.at[w]) for w in own[:-1] for o in (w.value, w.index) for v in vars_in(o))
    return [] if any(memory.writes_between(v, at, end) for v, at in stored) else own


def _is_plain(write: Write) -> bool:
    """Whether it stores or adds, and names each place once."""
    t = type_of(write.index) if write.index is not None else None
    is_mask = isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind == "b"
    is_linear = isinstance(write, Store) or write.operator in (operator.add, operator.sub)
    return is_linear and (write.index is None or is_mask or is_basic(write.index))


def _all_last(writes: list[Write], elements: Elements) -> bool:
    """Whether no store overwrites what was stored or added before."""
    elements.take_for_whole(writes[0].target)
    touched = [elements.access(w, w.target, _WHOLE if w.index is None else w.index) for w in writes]
    stores = [k for k, w in enumerate(writes) if isinstance(w, Store)]
    return not any(elements.meet_in_trip(before, touched[k]) for k in stores for before in touched[:k])


def _with(block: Block, found: dict[Write, _Filled]) -> Block:
    """The program with an operation in the place of the last write, and its result wherever the array is used."""
    gone: dict[Statement, _Filled] = {write: filled for filled in found.values() for write in filled.writes}
    full: dict[Operand, Var] = {filled.array: replace(filled.array) for filled in found.values()}

    def change(operand: Operand) -> Operand:
        return full.get(operand, operand)

    def of(inner: Block) -> Block:
        statements: list[Statement] = []
        for statement in inner.statements:
            filled = gone.get(statement)
            if filled is None:
                statements.append(with_blocks(map_operands(statement, change), list(map(of, blocks(statement)))))
            elif statement is filled.writes[-1]:
                statements.append(filled.statement(full[filled.array], change))
        return with_statements(inner, statements, tuple(map_operand(y, change) for y in inner.yields))

    return of(block)


def as_stores(block: Block) -> Block:
    """The program with the writes again; they are done to a copy where the array is used beside."""
    ours = (runtime.built, runtime.cleared)
    if not any(isinstance(s, Assign) and s.primitive in ours for s in statements_in(block)):
        return block
    return _Writer(memory_classes(block)).of(block)


class _Writer:
    """Writes the operations out as statements."""

    def __init__(self, memory: Aliases) -> None:
        self.memory, self.where = memory, memory.places
        self.names: dict[Operand, Var] = {}

    def change(self, operand: Operand) -> Operand:
        return self.names.get(operand, operand)

    def of(self, block: Block) -> Block:
        own: set[Operand] = set()
        statements: list[Statement] = []
        for statement in block.statements:
            done = with_blocks(map_operands(statement, self.change), list(map(self.of, blocks(statement))))
            if isinstance(done, Assign) and done.primitive is runtime.built:
                is_free = done.args[0] in own and self._is_for(statement)
                for write in self._built(done, is_free):
                    statements.insert(self._earliest(statements, write) if is_free else len(statements), write)
            elif isinstance(done, Assign) and done.primitive is runtime.cleared:
                statements.append(Assign(done.out, np.copy, done.args[:1], (), done.origin))
                statements += [Store(done.out, index, Const(0.0), done.origin) for index in done.args[1:]]
            else:
                statements.append(done)
                if _is_new(statement):
                    own.add(statement.out)
        return with_statements(block, statements, tuple(map_operand(y, self.change) for y in block.yields))

    def _is_for(self, statement: Statement) -> bool:
        """Whether the array that it fills is used for nothing else."""
        given = statement.args[0]  # type: ignore[union-attr]
        return self.where.used_by[given] == [statement] and given not in self.where.returned  # type: ignore[index]

    def _built(self, statement: Assign, is_free: bool) -> Iterator[Statement]:
        given, *parts = statement.args
        array = given if is_free and isinstance(given, Var) else statement.out
        if array is given:
            self.names[statement.out] = array
        else:
            yield Assign(array, np.copy, (given,), (), statement.origin)
        for how, index, value in (part.items for part in parts if isinstance(part, Tup)):
            if isinstance(how, Const) and how.value is not None:
                yield Update(array, None if index is _WHOLE else index, how.value, value, statement.origin)
            else:
                yield Store(array, index, value, statement.origin)

    def _earliest(self, statements: list[Statement], write: Statement) -> int:
        """Where a statement may stand: behind what defines all that it reads, and what writes into that."""
        needed = set(reads(write))
        roots = {self.memory.root(v) for v in needed if may_be_written(v.type)}
        for place in range(len(statements), 0, -1):
            before = statements[place - 1]
            inner = (s for b in blocks(before) for s in statements_in(b))
            writers = (s for s in (before, *inner) if isinstance(s, Store | Update | Append | Pop))
            if not needed.isdisjoint(defines(before)) or any(self.memory.root(w.target) in roots for w in writers):
                return place
        return 0


__all__ = ["as_stores", "as_values"]
