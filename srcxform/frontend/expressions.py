"""Expressions of the user's program -> operands."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast
import numpy as np

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import construction, containers, foreign, in_language, joins, objects, overloading, tables, texts
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import choice_of, has_structure, is_none
from srcxform.frontend.iteration import known_count, range_as_array
from srcxform.frontend.refusals import refuse_attribute
from srcxform.frontend.values import require
from srcxform.frontend.virtual import BoundMethod, Closure, Generator, Instance, RangeOf, Super, Together, instance_of
from srcxform.ir import draws
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import UNDEFINED, Const, Operand, Slice, Tup, Var
from srcxform.ir.types import (
    UNKNOWN,
    ArrayType,
    DictType,
    ListType,
    ObjectType,
    RecordType,
    TupleType,
    UnknownType,
    classes_of,
    is_scalar,
)

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

BINARY: dict[type, Callable[..., Any]] = {
    gast.Add: operator.add, gast.Sub: operator.sub, gast.Mult: operator.mul, gast.Div: operator.truediv,
    gast.Pow: operator.pow, gast.Mod: operator.mod, gast.FloorDiv: operator.floordiv, gast.MatMult: operator.matmul,
    gast.BitAnd: operator.and_, gast.BitOr: operator.or_, gast.BitXor: operator.xor,
    gast.LShift: operator.lshift, gast.RShift: operator.rshift,
}  # fmt: skip
UNARY: dict[type, Callable[..., Any]] = {
    gast.USub: operator.neg, gast.UAdd: operator.pos, gast.Not: operator.not_, gast.Invert: operator.invert,
}  # fmt: skip
COMPARE: dict[type, Callable[..., Any]] = {
    gast.Lt: operator.lt, gast.LtE: operator.le, gast.Gt: operator.gt, gast.GtE: operator.ge, gast.Eq: operator.eq,
    gast.NotEq: operator.ne, gast.Is: operator.is_, gast.IsNot: operator.is_not,
}  # fmt: skip


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


def attribute_of(reader: Reader, value: Operand, name: str, node: Any) -> Operand:
    """`value.name`."""
    if reader.is_guess(value):
        return value
    either = choice_of(value)
    if either is not None:
        return objects.distribute(reader, either, lambda one: attribute_of(reader, one, name, node))
    instance = instance_of(value)
    if instance is not None and instance.kind in containers.KINDS and hasattr(instance.kind, name):
        return Const(BoundMethod(value, getattr(instance.kind, name), name))
    if instance is not None:
        return objects.read_attribute(reader, instance, name, node)
    if isinstance(value, Const) and isinstance(value.value, Super):
        return construction.super_attribute(reader, value.value, name, node)
    field = objects.tuple_attribute(reader, value, name, node)
    if field is not None:
        return field
    if isinstance(value, Slice) and name in ("start", "stop", "step"):
        part: Operand = getattr(value, name)
        return part
    if isinstance(value, Slice) and name == "indices":
        return Const(BoundMethod(value, in_language.indices, name))
    read = foreign.with_attribute(reader, value, name)
    if read is not None:
        return attribute_of(reader, read, name, node)
    if isinstance(value, Const) and isinstance(value.value, RangeOf) and name in ("start", "stop", "step"):
        return getattr(value.value, name)  # type: ignore[no-any-return]
    if isinstance(value, Const):
        if name == "__name__" and isinstance(value.value, (Closure, BoundMethod)) and value.value.name != "partial":
            return Const(value.value.name)
        if value.value is UNDEFINED or isinstance(value.value, (Closure, BoundMethod, Together)):
            raise Unsupported(f"attribute `{name}` of a local function", origin=reader.origin_of(node))
        return reader.load_attribute(value.value, name, node)
    t = type_of(value)
    if isinstance(t, RecordType):
        raise Unsupported(
            "attributes of objects that are arguments are not supported yet",
            origin=reader.origin_of(node),
            instead="pass the arrays themselves, or a tuple of them",
        )
    if isinstance(t, (ArrayType, UnknownType)):
        return _array_attribute(reader, value, name, node)
    if isinstance(t, ObjectType) and t.kind in (str, bytes, *draws.KINDS) and hasattr(t.kind, name):
        return Const(BoundMethod(value, getattr(t.kind, name), name))
    if isinstance(t, (ListType, TupleType)) and hasattr(t.kind if isinstance(t, TupleType) else list, name):
        if isinstance(t, TupleType) and name in getattr(t.kind, "_fields", ()):
            return reader.builder.op(operator.getitem, value, Const(t.kind._fields.index(name)))  # type: ignore[union-attr]
        return Const(BoundMethod(value, getattr(list, name), name))
    if isinstance(t, ObjectType) and issubclass(t.kind, type) and name in ("__name__", "__qualname__", "__module__"):
        return reader.builder.raw(ObjectType(str), getattr, value, Const(name))
    if isinstance(t, ObjectType) and issubclass(t.kind, BaseException):
        raise Unsupported(f"`.{name}` of an exception: what it carries is not followed", origin=reader.origin_of(node),
                          instead="assign the value to a variable before the `raise`")  # fmt: skip
    if isinstance(t, ObjectType) and issubclass(t.kind, np.dtype) and name in _OF_ANY_BYTE_ORDER:
        return Const(getattr(t.kind(), name))  # type: ignore[call-overload]
    if isinstance(t, ObjectType):
        raise Unsupported(f"attribute `{name}` of a `{t.kind.__name__}`", origin=reader.origin_of(node),
                          instead="read it outside of the function")  # fmt: skip
    raise Unsupported(f"attribute `{name}` of this value", origin=reader.origin_of(node))


_OF_ANY_BYTE_ORDER = ("kind", "char", "num", "itemsize", "type", "name")
"""What is the same for all dtypes of one class."""


def _array_attribute(reader: Reader, value: Operand, name: str, node: Any) -> Operand:
    tables = reader.tables
    _require_attribute(reader, value, name, node)
    if name in tables.attributes:
        return reader.call_static(tables.attributes[name], (value,), {})
    if name == "shape":
        return _shape(reader, value)
    if name == "size":
        return reader.builder.op(np.size, value)
    if name == "ndim":
        return reader.builder.op(np.ndim, value)
    if name == "dtype" and getattr(type_of(value), "classes", None):
        return reader.builder.raw(UNKNOWN, getattr, value, Const(name))
    if name in tables.inert_attributes:
        return reader.builder.op(getattr, value, Const(name))
    if name in tables.methods:
        return Const(BoundMethod(value, tables.methods[name], name))
    if name in ("fill", "resize", "itemset", "setfield", "setflags", "byteswap"):
        return Const(BoundMethod(value, getattr(np.ndarray, name, len), name))
    refuse_attribute(type_of(value), name, reader.origin_of(node))


def _require_attribute(reader: Reader, value: Operand, name: str, node: Any) -> None:
    """A number of Python's own has less than arrays have: the program may catch what Python raises then."""
    classes = classes_of(type_of(value))
    if reader.builder.derived or reader.frame.source.is_own or not classes:
        return
    if not any(hasattr(kind, name) for kind in classes) and hasattr(np.ndarray, name):
        kind = next(iter(classes)).__name__
        raise KnownFailure(
            f"a `{kind}` has no attribute `{name}`",
            origin=reader.origin_of(node),
            instead="make an array of it: `np.asarray(...)`",
            error=AttributeError(f"{kind!r} object has no attribute {name!r}"),
            depth=len(reader.builder.blocks),
        )


