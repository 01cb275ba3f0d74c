"""Sums, extrema and reductions: the items of a sequence combined from left to right."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend.carried import run_for
from srcxform.frontend.iteration import indexed, static_sequence, with_virtual_items
from srcxform.frontend.lazy_items import unchanged_meanwhile
from srcxform.ir.nodes import Const, Operand, Var

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def fold(
    reader: Reader,
    sequence: Operand,
    node: Any,
    first: Operand | None,
    combine: Callable[[Operand, Operand], Operand],
    each: Callable[[Operand], Operand] = lambda item: item,
) -> Operand:
    """Combine the items of a sequence (`each` is done to them) from left to right, in line or by a loop.

    Python makes the items of a generator between two combinations, which must not change what these are made of.
    """
    with unchanged_meanwhile(reader, sequence, node, all_at_once=True):
        return _folded(reader, reader.without_generators(sequence), node, first, combine, each)


def _folded(
    reader: Reader,
    sequence: Operand,
    node: Any,
    first: Operand | None,
    combine: Callable[[Operand, Operand], Operand],
    each: Callable[[Operand], Operand],
) -> Operand:
    items = static_sequence(reader, sequence)
    items = with_virtual_items(reader, sequence, node) if items is None else items
    if items is not None and (len(items) <= 8 or not isinstance(sequence, Var)):
        rest = [each(item) for item in items]
        if not rest and first is None:
            raise Unsupported("there is nothing to combine in an empty sequence", origin=reader.origin_of(node))
        total = rest.pop(0) if first is None else first
        for item in rest:
            total = combine(total, item)
        return total
    length, plain_item_at = indexed(reader, sequence, node)

    def item_at(k: Operand) -> Operand:
        return each(plain_item_at(k))

    owner = reader.accumulator("total", item_at(Const(0)) if first is None else first)

    def body(index: Var) -> str:
        reader.memory.write(owner, "total", combine(owner.cells["total"], item_at(index)))
        return ""

    run_for(reader, Const(1 if first is None else 0), length, Const(1), "", [], body, reader.origin_of(node))
    return owner.cells["total"]
