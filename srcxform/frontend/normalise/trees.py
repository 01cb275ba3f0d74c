"""Small pieces of trees, each at the place of what it stands for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import gast

Block = list[gast.stmt]


def placed(node: Any, place: gast.AST) -> Any:
    """The node, at the place of another one."""
    return gast.copy_location(node, place)


def with_fields(node: Any, **changed: Any) -> Any:
    """The same statement, with some of its parts changed."""
    fields = {name: getattr(node, name) for name in node._fields}
    return placed(type(node)(**{**fields, **changed}), node)


@functools.lru_cache(maxsize=512)
def expression(text: str, place: Any) -> Any:
    """The tree of a text, as if it stood at another place."""
    found = gast.parse(text, mode="eval").body
    for part in gast.walk(found):
        placed(part, place or gast.Pass())
    return found


def load(name: str | None, place: gast.AST) -> gast.Name:
    return placed(gast.Name(name, gast.Load(), None, None), place)


def store(name: str, place: gast.AST) -> gast.Name:
    return placed(gast.Name(name, gast.Store(), None, None), place)


def constant(value: object, place: gast.AST) -> gast.Constant:
    return placed(gast.Constant(value, None), place)


def assignment(name: str, value: gast.expr | bool | None, place: gast.AST) -> gast.Assign:
    assigned = value if isinstance(value, gast.AST) else constant(value, place)
    return placed(gast.Assign([store(name, place)], assigned, None), place)


def call(function: Callable[..., Any], arguments: Sequence[gast.expr], place: gast.AST) -> gast.Call:
    """A call of this very function, whatever its name means to the user."""
    return placed(gast.Call(constant(function, place), list(arguments), []), place)


def negation(test: gast.expr) -> gast.expr:
    """`not test`, without saying `not` twice."""
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return test.operand
    return placed(gast.UnaryOp(gast.Not(), test), test)


def conditional(test: gast.expr, body: Block, orelse: Block, place: gast.AST) -> gast.If:
    """An `if` with a body, whichever of the two is empty."""
    if body or not orelse:
        return placed(gast.If(test, body or [placed(gast.Pass(), place)], orelse), place)
    return placed(gast.If(negation(test), orelse, []), place)