def _shape(reader: Reader, value: Operand) -> Operand:
    return reader.builder.op(np.shape, value)


def _subscript(reader: Reader, node: gast.Subscript) -> Operand:
    base = evaluate(reader, node.value)
    index = evaluate_index(reader, node.slice)
    return get_item(reader, base, index, node)


def get_item(reader: Reader, base: Operand, index: Operand, node: Any) -> Operand:
    """`base[index]`."""
    if reader.is_guess(base):
        return base
    either = choice_of(base)
    if either is not None:
        return objects.distribute(reader, either, lambda one: get_item(reader, one, index, node))
    container = containers.container_of(base)
    if container is not None:
        return containers.get_item(reader, container, index, node)
    if instance_of(base) is not None:
        return overloading.special(reader, base, "__getitem__", (index,), node)
    index = plain_index(reader, index)
    if isinstance(base, Tup) and has_structure(base) and not literal(index)[0]:
        return containers.get_item(reader, Instance(dict(enumerate(base.items)), kind=list), index, node)
    if isinstance(base, Const) and isinstance(base.value, (Closure, BoundMethod)):
        raise Unsupported("a function cannot be subscripted", origin=reader.origin_of(node))
    if isinstance(base, Tup) and not isinstance(index, (Const, Slice)):
        base = reader.materialised(base)
    known, value = literal(index)
    refuse_field(reader, base, index, node)
    if isinstance(base, Const) and joins.makes_array(base, is_known=known):
        return joins.made(reader, base, index, node)
    if isinstance(base, Const) and known:
        folded = reader.builder.op(operator.getitem, base, index)
        if isinstance(folded, (Const, Tup)):
            return folded
        try:
            item = base.value[value]
        except (TypeError, LookupError):
            return folded  # if this is ever reached, Python says so
        return reader.as_program_operand(item, node)
    if isinstance(base, Const) and isinstance(base.value, (tuple, list, dict)):
        raise Unsupported(
            "this table of objects is indexed by a value known only at run time", origin=reader.origin_of(node)
        )
    t = type_of(base)
    if is_scalar(t) and is_scalar(type_of(index)) and not reader.builder.derived:
        return _item_of_number(reader, base)
    if isinstance(base, Tup) and type(value) is int and not -len(base.items) <= value < len(base.items):
        require(reader, Const(False), IndexError, "index out of range")
    if isinstance(base, Var) and isinstance(t, (ListType, TupleType)) and isinstance(index, Slice):
        return _part_of_list(reader, base, index, node)
    return reader.opened(reader.builder.op(operator.getitem, base, index), base)


