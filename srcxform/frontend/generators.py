"""Managers that the user wrote as a generator function: what stands before its `yield`, after it, and at last.

    @contextmanager                         before:  a
    def manager(x):                                  return x
        a                           ->      rest:    b
        try:                                last:    c
            yield x
            b
        finally:
            c

Where the body of the `with` raises, a generator goes on at its `finally` alone: `rest` is read only where it did not.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import SrcxformError, Unsupported
from srcxform.frontend.language import check_language
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.source import Source, read_source
from srcxform.frontend.virtual import Frame
from srcxform.frontend.walking import assigned_names
from srcxform.ir.nodes import Const, Operand

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def is_manager(target: object) -> bool:
    """Whether `contextlib.contextmanager` made it of a generator function."""
    return inspect.isgeneratorfunction(getattr(target, "__wrapped__", None)) and inspect.isfunction(target)


@dataclass
class Opened:
    """One use of such a function: its frame, and its three parts as functions."""

    frame: Frame
    before: gast.FunctionDef
    rest: gast.FunctionDef
    last: gast.FunctionDef

    def read(self, reader: Reader, part: gast.FunctionDef) -> Operand:
        """Read one part in the frame of the function; what it gives."""
        with _inside(reader, self.frame):
            reader.memory.delete(self.frame, "return")
            reader.execute(list(normalise(part).body))
            return self.frame.cells.get("return", Const(None))


@contextmanager
def _inside(reader: Reader, frame: Frame) -> Iterator[None]:
    site, loops, place = reader.frame, reader.loops, reader.builder.origin
    reader.frame, reader.loops = frame, []
    try:
        yield
    finally:
        reader.frame, reader.loops, reader.builder.origin = site, loops, place


def opened(reader: Reader, target: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Opened:
    """The parts of the generator function behind a manager, with its arguments bound."""
    function = target.__wrapped__
    try:
        source = read_source(function)
    except SrcxformError as missing:
        raise type(missing)(missing.message, origin=reader.origin_of(node), instead=missing.instead) from None
    parts = _parts(source, reader, node)
    for part in parts:
        check_language(replace(source, node=part))
    reader.guard_function(function)
    names = reader.bound_arguments(source, args, kwargs, node)
    frame = Frame(names, source=source, local_names=frozenset(assigned_names(list(source.node.body))))
    return Opened(frame, *parts)


def _parts(source: Source, reader: Reader, node: Any) -> tuple[gast.FunctionDef, gast.FunctionDef, gast.FunctionDef]:
    body: list[Any] = list(source.node.body)
    place = next((k for k, each in enumerate(body) if _yields(each)), 0)
    before, at, rest, last = body[:place], body[place], body[place + 1 :], list[Any]()
    if isinstance(at, gast.Try) and at.finalbody and not (at.handlers or at.orelse):
        inner = next((k for k, each in enumerate(at.body) if _yields(each)), 0)
        # What follows the whole `try` comes after its `finally`, and not where the body of the `with` raised.
        if rest:
            raise _refusal(reader, node, source.name, "goes on after its `try`")
        before, at, rest, last = before + at.body[:inner], at.body[inner], at.body[inner + 1 :], at.finalbody
    if not (isinstance(at, gast.Expr) and isinstance(at.value, gast.Yield)) or any(map(_yields, (*rest, *last))):
        raise _refusal(reader, node, source.name, "does not yield once, in its body or in a `try`")
    if any(isinstance(each, gast.Return) for statement in body for each in gast.walk(statement)):
        raise _refusal(reader, node, source.name, "returns")
    given = gast.copy_location(gast.Return(at.value.value), at)
    empty = gast.copy_location(gast.Pass(), at)
    first, second, third = (_function(source, part or [empty]) for part in ([*before, given], rest, last))
    return first, second, third


def _yields(statement: gast.AST) -> bool:
    return any(isinstance(each, gast.Yield | gast.YieldFrom) for each in gast.walk(statement))


def _function(source: Source, body: list[Any]) -> gast.FunctionDef:
    fields = {name: getattr(source.node, name) for name in source.node._fields}
    return gast.copy_location(gast.FunctionDef(**{**fields, "body": body}), source.node)


def _refusal(reader: Reader, node: Any, name: str, what: str) -> Unsupported:
    return Unsupported(
        f"the manager `{name}` is a generator that {what}",
        origin=reader.origin_of(node),
        instead="write a class with `__enter__` and `__exit__`",
    )
