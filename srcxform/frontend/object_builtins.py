"""Builtins and functions that ask about an object, change it, or make another one of it: the reader answers them."""

from __future__ import annotations

import builtins
import copy
import dataclasses
import numbers
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import construction, containers, kinship, objects
from srcxform.frontend.forms import choice_of, has_structure, instances_in, is_absent, leaves_of, rebuilt
from srcxform.frontend.memory import kin_of, relate
from srcxform.frontend.structures import DICTS
from srcxform.frontend.virtual import VIRTUAL, BoundMethod, Closure, Either, Instance, Super, instance_of
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Tup, Var
from srcxform.ir.types import ArrayType, ListType, ObjectType, TupleType

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Args = tuple[Operand, ...]
Kwargs = dict[str, Operand]


def _type(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    if len(args) != 1:
        return None
    classes = kinship.classes_known(args[0])
    if classes is not None and len(classes) == 1:
        return Const(next(iter(classes)))
    return reader.builder.raw(ObjectType(type), type, args[0])


def _constant_name(reader: Reader, operand: Operand, node: Any) -> str:
    if isinstance(operand, Const) and isinstance(operand.value, str):
        return operand.value
    reader.unroll_enclosing_loop()
    raise Unsupported("an attribute whose name is known only at run time", origin=reader.origin_of(node),
                      instead="name the attribute, or keep the values in a dict with constant keys")  # fmt: skip


def _getattr(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    name = _constant_name(reader, args[1], node)
    if len(args) == 2:
        return reader.attribute(args[0], name, node)
    has = _has(reader, args[0], name, node)
    return reader.choose(has, lambda: reader.attribute(args[0], name, node), lambda: args[2])


def _has(reader: Reader, value: Operand, name: str, node: Any) -> Operand:
    """Whether a value has an attribute."""
    instance = instance_of(value)
    if instance is None:
        return _has_outside(reader, value, name)
    objects.complete(reader, instance)
    if objects.has_in_class(reader, instance.kind, name, node):
        return Const(True)
    if name not in instance.cells:
        return Const(False)
    found = reader.certain(instance.cells[name], name, node)
    either = choice_of(found)
    if either is not None and is_absent(either.then):
        return reader.builder.op(operator.not_, either.test)
    return Const(True)


def _has_outside(reader: Reader, value: Operand, name: str) -> Operand:
    """Whether what is no virtual object has an attribute."""
    if isinstance(value, Const) and not isinstance(value.value, VIRTUAL):
        found = hasattr(value.value, name)
        if found:
            reader.guard_attribute(value.value, name, None)
        else:
            reader.guard_missing(value.value, name)
        return Const(found)
    answers = {hasattr(kind, name) for kind in kinship.classes_known(value) or ()}
    return Const(answers.pop()) if len(answers) == 1 else reader.builder.op(hasattr, value, Const(name))


def _is_scalar(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """`np.isscalar`, which only asks for the class."""
    kinds = (np.generic, numbers.Number, *np.ScalarType)
    answers = {issubclass(kind, kinds) for kind in kinship.classes_known(args[0]) or ()}
    return Const(answers.pop()) if len(answers) == 1 else None


def _hasattr(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return _has(reader, args[0], _constant_name(reader, args[1], node), node)


def _setattr(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    instance = instance_of(args[0])
    if instance is None:
        raise Unsupported("`setattr` of this object", origin=reader.origin_of(node), instead="assign the attribute")
    objects.write_attribute(reader, instance, _constant_name(reader, args[1], node), args[2], node)
    return Const(None)


def _super(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    if len(args) == 2 and isinstance(args[0], Const):
        return Const(Super(args[0].value, args[1]))
    frame = reader.frame
    while frame.is_comprehension and frame.parent is not None:
        frame = frame.parent
    cell = frame.source.closure.get("__class__")
    if cell is None or not frame.source.node.args.args:
        raise Unsupported("`super()` outside of a method", origin=reader.origin_of(node))
    return Const(Super(cell.cell_contents, frame.cells[frame.source.node.args.args[0].id]))


def _callable(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    if isinstance(args[0], Const) and isinstance(args[0].value, (Closure, BoundMethod)):
        return Const(True)
    if kinship.is_object(args[0]):
        return Const(kinship.method_of(args[0], "__call__") is not None)
    t = type_of(args[0])
    is_plain = isinstance(t, (ArrayType, ListType)) or (isinstance(t, TupleType) and t.kind in (tuple, list))
    return Const(False) if is_plain else None


def _replace(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    instance = _dataclass(reader, args[0], node)
    objects.complete(reader, instance)
    return construction.construct(reader, instance.kind, (), {
        f.name: kwargs.get(f.name, instance.cells[f.name]) for f in dataclasses.fields(instance.kind) if f.init
    }, node)  # fmt: skip


def _dataclass(reader: Reader, value: Operand, node: Any) -> Instance:
    instance = instance_of(value)
    if instance is None or not dataclasses.is_dataclass(instance.kind):
        raise Unsupported("this needs a dataclass", origin=reader.origin_of(node))
    return instance


def _plain(reader: Reader, value: Operand, node: Any, container: type) -> Operand:
    """`asdict` and `astuple`: dataclasses inside are taken apart as well."""
    instance = instance_of(value)
    if isinstance(value, Tup):
        return Tup(tuple(_plain(reader, item, node, container) for item in value.items), value.kind)
    either = choice_of(value)
    if either is not None:
        return reader.choose(
            either.test,
            lambda: _plain(reader, either.then, node, container),
            lambda: _plain(reader, either.orelse, node, container),
        )
    if instance is None:
        return reader.copied(value)
    objects.complete(reader, instance)
    pairs = [(k, _plain(reader, v, node, container)) for k, v in instance.cells.items()]
    if instance.kind is list:
        return containers.new_list(reader, [v for _, v in pairs], reader.site_of(node))
    if container is tuple and instance.kind not in DICTS:
        return Tup(tuple(v for _, v in pairs))
    return containers.new_dict(reader, pairs, reader.site_of(node))


def _asdict(container: type) -> Callable[..., Operand]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
        return _plain(reader, Const(_dataclass(reader, args[0], node)), node, container)

    return read


def _copy(deep: bool) -> Callable[..., Operand]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
        made: dict[Instance | Var, Operand] = {}
        copy_of = _copied(reader, args[0], deep, made, node)
        originals = {key: instance_of(value) for key, value in made.items() if isinstance(key, Instance)}
        for original, new in originals.items():
            for other in kin_of(original) if deep else ():
                if new is not None and isinstance(other, Instance) and originals.get(other) is not None:
                    relate(new, originals[other])  # type: ignore[arg-type]
        return copy_of

    return read


def _constant(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """`stop_gradient` of a dict or an object: a copy of it, of constants."""
    value = next(iter((*args, *kwargs.values())), Const(None))
    if not has_structure(value):
        return None
    whole = _copy(True)(reader, (value,), {}, node)
    leaves = [reader.call(Const(runtime.stop_gradient), (leaf,)) for leaf in leaves_of(whole)]
    return rebuilt(whole, leaves)


def _copied(reader: Reader, value: Operand, deep: bool, made: dict[Instance | Var, Operand], node: Any) -> Operand:
    """A copy; what is the same in a value is the same in its deep copy (`made`)."""
    instance, either = instance_of(value), choice_of(value)
    if isinstance(value, Tup):
        return value if not deep else Tup(
            tuple(_copied(reader, item, deep, made, node) for item in value.items), value.kind
        )  # fmt: skip
    if either is not None:
        return _copied_choice(reader, either, deep, node)
    if isinstance(value, Var) and value not in made:
        made[value] = reader.copied(value, deep)
    if isinstance(value, Var):
        return made[value]
    if instance is None:
        return reader.copied(value, deep)
    if instance in made:
        return made[instance]
    if containers.is_of_steps(value):
        made[instance] = reader.call(reader.attribute(value, "copy", node), ())
        return made[instance]
    for hook in ("__copy__", "__deepcopy__", "__reduce__", "__getstate__"):
        if kinship.method_of(value, hook) is not None:
            raise Unsupported(f"a copy of an object that defines `{hook}`", origin=reader.origin_of(node))
    objects.complete(reader, instance)
    new = Instance(kind=instance.kind, site=reader.site_of(node), factory=instance.factory)
    made[instance] = Const(new)
    for key, item in instance.cells.items():
        new.cells[key] = _copied(reader, item, True, made, node) if deep else item
    return made[instance]


def _copied_choice(reader: Reader, either: Either, deep: bool, node: Any) -> Operand:
    """A copy of what only the run knows, in a value that is copied."""
    for one in (either.then, either.orelse):
        if has_structure(one) and any(instances_in(one)):
            raise Unsupported("a deep copy of a value that holds one object on one path and another on the other",
                              origin=reader.origin_of(node), instead="copy its parts by themselves")  # fmt: skip
    return reader.choose(
        either.test,
        lambda: _copied(reader, either.then, deep, {}, node),
        lambda: _copied(reader, either.orelse, deep, {}, node),
    )


BUILTINS: dict[Any, Callable[..., Operand | None]] = {
    builtins.type: _type,
    builtins.getattr: _getattr,
    builtins.hasattr: _hasattr,
    builtins.setattr: _setattr,
    np.isscalar: _is_scalar,
    builtins.super: _super,
    builtins.callable: _callable,
    dataclasses.replace: _replace,
    dataclasses.asdict: _asdict(dict),
    dataclasses.astuple: _asdict(tuple),
    copy.copy: _copy(False),
    copy.deepcopy: _copy(True),
    runtime.stop_gradient: _constant,
}
