"""Comprehensions and generator expressions: item by item where the items are known, else by a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import choices, iteration, lazy_items, yielding
from srcxform.frontend.carried import run_for
from srcxform.frontend.lazy_items import Given, Trips
from srcxform.frontend.virtual import MOST_UNROLLED, Closure, Frame, Generator, Together
from srcxform.frontend.walking import assigned_names
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Tup, Var

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


_GIVEN = "the given"
"""The name of an item that is handed to a function of a comprehension; no name of a program."""


@contextmanager
def _item_by_item(reader: Reader, node: Any) -> Iterator[None]:
    """Ranges of known length that a comprehension iterates over are run through while reading."""
    added = {reader.site_of(g.iter) for g in node.generators} - reader.unrolled
    reader.unrolled |= added
    try:
        yield
    finally:
        reader.unrolled -= added


def static_list(reader: Reader, node: Any) -> Tup:
    """The items of a comprehension that must be known."""
    with _item_by_item(reader, node):
        items = _static_comprehension(reader, node, first_iterated(reader, node))
    if items is None:
        raise Unsupported("the items of this comprehension are known only at run time",
                          origin=reader.origin_of(node), instead="build a list")  # fmt: skip
    return Tup(tuple(items))


def known_one_by_one(reader: Reader, iterable: Operand) -> tuple[Operand, ...] | None:
    """The items of what is iterated, ranges of known length and generator expressions over them included."""
    if not isinstance(iterable, Const) or not isinstance(iterable.value, Generator):
        return iteration.constant_items(reader, iterable)
    generator = iterable.value
    with frame_of(reader, generator), _item_by_item(reader, generator.node):
        items = _static_comprehension(reader, generator.node, generator.first)
    return None if items is None else tuple(items)


def generator_as_map(reader: Reader, iterable: Operand) -> Operand:
    """A generator expression without conditions as `map` of its expression: items are made when they are asked for.

    Also where it is a part of what `zip` and `enumerate` give. Others are made all at once.
    """
    value = iterable.value if isinstance(iterable, Const) else None
    if isinstance(value, Together):
        return Const(replace(value, parts=tuple(generator_as_map(reader, part) for part in value.parts)))
    if not isinstance(value, Generator) or yielding.is_running(iterable):
        return iterable
    first, element = value.node.generators[0], value.node.elt
    has_walrus = any(isinstance(each, gast.NamedExpr) for each in gast.walk(element))
    if len(value.node.generators) > 1 or first.ifs or has_walrus:
        return iterable
    function = gast.parse("def item(given):\n    pass").body[0]
    function.args.args[0].id = _GIVEN
    assigned = gast.Assign([first.target], gast.Name(_GIVEN, gast.Load(), None, None), None)
    function.body = [gast.copy_location(assigned, element), gast.copy_location(gast.Return(element), element)]
    closure = Closure(gast.copy_location(function, element), value.frame, (), (), "item")
    return Const(Together("map", (generator_as_map(reader, value.first),), Const(closure)))


def first_iterated(reader: Reader, node: Any) -> Operand:
    """What the first iteration is over: Python looks it up where the comprehension stands, not among its own names."""
    place = reader.builder.origin
    first = reader.walked(node.generators[0].iter)
    reader.builder.origin = place
    return first


def list_comprehension(reader: Reader, node: gast.ListComp) -> Operand:
    given = first_iterated(reader, node)
    with lazy_items.unchanged_sources(reader, given, node):
        with _item_by_item(reader, node) if reader.known_items_asked(node) else nullcontext():
            static = _static_comprehension(reader, node, given)
        if static is not None:
            return reader.list_display(tuple(static), node)
        return _dynamic_comprehension(reader, node, given)


def consume_generator(
    reader: Reader, generator: Generator, is_tuple: bool = False, keeps_items: bool = False
) -> Operand:
    """The items as a list; for a tuple, ranges of known length are run through item by item.

    A consumer that keeps the items, as `list` does, has made all of them before any is looked at, and so has this.
    Any other looks at an item before the next is made, which must not write it then.
    """
    with frame_of(reader, generator):
        return _consumed(reader, generator, is_tuple, keeps_items or generator.frame.source.is_own)


def _consumed(reader: Reader, generator: Generator, is_tuple: bool, keeps_items: bool) -> Operand:
    must_be_known = is_tuple or reader.known_items_asked(generator.node)
    with _item_by_item(reader, generator.node) if must_be_known else nullcontext():
        static = _static_comprehension(reader, generator.node, generator.first, keeps_items)
    if static is not None:
        return Tup(tuple(static))
    if is_tuple and not reader.frame.source.is_own:
        # The rules take a list for a tuple, and never as an index.
        raise Unsupported(
            "`tuple` of a sequence of unknown length",
            origin=reader.origin_of(generator.node),
            instead="make a list of it",
        )
    return _dynamic_comprehension(reader, generator.node, generator.first, keeps_items)


@contextmanager
def frame_of(reader: Reader, generator: Generator) -> Iterator[None]:
    """The names in a generator expression are those of the place where it is made, not where it is consumed."""
    outer, reader.frame = reader.frame, generator.frame
    try:
        yield
    finally:
        reader.frame = outer


def without_generators(
    reader: Reader, operand: Operand, keeps_items: bool = False, must_be_known: bool = False
) -> Operand:
    """What has its items at once: of a generator expression, or of a `map` over what is known, all are made here."""
    if isinstance(operand, Const) and isinstance(operand.value, Generator):
        return reader.consume_generator(operand.value, keeps_items=keeps_items)
    asked_for = iteration.one_by_one(reader, operand, operand, must_be_known)
    if asked_for is None:
        return operand
    with reader.builder.block() as made:
        given = [Given.now(reader, item) for item in _each(asked_for)]
    if not keeps_items:
        lazy_items.refuse_changed_by_later(reader, given, made, None)
    for statement in made:
        reader.builder.add(statement)
    return Tup(tuple(one.item for one in given))


@contextmanager
def comprehension_frame(reader: Reader, node: Any) -> Iterator[None]:
    """A comprehension has names of its own."""
    outer = reader.frame
    names = frozenset(name for g in node.generators for name in assigned_names([g.target]))
    reader.frame = Frame(source=outer.source, parent=outer, local_names=names, is_comprehension=True)
    try:
        yield
    finally:
        reader.frame = outer


def _static_comprehension(reader: Reader, node: Any, given: Operand, keeps_items: bool = True) -> list[Operand] | None:
    """The items, where every iteration and condition is known at compile time; the first iteration is over `given`."""
    with reader.memory.trial() as changes, reader.builder.block() as statements, reader.comprehension_frame(node):
        found = _static_items_of(reader, node.elt, list(node.generators), given)
        items = None if found is None else [one.item for one in found]
        if found is not None and not keeps_items:
            lazy_items.refuse_changed_by_later(reader, found, statements, node)
    if items is not None:
        reader.memory.apply(changes)
        for statement in statements:
            reader.builder.add(statement)
    return items


def _static_items_of(
    reader: Reader, element: Any, generators: list[Any], given: Operand | None = None
) -> list[Given] | None:
    if not generators:
        return [Given.now(reader, reader.evaluate(element))]
    given = reader.walked(generators[0].iter) if given is None else given
    iterable = generator_as_map(reader, iteration.iterated(reader, given, generators[0].iter))

    def of_item(item: Operand) -> list[Given] | None:
        reader.assign_target(generators[0].target, item)
        is_kept = _is_kept(reader, list(generators[0].ifs))
        return None if is_kept is None else _static_items_of(reader, element, generators[1:]) if is_kept else []

    if yielding.is_running(iterable):
        return yielding.known(reader, iterable, of_item)
    trips = _run_through(reader, iterable, generators[0])
    if trips is None:
        return None
    shown = iteration.shown_by(reader, iterable)
    result: list[Given] = []
    for item in trips:
        inner = of_item(item)
        if inner is None:
            return None
        result += inner
    iteration.refuse_changed(reader, shown, generators[0].iter)
    return result


def _run_through(reader: Reader, iterable: Operand, part: Any) -> Iterable[Operand] | None:
    """The same, each when it is asked for."""
    asked_for = iteration.one_by_one(reader, iterable, part.iter, reader.site_of(part.iter) in reader.unrolled)
    return items_run_through(reader, iterable, part) if asked_for is None else _each(asked_for)


def _each(asked_for: tuple[int, iteration.ItemAt] | None) -> Iterator[Operand]:
    count, item_at = asked_for or (0, lambda k: k)
    return (item_at(Const(k)) for k in range(count))


def items_run_through(reader: Reader, iterable: Operand, part: Any) -> tuple[Operand, ...] | None:
    """The items of one `for` of a comprehension, if it is to be run through while reading."""
    items = iteration.known_items(reader, iterable, part.iter) if reader.site_of(part.iter) in reader.unrolled else None
    items = iteration.static_sequence(reader, iterable) if items is None else items
    items = iteration.with_virtual_items(reader, iterable, part.iter) if items is None else items
    return None if items is None or len(items) > MOST_UNROLLED else items


def _is_kept(reader: Reader, tests: list[Any]) -> bool | None:
    """Whether an item passes all tests, or None where one is known only at run time."""
    for test in tests:
        found = reader.truth(reader.evaluate(test), test)
        if not isinstance(found, Const):
            return None
        if not found.value:
            return False
    return True


def _dynamic_comprehension(reader: Reader, node: Any, given: Operand, keeps_items: bool = True) -> Operand:
    target = reader.empty_list(node)
    trips = Trips(lazy_items.here(reader))

    def give(trip: lazy_items.Place) -> None:
        item = reader.evaluate(node.elt)
        if iteration.is_virtual(item):
            reader.unroll_enclosing_loop()
        item = reader.materialised(item)
        trips.given.append(Given.now(reader, item, trip))
        reader.note_append(target, type_of(item), node, is_new=True)
        reader.builder.append(target, item)

    with reader.comprehension_frame(node):
        _comprehend(reader, node, list(node.generators), give, trips.before, given)
    if not keeps_items:
        trips.refuse_changed_by_others(reader, node)
    return target


def _comprehend(
    reader: Reader,
    node: Any,
    generators: list[Any],
    give: Callable[[lazy_items.Place], None],
    trip_began: lazy_items.Place,
    given: Operand | None = None,
) -> None:
    if not generators:
        give(trip_began)
        return
    first = generators[0]
    given = reader.walked(first.iter) if given is None else given
    iterable = generator_as_map(reader, iteration.iterated(reader, given, first.iter))
    frame, names = reader.frame, assigned_names([first.target])

    def trip(item: Operand) -> None:
        began = lazy_items.here(reader)
        reader.assign_target(first.target, item)
        _filtered(reader, list(first.ifs), lambda: _comprehend(reader, node, generators[1:], give, began))
        for name in names:  # the next trip binds it before anything reads it: there is nothing to carry
            reader.memory.delete(frame, name)

    if yielding.is_running(iterable):
        yielding.run(reader, iterable, trip)
        return
    can_unroll = iteration.known_count(reader, iterable) is not None
    if iteration.is_endless(iterable):
        raise Unsupported("the items of an iteration without end are collected", origin=reader.origin_of(first.iter),
                          instead="write a loop with `break`")  # fmt: skip
    shown = iteration.shown_by(reader, iterable)
    asked_for = iteration.one_by_one(reader, iterable, first, must=False)
    items = None if asked_for is not None else iteration.items_of_structure(reader, iterable, first)
    if asked_for is not None or items is not None:
        for item in items or _each(asked_for):
            trip(item)
        iteration.refuse_changed(reader, shown, first.iter)
        return
    start, stop, step, item_at = iteration.plan_iteration(reader, iterable, first)

    def body(index: Var) -> str:
        trip(item_at(index))
        return ""

    hint = first.target.id if isinstance(first.target, gast.Name) else ""
    reader.loop_sites.append((reader.site_of(first.iter), can_unroll))
    lists = iteration.lists_iterated(iterable)
    reader.iterating += lists
    try:
        run_for(reader, start, stop, step, hint, [], body, reader.origin_of(node))
    finally:
        reader.loop_sites.pop()
        del reader.iterating[len(reader.iterating) - len(lists) :]
    iteration.refuse_changed(reader, shown, first.iter)


def _filtered(reader: Reader, tests: list[Any], then: Callable[[], None]) -> None:
    if not tests:
        then()
        return
    test = reader.truth(reader.evaluate(tests[0]), tests[0])
    if isinstance(test, Const):
        if test.value:
            _filtered(reader, tests[1:], then)
        return
    choices.read_both(reader, test, lambda: _filtered(reader, tests[1:], then), lambda: None)
