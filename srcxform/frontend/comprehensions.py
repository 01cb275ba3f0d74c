"""Comprehensions and generator expressions: item by item where the items are known, else by a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import choices, iteration
from srcxform.frontend.carried import run_for
from srcxform.frontend.virtual import MOST_UNROLLED, Frame, Generator
from srcxform.frontend.walking import assigned_names
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Tup, Var

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


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


def first_iterated(reader: Reader, node: Any) -> Operand:
    """What the first iteration is over: Python looks it up where the comprehension stands, not among its own names."""
    place = reader.builder.origin
    first = reader.walked(node.generators[0].iter)
    reader.builder.origin = place
    return first


def list_comprehension(reader: Reader, node: gast.ListComp) -> Operand:
    given = first_iterated(reader, node)
    with _item_by_item(reader, node) if reader.known_items_asked(node) else nullcontext():
        static = _static_comprehension(reader, node, given)
    if static is not None:
        return reader.list_display(tuple(static), node)
    return _dynamic_comprehension(reader, node, given)


def consume_generator(reader: Reader, generator: Generator, is_tuple: bool = False) -> Operand:
    """The items as a list; for a tuple, ranges of known length are run through item by item."""
    with frame_of(reader, generator):
        return _consumed(reader, generator, is_tuple)


def _consumed(reader: Reader, generator: Generator, is_tuple: bool) -> Operand:
    must_be_known = is_tuple or reader.known_items_asked(generator.node)
    with _item_by_item(reader, generator.node) if must_be_known else nullcontext():
        static = _static_comprehension(reader, generator.node, generator.first)
    if static is not None:
        return Tup(tuple(static))
    if is_tuple and not reader.frame.source.is_own:
        # The rules take a list for a tuple, and never as an index.
        raise Unsupported(
            "`tuple` of a sequence of unknown length",
            origin=reader.origin_of(generator.node),
            instead="make a list of it",
        )
    return _dynamic_comprehension(reader, generator.node, generator.first)


@contextmanager
def frame_of(reader: Reader, generator: Generator) -> Iterator[None]:
    """The names in a generator expression are those of the place where it is made, not where it is consumed."""
    outer, reader.frame = reader.frame, generator.frame
    try:
        yield
    finally:
        reader.frame = outer


def without_generators(reader: Reader, operand: Operand) -> Operand:
    if isinstance(operand, Const) and isinstance(operand.value, Generator):
        return reader.consume_generator(operand.value)
    return operand


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


def _static_comprehension(reader: Reader, node: Any, given: Operand) -> list[Operand] | None:
    """The items, where every iteration and condition is known at compile time; the first iteration is over `given`."""
    with reader.memory.trial() as changes, reader.builder.block() as statements, reader.comprehension_frame(node):
        items = _static_items_of(reader, node.elt, list(node.generators), given)
    if items is not None:
        reader.memory.apply(changes)
        for statement in statements:
            reader.builder.add(statement)
    return items


def _static_items_of(
    reader: Reader, element: Any, generators: list[Any], given: Operand | None = None
) -> list[Operand] | None:
    if not generators:
        return [reader.evaluate(element)]
    given = reader.walked(generators[0].iter) if given is None else given
    iterable = iteration.iterated(reader, given, generators[0].iter)
    items = items_run_through(reader, iterable, generators[0])
    if items is None:
        return None
    shown = iteration.shown_by(reader, iterable)
    result: list[Operand] = []
    for item in items:
        reader.assign_target(generators[0].target, item)
        is_kept = _is_kept(reader, list(generators[0].ifs))
        inner = _static_items_of(reader, element, generators[1:]) if is_kept else []
        if is_kept is None or inner is None:
            return None
        result += inner
    iteration.refuse_changed(reader, shown, generators[0].iter)
    return result


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


def _dynamic_comprehension(reader: Reader, node: Any, given: Operand) -> Operand:
    target = reader.empty_list(node)
    with reader.comprehension_frame(node):
        _comprehend(reader, node, list(node.generators), target, given)
    return target


def _comprehend(reader: Reader, node: Any, generators: list[Any], target: Var, given: Operand | None = None) -> None:
    if not generators:
        item = reader.evaluate(node.elt)
        if iteration.is_virtual(item):
            reader.unroll_enclosing_loop()
        item = reader.materialised(item)
        reader.note_append(target, type_of(item), node, is_new=True)
        reader.builder.append(target, item)
        return
    first = generators[0]
    given = reader.walked(first.iter) if given is None else given
    iterable = iteration.iterated(reader, given, first.iter)
    can_unroll = iteration.known_count(reader, iterable) is not None
    if iteration.is_endless(iterable):
        raise Unsupported("the items of an iteration without end are collected", origin=reader.origin_of(first.iter),
                          instead="write a loop with `break`")  # fmt: skip
    shown = iteration.shown_by(reader, iterable)
    frame, names = reader.frame, assigned_names([first.target])

    def trip(item: Operand) -> None:
        reader.assign_target(first.target, item)
        _filtered(reader, list(first.ifs), lambda: _comprehend(reader, node, generators[1:], target))
        for name in names:  # the next trip binds it before anything reads it: there is nothing to carry
            reader.memory.delete(frame, name)

    items = iteration.items_of_structure(reader, iterable, first)
    if items is not None:
        for item in items:
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
