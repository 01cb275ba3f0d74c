"""Texts: f-strings and what messages show of dicts, lists and objects. A text is never active."""

from __future__ import annotations

import collections
import dataclasses
import enum
import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import classes, container_methods, containers, kinship, objects
from srcxform.frontend.forms import choice_of, has_structure
from srcxform.frontend.structures import DICTS, SETS
from srcxform.frontend.virtual import BoundMethod, Closure, Generator, Instance, RangeOf, View, instance_of
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Tup
from srcxform.ir.types import ObjectType

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

_PLAIN = (bool, int, float, complex, str, bytes, type(None), enum.Enum)
"""What shows the same text at all times."""


_VIRTUAL = (Closure, BoundMethod, Generator, RangeOf)


def read_joined(reader: Reader, node: gast.JoinedStr) -> Operand:
    """An f-string."""
    template, values = _template(reader, node)
    reader.builder.origin = reader.origin_of(node)
    return formatted(reader, template, values)


def _template(reader: Reader, node: gast.JoinedStr) -> tuple[str, list[Operand]]:
    """The template that `str.format` fills, and what it is filled with; a format may have parts of its own."""
    template, values = "", []
    for part in node.values:
        if isinstance(part, gast.Constant):
            template += _escaped(str(part.value))
            continue
        conversion = "" if part.conversion in (-1, None) else "!" + chr(part.conversion)
        value = reader.evaluate(part.value)
        spec, inner = ("", []) if part.format_spec is None else _template(reader, part.format_spec)
        if is_shown_by_parts(value):
            value, conversion = _formatted_object(reader, value, conversion, spec, part), ""
        template += "{" + conversion + (":" + spec if spec else "") + "}"
        values += [value, *inner]
    return template, values


def _formatted_object(reader: Reader, value: Operand, conversion: str, spec: str, node: Any) -> Operand:
    """The text of an object that is filled in: with a format, by its own `__format__`."""
    if spec and not conversion:
        known, text = (not any(c in spec for c in "{}")), spec
        if known and kinship.method_of(value, "__format__") is not None:
            return reader.call(reader.attribute(value, "__format__", node), (Const(text),))
        # Before 3.12, Python gives the place of the whole f-string to what stands in its braces.
        raise Unsupported("a format of an object", origin=reader.origin_of(node.value),
                          instead="format its numbers, or write `!s` before the format")  # fmt: skip
    return shown(reader, value, "str" if conversion in ("", "!s") else "repr")


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def formatted(reader: Reader, template: str, values: Iterable[Operand]) -> Operand:
    """`template.format(*values)`, folded where all of it is known."""
    values = tuple(values)
    known = [literal(value) for value in values]
    if all(k and _is_plain(value) for k, value in known):
        return Const(template.format(*(value for _, value in known)))
    return reader.builder.raw(ObjectType(str), str.format, Const(template), *values)


def _is_plain(value: Any) -> bool:
    return all(map(_is_plain, value)) if type(value) in (tuple, list) else isinstance(value, _PLAIN)


def is_shown_by_parts(value: Operand) -> bool:
    """Whether a value exists only while reading, so that its text must be put together."""
    is_virtual = isinstance(value, Const) and isinstance(value.value, _VIRTUAL)
    return has_structure(value) or is_virtual or isinstance(value, View)


def shown(reader: Reader, value: Operand, how: str = "str") -> Operand:
    """What a message shows of a value: the text of what exists only while reading, any other value as it is."""
    return formatted(reader, *_parts(reader, value, how)) if is_shown_by_parts(value) else value


def _parts(reader: Reader, value: Operand, how: str) -> tuple[str, list[Operand]]:
    """The text of a value as a template and what fills it."""
    instance, either = instance_of(value), choice_of(value)
    if either is not None:
        text = reader.choose(
            either.test,
            lambda: formatted(reader, *_parts(reader, either.then, how)),
            lambda: formatted(reader, *_parts(reader, either.orelse, how)),
        )
        return "{}", [text]
    if instance is not None:
        return _of_instance(reader, instance, how)
    if isinstance(value, View):
        listed = [("", item) for item in container_methods.as_seen_now(reader, value, None).items]  # type: ignore[union-attr]
        return _joined(reader, f"dict_{value.shown}([", listed, "])")
    if isinstance(value, Tup) and has_structure(value):
        return _of_tuple(reader, value)
    if isinstance(value, Const) and isinstance(value.value, RangeOf):
        bounds = [("", value.value.start), ("", value.value.stop)]
        step = value.value.step
        is_one = isinstance(step, Const) and step.value == 1
        return _joined(reader, "range(", bounds if is_one else [*bounds, ("", step)], ")")
    if isinstance(value, Const) and isinstance(value.value, _VIRTUAL):
        return _escaped(f"<function {getattr(value.value, 'name', '<genexpr>')}>"), []
    return "{!r}" if how == "repr" else "{}", [value]


