"""What an iteration gives: its items where they are known while reading, else their number and how to find one."""

from __future__ import annotations

import builtins
import enum
import operator
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform.errors import Unsupported
from srcxform.frontend import container_methods, containers, in_language, kinship, overloading
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import LengthChanged, choice_of, has_structure, is_none, is_static
from srcxform.frontend.memory import Poisoned
from srcxform.frontend.virtual import (
    MOST_UNROLLED,
    BoundMethod,
    Generator,
    Instance,
    Place,
    RangeOf,
    Together,
    View,
    instance_of,
)
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.specimens import failure
from srcxform.ir.types import ArrayType, ListType, NothingType, TupleType, sites_of

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


MOST_OBJECTS = 512
ItemAt = Callable[[Operand], Operand]


def parts_iterated(iterable: Operand) -> list[Operand]:
    """The sequences behind an iteration."""
    if isinstance(iterable, Const) and isinstance(iterable.value, Together):
        return [inner for part in iterable.value.parts for inner in parts_iterated(part)]
    return [iterable]


def containers_iterated(iterable: Operand) -> list[Instance]:
    """The dicts and lists behind an iteration whose items are known while reading."""
    parts = parts_iterated(iterable)
    sources = [part.source if isinstance(part, View) else containers.container_of(part) for part in parts]
    return [source for source in sources if source is not None]


Shown = list[tuple[Operand, tuple[Operand, ...]]]


def shown_by(reader: Reader, iterable: Operand) -> Shown:
    """What the dicts and lists behind an iteration show before the first trip."""
    found = []
    for part in parts_iterated(iterable):
        if isinstance(part, View) or containers.container_of(part) is not None:
            items = static_sequence(reader, part)
            assert items is not None
            found.append((part, items))
    return found


def refuse_changed(reader: Reader, shown: Shown, node: Any) -> None:
    """Refuse where the items that were taken before the first trip are others after the last one."""
    for part, before in shown:
        now = static_sequence(reader, part)
        if now is None or not _are_the_same(before, now):
            raise Unsupported(
                "a dict or list changes while it is iterated",
                origin=reader.origin_of(node),
                instead="iterate over a copy: `list(...)`",
            )


def _are_the_same(before: tuple[Operand, ...], now: tuple[Operand, ...]) -> bool:
    return len(before) == len(now) and all(
        _are_the_same(a.items, b.items)
        if isinstance(a, Tup) and isinstance(b, Tup)
        else a is b or (isinstance(a, Const) and isinstance(b, Const) and (a.value is b.value or a.value == b.value))
        for a, b in zip(before, now, strict=True)
    )


def refuse_view(reader: Reader, *values: Operand) -> None:
    """A view of a dict cannot be one of several things, nor be carried by a loop."""
    if any(isinstance(value, View) for value in values):
        raise Unsupported(
            "a name stands for a view of a dict on one path, or in one trip of a loop",
            origin=reader.builder.origin,
            instead="ask the dict itself: `d.items()`, or make a list of the view",
        )


def lists_iterated(iterable: Operand) -> list[Var]:
    """The lists of the generated code behind an iteration."""
    return [part for part in parts_iterated(iterable) if isinstance(part, Var) and sites_of(type_of(part))]


