"""Builtins and functions of the standard library that ask about structure: the reader answers them.

What they do to values is done by the functions that they are given, which are read in line.
"""

from __future__ import annotations

import builtins
import collections
import copy
import dataclasses
import functools
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gast

from srcxform.frontend import (
    container_methods,
    containers,
    in_language,
    iteration_builtins,
    kinship,
    object_builtins,
    overloading,
    sets,
    tables,
    texts,
)
from srcxform.frontend.forms import choice_of, has_structure, is_none
from srcxform.frontend.virtual import BoundMethod, Closure, Either
from srcxform.ir.builder import as_operand, literal
from srcxform.ir.nodes import Const, Operand, Tup

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Args = tuple[Operand, ...]
Kwargs = dict[str, Operand]


def _dict(kind: type) -> Callable[..., Operand]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
        factory = None
        if kind is collections.defaultdict and args:
            factory, args = args[0], args[1:]
        if args and kinship.kind_of(args[0]) in tables.KINDS:
            return overloading.special(reader, args[0], "copy", (), node)
        pairs = [p for source in args for p in container_methods.pairs_of(reader, source, node)] + list(kwargs.items())
        if reader.site_of(node) in reader.table_sites:
            return tables.made(reader, pairs, node, factory)
        made = containers.new_dict(reader, [], reader.site_of(node), kind)
        for key, value in container_methods.merged_pairs(reader, pairs).items():
            made.value.cells[key] = reader.kept(reader.list_to_var(value))  # type: ignore[union-attr]
        if factory is not None:
            made.value.factory = factory  # type: ignore[union-attr]
        return made

    return read


def from_keys(reader: Reader, kind: Any, args: Args, node: Any) -> Operand:
    """`dict.fromkeys(keys, value)`: one value under all keys."""
    value = reader.list_to_var(args[1]) if len(args) > 1 else Const(None)
    pairs = [Tup((key, value)) for key in reader.static_items(args[0], node)]
    return _dict(kind)(reader, (Tup(tuple(pairs)),), {}, node)


def _set(kind: type) -> Callable[..., Operand]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
        return sets.set_of(reader, args[0], node, kind) if args else reader.new_set([], node, kind)

    return read


