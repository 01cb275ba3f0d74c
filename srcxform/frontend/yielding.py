"""Generator functions: their bodies are read where their items are asked for, with what is done for an item in the
place of each `yield`.

    def steps(n):
        for k in range(n):                  for k in range(n):
            yield k * h             ->          t = k * h
                                                body
    for t in steps(n):
        body

So the body of the loop and that of the function take turns as they do in Python. Who leaves the loop, leaves the
function: a `yield` is a call, and a `return` follows it where that call says so.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend.activations import entered
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.normalise.trees import expression, load, placed, store, with_fields
from srcxform.frontend.source import origin
from srcxform.frontend.virtual import Generator, Receiver, Yielding
from srcxform.frontend.walking import children
from srcxform.ir.nodes import Const, Operand

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Take = Callable[[Operand], Operand]
MOST_NESTED = 32
_RECEIVER = "the receiver"
_ROWS = "the rows"
"""Names of what is called in the place of `yield`, and of what is iterated over; none of a program."""


def called(reader: Reader, yielding: Yielding) -> Operand:
    """What a call of a generator function gives: it is consumed as `(item for item in ...)` is."""
    rows = Const(yielding)
    return Const(Generator(expression("(item for item in rows)", yielding.call), reader.own_frame(rows=rows), rows))


def _is_item(node: gast.GeneratorExp) -> bool:
    """Whether a generator expression is `(item for item in rows)`."""
    part = node.generators[0]
    is_plain = len(node.generators) == 1 and not part.ifs
    return is_plain and isinstance(node.elt, gast.Name) and getattr(part.target, "id", None) == node.elt.id


def yielding_of(iterable: Operand) -> Yielding | None:
    """The call of a generator function whose items these are, as they are."""
    value = iterable.value if isinstance(iterable, Const) else None
    if isinstance(value, Generator) and _is_item(value.node):
        return yielding_of(value.first)
    return value if isinstance(value, Yielding) else None


def is_running(iterable: Operand) -> bool:
    """Whether the items are those that a generator function gives, one after the other."""
    return yielding_of(iterable) is not None


def run(reader: Reader, iterable: Operand, take: Callable[[Operand], None]) -> None:
    """Run through what a generator function gives; `take` takes each item."""

    def all_taken(item: Operand) -> Operand:
        take(item)
        return Const(None)

    _run(reader, iterable, all_taken, stops=False)


def run_until(reader: Reader, iterable: Operand, take: Take) -> None:
    """The same, for a `take` that gives whether no more items are wanted."""
    _run(reader, iterable, take, stops=True)


def _run(reader: Reader, iterable: Operand, take: Take, stops: bool) -> None:
    call = yielding_of(iterable)
    assert call is not None
    outside = _Outside(reader)

    def taken(item: Operand) -> Operand:
        with outside.again():
            return take(item)

    _refuse_deep(reader, call)
    names = {**call.names, _RECEIVER: Const(Receiver(taken, reader.frame))}
    node = normalise(_with_receiver(call, stops))
    with entered(reader, node, names, call.source, call.parent, call.key):
        reader.execute(list(node.body))


def of_expression(reader: Reader, node: gast.GeneratorExp, first: Operand) -> Operand | None:
    """A generator expression over a generator function, as one itself; None for one that binds a name around it."""
    if any(isinstance(each, gast.NamedExpr) for each in gast.walk(node)):
        return None
    names: dict[str, Operand] = {_ROWS: first}
    return called(reader, Yielding(_function_of(node), names, reader.frame.source, reader.frame, node, node))


@functools.lru_cache(maxsize=512)
def _function_of(node: gast.GeneratorExp) -> gast.FunctionDef:
    body: list[Any] = [placed(gast.Expr(placed(gast.Yield(node.elt), node.elt)), node.elt)]
    for part in reversed(node.generators):
        for test in reversed(part.ifs):
            body = [placed(gast.If(test, body, []), test)]
        over = load(_ROWS, part.iter) if part is node.generators[0] else part.iter
        body = [placed(gast.For(part.target, over, body, [], None), part.iter)]
    plain = gast.parse("def items(): pass").body[0]
    return with_fields(placed(plain, node), body=body)


def known(reader: Reader, iterable: Operand, of_item: Callable[[Operand], list[Any] | None]) -> list[Any] | None:
    """What is made of the items, where nothing of the run decides how many there are; None else, or if one is None."""
    depth, found = len(reader.builder.blocks), []

    def take(item: Operand) -> None:
        made = of_item(item) if len(reader.builder.blocks) == depth else None
        if made is None:
            raise _NotKnown
        found.extend(made)

    try:
        run(reader, iterable, take)
    except _NotKnown:
        return None
    return found


class _NotKnown(Exception):
    """An item is given by a loop or a branch of the run."""


def _refuse_deep(reader: Reader, call: Yielding) -> None:
    """A generator function that calls itself is read as often as it does so, which must end."""
    if reader.active_calls.count(call.key) > MOST_NESTED:
        raise Unsupported("a generator function calls itself, and how often is known only at run time",
                          origin=origin(call.source, call.node), instead="append to a list")  # fmt: skip


class _Outside:
    """Where the items are asked for: what is done for them is read as if the generator function were not there."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.here = self._now()

    def _now(self) -> tuple[Any, ...]:
        reader = self.reader
        return reader.frame, reader.loops, reader.depth, reader.path, reader.active_calls, reader.builder.origin

    def _go(self, place: tuple[Any, ...]) -> None:
        reader = self.reader
        reader.frame, reader.loops, reader.depth, reader.path, reader.active_calls, reader.builder.origin = place

    @contextmanager
    def again(self) -> Iterator[None]:
        inside = self._now()
        frame, _, *rest = self.here
        self._go((frame, [], *rest))
        try:
            yield
        finally:
            self._go(inside)


