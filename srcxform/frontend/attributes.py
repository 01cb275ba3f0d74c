"""Attributes that are read: of objects, modules, arrays, and what only the run knows."""

from __future__ import annotations

import contextlib
import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform.errors import Unsupported
from srcxform.frontend import construction, containers, foreign, in_language, objects
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import choice_of, is_nothing
from srcxform.frontend.refusals import refuse_attribute
from srcxform.frontend.virtual import BoundMethod, Closure, RangeOf, Super, Together, instance_of
from srcxform.ir import draws
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import UNDEFINED, Const, Operand, Slice
from srcxform.ir.types import (
    UNKNOWN,
    ArrayType,
    ListType,
    NothingType,
    ObjectType,
    RecordType,
    TupleType,
    UnknownType,
    classes_of,
    typeof,
)

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def attribute_of(reader: Reader, value: Operand, name: str, node: Any) -> Operand:
    """`value.name`."""
    if is_nothing(value):
        return value
    either = choice_of(value)
    if either is not None:
        return objects.distribute(reader, either, lambda one: attribute_of(reader, one, name, node))
    instance = instance_of(value)
    if instance is not None and instance.kind in containers.KINDS and hasattr(instance.kind, name):
        return Const(BoundMethod(value, getattr(instance.kind, name), name))
    if instance is not None:
        return objects.read_attribute(reader, instance, name, node)
    if isinstance(value, Const) and isinstance(value.value, Super):
        return construction.super_attribute(reader, value.value, name, node)
    field = objects.tuple_attribute(reader, value, name, node)
    if field is not None:
        return field
    if isinstance(value, Slice) and name in ("start", "stop", "step"):
        part: Operand = getattr(value, name)
        return part
    if isinstance(value, Slice) and name == "indices":
        return Const(BoundMethod(value, in_language.indices, name))
    read = foreign.with_attribute(reader, value, name)
    if read is not None:
        return attribute_of(reader, read, name, node)
    if isinstance(value, Const) and isinstance(value.value, RangeOf) and name in ("start", "stop", "step"):
        return getattr(value.value, name)  # type: ignore[no-any-return]
    if isinstance(value, Const):
        if name == "__name__" and isinstance(value.value, (Closure, BoundMethod)) and value.value.name != "partial":
            return Const(value.value.name)
        if value.value is UNDEFINED or isinstance(value.value, (Closure, BoundMethod, Together)):
            raise Unsupported(f"attribute `{name}` of a local function", origin=reader.origin_of(node))
        return reader.load_attribute(value.value, name, node)
    t = type_of(value)
    if isinstance(t, RecordType):
        raise Unsupported(
            "attributes of objects that are arguments are not supported yet",
            origin=reader.origin_of(node),
            instead="pass the arrays themselves, or a tuple of them",
        )
    # What no trip of a loop has given yet, beside None, is taken for an array: the next reading knows.
    if isinstance(t, (ArrayType, UnknownType)) or (isinstance(t, NothingType) and hasattr(np.ndarray, name)):
        return _array_attribute(reader, value, name, node)
    if isinstance(t, ObjectType) and t.kind in (str, bytes, *draws.KINDS) and hasattr(t.kind, name):
        return Const(BoundMethod(value, getattr(t.kind, name), name))
    if isinstance(t, (ListType, TupleType)) and hasattr(t.kind if isinstance(t, TupleType) else list, name):
        if isinstance(t, TupleType) and name in getattr(t.kind, "_fields", ()):
            return reader.builder.op(operator.getitem, value, Const(t.kind._fields.index(name)))  # type: ignore[union-attr]
        return Const(BoundMethod(value, getattr(list, name), name))
    if isinstance(t, ObjectType) and issubclass(t.kind, type) and name in ("__name__", "__qualname__", "__module__"):
        return reader.builder.raw(ObjectType(str), getattr, value, Const(name))
    if isinstance(t, ObjectType) and issubclass(t.kind, BaseException):
        raise Unsupported(f"`.{name}` of an exception: what it carries is not followed", origin=reader.origin_of(node),
                          instead="assign the value to a variable before the `raise`")  # fmt: skip
    if isinstance(t, ObjectType) and issubclass(t.kind, np.dtype) and name in _OF_ANY_BYTE_ORDER:
        return Const(getattr(t.kind(), name))  # type: ignore[call-overload]
    if isinstance(t, ObjectType) and hasattr(_LIMITS.get(t.kind), name):
        return _limit(reader, value, name)
    if isinstance(t, ObjectType):
        raise Unsupported(f"attribute `{name}` of a `{t.kind.__name__}`", origin=reader.origin_of(node),
                          instead="read it outside of the function")  # fmt: skip
    raise Unsupported(f"attribute `{name}` of this value", origin=reader.origin_of(node))


