"""Assignments: targets taken apart, stores into attributes and items, and augmented assignments."""

from __future__ import annotations

import collections
import operator
import types
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import gast

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import container_methods, containers, in_language, kinship, objects, overloading, sets
from srcxform.frontend.attributes import attribute_of
from srcxform.frontend.expressions import evaluate
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import choice_of
from srcxform.frontend.iteration import static_sequence
from srcxform.frontend.operations import BINARY, binary
from srcxform.frontend.structures import DICTS
from srcxform.frontend.subscripts import evaluate_index, get_item, plain_index, refuse_field
from srcxform.frontend.values import require_count
from srcxform.frontend.virtual import Closure, Instance, instance_of
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Store, Tup, Update, Var
from srcxform.ir.types import ArrayType, DictType, ListType, RecordType, TupleType, Type, UnknownType, is_scalar
from srcxform.ir.walk import statements_in
from srcxform.rules.ndarray import SETTERS

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


_IN_PLACE = (operator.add, operator.sub, operator.mul, operator.truediv)


def assign_target(reader: Reader, target: Any, value: Operand) -> Operand:
    """`target = value` for a name, a subscript or a display of targets; gives the value, perhaps with its new name."""
    if isinstance(target, gast.Name):
        value = reader.assign_name(target.id, value)
    elif isinstance(target, (gast.Tuple, gast.List)):
        _unpack(reader, target, value)
    elif isinstance(target, gast.Attribute):
        store_attribute(reader, evaluate(reader, target.value), target.attr, reader.list_to_var(value), target)
    elif isinstance(target, gast.Subscript):
        base = evaluate(reader, target.value)
        value = reader.list_to_var(value)
        store_item(reader, base, evaluate_index(reader, target.slice), value, target)
    else:
        raise Unsupported(f"assignment to `{gast_kind(target)}` is not supported", origin=reader.origin_of(target),
                          instead="keep the state in local variables and arrays")  # fmt: skip
    return value


def gast_kind(node: Any) -> str:
    return type(node).__name__.lower()


def store_attribute(reader: Reader, base: Operand, name: str, value: Operand, node: Any) -> None:
    """`base.name = value`."""
    reader.builder.origin = reader.origin_of(node)
    either = choice_of(base)
    if either is not None:
        objects.distribute(reader, either, lambda one: _stored(store_attribute, reader, one, name, value, node))
        return
    instance = instance_of(base)
    if instance is not None and instance.kind not in containers.KINDS:
        objects.write_attribute(reader, instance, name, value, node)
        return
    if isinstance(type_of(base), ArrayType) and name in SETTERS:
        reader.call_static(SETTERS[name], (base, value), {})
        return
    if isinstance(type_of(base), ArrayType):
        raise Unsupported(f"assignment to `.{name}` of an array is not supported", origin=reader.origin_of(node),
                          instead="make a new array")  # fmt: skip
    owner = getattr(base, "value", None)
    if isinstance(owner, (types.FunctionType, Closure)):
        whose = owner.name if isinstance(owner, Closure) else owner.__name__
        raise Unsupported(
            f"`.{name}` of the function `{whose}` is written, and keeps its value after the call",
            origin=reader.origin_of(node),
            instead="return the value, or count calls outside of what is differentiated",
        )
    whose = "a class" if isinstance(owner, type) else "this object" if owner is None else f"a {type(owner).__name__}"
    raise Unsupported(f"assignment to `.{name}` of {whose} is not supported", origin=reader.origin_of(node),
                      instead="return the value, or keep it in an object that is an argument")  # fmt: skip


def _stored(store: Callable[..., None], *args: Any) -> Operand:
    store(*args)
    return Const(None)


def _unpack(reader: Reader, target: Any, value: Operand) -> None:
    starred = [k for k, element in enumerate(target.elts) if isinstance(element, gast.Starred)]
    if starred:
        _unpack_starred(reader, target, value, starred[0])
        return
    items = reader.static_items(value, target, len(target.elts))
    if len(items) != len(target.elts):
        raise _misfit(reader, target, items, f"expected {len(target.elts)}")
    for element, item in zip(target.elts, items, strict=True):
        assign_target(reader, element, item)


def _misfit(reader: Reader, target: Any, items: Sequence[Operand], expected: str) -> KnownFailure:
    many = len(items) > len(target.elts)
    said = f"too many values to unpack ({expected})" if many else (
        f"not enough values to unpack ({expected}, got {len(items)})"
    )  # fmt: skip
    return KnownFailure(
        f"{len(target.elts)} names for {len(items)} values",
        origin=reader.origin_of(target),
        error=ValueError(said),
        depth=len(reader.builder.blocks),
    )