def slice_of_range(reader: Reader, plain: RangeOf, part: Slice) -> RangeOf:
    """`range(...)[a:b:c]`; a step that is negative goes through the whole of it."""
    op = reader.builder.op
    is_open = [is_none(bound) for bound in (part.start, part.stop, part.step)]
    step: Operand = Const(1) if is_open[2] else part.step
    if not isinstance(step, Const) or type(step.value) is not int or (step.value < 0 and not all(is_open[:2])):
        raise Unsupported("a part of a range in steps that only the run knows, or backwards from within",
                          instead="give the bounds to `range` itself: `range(stop - 1, start - 1, -1)`")  # fmt: skip
    if step.value < 0:
        return slice_of_range(
            reader, reversed_range(reader, plain), Slice(Const(None), Const(None), Const(-step.value))
        )
    count = op(len, op(range, plain.start, plain.stop, plain.step))

    def at(bound: Operand) -> Operand:
        from_end = op(operator.add, bound, op(operator.mul, count, op(operator.lt, bound, Const(0))))
        known = isinstance(bound, Const) and bound.value >= 0
        place = op(min, bound if known else op(max, from_end, Const(0)), count)
        return op(operator.add, plain.start, op(operator.mul, place, plain.step))

    first = plain.start if is_open[0] else at(part.start)
    return RangeOf(first, plain.stop if is_open[1] else at(part.stop), op(operator.mul, plain.step, step))


def reversed_range(reader: Reader, plain: RangeOf) -> RangeOf:
    """`reversed(range(...))`."""
    op = reader.builder.op
    count = op(len, op(range, plain.start, plain.stop, plain.step))
    last = op(operator.add, plain.start, op(operator.mul, op(operator.sub, count, Const(1)), plain.step))
    return RangeOf(last, op(operator.sub, plain.start, plain.step), op(operator.neg, plain.step))


def plain_range(iterable: Operand) -> RangeOf | None:
    if isinstance(iterable, Const) and isinstance(iterable.value, RangeOf):
        return iterable.value
    if isinstance(iterable, Const) and isinstance(iterable.value, builtins.range):
        r = iterable.value
        return RangeOf(Const(r.start), Const(r.stop), Const(r.step))
    return None


def range_as_array(reader: Reader, value: Operand) -> Operand:
    """What NumPy makes of a range."""
    plain = plain_range(value)
    return value if plain is None else reader.builder.op(np.arange, plain.start, plain.stop, plain.step)


def is_text(operand: Operand) -> bool:
    """Whether an operand is a known text, or a member of an enumeration: a key or a name."""
    return isinstance(operand, Const) and isinstance(operand.value, (str, enum.Enum))


def holds_text(operand: Operand) -> bool:
    """Whether an operand is a text, or a tuple with one: what a program asks of such it must know while it is read."""
    return is_text(operand) or (isinstance(operand, Tup) and any(map(holds_text, operand.items)))


def is_iterator(operand: Operand) -> bool:
    """Whether an operand is an iterator: one whose items can be had once."""
    return isinstance(operand, Const) and isinstance(operand.value, (Together, Generator))


def with_place(value: Operand) -> Operand | None:
    """The iterator of an array or a list as one whose place is counted; None for any other."""
    together = value.value if isinstance(value, Const) else None
    if not isinstance(together, Together) or together.kind != "iter":
        return None
    items = together.parts[0]
    t = type_of(items)
    is_plain = isinstance(t, (ListType, TupleType)) or (isinstance(t, ArrayType) and bool(t.rank))
    container = containers.container_of(items)
    is_list = container is not None and container.kind is list
    if isinstance(items, View) or not (is_list or (is_plain and isinstance(items, (Var, Tup)))):
        return None
    return Const(Instance({"items": items, "place": Const(0)}, kind=Place))


def take_next(reader: Reader, iterator: Instance, default: Operand | None) -> Operand:
    """`next` of an iterator whose place is counted."""
    items, place = _left(reader, iterator, None)
    if default is None:
        found = reader.in_line(in_language.next_of, items, place)
        after = reader.builder.op(operator.add, place, Const(1))
    else:
        found = reader.in_line(in_language.next_or, items, place, default)
        after = reader.in_line(in_language.place_after, items, place)
    reader.memory.write(iterator, "place", after)
    return found


def _left(reader: Reader, iterator: Instance, node: Any) -> tuple[Operand, Operand]:
    """The items of an iterator whose place is counted, and the place, unless something may have consumed it."""
    items = reader.certain(iterator.cells["items"], "", node)
    return items, iterator.cells["place"]


