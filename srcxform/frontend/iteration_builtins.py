"""Builtins over iterations: sorting, filtering, extrema with a key, reductions."""

from __future__ import annotations

import builtins
import functools
import itertools
import operator
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import iterators, kinship
from srcxform.frontend.folding import fold
from srcxform.frontend.iteration import constant_items, indexed, known_items, refuse_number, static_sequence
from srcxform.frontend.lazy_items import unchanged_meanwhile
from srcxform.frontend.virtual import Together
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Tup
from srcxform.ir.types import ArrayType, Type, UnknownType, join_all

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Args = tuple[Operand, ...]
Kwargs = dict[str, Operand]


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
    with unchanged_meanwhile(reader, args[0], node, all_at_once=True) if "key" in kwargs else nullcontext():
        args = (reader.without_generators(args[0]), *args[1:])  # which is asked for its length and for its items
        return _extremum_with_keywords(reader, builtin, args, kwargs, node, plain)


def _extremum_with_keywords(
    reader: Reader, builtin: Any, args: Args, kwargs: Kwargs, node: Any, plain: Callable[..., Operand]
) -> Operand:
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
    """A sorted list, in the order of its items or of their keys; items with the same key stay in their order."""
    reverse, key = kwargs.get("reverse", Const(False)), kwargs.get("key", Const(None))
    if not isinstance(reverse, Const):
        raise Unsupported("`reverse=` that is known only at run time", origin=reader.origin_of(node))

    def key_of(item: Operand) -> Operand:
        return item if isinstance(key, Const) and key.value is None else reader.call(key, (item,))

    given = reader.without_generators(args[0])
    items = constant_items(reader, given)
    if items is None and reader.known_items_asked(node):
        items = known_items(reader, given, node)
    if items is not None:
        places = _order_of_known(reader, [key_of(item) for item in items], bool(reverse.value), node)
        if all(isinstance(place, Const) for place in places):
            return reader.list_display(tuple(items[place.value] for place in places), node)  # type: ignore[union-attr]
        sequence = reader.listed(given, node)
        return reader.list_display(tuple(reader.item(sequence, place, node) for place in places), node)
    sequence = reader.listed(given, node)
    length, item_at = indexed(reader, sequence, node)

    def key_at(k: Operand) -> Operand:
        found = key_of(item_at(k))
        if kinship.compares_itself(found):
            reader.unroll_enclosing_loop()
            raise Unsupported("objects in a list of unknown length are sorted by their own order",
                              origin=reader.origin_of(node), instead="sort by numbers: `key=`")  # fmt: skip
        return found

    keys = reader.list_from(length, key_at, node, role="keys")
    order = _order_of(reader, keys, type_of(keys).item, bool(reverse.value))  # type: ignore[union-attr]

    def picked(k: Operand) -> Operand:
        return reader.item(sequence, reader.builder.op(operator.getitem, order, k), node)

    return reader.list_from(length, picked, node, role="sorted")


def _order_of(reader: Reader, keys: Operand, kind: Type | None, reverse: bool) -> Operand:
    """Where the items with these keys come from, once they are sorted."""
    if not isinstance(kind, ArrayType) or kind.rank != 0 or kind.dtype is None or kind.dtype.kind not in "iuf":
        return reader.builder.op(runtime.ranking, keys, Const(reverse))
    numbers = reader.builder.op(np.array, keys)
    if reverse:
        numbers = reader.builder.op(operator.neg, numbers)
    return reader.builder.op(np.argsort, numbers, kind=Const("stable"))


