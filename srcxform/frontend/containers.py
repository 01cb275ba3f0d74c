"""Dicts, and lists that hold objects or functions: their keys and lengths are known while the program is read.

A list of plain values is a list of the generated code as well; a list becomes virtual when something is put into it
that exists only while reading.
"""

from __future__ import annotations

import collections
import operator
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import LengthChanged, choice_of
from srcxform.frontend.objects import certain_keys, delete_cell, is_unsure, own_cell, refuse_unsure, require, write_cell
from srcxform.frontend.program import Restart
from srcxform.frontend.structures import DICTS, SETS
from srcxform.frontend.virtual import Instance, View, instance_of
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup
from srcxform.ir.types import ArrayType, ListType
from srcxform.rules.set_steps import FrozenSetSteps, SetSteps

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

MOST_ALTERNATIVES = 64
KINDS = (*DICTS, list, *SETS)


def container_of(operand: Operand) -> Instance | None:
    """The virtual dict or list that an operand is."""
    instance = instance_of(operand)
    return instance if instance is not None and instance.kind in KINDS else None


def is_of_steps(operand: Operand) -> bool:
    """Whether an operand is a set whose members only the run knows."""
    instance = instance_of(operand)
    return instance is not None and instance.kind in (SetSteps, FrozenSetSteps)


def is_set(operand: Operand) -> bool:
    """Whether an operand is a set, or a view of a dict that has the operators of one."""
    instance = instance_of(operand)
    is_view = isinstance(operand, View) and operand.shown != "values"
    return is_view or is_of_steps(operand) or (instance is not None and instance.kind in SETS)


def new_list(reader: Reader, items: list[Operand], site: object) -> Operand:
    return Const(Instance({k: reader.kept(item) for k, item in enumerate(items)}, kind=list, site=site))


def new_dict(reader: Reader, pairs: list[tuple[Any, Operand]], site: object, kind: type = dict) -> Operand:
    """A dict; where a key comes twice, the last value counts (see `merged_pairs` for keys that may be absent)."""
    return Const(Instance({key: reader.kept(value) for key, value in pairs}, kind=kind, site=site))


def is_float(operand: Operand) -> bool:
    """Whether a key is a float: which entry is meant may depend on what is differentiated by."""
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "fc"


def prefer_table(reader: Reader, instance: Instance, key: Operand) -> None:
    """A dict has keys that only the run knows: the program is read again with a table, if it makes it."""
    if instance.kind is list:
        reader.prefer_places(instance.site)
    is_made_here = instance.holder is None and instance.born > 0 and instance.site is not None and not is_float(key)
    if instance.kind in (dict, collections.defaultdict) and is_made_here and instance.site not in reader.table_sites:
        reader.table_sites.add(instance.site)
        raise Restart


def keys_of(reader: Reader, instance: Instance, node: Any) -> list[Any]:
    """The keys, which must be the same on every path."""
    certain_keys(reader, instance, node)
    unsure = [key for key in instance.cells if is_unsure(instance, key)]
    if unsure and instance.kind in SETS:
        reader.leave_to_the_run(instance, node)
    if unsure:
        prefer_table(reader, instance, Const(unsure[0]))
        refuse_unsure(instance, reader.origin_of(node))
    return list(instance.cells)


def values_of(reader: Reader, instance: Instance, node: Any) -> list[Operand]:
    return [reader.checked(instance.cells[key], repr(key), node) for key in keys_of(reader, instance, node)]


def items_of(reader: Reader, instance: Instance, node: Any) -> list[Operand]:
    """What an iteration over the container gives."""
    if instance.kind is list:
        return values_of(reader, instance, node)
    if instance.kind in SETS:
        return [reader.key_operand(key) for key in reader.members_of_set(instance, node)]
    return [reader.key_operand(key) for key in keys_of(reader, instance, node)]


# Items


def literal_key(operand: Operand) -> tuple[bool, Any]:
    """Whether a key is known while reading, and its value; a frozenset is a key by its members."""
    instance = instance_of(operand)
    if instance is not None and instance.kind is frozenset and not any(is_unsure(instance, k) for k in instance.cells):
        return True, frozenset(instance.cells)
    return literal(operand)


