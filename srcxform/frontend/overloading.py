"""Operators, comparisons and truth of objects: the special methods of their classes, found as Python finds them."""

from __future__ import annotations

import collections
import functools
import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import (
    classes,
    construction,
    container_methods,
    containers,
    foreign,
    in_language,
    kinship,
    objects,
)
from srcxform.frontend.forms import (
    MISSING,
    choice,
    choice_of,
    has_structure,
    is_none,
    is_nothing,
    is_same_static,
    is_static,
)
from srcxform.frontend.memory import kin_of
from srcxform.frontend.program import UnclearIdentity
from srcxform.frontend.structures import DICTS
from srcxform.frontend.virtual import VIRTUAL, Either, RangeOf, instance_of
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Tup
from srcxform.ir.types import (
    BOOL,
    UNKNOWN,
    ListType,
    ObjectType,
    TupleType,
    UnknownType,
    has_open_tuple,
    is_scalar,
    may_have_list,
    sites_of,
)

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

_BINARY = {
    operator.add: "add", operator.sub: "sub", operator.mul: "mul", operator.truediv: "truediv", operator.pow: "pow",
    operator.mod: "mod", operator.floordiv: "floordiv", operator.matmul: "matmul", operator.and_: "and",
    operator.or_: "or", operator.xor: "xor", operator.lshift: "lshift", operator.rshift: "rshift",
}  # fmt: skip
_UNARY = {operator.neg: "__neg__", operator.pos: "__pos__", operator.invert: "__invert__"}
_COMPARE = {
    operator.lt: ("__lt__", "__gt__"), operator.le: ("__le__", "__ge__"), operator.gt: ("__gt__", "__lt__"),
    operator.ge: ("__ge__", "__le__"), operator.eq: ("__eq__", "__eq__"), operator.ne: ("__ne__", "__ne__"),
}  # fmt: skip


def special(reader: Reader, value: Operand, name: str, args: tuple[Operand, ...], node: Any) -> Operand:
    """A call of a special method that the object must have."""
    function = kinship.method_of(value, name)
    if function is None:
        kind = kinship.class_with_methods(value)
        raise Unsupported(
            f"a `{getattr(kind, '__name__', 'value')}` has no `{name}` that can be read",
            origin=reader.origin_of(node),
            instead="define it in the class, or use the attributes themselves",
        )
    reader.guard_attribute(kinship.class_with_methods(value), name, function)
    return reader.call_function(function, (value, *args), {}, node)


