"""Adjoints while the reverse sweep is made: what each variable has collected so far, and how more is added."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import is_basic
from srcxform.differentiate.shadows import as_lists, zeros_for
from srcxform.ir.builder import Builder, is_const_none, type_of
from srcxform.ir.names import adjoint_name
from srcxform.ir.nodes import Assign, Const, Operand, Slice, Tup, Var
from srcxform.ir.types import (
    FLOAT,
    FLOAT64,
    UNKNOWN,
    ArrayType,
    DictType,
    ListType,
    RecordType,
    TupleType,
    Type,
    UnknownType,
    can_be_active,
    is_array,
    is_integer,
    is_scalar,
    join,
    same_dtype,
    same_size,
)
from srcxform.ir.walk import reads


@dataclass
class Bar:
    """What a variable's adjoint is so far; `owned` if it may be written in place, `parts` for the items of a tuple.

    `within`: it is part of the adjoint of what the variable is an item of, so there is nothing to hand on.
    """

    value: Operand | None = None
    owned: bool = False
    parts: dict[int, Operand] = field(default_factory=dict)
    within: bool = False


def zero(builder: Builder, var: Operand) -> Operand:
    """The zero adjoint of a value: a literal for scalars, otherwise an array of its shape."""
    t = type_of(var)
    if isinstance(t, ArrayType) and t.rank == 0 and t.box != "array":
        return Const(0j if t.dtype is not None and t.dtype.kind == "c" else 0.0)
    if var in builder.maybe_undefined and isinstance(t, TupleType):
        return _numbers_like(builder, t, bar_name(var))
    if var in builder.maybe_undefined:
        return builder.raw(t, runtime.zeros_like, var, hint=bar_name(var))
    return zero_object(builder, var)


def _numbers_like(builder: Builder, t: TupleType, hint: str) -> Var:
    """Zeros in the structure of a type, where the value itself may not exist."""
    items = [_numbers_like(builder, item, "") if isinstance(item, TupleType) else Const(0.0) for item in t.items]
    return builder.raw(or_numbers(as_lists(t)), runtime.list_of, *items, hint=hint)


def or_numbers(t: Type) -> Type:
    """The type of a tuple that may have numbers, zeros, in the places of its arrays."""
    if isinstance(t, TupleType):
        return replace(t, items=tuple(map(or_numbers, t.items)))
    return join(t, FLOAT) if is_array(t) else t


def zero_object(builder: Builder, var: Operand) -> Var:
    t = type_of(var)
    return builder.raw(as_lists(t), zeros_for(t, True), var, hint=bar_name(var))


def _is_real(operand: Operand) -> bool:
    """Whether it is known to be of the usual dtype, so that nothing is to be cast."""
    t = type_of(operand)
    return isinstance(t, ArrayType) and same_dtype(t.dtype, FLOAT64)


def bar_name(var: Operand) -> str:
    return adjoint_name(var.hint) if isinstance(var, Var) else ""


def fitted(builder: Builder, g: Operand, like: Operand) -> Operand:
    """A contribution brought to the shape and dtype of its value, where types do not prove that it has them."""
    want, have = type_of(like), type_of(g)
    if (
        isinstance(want, (ArrayType, UnknownType))
        and isinstance(have, (ArrayType, UnknownType))
        and UNKNOWN in (want, have)
    ):
        return _real_as(builder, builder.op(runtime.unbroadcast, g, like), like)
    if not isinstance(want, ArrayType) or not isinstance(have, ArrayType):
        return g
    g = _of_shape(builder, g, like, have, want)
    if want.dtype is None or have.dtype is None:
        g = _real_as(builder, g, like)
    return g if want.dtype is None else _of_dtype(builder, g, want.dtype)


def _real_as(builder: Builder, g: Operand, like: Operand) -> Operand:
    """The real part, where only the run knows whether complex numbers flow into a float."""
    want, have = (t.dtype if isinstance(t, ArrayType) else None for t in (type_of(like), type_of(g)))
    is_sure = (have is not None and have.kind != "c") or (want is not None and want.kind == "c")
    return g if is_sure else builder.op(runtime.real_like, g, like)


def _of_dtype(builder: Builder, g: Operand, dtype: np.dtype[Any]) -> Operand:
    """The real part where complex numbers flow into a float; converted where an array has another precision."""
    have = type_of(g)
    if isinstance(have, ArrayType) and have.dtype is not None and have.dtype.kind == "c" and dtype.kind == "f":
        g = builder.op(np.real, g)
        have = type_of(g)
    if not isinstance(have, ArrayType) or have.dtype is None or have.dtype == dtype or dtype.kind not in "fc":
        return g
    if have.rank != 0:
        return builder.op(np.astype, g, Const(dtype))
    # Of numbers, those of single precision alone: all others are Python's and NumPy's doubles, which are alike.
    return builder.op(dtype.type, g) if have.dtype in (np.float32, np.complex64) else g


def _of_shape(builder: Builder, g: Operand, like: Operand, have: ArrayType, want: ArrayType) -> Operand:
    if have.rank == 0 and want.rank == 0:
        # An array without axes may be written later; a number that a loop carries on stays what it is.
        return builder.op(operator.getitem, g, Tup(())) if is_scalar(want) and is_array(have) else g
    if want.rank == 0 and have.rank is not None:
        return builder.op(np.sum, g)
    if have.rank is not None and have.rank == want.rank and have.dims is not None and want.dims is not None:
        if all(same_size(h, w) for h, w in zip(have.dims, want.dims, strict=True)):
            return g
        ones = [k for k, (h, w) in enumerate(zip(have.dims, want.dims, strict=True)) if w == 1 and h != 1]
        if all(w == 1 or same_size(h, w) for h, w in zip(have.dims, want.dims, strict=True)):
            return builder.op(np.sum, g, axis=Const(tuple(ones)), keepdims=Const(True))
    if have.rank is not None and want.rank is not None and have.rank > want.rank and None not in (have.dims, want.dims):
        # The operand had fewer axes: it was repeated along the first ones of the result.
        count = have.rank - want.rank
        rest = replace(have, rank=want.rank, dims=have.dims[count:])  # type: ignore[index]
        pairs = list(zip(rest.dims, want.dims, strict=True))  # type: ignore[arg-type]
        if all(w == 1 or same_size(h, w) for h, w in pairs):
            g = builder.op(np.sum, g, axis=Const(tuple(range(count))) if count > 1 else Const(0))
            return _of_shape(builder, g, like, rest, want)
    return builder.op(runtime.unbroadcast, g, like)


class Contributions:
    """The adjoints of one program, and of the branches and loops inside it."""

    def __init__(
        self,
        builder: Builder,
        shadow: dict[Var, Var],
        is_active: Callable[[Var], bool],
        read_here: Callable[[Var], Assign | None],
    ) -> None:
        """`read_here` gives the statement that reads a variable out of an array or list, if that is undone soon.

        That is: by the part of the sweep that is being made, which is no branch or loop inside of that.
        """
        self.builder, self.shadow, self.is_active, self.read_here = builder, shadow, is_active, read_here
        self.bars: dict[Var, Bar] = {}

    def add(self, target: Operand, g: Operand | None, shaped: bool = False) -> None:
        """Add a contribution to the adjoint of an operand; `None` is zero. `shaped`: it surely has its shape."""
        if g is None or (isinstance(g, Const) and g.value is None):
            return
        if isinstance(target, Tup):
            for k, item in enumerate(target.items):
                part = self.item_of(g, k)
                self.add(item, self._of_known_size(part, item) if shaped else part, shaped)
            return
        if not isinstance(target, Var) or not can_be_active(target.type) or not self.is_active(target):
            return
        if isinstance(target.type, (TupleType, ListType, DictType, RecordType)):
            self._add_structure(target, g)
            return
        if isinstance(target.type, UnknownType) and target in self.shadow:
            self.builder.update(self.shadow[target], None, runtime.accumulate, g)
            return
        if not (shaped and _is_real(g) and _is_real(target) and is_scalar(type_of(g)) == is_scalar(target.type)):
            g = fitted(self.builder, g, target)
        if target in self.shadow:
            self.builder.update(self.shadow[target], None, operator.add, g)
            return
        bar = self.bars.setdefault(target, Bar())
        if bar.value is None:
            bar.value = g
        elif bar.owned:
            self.builder.update(bar.value, None, operator.add, g)  # type: ignore[arg-type]
        else:
            bar.value = self.builder.op(operator.add, bar.value, g, hint=bar_name(target))

    def _of_known_size(self, g: Operand, like: Operand) -> Operand:
        """A contribution that has the shape of its value, though the operation that just made it does not show that."""
        have, want = type_of(g), type_of(like)
        if not isinstance(have, ArrayType) or not isinstance(want, ArrayType) or have.rank != want.rank:
            return g
        statements = self.builder.blocks[-1]
        for k in range(len(statements) - 1, -1, -1):
            made = statements[k]
            if isinstance(made, Assign) and made.out is g:
                known = replace(made.out, type=replace(have, dims=want.dims))
                used = any(v is g for later in statements[k + 1 :] for v in reads(later))
                if not used:
                    statements[k] = replace(made, out=known)
                return g if used else known
        return g

    def item_of(self, g: Operand, k: int) -> Operand:
        """One item of a structured contribution."""
        if isinstance(g, Tup):
            return g.items[k]
        return self.builder.op(operator.getitem, g, Const(k))

    def _add_structure(self, target: Var, g: Operand) -> None:
        assert isinstance(target.type, (TupleType, ListType, DictType, RecordType))
        if target in self.shadow:
            self.builder.update(self.shadow[target], None, runtime.accumulate, g)
            return
        if isinstance(target.type, TupleType) and not self._is_list(target):
            for k in range(len(target.type.items)):
                self._add_part(target, k, self.item_of(g, k))
            return
        self.builder.update(self.owned(target), None, runtime.accumulate, g)

    def _is_list(self, target: Var) -> bool:
        """Whether the adjoint of a tuple is kept as one object, because items at unknown places contributed."""
        bar = self.bars.get(target)
        return bar is not None and bar.value is not None

    def _add_part(self, target: Var, k: int, g: Operand) -> None:
        item_type = target.type.items[k]  # type: ignore[union-attr]
        if not can_be_active(item_type) or (isinstance(g, Const) and g.value is None):
            return
        bar = self.bars.setdefault(target, Bar())
        known = bar.parts.get(k)
        if isinstance(item_type, ArrayType) and target not in self.builder.maybe_undefined:
            g = fitted(self.builder, g, self._like_item(target, k))
        if known is None:
            bar.parts[k] = g
        else:
            symbol = operator.add if isinstance(item_type, ArrayType) else runtime.add
            bar.parts[k] = self.builder.op(symbol, known, g)

    def _like_item(self, target: Var, k: int) -> Operand:
        return self.builder.op(operator.getitem, target, Const(k))

    def add_item(self, target: Var, index: Operand, g: Operand, out: Var) -> None:
        """Add a contribution to `target[index]`, where `out` is what was read there."""
        if not self.is_active(target):
            return
        t = target.type
        if is_scalar(t):
            self.add(target, g)  # `a[()]`, `a[..., None]`: each element is the number itself
            return
        if (
            isinstance(t, TupleType)
            and isinstance(index, Const)
            and isinstance(index.value, int)
            and target not in self.shadow
            and not self._is_list(target)
        ):
            self._add_part(target, index.value % len(t.items), g)
            return
        back = inverse_index(index)
        if back is not None and isinstance(t, ArrayType) and target not in self.shadow:
            self.add(target, self.builder.op(operator.getitem, fitted(self.builder, g, out), back))
            return
        place = self.shadow.get(target) or self.owned(target)
        if isinstance(t, (TupleType, ListType)) and isinstance(out.type, UnknownType):
            self.builder.update(place, index, runtime.add_item, g)
        elif isinstance(t, (TupleType, ListType)) and not isinstance(out.type, ArrayType):
            item = self.builder.op(operator.getitem, place, index)
            assert isinstance(item, Var)
            self.builder.update(item, None, runtime.accumulate, g)
            if isinstance(index, Slice) or (isinstance(index, Const) and isinstance(index.value, slice)):
                self.builder.store(place, index, item)  # a slice of a list is a copy
        elif isinstance(t, ArrayType) and not is_basic(index) and not _is_mask(index):
            self.builder.update(place, index, runtime.add_at, g)
        elif isinstance(t, UnknownType) and not is_basic(index) and not _is_mask(index):
            self.builder.update(place, index, runtime.add_item, fitted(self.builder, g, out))
        else:
            self.builder.update(place, index, operator.add, fitted(self.builder, g, out))

    def owned(self, target: Var) -> Var:
        """The adjoint of a variable as an object that may be written: made as zeros, or as a copy of what there is."""
        bar = self.bars.setdefault(target, Bar())
        if bar.owned:
            return bar.value  # type: ignore[return-value]
        part = None if bar.parts else self._part_of_whole(target)
        if part is not None:
            symbol = operator.add if is_array(target.type) else runtime.accumulate
            if bar.value is not None:
                self.builder.update(part, None, symbol, bar.value)
            self.bars[target] = Bar(part, True, within=True)
            return part
        if bar.parts:
            made = self.list_of_parts(target, bar)
        elif bar.value is None:
            made = zero_object(self.builder, target)
        elif isinstance(target.type, ArrayType):
            made = self.builder.raw(target.type, np.array, bar.value, hint=bar_name(target))
        else:
            made = zero_object(self.builder, target)
            self.builder.update(made, None, runtime.accumulate, bar.value)
        self.bars[target] = Bar(made, True)
        return made

    def _part_of_whole(self, target: Var) -> Var | None:
        """The adjoint of a row as a part of that of the whole: a view, or a list in a list."""
        read = self.read_here(target)
        if read is None:
            return None
        whole, index = read.args
        if not isinstance(whole, Var) or whole in self.shadow or not self.is_active(whole):
            return None
        if is_array(whole.type) and is_array(target.type):
            dtypes = [v.type.dtype for v in (whole, target)]  # type: ignore[union-attr]
            is_part = is_basic(index) and dtypes[0] is not None and dtypes[0] == dtypes[1]
        else:
            is_listed = isinstance(whole.type, ListType) or (
                isinstance(whole.type, TupleType) and not isinstance(index, Const)
            )
            is_whole = is_scalar(type_of(index)) and is_integer(type_of(index))
            is_part = is_listed and is_whole and (isinstance(target.type, ListType) or is_array(target.type))
        if not is_part:
            return None
        made = self.builder.op(operator.getitem, self.owned(whole), index, hint=bar_name(target))
        return made if isinstance(made, Var) else None

    def list_of_parts(self, target: Var, bar: Bar) -> Var:
        """The adjoint of a tuple whose items have adjoints of their own, as one object."""
        made = zero(self.builder, target)
        assert isinstance(made, Var)
        for k, part in bar.parts.items():
            if isinstance(target.type, TupleType) and isinstance(target.type.items[k], ArrayType):
                self.builder.update(made, Const(k), operator.add, part)
            else:
                self.builder.update(made, Const(k), runtime.add_item, part)
        return made

    def take(self, var: Var, unused_is_none: bool = False) -> Operand | None:
        """The adjoint of a variable at its definition, which nothing before can add to; None is zero.

        `unused_is_none`: so it is for the items of a tuple, which else are zeros.
        """
        if var in self.shadow:
            return self.shadow[var]
        bar = self.bars.pop(var, None)
        if bar is None:
            return None
        if bar.parts:
            assert isinstance(var.type, TupleType)
            return self._whole(var, bar.parts, unused_is_none)
        return None if bar.within else bar.value

    def _whole(self, var: Var, parts: dict[int, Operand], unused_is_none: bool = False) -> Operand:
        assert isinstance(var.type, TupleType)
        items: list[Operand] = []
        for k, item in enumerate(var.type.items):
            if k in parts:
                items.append(parts[k])
            elif can_be_active(item) and not unused_is_none:
                items.append(zero(self.builder, self._like_item(var, k)))
            else:
                items.append(Const(None))
        return Tup(tuple(items), list if var.type.kind is list else tuple)

    def current(self, var: Var) -> Operand | None:
        """The adjoint so far, left in place."""
        bar = self.bars.get(var)
        if var in self.shadow or bar is None:
            return self.shadow.get(var)
        return self._whole(var, bar.parts) if bar.parts else bar.value


def inverse_index(index: Operand) -> Operand | None:
    """The index that undoes one which takes every element once: turned axes and new ones, `[:, ::-1, None]`."""
    items = index.items if isinstance(index, Tup) and index.kind is tuple else (index,)
    back: list[Operand] = []
    is_turned = False
    for item in items:
        if isinstance(item, Const) and item.value is Ellipsis:
            back.append(item)
        elif isinstance(item, Const) and item.value is None:
            back.append(Const(0))
            is_turned = True
        elif isinstance(item, Slice) and all(is_const_none(bound) for bound in (item.start, item.stop)):
            if not (is_const_none(item.step) or (isinstance(item.step, Const) and item.step.value in (1, -1))):
                return None
            is_turned = is_turned or not is_const_none(item.step)
            back.append(item)
        else:
            return None
    return (back[0] if len(back) == 1 else Tup(tuple(back))) if is_turned else None


def _is_mask(index: Operand) -> bool:
    items = index.items if isinstance(index, Tup) else (index,)
    for item in items:
        t = type_of(item)
        if isinstance(item, Slice) or is_basic(item):
            continue
        if not (isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind == "b"):
            return False
    return True
