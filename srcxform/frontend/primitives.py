"""Calls of functions that are not read: those that have a rule, and those whose result cannot be active."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform.errors import NoRule, Unsupported
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import choice_of, has_structure, is_none
from srcxform.frontend.iteration import range_as_array
from srcxform.frontend.refusals import (
    FOR_EFFECT,
    instead_of,
    name_of,
    refuse_call,
    refuse_dtype,
    refuse_text,
    without_rule,
)
from srcxform.frontend.values import fails
from srcxform.frontend.virtual import BoundMethod, Closure, Generator, instance_of
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand, Tup, Var
from srcxform.ir.types import can_be_active, may_be_written
from srcxform.rules import options
from srcxform.rules.left_out import why_left_out
from srcxform.rules.registry import find_rule
from srcxform.rules.shapes import grid_of_views

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


_WRITERS = frozenset(["copyto", "put", "place", "putmask", "fill_diagonal", "put_along_axis", "shuffle"])


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
    _refuse_unknown_names(reader, target, kwargs, node)
    args = tuple(map(reader.without_generators, args))
    args = tuple(_maybe_none(reader, target, k, range_as_array(reader, a)) for k, a in enumerate(args))
    kwargs = {name: reader.displayed(value) for name, value in kwargs.items()}
    refuse_objects(target, (*args, *kwargs.values()), reader.origin_of(node))
    args, kwargs = _with_out_named(target, args, kwargs)
    out = kwargs.pop("out", None)
    if isinstance(out, Tup) and len(out.items) == 1:
        out = out.items[0]
    if isinstance(target, np.ufunc) and (not target.nin <= len(args) <= target.nargs or any(map(is_none, args))):
        fails(reader, target, *args)
        args = args[: target.nin]
    if isinstance(target, np.ufunc) and len(args) > target.nin:
        outs = args[target.nin :]
        args, out = args[: target.nin], outs[0] if target.nout == 1 else Tup(outs)
    with_options = _with_options(reader, target, args, out, kwargs)
    if with_options is not None:
        return with_options
    if (
        target in (np.array, np.astype, np.nan_to_num)
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
    if target is np.meshgrid and "copy" in kwargs and literal(kwargs["copy"]) == (True, False):
        return reader.in_line(grid_of_views, *args, **{k: v for k, v in kwargs.items() if k != "copy"})
    if target in _IGNORE_OUT and not (out is None or (isinstance(out, Const) and out.value is None)):
        raise Unsupported(
            "some versions of NumPy ignore this `out=`", origin=reader.origin_of(node), instead="write `out[...] = ...`"
        )
    result = reader.builder.apply(target, args, kwargs)
    refuse_dtype(type_of(result), reader.origin_of(node))
    with_active = any(can_be_active(type_of(o)) for o in args)
    refuse_text(type_of(result), with_active=with_active, place=reader.origin_of(node))
    return _stored(reader, result, out, node)


def _refuse_unknown_names(reader: Reader, target: Any, kwargs: dict[str, Operand], node: Any) -> None:
    """Arguments by names that the function does not have."""
    taken = None if isinstance(target, np.ufunc) or not kwargs else _names_taken(target)
    name = next((name for name in kwargs if taken is not None and name not in taken), None)
    if name is not None:
        said = f"{target.__name__}() got an unexpected keyword argument {name!r}"
        error, depth = TypeError(said), len(reader.builder.blocks)
        raise KnownFailure(said, origin=reader.origin_of(node), error=error, depth=depth)


@functools.lru_cache(maxsize=1024)
def _names_taken(target: Any) -> frozenset[str] | None:
    """The names of a function's parameters; None where it takes any, or Python knows no signature."""
    try:
        parameters = inspect.signature(target).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return None
    return frozenset(p.name for p in parameters if p.kind is not p.POSITIONAL_ONLY)


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


def call_opaque(
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
        instead=advice or HOW_TO_REGISTER,
    )


HOW_TO_REGISTER = "register its derivative with @srcxform.adjoint and @srcxform.tangent"