def call_instance(
    reader: Reader, value: Operand, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """`value(...)` of an object whose class defines `__call__`."""
    function = kinship.method_of(value, "__call__")
    if function is None and hasattr(getattr(instance_of(value), "holder", None), "py_func"):
        raise Unsupported(
            "a function that Numba compiled is called: what it does is out of sight",
            origin=reader.origin_of(node),
            instead='call its `.py_func`, and have the gradient compiled by backend="numba"',
        )
    if function is None:
        return special(reader, value, "__call__", args, node)
    reader.guard_attribute(kinship.kind_of(value), "__call__", function)
    return reader.call_function(function, (value, *args), kwargs, node)


def _tried(reader: Reader, value: Operand, name: str, args: tuple[Operand, ...], node: Any) -> Operand | None:
    """The result of a special method, unless there is none or it gives `NotImplemented`."""
    method = kinship.method_of(value, name)
    if method is None or construction.is_generated(method):  # `dataclass` compares objects of one class alone
        return None
    result = special(reader, value, name, args, node)
    return None if isinstance(result, Const) and result.value is NotImplemented else result


def _is_number(operand: Operand) -> bool:
    return is_scalar(type_of(operand))


def binary(
    reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any, in_place: bool = False
) -> Operand | None:
    """`left op right` where one of them is an object; None if neither is."""
    for side, other in ((left, right), (right, left)):
        either = choice_of(side)
        if either is not None:
            flip = side is right and side is not left

            def each(one: Operand, other: Operand = other, flip: bool = flip) -> Operand:
                pair = (other, one) if flip else (one, other)
                result = binary(reader, primitive, *pair, node, in_place) if in_place else None
                return result or reader.binary(primitive, *pair, node)

            if _is_number(either.then) and _is_number(other) and not _is_number(either.orelse):
                # A number or an array: as one value it would have no rank.
                return choice(
                    either.test,
                    each(either.then),
                    reader.choose(either.test, lambda: MISSING, functools.partial(each, either.orelse)),
                )
            return objects.distribute(reader, either, each)
    left, right = foreign.read_both(reader, left, right)
    if containers.is_set(left) or containers.is_set(right):
        return reader.binary_of_sets(primitive, left, right, node, in_place)
    if not (kinship.is_object(left) or kinship.is_object(right) or _has_methods(left) or _has_methods(right)):
        return None
    name = _BINARY[primitive]
    lists = [containers.container_of(o) for o in (left, right)]
    if any(lists):
        return _containers(reader, primitive, left, right, node)
    result = _tried(reader, left, f"__i{name}__", (right,), node) if in_place else None
    if result is None and not _is_more_special(left, right, f"__r{name}__"):
        result = _tried(reader, left, f"__{name}__", (right,), node)
    if result is None:
        result = _tried(reader, right, f"__r{name}__", (left,), node)
    if result is None:
        result = _tried(reader, left, f"__{name}__", (right,), node)
    if result is None and (kinship.is_object(left) or kinship.is_object(right)):
        raise Unsupported(f"the operands have no `__{name}__` that can be read", origin=reader.origin_of(node))
    return result


def _has_methods(operand: Operand) -> bool:
    """Whether it is a named tuple, whose class may define operators."""
    return not kinship.is_object(operand) and kinship.class_with_methods(operand) is not None


def _is_more_special(left: Operand, right: Operand, name: str) -> bool:
    """Whether Python asks the right one first: its class derives from the left one's and defines the method anew."""
    a, b = kinship.class_with_methods(left), kinship.class_with_methods(right)
    return a is not None and b is not None and a is not b and issubclass(b, a) and (
        kinship.method_of(right, name) is not kinship.method_of(left, name)
    )  # fmt: skip


def _containers(
    reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any
) -> Operand | None:
    """Joined and repeated lists, merged dicts."""
    a, b = containers.container_of(left), containers.container_of(right)
    if primitive is operator.or_ and a is not None and a.kind in DICTS and a.kind is not collections.Counter:
        pairs = [*container_methods.pairs_of(reader, left, node), *container_methods.pairs_of(reader, right, node)]
        merged = container_methods.merged_pairs(reader, pairs)
        return containers.new_dict(reader, list(merged.items()), reader.site_of(node), a.kind)
    if primitive is operator.add:
        items = [*reader.static_items(left, node), *reader.static_items(right, node)]
        return reader.list_display(tuple(items), node)
    count = right if a is not None else left
    xs = a or b
    site = reader.site_of(node)
    if primitive is operator.mul and xs is not None and [is_none(v) for v in xs.cells.values()] == [True]:
        if site in reader.table_sites:
            return reader.places(count, node)
        reader.filled_later |= {site: site, (site, "made"): site}
    if primitive is operator.mul and xs is not None and isinstance(count, Const) and isinstance(count.value, int):
        return reader.list_display(tuple(containers.values_of(reader, xs, node)) * count.value, node)
    if primitive is operator.mul and xs is not None and all(map(is_none, containers.values_of(reader, xs, node))):
        return reader.list_from(count, lambda _: Const(None), node)  # to be filled later
    raise Unsupported("this operation on a dict or a list of objects", origin=reader.origin_of(node),
                      instead="compute with the items")  # fmt: skip


def unary(reader: Reader, primitive: Callable[..., Any], value: Operand, node: Any) -> Operand | None:
    """`-value` and the like of an object; None if it is none."""
    either = choice_of(value)
    if either is not None:
        return objects.distribute(reader, either, lambda one: unary(reader, primitive, one, node)
                                  or reader.builder.op(primitive, one))  # fmt: skip
    value = foreign.read(reader, value)
    if not kinship.is_object(value) and kinship.method_of(value, _UNARY[primitive]) is None:
        return None
    return special(reader, value, _UNARY[primitive], (), node)


def compare(reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
    """A comparison; `is` of objects is a matter of identity."""
    if primitive in (operator.is_, operator.is_not):
        same = _is_same(reader, left, right, node)
        if same is None:
            return reader.builder.op(primitive, left, right)
        return same if primitive is operator.is_ else reader.builder.op(operator.not_, same)
    for side in (left, right):
        if is_nothing(side):
            return side
        either = choice_of(side)
        if either is not None:
            return _compared_each(reader, primitive, left, right, side, either, node)
    if containers.is_set(left) or containers.is_set(right):
        return reader.compare_sets(primitive, left, right, node)
    if isinstance(left, Tup) and isinstance(right, Tup) and (has_structure(left) or has_structure(right)):
        return _compare_items(reader, primitive, left.items, right.items, node)
    if any(isinstance(o, Const) and isinstance(o.value, VIRTUAL) for o in (left, right)):
        return _compared_virtual(reader, primitive, left, right)
    plain, reflected = _COMPARE[primitive]
    fields = construction.compared_fields(reader, left, right, plain)
    if fields is not None:
        return compare(reader, primitive, *fields, node)
    result = _tried(reader, left, plain, (right,), node) or _tried(reader, right, reflected, (left,), node)
    if result is not None:
        return result
    if not (kinship.is_object(left) or kinship.is_object(right)):
        types = (type_of(left), type_of(right))
        if any(map(has_open_tuple, types)):
            return _compared_as_tuples(reader, primitive, left, right, node)
        return reader.builder.op(primitive, left, right)
    if primitive is operator.ne:
        equal = compare(reader, operator.eq, left, right, node)
        return reader.builder.op(operator.not_, reader.truth(equal, node))
    if primitive is operator.eq:
        return _equal(reader, left, right, node)
    raise Unsupported("these objects cannot be compared", origin=reader.origin_of(node),
                      instead=f"define `{plain}` in the class")  # fmt: skip


def _compared_as_tuples(
    reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any
) -> Operand:
    """The code has lists in the place of tuples of unknown length, and no list is equal to a tuple."""
    if any(may_have_list(type_of(o)) for o in (left, right)):
        raise Unsupported("a tuple whose length only the run knows is compared with what may be a list",
                          origin=reader.origin_of(node), instead="compare the items, one by one")  # fmt: skip
    tuples = [reader.builder.raw(UNKNOWN, runtime.as_tuple, reader.materialised(o)) for o in (left, right)]
    return reader.builder.raw(BOOL, primitive, *tuples)


def _compared_virtual(reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand) -> Operand:
    """Ranges are compared by what they give; functions, methods and iterators are equal if they are the same."""
    left, right = _as_range(reader, left), _as_range(reader, right)
    if any(isinstance(o, Const) and isinstance(o.value, VIRTUAL) for o in (left, right)) and primitive in (
        operator.eq,
        operator.ne,
    ):
        return Const(is_same_static(left, right) == (primitive is operator.eq))
    return reader.builder.op(primitive, left, right)


def _as_range(reader: Reader, operand: Operand) -> Operand:
    """A range as a value, if it is one."""
    plain = operand.value if isinstance(operand, Const) else None
    if not isinstance(plain, RangeOf):
        return operand
    return reader.builder.op(range, plain.start, plain.stop, plain.step)


def _compare_items(
    reader: Reader, primitive: Callable[..., Any], left: Sequence[Operand], right: Sequence[Operand], node: Any
) -> Operand:
    """A comparison of tuples that hold objects: that of the first items that differ, or of the lengths."""
    if not left or not right:
        return Const(primitive(len(left), len(right)))
    first, second = left[0], right[0]
    same = reader.truth(compare(reader, operator.eq, first, second, node), node)
    return reader.choose(
        same,
        lambda: _compare_items(reader, primitive, left[1:], right[1:], node),
        lambda: (
            Const(primitive is operator.ne)
            if primitive in (operator.eq, operator.ne)
            else compare(reader, primitive, first, second, node)
        ),
    )


def _compared_each(
    reader: Reader,
    primitive: Callable[..., Any],
    left: Operand,
    right: Operand,
    side: Operand,
    either: Either,
    node: Any,
) -> Operand:
    """The comparison with each alternative in the place of `side`; None is neither less nor greater than anything."""
    if is_none(either.then) and primitive not in (operator.eq, operator.ne):
        found = reader.builder.op(operator.not_, either.test)
        objects.require(reader, found, TypeError, Const("None is not ordered: it is neither less nor greater"))
        return compare(reader, primitive, *_replaced(left, right, side, either.orelse), node)
    return reader.choose(
        either.test,
        lambda: compare(reader, primitive, *_replaced(left, right, side, either.then), node),
        lambda: compare(reader, primitive, *_replaced(left, right, side, either.orelse), node),
    )


def _replaced(left: Operand, right: Operand, side: Operand, value: Operand) -> tuple[Operand, Operand]:
    return (value, right) if side is left else (left, value)


def _is_same(reader: Reader, left: Operand, right: Operand, node: Any) -> Operand | None:
    """`left is right`, where reading knows it."""
    for side, other in ((left, right), (right, left)):
        either = choice_of(side)
        if either is not None:
            return _is_one_of(reader, either, other, node)
    a, b = instance_of(left), instance_of(right)
    if a is None and b is None:
        plain = [o for o in (left, right) if not is_static(o)]
        if len(plain) == 2 or (plain and (is_none(left) or is_none(right) or _may_be_a_class(plain[0]))):
            if is_none(left) or is_none(right):
                _prefer_places(reader, plain[0])
            return None  # a question of values or types
        return Const(is_same_static(left, right))
    if a is not None and b is not None and a is not b:
        if a in kin_of(b):
            raise UnclearIdentity("whether these are one object is known only at run time",
                                  origin=reader.origin_of(node))  # fmt: skip
        if a.born == b.born == 0 and a.kind is b.kind:
            # The run must see that no object is given twice.
            reader.shared.given_written.setdefault(a.kind, reader.builder.origin)
    return Const(a is b)


def _prefer_places(reader: Reader, value: Operand) -> None:
    """Whether an item of a list is None is asked: the list may have places that nothing was stored in."""
    made = reader.builder.maker(value) if reader.filled_later else None
    if made is not None and made.primitive is operator.getitem:
        for site in sites_of(type_of(made.args[0])):
            reader.prefer_places(site)


def _may_be_a_class(operand: Operand) -> bool:
    """Whether a value may be a class or a function of the user's process."""
    t = type_of(operand)
    return isinstance(t, UnknownType) or (isinstance(t, ObjectType) and issubclass(t.kind, type))


def _is_one_of(reader: Reader, either: Either, other: Operand, node: Any) -> Operand:
    """Whether the alternative that is meant is another value."""
    if is_none(either.then) and is_none(other) and choice_of(either.orelse) is None:
        return either.test

    def asked(one: Operand) -> Operand:
        same = _is_same(reader, one, other, node)
        return reader.builder.op(operator.is_, one, other) if same is None else same

    ways = (either.then, either.orelse)
    is_plain = all(choice_of(each) is None for each in (*ways, other))
    first, second = (_is_same(reader, one, other, node) if is_plain else None for one in ways)
    if isinstance(first, Const) and isinstance(second, Const):
        if first.value == second.value:
            return first
        return either.test if first.value else reader.builder.op(operator.not_, either.test)
    # Each is asked on its own way alone: on the other one it may not exist.
    return reader.choose(either.test, lambda: asked(either.then), lambda: asked(either.orelse))


def _equal(reader: Reader, left: Operand, right: Operand, node: Any) -> Operand:
    """The equality that Python gives to objects: of containers by content, of others by identity."""
    a, b = instance_of(left), instance_of(right)
    if a is None or b is None or a.kind is not b.kind:
        return Const(False)
    if a.kind not in containers.KINDS and not classes.is_namespace(a.kind):
        return _is_same(reader, left, right, node) or Const(False)
    for each in (a, b):
        objects.complete(reader, each)
    keys = containers.keys_of(reader, a, node)
    if set(keys) != set(containers.keys_of(reader, b, node)) and a.kind is collections.Counter:
        raise Unsupported("Counters with different keys are compared", origin=reader.origin_of(node),
                          instead="compare the counts of each key")  # fmt: skip
    if set(keys) != set(containers.keys_of(reader, b, node)):
        return Const(False)
    result: Operand = Const(True)
    for key in reversed(keys):
        here = compare(reader, operator.eq, a.cells[key], b.cells[key], node)
        result = reader.choose(here, lambda rest=result: rest, lambda: Const(False))  # type: ignore[misc]
    return result


def contains(reader: Reader, container: Operand, value: Operand) -> Operand:
    """`value in container`."""
    plain = container.value if isinstance(container, Const) else None
    if isinstance(plain, RangeOf):
        return reader.in_line(in_language.in_range, value, plain.start, plain.stop, plain.step)
    instance = containers.container_of(container)
    if instance is not None:
        return containers.contains(reader, instance, value, None)
    if kinship.method_of(container, "__iter__") is not None and kinship.method_of(container, "__contains__") is None:
        return reader.in_line(in_language.contained, container, value)
    if instance_of(container) is not None or kinship.method_of(container, "__contains__") is not None:
        return reader.truth(special(reader, container, "__contains__", (value,), None), None)
    compares = kinship.compares_itself(container) or any(has_open_tuple(type_of(o)) for o in (container, value))
    if compares and isinstance(type_of(container), (ListType, TupleType)):
        return reader.in_line(in_language.contained, container, value)
    return reader.builder.op(operator.contains, container, value)


def truth(reader: Reader, value: Operand, node: Any) -> Operand:
    """What a value counts as in a condition: a number or an array as it is, an object by its special methods."""
    either = choice_of(value)
    if either is not None:
        if is_none(either.then):
            rest = truth(reader, either.orelse, node)
            present = reader.builder.op(operator.not_, either.test)
            return present if isinstance(rest, Const) and rest.value is True else reader.choose(
                present, lambda: rest, lambda: Const(False)
            )  # fmt: skip
        return reader.choose(either.test, lambda: truth(reader, either.then, node),
                             lambda: truth(reader, either.orelse, node))  # fmt: skip
    instance = instance_of(value)
    if isinstance(value, Tup) and kinship.method_of(value, "__bool__") is None:
        return Const(bool(value.items))
    if instance is None and kinship.class_with_methods(value) is None:
        if is_none(value):
            return Const(False)
        t = type_of(value)
        if isinstance(t, TupleType) and t.kind in (tuple, list):
            return Const(len(t.items) > 0)
        return Const(True) if is_static(value) else value
    if instance is not None and instance.kind in containers.KINDS:
        return Const(bool(containers.keys_of(reader, instance, node)))
    if kinship.method_of(value, "__bool__") is not None:
        return special(reader, value, "__bool__", (), node)
    if kinship.method_of(value, "__len__") is not None:
        return reader.builder.op(operator.ne, special(reader, value, "__len__", (), node), Const(0))
    return Const(True)
