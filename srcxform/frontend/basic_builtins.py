"""Builtins that are part of the language: iterations, sums, extrema and what asks for lengths and types."""

from __future__ import annotations

import builtins
import enum
import functools
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import (
    containers,
    implicit,
    in_language,
    iteration_builtins,
    kinship,
    more_builtins,
    objects,
    overloading,
    searches,
    texts,
)
from srcxform.frontend.folding import fold
from srcxform.frontend.forms import MISSING, choice, choice_of
from srcxform.frontend.iteration import (
    indexed,
    is_endless,
    is_iterator,
    iterated,
    known_items,
    plain_range,
    refuse_number,
    reversed_range,
    static_sequence,
)
from srcxform.frontend.values import present, require
from srcxform.frontend.virtual import AfterStar, Generator, Instance, RangeOf, Together
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import ArrayType, ListType, TupleType, may_be_written, same_size
from srcxform.rules.registry import solution, stationary

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def _range(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    start, stop, step = Const(0), args[0], Const(1)
    if len(args) > 1:
        start, stop = args[0], args[1]  # type: ignore[assignment]
    if len(args) > 2:
        step = args[2]  # type: ignore[assignment]
    return Const(RangeOf(start, stop, step))


def _enumerate(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    start = args[1] if len(args) > 1 else kwargs.get("start", Const(0))
    return Const(Together("enumerate", args[:1], start))


def _zip(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    rows = _after_star(args)
    if rows is None:
        if isinstance(strict := kwargs.get("strict"), Const) and strict.value and not reader.builder.derived:
            _require_one_length(reader, args)
        return Const(Together("zip", args))
    columns = reader.transposed(rows, node)
    if columns is None:
        reader.ask_for_items(rows)
        raise Unsupported("how many sequences are given here is known only at run time", origin=reader.origin_of(node),
                          instead="make an array of the rows, and take its columns: `np.array(rows).T`")  # fmt: skip
    return columns


def _require_one_length(reader: Reader, parts: tuple[Operand, ...]) -> None:
    """`zip(..., strict=True)`: the run raises what Python raises, before the first trip and not after the last one."""
    lengths = [length for part in parts if (length := _length_of(reader, part)) is not None]
    for length in lengths[1:]:
        if not _is_one_length(lengths[0], length):
            same = reader.builder.op(operator.eq, lengths[0], length)
            require(reader, same, ValueError, "zip(): the sequences are not of one length")


def _length_of(reader: Reader, part: Operand) -> Operand | None:
    """The length of a sequence; None for an iterator, which has none before it is consumed."""
    if plain_range(part) is not None:
        return None if is_endless(part) else indexed(reader, part, None)[0]
    items = None if is_iterator(part) else static_sequence(reader, part)
    if items is not None:
        return Const(len(items))
    is_sequence = isinstance(part, Var) and isinstance(part.type, (ArrayType, ListType))
    return reader.builder.op(len, part) if is_sequence else None


def _is_one_length(a: Operand, b: Operand) -> bool:
    sizes = [getattr(type_of(n), "size", None) for n in (a, b)]
    return None not in sizes and same_size(*sizes)


def _after_star(args: tuple[Operand, ...]) -> Operand | None:
    only = args[0].value if len(args) == 1 and isinstance(args[0], Const) else None
    return only.value if isinstance(only, AfterStar) else None


def _len(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand | None:
    plain = args[0].value if args and isinstance(args[0], Const) else None
    if isinstance(plain, Instance) and plain.kind in containers.KINDS:
        return Const(len(containers.keys_of(reader, plain, node)))
    if isinstance(plain, Instance):
        return overloading.special(reader, args[0], "__len__", (), node)
    if isinstance(plain, enum.EnumMeta):
        return Const(len(plain))
    if isinstance(plain, RangeOf):
        return reader.builder.op(len, reader.builder.op(range, plain.start, plain.stop, plain.step))
    return None


def _map(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    return Const(Together("map", args[1:], args[0]))


def _reversed(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    if kinship.method_of(args[0], "__reversed__") is not None:
        return overloading.special(reader, args[0], "__reversed__", (), node)
    args = (iterated(reader, args[0], node),)
    plain = args[0].value if isinstance(args[0], Const) else None
    if isinstance(plain, RangeOf):
        return Const(reversed_range(reader, plain))
    return Const(Together("reversed", args))


def _sum(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    start = args[1] if len(args) > 1 else kwargs.get("start")
    refuse_number(reader, args[0], node)
    t = type_of(args[0])
    if isinstance(t, ArrayType) and not isinstance(args[0], Const):
        total = reader.builder.op(np.sum, args[0], axis=Const(0))
        return total if start is None else reader.builder.op(operator.add, start, total)

    sequence = reader.without_generators(args[0])
    if start is None and _may_be_no_array(reader, sequence):
        return _parted_sum(reader, sequence, node)
    first: list[Operand] = []

    def add(a: Operand, b: Operand) -> Operand:
        if isinstance(a, Const) and type(a.value) is int and a.value == 0 and not kinship.is_object(b):
            first.append(b)
            return b
        return reader.binary(operator.add, a, b, node)

    total = fold(reader, sequence, node, Const(0) if start is None else start, add)
    is_item = any(total is item for item in first) and may_be_written(type_of(total))
    return reader.binary(operator.add, Const(0), total, node) if is_item else total  # the sum is no item itself


def _may_be_no_array(reader: Reader, sequence: Operand) -> bool:
    """Whether a sum is an array or, where there are no items, the number 0, and these are to be told apart."""
    t = type_of(sequence)
    item = t.item if isinstance(t, ListType) else None
    if static_sequence(reader, sequence) is not None or not isinstance(item, ArrayType) or not item.rank:
        return False
    reader.shared.has_open_sums = True
    return reader.shared.parts_sums or reader.shared.sums_have_items


def _parted_sum(reader: Reader, sequence: Operand, node: Any) -> Operand:
    """`sum(sequence)` as a choice between 0 and an array; or as an array, where the run checks that there are items."""

    def total() -> Operand:
        summed = fold(reader, sequence, node, None, lambda a, b: reader.binary(operator.add, a, b, node))
        return reader.builder.op(operator.add, Const(0), summed)  # of one item, the sum is not the item itself

    length = reader.builder.op(len, sequence)
    if reader.shared.sums_have_items:
        has_items = reader.builder.op(operator.gt, length, Const(0))
        reader.builder.effect(reader.tables.check, has_items, Const("a sum of no arrays is the number 0, not an array"))
        return total()
    is_empty = reader.builder.op(operator.eq, length, Const(0))
    return choice(is_empty, Const(0), reader.choose(is_empty, lambda: MISSING, total))


def _extremum(builtin: Callable[..., Any], whole: Callable[..., Any]) -> Callable[..., Operand]:
    def read(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
        args = tuple(_after_star((a,)) or a for a in args)
        if kwargs:
            return iteration_builtins.extremum_with_keywords(reader, builtin, args, kwargs, node, read)
        args = tuple(reader.without_generators(a) for a in args)
        if len(args) == 1 and isinstance(type_of(args[0]), ArrayType) and not isinstance(args[0], Const):
            return reader.builder.op(whole, args[0])

        items = args if len(args) > 1 else static_sequence(reader, args[0])
        if items is not None:
            items = tuple(present(reader, item) for item in items)
            if not items:
                require(reader, Const(False), ValueError, f"{builtin.__name__}() arg is an empty sequence")
                return Const(0.0)
            if any(kinship.is_object(item) or _is_sequence(item) for item in items):
                key: dict[str, Operand] = {"key": Const(in_language.unchanged)}
                return iteration_builtins.extremum_with_keywords(reader, builtin, args, key, node, read)
            return reader.builder.op(builtin, *items) if len(items) > 1 else items[0]

        def combine(a: Operand, b: Operand) -> Operand:
            if not (_is_sequence(a) or kinship.is_object(a)):
                return reader.builder.op(builtin, a, b)
            better = operator.lt if builtin is min else operator.gt
            return reader.choose(reader.compared(better, b, a, node), lambda: b, lambda: a)

        return fold(reader, args[0], node, None, combine)

    return read


def _is_sequence(operand: Operand) -> bool:
    return isinstance(operand, Tup) or isinstance(type_of(operand), (TupleType, ListType))


def _sequence(kind: type) -> Callable[..., Operand | None]:
    def read(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand | None:
        either = choice_of(args[0]) if args else None
        if either is not None:
            return objects.distribute(reader, either, lambda one: read(reader, (one,), {}, node))
        if not args:
            return Tup((), kind) if kind is tuple else reader.list_display((), node)
        items = static_sequence(reader, args[0])
        if items is None and isinstance(args[0], Const) and isinstance(args[0].value, Generator):
            return reader.consume_generator(args[0].value, kind is tuple, keeps_items=True)
        if items is None and (kind is tuple or reader.known_items_asked(node)):
            items = known_items(reader, args[0], node)
        if items is None and kind is list:
            length, item_at = indexed(reader, args[0], node)
            return reader.list_from(length, item_at, node)
        if items is None:
            reader.ask_for_items(args[0])
            if reader.frame.source.is_own:  # the shape of an array, in what a function of NumPy is defined by
                raise Unsupported("how many axes an array has is known only at run time here",
                                  origin=reader.origin_of(node),
                                  instead="begin with an array of as many: np.ones(1) in place of 1.0")  # fmt: skip
            raise Unsupported("`tuple` of a sequence of unknown length", origin=reader.origin_of(node),
                              instead="make a list of it: `list(...)`")  # fmt: skip
        return Tup(items) if kind is tuple else reader.list_display(items, node)

    return read


def _print(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    reader.builder.effect(print, *(texts.shown(reader, arg) for arg in args), **kwargs)
    return Const(None)


def _isinstance(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    found = kinship.is_instance(reader, args[0], args[1])
    if found is not None:
        return found
    return reader.builder.op(isinstance, *args)


def _is_constant(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    return Const(isinstance(args[0], Const))


def _pow(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand | None:
    return reader.builder.op(operator.pow, *(present(reader, arg) for arg in args)) if len(args) == 2 else None


def _slice(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    if len(args) == 1:
        return Slice(Const(None), args[0], Const(None))
    return Slice(args[0], args[1], args[2] if len(args) > 2 else Const(None))


ITERATES = frozenset({
    builtins.enumerate, builtins.zip, builtins.map, builtins.sum, builtins.max, builtins.min, builtins.tuple,
    builtins.list, builtins.all, builtins.any, builtins.set, builtins.frozenset, builtins.sorted, builtins.filter,
    builtins.iter, functools.reduce, np.fromiter, *iteration_builtins.ITERTOOLS,
})  # fmt: skip
"""What iterates over its arguments; a function among these is no object that has items."""


BUILTINS: dict[Any, Callable[..., Operand | None]] = {
    builtins.range: _range,
    builtins.enumerate: _enumerate,
    builtins.zip: _zip,
    builtins.reversed: _reversed,
    builtins.map: _map,
    builtins.len: _len,
    builtins.sum: _sum,
    builtins.max: _extremum(builtins.max, np.max),
    builtins.min: _extremum(builtins.min, np.min),
    builtins.tuple: _sequence(tuple),
    builtins.list: _sequence(list),
    builtins.all: searches.all_any(all),
    builtins.any: searches.all_any(any),
    builtins.next: searches.next_item,
    builtins.print: _print,
    builtins.isinstance: _isinstance,
    builtins.pow: _pow,
    builtins.slice: _slice,
    runtime.is_constant: _is_constant,
    solution: implicit.read_solution,
    stationary: functools.partial(implicit.read_solution, is_stationary=True),
    **more_builtins.BUILTINS,
}
