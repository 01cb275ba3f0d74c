"""Views that are only described, made where something needs them in memory."""

from __future__ import annotations

import operator
from dataclasses import replace
from typing import Any

import numpy as np

from srcxform.backends.machine import moves
from srcxform.backends.machine.arrays import Array, Arrays, array_type
from srcxform.backends.machine.elements import Load, affine_in, identity
from srcxform.backends.machine.kept import written_for_numba
from srcxform.backends.machine.writing import Writer
from srcxform.errors import Unsupported
from srcxform.ir.builder import Builder, literal
from srcxform.ir.nodes import Assign, Const, Operand, Slice, Statement, Store, Tup, Update, Var
from srcxform.ir.types import ArrayType
from srcxform.ir.walk import map_operand, map_operands


class Views:
    """The views of one function: `described` has the statements, `same` what stands for other names."""

    def __init__(self, arrays: Arrays, builder: Builder, writer: Writer) -> None:
        self.arrays, self.builder, self.writer = arrays, builder, writer
        self.described: dict[Var, Assign] = {}
        self.same: dict[Operand, Operand] = {}

    def real(self, operand: Operand) -> Operand:
        """The operand as what is in memory: a view that was only described is made here."""
        return map_operand(operand, self.real_of)

    def real_of(self, var: Operand) -> Operand:
        """The same for a variable."""
        view = self.described.get(var)  # type: ignore[arg-type]
        if view is None:
            return self.same.get(var, var)
        found = self.arrays.known.get(("view", var))
        if found is None:
            if view.primitive is operator.getitem or view.primitive is np.transpose:
                found = Var(view.out.hint, view.out.type)
                made = written_for_numba(self.builder, spelled_out(map_operands(view, self.real)))
                assert isinstance(made, Assign)
                self.builder.add(replace(made, out=found))
            else:
                found = self._view_of(view, self.arrays.describe(var))
            self.arrays.known[("view", var)] = found
        return found

    def _view_of(self, view: Assign, array: Array) -> Operand:
        """A view of an array by an index: the part of memory that a description reads."""
        load = array.element
        assert isinstance(load, Load)
        base = self.real(load.array)
        places = affine_in(load.index)
        axes = [a.axis for a in places if a.axis is not None]
        if len(set(axes)) < len(axes) or any(isinstance(a.factor, Var) for a in places):
            raise Unsupported(f"`{view.primitive.__name__}` of a view", origin=view.origin, instead="copy it before")
        if load.index == identity(array.rank) and self.arrays.is_whole(array, load.array):
            return base
        found = self._part(base, load, array)
        if axes != sorted(axes):
            order = tuple(sorted(range(len(axes)), key=axes.__getitem__))
            turned = moves.transposed if len(axes) > 2 else np.transpose
            found = self._viewed(found, len(axes), turned, Const(order))
        axes = axes or [array.rank - 1][: array.rank]
        if len(axes) < array.rank:
            full = Slice(Const(None), Const(None), Const(None))
            index = Tup(tuple(full if k in axes else Const(None) for k in range(array.rank)))
            found = self._viewed(found, array.rank, operator.getitem, index)
        if any(k not in axes and not n.is_one for k, n in enumerate(array.lengths)):
            shape = Tup(tuple(n.operand for n in array.lengths))
            found = self._viewed(found, array.rank, np.broadcast_to, shape)
        return found

    def _part(self, base: Operand, load: Load, array: Array) -> Operand:
        """The part of an array that is read, with its axes in the order that they have in memory."""
        items: list[Operand] = []
        steps: list[Operand] = []
        full = Slice(Const(None), Const(None), Const(None))
        for affine, own in zip(affine_in(load.index), self.arrays.lengths_of(load.array), strict=True):
            place = self.writer.place((replace(affine, axis=None, factor=1),))
            length = None if affine.axis is None else array.lengths[affine.axis]
            if length is not None and affine.factor == 1 and length.key == own.key and literal(place) == (True, 0):
                items.append(full)
                steps.append(full)
                continue
            if affine.axis is None:
                items.append(place)
                continue
            factor = int(affine.factor)  # type: ignore[arg-type]
            reach = self.arrays.op(operator.mul, array.lengths[affine.axis].operand, Const(abs(factor)))
            if factor > 0:
                step = Const(None) if factor == 1 else Const(factor)
                items.append(Slice(place, self.builder.op(operator.add, place, reach), step))
                steps.append(full)
            else:
                stop = self.builder.op(operator.add, place, Const(1))
                first = self.builder.op(operator.sub, self.builder.op(operator.add, place, Const(-factor)), reach)
                items.append(Slice(first, stop, Const(None)))
                steps.append(Slice(Const(None), Const(None), Const(factor)))
        if not steps and array.rank:
            # One axis of one element is kept: a view is asked for, and an index without slices would give a number.
            items[-1] = Slice(items[-1], self.builder.op(operator.add, items[-1], Const(1)), Const(None))
            steps.append(full)
        rank = len(steps)
        found = base
        if any(item is not full for item in items):
            found = self._viewed(base, rank, operator.getitem, Tup(tuple(items)))
        if any(step is not full for step in steps):
            found = self._viewed(found, rank, operator.getitem, Tup(tuple(steps)))
        return found

    def _viewed(self, base: Operand, rank: int, primitive: Any, argument: Operand) -> Var:
        kind = replace(array_type(base), rank=rank, dims=None)
        arguments = () if primitive is np.transpose else (argument,)  # of a matrix
        return self.builder.raw(kind, primitive, base, *arguments)


def spelled_out(statement: Statement) -> Statement:
    """The statement with slices in its index where it has an ellipsis."""
    match statement:
        case Assign(_, operator.getitem, (Var(type=ArrayType()) as base, index)):
            return replace(statement, args=(base, _without_ellipsis(base, index)))
        case Store(target, index) | Update(target, Var() | Const() | Tup() as index):
            return replace(statement, index=_without_ellipsis(target, index))
        case _:
            return statement


def _without_ellipsis(base: Var, index: Operand) -> Operand:
    items = list(index.items) if isinstance(index, Tup) and index.kind is tuple else [index]
    places = [k for k, item in enumerate(items) if isinstance(item, Const) and item.value is Ellipsis]
    if not places or not isinstance(base.type, ArrayType) or base.type.rank is None:
        return index
    given = sum(not (isinstance(item, Const) and item.value is None) for item in items) - len(places)
    full = Slice(Const(None), Const(None), Const(None))
    items[places[0] : places[0] + 1] = [full] * (base.type.rank - given)
    return items[0] if len(items) == 1 else Tup(tuple(items))