def plain_index(reader: Reader, index: Operand) -> Operand:
    """A named tuple indexes an array as any other tuple does, and a range as the array of its numbers."""
    if not isinstance(index, Tup):
        return range_as_array(reader, index)
    items = tuple(range_as_array(reader, item) for item in index.items)
    is_named = hasattr(index.kind, "_fields")
    return Tup(items, tuple if is_named else index.kind) if is_named or items != index.items else index


def _item_of_number(reader: Reader, base: Operand) -> Operand:
    """A number has no items: the run raises what Python raises, if it ever comes here, and goes no further."""
    of_python = getattr(type_of(base), "box", None) == "python"
    kind, message = (
        (TypeError, "a number is not subscriptable") if of_python else (IndexError, "invalid index to scalar")
    )
    error = reader.builder.raw(reader.tables.object_type, kind, Const(message))
    reader.builder.effect(reader.tables.throw, error)
    return base


def _part_of_list(reader: Reader, base: Var, index: Slice, node: Any) -> Operand:
    """`xs[a:b]` of a list or tuple: a new one with the same items."""
    known, key = literal(index)
    if known and isinstance(base.type, TupleType):
        places = range(len(base.type.items))[key]
        items = tuple(reader.builder.op(operator.getitem, base, Const(k)) for k in places)
        return reader.list_display(items, node, grows=False) if base.type.kind is list else Tup(items)
    return reader.in_line(in_language.part, base, index.start, index.stop, index.step)


def refuse_field(reader: Reader, base: Operand, index: Operand, node: Any) -> None:
    """`a["name"]` of anything but a dict is a field of a structured array."""
    if (
        isinstance(index, Const)
        and isinstance(index.value, str)
        and isinstance(base, Var)
        and not isinstance(base.type, DictType)
    ):
        raise Unsupported(
            "fields of structured arrays are not supported",
            origin=reader.origin_of(node),
            instead="use one float array for each quantity",
        )


def evaluate_index(reader: Reader, node: Any) -> Operand:
    """What stands in square brackets."""
    if isinstance(node, gast.Slice):
        parts = [
            Const(None) if part is None else evaluate(reader, part) for part in (node.lower, node.upper, node.step)
        ]
        return Slice(*parts)
    if isinstance(node, gast.Tuple):
        items: list[Operand] = []
        for element in node.elts:
            if isinstance(element, gast.Starred):
                items += reader.static_items(evaluate(reader, element.value), element)
            else:
                items.append(evaluate_index(reader, element))
        return Tup(tuple(items))
    index = _index_that_is_one(reader, evaluate(reader, node))
    t = type_of(index)
    if isinstance(t, ListType) and t.is_tuple:
        # The code has a list in its place, and a list of places is another index.
        raise Unsupported("the length of the tuple that is an index is known only at run time",
                          origin=reader.origin_of(node), instead="index with each number")  # fmt: skip
    return index