CONSUMED = Const(
    Poisoned("an iterator is read after a loop or a call that may have consumed it", "make a list of it: `list(...)`")
)


def iterated(reader: Reader, iterable: Operand, node: Any) -> Operand:
    """What an iteration over an object of the user's class gives: what its `__iter__` gives, or its items by number."""
    instance = instance_of(iterable)
    if instance is None or instance.kind in containers.KINDS:
        return iterable
    if instance.kind is Place:
        items, place = _left(reader, instance, node)
        reader.memory.write(instance, "items", CONSUMED)
        return Const(Together("after", (items,), place))
    method = kinship.method_of(iterable, "__iter__")
    if method is not None and method is not Sequence.__iter__:
        found = overloading.special(reader, iterable, "__iter__", (), node)
        if kinship.method_of(found, "__next__") is not None:
            raise Unsupported(f"`{instance.kind.__name__}` is an iterator by its own `__next__`",
                              origin=reader.origin_of(node),
                              instead="let `__iter__` give `iter(...)` of a list or an array")  # fmt: skip
        return iterated(reader, found, node)
    if kinship.method_of(iterable, "__getitem__") is None or kinship.method_of(iterable, "__len__") is None:
        return iterable
    length = overloading.special(reader, iterable, "__len__", (), node)
    ends = reader.in_line(in_language.ends_at, iterable, length)
    message = "an object is iterated by its `__getitem__`, which does not end where `len` says: define `__iter__`"
    reader.builder.effect(reader.tables.check, ends, Const(message))
    by_number = Const(BoundMethod(iterable, kinship.method_of(iterable, "__getitem__"), "__getitem__"))
    return Const(Together("map", (Const(RangeOf(Const(0), length, Const(1))),), by_number))


def is_virtual(operand: Operand) -> bool:
    """Whether an operand is, or holds, what exists only while reading."""
    return has_structure(operand) or is_static(operand)


def static_sequence(reader: Reader, iterable: Operand) -> tuple[Operand, ...] | None:
    """The items of a sequence of known length, or None."""
    if isinstance(iterable, Tup):
        return container_methods.as_seen_now(reader, iterable, None).items  # type: ignore[union-attr]
    container = containers.container_of(iterable)
    if container is not None:
        return tuple(containers.items_of(reader, container, None))
    instance = instance_of(iterable)
    if instance is not None and instance.kind is Place:
        return None
    if instance is not None:
        given = iterated(reader, iterable, None)
        return None if given is iterable else static_sequence(reader, given)
    if isinstance(iterable, Const):
        value = iterable.value
        if isinstance(value, Together):
            return _static_together(reader, value)
        plain = plain_range(iterable)
        if plain is not None:
            bounds = (plain.start, plain.stop, plain.step)
            if reader.builder.derived and all(isinstance(b, Const) for b in bounds):
                return tuple(Const(k) for k in range(*(b.value for b in bounds)))  # type: ignore[union-attr]
            return None
        if isinstance(value, enum.EnumMeta):
            return tuple(map(Const, value))
        if isinstance(value, (tuple, list, str)):
            return tuple(reader.as_program_operand(item, None) for item in value)
        return None
    t = type_of(iterable)
    if isinstance(t, TupleType):
        items = (reader.builder.op(operator.getitem, iterable, Const(k)) for k in range(len(t.items)))
        return tuple(reader.opened(item, iterable) for item in items)
    return None


def constant_items(reader: Reader, iterable: Operand) -> tuple[Operand, ...] | None:
    """The items of a sequence of known length, also of a range with constant bounds."""
    plain = plain_range(iterable)
    if plain is None:
        return static_sequence(reader, iterable)
    return None if known_count(reader, iterable) is None else known_items(reader, iterable, None)


