"""Objects of the user's classes: made, read and written while the program is read, attribute by attribute.

An object is a virtual `Instance`: its attributes are cells, its methods are read in line. Objects that exist before the
program runs (arguments, globals, `self` of a bound method) are instances too; what the program writes into them
stays within the call.
"""

from __future__ import annotations

import dataclasses
import functools
import operator
import types
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend.classes import ABSENT, defined, in_class, is_namespace
from srcxform.frontend.forms import choice_of, is_absent, is_none, parts_of
from srcxform.frontend.guards import Guard, attributes_of
from srcxform.frontend.kinship import kind_of
from srcxform.frontend.structures import CONTAINER_KINDS, DICTS, form_of
from srcxform.frontend.virtual import BoundMethod, Either, Instance, Place, View, instance_of
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.nodes import Block, Const, If, Operand, Tup
from srcxform.ir.types import TupleType
from srcxform.origin import Origin

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


# Attributes


def read_attribute(reader: Reader, instance: Instance, name: str, node: Any) -> Operand:
    """`instance.name`, by Python's order: data descriptors of the class, the object, the class."""
    _refuse_hooks(reader, instance.kind, node)
    if name == "__class__":
        return Const(instance.kind)
    if name == "__dict__":
        raise Unsupported("`__dict__` gives attributes by names that are computed", origin=reader.origin_of(node),
                          instead="use the attributes by their names")  # fmt: skip
    found = in_class(instance.kind, name)
    if isinstance(found, property):
        reader.guard_attribute(instance.kind, name, found)
        return get_property(reader, Const(instance), found, name, node)
    _refuse_data_descriptor(reader, instance.kind, found, name, node)

    def inherited() -> Operand:
        return bound_to(reader, Const(instance), instance.kind, found, name, node)

    either = choice_of(instance.cells.get(name, Const(None)))
    if either is not None and is_absent(either.then) and found is not ABSENT:
        return reader.choose(either.test, inherited, lambda: either.orelse)
    own = own_cell(reader, instance, name, node)
    if own is not None:
        return own
    if found is not ABSENT:
        if instance.holder is not None:
            reader.guard_inherited(instance.holder, name)
        return inherited()
    raise Unsupported(
        f"`{instance.kind.__name__}` has no attribute `{name}` here",
        origin=reader.origin_of(node),
        instead="assign it in `__init__`, or before it is read",
    )


def own_cell(reader: Reader, instance: Instance, name: Any, node: Any) -> Operand | None:
    """The content of a cell; that of an object from outside is fetched when it is first read."""
    if name in instance.cells:
        either = choice_of(instance.cells[name])
        if either is not None and is_absent(either.then):
            present = reader.builder.op(operator.not_, either.test)
            is_key = _is_container(instance)
            said = name if is_key else f"{instance.kind.__name__!r} object has no attribute {name!r}"
            require(reader, present, KeyError if is_key else AttributeError, Const(said))
            return either.orelse
        return reader.checked(instance.cells[name], str(name), node)
    if instance.holder is None:
        return None
    values = attributes_of(instance.holder)
    if name not in values:
        return None
    value = reader.load_outside("attribute", instance.holder, name, values[name], node)
    instance.cells[name] = value
    return value


def _is_container(instance: Instance) -> bool:
    return instance.kind in CONTAINER_KINDS or issubclass(instance.kind, DICTS)


def require(reader: Reader, condition: Operand, kind: type[Exception], *args: Operand) -> None:
    """Raise what Python raises where the condition does not hold."""
    builder = reader.builder
    with builder.block() as raising:
        builder.effect(reader.tables.throw, builder.raw(reader.tables.object_type, kind, *args))
    builder.add(If(condition, Block(()), block_of(raising, (), "never"), (), builder.origin))


def certain_keys(reader: Reader, instance: Instance, node: Any) -> list[Any]:
    """The keys, unless the object may be another one that was written: then which there are is unclear."""
    for key, value in instance.cells.items():
        reader.certain(value, repr(key), node)
    return list(instance.cells)


def is_unsure(instance: Instance, key: Any) -> bool:
    """Whether only the run knows if the key is there."""
    either = choice_of(instance.cells[key]) if key in instance.cells else None
    return either is not None and is_absent(either.then)


def refuse_unsure(instance: Instance, origin: Origin) -> None:
    """Refuse a dict or an object of which only the run knows what keys or attributes it has."""
    unsure = next((key for key in instance.cells if is_unsure(instance, key)), None)
    if unsure is not None:
        what = "dict has the key" if _is_container(instance) else "object has the attribute"
        raise Unsupported(f"whether the {what} {unsure!r} is known only at run time", origin=origin,
                          instead="set it on every path")  # fmt: skip


