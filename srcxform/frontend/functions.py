"""Functions of the program: their parameters are bound, and their bodies read where they are called."""

from __future__ import annotations

import functools
import types
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import SourceNotFound, Unsupported
from srcxform.frontend import calls, classes, containers, in_language, primitives, recursion, yielding
from srcxform.frontend.activations import entered
from srcxform.frontend.language import check_language
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.program import Restart
from srcxform.frontend.source import Source, read_source
from srcxform.frontend.virtual import Closure, Frame, Yielding
from srcxform.ir.nodes import Const, Operand, Tup
from srcxform.rules.registry import find_rule

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


DEEPEST = 60
MOST_UNFOLDED = 256


def closure(reader: Reader, node: Any, name: str) -> Operand:
    arguments = node.args
    defaults = tuple(reader.kept(reader.evaluate(d)) for d in arguments.defaults)
    keyword = tuple(None if d is None else reader.evaluate(d) for d in arguments.kw_defaults)
    return Const(Closure(node, reader.frame, defaults, keyword, name))


def call_closure(
    reader: Reader, closure: Closure, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """A call of a function defined inside the program: its body is read here."""
    bound = bind(
        reader, closure.node.args, args, kwargs, closure.defaults, closure.keyword_defaults, closure.name, node
    )
    for name, value in bound.items():
        bound[name] = reader.read_once(value, closure.node, name)
    return _inline(reader, closure.node, bound, closure.frame.source, closure.frame, closure.node, node)


def call_function(
    reader: Reader, function: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """A call of a Python function: its body is read here, unless the user gave a rule for it."""
    rule = None if reader.builder.derived else find_rule(function)
    if rule is not None and rule.is_own:
        return primitives.call_primitive(reader, function, args, kwargs, node)
    function = in_language.MIXINS.get(function, function)
    try:
        source = read_rule(function) if reader.builder.derived else read_source(function)
    except SourceNotFound as missing:
        raise SourceNotFound(missing.message, origin=reader.origin_of(node), instead=missing.instead) from None
    if not reader.builder.derived:
        check_language(source)
        reader.guard_function(function)
    bound = reader.bound_arguments(source, args, kwargs, node)
    return _inline(reader, source.node, bound, source, None, function, node)


def bound_arguments(
    reader: Reader, source: Source, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> dict[str, Operand]:
    """The parameters of a function, with what a call gives them."""
    defaults = tuple(
        reader.load_outside("item", source.defaults, k, d, node) if classes.holds_data(d)
        else reader.as_program_operand(d, node)
        for k, d in enumerate(source.defaults or ())
    )  # fmt: skip
    names = [a.id for a in source.node.args.kwonlyargs]
    keyword = tuple(
        reader.as_program_operand(source.kwdefaults[n], node) if n in (source.kwdefaults or {}) else None for n in names
    )
    bound = bind(reader, source.node.args, args, kwargs, defaults, keyword, source.name, node)
    for name, value in bound.items():
        bound[name] = reader.read_once(value, source.node, name)
    return bound


def call_static(reader: Reader, function: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand]) -> Operand:
    """A call that the compiler makes itself: a primitive, or a plain function of the rules put in line."""
    if (
        isinstance(function, types.FunctionType)
        and find_rule(function) is None
        and function.__module__.startswith("srcxform")
    ):
        derived, reader.builder.derived = reader.builder.derived, True
        try:
            return reader.call_function(function, args, kwargs, None)
        finally:
            reader.builder.derived = derived
    return calls.call(reader, Const(function), args, kwargs, None)


def _inline(
    reader: Reader, node: Any, names: dict[str, Operand], source: Source, parent: Frame | None, key: Any, call: Any
) -> Operand:
    if not reader.builder.derived and yielding.yields(node):
        return yielding.called(reader, Yielding(node, names, source, parent, key, call))
    # Rules may call themselves (on the parts of a complex number): these calls end at compile time. So do definitions,
    # by way of the callables that they are given: `quad` of a function that calls `quad`.
    ends = reader.builder.derived or source.is_own
    calls_itself = key in reader.active_calls and not ends
    if reader.shared.unfolds:
        _count_unfolded(reader, calls_itself, call)
    elif not reader.builder.derived and key in reader.shared.recursive:
        return recursion.call_separately(reader, key, source, node, names, parent, call)
    elif calls_itself or reader.depth > DEEPEST:
        reader.shared.recursive.add(key)
        raise Restart
    if not isinstance(node, gast.Lambda) and not reader.builder.derived:
        node = normalise(node)
    with entered(reader, node, names, source, parent, key):
        if isinstance(node, gast.Lambda):
            return reader.evaluate(node.body)
        reader.execute(list(node.body))
        return reader.frame.cells.get("return", Const(None))


def _count_unfolded(reader: Reader, calls_itself: bool, call: Any) -> None:
    """A recursion that does not end soon while it is read is left to the run."""
    reader.shared.unfolded += calls_itself
    if reader.depth > DEEPEST or reader.shared.unfolded > MOST_UNFOLDED:
        raise Unsupported("a recursion that does not end while it is read", origin=reader.origin_of(call))


@functools.cache
def read_rule(function: Any) -> Source:
    """The source of a rule or of a helper of rules, checked and with its jumps normalised: these do not change."""
    source = read_source(function)
    check_language(source)
    return source if isinstance(source.node, gast.Lambda) else replace(source, node=normalise(source.node))


def bind(
    reader: Reader,
    parameters: Any,
    args: tuple[Operand, ...],
    kwargs: dict[str, Operand],
    defaults: tuple[Operand, ...],
    keyword_defaults: tuple[Operand | None, ...],
    name: str,
    node: Any,
) -> dict[str, Operand]:
    """Parameter names -> operands, as Python binds them."""
    positional = [a.id for a in (*parameters.posonlyargs, *parameters.args)]
    keyword_only = [a.id for a in parameters.kwonlyargs]
    bound: dict[str, Operand] = dict(zip(positional, args, strict=False))
    extra = args[len(positional) :]
    if parameters.vararg is not None:
        bound[parameters.vararg.id] = Tup(tuple(map(reader.kept, extra)))
    elif extra:
        raise Unsupported(
            f"`{name}` takes {len(positional)} arguments, {len(args)} are given", origin=reader.origin_of(node)
        )
    more: dict[str, Operand] = {}
    for key, value in kwargs.items():
        if parameters.kwarg is not None and (key not in (*positional, *keyword_only)):
            more[key] = value
            continue
        if key in bound or key not in (*positional, *keyword_only):
            raise Unsupported(f"`{name}` cannot take the argument `{key}`", origin=reader.origin_of(node))
        bound[key] = value
    fallback = dict(zip(positional[len(positional) - len(defaults) :], defaults, strict=True))
    fallback |= {k: d for k, d in zip(keyword_only, keyword_defaults, strict=True) if d is not None}
    for key in (*positional, *keyword_only):
        if key not in bound and key not in fallback:
            raise Unsupported(f"`{name}` is called without `{key}`", origin=reader.origin_of(node))
        bound.setdefault(key, fallback.get(key, Const(None)))
    if parameters.kwarg is not None:
        bound[parameters.kwarg.id] = containers.new_dict(reader, list(more.items()), reader.site_of(node))
    return {key: reader.list_given(value, node, key) for key, value in bound.items()}
