"""Questions about the class of an operand, as far as the structure of the program answers them."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, cast

from srcxform.errors import Unsupported
from srcxform.frontend.classes import defined, in_class
from srcxform.frontend.forms import choice_of, parts_of
from srcxform.frontend.structures import CONTAINER_KINDS
from srcxform.frontend.virtual import VIRTUAL, instance_of
from srcxform.ir.builder import literal, type_of
from srcxform.ir.layout import Layout
from srcxform.ir.nodes import Const, Operand, Var
from srcxform.ir.types import ListType, TupleType, Type, classes_of, item_types

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def kind_of(operand: Operand) -> type | None:
    """The class of a virtual object."""
    instance = instance_of(operand)
    return None if instance is None else instance.kind


def class_with_methods(operand: Operand) -> type | None:
    """The class of a virtual object, or of a named tuple."""
    kind = kind_of(operand)
    t = type_of(operand) if kind is None and not isinstance(operand, Const) else None
    named = isinstance(t, TupleType) and hasattr(t.kind, "_fields")
    return cast(type, cast(TupleType, t).kind) if named else kind


def method_of(operand: Operand, name: str) -> Any:
    """The function that a special method of an object is, or None."""
    kind = class_with_methods(operand)
    if kind is None or kind in CONTAINER_KINDS or not isinstance(kind, type):
        return None
    found = defined(kind, name)
    return getattr(found, "primal", found) if isinstance(getattr(found, "primal", found), types.FunctionType) else None


def classes_known(operand: Operand) -> frozenset[type] | None:
    """The classes one of which a value is exactly an instance of, or None where only the run knows."""
    kind = kind_of(operand)
    if kind is not None:
        return frozenset({getattr(kind, "stands_for", kind)})
    value = operand.value if isinstance(operand, Const) else None
    kind = value.python_class if isinstance(value, VIRTUAL) else type(value)
    return frozenset({kind}) if isinstance(operand, Const) else classes_of(type_of(operand))


def compares_itself(value: Operand | Type) -> bool:
    """Whether a value is, or holds, an object with an order or an equality of its own."""
    if isinstance(value, Operand) and not isinstance(value, Var):
        parts = parts_of(value) or []
        return is_object(value) or _has_own_order(value) or any(map(compares_itself, parts))
    t = type_of(value) if isinstance(value, Operand) else value
    if isinstance(t, TupleType) and isinstance(t.kind, Layout):
        return True
    return isinstance(t, (TupleType, ListType)) and (_has_own_order(t) or any(map(compares_itself, item_types(t))))


def _has_own_order(value: Operand | Type) -> bool:
    """Whether it is a named tuple whose class defines comparisons."""
    t = value if not isinstance(value, Operand) else type_of(value)
    kind = t.kind if isinstance(t, TupleType) else None
    names = ("__lt__", "__gt__", "__eq__")
    return hasattr(kind, "_fields") and any(
        isinstance(in_class(cast(type, kind), n), types.FunctionType) for n in names
    )


def is_instance(reader: Reader, value: Operand, classes: Operand) -> Operand | None:
    """`isinstance` of what exists only while reading."""
    either = choice_of(value)
    if either is not None:

        def asked(one: Operand) -> Operand:
            return is_instance(reader, one, classes) or reader.builder.op(isinstance, one, classes)

        return reader.choose(either.test, lambda: asked(either.then), lambda: asked(either.orelse))
    known, wanted = literal(classes)
    found = classes_known(value) if known and isinstance(value, Const) else None
    if found is None:
        return None
    try:
        return Const(all(issubclass(kind, wanted) for kind in found))
    except TypeError as error:  # a protocol that asks for attributes, which a class does not tell
        raise Unsupported(
            f"`isinstance` of this object: {str(error).rstrip('.')}",
            instead="ask for a class, or whether it has an attribute: `hasattr(x, name)`",
        ) from error


def is_object(operand: Operand) -> bool:
    """Whether an operand is an object of a user's class (or a choice of such)."""
    either = choice_of(operand)
    if either is not None:
        return any(is_object(o) for o in (either.then, either.orelse))
    return kind_of(operand) is not None
