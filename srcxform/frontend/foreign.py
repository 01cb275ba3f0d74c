"""Objects of a library that are read as others: sparse matrices, as their elements and the places of these."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from srcxform.frontend.virtual import Instance, instance_of
from srcxform.ir.nodes import Const, Operand, Var
from srcxform.ir.types import ObjectType
from srcxform.rules.registry import reading_of

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def foreign_kind(value: Operand) -> type | None:
    """The class of an object that is read as another."""
    if isinstance(value, Const) and not isinstance(value.value, Instance):
        kind = type(value.value)
    elif isinstance(value, Var) and isinstance(value.type, ObjectType):
        kind = value.type.kind
    else:
        return None
    return kind if reading_of(kind) is not None else None


def read(reader: Reader, value: Operand) -> Operand:
    """The object that it is read as; any other operand is itself."""
    kind = foreign_kind(value)
    reading = None if kind is None else reading_of(kind)
    return value if reading is None else reader.in_line(reading, value)


def with_attribute(reader: Reader, value: Operand, name: str) -> Operand | None:
    """The object that has a method or a property, unless the original has data of that name."""
    if foreign_kind(value) is None or (isinstance(value, Const) and name in getattr(value.value, "__dict__", ())):
        return None
    found = read(reader, value)
    instance = instance_of(found)
    if instance is None:
        return None
    written = hasattr(inspect.getattr_static(instance.kind, name, None), "__get__")
    return found if written or isinstance(value, Var) else None


def read_both(reader: Reader, left: Operand, right: Operand) -> tuple[Operand, Operand]:
    """The operands of an operator."""
    return read(reader, left), read(reader, right)
