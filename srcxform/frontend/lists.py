"""Lists: displays of them, and those that are built item by item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import choices, containers, growing, in_language, iteration
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import has_structure
from srcxform.frontend.in_language_iterators import Columns
from srcxform.frontend.program import Restart
from srcxform.frontend.virtual import MOST_UNROLLED, BoundMethod, Instance, RangeOf, Together
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import TUPLE, ArrayType, InPlaceOfTuple, ListType, TupleType, Type, join_all

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def list_to_var(reader: Reader, value: Operand) -> Operand:
    if not isinstance(value, Tup) or value.kind is not list:
        return value
    if has_structure(value) or any(map(iteration.holds_text, value.items[:MOST_UNROLLED])):
        site = (reader.path, reader.builder.origin.lineno, reader.builder.origin.col_offset, "display")
        reader.virtual_sites.add(site)
        return containers.new_list(reader, list(value.items), site)
    return reader.materialised(value)


def list_given(reader: Reader, value: Operand, node: Any, role: object) -> Operand:
    """A display that a call gives to a parameter: a list like any other, which may grow."""
    if not isinstance(value, Tup) or value.kind is not list or reader.builder.derived:
        return reader.list_to_var(value)
    items = tuple(list_given(reader, item, node, (role, k)) for k, item in enumerate(value.items))
    return reader.list_display(items, node, role)


def list_display(
    reader: Reader, items: tuple[Operand, ...], node: Any, role: object = None, *, grows: bool = True
) -> Operand:
    """`[a, b]`: a list that grows somewhere has a type without length; `role` tells it from others of one place.

    An empty one is taken for one that `grows`, unless it is what a slice left, or may end a recursion that is unfolded.
    """
    site = reader.site_of(node) if role is None else (reader.site_of(node), role)
    if reader.builder.derived:
        return Tup(items, list)
    items = tuple(kept(reader, item) for item in items)
    with_texts = len(items) <= MOST_UNROLLED and any(map(iteration.holds_text, items))
    virtual = with_texts or any(isinstance(item, Slice) or iteration.is_virtual(item) for item in items)
    if site not in reader.refused_sites and (site in reader.virtual_sites or virtual):
        reader.virtual_sites.add(site)
        return containers.new_list(reader, list(items), site)
    values = tuple(reader.materialised(item) for item in items)
    if not values and grows and not reader.shared.unfolds:
        reader.growing.add(site)
    if site in reader.growing:
        growing.note_type(reader, site, join_all([type_of(v) for v in values]))
        t: Type = ListType(reader.item_types.get(site), site)
    else:
        t = TupleType(tuple(type_of(v) for v in values), list, site)
    return reader.builder.raw(t, runtime.list_of, *values)


def known_items_asked(reader: Reader, node: Any) -> bool:
    """Whether the items of the list that is made here must be known: some place needs each of them."""
    return ("items", reader.site_of(node)) in reader.unrolled


def ask_for_items(reader: Reader, value: Operand) -> None:
    """Read the program again with the items of a list known one by one, if that has not been tried."""
    site = getattr(type_of(value), "site", None) if isinstance(type_of(value), ListType) else None
    if not isinstance(site, tuple) or len(site) != 2 or site[1] not in ("made", "sorted"):
        return
    if ("items", site[0]) not in reader.unrolled:
        reader.unrolled.add(("items", site[0]))
        raise Restart


def concatenated(reader: Reader, left: Operand, right: Operand, node: Any) -> Operand:
    a, b = iteration.static_sequence(reader, left), iteration.static_sequence(reader, right)
    if a is None or b is None:
        made = reader.in_line(in_language.joined, left, right)
        return as_tuple(reader, made) if _is_tuple(left) else made
    kind = getattr(type_of(left), "kind", tuple)
    return reader.list_display((*a, *b), node) if kind is list else Tup((*a, *b))


def _is_tuple(operand: Operand) -> bool:
    t = type_of(operand)
    return t.kind is tuple if isinstance(t, TupleType) else isinstance(t, ListType) and t.is_tuple


def as_tuple(reader: Reader, made: Operand) -> Operand:
    """A list of unknown length that stands for a tuple: nobody writes into it."""
    t = type_of(made)
    return reader.builder.raw(ListType(t.item, TUPLE), list, made) if isinstance(t, ListType) else made


def repeated(reader: Reader, sequence: Operand, count: Operand, node: Any) -> Operand:
    items = iteration.static_sequence(reader, sequence)
    if items is None:
        made = reader.in_line(in_language.repeated, sequence, count)
        return as_tuple(reader, made) if _is_tuple(sequence) else made
    is_list = getattr(type_of(sequence), "kind", tuple) is list
    if isinstance(count, Const) and not hasattr(count.value, "__index__"):
        raise KnownFailure(
            "a sequence is multiplied by what is no whole number",
            origin=reader.origin_of(node),
            instead="multiply an array: `np.array(...)`",
            error=TypeError("can't multiply sequence by non-int"),
            depth=len(reader.builder.blocks),
        )
    if isinstance(count, Const):
        return reader.list_display(items * count.value, node) if is_list else Tup(items * count.value)
    if len(items) != 1 or not is_list:
        return reader.in_line(in_language.repeated, reader.materialised(sequence), count)
    return reader.list_from(count, lambda _: items[0], node)


def list_from(
    reader: Reader,
    length: Operand,
    item_at: Callable[[Operand], Operand],
    node: Any,
    role: object = "made",
) -> Operand:
    """A list built by appending in a loop."""
    target = reader.empty_list(node, role)
    reader.each(length, lambda index: reader.appended(target, item_at(index), node, is_new=True), node)
    return target


def list_of_parts(reader: Reader, parts: list[tuple[Operand, bool]], node: Any) -> Operand:
    """`[a, *xs, b]`, where only the run knows how many items `xs` has; with each part, whether it has a star."""
    target = reader.empty_list(node)
    for part, has_star in parts:
        if not has_star:
            reader.appended(target, part, node, is_new=True)
            continue
        length, item_at = iteration.indexed(reader, part, node)
        reader.each(length, lambda k, item_at=item_at: reader.appended(target, item_at(k), node, is_new=True), node)  # type: ignore[misc]
    return target


def transposed(reader: Reader, rows: Operand, node: Any) -> Operand | None:
    """`zip(*rows)` of a list that has grown: the columns, which stand for tuples. None where the rows differ."""
    if not isinstance(rows, Var) or not isinstance(rows.type, ListType):
        return None
    row = reader.item_type(rows)
    if not isinstance(row, TupleType):
        row = rows.type.item  # the rows of a display that is replaced by a list in a loop
    if isinstance(row, ListType) or (isinstance(row, ArrayType) and row.rank):
        columns = Const(Instance({"rows": rows}, kind=Columns, site=reader.site_of(node)))
        count = reader.in_line(Columns.width, columns)
        at = Const(BoundMethod(columns, Columns.at, "at"))
        return Const(Together("map", (Const(RangeOf(Const(0), count, Const(1))),), at))
    if not isinstance(row, TupleType):
        return None
    length, row_at = iteration.indexed(reader, rows, node)

    def column(place: int) -> Operand:
        return reader.list_from(length, lambda k: reader.item(row_at(k), Const(place), node), node, Column(place))

    return Const(Together("iter", (Tup(tuple(column(k) for k in range(len(row.items)))),)))


@dataclass(frozen=True)
class Column:
    """The role of a list that stands for a tuple."""

    place: int


def filtered(reader: Reader, sequence: Operand, test: Callable[[Operand], Operand], node: Any) -> Operand:
    """The items that pass a test, as a list."""
    items = iteration.constant_items(reader, sequence)
    if items is not None:
        tests = [reader.truth(test(item), node) for item in items]
        if all(isinstance(t, Const) for t in tests):
            kept = [item for item, t in zip(items, tests, strict=True) if t.value]  # type: ignore[union-attr]
            return reader.list_display(tuple(kept), node)
    target = reader.empty_list(node)
    length, item_at = iteration.indexed(reader, reader.materialised(sequence), node)

    def keep(index: Operand) -> None:
        item = item_at(index)

        def keep_it() -> None:
            reader.appended(target, item, node, is_new=True)

        choices.read_both(reader, reader.truth(test(item), node), keep_it, lambda: None)

    reader.each(length, keep, node)
    return target


def appended(reader: Reader, target: Var, item: Operand, node: Any, *, is_new: bool = False) -> None:
    """`target.append(item)`, perhaps of a list that is being made."""
    item = reader.materialised(item)
    reader.note_append(target, type_of(item), node, is_new=is_new)
    reader.builder.append(target, item)


def empty_list(reader: Reader, node: Any, role: object = "made") -> Var:
    """A list that will grow; its `role` tells it from others that are made for the same expression."""
    site: object = (reader.site_of(node), role)
    site = InPlaceOfTuple(site) if isinstance(role, Column) else site
    reader.growing.add(site)
    return reader.builder.raw(ListType(reader.item_types.get(site), site), runtime.list_of)


def kept(reader: Reader, operand: Operand) -> Operand:
    """What is put into a container or handed on under several names: an iterator there must have a counted place."""
    if reader.builder.derived or not iteration.is_iterator(operand):
        return operand
    placed = iteration.with_place(operand)
    if placed is None:
        raise Unsupported("an iterator is put where it may be consumed more than once",
                          origin=reader.builder.origin, instead="make a list of it: `list(...)`")  # fmt: skip
    return placed