def complete(reader: Reader, instance: Instance) -> None:
    """Fetch all cells of an object from outside, which has no others then."""
    if instance.holder is None or _is_container(instance):
        return
    reader.outside.guards["attributes", id(instance.holder), None] = Guard("attributes", instance.holder, None)
    for name in attributes_of(instance.holder):
        if name not in instance.cells:
            own_cell(reader, instance, name, None)


def has_in_class(reader: Reader, kind: type, name: str, node: Any) -> bool:
    """Whether objects of a class surely have an attribute, be it their own or not."""
    found = in_class(kind, name)
    if isinstance(found, property):
        raise Unsupported(f"whether the property `{name}` gives a value is known only at run time",
                          origin=reader.origin_of(node), instead="read it, or ask for what it reads")  # fmt: skip
    return found is not ABSENT


def _refuse_hooks(reader: Reader, kind: type, node: Any) -> None:
    for hook in ("__getattribute__", "__getattr__"):
        if isinstance(defined(kind, hook), types.FunctionType):
            raise Unsupported(
                f"`{kind.__name__}` defines `{hook}`, so its attributes are known only at run time",
                origin=reader.origin_of(node),
                instead="use plain attributes or properties",
            )


def bound_to(reader: Reader, value: Operand, kind: type, found: Any, name: str, node: Any) -> Operand:
    """What a class attribute is when it is read of an object: methods are bound to it."""
    if isinstance(found, staticmethod):
        return reader.load_outside("attribute", kind, name, found.__func__, node)
    if isinstance(found, classmethod):
        reader.guard_attribute(kind, name, found)
        return Const(BoundMethod(Const(kind), getattr(found.__func__, "primal", found.__func__), name))
    if isinstance(found, functools.cached_property):
        result = reader.call(Const(found.func), (value,))
        instance = instance_of(value)
        if instance is not None:
            write_cell(reader, instance, name, result)
        return result
    target = getattr(found, "primal", found)
    if isinstance(target, types.FunctionType):
        reader.guard_attribute(kind, name, found)
        return Const(BoundMethod(value, target, name))
    if isinstance(found, functools.partialmethod) or (hasattr(type(found), "__get__") and not callable(found)):
        raise Unsupported(
            f"`{kind.__name__}.{name}` is a descriptor that is not supported",
            origin=reader.origin_of(node),
            instead="use a plain attribute, a property or a method",
        )
    return reader.load_outside("attribute", kind, name, getattr(kind, name), node)


def _refuse_data_descriptor(reader: Reader, kind: type, found: Any, name: str, node: Any) -> None:
    """What stands in the class and has `__set__` comes before the object's own attributes, and does what it likes."""
    if hasattr(type(found), "__set__"):
        raise Unsupported(
            f"`{kind.__name__}.{name}` is a descriptor that is not supported",
            origin=reader.origin_of(node),
            instead="use a plain attribute, a property or a method",
        )


def get_property(reader: Reader, value: Operand, found: property, name: str, node: Any) -> Operand:
    if found.fget is None:
        raise Unsupported(f"the property `{name}` cannot be read", origin=reader.origin_of(node))
    return reader.call(Const(found.fget), (value,))


def write_attribute(reader: Reader, instance: Instance, name: str, value: Operand, node: Any) -> None:
    """`instance.name = value`."""
    found = in_class(instance.kind, name)
    if isinstance(found, property):
        if found.fset is None:
            raise Unsupported(f"the property `{name}` cannot be written", origin=reader.origin_of(node),
                              instead="give it a setter, or write the attribute behind it")  # fmt: skip
        reader.call(Const(found.fset), (Const(instance), value))
        return
    _refuse_data_descriptor(reader, instance.kind, found, name, node)
    if defined(instance.kind, "__setattr__") is not None and not is_namespace(instance.kind):
        frozen = dataclasses.is_dataclass(instance.kind) and instance.kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        raise Unsupported(
            f"`{instance.kind.__name__}` is frozen" if frozen else f"`{instance.kind.__name__}` defines `__setattr__`",
            origin=reader.origin_of(node),
            instead="make a changed copy: dataclasses.replace(...)" if frozen else "use plain attributes or properties",
        )
    write_cell(reader, instance, name, value)


def has_setter(value: Operand, name: str) -> bool:
    """Whether an assignment to an attribute may do more than to bind it."""
    either, kind = choice_of(value), kind_of(value)
    if either is not None:
        return has_setter(either.then, name) or has_setter(either.orelse, name)
    return kind is not None and isinstance(in_class(kind, name), property)


def write_cell(reader: Reader, instance: Instance, key: Any, value: Operand) -> None:
    """Put a value into a cell; whatever may be the same object can no longer be read."""
    _refuse_write(reader, instance)
    if isinstance(value, View):
        raise Unsupported(
            "a view of a dict is kept in an object",
            origin=reader.builder.origin,
            instead="keep the dict itself, or `list(...)` of the view",
        )
    if instance.holder is not None and key not in instance.cells:
        own_cell(reader, instance, key, None)  # what it holds on a path that does not write it
    reader.memory.write(instance, key, reader.kept(value))
    _note_written(reader, instance, key)