@functools.lru_cache(maxsize=512)
def yields(node: Any) -> bool:
    """Whether a function is a generator function."""
    return isinstance(node, gast.FunctionDef) and any(map(_yields, node.body))


def _yields(node: Any) -> bool:
    if isinstance(node, gast.FunctionDef | gast.Lambda | gast.ClassDef):
        return False
    return isinstance(node, gast.Yield | gast.YieldFrom) or any(map(_yields, children(node)))


def _with_receiver(call: Yielding, stops: bool) -> gast.FunctionDef:
    """The function with a call in the place of each `yield`, and a `return` where it may be left there."""
    try:
        return _rewritten(call.node, stops)
    except _NotRewritten as found:
        raise Unsupported(
            "a `yield` in a `try` or a `with` is not supported",
            origin=origin(call.source, found.node),
            instead="yield behind it, or write a class whose methods open and close",
        ) from None


class _NotRewritten(Exception):
    def __init__(self, node: Any) -> None:
        self.node = node


@functools.lru_cache(maxsize=512)
def _rewritten(node: gast.FunctionDef, stops: bool) -> gast.FunctionDef:
    return with_fields(node, body=_block(node.body, stops))


def _block(statements: list[Any], stops: bool) -> list[Any]:
    return [_statement(each, stops) for each in statements]


def _statement(node: Any, stops: bool) -> Any:
    if isinstance(node, gast.FunctionDef | gast.ClassDef) or _yield_in(node) is None:
        return node
    if isinstance(node, gast.Expr) and isinstance(node.value, gast.Yield):
        return _given(node.value, stops)
    if isinstance(node, gast.Expr):
        item, place = "the item", node.value
        each = placed(gast.Yield(load(item, place)), place)
        return placed(gast.For(store(item, place), place.value, [_given(each, stops)], [], None), node)
    if isinstance(node, gast.If | gast.For | gast.While):
        return with_fields(node, body=_block(node.body, stops), orelse=_block(node.orelse, stops))
    if isinstance(node, gast.Match):
        return with_fields(node, cases=[with_fields(case, body=_block(case.body, stops)) for case in node.cases])
    raise _NotRewritten(_yield_in(node))


def _given(node: gast.Yield, stops: bool) -> Any:
    value = placed(gast.Constant(None, None), node) if node.value is None else node.value
    taken = placed(gast.Call(load(_RECEIVER, node), [value], []), node)
    left = gast.If(taken, [placed(gast.Return(None), node)], [])
    return placed(left if stops else gast.Expr(taken), node)


def _yield_in(node: Any) -> Any:
    return next((each for each in gast.walk(node) if isinstance(each, gast.Yield | gast.YieldFrom)), None)
