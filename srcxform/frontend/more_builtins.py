"""Builtins and functions of the standard library that ask about structure: the reader answers them.

What they do to values is done by the functions that they are given, which are read in line.
"""

from __future__ import annotations

import builtins
import collections
import copy
import dataclasses
import functools
import itertools
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast
import numpy as np

from srcxform.errors import Unsupported
from srcxform.frontend import containers, in_language, objects
from srcxform.frontend.folding import fold
from srcxform.frontend.forms import choice_of, has_structure, instances_in, is_absent, is_none
from srcxform.frontend.iteration import constant_items, indexed, static_sequence
from srcxform.frontend.lists import refuse_active_member
from srcxform.frontend.memory import kin_of, relate
from srcxform.frontend.structures import DICTS
from srcxform.frontend.virtual import BoundMethod, Closure, Either, Instance, Super, Together, instance_of
from srcxform.ir.builder import as_operand, literal, type_of
from srcxform.ir.nodes import Const, Operand, Tup, Var
from srcxform.ir.types import ArrayType, ListType, TupleType

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Args = tuple[Operand, ...]
Kwargs = dict[str, Operand]


def _dict(kind: type) -> Callable[..., Operand]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
        factory = None
        if kind is collections.defaultdict and args:
            factory, args = args[0], args[1:]
        pairs = [p for source in args for p in containers.pairs_of(reader, source, node)] + list(kwargs.items())
        made = containers.new_dict([], reader.site_of(node), kind)
        for key, value in containers.merged_pairs(reader, pairs).items():
            made.value.cells[key] = reader.list_to_var(value)  # type: ignore[union-attr]
        if factory is not None:
            made.value.factory = factory  # type: ignore[union-attr]
        return made

    return read


