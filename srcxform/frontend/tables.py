"""Dicts whose keys only the run knows: objects of the classes that `in_language_tables` defines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from srcxform.frontend import iteration, overloading
from srcxform.frontend.in_language_tables import DefaultTable, Places, Table
from srcxform.frontend.virtual import Instance
from srcxform.ir.nodes import Const, Operand

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

KINDS = (Table, DefaultTable)


def made(reader: Reader, pairs: list[tuple[Any, Operand]], node: Any, factory: Operand | None = None) -> Operand:
    """A table with these keys (as they are, or as operands) and values."""
    kind = Table if factory is None else DefaultTable
    table = Const(Instance(kind=kind, site=reader.site_of(node)))
    overloading.special(reader, table, "__init__", () if factory is None else (factory,), node)
    for key, value in pairs:
        named = key if isinstance(key, Operand) else reader.key_operand(key)
        overloading.special(reader, table, "__setitem__", (named, value), node)
    return table


def places(reader: Reader, size: Operand, node: Any) -> Operand:
    """`[None] * size`, into which the run stores where it likes."""
    made = Const(Instance(kind=Places, site=reader.site_of(node)))
    overloading.special(reader, made, "__init__", (size,), node)
    return made


def filled(reader: Reader, pairs: Operand, node: Any) -> Operand:
    """A table with the keys and values of a sequence of pairs."""
    table = made(reader, [], node)
    length, item_at = iteration.indexed(reader, pairs, node)

    def store(k: Operand) -> None:
        key, value = reader.static_items(item_at(k), node, 2)
        overloading.special(reader, table, "__setitem__", (key, value), node)

    reader.each(length, store, node)
    return table
