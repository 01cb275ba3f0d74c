"""Calls: primitives with rules, functions of the program put in line or called, builtins of the language."""

from __future__ import annotations

import builtins
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
from srcxform.frontend import containers, implicit, in_language, more_builtins, objects, overloading
from srcxform.frontend.folding import fold
from srcxform.frontend.forms import choice_of, has_structure
from srcxform.frontend.loops import constant_items, indexed, is_virtual, static_sequence
from srcxform.frontend.refusals import (
    FOR_EFFECT,
    instead_of,
    name_of,
    refuse_call,
    refuse_dtype,
    refuse_text,
    without_rule,
)
from srcxform.frontend.virtual import (
    BoundMethod,
    Closure,
    Either,
    Generator,
    Instance,
    RangeOf,
    Together,
    instance_of,
)
from srcxform.ir import draws
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup, Var
from srcxform.ir.types import (
    ArrayType,
    ListType,
    ObjectType,
    TupleType,
    can_be_active,
    is_scalar,
    may_be_written,
)
from srcxform.rules import options
from srcxform.rules.left_out import why_left_out
from srcxform.rules.registry import Foreign, Rule, find_rule, no_rule, solution, stationary, unbound_method

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

NO_FUNCTION = Const(None)
Arguments = tuple[tuple[Operand, ...], dict[str, Operand]]
_WRITERS = frozenset(["copyto", "put", "place", "putmask", "fill_diagonal", "put_along_axis", "shuffle"])
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
    return call(reader, function, args, kwargs, node)


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


def arguments(reader: Reader, node: gast.Call, function: Operand = NO_FUNCTION) -> Arguments:
    args: list[Operand] = []
    for arg in node.args:
        if isinstance(arg, gast.Starred):
            value = reader.evaluate(arg.value)
            args += reader.static_items(value, arg, _places_left(reader, function, value, len(node.args) - 1))
        else:
            args.append(_evaluate_argument(reader, arg))
    kwargs: dict[str, Operand] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            for key, value in containers.pairs_of(reader, reader.evaluate(keyword.value), node):
                kwargs[key] = value
            continue
        kwargs[keyword.arg] = _evaluate_argument(reader, keyword.value)
    return tuple(args), kwargs


def _evaluate_argument(reader: Reader, node: Any) -> Operand:
    """An argument; a list display stays a display, for it has no other name."""
    if isinstance(node, gast.List) and not any(isinstance(e, gast.Starred) for e in node.elts):
        return Tup(tuple(_evaluate_argument(reader, e) for e in node.elts), list)
    return reader.evaluate(node)


