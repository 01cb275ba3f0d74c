"""Gradients with respect to local variables: the adjoint at the last assignment that the path came to.

The reverse sweep meets the assignments last first. So the first one that it meets is meant: its adjoint is taken down,
and the others are passed by.

    for v in x:                                 w_bars = []
        w = v * v                               for ...:
        e = e + w * w               ->              w_bar = ...
                                                    if not w_bars:
                                                        w_bars.append(w_bar)
                                                ...
                                                return w_bars[0]
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator

import numpy as np

from srcxform import runtime
from srcxform.differentiate.reverse import Reverse
from srcxform.errors import NotDifferentiable
from srcxform.frontend.lower import Reader
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.marks import assigned, own_number
from srcxform.ir.names import adjoint_name
from srcxform.ir.nodes import Assign, Block, Const, Effect, If, Operand, Statement, Tup, Var
from srcxform.ir.types import (
    BOOL,
    UNKNOWN,
    ArrayType,
    ListType,
    TupleType,
    Type,
    can_be_active,
    join_all,
    may_be_written,
)
from srcxform.ir.walk import blocks, statements_in, substitute, vars_in, with_blocks, with_statements
from srcxform.origin import Origin


def last_assignments(block: Block, name: str) -> list[Effect]:
    """The assignments of a local variable that may be the last of a path, the last of the text first.

    None before one that every path comes to.
    """
    found: list[Effect] = []
    for statement in reversed(block.statements):
        inside = [s for b in blocks(statement) for s in statements_in(b) if _is_of(s, name)]
        found += reversed([s for s in inside if isinstance(s, Effect)])
        if isinstance(statement, Effect) and _is_of(statement, name):
            return [*found, statement]
    return found


def _is_of(statement: Statement, name: str) -> bool:
    if not isinstance(statement, Effect) or statement.primitive is not assigned:
        return False
    given = statement.args[0]
    return isinstance(given, Const) and given.value == name


def require_floats(name: str, marks: list[Effect]) -> None:
    """Refuse a variable whose assignments give it nothing that has a gradient, or things of several structures."""
    active = [mark for mark in marks if _has_floats(mark)]
    if not active:
        raise NotDifferentiable(
            f"the local variable `{name}` is assigned no floats here, so it has no gradient",
            origin=marks[0].origin,
            instead="name a variable that holds a float or an array of floats",
        )
    for mark in active:
        if _structure(mark.args[1]) != _structure(active[0].args[1]):
            raise NotDifferentiable(
                f"the local variable `{name}` is assigned something of another structure here than elsewhere",
                origin=mark.origin,
                instead="give the values names of their own",
            )


def _has_floats(mark: Effect) -> bool:
    return any(map(_is_active, vars_in(mark.args[1])))


def _structure(form: Operand) -> object:
    if isinstance(form, Tup):
        return (form.kind, *map(_structure, form.items))
    return _is_active(form)


def _is_active(leaf: Operand) -> bool:
    return isinstance(leaf, Var) and can_be_active(leaf.type)


def _active_leaves(form: Operand, adjoint: Operand) -> Iterator[Operand]:
    """The parts of the adjoint of a value that belong to its floats."""
    if isinstance(form, Tup) and isinstance(adjoint, Tup):
        for part, inner in zip(form.items, adjoint.items, strict=True):
            yield from _active_leaves(part, inner)
    elif _is_active(form):
        yield adjoint


def _with_leaves(form: Operand, leaves: Iterator[Operand]) -> Operand:
    """The structure of a value, with these in the places of its floats."""
    if isinstance(form, Tup):
        return Tup(tuple(_with_leaves(item, leaves) for item in form.items), form.kind)
    return next(leaves) if _is_active(form) else Const(None)


class LastAdjoints:
    """Takes down the adjoints of local variables while the reverse sweep is made.

    `missed` has their names, and what is said of a path that never assigned each, at which place.
    """

    def __init__(
        self,
        reader: Reader,
        reverse: Reverse,
        block: Block,
        missed: dict[str, tuple[str, Origin]],
        result: Callable[[Operand | None, Var], Operand],
    ) -> None:
        self.reader, self.builder, self.reverse, self.result = reader, reader.builder, reverse, result
        self.marks = {name: last_assignments(block, name) for name in missed}
        self.missed = missed
        self.found: dict[str, Operand] = {}
        self.caught: dict[str, Var] = {}
        for name, marks in self.marks.items():
            if marks[0] not in block.statements:
                kind = ListType(_adjoint_type(marks), ("last adjoint", name))
                self.caught[name] = self.builder.raw(kind, runtime.list_of, hint=f"{adjoint_name(name)}s")
        reverse.sought = {mark for marks in self.marks.values() for mark in marks}
        reverse.take_down = self.take_down

    def take_down(self, mark: Effect) -> None:
        """The reverse sweep comes to an assignment: if it is the first that it meets, its adjoint is the result."""
        name = mark.args[0].value  # type: ignore[union-attr]
        if name not in self.caught:
            self.found[name] = self._adjoint(mark.args[1])
            return
        with self.builder.block() as statements:
            if _has_floats(mark):
                leaves = tuple(_active_leaves(mark.args[1], self._adjoint(mark.args[1])))
                value = leaves[0] if len(leaves) == 1 else Tup(leaves)
                self.builder.append(self.caught[name], self.reader.materialised(value))
            else:
                self._refuse(name, f" a float at last, but in line {mark.origin.lineno} something else")
        self._if_none_is_caught(name, statements)

    def _adjoint(self, form: Operand) -> Operand:
        """The adjoint so far of what a variable was given, as a gradient is handed out."""
        if isinstance(form, Tup):
            return Tup(tuple(map(self._adjoint, form.items)), form.kind)
        if not isinstance(form, Var) or not can_be_active(form.type):
            return Const(None)
        current = self.reverse.bars.current(form)
        return self.result(None if current is None else self._copied(current), form)

    def _copied(self, operand: Operand) -> Operand:
        if isinstance(operand, Tup):
            return Tup(tuple(map(self._copied, operand.items)), operand.kind)
        t = type_of(operand)
        if not isinstance(operand, Var) or not may_be_written(t):
            return operand
        return self.builder.raw(t, np.copy if isinstance(t, ArrayType) else runtime.copy_of, operand)

    def gradient(self, name: str) -> Operand:
        """What was taken down, at the end of the reverse sweep."""
        if name not in self.caught:
            return self.found[name]
        with self.builder.block() as statements:
            why, self.builder.origin = self.missed[name]
            self._refuse(name, why)
        self._if_none_is_caught(name, statements)
        t = _adjoint_type(self.marks[name])
        first = self.builder.raw(t, operator.getitem, self.caught[name], Const(0), hint=adjoint_name(name))
        form = next(mark.args[1] for mark in self.marks[name] if _has_floats(mark))
        is_alone = len(list(_active_leaves(form, form))) == 1
        parts = () if is_alone or not isinstance(t, TupleType) else t.items
        leaves = [self.builder.raw(part, operator.getitem, first, Const(k)) for k, part in enumerate(parts)]
        return _with_leaves(form, iter(leaves or [first]))

    def _refuse(self, name: str, why: str) -> None:
        self.builder.effect(runtime.require_assigned, Const(None), Const(name), Const(why))

    def _if_none_is_caught(self, name: str, statements: list[Statement]) -> None:
        test = self.builder.raw(BOOL, operator.not_, self.caught[name])
        self.builder.add(If(test, block_of(statements), Block(()), ()))


def _adjoint_type(marks: list[Effect]) -> Type:
    """The type of what is taken down at one of some assignments."""
    every = [[v.type for v in vars_in(mark.args[1]) if _is_active(v)] for mark in marks if _has_floats(mark)]
    leaves = tuple(join_all(list(types)) or UNKNOWN for types in zip(*every, strict=True))
    return leaves[0] if len(leaves) == 1 else TupleType(leaves)


def without_notes(block: Block) -> Block:
    """The program without the notes of assignments, when its gradient is made."""
    own = {s.out: s.args[0] for s in statements_in(block) if isinstance(s, Assign) and s.primitive is own_number}

    def value(operand: Operand) -> Operand:
        while isinstance(operand, Var) and operand in own:
            operand = own[operand]
        return operand

    def plain(inner: Block) -> Block:
        kept = [s for s in inner.statements if not _is_note(s)]
        changed = [with_blocks(s, tuple(map(plain, blocks(s)))) if blocks(s) else s for s in kept]
        return with_statements(inner, changed)

    return substitute(plain(block), value)


def _is_note(statement: Statement) -> bool:
    if isinstance(statement, Effect):
        return statement.primitive is assigned
    return isinstance(statement, Assign) and statement.primitive is own_number
