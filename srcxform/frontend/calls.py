"""Calls: by rules, by definitions, of functions of the program that are put in line, of methods."""

from __future__ import annotations

import enum
import functools
import inspect
import math
import operator
import os
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import gast
import numpy as np

from srcxform import runtime
from srcxform.errors import NoRule, Unsupported
from srcxform.frontend import (
    classes,
    construction,
    container_methods,
    containers,
    in_language,
    lazy_builtins,
    more_builtins,
    objects,
    overloading,
    texts,
    yielding,
)
from srcxform.frontend.basic_builtins import BUILTINS, ITERATES
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import choice_of, is_absent, is_nothing
from srcxform.frontend.guards import Guard
from srcxform.frontend.iteration import is_virtual, iterated, known_count, static_sequence
from srcxform.frontend.primitives import HOW_TO_REGISTER, call_opaque, call_primitive
from srcxform.frontend.refusals import name_of, refuse_call
from srcxform.frontend.structures import DICTS
from srcxform.frontend.virtual import AfterStar, BoundMethod, Closure, Either, Instance, Receiver, instance_of
from srcxform.ir import draws
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Const, Operand, Tup, Var
from srcxform.ir.types import (
    NOTHING,
    ArrayType,
    ListType,
    ObjectType,
    TupleType,
    Type,
    can_be_active,
    is_scalar,
    may_be_written,
    sites_of,
)
from srcxform.rules.registry import Foreign, Rule, find_rule, is_hashable, no_rule, unbound_method

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


NO_FUNCTION = Const(None)


Arguments = tuple[tuple[Operand, ...], dict[str, Operand]]


_LIBRARIES = (
    "numpy",
    "scipy",
    "math",
    "cmath",
    "builtins",
    "operator",
    "functools",
    "itertools",
    "random",
    "statistics",
    "time",
    "os",
    "sys",
    "warnings",
)


_STANDARD_LIBRARY = os.path.dirname(os.__file__) + os.sep


_READ_IN_LINE = ("typing", "dataclasses", "contextlib", "collections", "types")


def call_node(reader: Reader, node: gast.Call) -> Operand:
    """The operand of a call in the user's program."""
    function = reader.evaluate(node.func)
    args, kwargs = arguments(reader, node, function)
    reader.builder.origin = reader.origin_of(node)
    return _call_on_each_path(reader, function, args, kwargs, node)


