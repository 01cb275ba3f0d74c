"""Arrays that are filled where they are made: while the program is differentiated, each is a value that nothing writes.

    y = np.empty((2, n))                y_0 = np.empty((2, n))
    y[0] = a                   <->      y_1 = built(a, y_0, 0)
    y[1] = b                            y = built(b, y_1, 1)

What is written has a shadow, which is cleared store by store, and in a loop there is one for each trip. The adjoint of
a value is what its uses contribute, and what was stored takes its part of that as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeGuard

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, is_basic, memory_classes
from srcxform.analyses.elements import Elements
from srcxform.analyses.places import places
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Block, Const, Operand, Statement, Store, Var
from srcxform.ir.types import ArrayType, can_be_active, is_array
from srcxform.ir.walk import (
    blocks,
    map_operand,
    map_operands,
    statements_in,
    vars_in,
    with_blocks,
    with_statements,
)

_MAKERS = (np.empty, np.zeros, np.ones, np.empty_like, np.zeros_like, np.ones_like)


def as_values(block: Block) -> Block:
    """The program with the arrays as values that stores fill right after they are made, each element once at most."""
    if not any(isinstance(s, Store) for s in statements_in(block)):
        return block
    memory = memory_classes(block)
    filled = {made.out: stores for made, beside in _made(block) if (stores := _stores_into(made, beside, memory))}
    elements = Elements(memory)
    last: dict[Operand, Var] = {}
    changed: dict[Statement, Assign] = {}
    for array, stores in filled.items():
        if _are_apart(stores, elements):
            names = [array, *(replace(array) for _ in stores)]
            for store, before, after in zip(stores, names, names[1:], strict=False):
                changed[store] = Assign(after, runtime.built, (store.value, before, store.index), (), store.origin)
            last[array] = names[-1]
    return _with(block, changed, last) if changed else block


def _made(block: Block) -> Iterator[tuple[Assign, tuple[Statement, ...]]]:
    """The new arrays of floats, each with the statements of its block."""
    for statement in block.statements:
        if _is_new(statement) and is_array(statement.out.type) and can_be_active(statement.out.type):
            yield statement, block.statements
        for inner in blocks(statement):
            yield from _made(inner)


def _is_new(statement: Statement) -> TypeGuard[Assign]:
    """Whether it makes an array of constants."""
    if not isinstance(statement, Assign):
        return False
    if statement.primitive in (np.full, np.full_like):
        return len(statement.args) > 1 and isinstance(statement.args[1], Const)
    return any(statement.primitive is each for each in _MAKERS)


def _stores_into(made: Assign, beside: tuple[Statement, ...], memory: Aliases) -> list[Store]:
    """The stores that fill an array, if nothing else ever writes it, and nothing uses it before the last of them."""
    where, writes = memory.places, memory.writes(made.out)
    stores = [w for w in writes if isinstance(w, Store) and w.target is made.out and _picks_each_once(w.index)]
    if not stores or len(stores) != len(writes) or any(made.out in vars_in(s.value) for s in stores):
        return []
    if any(s not in beside for s in stores):
        return []
    begin, end = where.at[made], where.at[stores[-1]]
    is_early = any(u not in stores and begin < where.at[u] < end for u in where.used_by.get(made.out, ()))
    return [] if is_early else stores


def _picks_each_once(index: Operand) -> bool:
    t = type_of(index)
    is_mask = isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind == "b"
    return is_mask or is_basic(index)


def _are_apart(stores: list[Store], elements: Elements) -> bool:
    """Whether no element is stored twice."""
    touched = [elements.access(store, store.target, store.index) for store in stores]
    return not any(elements.meet_in_trip(a, b) for k, b in enumerate(touched) for a in touched[:k])


def _with(block: Block, changed: dict[Statement, Assign], last: dict[Operand, Var]) -> Block:
    """The program with other statements for some, and the array as the last of them leaves it wherever it is used."""

    def change(operand: Operand) -> Operand:
        return last.get(operand, operand)

    statements: list[Statement] = []
    for statement in block.statements:
        new = changed.get(statement)
        if new is not None:
            value, before, index = new.args
            statements.append(replace(new, args=(map_operand(value, change), before, map_operand(index, change))))
            continue
        inner = [_with(b, changed, last) for b in blocks(statement)]
        statements.append(with_blocks(map_operands(statement, change), inner))
    return with_statements(block, statements, tuple(map_operand(y, change) for y in block.yields))


def as_stores(block: Block) -> Block:
    """The program with stores again; into a copy of the array, where that is used beside."""
    if not any(isinstance(s, Assign) and s.primitive is runtime.built for s in statements_in(block)):
        return block
    where = places(block)
    names: dict[Operand, Var] = {}

    def change(operand: Operand) -> Operand:
        return names.get(operand, operand)

    def of(inner: Block) -> Block:
        own: set[Operand] = set()
        statements: list[Statement] = []
        for statement in inner.statements:
            done = with_blocks(map_operands(statement, change), [of(b) for b in blocks(statement)])
            if not isinstance(statement, Assign) or statement.primitive is not runtime.built:
                statements.append(done)
                if _is_new(statement):
                    own.add(statement.out)
                continue
            assert isinstance(done, Assign)
            value, array, index = done.args
            given = statement.args[1]
            if array not in own or where.used_by[given] != [statement] or given in where.returned:  # type: ignore[index]
                statements.append(Assign(statement.out, np.copy, (array,), (), statement.origin))
                array = statement.out
            assert isinstance(array, Var)
            own.add(array)
            names[statement.out] = array
            statements.append(Store(array, index, value, statement.origin))
        return with_statements(inner, statements, tuple(map_operand(y, change) for y in inner.yields))

    return of(block)
