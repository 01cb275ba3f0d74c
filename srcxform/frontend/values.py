"""Displays and virtual objects as values of the generated code, and values of it as virtual objects again."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import containers, iteration
from srcxform.frontend.forms import choice_of, has_structure, is_none
from srcxform.frontend.memory import relate
from srcxform.frontend.virtual import Either, Generator, Instance, Together, instance_of
from srcxform.ir.builder import block_of, literal, type_of
from srcxform.ir.layout import Layout
from srcxform.ir.nodes import Const, If, Operand, Tup, Var
from srcxform.ir.specimens import failure
from srcxform.ir.types import NOTHING, UNKNOWN, ArrayType, ListType, TupleType, is_scalar, join, may_be_written

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def materialised(reader: Reader, value: Operand) -> Operand:
    """A tuple display as a value of its own."""
    if isinstance(value, Tup):
        items = tuple(reader.materialised(item) for item in value.items)
        display = Tup(items, value.kind)
        return reader.builder.raw(type_of(display), _display(value.kind), *items)
    if has_structure(value):
        return reader.recorded(value)
    return value


def recorded(reader: Reader, value: Operand) -> Operand:
    """A virtual object as a value of the generated code."""
    instance, either = instance_of(value), choice_of(value)
    if either is not None and not any(has_structure(o) for o in (either.then, either.orelse)):
        return _one_value(reader, either)
    if instance is not None and instance.kind is list:
        return reader.materialised(Tup(tuple(containers.values_of(reader, instance, None)), list))
    if instance is not None and not instance.holder:
        # What is stored is a copy: the object must not be written afterwards.
        relate(instance, reader.contents)
        keys = tuple(containers.keys_of(reader, instance, None))
        items = tuple(reader.checked(instance.cells[key], str(key), None) for key in keys)
        return reader.materialised(Tup(items, Layout(instance.kind, keys)))
    raise Unsupported(
        "an object or a function is put where it is known only at run time which one is meant",
        origin=reader.builder.origin,
        instead="keep it under a name of its own, or in a list of constant length",
    )


def _one_value(reader: Reader, either: Either) -> Var:
    """One of two plain values as a value of the generated code."""
    then, orelse = reader.materialised(either.then), reader.materialised(either.orelse)
    out = Var("", join(type_of(then), type_of(orelse)))
    block = (block_of([], (then,)), block_of([], (orelse,)))
    reader.builder.add(If(either.test, *block, (out,), reader.builder.origin))
    return out


def opened(reader: Reader, value: Operand, source: Operand) -> Operand:
    """An object that was stored in a list of unknown length, as an object again."""
    t = type_of(value)
    if not isinstance(value, Var) or not isinstance(t, TupleType) or not isinstance(t.kind, Layout):
        return value
    reader.checked(reader.contents.cells[""], "a list", None)
    made = Instance(kind=t.kind.kind, site=reader.site_of(None))
    relate(made, reader.contents)
    for k, key in enumerate(t.kind.keys):
        made.cells[key] = reader.opened(reader.builder.op(operator.getitem, value, Const(k)), source)
    return Const(made)


def _display(kind: object) -> Callable[..., Any]:
    return runtime.list_of if kind is list else runtime.tuple_of


def static_items(reader: Reader, value: Operand, node: Any, count: int | None = None) -> list[Operand]:
    """The items of a sequence of known length (`count`, if the type does not say it)."""
    value = reader.present(value)
    if isinstance(value, Const) and isinstance(value.value, Generator):
        value = reader.consume_generator(value.value, keeps_items=True)
    items = iteration.static_sequence(reader, value)
    if items is None and count is None:
        items = iteration.known_items(reader, value, node)
    if items is not None:
        return list(items)
    t = type_of(value)
    if count is not None and isinstance(value, Const) and isinstance(value.value, Together):
        return [iteration.indexed(reader, value, node)[1](Const(k)) for k in range(count)]
    is_sequence = isinstance(t, (ArrayType, ListType)) and not (isinstance(t, ArrayType) and t.rank == 0)
    if count is not None and (is_sequence or (not isinstance(value, Const) and t in (UNKNOWN, NOTHING))):
        if not reader.builder.derived and t != NOTHING:
            require_count(reader, operator.eq, value, count)
        return [reader.opened(reader.builder.op(operator.getitem, value, Const(k)), value) for k in range(count)]
    reader.ask_for_items(value)
    raise Unsupported(
        "the number of items is not known here",
        origin=reader.origin_of(node),
        instead="unpack a tuple of known length",
    )


def require_count(reader: Reader, asked: Callable[..., Any], value: Operand, count: int) -> None:
    """The run raises what Python raises where a sequence has another number of items than there are names for."""
    holds = reader.builder.op(asked, reader.builder.op(len, value), Const(count))
    message = f"wrong number of values to unpack (expected {count}{'' if asked is operator.eq else ' or more'})"
    require(reader, holds, ValueError, message)


def require(reader: Reader, holds: Operand, kind: type[Exception], message: str) -> None:
    """Unless it holds, the run raises the exception that Python raises."""

    def failing() -> Operand:
        fail(reader, kind(message))
        return Const(None)

    reader.choose(holds, lambda: Const(None), failing)


def fail(reader: Reader, error: Exception) -> None:
    """The run raises this exception, if it ever comes here, and goes no further; the reading does."""
    made = reader.builder.raw(reader.tables.object_type, type(error), *map(Const, error.args))
    reader.builder.effect(reader.tables.throw, made)


def fails(reader: Reader, primitive: Callable[..., Any], *operands: Operand) -> bool:
    """Whether Python refuses these operands for their types; then so does the run."""
    if reader.builder.derived:
        return False
    error = failure(primitive, operands, type_of)
    if error is not None:
        fail(reader, error)
    return error is not None


def present(reader: Reader, value: Operand) -> Operand:
    """What a value that may be None is where None would be an error."""
    either = choice_of(value)
    return either.orelse if either is not None and is_none(either.then) else value


def displayed(reader: Reader, value: Operand) -> Operand:
    """A virtual list as a display, for functions that take sequences."""
    if choice_of(value) is not None:
        return reader.materialised(value)
    instance = instance_of(value)
    if hasattr(getattr(instance, "kind", None), "stands_for"):
        return reader.displayed(reader.listed(value, None))
    if isinstance(value, Tup):
        return Tup(tuple(map(reader.displayed, value.items)), value.kind)
    if instance is not None and instance.kind is dict:
        known = {key: literal(value) for key, value in instance.cells.items()}
        if all(k for k, _ in known.values()):
            return Const({key: value for key, (_, value) in known.items()})
    if instance is not None and instance.kind is list:
        return Tup(tuple(map(reader.displayed, containers.values_of(reader, instance, None))), list)
    return value


def copied(reader: Reader, value: Operand, deep: bool = True) -> Operand:
    """A copy of a value that is no virtual object."""
    t = type_of(value)
    if isinstance(t, ArrayType):
        return value if is_scalar(t) else reader.builder.op(np.copy, value, order=Const("K"))
    if isinstance(t, (ListType, TupleType)) and isinstance(value, Var):
        items = t.items if isinstance(t, TupleType) else (t.item or UNKNOWN,) * 2
        if deep and sum(map(may_be_written, items)) > 1:
            # A deep copy of what holds one array twice would hold one copy twice, and that is not followed.
            reader.builder.effect(runtime.require_separate, Tup((value,)), Tup(()))
        return reader.builder.raw(t, runtime.copy_of, value) if deep else reader.call(Const(list), (value,))
    return value
