"""`for` and `while`: read once for all trips, or unrolled where each item has a type of its own."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import objects, yielding
from srcxform.frontend.carried import Carried, bound_results, ending_of, fixed_point, run_for
from srcxform.frontend.forms import choice_of
from srcxform.frontend.iteration import (
    containers_iterated,
    items_of_structure,
    iterated,
    known_count,
    known_items,
    lists_iterated,
    one_by_one,
    parts_iterated,
    plain_range,
    plan_iteration,
    refuse_changed,
    shown_by,
    static_sequence,
)
from srcxform.frontend.iterators import POOLED
from srcxform.frontend.lazy_items import unchanged_meanwhile
from srcxform.frontend.memory import Owner
from srcxform.frontend.program import Restart
from srcxform.frontend.virtual import MOST_UNROLLED, Generator, RangeOf, View, instance_of
from srcxform.frontend.walking import assigned_names, names_written
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.nodes import Append, Assign, Block, Const, For, Operand, Pop, Statement, Store, Tup, Update, While
from srcxform.ir.types import ArrayType, ListType, TupleType, Type, UnknownType, is_scalar, may_be_written
from srcxform.ir.walk import statements_in

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def read_for(reader: Reader, node: gast.For) -> None:
    """A `for` statement: over a range of indices, or unrolled where each item has a type of its own."""
    iterable = reader.generator_as_map(iterated(reader, reader.walked(node.iter), node.iter))
    watched = containers_iterated(iterable)
    keys = [set(d.cells) for d in watched]
    _refuse_written_behind(reader, node, iterable)
    if isinstance(node.iter, gast.Name) and isinstance(node.iter.ctx, gast.Del):
        reader.memory.delete(reader.frame, node.iter.id)
    if yielding.is_running(iterable):
        return _run_through(reader, node, iterable)
    either = choice_of(iterable)
    if either is not None:
        objects.distribute(reader, either, lambda one: _read_for_over(reader, node, one))
    else:
        with unchanged_meanwhile(reader, iterable, node):
            _read_for_over(reader, node, iterable)
    if keys != [set(d.cells) for d in watched]:
        raise Unsupported(
            "a dict or list changes while it is iterated",
            origin=reader.origin_of(node),
            instead="iterate over a copy: `list(...)`",
        )


def _run_through(reader: Reader, node: gast.For, iterable: Operand) -> None:
    """A loop over what a generator function gives."""
    if isinstance(node.iter, gast.Name) and isinstance(node.iter.ctx, gast.Del):
        raise Unsupported(
            "a generator function is iterated over in a `try`",
            origin=reader.origin_of(node),
            instead="iterate over a list of it: `list(...)`, or put the loop into a function",
        )

    def trip(item: Operand) -> None:
        reader.assign_target(node.target, item)
        reader.execute(list(node.body))

    def trip_with_break(item: Operand) -> Operand:
        left = Owner({"": Const(False)})
        reader.assign_target(node.target, item)
        reader.execute(_with_breaks_noted(list(node.body), left))
        return left.cells[""]

    if _has_break(list(node.body)):
        yielding.run_until(reader, iterable, trip_with_break)
    else:
        yielding.run(reader, iterable, trip)


def _refuse_written_behind(reader: Reader, node: gast.For, iterable: Operand) -> None:
    """What Python would compute item by item is all computed before the first trip: no trip may write its source."""
    is_lazy = isinstance(node.iter, gast.GeneratorExp) or _is_iterator_call(reader, node.iter)
    if not is_lazy or not any(map(_is_made, parts_iterated(iterable))):
        return
    given = {each.id for each in gast.walk(node.iter) if isinstance(each, gast.Name)}
    for name in sorted(given & names_written(node.body)):
        frame = reader.frame_that_binds(name)
        value = None if frame is None else frame.cells.get(name)
        if value is not None and may_be_written(type_of(value)):
            raise Unsupported(
                f"`{name}` is written while what is made of it item by item is iterated",
                origin=reader.origin_of(node),
                instead="make a list of it before the loop: `list(...)`",
            )


def _is_made(part: Operand) -> bool:
    """Whether the items that are iterated over are there already, or come of a generator that is consumed at once."""
    is_generator = isinstance(part, Const) and isinstance(part.value, Generator)
    return is_generator or isinstance(part, Tup) or isinstance(type_of(part), ListType | TupleType)


def _is_iterator_call(reader: Reader, expression: Any) -> bool:
    """Whether it is a call of what gives an iterator that computes its items: `filter`, `itertools.accumulate`."""
    function = expression.func if isinstance(expression, gast.Call) else None
    base = function.value if isinstance(function, gast.Attribute) else function
    held = reader.evaluate(base) if isinstance(base, gast.Name) else None
    called = held.value if isinstance(held, Const) else None
    if isinstance(function, gast.Attribute):
        called = getattr(called, function.attr, None) if isinstance(called, ModuleType) else None
    is_iterator = called in (filter, itertools.chain.from_iterable) or getattr(called, "__module__", "") == "itertools"
    return is_iterator and called not in POOLED


def _read_for_over(reader: Reader, node: gast.For, iterable: Operand) -> Operand:
    origin = reader.origin_of(node)
    site = reader.site_of(node)
    asked_for = one_by_one(reader, iterable, node, site in reader.unrolled)
    if asked_for is not None:
        trips, given_at = asked_for
        _unroll(reader, node, trips, lambda k: given_at(Const(k)))
        return Const(None)
    static = _static_items(reader, iterable, node, site)
    if static is not None:
        _unroll(reader, node, len(static), _item_now(reader, node, iterable, static))
        return Const(None)
    hint = node.target.id if isinstance(node.target, gast.Name) and isinstance(plain_range(iterable), RangeOf) else ""
    count = known_count(reader, iterable)
    if count == 0:
        return Const(None)
    can_unroll = count is not None
    start, stop, step, item_at = plan_iteration(reader, iterable, node)

    def trip(index: Operand) -> str:
        reader.assign_target(node.target, item_at(index))
        return reader.execute(list(node.body))

    shown = shown_by(reader, iterable)
    apart = ("first trip", site)
    if apart in reader.unrolled and isinstance(start, Const) and isinstance(step, Const):
        trip(start)
        start = Const(start.value + step.value)
    reader.loop_sites.append((site, can_unroll))
    # The compiler's own functions never change what they iterate over.
    lists = [] if reader.frame.source.is_own else lists_iterated(iterable)
    reader.iterating += lists
    try:
        run_for(reader, start, stop, step, hint, assigned_names([node]), trip, origin, node)
        if apart not in reader.unrolled and _grows_an_array(reader, node):
            reader.unrolled.add(apart)
            raise Restart
    finally:
        reader.loop_sites.pop()
        del reader.iterating[len(reader.iterating) - len(lists) :]
    refuse_changed(reader, shown, node)
    return Const(None)


def _grows_an_array(reader: Reader, node: gast.For) -> bool:
    """Whether the first trip must be read by itself: `total = 0.0` before the loop, and `total = total + row` in it.

    Only where names keep one kind of value; and where it is certain that there is a first trip, which goes to its end.
    """
    loop = reader.builder.blocks[-1][-1]
    if not reader.tables.one_kind or not isinstance(loop, For) or _has_break(list(node.body)):
        return False
    bounds = [o.value for o in (loop.start, loop.stop, loop.step) if isinstance(o, Const)]
    if len(bounds) < 3 or not range(*bounds):
        return False
    kinds = [(type_of(a), type_of(b)) for a, b in zip(loop.inits, loop.body.yields, strict=True)]
    return any(is_scalar(a) and isinstance(b, ArrayType) and b.rank is None for a, b in kinds)


def _item_now(
    reader: Reader, node: gast.For, iterable: Operand, items: tuple[Operand, ...]
) -> Callable[[int], Operand]:
    """The item of a trip, when the trip begins: earlier trips may have stored into the list or the array."""
    blocks, first = len(reader.builder.blocks) - 1, len(reader.builder.blocks[-1])
    parts = parts_iterated(iterable)
    lists = [part for part in parts if _is_list(part) or isinstance(part, View)]
    has_arrays = any(may_be_written(type_of(part)) and not _is_list(part) for part in parts)
    stored = (ListType, TupleType, ArrayType, UnknownType) if has_arrays else (ListType, TupleType)

    def has_stores() -> bool:
        made = [*reader.builder.blocks[blocks][first:], *(s for b in reader.builder.blocks[blocks + 1 :] for s in b)]
        stores = [s for s in statements_in(Block(tuple(made))) if isinstance(s, (Store, Update))]
        return any(isinstance(s.target.type, stored) for s in stores)

    def item(k: int) -> Operand:
        if not (lists or has_arrays) or not (
            has_stores() or any(isinstance(part, View) or instance_of(part) is not None for part in lists)
        ):
            return items[k]
        now = known_items(reader, iterable, node)
        if now is None or len(now) != len(items):
            raise Unsupported("a list changes while it is iterated", origin=reader.origin_of(node),
                              instead="iterate over a copy: `list(xs)`")  # fmt: skip
        return now[k]

    return item


def _is_list(operand: Operand) -> bool:
    instance, t = instance_of(operand), type_of(operand)
    return instance.kind is list if instance is not None else getattr(t, "kind", None) is list


def _unroll(reader: Reader, node: gast.For, count: int, item_at: Callable[[int], Operand], first: int = 0) -> None:
    """The trips one after the other; after one that may `break`, the others run only if it did not."""
    if not _has_break(list(node.body)):
        for k in range(first, count):
            reader.assign_target(node.target, item_at(k))
            reader.execute(list(node.body))
        return
    if first == count:
        return
    left = Owner({"": Const(False)})
    reader.assign_target(node.target, item_at(first))
    reader.execute(_with_breaks_noted(list(node.body), left))
    if first + 1 == count:
        return
    test = reader.builder.op(operator.not_, left.cells[""])

    def others() -> Operand:
        _unroll(reader, node, count, item_at, first + 1)
        return Const(None)

    reader.choose(test, others, lambda: Const(None))


class Noted(gast.stmt):  # type: ignore[misc]
    """A `break` of an unrolled loop: it notes that the loop is left."""

    _fields = ()
    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")

    def __init__(self, left: Owner) -> None:
        self.left = left


def note_break(reader: Reader, node: Noted) -> str:
    reader.memory.write(node.left, "", Const(True))
    return ""


def _with_breaks_noted(statements: list[Any], left: Owner) -> list[Any]:
    """The body of an unrolled loop, whose breaks stand in tail position."""
    found = []
    for statement in statements:
        if isinstance(statement, gast.Break):
            found.append(gast.copy_location(Noted(left), statement))
        elif isinstance(statement, gast.If):
            body, orelse = (_with_breaks_noted(list(b), left) for b in (statement.body, statement.orelse))
            found.append(gast.copy_location(gast.If(statement.test, body, orelse), statement))
        else:
            found.append(statement)
    return found


def read_while(reader: Reader, node: gast.While) -> str:
    if _never_begins(reader, node):
        return ""
    if any(isinstance(part, gast.NamedExpr) for part in gast.walk(node.test)):
        return _read_while(reader, _with_test_inside(node))
    try:
        return _read_while(reader, node)
    except ConditionActs:
        return _read_while(reader, _with_test_inside(node))


class ConditionActs(Exception):
    """The condition of a loop changes something: it must be read as part of the trip."""


def _with_test_inside(node: gast.While) -> gast.While:
    """`while test: body` as `while True`, with a trip that breaks where the test does not hold."""
    leave = gast.copy_location(gast.Break(), node)
    trip = gast.copy_location(gast.If(node.test, list(node.body), [leave]), node)
    always = gast.copy_location(gast.Constant(True, None), node)
    made: gast.While = gast.copy_location(gast.While(always, [trip], []), node)
    return made


def _writes_outside(statements: list[Statement]) -> bool:
    """Whether statements write into what they have not made themselves."""
    every = list(statements_in(Block(tuple(statements))))
    made = {s.out for s in every if isinstance(s, Assign)}
    return any(isinstance(s, (Store, Update, Append, Pop)) and s.target not in made for s in every)


def _read_while(reader: Reader, node: gast.While) -> str:
    origin = reader.origin_of(node)

    def read_body(carried: Carried) -> tuple[Any, str, Any]:
        with reader.memory.trial() as changes, reader.builder.block() as condition:
            test = reader.truth(reader.evaluate(node.test), node)
        if _writes_outside(condition) or any(owner.born <= carried.began for owner, _ in changes):
            raise ConditionActs
        with reader.builder.block() as statements:
            ending = reader.execute(list(node.body))
            yields, jump = ending_of(reader, carried, ending)
        return block_of(statements, yields, jump), ending, block_of(condition, (test,))

    names = assigned_names(list(node.body))
    carried, inits, block, condition, types = fixed_point(reader, origin, names, read_body, node)
    test = condition.yields[0]
    if isinstance(test, Const) and not test.value:
        return ""
    results = bound_results(reader, carried, types)
    reader.builder.add(While(condition, tuple(carried.params), tuple(inits), block, results, origin))
    return ""


def _never_begins(reader: Reader, node: gast.While) -> bool:
    """Whether the condition is known not to hold at first: `while stack` of what is empty, whose items nobody knows.

    Then it has been read, with what it does.
    """
    with reader.memory.trial() as changes, reader.builder.block() as statements:
        test = reader.truth(reader.evaluate(node.test), node)
    if not isinstance(test, Const) or test.value:
        return False
    reader.memory.apply(changes)
    for statement in statements:
        reader.builder.add(statement)
    return True


def _static_items(reader: Reader, iterable: Operand, node: gast.For, site: object) -> tuple[Operand, ...] | None:
    """The items, where the loop is to be unrolled: a display or a tuple whose items are of several types."""
    if site in reader.unrolled:
        return known_items(reader, iterable, node)
    items = items_of_structure(reader, iterable, node)
    if items is not None:
        return items
    items = static_sequence(reader, iterable)
    if items is None or len(items) > MOST_UNROLLED:
        return None
    dynamic = (
        not isinstance(iterable, Const)
        and len({_kind(type_of(i)) for i in items}) <= 1
        and len(items) > 0
        and not any(isinstance(i, (Tup, Const)) for i in items)
    )
    if dynamic or _has_break(list(node.body)):
        return None
    return items


def _kind(t: Type) -> object:
    return (t.dtype, t.rank, t.box) if isinstance(t, ArrayType) else t


def _has_break(statements: list[Any]) -> bool:
    for statement in statements:
        if isinstance(statement, gast.Break):
            return True
        if isinstance(statement, gast.If) and (_has_break(list(statement.body)) or _has_break(list(statement.orelse))):
            return True
    return False