def _of_tuple(reader: Reader, value: Tup) -> tuple[str, list[Operand]]:
    names = getattr(value.kind, "_fields", None)
    if names is not None:
        kind: Any = value.kind
        fields = [(f"{name}=", item) for name, item in zip(names, value.items, strict=True)]
        return _joined(reader, f"{kind.__name__}(", fields, ")")
    start, end = "[]" if value.kind is list else ("(", ",)" if len(value.items) == 1 else ")")
    return _joined(reader, start, [("", item) for item in value.items], end)


def _joined(reader: Reader, start: str, parts: list[tuple[str, Operand]], end: str) -> tuple[str, list[Operand]]:
    """Parts with commas between them, each after what stands before it."""
    pieces = [(before, *_parts(reader, value, "repr")) for before, value in parts]
    middle = ", ".join(_escaped(before) + template for before, template, _ in pieces)
    return _escaped(start) + middle + _escaped(end), [value for *_, values in pieces for value in values]


def _of_instance(reader: Reader, instance: Instance, how: str) -> tuple[str, list[Operand]]:
    if containers.is_of_steps(Const(instance)):
        kind: Any = instance.kind
        members = reader.special(Const(instance), "__iter__", None)
        return "{!r}", [reader.builder.raw(ObjectType(kind.stands_for), kind.stands_for, members)]
    if instance.kind in SETS:
        known = reader.members_of_set(instance, None)
        return _escaped(repr(instance.recipe() if instance.recipe is not None else instance.kind(known))), []
    if instance.kind is list:
        return _joined(reader, "[", [("", v) for v in containers.values_of(reader, instance, None)], "]")
    if instance.kind in DICTS:
        return _of_dict(reader, instance)
    for name in ("__str__", "__repr__") if how == "str" else ("__repr__",):
        if kinship.method_of(Const(instance), name) is not None and not _is_generated(instance.kind, name):
            return "{}", [reader.special(Const(instance), name, None)]
    objects.complete(reader, instance)
    name = instance.kind.__qualname__
    if _is_generated(instance.kind, "__repr__"):
        shown_fields = [f.name for f in dataclasses.fields(instance.kind) if f.repr]
        return _joined(reader, f"{name}(", [(f"{n}=", instance.cells[n]) for n in shown_fields], ")")
    return _escaped(f"<{instance.kind.__module__}.{name} object>"), []


def _is_generated(kind: type, name: str) -> bool:
    """Whether a class has the `__repr__` that `dataclass` makes."""
    wrapped = getattr(classes.defined(kind, name), "__wrapped__", None)
    return dataclasses.is_dataclass(kind) and getattr(wrapped, "__code__", None) is not None and (
        wrapped.__code__.co_filename == "<string>"  # type: ignore[union-attr]
    )  # fmt: skip


def _of_dict(reader: Reader, d: Instance) -> tuple[str, list[Operand]]:
    keys = containers.keys_of(reader, d, None)
    values = containers.values_of(reader, d, None)
    start, end = "{", "}"
    if d.kind is collections.defaultdict:
        factory = d.factory.value if isinstance(d.factory, Const) else None
        start, end = f"defaultdict({factory!r}, {{", "})"
    elif d.kind is not dict:
        start, end = f"{d.kind.__name__}({{", "})"
    return _joined(reader, start, [(f"{k!r}: ", v) for k, v in zip(keys, values, strict=True)], end)


def is_text(value: Operand) -> bool:
    """Whether a value is a text, known or not."""
    t = type_of(value)
    return isinstance(t, ObjectType) and t.kind is str


def added(reader: Reader, left: Operand, right: Operand) -> Operand:
    """`left + right` of two texts."""
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(left.value + right.value)
    return reader.builder.raw(ObjectType(str), operator.add, left, right)


def filled(reader: Reader, template: Operand, values: Operand) -> Operand:
    """`template % values`."""
    if isinstance(values, Tup) and not isinstance(values, View):
        values = Tup(tuple(shown(reader, value) for value in values.items), values.kind)
    else:
        values = shown(reader, values)
    known = [literal(template), literal(values)]
    if all(k and _is_plain(value) for k, value in known):
        return reader.builder.op(operator.mod, template, values)
    return reader.builder.raw(ObjectType(str), operator.mod, template, values)


def arguments_of_method(reader: Reader, name: str, args: tuple[Operand, ...], node: Any) -> tuple[Operand, ...]:
    """What a method of a text is given: a list for `join`, and the texts of objects for `format`."""
    if name == "format":
        return tuple(shown(reader, arg) for arg in args)
    if name != "join" or not args:
        return tuple(map(reader.without_generators, args))
    items = reader.known_one_by_one(args[0])
    if items is None:
        return (reader.listed(args[0], node),)
    return (Tup(tuple(items), list),)