def known_count(reader: Reader, iterable: Operand) -> int | None:
    """How many items there are, where that is known while reading; of a few items, also of ranges and arrays.

    `zip` of something constant with what has an unknown length has as many as the constant: the run checks that.
    """
    plain, t = plain_range(iterable), type_of(iterable)
    if plain is not None:
        bounds = (plain.start, plain.stop, plain.step)
        if not all(isinstance(b, Const) and hasattr(b.value, "__index__") for b in bounds):
            return None
        count = len(range(*(b.value for b in bounds)))  # type: ignore[union-attr]
        return count if count <= MOST_UNROLLED else None
    if isinstance(iterable, Const) and isinstance(iterable.value, Together):
        counts = [known_count(reader, part) for part in iterable.value.parts]
        known = [count for count in counts if count is not None]
        if iterable.value.kind == "after":
            is_known, place = literal(iterable.value.start or Const(0))
            return max(known[0] - place, 0) if known and is_known else None
        return min(known) if known and (len(known) == len(counts) or iterable.value.kind == "zip") else None
    if isinstance(iterable, Var) and isinstance(t, ArrayType):
        length = t.dims[0] if t.dims else None
        return length if isinstance(length, int) and length <= MOST_UNROLLED else None
    items = static_sequence(reader, iterable)
    return None if items is None else len(items)


def known_items(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, ...] | None:
    """The items, where the program cannot be read without them, and their number is known (`known_count`)."""
    count = known_count(reader, iterable)
    if count is None:
        return None
    if isinstance(iterable, Const) and isinstance(iterable.value, Together):
        columns = [_column(reader, part, count, node) for part in iterable.value.parts]
        return _rows(reader, iterable.value, columns)
    if plain_range(iterable) is not None or isinstance(type_of(iterable), ArrayType):
        return _column(reader, iterable, count, node)
    return static_sequence(reader, iterable)


def _column(reader: Reader, part: Operand, count: int, node: Any) -> tuple[Operand, ...]:
    """The first items of a part of an iteration; the run checks that one of unknown length has so many."""
    plain = plain_range(part)
    known = known_count(reader, part)
    if plain is not None and known is not None:
        every = range(*(b.value for b in (plain.start, plain.stop, plain.step)))  # type: ignore[union-attr]
        return tuple(Const(k) for k in every)
    if known is not None and not isinstance(type_of(part), ArrayType):
        items = known_items(reader, part, node)
        assert items is not None
        return items
    length, item_at = indexed(reader, part, node)
    if known is None and not is_endless(part):
        enough = reader.builder.op(operator.ge, length, Const(count))
        message = f"zip of a constant of {count} items with a shorter sequence: slice the constant to its length"
        reader.builder.effect(reader.tables.check, enough, Const(message))
    return tuple(item_at(Const(k)) for k in range(count if known is None else known))


def calls_functions(iterable: Operand) -> bool:
    """Whether each item is what a function gives when Python asks for the item: `map`, or a `zip` of such."""
    together = iterable.value if isinstance(iterable, Const) else None
    if not isinstance(together, Together) or together.kind not in ("map", "zip", "enumerate", "iter"):
        return False
    return together.kind == "map" or any(map(calls_functions, together.parts))


def one_by_one(reader: Reader, iterable: Operand, node: Any, must: bool) -> tuple[int, ItemAt] | None:
    """How many items there are and what gives each when its trip begins, for what is to be run through while reading.

    Only of what calls functions: these see what the trips before have done.
    """
    if not calls_functions(iterable):
        return None
    count = known_count(reader, iterable)
    is_known = must or any(static_sequence(reader, part) is not None for part in parts_iterated(iterable))
    if count is None or count > MOST_UNROLLED or not is_known:
        return None
    return count, _asked_for(reader, iterable, count, node)