def _index_that_is_one(reader: Reader, index: Operand) -> Operand:
    """An index that is None until something is found: it must have been found, which the run checks."""
    either = choice_of(index)
    if either is None or not is_none(either.then) or has_structure(either.orelse):
        return index
    found = reader.builder.op(operator.not_, either.test)
    reader.builder.effect(reader.tables.check, found, Const("an index is None here"))
    return either.orelse


def refuse_iterator(reader: Reader, operand: Operand, node: Any) -> Operand:
    return reader.refuse_iterator(operand, node)


def _dict(reader: Reader, node: gast.Dict) -> Operand:
    """`{key: value, **other}`."""
    pairs: list[tuple[Any, Operand]] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            pairs += containers.pairs_of(reader, evaluate(reader, value), node)
            continue
        named = evaluate(reader, key)
        known, constant = containers.literal_key(named)
        if not known:
            reader.unroll_enclosing_loop()
            if containers.is_float(named):
                raise Unsupported("a key that is known only at run time", origin=reader.origin_of(key),
                                  instead="use constant keys, or a list")  # fmt: skip
            reader.table_sites.add(reader.site_of(node))
        item = reader.list_to_var(refuse_iterator(reader, evaluate(reader, value), value))
        pairs.append((constant if known else named, item))
    if reader.site_of(node) in reader.table_sites:
        return tables.made(reader, pairs, node)
    return containers.new_dict(list(containers.merged_pairs(reader, pairs).items()), reader.site_of(node))


def _dict_comprehension(reader: Reader, node: gast.DictComp) -> Operand:
    pair = gast.Tuple([node.key, node.value], gast.Load())
    listed = gast.copy_location(gast.ListComp(gast.copy_location(pair, node), node.generators), node)
    if reader.tables.keyed or reader.site_of(node) in reader.table_sites:
        return tables.filled(reader, evaluate(reader, listed), node)
    return containers.new_dict(containers.pairs_of(reader, reader.static_list(listed), node), reader.site_of(node))


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
        return refuse_iterator(reader, evaluate(reader, element), element), False
    return reader.without_generators(evaluate(reader, element.value)), True


def _binary(reader: Reader, node: gast.BinOp) -> Operand:
    left, right = evaluate(reader, node.left), evaluate(reader, node.right)
    return binary(reader, BINARY[type(node.op)], left, right, node)


