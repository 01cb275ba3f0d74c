"""The structure of a dict or an object, with its leaves as operands: the form that results and gradients have."""

from __future__ import annotations

import collections
import operator

from srcxform.errors import Unsupported
from srcxform.frontend.virtual import Instance
from srcxform.ir.layout import Layout
from srcxform.ir.nodes import Assign, Const, Operand, Tup, Var
from srcxform.ir.types import ObjectType, Type

DICTS = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)
SETS = (set, frozenset)
CONTAINER_KINDS = (dict, list, *SETS)


def form_of(operand: Operand, seen: tuple[Instance, ...] = ()) -> Operand:
    """A virtual object as a display of its contents: the structure of a gradient or of a result."""
    if isinstance(operand, Tup):
        return Tup(tuple(form_of(item, seen) for item in operand.items), operand.kind)
    if not isinstance(operand, Const) or not isinstance(operand.value, Instance):
        return operand
    instance = operand.value
    if instance in seen:
        raise Unsupported(f"a `{instance.kind.__name__}` that refers to itself is differentiated or given back",
                          instead="name the part that is meant")  # fmt: skip
    items = tuple(form_of(value, (*seen, instance)) for value in instance.cells.values())
    if instance.kind in (list, set):
        return Tup(items, list)
    factory = instance.factory.value if isinstance(instance.factory, Const) else None
    return Tup(items, Layout(instance.kind, tuple(instance.cells), factory))


def taken_apart(var: Var, form: Operand, suffix: str) -> tuple[Operand, tuple[Assign, ...]]:
    """A value of the structure `form`: its leaves as variables, and the statements that give them."""
    parts: list[Assign] = []

    def walk(holder: Var, node: Operand) -> Operand:
        if not isinstance(node, Tup):
            return holder
        keys = node.kind.keys if isinstance(node.kind, Layout) else range(len(node.items))
        is_record = isinstance(node.kind, Layout) and node.kind.kind not in DICTS
        made: list[Operand] = []
        for key, item in zip(keys, node.items, strict=True):
            if not isinstance(item, (Var, Tup)):
                made.append(item)
                continue
            t: Type = item.type if isinstance(item, Var) else ObjectType(object)
            name = item.hint if isinstance(item, Var) else str(key)
            out = Var((name if name.isidentifier() else holder.hint.removesuffix(suffix)) + suffix, t)
            parts.append(Assign(out, getattr if is_record else operator.getitem, (holder, Const(key))))
            made.append(walk(out, item))
        return Tup(tuple(made), node.kind)

    return walk(var, form), tuple(parts)


def has_layout(form: Operand) -> bool:
    """Whether a structure holds dicts or objects."""
    return isinstance(form, Tup) and (isinstance(form.kind, Layout) or any(map(has_layout, form.items)))