def refuse_open_tuple(reader: Reader, index: Operand, node: Any) -> None:
    """The code has a list in the place of a tuple of unknown length, which is another index, and no key."""
    for item in index.items if isinstance(index, Tup) else (index,):
        t = type_of(item)
        if isinstance(t, ListType) and t.is_tuple:
            raise Unsupported("the length of the tuple that is an index is known only at run time",
                              origin=reader.origin_of(node), instead="index with each number")  # fmt: skip


def static_key(reader: Reader, instance: Instance, index: Operand, node: Any) -> tuple[bool, Any]:
    """Whether the key is known while reading, and the key."""
    known, key = literal_key(index)
    if not known and instance.kind is not list:
        _leave_open_tuple_to_the_run(reader, instance, index, node)
    if known and instance.kind is list and isinstance(key, int):
        size = len(certain_keys(reader, instance, node))
        if not -size <= key < size:
            raise KnownFailure(
                f"the list has {size} items here, so it has no item {key}",
                origin=reader.origin_of(node),
                error=IndexError("list index out of range"),
                depth=len(reader.builder.blocks),
            )
        key %= size
    if known:
        try:
            hash(key)
        except TypeError:
            raise Unsupported("this cannot be a key", origin=reader.origin_of(node)) from None
    return known, key


def _leave_open_tuple_to_the_run(reader: Reader, instance: Instance, index: Operand, node: Any) -> None:
    """A table compares keys item by item, as tuples; of a dict with known keys this one would be none."""
    try:
        refuse_open_tuple(reader, index, node)
    except Unsupported:
        prefer_table(reader, instance, index)
        raise


def get_item(reader: Reader, instance: Instance, index: Operand, node: Any) -> Operand:
    """`container[index]`."""
    if isinstance(index, Slice) or (isinstance(index, Const) and isinstance(index.value, slice)):
        return _get_slice(reader, instance, index, node)
    known, key = static_key(reader, instance, index, node)
    if not known:
        return _chosen(reader, instance, index, node)
    if instance.kind is collections.Counter and key not in instance.cells:
        return Const(0)  # and it is still not there
    if key in instance.cells or not issubclass(instance.kind, collections.defaultdict):
        if key not in instance.cells:
            raise KnownFailure(f"the dict has no key {key!r} here", origin=reader.origin_of(node),
                               instead="set it before it is read, or use `get`",
                               error=KeyError(key), depth=len(reader.builder.blocks))  # fmt: skip
        found = own_cell(reader, instance, key, node)
        assert found is not None
        return found
    if instance.factory is None:
        raise Unsupported(f"the dict has no key {key!r} here", origin=reader.origin_of(node))
    made = reader.list_to_var(reader.call(instance.factory, ()))
    write_cell(reader, instance, key, made)
    return made


def _get_slice(reader: Reader, instance: Instance, index: Operand, node: Any) -> Operand:
    known, key = literal(index)
    if not known and instance.kind is list and instance.site not in {None, *reader.refused_sites}:
        raise LengthChanged(instance.site)
    if not known or instance.kind is not list:
        raise Unsupported("a slice of a list of objects whose bounds are known only at run time",
                          origin=reader.origin_of(node), instead="use constant bounds")  # fmt: skip
    return reader.list_display(tuple(values_of(reader, instance, node)[key]), node, grows=False)


def _chosen(reader: Reader, instance: Instance, index: Operand, node: Any) -> Operand:
    """The item for a key that only the run knows: one branch for each key."""
    reader.unroll_enclosing_loop()
    keys = keys_of(reader, instance, node)
    if len(keys) > MOST_ALTERNATIVES or not keys:
        prefer_table(reader, instance, index)
        raise Unsupported("a key that is known only at run time", origin=reader.origin_of(node),
                          instead="iterate over the items, or use an array or a list of numbers")  # fmt: skip
    if instance.kind is list:
        size = len(keys)
        index = reader.builder.op(operator.index, index)
        inside = reader.builder.op(
            operator.and_,
            reader.builder.op(operator.le, Const(-size), index),
            reader.builder.op(operator.lt, index, Const(size)),
        )
        require(reader, inside, IndexError, Const("list index out of range"))
        index = reader.builder.op(operator.mod, index, Const(size))
    else:
        inside = reader.builder.op(operator.contains, Tup(tuple(map(reader.key_operand, keys))), index)
        require(reader, inside, KeyError, index)
    return _choice_among(reader, instance, keys, index, node)


