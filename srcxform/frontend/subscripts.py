"""Items and slices that are read: of containers, arrays, objects, and what only the run knows."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import containers, in_language, joins, objects, overloading
from srcxform.frontend.forms import choice_of, has_structure, is_none, is_nothing
from srcxform.frontend.iteration import range_as_array, slice_of_range
from srcxform.frontend.values import fail, fails, require
from srcxform.frontend.virtual import BoundMethod, Closure, Instance, RangeOf, instance_of
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import (
    ArrayType,
    DictType,
    ListType,
    TupleType,
    is_scalar,
)

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def get_item(reader: Reader, base: Operand, index: Operand, node: Any) -> Operand:
    """`base[index]`."""
    if is_nothing(base):
        return base
    either = choice_of(base)
    if either is not None:
        return objects.distribute(reader, either, lambda one: get_item(reader, one, index, node))
    container = containers.container_of(base)
    if container is not None:
        return containers.get_item(reader, container, index, node)
    if instance_of(base) is not None:
        return overloading.special(reader, base, "__getitem__", (index,), node)
    index = plain_index(reader, index, node)
    if isinstance(base, Tup) and has_structure(base) and not literal(index)[0]:
        return containers.get_item(reader, Instance(dict(enumerate(base.items)), kind=list), index, node)
    if isinstance(base, Const) and isinstance(base.value, RangeOf):
        plain = base.value
        if isinstance(index, Slice):
            return Const(slice_of_range(reader, plain, index))
        base = reader.builder.op(range, plain.start, plain.stop, plain.step)
    if isinstance(base, Const) and isinstance(base.value, (Closure, BoundMethod)):
        raise Unsupported("a function cannot be subscripted", origin=reader.origin_of(node))
    if isinstance(base, Tup) and not isinstance(index, (Const, Slice)):
        base = reader.materialised(base)
    known, value = literal(index)
    refuse_field(reader, base, index, node)
    if isinstance(base, Const) and joins.makes_array(base, is_known=known):
        return joins.made(reader, base, index, node)
    if isinstance(base, Const) and known:
        folded = reader.builder.op(operator.getitem, base, index)
        if isinstance(folded, (Const, Tup)):
            return folded
        try:
            item = base.value[value]
        except (TypeError, LookupError):
            return folded  # if this is ever reached, Python says so
        return reader.as_program_operand(item, node)
    if isinstance(base, Const) and isinstance(base.value, (tuple, list, dict)):
        raise Unsupported(
            "this table of objects is indexed by a value known only at run time", origin=reader.origin_of(node)
        )
    t = type_of(base)
    is_place = is_scalar(type_of(index)) or (isinstance(index, Const) and isinstance(index.value, str))
    if is_scalar(t) and is_place and not reader.builder.derived:
        return _item_of_number(reader, base)
    if isinstance(base, Tup) and type(value) is int and not -len(base.items) <= value < len(base.items):
        require(reader, Const(False), IndexError, "index out of range")
    if isinstance(base, Var) and isinstance(t, (ListType, TupleType)) and isinstance(index, Slice):
        return _part_of_list(reader, base, index, node)
    if _has_float(index):
        fails(reader, operator.getitem, base, index)
    return reader.opened(reader.builder.op(operator.getitem, base, index), base)


def _has_float(index: Operand) -> bool:
    """Whether an index has floats in it, which no sequence and no array takes."""
    if isinstance(index, (Tup, Slice)):
        parts = index.items if isinstance(index, Tup) else (index.start, index.stop, index.step)
        return any(map(_has_float, parts))
    t = type_of(index)
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "fc"


def plain_index(reader: Reader, index: Operand, node: Any) -> Operand:
    """A named tuple indexes an array as any other tuple does, and a range as the array of its numbers."""
    containers.refuse_open_tuple(reader, index, getattr(node, "slice", node))
    if not isinstance(index, Tup):
        return range_as_array(reader, index)
    items = tuple(range_as_array(reader, item) for item in index.items)
    is_named = hasattr(index.kind, "_fields")
    return Tup(items, tuple if is_named else index.kind) if is_named or items != index.items else index


def _item_of_number(reader: Reader, base: Operand) -> Operand:
    """A number has no items: the run raises what Python raises, if it ever comes here, and goes no further."""
    of_python = getattr(type_of(base), "box", None) == "python"
    fail(reader, TypeError("a number is not subscriptable") if of_python else IndexError("invalid index to scalar"))
    return base


def _part_of_list(reader: Reader, base: Var, index: Slice, node: Any) -> Operand:
    """`xs[a:b]` of a list or tuple: a new one with the same items."""
    known, key = literal(index)
    if known and isinstance(base.type, TupleType):
        places = range(len(base.type.items))[key]
        items = tuple(reader.builder.op(operator.getitem, base, Const(k)) for k in places)
        return reader.list_display(items, node, grows=False) if base.type.kind is list else Tup(items)
    return reader.in_line(in_language.part, base, index.start, index.stop, index.step)


def refuse_field(reader: Reader, base: Operand, index: Operand, node: Any) -> None:
    """`a["name"]` of anything but a dict is a field of a structured array."""
    if (
        isinstance(index, Const)
        and isinstance(index.value, str)
        and isinstance(base, Var)
        and not isinstance(base.type, DictType)
        and not is_scalar(base.type)
    ):
        raise Unsupported(
            "fields of structured arrays are not supported",
            origin=reader.origin_of(node),
            instead="use one float array for each quantity",
        )


def evaluate_index(reader: Reader, node: Any) -> Operand:
    """What stands in square brackets."""
    if isinstance(node, gast.Slice):
        parts = [Const(None) if part is None else reader.evaluate(part) for part in (node.lower, node.upper, node.step)]
        return Slice(*parts)
    if isinstance(node, gast.Tuple):
        items: list[Operand] = []
        for element in node.elts:
            if isinstance(element, gast.Starred):
                items += reader.static_items(reader.evaluate(element.value), element)
            else:
                items.append(evaluate_index(reader, element))
        return Tup(tuple(items))
    return _index_that_is_one(reader, reader.evaluate(node))


def _index_that_is_one(reader: Reader, index: Operand) -> Operand:
    """An index that is None until something is found: it must have been found, which the run checks."""
    either = choice_of(index)
    if either is None or not is_none(either.then) or has_structure(either.orelse):
        return index
    found = reader.builder.op(operator.not_, either.test)
    reader.builder.effect(reader.tables.check, found, Const("an index is None here"))
    return either.orelse
