"""Builtins and functions of `itertools` over what a generator function gives: generator functions, too.

So nothing is computed before Python computes it, and what has no end is left where Python leaves it.
"""

from __future__ import annotations

import builtins
import functools
import itertools
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend import in_language_generators, lazy_items, yielding
from srcxform.frontend.iteration import indexed
from srcxform.frontend.virtual import Generator, Receiver
from srcxform.ir.builder import literal
from srcxform.ir.nodes import Const, Operand, Tup

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Args = tuple[Operand, ...]
Kwargs = dict[str, Operand]
_NONE = Const(None)


def made_of_generators(reader: Reader, function: Any, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """What a builtin gives of the items of a generator function; None where it asks for all of them at once."""
    read = _READ.get(function)
    if read is not None:
        return read(reader, args, kwargs, node)
    written = _WRITTEN.get(function)
    return None if written is None else reader.in_line(written, *args, **kwargs)


def _iter(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return args[0]


def _chain(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return reader.in_line(in_language_generators.chained, Tup(args))


def _islice(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    if len(args) == 2 and literal(args[1]) != (True, None):
        return reader.in_line(in_language_generators.first_of, *args)
    start, stop, step = (_NONE, args[1], _NONE) if len(args) == 2 else (*args[1:], *([_NONE] * (4 - len(args))))
    return reader.in_line(in_language_generators.part_of, args[0], start, stop, step)


def _zip(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    if len(args) == 1:
        return None
    strict = literal(kwargs.get("strict", Const(False)))
    if strict != (True, False):
        raise Unsupported("`zip(strict=True)` of a generator function", origin=reader.builder.origin,
                          instead="make a list of it: `list(...)`")  # fmt: skip
    place = next(k for k, arg in enumerate(args) if yielding.is_running(arg))
    before, after = (tuple(map(reader.generator_as_map, part)) for part in (args[:place], args[place + 1 :]))
    if any(isinstance(part, Const) and isinstance(part.value, Generator) for part in (*before, *after)):
        _refuse_turns(reader)
    if any(map(lazy_items.sources_of, (*before, *after))):
        _refuse_turns(reader)
    return reader.in_line(
        in_language_generators.zipped, *_columns(reader, before), args[place], *_columns(reader, after)
    )


def _refuse_turns(reader: Reader) -> None:
    raise Unsupported("two generators take turns", origin=reader.builder.origin,
                      instead="make a list of one of them, if neither changes what the other reads")  # fmt: skip


def _columns(reader: Reader, parts: Args) -> tuple[Operand, Operand]:
    """Of several sequences, functions of a number: whether each has such an item, and these items."""
    found = [indexed(reader, part, None) for part in parts]

    def has(number: Operand) -> Operand:
        return Tup(tuple(reader.builder.op(operator.lt, number, length) for length, _ in found))

    def items(number: Operand) -> Operand:
        return Tup(tuple(at(number) for _, at in found))

    return Const(Receiver(has, reader.frame)), Const(Receiver(items, reader.frame))


def _map(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    if len(args) == 2:
        return reader.in_line(in_language_generators.mapped, *args)
    rows = _zip(reader, args[1:], {}, node)
    return None if rows is None else reader.in_line(in_language_generators.starred, args[0], rows)


def _accumulate(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    function = args[1] if len(args) > 1 else kwargs.get("func", _NONE)
    function = Const(operator.add) if literal(function) == (True, None) else function
    first = kwargs.get("initial", _NONE)
    if literal(first) == (True, None):
        return reader.in_line(in_language_generators.accumulated, args[0], function)
    return reader.in_line(in_language_generators.accumulated_from, args[0], function, first)


def _reduce(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    first = args[2] if len(args) > 2 else kwargs.get("initial")
    return None if first is None else reader.in_line(in_language_generators.reduced, *args[:2], first)


def _sum(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
    return reader.in_line(in_language_generators.reduced, Const(operator.add), args[0], *args[1:], **kwargs)


_READ: dict[Any, Callable[..., Operand | None]] = {
    builtins.iter: _iter,
    builtins.map: _map,
    builtins.sum: _sum,
    builtins.zip: _zip,
    functools.reduce: _reduce,
    itertools.accumulate: _accumulate,
    itertools.chain: _chain,
    itertools.islice: _islice,
}
_WRITTEN: dict[Any, Callable[..., Any]] = {
    builtins.enumerate: in_language_generators.numbered,
    builtins.filter: in_language_generators.kept,
    itertools.chain.from_iterable: in_language_generators.chained,
    itertools.dropwhile: in_language_generators.dropped_while,
    itertools.filterfalse: in_language_generators.left_out,
    itertools.pairwise: in_language_generators.pairwise,
    itertools.starmap: in_language_generators.starred,
    itertools.takewhile: in_language_generators.taken_while,
}
