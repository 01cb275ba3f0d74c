"""Functions of `itertools`, and iterations of NumPy over places.

Over items that are known while reading they only rearrange these; else they are put in line as they are written in
`in_language_iterators`.
"""

from __future__ import annotations

import itertools
import operator
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform.errors import Unsupported
from srcxform.frontend import in_language_iterators, lazy_items
from srcxform.frontend.iteration import calls_functions, known_items, plain_range, static_sequence
from srcxform.frontend.virtual import Generator, RangeOf, Together
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import ArrayType, ListType, is_integer

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Args = tuple[Operand, ...]
Kwargs = dict[str, Operand]
Read = Callable[..., Operand | None]
_NONE, _ZERO, _ONE = Const(None), Const(0), Const(1)


def _sequence(reader: Reader, items: Operand, node: Any) -> Operand:
    """Something that can be indexed, with the same items."""
    items = reader.without_generators(items)
    t = type_of(items)
    is_indexed = isinstance(t, ListType) or (isinstance(t, ArrayType) and t.rank != 0)
    if isinstance(items, Var) and is_indexed:
        return items
    before = lazy_items.here(reader)
    listed = reader.listed(items, node)
    if calls_functions(items):
        lazy_items.refuse_written_outside(reader, listed, before, node)
    return listed


def _known(reader: Reader, args: Args, node: Any) -> list[Args] | None:
    """The items of each argument, if they are known."""
    found = [known_items(reader, reader.without_generators(arg, must_be_known=True), node) for arg in args]
    return [items for items in found if items is not None] if None not in found else None


def _rows(reader: Reader, combine: Callable[..., Any], columns: list[Args], *numbers: Any) -> Tup:
    return Tup(tuple(Tup(tuple(row)) for row in combine(*columns, *numbers)))


def _chosen(combine: Callable[..., Any], written: Callable[..., Any]) -> Read:
    """The rows of so many items: `combinations`, `permutations`."""

    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
        is_known, size = literal(args[1] if len(args) > 1 else kwargs.get("r", _NONE))
        items = reader.without_generators(args[0])
        columns = _known(reader, (items,), node)
        if columns is not None and is_known:
            return _rows(reader, combine, columns, *([] if size is None else [size]))
        if not is_known:
            reader.unroll_enclosing_loop()
        if not is_known or not isinstance(size, int) or size < 1:
            raise Unsupported("how many items a row has is known only at run time", origin=reader.origin_of(node),
                              instead="give a constant")  # fmt: skip
        return reader.in_line(written, _sequence(reader, items, node), Const(size))

    return read


