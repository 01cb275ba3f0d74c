"""Puts derivative rules in line: the same reader that reads the user's program reads the rule's body."""

from __future__ import annotations

import contextlib
import functools
import inspect
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.errors import NoRule
from srcxform.frontend.lower import Reader
from srcxform.frontend.operations import division
from srcxform.frontend.own_results import refuse_wrong_count, shaped
from srcxform.frontend.refusals import name_of, without_rule
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Const, If, Operand, Statement, Tup, Var
from srcxform.ir.types import (
    UNKNOWN,
    ArrayType,
    ListType,
    TupleType,
    can_be_active,
    is_scalar,
    join_all,
)
from srcxform.rules.registry import Rule, find_rule

Terms = list[tuple[Operand, Operand]]


@functools.cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)


def rule_for(statement: Assign) -> Rule:
    """The rule of a statement's primitive; an error that shows how to write one if there is none."""
    rule = find_rule(statement.primitive)
    if rule is None or rule.kind == "definition":
        instead = "register one with @srcxform.adjoint and @srcxform.tangent, or wrap the argument in stop_gradient"
        why, advice = without_rule(statement.primitive)
        raise NoRule(
            f"an active value enters `{name_of(statement.primitive)}`, which has no derivative rule{why}",
            origin=statement.origin,
            instead=advice or instead,
        )
    return rule


def _results(
    reader: Reader, written: Callable[..., Any], statement: Assign, extra: dict[str, Operand]
) -> tuple[dict[str, Operand], list[Operand]]:
    """Run a rule on the statement's operands: (parameter -> operand, one result for each parameter)."""
    signature = _signature(written)
    accepted = {k: v for k, v in extra.items() if k in signature.parameters}
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in signature.parameters.values()):
        accepted = extra
    derived, reader.builder.derived = reader.builder.derived, True
    math_before, reader.scalar_math = reader.scalar_math, getattr(statement.primitive, "__module__", "") == "math"
    args, named = _with_arrays(reader, statement, signature, accepted)
    begin = len(reader.builder.blocks[-1])
    try:
        with _numbers_of(reader, statement):
            result = reader.call_function(written, args, named, None)
    finally:
        reader.builder.derived, reader.scalar_math = derived, math_before
    bound = _bound(signature, statement, extra)
    results = _one_by_one(reader, result)
    rule = find_rule(statement.primitive)
    if rule is not None and rule.is_own:
        refuse_wrong_count(written, statement, sum(not name.endswith("_dot") for name in bound), results)
        return bound, results
    shapes = bound.values() if "out_bar" in extra else [statement.out] * len(results)
    paired = zip_longest(results, list(shapes)[: len(results)], fillvalue=statement.out)
    made = reader.builder.blocks[-1][begin:]
    return bound, [_of_one_form(reader, statement, made, each, like) for each, like in paired]


def _of_one_form(
    reader: Reader, statement: Assign, made: Sequence[Statement], result: Operand, like: Operand
) -> Operand:
    """A rule may give one result or several, which must be known before the program runs; or none, which is zero.

    `made` are the statements of the rule: what was there before has one form.
    """
    given = _given(made, result)
    kinds = [type_of(each) for each in given if not (isinstance(each, Const) and each.value is None)]
    if len(given) > 1 and any(isinstance(t, TupleType) for t in kinds):
        raise NoRule(
            f"the rule of `{_name(statement)}` depends on what is known of its arguments only at run time",
            origin=statement.origin,
            instead="give it a constant for what chooses between its forms (a mode, an axis), and arrays whose number "
            "of axes is known: `np.reshape(a, (-1, 3))`",
        )
    if len(kinds) in (0, len(given)):
        return result
    return reader.builder.raw(join_all(kinds) or UNKNOWN, runtime.or_zero, result, like)


def _given(statements: Sequence[Statement], result: Operand) -> list[Operand]:
    """What the branches give that a result comes from."""
    for choice in statements:
        if isinstance(choice, If) and result in choice.results:
            k = choice.results.index(result)
            ends = [inner for inner in (choice.then, choice.orelse) if not inner.jump]
            return [v for inner in ends for v in _given(inner.statements, inner.yields[k])]
    return [result]