def binary(reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
    """A binary operator, of numbers or of tuples and lists."""
    reader.builder.origin = reader.origin_of(node)
    for operand in (left, right):
        if reader.is_guess(operand):
            return operand
    if primitive is operator.mod and texts.is_text(left):
        return texts.filled(reader, left, right)
    if primitive is operator.add and texts.is_text(left) and texts.is_text(right):
        return texts.added(reader, left, right)
    overloaded = overloading.binary(reader, primitive, left, right, node)
    if overloaded is not None:
        return overloaded
    if isinstance(left, Tup) and isinstance(right, Tup) and primitive is operator.add and left.kind is right.kind:
        return Tup(left.items + right.items, left.kind)
    for a, b in ((left, right), (right, left)):
        if isinstance(a, Tup) and primitive is operator.mul and isinstance(b, Const) and isinstance(b.value, int):
            return Tup(a.items * b.value, a.kind)
    sequences = [isinstance(type_of(o), (TupleType, ListType)) for o in (left, right)]
    if all(sequences) and primitive is operator.add:
        return reader.concatenated(left, right, node)
    if any(sequences) and primitive is operator.mul and not _is_array(left) and not _is_array(right):
        return reader.repeated(*((left, right) if sequences[0] else (right, left)), node)
    with_objects = any(isinstance(type_of(o), ObjectType) for o in (left, right))
    with_shape = primitive is operator.add and any(_is_shape(reader, o) for o in (left, right))
    if any(sequences) and not all(sequences) and not with_objects and not with_shape:
        for operand in (left, right):
            _refuse_sequence(reader, operand)
        left, right = (reader.as_array(o) if s else o for o, s in zip((left, right), sequences, strict=True))
    return reader.builder.op(primitive, left, right)


def _is_shape(reader: Reader, operand: Operand) -> bool:
    """Whether this is the shape of an array of unknown rank, or a part of it: a tuple, though no type says so."""
    if not isinstance(operand, Var) or not isinstance(operand.type, UnknownType):
        return False
    made = reader.builder.maker(operand)
    if made is None:
        return False
    if made.primitive is operator.getitem and isinstance(made.args[1], Slice):
        return _is_shape(reader, made.args[0])
    return made.primitive is np.shape or (
        made.primitive is operator.add and any(_is_shape(reader, a) for a in made.args)
    )


def _refuse_sequence(reader: Reader, operand: Operand) -> None:
    """What only the run knows may be a list too, and then the operator means something else."""
    if isinstance(type_of(operand), UnknownType):
        reader.builder.effect(runtime.require_no_sequence, operand)


def _is_array(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.rank != 0


def _unary(reader: Reader, node: gast.UnaryOp) -> Operand:
    value = evaluate(reader, node.operand)
    if isinstance(value, Const) and isinstance(value.value, (int, float, complex)) and isinstance(node.op, gast.USub):
        return Const(-value.value)
    if isinstance(node.op, gast.Not):
        return reader.builder.op(operator.not_, reader.truth(value, node))
    overloaded = overloading.unary(reader, UNARY[type(node.op)], value, node)
    return reader.builder.op(UNARY[type(node.op)], value) if overloaded is None else overloaded


def _compare(reader: Reader, node: gast.Compare) -> Operand:
    left = evaluate(reader, node.left)
    return _chain(reader, left, list(node.ops), list(node.comparators))


def _chain(reader: Reader, left: Operand, ops: list[Any], rest: list[Any]) -> Operand:
    """`a < b < c` is `a < b and b < c`, with b evaluated once."""
    right = evaluate(reader, rest[0])
    reader.builder.origin = reader.origin_of(rest[0])
    result = _comparison(reader, ops[0], left, right)
    if len(rest) == 1:
        return result
    return reader.choose(result, lambda: _chain(reader, right, ops[1:], rest[1:]), lambda: result)


def _comparison(reader: Reader, op: Any, left: Operand, right: Operand) -> Operand:
    if isinstance(op, (gast.In, gast.NotIn)):
        found = overloading.contains(reader, right, left)
        return reader.builder.op(operator.not_, found) if isinstance(op, gast.NotIn) else found
    return reader.compared(COMPARE[type(op)], left, right, None)


def _boolean(reader: Reader, node: gast.BoolOp) -> Operand:
    return _short_circuit(reader, isinstance(node.op, gast.And), list(node.values))


def _short_circuit(reader: Reader, is_and: bool, values: list[Any]) -> Operand:
    first = evaluate(reader, values[0])
    if len(values) == 1:
        return first
    rest = lambda: _short_circuit(reader, is_and, values[1:])  # noqa: E731
    return reader.choose(first, rest, lambda: first) if is_and else reader.choose(first, lambda: first, rest)


def _conditional(reader: Reader, node: gast.IfExp) -> Operand:
    test = evaluate(reader, node.test)
    return reader.choose(test, lambda: evaluate(reader, node.body), lambda: evaluate(reader, node.orelse))


def _call(reader: Reader, node: gast.Call) -> Operand:
    return reader.call_node(node)


def _lambda(reader: Reader, node: gast.Lambda) -> Operand:
    return reader.closure(node, "<lambda>")


def _walrus(reader: Reader, node: gast.NamedExpr) -> Operand:
    return reader.assign_target(node.target, evaluate(reader, node.value))


def _comprehension(reader: Reader, node: gast.ListComp) -> Operand:
    return reader.list_comprehension(node)


def _generator(reader: Reader, node: gast.GeneratorExp) -> Operand:
    return Const(Generator(node, reader.frame, reader.first_iterated(node)))


_EVALUATORS: dict[type, Callable[[Any, Any], Operand]] = {
    gast.Constant: _constant,
    gast.Name: _name,
    gast.Attribute: _attribute,
    gast.Subscript: _subscript,
    gast.Tuple: _display,
    gast.List: _display,
    gast.BinOp: _binary,
    gast.UnaryOp: _unary,
    gast.Compare: _compare,
    gast.BoolOp: _boolean,
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