def _order_of_known(reader: Reader, keys: list[Operand], reverse: bool, node: Any) -> list[Operand]:
    """The same for items that are known one by one: constants, objects that have an order of their own, or values."""
    deciding = _deciding(keys)
    if deciding is not None:
        return [Const(k) for k in sorted(range(len(keys)), key=deciding.__getitem__, reverse=reverse)]
    places = [Const(k) for k in range(len(keys))]
    if any(map(kinship.compares_itself, keys)):
        ranked = reader.builder.op(runtime.ranking, Tup(tuple(_ranks(reader, keys, reverse, node)), list), Const(False))
    else:
        kind = join_all([type_of(key) for key in keys])
        ranked = _order_of(reader, reader.materialised(Tup(tuple(keys), list)), kind, reverse)
    return [reader.builder.op(operator.getitem, ranked, place) for place in places]


def _deciding(keys: list[Operand]) -> list[Any] | None:
    """What is known of the keys, where that decides: all of it, or first parts of tuples that no two have in common."""
    known = [literal(key) for key in keys]
    if all(is_known for is_known, _ in known) and not any(map(kinship.compares_itself, keys)):
        return [value for _, value in known]
    starts = [_known_start(key) for key in keys]
    shortest = min(map(len, starts), default=0)
    found = [start[:shortest] for start in starts]
    alike = any(a == b for k, a in enumerate(found) for b in found[:k])
    return None if alike else found


def _known_start(key: Operand) -> tuple[Any, ...]:
    """The first parts of a tuple, as far as they are known."""
    found = []
    for part in key.items if isinstance(key, Tup) else ():
        is_known, value = literal(part)
        if not is_known or kinship.compares_itself(part):
            break
        found.append(value)
    return tuple(found)


def _ranks(reader: Reader, keys: list[Operand], reverse: bool, node: Any) -> list[Operand]:
    """How many items come before each: those that are less, and of the others those that stand before it."""
    ranks: list[Operand] = []
    less = operator.gt if reverse else operator.lt
    for k, key in enumerate(keys):
        before = [
            reader.compared(less, other, key, node)
            if j > k
            else reader.builder.op(operator.not_, reader.truth(reader.compared(less, key, other, node), node))
            for j, other in enumerate(keys)
            if j != k
        ]
        count: Operand = Const(0)
        for is_before in before:
            one = reader.choose(reader.truth(is_before, node), lambda: Const(1), lambda: Const(0))
            count = reader.builder.op(operator.add, count, one)
        ranks.append(count)
    return ranks


def _reduce(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    first = args[2] if len(args) > 2 else kwargs.get("initial")
    return fold(reader, args[1], node, first, lambda a, b: reader.call(args[0], (a, b)))


def _filter(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    keep = args[0]

    def test(item: Operand) -> Operand:
        return item if isinstance(keep, Const) and keep.value is None else reader.call(keep, (item,))

    return reader.filtered(args[1], test, node)


def _from_iterable(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """`np.fromiter`: the array of what an iteration gives."""
    if set(kwargs) - {"dtype"} or len(args) > 2:
        return None
    dtype = args[1] if len(args) > 1 else kwargs.get("dtype", Const(float))
    return reader.call_static(np.array, (reader.displayed(reader.listed(args[0], node)),), {"dtype": dtype})


def _iter(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    if len(args) != 1:
        return None
    refuse_number(reader, args[0], node)
    t = type_of(args[0])
    if isinstance(t, UnknownType) or (isinstance(t, ArrayType) and t.rank is None):
        reader.builder.effect(iter, args[0])  # which fails for a number
    return Const(Together("iter", args))


ITERTOOLS = (
    itertools.chain, itertools.product, itertools.combinations, itertools.permutations, itertools.pairwise,
    itertools.islice, itertools.accumulate, itertools.takewhile, itertools.dropwhile, itertools.starmap,
    itertools.filterfalse, itertools.compress, itertools.chain.from_iterable,
)  # fmt: skip


BUILTINS: dict[Any, Callable[..., Operand | None]] = {
    builtins.sorted: _sorted,
    builtins.filter: iterators.iterator(_filter),
    builtins.iter: _iter,
    functools.reduce: _reduce,
    np.fromiter: _from_iterable,
    **iterators.BUILTINS,
}