def _asked_for(reader: Reader, iterable: Operand, count: int, node: Any) -> ItemAt:
    if not calls_functions(iterable):
        if containers_iterated(iterable) or isinstance(iterable, Tup):
            return lambda k: _at_present(reader, iterable, node)[k.value]  # type: ignore[union-attr]
        items = _column(reader, iterable, count, node)
        return lambda k: items[k.value]  # type: ignore[union-attr]
    together: Together = iterable.value  # type: ignore[union-attr]
    parts = [_asked_for(reader, part, count, node) for part in together.parts]
    if together.kind == "map":
        assert together.start is not None
        function = together.start
        return lambda k: reader.call(function, tuple(at(k) for at in parts))
    if together.kind == "enumerate":
        return lambda k: Tup((reader.builder.op(operator.add, k, together.start or Const(0)), parts[0](k)))
    if together.kind == "zip":
        return lambda k: Tup(tuple(at(k) for at in parts))
    return parts[0]


def _at_present(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, ...]:
    items = static_sequence(reader, iterable)
    assert items is not None
    return items


def items_of_structure(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, ...] | None:
    """The items, where they are known and exist only while reading: trips take them one by one."""
    items = static_sequence(reader, iterable)
    if items is None:
        return with_virtual_items(reader, iterable, node)
    is_shown = bool(containers_iterated(iterable))
    virtual = is_shown or any(is_virtual(i) or (isinstance(i, Tup) and holds_text(i)) for i in items)
    return items if virtual and len(items) <= MOST_OBJECTS else None


def with_virtual_items(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, ...] | None:
    """The items of a `zip` of objects, functions or texts with what has an unknown length."""
    together = iterable.value if isinstance(iterable, Const) else None
    if not isinstance(together, Together) or together.kind != "zip":
        return None
    known = [static_sequence(reader, part) for part in together.parts]
    virtual = (items is not None and any(is_virtual(i) or holds_text(i) for i in items) for items in known)
    if containers_iterated(iterable) or any(virtual):
        return known_items(reader, iterable, node)
    return None


def _static_together(reader: Reader, value: Together) -> tuple[Operand, ...] | None:
    parts = [static_sequence(reader, part) for part in value.parts]
    columns = [part for part in parts if part is not None]
    return _rows(reader, value, columns) if len(columns) == len(parts) else None


def _rows(reader: Reader, value: Together, columns: list[tuple[Operand, ...]]) -> tuple[Operand, ...] | None:
    """What an iteration over several sequences gives."""
    if value.kind == "iter":
        return columns[0]
    if value.kind == "reversed":
        return columns[0][::-1]
    if value.kind == "after":
        is_known, place = literal(value.start or Const(0))
        return columns[0][place:] if is_known else None
    if value.kind == "map":
        assert value.start is not None
        shown = shown_by(reader, Const(value))
        made = tuple(reader.call(value.start, row) for row in zip(*columns, strict=False))
        refuse_changed(reader, shown, None)
        return made
    if value.kind == "zip":
        return tuple(Tup(row) for row in zip(*columns, strict=False))
    if not isinstance(value.start, Const):
        return None
    return tuple(Tup((Const(k), item)) for k, item in enumerate(columns[0], value.start.value))


def plan_iteration(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, Operand, Operand, ItemAt]:
    """start, stop, step, and how the index gives the item."""
    plain = plain_range(iterable)
    if plain is not None:
        return plain.start, plain.stop, plain.step, lambda index: index
    length, item_at = indexed(reader, iterable, node)
    return Const(0), length, Const(1), item_at