def _wraps(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return Const(BoundMethod(args[0], in_language.named_like, "wraps"))


def _renamed(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    """A function of the program with the name of another one: what `functools.wraps` does that can be seen."""
    wrapper, like = (arg.value if isinstance(arg, Const) else None for arg in args)
    name = like.name if isinstance(like, (Closure, BoundMethod)) else getattr(like, "__name__", None)
    return Const(replace(wrapper, name=name)) if isinstance(wrapper, Closure) and name is not None else args[0]


def _partial(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    """`functools.partial(f, ...)` inside the program: a function with some arguments given."""
    call = gast.parse("lambda *args, **kwargs: function(*given, *args, **(named | kwargs))").body[0].value
    named = containers.new_dict(reader, list(kwargs.items()), reader.site_of(node))
    frame = reader.own_frame(function=args[0], given=Tup(tuple(map(reader.kept, args[1:]))), named=named)
    return Const(Closure(call, frame, (), (), "partial"))


def got(reader: Reader, getter: Any, value: Operand, node: Any) -> Operand:
    """What an `operator.itemgetter` or `operator.attrgetter` gets."""
    keys = getter.__reduce__()[1]
    if isinstance(getter, operator.itemgetter):
        parts = [reader.item(value, Const(key), node) for key in keys]
    else:
        parts = [functools.reduce(lambda v, n: reader.attribute(v, n, node), key.split("."), value) for key in keys]
    return parts[0] if len(parts) == 1 else Tup(tuple(parts))


def _getter(kind: Any) -> Callable[..., Operand | None]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
        known = [literal(a) for a in args]
        return Const(kind(*(value for _, value in known))) if known and all(k for k, _ in known) else None

    return read


def _named_tuple(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """A class of named tuples that is made inside of the program: all that are made alike are one."""
    given = dict(zip(("typename", "field_names"), args, strict=False)) | kwargs
    known = {key: literal(value) for key, value in given.items()}
    if not all(k for k, _ in known.values()):
        return None
    return Const(_class_of(tuple((key, tuple(v) if isinstance(v, list) else v) for key, (_, v) in known.items())))


@functools.cache
def _class_of(options: tuple[tuple[str, Any], ...]) -> type:
    return collections.namedtuple(**dict(options))


def _getitem(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return reader.item(args[0], args[1], node)


def _method_caller(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """A caller that is made inside of the program: the method is called with what was given here."""
    name = literal(args[0]) if args else (False, None)
    if not (name[0] and isinstance(name[1], str) and name[1].isidentifier()):
        return None
    call = gast.parse(f"lambda owner: owner.{name[1]}(*given, **named)").body[0].value
    named = containers.new_dict(reader, list(kwargs.items()), reader.site_of(node))
    frame = reader.own_frame(given=Tup(tuple(map(reader.kept, args[1:]))), named=named)
    return Const(Closure(call, frame, (), (), "methodcaller"))


def called_method(reader: Reader, caller: Any, node: Any) -> tuple[str, Args, Kwargs]:
    """The name of the method that an `operator.methodcaller` calls, and what it was given when it was made."""
    make, given, *_ = caller.__reduce__()
    by_name = make.keywords if isinstance(make, functools.partial) else {}
    name, *rest = (*make.args, *given) if isinstance(make, functools.partial) else given
    args = tuple(reader.as_program_operand(item, node) for item in rest)
    return name, args, {key: reader.as_program_operand(item, node) for key, item in by_name.items()}


def text(method: Any, args: Args, kwargs: Kwargs) -> Operand | None:
    """A method of a text that is known, with arguments that are known."""
    known = [literal(a) for a in args]
    named = {key: literal(value) for key, value in kwargs.items()}
    if not all(k for k, _ in (*known, *named.values())):
        return None
    return as_operand(method(*(v for _, v in known), **{key: v for key, (_, v) in named.items()}), False)


def _divmod(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    a, b = args
    return Tup((reader.binary(operator.floordiv, a, b, node), reader.binary(operator.mod, a, b, node)))


def _abs(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    has_method = kinship.is_object(args[0]) or kinship.method_of(args[0], "__abs__") is not None
    return reader.special(args[0], "__abs__", node) if has_method else None


def _text(builtin: Any) -> Callable[..., Operand | None]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
        return texts.shown(reader, args[0], builtin.__name__) if args and texts.is_shown_by_parts(args[0]) else None

    return read


def _bool(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """`bool(value)` of an object; that of a number is an operation like any other."""
    if not args or not kinship.is_object(args[0]):
        return None
    found = reader.truth(args[0], node)
    return Const(bool(found.value)) if isinstance(found, Const) else reader.builder.op(bool, found)


def _number(name: str) -> Callable[..., Operand | None]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
        return reader.special(args[0], name, node) if args and kinship.is_object(args[0]) else None

    return read


OF_EACH = frozenset({
    builtins.type, builtins.getattr, builtins.hasattr, builtins.callable, builtins.str, builtins.repr,
    copy.copy, copy.deepcopy,
})  # fmt: skip
"""What is asked of a value that may be None, too: of a choice, it is asked of each alternative."""

OF_OBJECTS = frozenset({
    builtins.len, builtins.abs, builtins.float, builtins.int, builtins.setattr, builtins.sorted, builtins.sum,
    dataclasses.replace, dataclasses.asdict, dataclasses.astuple,
})  # fmt: skip
"""What is asked of objects: of a choice of an object and None, it is asked of the object."""


def choice_asked(function: Any, args: Args) -> Either | None:
    """The choice, if it is one that a builtin is asked of, which is to answer for each alternative."""
    either = choice_of(args[0]) if args else None
    if either is None or function in OF_EACH:
        return either
    parts = [part for part in (either.then, either.orelse) if not is_none(part)]
    return either if function in OF_OBJECTS and any(map(has_structure, parts)) else None


BUILTINS: dict[Any, Callable[..., Operand | None]] = {
    **object_builtins.BUILTINS,
    **iteration_builtins.BUILTINS,
    builtins.dict: _dict(dict),
    collections.namedtuple: _named_tuple,
    collections.Counter: container_methods.new_counter,
    collections.OrderedDict: _dict(collections.OrderedDict),
    collections.defaultdict: _dict(collections.defaultdict),
    builtins.set: _set(set),
    builtins.frozenset: _set(frozenset),
    builtins.divmod: _divmod,
    builtins.abs: _abs,
    builtins.str: _text(str),
    builtins.repr: _text(repr),
    builtins.bool: _bool,
    builtins.float: _number("__float__"),
    builtins.int: _number("__int__"),
    operator.itemgetter: _getter(operator.itemgetter),
    operator.attrgetter: _getter(operator.attrgetter),
    operator.methodcaller: _method_caller,
    operator.getitem: _getitem,
    functools.wraps: _wraps,
    in_language.renamed: _renamed,
    functools.partial: _partial,
}