def _product(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    is_known, repeat = literal(kwargs.get("repeat", _ONE))
    if not is_known:
        return None
    args = tuple(map(reader.without_generators, args)) * repeat
    columns = _known(reader, args, node)
    if columns is not None or not args:
        return _rows(reader, itertools.product, columns or [])
    return reader.in_line(in_language_iterators.product, *(_sequence(reader, a, node) for a in args))


def _pairwise(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    items = reader.without_generators(args[0])
    columns = _known(reader, (items,), node)
    if columns is not None:
        return _rows(reader, itertools.pairwise, columns)
    return reader.in_line(in_language_iterators.pairwise, _sequence(reader, items, node))


def _islice(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    start, stop, step = (_NONE, args[1], _NONE) if len(args) == 2 else (*args[1:], *([_NONE] * (4 - len(args))))
    return _part(reader, args[0], Slice(start, stop, step), node)


def _part(reader: Reader, items: Operand, part: Slice, node: Any) -> Operand:
    items = reader.without_generators(items)
    is_known, key = literal(part)
    columns = _known(reader, (items,), node)
    if columns is not None and is_known:
        return Tup(columns[0][key])
    together = items.value if isinstance(items, Const) else None
    is_first = all(literal(bound) in ((True, None), (True, 0)) for bound in (part.start, part.step))
    if isinstance(together, Together) and together.kind in ("iter", "map", "zip") and is_first:
        return Const(
            Together(together.kind, tuple(_part(reader, p, part, node) for p in together.parts), together.start)
        )
    plain = plain_range(items)
    if plain is not None:
        return Const(_part_of_range(reader, plain, part))
    return reader.item(_sequence(reader, items, node), part, node)


def _part_of_range(reader: Reader, plain: RangeOf, part: Slice) -> RangeOf:
    """`range(...)[a:b:c]` for bounds that count from the beginning."""
    op = reader.builder.op

    def at(place: Operand) -> Operand:
        return op(operator.add, plain.start, op(operator.mul, place, plain.step))

    first, step = (
        default if literal(b) == (True, None) else b for b, default in ((part.start, _ZERO), (part.step, _ONE))
    )
    count = op(len, op(range, plain.start, plain.stop, plain.step))
    last = count if literal(part.stop) == (True, None) else op(min, part.stop, count)
    return RangeOf(at(first), at(last), op(operator.mul, plain.step, step))


def _chain(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    args = tuple(map(reader.without_generators, args))
    columns = [static_sequence(reader, a) for a in args]
    if None not in columns:
        return Tup(tuple(item for column in columns for item in column or ()))
    return reader.list_of_parts([(a, True) for a in args], node)


def _chain_from(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    parts = reader.without_generators(args[0])
    known = static_sequence(reader, parts)
    if known is not None:
        return _chain(reader, known, {}, node)
    return reader.in_line(in_language_iterators.flattened, parts)


def _accumulate(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    with lazy_items.unchanged_meanwhile(reader, args[0], node, all_at_once=True):
        return _accumulated(reader, reader.without_generators(args[0]), args, kwargs, node)


def _accumulated(reader: Reader, items: Operand, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    function = args[1] if len(args) > 1 else kwargs.get("func", _NONE)
    function = Const(operator.add) if literal(function) == (True, None) else function
    first = kwargs.get("initial", _NONE)
    has_first = literal(first) != (True, None)
    columns = _known(reader, (items,), node)
    if columns is None and has_first:
        return reader.in_line(in_language_iterators.accumulated_from, items, function, first)
    if columns is None:
        return reader.in_line(in_language_iterators.accumulated, _sequence(reader, items, node), function)
    found = [first] if has_first else []
    for item in columns[0]:
        found.append(item if not found else reader.call(function, (found[-1], item)))
    return Tup(tuple(found))


def _zip_longest(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    columns = Tup(tuple(_sequence(reader, a, node) for a in args))
    return reader.in_line(in_language_iterators.longest, columns, kwargs.get("fillvalue", _NONE))


def _groupby(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return reader.in_line(in_language_iterators.grouped, _sequence(reader, args[0], node), *args[1:], **kwargs)


def _written(function: Callable[..., Any]) -> Read:
    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
        return reader.in_line(function, *map(reader.without_generators, args), **kwargs)

    return read


def _count(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    start = args[0] if args else kwargs.get("start", _ZERO)
    step = args[1] if len(args) > 1 else kwargs.get("step", _ONE)
    if is_integer(type_of(start)) and isinstance(step, Const) and isinstance(step.value, int) and step.value:
        return Const(RangeOf(start, Const(sys.maxsize if step.value > 0 else -sys.maxsize), step))
    return reader.in_line(in_language_iterators.counted, start, step)


def _cycle(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return reader.in_line(in_language_iterators.cycled, _sequence(reader, args[0], node))


def _repeat(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    times = args[1] if len(args) > 1 else kwargs.get("times", Const(sys.maxsize))
    return reader.in_line(in_language_iterators.repeated, args[0], times)


def _ndindex(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    shape = args if len(args) != 1 or is_integer(type_of(args[0])) else tuple(reader.static_items(args[0], node))
    return reader.in_line(in_language_iterators.places, *shape)


def _ndenumerate(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    array = args[0] if isinstance(type_of(args[0]), ArrayType) else reader.as_array(reader.displayed(args[0]))
    return reader.in_line(in_language_iterators.numbered, array)


def _nditer(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    raise Unsupported("`np.nditer` takes the elements in the order of memory", origin=reader.origin_of(node),
                      instead="iterate over `a.ravel()`, or over places: `np.ndindex(a.shape)`")  # fmt: skip


def iterator(read: Read, takes_all: bool = False) -> Read:
    """What is made can be iterated over once, as Python's can."""

    def made(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
        source = lazy_items.Source(reader, (*args, *kwargs.values()))
        found = read(reader, args, kwargs, node)
        is_iterator = isinstance(found, Const) and isinstance(found.value, Together)
        if is_iterator:
            lazy = [a for a in args if isinstance(a, Const) and isinstance(a.value, (Generator, Together))]
            return Const(replace(found.value, source=lazy_items.Source(reader, lazy))) if lazy else found  # type: ignore[union-attr]
        if found is None:
            return found
        return Const(Together("iter", (found,), source=None if takes_all else source))

    return made


_READ: dict[Any, Read] = {
    itertools.accumulate: _accumulate,
    itertools.chain: _chain,
    itertools.chain.from_iterable: _chain_from,
    itertools.combinations: _chosen(itertools.combinations, in_language_iterators.combinations),
    itertools.combinations_with_replacement: _chosen(
        itertools.combinations_with_replacement, in_language_iterators.combinations_with_replacement
    ),
    itertools.compress: _written(in_language_iterators.compressed),
    itertools.count: _count,
    itertools.cycle: _cycle,
    itertools.dropwhile: _written(in_language_iterators.dropped_while),
    itertools.filterfalse: _written(in_language_iterators.without),
    itertools.groupby: _groupby,
    itertools.islice: _islice,
    itertools.pairwise: _pairwise,
    itertools.permutations: _chosen(itertools.permutations, in_language_iterators.permutations),
    itertools.product: _product,
    itertools.repeat: _repeat,
    itertools.starmap: _written(in_language_iterators.starred),
    itertools.takewhile: _written(in_language_iterators.taken_while),
    itertools.zip_longest: _zip_longest,
    np.ndenumerate: _ndenumerate,
    np.ndindex: _ndindex,
    np.nditer: _nditer,
}
POOLED = (itertools.product, itertools.permutations, itertools.combinations, itertools.combinations_with_replacement)
"""These take all items when they are called."""
BUILTINS = {function: iterator(read, takes_all=function in POOLED) for function, read in _READ.items()}