def indexed(reader: Reader, iterable: Operand, node: Any) -> tuple[Operand, ItemAt]:
    """The length of an iteration, and its k-th item."""
    builder = reader.builder
    plain = plain_range(iterable)
    if plain is not None:
        length = builder.op(len, builder.op(range, plain.start, plain.stop, plain.step))
        return length, lambda k: builder.op(operator.add, plain.start, builder.op(operator.mul, k, plain.step))
    iterable = iterated(reader, iterable, node)
    iterable = reader.generator_as_map(iterable)
    if isinstance(iterable, Const) and isinstance(iterable.value, Generator):
        iterable = reader.consume_generator(iterable.value)
    if isinstance(iterable, Const) and isinstance(iterable.value, Together):
        return _indexed_together(reader, iterable.value, node)
    reader.leave_choice_to_the_run(iterable)
    _leave_list_to_the_run(reader, iterable)
    if isinstance(iterable, Tup):
        iterable = reader.materialised(iterable)
    t = type_of(iterable)
    if (
        isinstance(iterable, Var)
        and isinstance(t, (ArrayType, TupleType, ListType, NothingType))
        and not (isinstance(t, ArrayType) and t.rank == 0)
    ):
        sequence = iterable
        return (
            builder.op(len, sequence),
            lambda k: reader.opened(builder.op(operator.getitem, sequence, k), sequence),
        )
    refuse_number(reader, iterable, node)
    raise Unsupported(
        "iteration over this object is not supported",
        origin=reader.origin_of(getattr(node, "iter", node)),
        instead="iterate over a range, an array, a list or a tuple",
    )


def _leave_list_to_the_run(reader: Reader, iterable: Operand) -> None:
    """Which of two lists is iterated only the run knows: then each is a list of the generated code."""
    either = choice_of(iterable)
    lists = [] if either is None else list(map(containers.container_of, (either.then, either.orelse)))
    sites = {each.site for each in lists if each is not None and each.kind is list} - reader.refused_sites
    if sites and None not in sites:
        raise LengthChanged(*sites)


def refuse_number(reader: Reader, iterable: Operand, node: Any) -> None:
    """A number has no items: Python raises a `TypeError`, which a program may catch to tell numbers from arrays."""
    t = type_of(iterable)
    if is_none(iterable) or (isinstance(t, ArrayType) and t.rank == 0):
        raise KnownFailure(
            "iteration over None" if is_none(iterable) else "iteration over a number",
            origin=reader.origin_of(getattr(node, "iter", node)),
            instead="iterate over a range, an array, a list or a tuple",
            error=failure(iter, (iterable,), type_of) or TypeError("the object is not iterable"),
            depth=len(reader.builder.blocks),
        )


def _indexed_together(reader: Reader, value: Together, node: Any) -> tuple[Operand, ItemAt]:
    builder = reader.builder
    parts = [indexed(reader, part, node) for part in value.parts]
    length, item_at = parts[0]
    if value.kind == "iter":
        return length, item_at
    if value.kind == "after":
        place = value.start or Const(0)
        left = builder.op(operator.sub, length, place)
        return left, lambda k: item_at(builder.op(operator.add, k, place))
    if value.kind == "reversed":
        last = builder.op(operator.sub, length, Const(1))
        return length, lambda k: item_at(builder.op(operator.sub, last, k))
    if value.kind == "enumerate":
        start = value.start or Const(0)
        return length, lambda k: Tup((builder.op(operator.add, k, start) if not _is_zero(start) else k, item_at(k)))
    with_end = [parts[k] for k, part in enumerate(value.parts) if not is_endless(part)] or parts
    lengths = [n for n, _ in with_end]
    same = all(n is lengths[0] or _same_length(n, lengths[0]) for n in lengths)
    shortest = lengths[0] if same else builder.op(min, *lengths)
    if value.kind == "map":
        function = value.start
        assert function is not None
        return shortest, lambda k: reader.call(function, tuple(at(k) for _, at in parts))
    return shortest, lambda k: Tup(tuple(at(k) for _, at in parts))


def is_endless(iterable: Operand) -> bool:
    """Whether an iteration is one without end: `count`, `cycle` and `repeat` of `itertools`."""
    plain = plain_range(iterable)
    if plain is not None:
        return isinstance(plain.stop, Const) and abs(plain.stop.value) == sys.maxsize
    together = iterable.value if isinstance(iterable, Const) else None
    return isinstance(together, Together) and len(together.parts) > 0 and all(map(is_endless, together.parts))


def _is_zero(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value == 0


def _same_length(a: Operand, b: Operand) -> bool:
    return isinstance(a, Const) and isinstance(b, Const) and bool(a.value == b.value)