def _refuse_write(reader: Reader, instance: Instance) -> None:
    """Refuse a write whose effect would have to show outside of the function."""
    if instance.shared:
        raise Unsupported(
            f"a `{instance.kind.__name__}` from outside the function is written, and would stay so after the call",
            origin=reader.builder.origin,
            instead="pass the object as an argument, or give back what changes",
        )
    if instance.frozen:
        raise Unsupported(
            "a recursive function writes into an object that it was given",
            origin=reader.builder.origin,
            instead="make a new object and return it",
        )


def delete_cell(reader: Reader, instance: Instance, key: Any) -> None:
    """Take a cell away."""
    _refuse_write(reader, instance)
    if instance.holder is not None and not _is_container(instance):
        raise Unsupported("an attribute of an object from outside the function is deleted",
                          origin=reader.builder.origin, instead="set it to None")  # fmt: skip
    reader.memory.delete(instance, key)
    _note_written(reader, instance, key)


def _note_written(reader: Reader, instance: Instance, key: Any) -> None:
    """What may be the same object is no longer read; if it was given, the run must see that it was given once."""
    reader.memory.poison_kin(instance, key)
    if instance.born == 0 or instance.kin:
        reader.shared.given_written.setdefault(instance.kind, reader.builder.origin)


def tuple_attribute(reader: Reader, value: Operand, name: str, node: Any) -> Operand | None:
    """A field or a method of a named tuple."""
    t = type_of(value)
    kind: Any = getattr(t, "kind", None)
    if not isinstance(t, TupleType) or not hasattr(kind, "_fields"):
        return None
    if name in kind._fields:
        return reader.item_of(value, kind._fields.index(name))
    found = in_class(kind, name)
    if isinstance(found, property):
        return get_property(reader, value, found, name, node)
    if name in ("_replace", "_asdict"):
        return Const(BoundMethod(value, getattr(kind, name), name))
    if isinstance(found, classmethod):
        return reader.load_outside("attribute", kind, name, getattr(kind, name), node)
    return None if found is ABSENT or hasattr(tuple, name) else bound_to(reader, value, kind, found, name, node)


def distribute(reader: Reader, either: Either, use: Any) -> Operand:
    """Do the same with both alternatives of a choice; `None` has no attributes, so there the run fails."""
    if is_none(either.then):
        return use(either.orelse)  # type: ignore[no-any-return]
    return reader.choose(either.test, lambda: use(either.then), lambda: use(either.orelse))


def as_result(reader: Reader, operand: Operand) -> Operand:
    """What a function gives back, with its objects as the displays that make them."""
    seen: set[Instance] = set()
    complete_all(reader, operand, seen)
    for instance in seen:
        certain_keys(reader, instance, None)
        refuse_unsure(instance, reader.builder.origin)
    if any(instance.kind is Place for instance in seen):
        raise Unsupported("an iterator is given back", origin=reader.builder.origin,
                          instead="give back a list: `list(...)`")  # fmt: skip
    if any((instance.kind.__module__ or "").startswith("srcxform.rules.") for instance in seen):
        raise Unsupported(
            "an object of a library is given back",
            origin=reader.builder.origin,
            instead="give back its numbers and arrays, such as `.x` or `.toarray()`",
        )
    return form_of(_decided(reader, operand))


def _decided(reader: Reader, operand: Operand) -> Operand:
    """The result with each choice of two plain values made one value."""
    if isinstance(operand, Tup):
        return Tup(tuple(_decided(reader, item) for item in operand.items), operand.kind)
    either = choice_of(operand)
    if either is None:
        return operand
    if any(instance_of(o) is not None or choice_of(o) is not None for o in (either.then, either.orelse)):
        exact, reader.exact = reader.exact, False  # which of two objects it is no longer matters
        value = reader.choose(either.test, lambda: either.then, lambda: either.orelse)
        reader.exact = exact
        if choice_of(value) is None:
            return value
        raise Unsupported(
            "what is given back is of one structure on one path and of another on the other",
            origin=reader.builder.origin,
            instead="give back the same structure on every path, or its numbers and arrays",
        )
    return reader.materialised(operand)


def complete_all(reader: Reader, operand: Operand, seen: set[Instance]) -> None:
    """Fetch all cells of the objects from outside in a value, nested ones too."""
    instance = instance_of(operand)
    if instance is None:
        for part in parts_of(operand) or ():
            complete_all(reader, part, seen)
    elif instance not in seen:
        seen.add(instance)
        complete(reader, instance)
        for value in instance.cells.values():
            complete_all(reader, value, seen)