def _limit(reader: Reader, value: Operand, name: str) -> Operand:
    """`np.finfo(dtype).eps` and the like: constants of a dtype that is known in most programs."""
    kind: Any = type_of(value).kind  # type: ignore[union-attr]
    asked = reader.builder.maker(value)
    dtype = None if asked is None else _dtype_meant(reader, asked.args[0])
    found = typeof(getattr(_LIMITS[kind], name))
    if dtype is not None:
        with contextlib.suppress(TypeError, ValueError, OverflowError):  # the run says it
            found = typeof(getattr(kind(dtype), name))
    elif isinstance(found, ArrayType) and found.box == "numpy":
        found = ArrayType(None, 0, "numpy")
    return reader.builder.raw(found, getattr, value, Const(name))


_LIMITS: dict[type, Any] = {np.finfo: np.finfo(float), np.iinfo: np.iinfo(int)}


def _dtype_meant(reader: Reader, asked: Operand) -> Any:
    """The dtype that `np.finfo(...)` is asked about, by its name, or by a value that has it."""
    if isinstance(asked, Const):
        return asked.value
    made = reader.builder.maker(asked)
    is_attribute = made is not None and made.primitive is getattr and literal(made.args[1]) == (True, "dtype")
    return getattr(type_of(made.args[0] if made is not None and is_attribute else asked), "dtype", None)


_OF_ANY_BYTE_ORDER = ("kind", "char", "num", "itemsize", "type", "name")


def _array_attribute(reader: Reader, value: Operand, name: str, node: Any) -> Operand:
    tables = reader.tables
    _require_attribute(reader, value, name, node)
    if name in tables.attributes:
        return reader.call_static(tables.attributes[name], (value,), {})
    if name == "shape":
        return _shape(reader, value)
    if name == "size":
        return reader.builder.op(np.size, value)
    if name == "ndim":
        return reader.builder.op(np.ndim, value)
    if name == "dtype" and getattr(type_of(value), "classes", None):
        return reader.builder.raw(UNKNOWN, getattr, value, Const(name))
    if name in tables.inert_attributes:
        return reader.builder.op(getattr, value, Const(name))
    if name in tables.methods:
        return Const(BoundMethod(value, tables.methods[name], name))
    if name in ("fill", "resize", "itemset", "setfield", "setflags", "byteswap"):
        return Const(BoundMethod(value, getattr(np.ndarray, name, len), name))
    refuse_attribute(type_of(value), name, reader.origin_of(node))


def _require_attribute(reader: Reader, value: Operand, name: str, node: Any) -> None:
    """A number of Python's own has less than arrays have: the program may catch what Python raises then."""
    classes = classes_of(type_of(value))
    if reader.builder.derived or reader.frame.source.is_own or not classes:
        return
    if not any(hasattr(kind, name) for kind in classes) and hasattr(np.ndarray, name):
        kind = next(iter(classes)).__name__
        raise KnownFailure(
            f"a `{kind}` has no attribute `{name}`",
            origin=reader.origin_of(node),
            instead="make an array of it: `np.asarray(...)`",
            error=AttributeError(f"{kind!r} object has no attribute {name!r}"),
            depth=len(reader.builder.blocks),
        )


def _shape(reader: Reader, value: Operand) -> Operand:
    return reader.builder.op(np.shape, value)