@contextlib.contextmanager
def _numbers_of(reader: Reader, statement: Assign) -> Iterator[None]:
    """A NumPy function gives inf where Python's numbers raise ZeroDivisionError; so does its derivative."""
    before, reader.numpy_math = reader.numpy_math, isinstance(statement.primitive, np.ufunc)
    try:
        yield
    finally:
        reader.numpy_math = before


def _one_by_one(reader: Reader, result: Operand) -> list[Operand]:
    """The results of a rule; a tuple that a branch gave is taken apart."""
    t = type_of(result)
    if isinstance(result, Tup):
        return list(result.items) if result.kind is tuple else [result]
    if isinstance(result, Var) and isinstance(t, TupleType) and t.kind is tuple:
        return [reader.item_of(result, k) for k in range(len(t.items))]
    return [result]


_ONE_ARRAY = frozenset({"a", "b", "x", "y", "v", "xp", "fp", "m", "p", "A", "x1", "x2", "weights"})
"""Parameters for which NumPy makes one array of a list; not those that take a sequence of arrays, or of lengths."""


def _with_arrays(
    reader: Reader, statement: Assign, signature: inspect.Signature, extra: dict[str, Operand]
) -> tuple[tuple[Operand, ...], dict[str, Operand]]:
    """What a rule is given: lists and tuples of numbers as the arrays that NumPy makes of them.

    A display of arrays is a tuple to it: of a list it could not be known that nobody writes it.
    """
    named = {**dict(statement.kwargs), **extra}
    if not str(getattr(statement.primitive, "__module__", "numpy")).startswith(("numpy", "scipy")):
        return statement.args, named

    def converted(name: str, operand: Operand) -> Operand:
        is_list = isinstance(type_of(operand), (ListType, TupleType))
        if is_list and name.removesuffix("_dot") in _ONE_ARRAY:
            return reader.as_array(operand)
        return _as_tuple(operand) if isinstance(operand, Tup) else operand

    positional = [p.name for p in signature.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    names = [*positional, *[""] * len(statement.args)]
    args = tuple(converted(name, arg) for name, arg in zip(names, statement.args, strict=False))
    return args, {name: converted(name, operand) for name, operand in named.items()}


def _as_tuple(display: Tup) -> Tup:
    return Tup(tuple(_as_tuple(item) if isinstance(item, Tup) else item for item in display.items))


def _bound(signature: inspect.Signature, statement: Assign, extra: dict[str, Operand]) -> dict[str, Operand]:
    """The operands of the differentiable parameters, in order; a star parameter gives one entry for each operand."""
    bound: dict[str, Operand] = {}
    args = list(statement.args)
    kwargs = dict(statement.kwargs)
    for name, parameter in signature.parameters.items():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            for k, arg in enumerate(args):
                bound[f"{name}[{k}]"] = arg
            args = []
        elif (
            name in extra
            or name in ("out", "out_bar")
            or parameter.kind is inspect.Parameter.VAR_KEYWORD
            or (parameter.kind is inspect.Parameter.KEYWORD_ONLY and name.endswith("_dot"))
        ):
            continue
        elif args and parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            bound[name] = args.pop(0)
        else:
            bound[name] = kwargs.get(name, Const(None))
    return bound


def adjoint_terms(reader: Reader, statement: Assign, g: Operand, is_active: Callable[[Operand], bool]) -> Terms:
    """(operand, its contribution) for each active operand of a statement whose result has the adjoint `g`."""
    rule = rule_for(statement)
    if rule.kind == "nondifferentiable":
        return []
    if rule.kind == "elementwise":
        return _elementwise_adjoint(reader, rule, statement, g, is_active)
    if rule.adjoint is None:
        raise NoRule(
            f"`{_name(statement)}` has a tangent rule but no adjoint rule",
            origin=statement.origin,
            instead="register one with @srcxform.adjoint",
        )
    bound, results = _results(reader, rule.adjoint, statement, {"out": statement.out, "out_bar": g})
    return [
        (operand, shaped(reader, rule, rule.adjoint, statement, term, operand))
        for operand, term in _paired(statement, bound, results, is_active)
    ]


def _paired(
    statement: Assign, bound: dict[str, Operand], results: list[Operand], is_active: Callable[[Operand], bool]
) -> Terms:
    terms: Terms = []
    for k, (name, operand) in enumerate(bound.items()):
        if not is_active(operand):
            continue
        if (
            k >= len(results)
            and name in ("like", "arrays")
            and getattr(statement.primitive, "__module__", "") == runtime.__name__
        ):
            continue  # a helper's `like` gives a shape alone
        if k >= len(results):
            raise NoRule(
                f"`{_name(statement)}` has no derivative rule for its argument `{name}`",
                origin=statement.origin,
                instead="pass a constant there, or wrap the argument in stop_gradient",
            )
        result = results[k]
        if isinstance(result, Const) and isinstance(result.value, str):
            raise NoRule(
                f"`{_name(statement)}` has no derivative rule for its argument `{name}`: {result.value}",
                origin=statement.origin,
                instead="pass a constant there, or wrap the argument in stop_gradient",
            )
        if not (isinstance(result, Const) and result.value is None):
            terms.append((operand, result))
    return terms


def _name(statement: Assign) -> str:
    return getattr(statement.primitive, "__name__", str(statement.primitive))


def _elementwise_adjoint(
    reader: Reader, rule: Rule, statement: Assign, g: Operand, is_active: Callable[[Operand], bool]
) -> Terms:
    assert rule.partials is not None
    bound, partials = _results(reader, rule.partials, statement, {"out": statement.out})
    builder = reader.builder
    terms: Terms = []
    for operand, partial in _paired(statement, bound, partials, is_active):
        if _may_be_complex(partial):
            partial = builder.op(np.conj, partial)
        with _numbers_of(reader, statement):
            terms.append((operand, scaled(reader, g, partial)))
    return terms


def is_shape_keeping(statement: Assign) -> bool:
    """Whether the result has the shape of the only operand that is no number, as that of `2 * x`."""
    rule = find_rule(statement.primitive)
    if rule is None or rule.kind != "elementwise" or statement.kwargs:
        return False
    return sum(not is_scalar(type_of(arg)) for arg in statement.args) == 1


def _may_be_complex(operand: Operand) -> bool:
    t = type_of(operand)
    return can_be_active(t) and not (isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind != "c")


def scaled(reader: Reader, g: Operand, partial: Operand) -> Operand:
    """`g * partial`, as one would write it."""
    builder = reader.builder
    if isinstance(partial, Const) and partial.value == -1:
        return builder.op(operator.neg, g)
    quotient = _reciprocal_of(reader, partial)
    if quotient is not None:
        return builder.op(division(reader, operator.truediv, g, quotient), g, quotient)
    if reader.safe:
        return builder.op(runtime.safe_product, g, partial)
    return builder.op(operator.mul, g, partial)


def _reciprocal_of(reader: Reader, partial: Operand) -> Operand | None:
    """`d`, where the partial was written `1 / d`: then `g / d` is shorter."""
    last = next(
        (s for s in reversed(reader.builder.blocks[-1][-4:]) if isinstance(s, Assign) and s.out is partial), None
    )
    if (
        last is not None
        and last.primitive in (operator.truediv, np.divide)
        and isinstance(last.args[0], Const)
        and last.args[0].value == 1
        and not reader.safe
    ):
        return last.args[1]
    return None


def tangent_terms(
    reader: Reader, statement: Assign, dots: Mapping[Operand, Operand], is_active: Callable[[Operand], bool]
) -> list[Operand]:
    """The terms of the tangent of a statement's result, given those of its active operands."""
    rule = rule_for(statement)
    if rule.kind == "nondifferentiable":
        return []
    if rule.kind == "elementwise":
        assert rule.partials is not None
        bound, partials = _results(reader, rule.partials, statement, {"out": statement.out})
        with _numbers_of(reader, statement):
            return [
                scaled(reader, _dot_as_array(reader, statement, dots[operand]), partial)
                for operand, partial in _paired(statement, bound, partials, is_active)
            ]
    if rule.kind == "linear":
        return [_linear_tangent(reader, rule, statement, dots, is_active)]
    if rule.tangent is None:
        raise NoRule(
            f"`{_name(statement)}` has an adjoint rule but no tangent rule",
            origin=statement.origin,
            instead="register one with @srcxform.tangent",
        )
    signature = _signature(rule.tangent)
    names = _bound(
        signature,
        statement,
        {name: Const(None) for name in signature.parameters if name == "out" or name.endswith("_dot")},
    )
    each = {
        name: dots[operand] if is_active(operand) else _zero_tangent(reader, name, operand)
        for name, operand in names.items()
    }
    given = _grouped(each)
    bound, results = _results(reader, rule.tangent, statement, {"out": statement.out, **given})
    bound = {k: v for k, v in bound.items() if not k.endswith("_dot")}
    return [
        shaped(reader, rule, rule.tangent, statement, term, statement.out)
        for _, term in _paired(statement, bound, results, is_active)
    ]


def _dot_as_array(reader: Reader, statement: Assign, dot: Operand) -> Operand:
    """NumPy's functions take tuples and lists for arrays; the tangent of such a one is a tuple or a list, too."""
    if not isinstance(statement.primitive, np.ufunc) or isinstance(type_of(dot), ArrayType):
        return dot
    return reader.builder.op(np.asarray, reader.materialised(dot))


def _grouped(each: dict[str, Operand]) -> dict[str, Operand]:
    """Rule inputs `x_dot`; those of a star parameter `args[0], args[1]` as one tuple `args_dot`."""
    given: dict[str, Operand] = {}
    for name, operand in each.items():
        stem = name.split("[")[0]
        if stem == name:
            given[f"{name}_dot"] = operand
        else:
            before = given.get(f"{stem}_dot", Tup(()))
            assert isinstance(before, Tup)
            given[f"{stem}_dot"] = Tup((*before.items, operand))
    return given


def _zero_tangent(reader: Reader, name: str, operand: Operand) -> Operand:
    """A tangent of zero: the terms that use it are never asked for, but they are read."""
    t = type_of(operand)
    is_array = isinstance(t, (ArrayType, ListType, TupleType)) and not is_scalar(t) and name in _ONE_ARRAY
    return _zeros(reader, operand) if is_array or can_be_active(t) else Const(None)


def _zeros(reader: Reader, operand: Operand) -> Operand:
    if isinstance(operand, Tup):
        return Tup(tuple(_zeros(reader, item) for item in operand.items), operand.kind)
    t = type_of(operand)
    if isinstance(t, ArrayType) and t.rank == 0 and t.box != "array":
        return Const(0.0)
    return reader.builder.op(np.zeros_like if isinstance(t, ArrayType) else runtime.zeros_like, operand)


def _linear_tangent(
    reader: Reader, rule: Rule, statement: Assign, dots: Mapping[Operand, Operand], is_active: Callable[[Operand], bool]
) -> Operand:
    """The primitive itself, on the tangents of what it is linear in."""
    assert rule.adjoint is not None
    count = _linear_count(reader, rule, statement)

    def tangent_of(position: int, operand: Operand) -> Operand:
        if position not in count:
            return operand
        return dots[operand] if is_active(operand) else _zeros(reader, operand)

    positions = {name: k for k, name in enumerate(_bound(_signature(rule.adjoint), statement, {}))}
    args = tuple(tangent_of(k, arg) for k, arg in enumerate(statement.args))
    kwargs = {name: tangent_of(positions.get(name, -1), value) for name, value in statement.kwargs}
    return reader.builder.apply(statement.primitive, args, kwargs)


def _linear_count(reader: Reader, rule: Rule, statement: Assign) -> set[int]:
    """The positions that the primitive is linear in: those for which its transpose gives a result."""
    with reader.builder.block():
        assert rule.adjoint is not None
        _, results = _results(reader, rule.adjoint, statement, {"out": statement.out, "out_bar": statement.out})
    return {k for k, r in enumerate(results) if not (isinstance(r, Const) and r.value is None)}
