"""Expressions of the user's program -> operands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import (
    container_methods,
    containers,
    operations,
    tables,
    texts,
    yielding,
)
from srcxform.frontend.attributes import attribute_of
from srcxform.frontend.iteration import known_count
from srcxform.frontend.subscripts import evaluate_index, get_item
from srcxform.frontend.virtual import Generator
from srcxform.ir.nodes import Const, Operand, Tup

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def evaluate(reader: Reader, node: Any) -> Operand:
    """The operand of an expression; its operations are added to the open block."""
    found = _EVALUATORS.get(type(node))
    if found is None:
        raise Unsupported(f"`{type(node).__name__}` expressions are not supported", origin=reader.origin_of(node),
                          instead="write the expression with calls, subscripts and arithmetic")  # fmt: skip
    return found(reader, node)


def _constant(reader: Reader, node: gast.Constant) -> Operand:
    return Const(node.value)


def _name(reader: Reader, node: gast.Name) -> Operand:
    return reader.load_name(node.id, node)


def _attribute(reader: Reader, node: gast.Attribute) -> Operand:
    return attribute_of(reader, evaluate(reader, node.value), node.attr, node)


"""What is the same for all dtypes of one class."""


def _subscript(reader: Reader, node: gast.Subscript) -> Operand:
    base = evaluate(reader, node.value)
    index = evaluate_index(reader, node.slice)
    return get_item(reader, base, index, node)


def _dict(reader: Reader, node: gast.Dict) -> Operand:
    """`{key: value, **other}`."""
    pairs: list[tuple[Any, Operand]] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            pairs += container_methods.pairs_of(reader, evaluate(reader, value), node)
            continue
        named = evaluate(reader, key)
        known, constant = containers.literal_key(named)
        if not known:
            reader.unroll_enclosing_loop()
            if containers.is_float(named):
                raise Unsupported("a key that is known only at run time", origin=reader.origin_of(key),
                                  instead="use constant keys, or a list")  # fmt: skip
            reader.table_sites.add(reader.site_of(node))
        item = reader.list_to_var(evaluate(reader, value))
        pairs.append((constant if known else named, item))
    if reader.site_of(node) in reader.table_sites:
        return tables.made(reader, pairs, node)
    merged = container_methods.merged_pairs(reader, pairs)
    return containers.new_dict(reader, list(merged.items()), reader.site_of(node))


def _dict_comprehension(reader: Reader, node: gast.DictComp) -> Operand:
    pair = gast.Tuple([node.key, node.value], gast.Load())
    listed = gast.copy_location(gast.ListComp(gast.copy_location(pair, node), node.generators), node)
    if reader.tables.keyed or reader.site_of(node) in reader.table_sites:
        return tables.filled(reader, evaluate(reader, listed), node)
    pairs = container_methods.pairs_of(reader, reader.static_list(listed), node)
    return containers.new_dict(reader, pairs, reader.site_of(node))


def _set(reader: Reader, node: gast.Set) -> Operand:
    return reader.set_display(node)


def _set_comprehension(reader: Reader, node: gast.SetComp) -> Operand:
    listed = gast.copy_location(gast.ListComp(node.elt, node.generators), node)
    return reader.call(Const(set), (evaluate(reader, listed),))


def _display(reader: Reader, node: gast.Tuple | gast.List) -> Operand:
    parts = [_part_of_display(reader, element) for element in node.elts]
    is_list = isinstance(node, gast.List)
    if any(has_star and known_count(reader, part) is None for part, has_star in parts):
        made = reader.list_of_parts(parts, node)
        return made if is_list else reader.as_tuple(made)
    items: list[Operand] = []
    for (part, has_star), element in zip(parts, node.elts, strict=True):
        items += reader.static_items(part, element) if has_star else [part]
    return reader.list_display(tuple(items), node) if is_list else Tup(tuple(items))


def _part_of_display(reader: Reader, element: Any) -> tuple[Operand, bool]:
    """An item of a display, or what stands there after a star; and whether there is a star."""
    if not isinstance(element, gast.Starred):
        return reader.kept(evaluate(reader, element)), False
    return reader.without_generators(evaluate(reader, element.value), keeps_items=True), True


def _conditional(reader: Reader, node: gast.IfExp) -> Operand:
    test = evaluate(reader, node.test)
    return reader.choose(test, lambda: evaluate(reader, node.body), lambda: evaluate(reader, node.orelse))


def _call(reader: Reader, node: gast.Call) -> Operand:
    return reader.call_node(node)


def _lambda(reader: Reader, node: gast.Lambda) -> Operand:
    return reader.closure(node, "<lambda>")


def _walrus(reader: Reader, node: gast.NamedExpr) -> Operand:
    return reader.assign_target(node.target, reader.kept(evaluate(reader, node.value)))


def _comprehension(reader: Reader, node: gast.ListComp) -> Operand:
    return reader.list_comprehension(node)


def _generator(reader: Reader, node: gast.GeneratorExp) -> Operand:
    first = reader.first_iterated(node)
    made = yielding.of_expression(reader, node, first) if yielding.is_running(first) else None
    return Const(Generator(node, reader.frame, first)) if made is None else made


_EVALUATORS: dict[type, Callable[[Any, Any], Operand]] = {
    gast.Constant: _constant,
    gast.Name: _name,
    gast.Attribute: _attribute,
    gast.Subscript: _subscript,
    gast.Tuple: _display,
    gast.List: _display,
    gast.BinOp: operations.of_binary,
    gast.UnaryOp: operations.of_unary,
    gast.Compare: operations.of_compare,
    gast.BoolOp: operations.of_boolean,
    gast.IfExp: _conditional,
    gast.Call: _call,
    gast.Lambda: _lambda,
    gast.NamedExpr: _walrus,
    gast.JoinedStr: texts.read_joined,
    gast.ListComp: _comprehension,
    gast.GeneratorExp: _generator,
    gast.Dict: _dict,
    gast.DictComp: _dict_comprehension,
    gast.Set: _set,
    gast.SetComp: _set_comprehension,
}