def _call_on_each_path(
    reader: Reader, function: Operand, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """A call with `**options`, of which some may be there on one path alone: there it is called with them."""
    key = next((key for key, value in kwargs.items() if _is_sometimes_absent(value)), None)
    either = None if key is None else choice_of(kwargs[key])
    if key is None or either is None:
        return call(reader, function, args, kwargs, node)
    without = {name: value for name, value in kwargs.items() if name != key}
    given = {**kwargs, key: either.orelse}
    return reader.choose(
        either.test,
        lambda: _call_on_each_path(reader, function, args, without, node),
        lambda: _call_on_each_path(reader, function, args, given, node),
    )


def _is_sometimes_absent(value: Operand) -> bool:
    either = choice_of(value)
    return either is not None and is_absent(either.then)


def _places_left(reader: Reader, function: Operand, value: Operand, others: int) -> int | None:
    """How many arguments `*value` must be, where the function takes a fixed number; the run checks it."""
    t = type_of(value)
    if static_sequence(reader, value) is not None or not isinstance(t, (ArrayType, ListType)):
        return None
    try:
        signature = inspect.signature(function.value)  # type: ignore[union-attr]
    except (TypeError, ValueError, AttributeError):
        return None
    every = list(signature.parameters.values())
    if any(p.kind is p.VAR_POSITIONAL or (p.default is not p.empty and p.kind is not p.KEYWORD_ONLY) for p in every):
        return None
    count = sum(p.kind is not p.KEYWORD_ONLY for p in every) - others
    same = reader.builder.op(operator.eq, reader.builder.op(len, value), Const(count))
    reader.builder.effect(reader.tables.check, same, Const(f"{count} arguments are needed here"))
    return count


def _takes_any_number(function: Operand) -> bool:
    """Whether it is a builtin that can do with arguments whose number is not known."""
    return isinstance(function, Const) and any(function.value is each for each in (zip, max, min))


def arguments(reader: Reader, node: gast.Call, function: Operand = NO_FUNCTION) -> Arguments:
    args: list[Operand] = []
    for arg in node.args:
        if isinstance(arg, gast.Starred):
            value = reader.without_generators(reader.evaluate(arg.value))
            if _takes_any_number(function) and len(node.args) == 1 and known_count(reader, value) is None:
                args.append(Const(AfterStar(value)))
                continue
            args += reader.static_items(value, arg, _places_left(reader, function, value, len(node.args) - 1))
        else:
            args.append(_evaluate_argument(reader, arg))
    kwargs: dict[str, Operand] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            for key, value in container_methods.pairs_of(reader, reader.evaluate(keyword.value), node):
                kwargs[key] = value
            continue
        kwargs[keyword.arg] = _evaluate_argument(reader, keyword.value)
    return tuple(args), kwargs


def _evaluate_argument(reader: Reader, node: Any) -> Operand:
    """An argument; a list display stays a display, for it has no other name."""
    if isinstance(node, gast.List) and not any(isinstance(e, gast.Starred) for e in node.elts):
        return Tup(tuple(_evaluate_argument(reader, e) for e in node.elts), list)
    return reader.evaluate(node)


def _popped_so_far(xs: Var) -> Type | None:
    """What a list holds of which this reading does not know yet what is put into it."""
    return NOTHING if isinstance(xs.type, ListType) and xs.type.item is None and sites_of(xs.type) else None


def call(
    reader: Reader, function: Operand, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """The result of `function(*args, **kwargs)`."""
    if is_nothing(function):
        return function
    if not isinstance(function, Const) and isinstance(type_of(function), ObjectType):
        return _call_opaque_value(reader, function, args, kwargs, node)
    if not isinstance(function, Const):
        raise Unsupported(
            "a callable that is known only at run time is not supported yet",
            origin=reader.origin_of(node),
            instead="call each function by its name, in the branches of an `if`",
        )
    target = function.value
    if target is None:
        raise KnownFailure(
            "None is called",
            origin=reader.origin_of(node),
            error=TypeError("'NoneType' object is not callable"),
            depth=len(reader.builder.blocks),
        )
    if isinstance(target, Either):
        return objects.distribute(reader, target, lambda one: call(reader, one, args, dict(kwargs), node))
    if isinstance(target, Instance):
        return overloading.call_instance(reader, function, args, kwargs, node)
    if isinstance(target, Closure):
        return reader.call_closure(target, args, kwargs, node)
    if isinstance(target, Receiver):
        return target.take(args[0])
    if isinstance(target, BoundMethod):
        return _call_method(reader, target, args, kwargs, node)
    special = BUILTINS.get(target) if is_hashable(target) else None
    if special is None:
        return call_object(reader, target, args, kwargs, node)
    if target in ITERATES:
        args = tuple(iterated(reader, arg, node) for arg in args)
    if any(map(yielding.is_running, args)):
        lazily = lazy_builtins.made_of_generators(reader, target, args, kwargs, node)
        if lazily is not None:
            return lazily
    either = more_builtins.choice_asked(target, args)
    if either is not None:

        def answer(one: Operand) -> Operand:
            return call(reader, function, (one, *args[1:]), dict(kwargs), node)

        if target in more_builtins.OF_OBJECTS:
            return objects.distribute(reader, either, answer)
        return reader.choose(either.test, lambda: answer(either.then), lambda: answer(either.orelse))
    found = special(reader, args, kwargs, node)
    return call_object(reader, target, args, kwargs, node) if found is None else found


def call_object(
    reader: Reader, target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """The result of calling an object of the user's process: primitive, function with source, or opaque."""
    if not is_hashable(target):
        target = Foreign(target)
    if reader.scalar_math and target in _SCALAR_TWINS and all(is_scalar(type_of(a)) for a in args):
        target = _SCALAR_TWINS[target]
    if target in (runtime.add_at,) or _is_at(target, np.add):
        return _add_at(reader, args, node, runtime.add_at)
    if _is_at(target, np.subtract) and len(args) == 3 and _is_inexact(args[2]):
        return _add_at(reader, (*args[:2], reader.builder.op(np.negative, args[2])), node, runtime.add_at)
    if target is runtime.add_item:
        return _add_at(reader, args, node, runtime.add_item)
    found = _by_rule(reader, target, args, kwargs, node)
    if found is not None:
        return found
    if not isinstance(target, types.MethodType):  # which has the attributes of its function
        target = getattr(target, "primal", target)
    found = _by_rule(reader, target, args, kwargs, node)
    if found is not None:
        return found
    if isinstance(target, (operator.itemgetter, operator.attrgetter)):
        return more_builtins.got(reader, target, args[0], node)
    if isinstance(target, operator.methodcaller):
        name, given, named = more_builtins.called_method(reader, target, node)
        return call(reader, reader.attribute(args[0], name, node), given, named, node)
    if isinstance(getattr(target, "__self__", None), str):
        args = texts.arguments_of_method(reader, target.__name__, args, node)
        kwargs = {name: texts.shown(reader, value) for name, value in kwargs.items()}
        folded = more_builtins.text(target, args, kwargs)
        if folded is not None:
            return folded
        if not kwargs and target.__name__ in ("format", "join"):
            return reader.builder.raw(ObjectType(str), target, *args)
    if getattr(target, "__self__", None) in DICTS and target.__name__ == "fromkeys":
        return more_builtins.from_keys(reader, target.__self__, args, node)
    if isinstance(target, functools.partial):
        first = tuple(reader.load_outside("item", target.args, k, a, node) for k, a in enumerate(target.args))
        named = {k: reader.load_outside("item", target.keywords, k, v, node) for k, v in target.keywords.items()}
        return call(reader, Const(target.func), (*first, *args), {**named, **kwargs}, node)
    if isinstance(target, types.MethodType) and hasattr(target.__self__, "_fields") and target.__name__ == "_make":
        return construction.make_named_tuple(reader, target.__self__, args[0], node)
    if isinstance(target, types.MethodType):
        return call(
            reader, Const(target.__func__), (reader.as_program_operand(target.__self__, node), *args), kwargs, node
        )
    if isinstance(target, enum.Enum) and isinstance(classes.defined(type(target), "__call__"), types.FunctionType):
        return call(reader, reader.load_attribute(target, "__call__", node), args, kwargs, node)
    if isinstance(target, type) and issubclass(target, tuple) and hasattr(target, "_fields"):
        return construction.construct_named_tuple(reader, target, args, kwargs, node)
    if isinstance(target, type) and classes.is_user_class(target):
        return construction.construct(reader, target, args, kwargs, node)
    if getattr(target, "__module__", None) == runtime.__name__ and target not in _INLINE:
        return _call_helper(reader, target, args, kwargs)
    if isinstance(target, type) and issubclass(target, BaseException) and _only_keeps(target, args, kwargs):
        return _made_exception(reader, target, args, kwargs)
    if classes.is_python_class(target) and not issubclass(target, (BaseException, enum.Enum)):
        construction.refuse_builtin_base(reader, target, node)
    refuse_call(target, with_active=False, place=reader.origin_of(node))
    if isinstance(target, types.FunctionType) and hasattr(target, "registry") and hasattr(target, "dispatch") and args:
        return call(reader, _dispatched(reader, target, args[0], node), args, kwargs, node)
    if isinstance(target, types.FunctionType) and not _is_library(target):
        return reader.call_function(target, args, kwargs, node)
    return call_opaque(reader, target, args, kwargs, node)


def _dispatched(reader: Reader, target: Any, value: Operand, node: Any) -> Operand:
    """The function that `functools.singledispatch` calls for a value, as long as no other is registered."""
    kind = call(reader, Const(type), (value,), {}, node)
    if not isinstance(kind, Const) or not isinstance(kind.value, type):
        raise Unsupported(
            f"`{name_of(target)}` dispatches by a class that is known only at run time",
            origin=reader.origin_of(node),
            instead="call the function that is registered for the class",
        )
    reader.outside.guards["keys", id(target.registry), None] = Guard("keys", target.registry, None)
    for each, function in target.registry.items():
        reader.load_outside("item", target.registry, each, function, node)
    return Const(target.dispatch(kind.value))


def _only_keeps(target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> bool:
    """Whether making an exception cannot change its arguments."""
    own = isinstance(classes.defined(target, "__init__"), types.FunctionType)
    return not own or not any(may_be_written(type_of(o)) for o in (*args, *kwargs.values()) if not isinstance(o, Const))


def _made_exception(reader: Reader, target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> Operand:
    """An exception, which may carry anything: nothing of it can be read again."""
    out = Var("", ObjectType(target))
    given = tuple((key, reader.displayed(value)) for key, value in kwargs.items())
    reader.builder.add(Assign(out, target, tuple(map(reader.displayed, args)), given, reader.builder.origin))
    return out


def _by_rule(
    reader: Reader, target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand | None:
    """The call of an object that has a rule, or of a method whose class has one for it."""
    rule = find_rule(target)
    if rule is not None and rule.definition is not None and _is_plain(reader, rule, args, kwargs):
        return reader.builder.apply(target, args, {name: reader.displayed(v) for name, v in kwargs.items()})
    if rule is not None and rule.definition is not None:
        return _by_definition(reader, rule.definition, args, kwargs, node)
    if rule is not None:
        return call_primitive(reader, target, args, kwargs, node)
    if target is no_rule:
        why, *rest = (cast(Any, a).value for a in args)
        raise NoRule(why, origin=reader.origin_of(node), instead=rest[0] if rest else HOW_TO_REGISTER)
    method = unbound_method(target)
    known = None if method is None else find_rule(method)
    if known is not None and known.definition is not None and _is_plain(reader, known, args, kwargs):
        return call_opaque(reader, target, args, kwargs, node)
    if method is not None:
        return _by_rule(reader, method, (Const(target.__self__), *args), kwargs, node)
    called = target.target if isinstance(target, Foreign) else target
    if callable(called) and find_rule(type(called).__call__) is not None:
        return _by_rule(reader, type(called).__call__, (Const(called), *args), kwargs, node)
    return None


def _is_plain(reader: Reader, rule: Rule, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> bool:
    """Whether a function with a definition is called itself: by its definition, or a draw with fixed parameters."""
    if reader.active_calls and reader.active_calls[-1] is rule.definition:
        return True
    given = [a for a in (*args, *kwargs.values()) if not (isinstance(a, Const) and not isinstance(a.value, Instance))]
    return draws.drawn_from(rule.primitive) is not None and not any(can_be_active(type_of(a)) for a in given)


def _by_definition(
    reader: Reader, written: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """A function that is read by its definition; an argument that it does not take is refused as the user's."""
    known = inspect.signature(written).parameters
    names = [name for name in kwargs if name not in known]
    if names and not any(p.kind is p.VAR_KEYWORD for p in known.values()):
        raise NoRule(
            f"the argument `{names[0]}` of `{name_of(written)}` has no derivative rule",
            origin=reader.origin_of(node),
            instead="leave it out",
        )
    args = tuple(map(reader.without_generators, args))
    return reader.in_line(written, *args, **kwargs)


def _is_library(function: Any) -> bool:
    """Whether a function is none of the user's: a message about a line of the standard library helps nobody."""
    module = (getattr(function, "__module__", None) or "").split(".")[0]
    filename = getattr(getattr(function, "__code__", None), "co_filename", "")
    standard = filename.startswith(_STANDARD_LIBRARY) and "site-packages" not in filename
    return module in _LIBRARIES or (standard and module not in _READ_IN_LINE)


_CHECKS = (
    runtime.require_array,
    runtime.require_separate,
    runtime.require_contiguous,
    runtime.require_assigned,
    runtime.require_returned,
    runtime.require_other,
)


_INLINE = (runtime.check, runtime.throw, runtime.fitted_part, runtime.as_container_of)


def _call_helper(reader: Reader, target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> Operand:
    """A call of a run-time helper in generated code that is differentiated once more."""
    if target is runtime.require_distinct:
        # The check is made anew for the arguments of what is read here.
        for kind in args[2].items if isinstance(args[2], Tup) else ():
            reader.shared.given_written.setdefault(cast(Any, kind).value, reader.builder.origin)
        return Const(None)
    args = tuple(map(reader.displayed, args))
    if target in _CHECKS:
        reader.builder.effect(target, *args, **kwargs)
        return Const(None)
    if target in (runtime.accumulate, runtime.overwrite) and isinstance(args[0], Var):
        reader.builder.update(args[0], None, target, args[1])
        return Const(None)
    if target in (runtime.tuple_of, runtime.list_of):
        return Tup(args, tuple if target is runtime.tuple_of else list)
    return reader.builder.apply(target, args, kwargs)


def _is_at(target: Any, ufunc: np.ufunc) -> bool:
    return getattr(target, "__self__", None) is ufunc and target.__name__ == "at"


def _is_inexact(operand: Operand) -> bool:
    """Whether these are known to be numbers of which each has its negative."""
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "fc"


def _add_at(reader: Reader, args: tuple[Operand, ...], node: Any, symbol: Callable[..., Any]) -> Operand:
    """`np.add.at(target, index, values)`: duplicates in the index add up."""
    if len(args) != 3 or not isinstance(args[0], Var):
        raise Unsupported("this `add.at` is not supported", origin=reader.origin_of(node))
    reader.builder.update(args[0], args[1], symbol, args[2])
    return Const(None)


_TWINS = ["sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "fabs"]


_SCALAR_TWINS: dict[Any, Any] = {getattr(np, name): getattr(math, name) for name in _TWINS} | {
    np.arcsin: math.asin, np.arccos: math.acos, np.arctan: math.atan, np.abs: abs,
}  # fmt: skip


def _call_method(
    reader: Reader, method: BoundMethod, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    t = type_of(method.value)
    if containers.is_of_steps(method.value) and not reader.frame.source.is_own:
        args = reader.given_to_steps(method.name, args, node)
    container = containers.container_of(method.value)
    is_sequence = container is not None or isinstance(t, (ListType, TupleType))
    if method.name == "__getitem__" and is_sequence and len(args) == 1 and not kwargs:
        return reader.item(method.value, args[0], node)
    if container is not None:
        return container_methods.call_method(reader, container, method.name, args, kwargs, node)
    if isinstance(t, TupleType) and method.name in ("_replace", "_asdict"):
        return _call_tuple_method(reader, method, kwargs, node)
    if isinstance(method.function, construction.GeneratedInit) and (made := instance_of(method.value)) is not None:
        construction.fill_fields(reader, made, method.function.kind, args, kwargs, node)
        return Const(None)
    holder = getattr(instance_of(method.value), "holder", None)
    if holder is not None and isinstance(method.function, types.FunctionType):
        bound = types.MethodType(method.function, holder)
        if find_rule(bound) is not None:
            return call_object(reader, bound, args, kwargs, node)
    module = getattr(method.function, "__module__", None) or ""
    if isinstance(method.function, types.FunctionType) and (
        instance_of(method.value) is not None or not module.startswith(("numpy", "srcxform.rules"))
    ):
        return reader.call_function(method.function, (method.value, *args), kwargs, node)
    if isinstance(t, (ListType, TupleType)):
        return _call_list_method(reader, method, args, kwargs, node)
    if isinstance(t, ObjectType) and find_rule(method.function) is not None:
        return call_object(reader, method.function, (method.value, *args), kwargs, node)
    if isinstance(t, ObjectType):
        return reader.builder.apply(method.function, (method.value, *args), kwargs)
    if method.name in ("fill",) and len(args) == 1:
        reader.builder.store(method.value, Const(...), args[0])  # type: ignore[arg-type]
        return Const(None)
    if method.name in ("resize", "itemset", "setfield", "setflags", "byteswap"):
        raise Unsupported(
            f"`.{method.name}` changes the array in a way that is not supported",
            origin=reader.origin_of(node),
            instead=f"use np.{method.name} where it exists, or store with a subscript",
        )
    given = reader.call_static(method.function, (method.value, *args), kwargs)
    result = type_of(given)
    if is_scalar(t) and isinstance(result, ArrayType) and result.rank == 0 and not is_scalar(result):
        return reader.builder.op(operator.getitem, given, Tup(()))  # the methods of a number give numbers
    return given


def _call_list_method(
    reader: Reader, method: BoundMethod, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    value, t = method.value, type_of(method.value)
    if isinstance(t, TupleType) and t.kind is not list and method.name in ("index", "count"):
        return reader.in_line(_LIST_METHODS[method.name], value, *args)
    if not isinstance(value, Var) or (isinstance(t, TupleType) and t.kind is not list):
        raise Unsupported(f"`.{method.name}` of this object is not supported", origin=reader.origin_of(node))
    if method.name == "append" and len(args) == 1:
        if is_virtual(args[0]):
            reader.prefer_virtual(value)
        reader.appended(value, args[0], node)
        return Const(None)
    if method.name == "pop" and not args:
        reader.note_append(value, None, node)
        return reader.opened(reader.builder.pop(value, reader.item_type(value) or _popped_so_far(value)), value)
    if method.name == "copy":
        return call(reader, Const(list), (value,), {}, node)
    if method.name == "sort":
        ordered = reader.ordered(value, kwargs, node)
        return reader.in_line(in_language.store_part, value, Const(None), Const(None), Const(None), ordered)
    if method.name == "extend" and any(map(is_virtual, static_sequence(reader, args[0]) or ())):
        reader.prefer_virtual(value)
    if method.name == "extend" and args[0] is value:
        return reader.in_line(in_language.extend_by_itself, value)
    found = _LIST_METHODS.get(method.name)
    if found is not None:
        return reader.in_line(found, value, *(reader.without_generators(a) for a in args))
    raise Unsupported(f"`.{method.name}` of a list is not supported yet", origin=reader.origin_of(node),
                      instead="use append, pop and subscripts")  # fmt: skip


def _call_tuple_method(reader: Reader, method: BoundMethod, kwargs: dict[str, Operand], node: Any) -> Operand:
    """`_replace` and `_asdict` of a named tuple."""
    kind: Any = type_of(method.value).kind  # type: ignore[union-attr]
    items = dict(zip(kind._fields, reader.static_items(method.value, node), strict=True))
    if method.name == "_asdict":
        return containers.new_dict(reader, list(items.items()), reader.site_of(node))
    return Tup(tuple((items | kwargs).values()), kind)


def _call_opaque_value(
    reader: Reader, function: Operand, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    raise Unsupported(
        "a callable that is known only at run time is not supported",
        origin=reader.origin_of(node),
        instead="choose among functions by `if`, or keep them in a list or dict of functions",
    )


_LIST_METHODS: dict[str, Callable[..., Any]] = {
    "extend": in_language.extend,
    "insert": in_language.insert,
    "pop": in_language.pop_at,
    "clear": in_language.clear,
    "reverse": in_language.reverse,
    "index": in_language.place_of,
    "count": in_language.count_of,
    "remove": in_language.remove,
}