def _unpack_starred(reader: Reader, target: Any, value: Operand, star: int) -> None:
    """`a, *b, c = value`."""
    after = len(target.elts) - star - 1
    if static_sequence(reader, value) is None and isinstance(type_of(value), (ArrayType, ListType)):
        _unpack_dynamic(reader, target, value, star, after)
        return
    items = reader.static_items(value, target)
    if len(items) < star + after:
        raise _misfit(reader, target, items, f"expected at least {star + after}")
    middle = reader.list_display(tuple(items[star : len(items) - after]), target.elts[star])
    for element, item in zip(target.elts, [*items[:star], middle, *items[len(items) - after :]], strict=True):
        assign_target(reader, element.value if isinstance(element, gast.Starred) else element, item)


def _unpack_dynamic(reader: Reader, target: Any, value: Operand, star: int, after: int) -> None:
    """`a, *b, c = value` for a sequence whose length only the run knows."""
    require_count(reader, operator.ge, value, star + after)
    for k, element in enumerate(target.elts):
        if k == star:
            middle = Slice(Const(star), Const(-after or None), Const(None))
            assign_target(reader, element.value, reader.listed(get_item(reader, value, middle, target), target))
        else:
            place = k if k < star else k - len(target.elts)
            assign_target(reader, element, get_item(reader, value, Const(place), target))


def store_item(reader: Reader, base: Operand, index: Operand, value: Operand, node: Any) -> None:
    """`base[index] = value`."""
    reader.builder.origin = reader.origin_of(node)
    either = choice_of(base)
    if either is not None:
        objects.distribute(reader, either, lambda one: _stored(store_item, reader, one, index, value, node))
        return
    container = containers.container_of(base)
    if container is not None:
        containers.set_item(reader, container, index, value, node)
        return
    if instance_of(base) is not None:
        overloading.special(reader, base, "__setitem__", (index, value), node)
        return
    index = plain_index(reader, index, node)
    refuse_field(reader, base, index, node)
    if (
        not isinstance(base, Var)
        or isinstance(base.type, (DictType, RecordType))
        or (isinstance(base.type, TupleType) and base.type.kind is not list)
    ):
        raise Unsupported("a store into this object is not supported", origin=reader.origin_of(node),
                          instead="store into an array or a list that the function made or was given")  # fmt: skip
    if isinstance(base.type, (TupleType, ListType)):
        if isinstance(index, Slice):
            items = reader.materialised(value)
            reader.in_line(in_language.store_part, base, index.start, index.stop, index.step, items)
            return
        value = reader.materialised(value)
        reader.note_item(base, index, type_of(value), node)
    else:
        value = reader.present(value)
        value = reader.as_array(reader.displayed(value)) if isinstance(value, Tup) else reader.displayed(value)
    reader.builder.store(base, index, value)


def augmented(reader: Reader, node: gast.AugAssign) -> None:
    """`target op= value`."""
    primitive = BINARY[type(node.op)]
    if isinstance(node.target, gast.Subscript):
        base = evaluate(reader, node.target.value)
        index = evaluate_index(reader, node.target.slice)
        _update_item(reader, base, index, primitive, node)
        return
    if isinstance(node.target, gast.Attribute):
        holder = evaluate(reader, node.target.value)
        _update_attribute(reader, holder, primitive, lambda: evaluate(reader, node.value), node)
        return
    old = evaluate(reader, gast.copy_location(gast.Name(node.target.id, gast.Load(), None, None), node.target))
    new = _augment(reader, old, primitive, evaluate(reader, node.value), node)
    if new is not None:
        reader.assign_name(node.target.id, new)


def _augment(reader: Reader, old: Operand, primitive: Callable[..., Any], value: Operand, node: Any) -> Operand | None:
    """`old op= value`: the new value to be assigned, or None where the object was changed in place."""
    reader.builder.origin = reader.origin_of(node)
    either = choice_of(old)
    if either is not None:
        return objects.distribute(reader, either, lambda one: _augmented_value(reader, one, primitive, value, node))
    if sets.in_place(reader, old, primitive, value, node):
        return None
    container = containers.container_of(old)
    is_list = container.kind is list if container is not None else isinstance(old, Var) and _is_list(type_of(old))
    if is_list and _is_arithmetic_of_list(reader, primitive, value):
        return binary(reader, primitive, old, value, node)
    if container is not None and _augment_container(reader, container, primitive, value, node):
        return None
    if instance_of(old) is not None:
        return overloading.binary(reader, primitive, old, value, node, in_place=True)
    if isinstance(old, Var) and _is_list(type_of(old)):
        return _augment_list(reader, old, primitive, value, node)
    if _is_written_in_place(reader, old, value, node):
        _update(reader, old, None, primitive, value)  # type: ignore[arg-type]
        return None
    return binary(reader, primitive, old, value, node)


def _is_arithmetic_of_list(reader: Reader, primitive: Callable[..., Any], value: Operand) -> bool:
    """Whether `xs op= value` changes no list: NumPy's arrays take part as in `xs op value`, and so do its numbers.

    But a number by which a list is multiplied says how often it is repeated, in place.
    """
    t = type_of(value)
    if isinstance(t, UnknownType) and isinstance(value, Var):
        reader.builder.effect(runtime.require_no_array, value)
    return isinstance(t, ArrayType) and t.box != "python" and (primitive is not operator.mul or bool(t.rank))