def _choice_among(reader: Reader, instance: Instance, keys: list[Any], index: Operand, node: Any) -> Operand:
    first, rest = keys[0], keys[1:]
    value = own_cell(reader, instance, first, node)
    assert value is not None
    if not rest:
        return value
    test = reader.builder.op(operator.eq, index, reader.key_operand(first))
    return reader.choose(test, lambda: value, lambda: _choice_among(reader, instance, rest, index, node))


def set_item(reader: Reader, instance: Instance, index: Operand, value: Operand, node: Any) -> None:
    """`container[index] = value`."""
    if isinstance(index, Slice):
        _set_slice(reader, instance, index, value, node)
        return
    known, key = static_key(reader, instance, index, node)
    if not known:
        reader.unroll_enclosing_loop()
        prefer_table(reader, instance, index)
        raise Unsupported("a store under a key that is known only at run time", origin=reader.origin_of(node),
                          instead="use an array or a list of numbers, or a loop with a constant range")  # fmt: skip
    write_cell(reader, instance, key, reader.list_to_var(value))


def _set_slice(reader: Reader, instance: Instance, index: Slice, value: Operand, node: Any) -> None:
    known, key = literal(index)
    if not known or instance.kind is not list:
        raise Unsupported("a store into a slice whose bounds are known only at run time", origin=reader.origin_of(node),
                          instead="store the items one by one")  # fmt: skip
    items = values_of(reader, instance, node)
    items[key] = reader.static_items(value, node)
    refill(reader, instance, items)


def repeat(reader: Reader, instance: Instance, count: Operand, node: Any) -> None:
    """`xs *= n` of a list."""
    known, times = literal(count)
    if not known:
        reader.unroll_enclosing_loop()
        raise Unsupported("a list of objects is repeated as often as only the run knows", origin=reader.origin_of(node),
                          instead="fill it in a loop with a constant range")  # fmt: skip
    refill(reader, instance, values_of(reader, instance, node) * times)


def delete_item(reader: Reader, instance: Instance, index: Operand, node: Any) -> None:
    """`del container[index]`."""
    known, key = static_key(reader, instance, index, node)
    if not known or key not in instance.cells:
        raise Unsupported("this key cannot be deleted: it is not known to be there", origin=reader.origin_of(node))
    own_cell(reader, instance, key, node)
    if instance.kind is list:
        items = values_of(reader, instance, node)
        del items[key]
        refill(reader, instance, items)
    else:
        delete_cell(reader, instance, key)


def refill(reader: Reader, instance: Instance, items: list[Operand]) -> None:
    """Give a list other items."""
    for key in list(instance.cells):
        if key >= len(items):
            delete_cell(reader, instance, key)
    for key, item in enumerate(items):
        if instance.cells.get(key) is not item:
            write_cell(reader, instance, key, item)


def contains(reader: Reader, instance: Instance, value: Operand, node: Any) -> Operand:
    """`value in container`."""
    if instance.kind is list:
        result: Operand = Const(False)
        for item in reversed(values_of(reader, instance, node)):
            here, rest = reader.compared(operator.eq, item, value, node), result
            result = reader.choose(here, lambda: Const(True), lambda rest=rest: rest)  # type: ignore[misc]
        return result
    known, key = literal_key(value)
    if known and key in instance.cells:
        reader.certain(instance.cells[key], repr(key), node)
    if known and is_unsure(instance, key):
        return reader.builder.op(operator.not_, choice_of(instance.cells[key]).test)  # type: ignore[union-attr]
    if known:
        return Const(key in instance.cells)
    _leave_open_tuple_to_the_run(reader, instance, value, node)
    keys = keys_of(reader, instance, node)
    return reader.builder.op(operator.contains, Tup(tuple(map(reader.key_operand, keys))), value)
