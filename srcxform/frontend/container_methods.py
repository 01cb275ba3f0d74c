"""Methods of virtual dicts, counters and lists: their keys and lengths are known while the program is read."""

from __future__ import annotations

import collections
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend.containers import (
    container_of,
    contains,
    delete_item,
    get_item,
    keys_of,
    literal_key,
    prefer_table,
    refill,
    set_item,
    static_key,
    values_of,
)
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import choice_of, is_absent
from srcxform.frontend.objects import certain_keys, delete_cell, is_unsure, write_cell
from srcxform.frontend.structures import DICTS, SETS
from srcxform.frontend.virtual import Instance, View, instance_of
from srcxform.ir.builder import literal
from srcxform.ir.nodes import Const, Operand, Tup

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


Method = Callable[["Reader", Instance, tuple[Operand, ...], dict[str, Operand], Any], Operand]


def call_method(
    reader: Reader, instance: Instance, name: str, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """A method of a virtual dict or list."""
    if instance.kind in SETS:
        return reader.call_method_of_set(instance, name, args, kwargs, node)
    methods = _LIST if instance.kind is list else _COUNTER if instance.kind is collections.Counter else _DICT
    found = methods.get(name)
    if found is None:
        raise Unsupported(f"`.{name}` of a {instance.kind.__name__} is not supported", origin=reader.origin_of(node),
                          instead="use subscripts, or build a new one")  # fmt: skip
    return found(reader, instance, args, kwargs, node)


def _get(reader: Reader, d: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    known, key = static_key(reader, d, args[0], node)
    default = args[1] if len(args) > 1 else Const(None)
    if not known or is_unsure(d, key):
        test = contains(reader, d, args[0], node)
        return reader.choose(test, lambda: get_item(reader, d, args[0], node), lambda: default)
    return get_item(reader, d, args[0], node) if key in d.cells else default


def _items(reader: Reader, d: Instance, args: Any, kwargs: Any, node: Any) -> Operand:
    return view_of(reader, d, "items", node)


def _keys(reader: Reader, d: Instance, args: Any, kwargs: Any, node: Any) -> Operand:
    return view_of(reader, d, "keys", node)


def _values(reader: Reader, d: Instance, args: Any, kwargs: Any, node: Any) -> Operand:
    return view_of(reader, d, "values", node)


def view_of(reader: Reader, d: Instance, shown: str, node: Any) -> View:
    """What `d.items()` and its like show now."""
    keys = tuple(map(reader.key_operand, keys_of(reader, d, node)))
    if shown == "keys":
        return View(keys, tuple, d, shown)
    values = tuple(values_of(reader, d, node))
    shows = values if shown == "values" else tuple(map(Tup, zip(keys, values, strict=True)))
    return View(shows, tuple, d, shown)


def as_seen_now(reader: Reader, value: Operand, node: Any) -> Operand:
    """A view of a dict shows what the dict has by now; anything else is what it is."""
    if isinstance(value, View) and value.source is not None:
        return view_of(reader, value.source, value.shown, node)
    return value


def pairs_of(reader: Reader, value: Operand, node: Any) -> list[tuple[Any, Operand]]:
    """The keys and values that `dict(value)` has."""
    instance = instance_of(value)
    if instance is not None and instance.kind in DICTS:
        return [(key, reader.checked(cell, repr(key), node)) for key, cell in instance.cells.items()]
    either = choice_of(value)
    if either is not None:
        parts = [container_of(part) for part in (either.then, either.orelse)]
        keys = [keys_of(reader, part, node) for part in parts if part is not None and part.kind in DICTS]
        if len(keys) == 2 and keys[0] == keys[1]:
            return [(key, reader.item(value, reader.key_operand(key), node)) for key in keys[0]]
    if isinstance(value, Const) and isinstance(value.value, dict):
        return [(k, reader.as_program_operand(v, node)) for k, v in value.value.items()]
    found = []
    for item in reader.static_items(value, node):
        key, content = reader.static_items(item, node, 2)
        known, constant = literal_key(key)
        if not known:
            raise Unsupported("a key that is known only at run time", origin=reader.origin_of(node),
                              instead="use constant keys, or a list of numbers")  # fmt: skip
        found.append((constant, content))
    return found


def merged_pairs(reader: Reader, pairs: list[tuple[Any, Operand]]) -> dict[Any, Operand]:
    """The last value under each key, where some sources may not have the key."""
    found: dict[Any, Operand] = {}
    for key, value in pairs:
        either = choice_of(value)
        if either is not None and is_absent(either.then) and key in found:
            old, new = found[key], either.orelse
            value = reader.choose(either.test, lambda old=old: old, lambda new=new: new)  # type: ignore[misc]
        found[key] = value
    return found


def _update(reader: Reader, d: Instance, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    pairs = [pair for source in (Const(d), *args) for pair in pairs_of(reader, source, node)]
    for key, value in merged_pairs(reader, pairs).items():
        if d.cells.get(key) is not value:
            set_item(reader, d, Const(key), value, node)
    for name, value in kwargs.items():
        set_item(reader, d, Const(name), value, node)
    return Const(None)


def new_counter(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    """`collections.Counter(...)` of what is known one by one, or of counts."""
    made = Instance(kind=collections.Counter, site=reader.site_of(node))
    _count_more(operator.add)(reader, made, args, kwargs, node)
    return Const(made)


def _count_more(primitive: Callable[..., Any]) -> Method:
    """`update` and `subtract` of a Counter, which add to the counts."""

    def read(reader: Reader, d: Instance, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
        pairs: list[tuple[Any, Operand]] = list(kwargs.items())
        for source in args:
            container = container_of(source)
            if (container is not None and container.kind in DICTS) or isinstance(getattr(source, "value", 0), dict):
                pairs += pairs_of(reader, source, node)
            else:
                pairs += [(key, Const(1)) for key in _counted(reader, source, node)]
        for key, count in pairs:
            before = get_item(reader, d, Const(key), node)
            write_cell(reader, d, key, reader.binary(primitive, before, count, node))
        return Const(None)

    return read


def _counted(reader: Reader, source: Operand, node: Any) -> list[Any]:
    """What is counted, one by one."""
    items = reader.known_one_by_one(source)
    keys = [literal_key(item) for item in items or ()]
    if items is None or not all(known for known, _ in keys):
        raise Unsupported("values that are known only at run time are counted", origin=reader.origin_of(node),
                          instead="count in an array, or with `np.unique(..., return_counts=True)`")  # fmt: skip
    return [key for _, key in keys]


def _most_common(reader: Reader, d: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    counts = {
        key: literal(value) for key, value in zip(keys_of(reader, d, node), values_of(reader, d, node), strict=True)
    }
    limit = [literal(arg) for arg in args]
    if not all(known for known, _ in (*counts.values(), *limit)):
        raise Unsupported("the order of counts that are known only at run time", origin=reader.origin_of(node),
                          instead="sort the items: `sorted(c.items(), key=...)`")  # fmt: skip
    real = collections.Counter({key: count for key, (_, count) in counts.items()})
    pairs = real.most_common(*(value for _, value in limit))
    return reader.list_display(tuple(Tup((reader.key_operand(key), Const(count))) for key, count in pairs), node)


def _total(reader: Reader, d: Instance, args: Any, kwargs: Any, node: Any) -> Operand:
    total: Operand = Const(0)
    for count in values_of(reader, d, node):
        total = reader.binary(operator.add, total, count, node)
    return total


def _set_default(reader: Reader, d: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    known, key = static_key(reader, d, args[0], node)
    default = args[1] if len(args) > 1 else Const(None)
    if isinstance(default, Tup) and default.kind is list:
        default = reader.list_display(default.items, node)
    if not known:
        reader.unroll_enclosing_loop()
        prefer_table(reader, d, args[0])
        raise Unsupported("a key that is known only at run time", origin=reader.origin_of(node),
                          instead="use constant keys, or a loop with a constant range")  # fmt: skip
    if is_unsure(d, key):
        kept = choice_of(d.cells[key])
        assert kept is not None
        write_cell(reader, d, key, reader.choose(kept.test, lambda: default, lambda: kept.orelse))
    elif key not in d.cells:
        write_cell(reader, d, key, default)
    return get_item(reader, d, args[0], node)


def _pop_key(reader: Reader, d: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    known, key = static_key(reader, d, args[0], node)
    if known and key not in d.cells and len(args) > 1:
        return args[1]
    value = get_item(reader, d, args[0], node)
    delete_item(reader, d, args[0], node)
    return value


def _pop_item(reader: Reader, d: Instance, args: Any, kwargs: Any, node: Any) -> Operand:
    keys = keys_of(reader, d, node)
    if not keys:
        raise Unsupported("`popitem` of an empty dict", origin=reader.origin_of(node))
    return Tup((reader.key_operand(keys[-1]), _pop_key(reader, d, (reader.key_operand(keys[-1]),), {}, node)))


def _clear(reader: Reader, d: Instance, args: Any, kwargs: Any, node: Any) -> Operand:
    for key in list(d.cells):
        delete_cell(reader, d, key)
    return Const(None)


def copied(reader: Reader, d: Instance, args: Any, kwargs: Any, node: Any) -> Operand:
    """A shallow copy."""
    return Const(Instance(dict(d.cells), kind=d.kind, site=reader.site_of(node), factory=d.factory))


def _append(reader: Reader, xs: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    write_cell(reader, xs, len(certain_keys(reader, xs, node)), reader.list_to_var(args[0]))
    return Const(None)


def _extend(reader: Reader, xs: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    for item in reader.static_items(args[0], node):
        _append(reader, xs, (item,), {}, node)
    return Const(None)


def _insert(reader: Reader, xs: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    known, place = literal(args[0])
    if not known:
        raise Unsupported("the place of an insertion is known only at run time", origin=reader.origin_of(node))
    items = values_of(reader, xs, node)
    items.insert(place, args[1])
    refill(reader, xs, items)
    return Const(None)


def _pop(reader: Reader, xs: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    index = args[0] if args else Const(-1)
    known, _ = static_key(reader, xs, index, node)
    if not known:
        raise Unsupported("the item to pop is known only at run time", origin=reader.origin_of(node))
    value = get_item(reader, xs, index, node)
    delete_item(reader, xs, index, node)
    return value


def _reverse(reader: Reader, xs: Instance, args: Any, kwargs: Any, node: Any) -> Operand:
    refill(reader, xs, values_of(reader, xs, node)[::-1])
    return Const(None)


def _index(reader: Reader, xs: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    """`xs.index(value)`, of what is found while reading."""
    for place, item in enumerate(values_of(reader, xs, node)):
        here = reader.compared(operator.eq, item, args[0], node)
        if not isinstance(here, Const):
            raise Unsupported("where a value is in a list of texts, objects or functions is known only at run time",
                              origin=reader.origin_of(node), instead="compare in a loop")  # fmt: skip
        if here.value:
            return Const(place)
    raise KnownFailure("the value is not in the list here", origin=reader.origin_of(node),
                       error=ValueError("the value is not in the list"), depth=len(reader.builder.blocks))  # fmt: skip


def _count(reader: Reader, xs: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    count: Operand = Const(0)
    for item in values_of(reader, xs, node):
        here, before = reader.compared(operator.eq, item, args[0], node), count
        more = reader.builder.op(operator.add, before, Const(1))
        count = reader.choose(here, lambda more=more: more, lambda before=before: before)  # type: ignore[misc]
    return count


def _remove(reader: Reader, xs: Instance, args: tuple[Operand, ...], kwargs: Any, node: Any) -> Operand:
    delete_item(reader, xs, _index(reader, xs, args, kwargs, node), node)
    return Const(None)


def _sort(reader: Reader, xs: Instance, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    ordered = reader.ordered(Const(xs), kwargs, node)
    refill(reader, xs, reader.static_items(ordered, node))
    return Const(None)


_DICT: dict[str, Method] = {
    "get": _get,
    "items": _items,
    "keys": _keys,
    "values": _values,
    "update": _update,
    "setdefault": _set_default,
    "pop": _pop_key,
    "popitem": _pop_item,
    "clear": _clear,
    "copy": copied,
}


_COUNTER: dict[str, Method] = {
    **_DICT,
    "update": _count_more(operator.add),
    "subtract": _count_more(operator.sub),
    "most_common": _most_common,
    "total": _total,
}


_LIST: dict[str, Method] = {
    "append": _append,
    "extend": _extend,
    "insert": _insert,
    "pop": _pop,
    "reverse": _reverse,
    "copy": copied,
    "clear": _clear,
    "index": _index,
    "count": _count,
    "remove": _remove,
    "sort": _sort,
}