def _is_list(t: Type) -> bool:
    return t.kind is list if isinstance(t, TupleType) else isinstance(t, ListType) and not t.is_tuple


def _augmented_value(reader: Reader, old: Operand, primitive: Callable[..., Any], value: Operand, node: Any) -> Operand:
    """What `old op= value` assigns: the object itself where it was changed in place."""
    new = _augment(reader, old, primitive, value, node)
    return old if new is None else new


def _augment_list(reader: Reader, xs: Var, primitive: Callable[..., Any], value: Operand, node: Any) -> Operand | None:
    """`xs += items` is `xs.extend(items)`."""
    if primitive is not operator.add:
        raise Unsupported("this augmented assignment to a list", origin=reader.origin_of(node),
                          instead="make a new list: `xs = xs * n`")  # fmt: skip
    if value is xs:
        reader.in_line(in_language.extend_by_itself, xs)
    else:
        reader.in_line(in_language.extend, xs, reader.without_generators(value))
    return None


def _augment_container(
    reader: Reader, container: Instance, primitive: Callable[..., Any], value: Operand, node: Any
) -> bool:
    """`xs += items`, `xs *= n` and `d |= other` of virtual containers."""
    if container.kind is list and primitive is operator.add:
        container_methods.call_method(reader, container, "extend", (value,), {}, node)
        return True
    if container.kind is list and primitive is operator.mul:
        containers.repeat(reader, container, value, node)
        return True
    if container.kind in DICTS and container.kind is not collections.Counter and primitive is operator.or_:
        container_methods.call_method(reader, container, "update", (value,), {}, node)
        return True
    return False


def _is_written_in_place(reader: Reader, old: Operand, value: Operand, node: Any) -> bool:
    """Whether `old op= value` writes into the object: arrays and lists do, numbers and tuples do not."""
    t = type_of(old)
    if isinstance(old, Var) and _is_list(t):
        raise AssertionError("lists are augmented by their own method")
    if isinstance(t, ArrayType) and t.box == "array":
        return True
    if is_scalar(t) or not isinstance(old, Var) or isinstance(t, (TupleType, ListType)):
        return False
    if isinstance(t, ArrayType) and t.rank is None and t.box is None and reader.is_parameter(old):
        reader.builder.effect(reader.tables.require_array, old)
        return True
    reader.rebound_in_doubt.append((old, reader.origin_of(node)))
    return False


def _update(reader: Reader, base: Var, index: Operand | None, primitive: Callable[..., Any], value: Operand) -> None:
    """`base[index] op= value` on an array."""
    builder = reader.builder
    value = reader.present(value)
    if isinstance(value, Tup):
        value = reader.as_array(value)
    if primitive in _IN_PLACE and (index is None or reader.has_no_duplicates(index)):
        builder.update(base, index, primitive, value)
        return
    place = Const(...) if index is None else index
    old = builder.op(operator.getitem, base, place)
    builder.store(base, place, builder.op(primitive, old, value))


def _update_item(
    reader: Reader, base: Operand, index: Operand, primitive: Callable[..., Any], node: gast.AugAssign
) -> None:
    """`base[index] op= value`: the old item is read first, which matters where the value's computation changes it."""
    is_array = isinstance(base, Var) and isinstance(base.type, ArrayType)
    index = plain_index(reader, index, node) if is_array else index
    old = None if is_array else get_item(reader, base, index, node)
    with reader.builder.block() as added:
        value = evaluate(reader, node.value)
    if is_array and any(isinstance(s, (Store, Update)) for s in statements_in(block_of(added))):
        old = get_item(reader, base, index, node)
    for statement in added:
        reader.builder.add(statement)
    reader.builder.origin = reader.origin_of(node)
    if is_array and (old is None or not is_scalar(type_of(old))):
        _update(reader, base, index, primitive, value)  # type: ignore[arg-type]
        return
    assert old is not None
    new = _augment(reader, old, primitive, value, node)
    if new is not None:
        store_item(reader, base, index, new, node)
    elif kinship.is_object(base) and containers.container_of(base) is None:
        store_item(reader, base, index, old, node)  # `__setitem__` is called all the same


def _update_attribute(
    reader: Reader, holder: Operand, primitive: Callable[..., Any], value: Callable[[], Operand], node: gast.AugAssign
) -> None:
    """`holder.name op= value()`."""
    old = attribute_of(reader, holder, node.target.attr, node.target)
    new = _augment(reader, old, primitive, value(), node)
    if new is not None:
        store_attribute(reader, holder, node.target.attr, new, node.target)
    elif objects.has_setter(holder, node.target.attr):
        store_attribute(reader, holder, node.target.attr, old, node.target)