def call(
    reader: Reader, function: Operand, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """The result of `function(*args, **kwargs)`."""
    if not isinstance(function, Const) and isinstance(type_of(function), ObjectType):
        return _call_opaque_value(reader, function, args, kwargs, node)
    if not isinstance(function, Const):
        raise Unsupported(
            "a callable that is known only at run time is not supported yet",
            origin=reader.origin_of(node),
            instead="call each function by its name, in the branches of an `if`",
        )
    target = function.value
    if isinstance(target, Either):
        return objects.distribute(reader, target, lambda one: call(reader, one, args, dict(kwargs), node))
    if isinstance(target, Instance):
        return overloading.call_instance(reader, function, args, kwargs, node)
    if isinstance(target, Closure):
        return reader.call_closure(target, args, kwargs, node)
    if isinstance(target, BoundMethod):
        return _call_method(reader, target, args, kwargs, node)
    special = BUILTINS.get(target) if _is_hashable(target) else None
    if special is None:
        return call_object(reader, target, args, kwargs, node)
    either = more_builtins.choice_asked(target, args)
    if either is not None:

        def answer(one: Operand) -> Operand:
            return call(reader, function, (one, *args[1:]), dict(kwargs), node)

        if target in more_builtins.OF_OBJECTS:
            return objects.distribute(reader, either, answer)
        return reader.choose(either.test, lambda: answer(either.then), lambda: answer(either.orelse))
    found = special(reader, args, kwargs, node)
    return call_object(reader, target, args, kwargs, node) if found is None else found


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def call_object(
    reader: Reader, target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """The result of calling an object of the user's process: primitive, function with source, or opaque."""
    if not _is_hashable(target):
        target = Foreign(target)
    if reader.scalar_math and target in _SCALAR_TWINS and all(is_scalar(type_of(a)) for a in args):
        target = _SCALAR_TWINS[target]
    if target in (runtime.add_at,) or (getattr(target, "__self__", None) is np.add and target.__name__ == "at"):
        return _add_at(reader, args, node, runtime.add_at)
    if target is runtime.add_item:
        return _add_at(reader, args, node, runtime.add_item)
    found = _by_rule(reader, target, args, kwargs, node)
    if found is not None:
        return found
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
        args = tuple(map(reader.without_generators, args))
        folded = more_builtins.text(target, args, kwargs)
        if folded is not None:
            return folded
    if isinstance(target, functools.partial):
        first = tuple(reader.load_outside("item", target.args, k, a, node) for k, a in enumerate(target.args))
        named = {k: reader.load_outside("item", target.keywords, k, v, node) for k, v in target.keywords.items()}
        return call(reader, Const(target.func), (*first, *args), {**named, **kwargs}, node)
    if isinstance(target, types.MethodType):
        return call(
            reader, Const(target.__func__), (reader.as_program_operand(target.__self__, node), *args), kwargs, node
        )
    if isinstance(target, type) and issubclass(target, tuple) and hasattr(target, "_fields"):
        return objects.construct_named_tuple(reader, target, args, kwargs, node)
    if isinstance(target, type) and objects.is_user_class(target):
        return objects.construct(reader, target, args, kwargs, node)
    if getattr(target, "__module__", None) == runtime.__name__ and target not in _INLINE:
        return _call_helper(reader, target, args, kwargs)
    refuse_call(target, with_active=False, place=reader.origin_of(node))
    if isinstance(target, types.FunctionType) and not _is_library(target):
        return reader.call_function(target, args, kwargs, node)
    return _call_opaque(reader, target, args, kwargs, node)


def _by_rule(
    reader: Reader, target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand | None:
    """The call of an object that has a rule, or of a method whose class has one for it."""
    rule = find_rule(target)
    if rule is not None and rule.definition is not None and _is_plain(reader, rule, args, kwargs):
        return reader.builder.apply(target, args, kwargs)
    if rule is not None and rule.definition is not None:
        return _by_definition(reader, rule.definition, args, kwargs, node)
    if rule is not None:
        return call_primitive(reader, target, args, kwargs, node)
    if target is no_rule:
        why, *rest = (cast(Any, a).value for a in args)
        raise NoRule(why, origin=reader.origin_of(node), instead=rest[0] if rest else _HOW_TO_REGISTER)
    method = unbound_method(target)
    known = None if method is None else find_rule(method)
    if known is not None and known.definition is not None and _is_plain(reader, known, args, kwargs):
        return _call_opaque(reader, target, args, kwargs, node)
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


_CHECKS = (runtime.require_array, runtime.require_separate, runtime.require_contiguous, runtime.require_assigned)
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


def _add_at(reader: Reader, args: tuple[Operand, ...], node: Any, symbol: Callable[..., Any]) -> Operand:
    """`np.add.at(target, index, values)`: duplicates in the index add up."""
    if len(args) != 3 or not isinstance(args[0], Var):
        raise Unsupported("this `add.at` is not supported", origin=reader.origin_of(node))
    reader.builder.update(args[0], args[1], symbol, args[2])
    return Const(None)


def refuse_objects(target: Any, operands: tuple[Operand, ...], place: Any) -> None:
    """A primitive takes numbers and arrays: what NumPy makes of another object, only the object knows."""
    for operand in operands:
        instance = instance_of(operand)
        if instance is not None:
            raise Unsupported(
                f"a `{instance.kind.__name__}` is handed to `{name_of(target)}`",
                origin=place,
                instead="hand over its arrays and numbers",
            )


def _maybe_none(reader: Reader, target: Any, place: int, value: Operand) -> Operand:
    """An argument that may be None: for most functions that is an error, which the run finds."""
    if choice_of(value) is None:
        return reader.displayed(value)
    try:
        parameter = list(inspect.signature(target).parameters.values())[place]
    except (TypeError, ValueError, IndexError):
        return reader.displayed(reader.present(value))
    return reader.displayed(value if parameter.default is None else reader.present(value))


def call_primitive(
    reader: Reader, target: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """A call of a function that has a rule."""
    args = tuple(_maybe_none(reader, target, k, reader.without_generators(a)) for k, a in enumerate(args))
    kwargs = {name: reader.displayed(value) for name, value in kwargs.items()}
    refuse_objects(target, (*args, *kwargs.values()), reader.origin_of(node))
    args, kwargs = _with_out_named(target, args, kwargs)
    out = kwargs.pop("out", None)
    if isinstance(out, Tup) and len(out.items) == 1:
        out = out.items[0]
    if isinstance(target, np.ufunc) and len(args) > target.nin:
        outs = args[target.nin :]
        args, out = args[: target.nin], outs[0] if target.nout == 1 else Tup(outs)
    with_options = _with_options(reader, target, args, out, kwargs)
    if with_options is not None:
        return with_options
    if (
        target in (np.array, np.astype, np.meshgrid, np.nan_to_num)
        and "copy" in kwargs
        and not (isinstance(kwargs["copy"], Const) and kwargs["copy"].value is True)
    ):
        raise Unsupported(
            "whether this copies is known only at run time", origin=reader.origin_of(node), instead="leave `copy=` out"
        )
    if target is np.copy and len(args) == 1 and not kwargs and not reader.builder.derived:
        kwargs = {"order": Const("K")}
    if target is np.diff and literal(args[1] if len(args) > 1 else kwargs.get("n", Const(1))) == (True, 0):
        return args[0]  # the array itself, and no copy
    if target in _IGNORE_OUT and not (out is None or (isinstance(out, Const) and out.value is None)):
        raise Unsupported(
            "some versions of NumPy ignore this `out=`", origin=reader.origin_of(node), instead="write `out[...] = ...`"
        )
    result = reader.builder.apply(target, args, kwargs)
    refuse_dtype(type_of(result), reader.origin_of(node))
    with_active = any(can_be_active(type_of(o)) for o in args)
    refuse_text(type_of(result), with_active=with_active, place=reader.origin_of(node))
    return _stored(reader, result, out, node)


def _with_out_named(
    target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand]
) -> tuple[tuple[Operand, ...], dict[str, Operand]]:
    """The same call; an `out` among its positional arguments, and what follows there, is given by name."""
    if isinstance(target, np.ufunc) or len(args) < 2:
        return args, kwargs
    names = _NAMES_WITH_OUT.get(id(target)) or _positional_names(target)
    if "out" not in names[: len(args)]:
        return args, kwargs
    place = names.index("out")
    return args[:place], {**dict(zip(names[place:], args[place:])), **kwargs}


@functools.lru_cache(maxsize=1024)
def _positional_names(target: Any) -> list[str]:
    """The names of what a function takes by position; none where Python knows no signature."""
    try:
        parameters = inspect.signature(target).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]


_NAMES_WITH_OUT = {id(np.dot): ["a", "b", "out"], id(np.concatenate): ["arrays", "axis", "out"]}
"""Of functions that had no signature before NumPy 2.4."""


_IGNORE_OUT = (np.fft.hfft, np.fft.ifft2, np.fft.irfft2)
"""In NumPy 2.4 and before; what is in the array stays."""


def _stored(reader: Reader, result: Operand, out: Operand | None, node: Any) -> Operand:
    """A result in the array (or arrays) that `out=` names."""
    if out is None or (isinstance(out, Const) and out.value is None):
        return result
    if isinstance(out, Tup):
        items = reader.static_items(result, node)
        return Tup(tuple(_stored(reader, items[k], each, node) for k, each in enumerate(out.items)))
    if not isinstance(out, Var):
        raise Unsupported("this `out=` is not supported", origin=reader.origin_of(node))
    reader.builder.store(out, Const(...), result)
    return out


_UFUNC_OPTIONS = frozenset(["axes", "where", "dtype", "casting", "order", "subok", "signature"])


def _with_options(
    reader: Reader, target: Any, args: tuple[Operand, ...], out: Operand | None, kwargs: dict[str, Operand]
) -> Operand | None:
    """A call with options such as `where=`, by its definition without them."""
    if isinstance(kwargs.get("where"), Const) and kwargs["where"].value is True:  # type: ignore[union-attr]
        del kwargs["where"]
    given = {} if out is None else {"out": out}
    if isinstance(axes := kwargs.get("axes"), Tup):
        kwargs["axes"] = Tup(axes.items)
    if options.OPTIONS & kwargs.keys() and target in options.REDUCTIONS:
        return reader.in_line(options.REDUCTIONS[target], *args, **given, **kwargs)
    if not isinstance(target, np.ufunc) or not _UFUNC_OPTIONS & kwargs.keys():
        return None
    rule = find_rule(target)
    is_step = rule is None or rule.kind == "nondifferentiable" or not any(can_be_active(type_of(a)) for a in args)
    if is_step and "where" not in kwargs:
        return None
    return reader.in_line(options.call_ufunc, Const(target), Tup(args), **given, **kwargs)


def _call_opaque(
    reader: Reader, target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """A call into code that cannot be read: allowed where its result cannot be active and it writes nothing tracked."""
    name = name_of(target)
    module = (getattr(target, "__module__", None) or "").split(".")[0]
    instead = instead_of(target)
    args = tuple(reader.displayed(a) for a in args)
    kwargs = {key: reader.displayed(value) for key, value in kwargs.items()}
    operands = (*args, *kwargs.values())
    is_local = any(isinstance(o, Const) and isinstance(o.value, (Closure, Generator, BoundMethod)) for o in operands)
    if (is_local or any(has_structure(o) for o in operands)) and why_left_out(target):
        raise _no_rule(reader, target, node)
    if any(has_structure(o) for o in operands):
        raise Unsupported(
            f"an object is handed to `{name}`, whose source is not available",
            origin=reader.origin_of(node),
            instead=instead or "hand over its arrays and numbers",
        )
    with_active = any(can_be_active(type_of(o)) for o in operands)
    refuse_call(target, with_active=with_active, place=reader.origin_of(node))
    if target in FOR_EFFECT or module in ("logging", "warnings", "_warnings"):
        reader.builder.effect(target, *args, **kwargs)
        return Const(None)
    plain_name = getattr(target, "__name__", "")
    if plain_name in _WRITERS or (isinstance(getattr(target, "__self__", None), np.ufunc) and plain_name == "at"):
        raise Unsupported(
            f"`{name}` writes into its argument in a way that is not supported",
            origin=reader.origin_of(node),
            instead=instead or "store with a subscript: `a[index] = value`",
        )
    if is_local:
        raise Unsupported(
            f"a local function is handed to `{name}`, whose source is not available",
            origin=reader.origin_of(node),
            instead=instead or "write out as a loop what it does",
        )
    owner = getattr(target, "__self__", None)
    library = (
        module == "numpy"
        or isinstance(target, np.ufunc)
        or isinstance(owner, (np.random.Generator, np.random.RandomState, str))
    )
    pure_builtin = module == "builtins" and not isinstance(owner, (list, dict, set, np.ndarray))
    is_written = any(may_be_written(type_of(o)) for o in operands if not isinstance(o, Const))
    if not (library or pure_builtin) and (is_written or with_active):
        raise _no_rule(reader, target, node, "write into" if is_written else "keep")
    return reader.builder.apply(target, args, kwargs)


def _no_rule(reader: Reader, target: Any, node: Any, might: str = "keep") -> NoRule:
    """Why a call has no derivative: for the reason that is known, else because nothing of it is."""
    why, advice = without_rule(target)
    unknown = f"neither a derivative rule nor Python source, and might {might} its argument"
    return NoRule(
        f"`{name_of(target)}` has {f'no derivative rule{why}' if why_left_out(target) else unknown}",
        origin=reader.origin_of(node),
        instead=advice or _HOW_TO_REGISTER,
    )


_HOW_TO_REGISTER = "register its derivative with @srcxform.adjoint and @srcxform.tangent"


_TWINS = ["sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log2", "log10", "log1p", "sqrt", "fabs"]
_SCALAR_TWINS: dict[Any, Any] = {getattr(np, name): getattr(math, name) for name in _TWINS} | {
    np.arcsin: math.asin, np.arccos: math.acos, np.arctan: math.atan, np.abs: abs,
}  # fmt: skip


# Methods


def _call_method(
    reader: Reader, method: BoundMethod, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    t = type_of(method.value)
    container = containers.container_of(method.value)
    if container is not None:
        return containers.call_method(reader, container, method.name, args, kwargs, node)
    if isinstance(t, TupleType) and method.name in ("_replace", "_asdict"):
        return _call_tuple_method(reader, method, kwargs, node)
    if isinstance(method.function, objects.GeneratedInit) and (made := instance_of(method.value)) is not None:
        objects.fill_fields(reader, made, method.function.kind, args, kwargs, node)
        return Const(None)
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
    return reader.call_static(method.function, (method.value, *args), kwargs)


def _call_list_method(
    reader: Reader, method: BoundMethod, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    value, t = method.value, type_of(method.value)
    if not isinstance(value, Var) or (isinstance(t, TupleType) and t.kind is not list):
        raise Unsupported(f"`.{method.name}` of this object is not supported", origin=reader.origin_of(node))
    if method.name == "append" and len(args) == 1:
        if is_virtual(args[0]):
            reader.prefer_virtual(value)
        reader.appended(value, args[0], node)
        return Const(None)
    if method.name == "pop" and not args:
        reader.note_append(value, None, node)
        return reader.opened(reader.builder.pop(value, reader.item_type(value)), value)
    if method.name == "copy":
        return reader.builder.op(list, value)
    if method.name == "sort":
        ordered = more_builtins.BUILTINS[sorted](reader, (value,), kwargs, node)
        assert ordered is not None
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
        return containers.new_dict(list(items.items()), reader.site_of(node))
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
    "update": in_language.update,
    "insert": in_language.insert,
    "pop": in_language.pop_at,
    "clear": in_language.clear,
    "reverse": in_language.reverse,
    "index": in_language.place_of,
    "count": in_language.count_of,
    "remove": in_language.remove,
    "add": in_language.add,
    "discard": in_language.discard,
}


# Builtins that are part of the language


def _range(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    start, stop, step = Const(0), args[0], Const(1)
    if len(args) > 1:
        start, stop = args[0], args[1]  # type: ignore[assignment]
    if len(args) > 2:
        step = args[2]  # type: ignore[assignment]
    return Const(RangeOf(start, stop, step))


def _enumerate(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    start = args[1] if len(args) > 1 else kwargs.get("start", Const(0))
    return Const(Together("enumerate", args[:1], start))


def _zip(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    return Const(Together("zip", args))


def _len(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand | None:
    plain = args[0].value if args and isinstance(args[0], Const) else None
    if isinstance(plain, Instance) and plain.kind in containers.KINDS:
        return Const(len(containers.keys_of(reader, plain, node)))
    if isinstance(plain, Instance):
        return overloading.special(reader, args[0], "__len__", (), node)
    if isinstance(plain, RangeOf):
        return reader.builder.op(len, reader.builder.op(range, plain.start, plain.stop, plain.step))
    return None


def _map(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    return Const(Together("map", args[1:], args[0]))


def _reversed(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    plain = args[0].value if isinstance(args[0], Const) else None
    if isinstance(plain, RangeOf):
        b = reader.builder
        count = b.op(len, b.op(range, plain.start, plain.stop, plain.step))
        last = b.op(operator.add, plain.start, b.op(operator.mul, b.op(operator.sub, count, Const(1)), plain.step))
        return Const(RangeOf(last, b.op(operator.sub, plain.start, plain.step), b.op(operator.neg, plain.step)))
    return Const(Together("reversed", args))


def _sum(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    start = args[1] if len(args) > 1 else kwargs.get("start")
    t = type_of(args[0])
    if isinstance(t, ArrayType) and not isinstance(args[0], Const):
        total = reader.builder.op(np.sum, args[0], axis=Const(0))
        return total if start is None else reader.builder.op(operator.add, start, total)

    def add(a: Operand, b: Operand) -> Operand:
        return (
            b
            if isinstance(a, Const) and type(a.value) is int and a.value == 0
            else reader.binary(operator.add, a, b, node)
        )

    return fold(reader, args[0], node, Const(0) if start is None else start, add)


def _extremum(builtin: Callable[..., Any], whole: Callable[..., Any]) -> Callable[..., Operand]:
    def read(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
        if kwargs:
            return more_builtins.extremum_with_keywords(reader, builtin, args, kwargs, node, read)
        args = tuple(reader.without_generators(a) for a in args)
        if len(args) == 1 and isinstance(type_of(args[0]), ArrayType) and not isinstance(args[0], Const):
            return reader.builder.op(whole, args[0])

        items = args if len(args) > 1 else static_sequence(reader, args[0])
        if items is not None:
            if any(objects.is_object(item) for item in items):
                key: dict[str, Operand] = {"key": Const(in_language.unchanged)}
                return more_builtins.extremum_with_keywords(reader, builtin, args, key, node, read)
            return reader.builder.op(builtin, *items) if len(items) > 1 else items[0]

        def combine(a: Operand, b: Operand) -> Operand:
            return reader.builder.op(builtin, a, b)

        return fold(reader, args[0], node, None, combine)

    return read


def _sequence(kind: type) -> Callable[..., Operand | None]:
    def read(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand | None:
        either = choice_of(args[0]) if args else None
        if either is not None:
            return objects.distribute(reader, either, lambda one: read(reader, (one,), {}, node))
        if not args:
            return Tup((), kind) if kind is tuple else reader.list_display((), node)
        items = static_sequence(reader, args[0])
        if items is None and isinstance(args[0], Const) and isinstance(args[0].value, Generator):
            return reader.consume_generator(args[0].value, kind is tuple)
        if items is None and kind is tuple:
            items = constant_items(reader, args[0])
        if items is None and kind is list:
            length, item_at = indexed(reader, args[0], node)
            return reader.list_from(length, item_at, node)
        if items is None:
            raise Unsupported(f"`{kind.__name__}` of a sequence of unknown length", origin=reader.origin_of(node))
        return Tup(items) if kind is tuple else reader.list_display(items, node)

    return read


def _given(operand: Operand) -> Callable[[], Operand]:
    return lambda: operand


def _all_any(builtin: Callable[..., Any]) -> Callable[..., Operand | None]:
    def read(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand | None:
        items = static_sequence(reader, args[0])
        if items is None:
            return reader.builder.op(builtin, reader.without_generators(args[0]))
        result: Operand = Const(builtin is all)
        for item in reversed(items):
            rest = _given(result)
            item = reader.truth(item, node)
            if builtin is all:
                result = reader.choose(item, rest, _given(Const(False)))
            else:
                result = reader.choose(item, _given(Const(True)), rest)
        return result

    return read


def _print(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    reader.builder.effect(print, *args, **kwargs)
    return Const(None)


def _isinstance(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    found = objects.is_instance(reader, args[0], args[1])
    if found is not None:
        return found
    return reader.builder.op(isinstance, *args)


def _is_constant(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    return Const(isinstance(args[0], Const))


def _pow(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand | None:
    return reader.builder.op(operator.pow, *args) if len(args) == 2 else None


def _slice(reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    if len(args) == 1:
        return Slice(Const(None), args[0], Const(None))
    return Slice(args[0], args[1], args[2] if len(args) > 2 else Const(None))


BUILTINS: dict[Any, Callable[..., Operand | None]] = {
    builtins.range: _range,
    builtins.enumerate: _enumerate,
    builtins.zip: _zip,
    builtins.reversed: _reversed,
    builtins.map: _map,
    builtins.len: _len,
    builtins.sum: _sum,
    builtins.max: _extremum(builtins.max, np.max),
    builtins.min: _extremum(builtins.min, np.min),
    builtins.tuple: _sequence(tuple),
    builtins.list: _sequence(list),
    builtins.all: _all_any(all),
    builtins.any: _all_any(any),
    builtins.print: _print,
    builtins.isinstance: _isinstance,
    builtins.pow: _pow,
    builtins.slice: _slice,
    runtime.is_constant: _is_constant,
    solution: implicit.read_solution,
    stationary: functools.partial(implicit.read_solution, is_stationary=True),
    **more_builtins.BUILTINS,
}