def _set(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    if not args:
        return reader.set_display([], node)
    items = constant_items(reader, args[0])
    if items is not None:
        return reader.set_display(list(items), node)
    made = reader.set_display([], node)
    length, item_at = indexed(reader, args[0], node)

    def add(k: Operand) -> Operand:
        item = item_at(k)
        refuse_active_member(reader, item, node)
        return reader.in_line(in_language.add, made, item)

    reader.each(length, add, node)
    return made


def _keyed(reader: Reader, args: Args, kwargs: Kwargs, node: Any, better: Callable[..., Any]) -> Operand:
    """`min` and `max` with `key=`: the first of the best."""
    key = kwargs["key"]

    def with_key(item: Operand) -> Operand:
        return Tup((reader.call(key, (item,)), item))

    def combine(a: Operand, b: Operand) -> Operand:
        assert isinstance(a, Tup)
        assert isinstance(b, Tup)
        return reader.choose(reader.compared(better, b.items[0], a.items[0], node), lambda: b, lambda: a)

    items = list(args) if len(args) > 1 else static_sequence(reader, args[0])
    if items is not None:
        best = with_key(items[0])
        for item in items[1:]:
            best = combine(best, with_key(item))
    else:
        best = fold(reader, args[0], node, None, combine, with_key)
    assert isinstance(best, Tup)
    return best.items[1]


def extremum_with_keywords(
    reader: Reader, builtin: Any, args: Args, kwargs: Kwargs, node: Any, plain: Callable[..., Operand]
) -> Operand:
    """`min` and `max` with `key=` or `default=`."""
    default = kwargs.pop("default", None)
    if default is not None:
        items = static_sequence(reader, args[0])
        if items is not None and not items:
            return default
        if items is None:
            length, _ = indexed(reader, args[0], node)
            some = reader.builder.op(operator.gt, length, Const(0))
            rest = dict(kwargs)
            return reader.choose(some, lambda: plain(reader, args, rest, node), lambda: default)
    if "key" in kwargs:
        return _keyed(reader, args, kwargs, node, operator.lt if builtin is min else operator.gt)
    return plain(reader, args, kwargs, node)


def _sorted(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    """A sorted list: of numbers by `np.sort`, of anything else by the order of its keys."""
    reverse = kwargs.get("reverse", Const(False))
    if not isinstance(reverse, Const):
        raise Unsupported("`reverse=` that is known only at run time", origin=reader.origin_of(node))
    items = constant_items(reader, args[0])
    key = kwargs.get("key", Const(None))
    known = None if items is None else [literal(i) for i in items]
    if items is not None and isinstance(key, Const) and key.value is None and known and all(k for k, _ in known):
        places = sorted(range(len(items)), key=lambda k: known[k][1], reverse=bool(reverse.value))
        return reader.list_display(tuple(items[k] for k in places), node)
    sequence = reader.listed(args[0], node)
    length, item_at = indexed(reader, sequence, node)
    keyed = isinstance(key, Const) and key.value is None
    keys = reader.list_from(length, lambda k: item_at(k) if keyed else reader.call(key, (item_at(k),)), node)
    order_of = reader.builder.op(np.array, keys)
    if reverse.value:
        order_of = reader.builder.op(operator.neg, order_of)
    order = reader.builder.op(np.argsort, order_of, kind=Const("stable"))
    if items is not None:
        ranked = [reader.builder.op(operator.getitem, order, Const(k)) for k in range(len(items))]
        picked = tuple(reader.item(sequence, place, node) for place in ranked)
        return reader.list_display(picked, node)
    return reader.list_from(
        length, lambda k: reader.item(sequence, reader.builder.op(operator.getitem, order, k), node), node
    )


def _reduce(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    first = args[2] if len(args) > 2 else kwargs.get("initial")
    return fold(reader, args[1], node, first, lambda a, b: reader.call(args[0], (a, b)))


def _filter(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    keep = args[0]

    def test(item: Operand) -> Operand:
        return item if isinstance(keep, Const) and keep.value is None else reader.call(keep, (item,))

    return reader.filtered(args[1], test, node)


def _type(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    kind = objects.kind_of(args[0])
    if kind is not None:
        return Const(kind)
    t = type_of(args[0])
    return Const(t.kind) if isinstance(t, TupleType) and len(args) == 1 else None


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
        return Const(_has_outside(reader, value, name))
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


def _has_outside(reader: Reader, value: Operand, name: str) -> bool:
    """Whether what is no virtual object has an attribute."""
    if isinstance(value, Const):
        found = hasattr(value.value, name)
        if found:
            reader.guard_attribute(value.value, name, None)
        else:
            reader.guard_missing(value.value, name)
        return found
    t = type_of(value)
    return hasattr(np.ndarray if isinstance(t, ArrayType) else getattr(t, "kind", object), name)


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
    if objects.is_object(args[0]):
        return Const(objects.method_of(args[0], "__call__") is not None)
    t = type_of(args[0])
    is_plain = isinstance(t, (ArrayType, ListType)) or (isinstance(t, TupleType) and t.kind in (tuple, list))
    return Const(False) if is_plain else None


def _replace(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    instance = _dataclass(reader, args[0], node)
    objects.complete(reader, instance)
    return objects.construct(reader, instance.kind, (), {
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
    return containers.new_dict(pairs, reader.site_of(node))


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
    for hook in ("__copy__", "__deepcopy__", "__reduce__", "__getstate__"):
        if objects.method_of(value, hook) is not None:
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


def _wraps(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return Const(in_language.unchanged)


def _partial(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    """`functools.partial(f, ...)` inside the program: a function with some arguments given."""
    call = gast.parse("lambda *args, **kwargs: function(*given, *args, **(named | kwargs))").body[0].value
    frame = reader.own_frame(
        function=args[0], given=Tup(args[1:]), named=containers.new_dict(list(kwargs.items()), reader.site_of(node))
    )
    return Const(Closure(call, frame, (), (), "partial"))


# Iterations whose items are known


def _items_of_all(reader: Reader, args: Args, node: Any) -> list[list[Operand]]:
    found = []
    for arg in args:
        items = constant_items(reader, arg)
        if items is None:
            raise Unsupported("an iteration of `itertools` over what is known only at run time",
                              origin=reader.origin_of(node), instead="write the loops out")  # fmt: skip
        found.append(list(items))
    return found


def _rows(combine: Callable[..., Any], sizes: int = 0) -> Callable[..., Operand]:
    """A function of `itertools` that only rearranges items: done on their places."""

    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
        count, numbers = len(args) - sizes, [literal(a)[1] for a in args[len(args) - sizes :]]
        named = {k: literal(v)[1] for k, v in kwargs.items()}
        columns = _items_of_all(reader, args[:count], node)
        rows = combine(*columns, *numbers, **named)
        return Tup(tuple(Tup(tuple(row)) if isinstance(row, (tuple, list)) else row for row in rows))

    return read


def _chain(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    if all(static_sequence(reader, a) is not None for a in args):
        return Tup(tuple(item for column in _items_of_all(reader, args, node) for item in column))
    result = reader.listed(args[0], node)
    for arg in args[1:]:
        result = reader.in_line(in_language.joined, result, reader.listed(arg, node))
    return result


def _accumulate(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    items = _items_of_all(reader, args[:1], node)[0]
    function = args[1] if len(args) > 1 else kwargs.get("func", Const(operator.add))
    first = kwargs.get("initial")
    found = [] if first is None else [first]
    for item in items:
        found.append(item if not found else reader.call(function, (found[-1], item)))
    return Tup(tuple(found))


def _from_iterable(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """`np.fromiter`: the array of what an iteration gives."""
    if set(kwargs) - {"dtype"} or len(args) > 2:
        return None
    dtype = args[1] if len(args) > 1 else kwargs.get("dtype", Const(float))
    return reader.call_static(np.array, (reader.displayed(reader.listed(args[0], node)),), {"dtype": dtype})


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


def _getitem(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return reader.item(args[0], args[1], node)


def _method_caller(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """A caller that is made inside of the program: the method is called with what was given here."""
    name = literal(args[0]) if args else (False, None)
    if not (name[0] and isinstance(name[1], str) and name[1].isidentifier()):
        return None
    call = gast.parse(f"lambda owner: owner.{name[1]}(*given, **named)").body[0].value
    frame = reader.own_frame(given=Tup(args[1:]), named=containers.new_dict(list(kwargs.items()), reader.site_of(node)))
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


def _iter(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    if len(args) != 1:
        return None
    return Const(Together("iter", args))


def _divmod(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    a, b = args
    return Tup((reader.binary(operator.floordiv, a, b, node), reader.binary(operator.mod, a, b, node)))


def _abs(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    return reader.special(args[0], "__abs__", node) if objects.is_object(args[0]) else None


def _text(builtin: Any) -> Callable[..., Operand | None]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
        return Const(f"<{objects.kind_of(args[0])}>") if args and objects.is_object(args[0]) else None

    return read


def _number(name: str) -> Callable[..., Operand | None]:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
        return reader.special(args[0], name, node) if args and objects.is_object(args[0]) else None

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
    builtins.dict: _dict(dict),
    collections.OrderedDict: _dict(collections.OrderedDict),
    collections.defaultdict: _dict(collections.defaultdict),
    builtins.set: _set,
    builtins.frozenset: _set,
    builtins.sorted: _sorted,
    builtins.filter: _filter,
    builtins.type: _type,
    builtins.getattr: _getattr,
    builtins.hasattr: _hasattr,
    builtins.setattr: _setattr,
    builtins.super: _super,
    builtins.callable: _callable,
    builtins.iter: _iter,
    builtins.divmod: _divmod,
    builtins.abs: _abs,
    builtins.str: _text(str),
    builtins.repr: _text(repr),
    builtins.float: _number("__float__"),
    builtins.int: _number("__int__"),
    functools.reduce: _reduce,
    np.fromiter: _from_iterable,
    operator.itemgetter: _getter(operator.itemgetter),
    operator.attrgetter: _getter(operator.attrgetter),
    operator.methodcaller: _method_caller,
    operator.getitem: _getitem,
    functools.wraps: _wraps,
    functools.partial: _partial,
    dataclasses.replace: _replace,
    dataclasses.asdict: _asdict(dict),
    dataclasses.astuple: _asdict(tuple),
    copy.copy: _copy(False),
    copy.deepcopy: _copy(True),
    itertools.chain: _chain,
    itertools.product: _rows(itertools.product),
    itertools.combinations: _rows(itertools.combinations, 1),
    itertools.permutations: _rows(itertools.permutations),
    itertools.pairwise: _rows(itertools.pairwise),
    itertools.islice: _rows(itertools.islice, 1),
    itertools.accumulate: _accumulate,
}
