"""What the rule of a user gives, compared with what is due: one result for each argument, in its shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srcxform import runtime
from srcxform.errors import WrongRule
from srcxform.frontend.forms import choice_of
from srcxform.frontend.lower import Reader
from srcxform.frontend.refusals import name_of
from srcxform.frontend.source import place_of
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Const, Operand
from srcxform.ir.types import (
    ArrayType,
    ListType,
    TupleType,
    Type,
    same_size,
)
from srcxform.rules.registry import Rule


def refuse_wrong_count(written: Callable[..., Any], statement: Assign, count: int, results: list[Operand]) -> None:
    """A rule that gives nothing forgot to; a result for no argument was meant for another one."""
    name = name_of(statement.primitive)
    if len(results) == 1 and count > 1 and _described(type_of(results[0])) == "a list":
        raise WrongRule(
            f"this rule for `{name}` gives a list",
            origin=place_of(written),
            instead="return a tuple, with one result for each argument",
        )
    if len(results) == 1 and _may_be_none(results[0]):
        raise WrongRule(
            f"this rule for `{name}` gives nothing",
            origin=place_of(written),
            instead="return one result for each argument; where it is zero by mathematics, None as item of a tuple",
        )
    if len(results) > count:
        raise WrongRule(
            f"this rule for `{name}` gives {len(results)} results for {count} argument{'s' * (count != 1)}",
            origin=place_of(written),
            instead="return one result for each argument, in their order",
        )


def _may_be_none(result: Operand) -> bool:
    either = choice_of(result)
    if either is not None:
        return _may_be_none(either.then) or _may_be_none(either.orelse)
    return isinstance(result, Const) and result.value is None


def shaped(
    reader: Reader, rule: Rule, written: Callable[..., Any], statement: Assign, g: Operand, like: Operand
) -> Operand:
    """What a user's rule gives, which must have the axes of what it belongs to; the run checks what types leave open.

    Of fewer axes it could be a sum that was taken by mistake, and would be repeated.
    """
    have, want = type_of(g), type_of(like)
    if not rule.is_own or isinstance(want, (ListType, TupleType)):
        return g
    is_list = isinstance(have, (ListType, TupleType))
    if isinstance(have, ArrayType) and isinstance(want, ArrayType) and None not in (have.rank, want.rank):
        if have.rank == want.rank == 0 or (have.rank == want.rank and _same_lengths(have, want)):
            return g
        is_list = have.rank < want.rank  # type: ignore[operator]
    if is_list:
        raise WrongRule(
            f"this rule for `{name_of(statement.primitive)}` gives {_described(have)} where {_described(want)} is due",
            origin=place_of(written),
            instead="return a tuple, with a result for each argument in the argument's shape",
        )
    return reader.builder.raw(have, runtime.of_shape, g, like, Const(name_of(statement.primitive)))


def _same_lengths(have: ArrayType, want: ArrayType) -> bool:
    if have.dims is None or want.dims is None:
        return False
    return all(same_size(h, w) for h, w in zip(have.dims, want.dims, strict=True))


def _described(t: Type) -> str:
    if isinstance(t, (ListType, TupleType)):
        return "a list" if isinstance(t, ListType) or t.kind is list else "a tuple"
    if not isinstance(t, ArrayType) or t.rank is None:
        return "an array"
    return "a number" if t.rank == 0 else f"an array of {t.rank} {'axis' if t.rank == 1 else 'axes'}"
