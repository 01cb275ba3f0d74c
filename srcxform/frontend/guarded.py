"""Attempts and managers: what normalised code has of `try` and `with`, as guarded blocks.

An attempt is an `If` that nobody tests; what its body assigned counts only where it did not fail. A manager of a
library is entered when the program runs, and again in the reverse sweep. One that the user wrote is read in line.
"""

from __future__ import annotations

import contextlib
import operator
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import gast
import numpy as np

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend import calls, generators
from srcxform.frontend.attributes import attribute_of
from srcxform.frontend.branches import FALL, NEVER, Branch, Merger, read_branch
from srcxform.frontend.forms import MISSING
from srcxform.frontend.kinship import method_of
from srcxform.frontend.memory import HALF_DONE, Cell, Changes, Tried, now
from srcxform.frontend.normalise.pseudo import Attempt, Within
from srcxform.frontend.source import read_source
from srcxform.frontend.statements import until_failure
from srcxform.frontend.virtual import instance_of
from srcxform.ir import nodes
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.guarded import NEVER as UNREACHED
from srcxform.ir.nodes import Const, If, Operand, Tup, Var
from srcxform.ir.raising import block_may_raise, may_raise
from srcxform.ir.types import BOOL, ArrayType, ObjectType
from srcxform.ir.walk import blocks, statements_in

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

MANAGERS: tuple[Callable[..., Any], ...] = (np.errstate, np.printoptions, warnings.catch_warnings)
"""The managers of libraries that change nothing but how operations report what they do."""


# Attempts


def read_attempt(reader: Reader, node: Attempt) -> str:
    """`failed` and `error` are set where the body fails; names that it assigns then keep their values."""
    caught = _classes(reader, node)
    began = now()
    with _watched(reader, began) as half_done:
        then = read_branch(reader, lambda: until_failure(reader, lambda: reader.execute(list(node.body))))
    if then.ending not in (FALL, NEVER):
        raise Unsupported("a jump out of what `try` protects", origin=reader.origin_of(node))
    if not block_may_raise(block_of(then.statements)) and then.ending == FALL:
        _put_in_line(reader, then)
        return FALL
    always_fails = then.ending == NEVER
    if always_fails:
        then.ending = FALL  # what always raises is followed by nothing, and that is never reached
    failed = Var(node.failed, BOOL)

    def fail() -> str:
        reader.memory.write(reader.frame, node.failed, Const(True))
        error = reader.builder.raw(reader.tables.object_type, runtime.caught_error, hint=node.error)
        reader.memory.write(reader.frame, node.error, error)
        return FALL

    orelse = read_branch(reader, fail)
    orelse.changes.update((cell, _lost(then.read(*cell))) for cell in half_done)
    flag = then.changes.pop((reader.frame, node.failed), None) or reader.frame.cells.get(node.failed)
    if _is_false(flag):
        orelse.changes.pop((reader.frame, node.failed), None)
    elif flag is not None:
        then.changes[reader.frame, node.failed] = flag
    with reader.builder.block() as after:
        merger = Merger(reader, failed, orelse, then, began)
        changed = merger.changes([orelse, then])
    reader.builder.add(
        If(
            Const(nodes.Attempt(caught)),
            block_of(then.statements, (Const(False), *merger.orelse)),
            block_of(orelse.statements, (Const(True), *merger.then)),
            (failed, *merger.results),
            reader.origin_of(node),
        )
    )
    for statement in after:
        reader.builder.add(statement)
    reader.memory.apply(changed)
    if always_fails:
        reader.memory.write(reader.frame, node.failed, Const(True))
    elif _is_false(flag):
        reader.memory.write(reader.frame, node.failed, failed)
    return FALL


@contextlib.contextmanager
def _watched(reader: Reader, began: int) -> Iterator[list[Cell]]:
    """Find the cells from before that the body of an attempt writes, and may fail after that.

    A statement of the program is an attempt of its own, and what it assigns it assigns last. But functions that it
    calls are read in line: where one changes an object and then raises, the change is not known afterwards.
    """
    memory, builder = reader.memory, reader.builder
    tried, found = Tried(began), list[Cell]()
    memory.tried.append(tried)
    builder.log = memory.log
    try:
        yield found
    finally:
        memory.tried.pop()
        builder.log = memory.log if memory.tried else None
    risky = [place for statement, place in memory.log.items() if tried.written and _may_fail(statement)]
    found += [cell for cell, place in tried.written.items() if risky and risky[-1] >= place]
    if not memory.tried:
        memory.log = {}


def _may_fail(statement: nodes.Statement) -> bool:
    """Whether a statement may fail; a loop may do so in its next trip, after all that its body does."""
    if isinstance(statement, (nodes.For, nodes.While)):
        return may_raise(statement) or any(map(block_may_raise, blocks(statement)))
    return may_raise(statement)


def _lost(content: Operand) -> Operand:
    """What a cell holds after a failure: a number or an array is missed when the program runs."""
    t = type_of(content)
    is_number = isinstance(t, ArrayType) and t.dtype != np.bool_
    return MISSING if is_number else Const(HALF_DONE)


def _is_false(operand: Operand | None) -> bool:
    return isinstance(operand, Const) and operand.value is False


def _put_in_line(reader: Reader, branch: Branch) -> None:
    reader.memory.apply(branch.changes)
    for statement in branch.statements:
        reader.builder.add(statement)


def _classes(reader: Reader, node: Attempt) -> tuple[type[BaseException], ...]:
    """The exception classes that are caught, each once."""
    found: dict[type[BaseException], None] = {}
    for expression in node.caught:
        operand = reader.evaluate(expression)
        listed = operand.items if isinstance(operand, Tup) else (operand,)
        for each in listed:
            values = each.value if isinstance(each, Const) else None
            for kind in values if isinstance(values, tuple) else (values,):
                if not isinstance(kind, type) or not issubclass(kind, BaseException):
                    raise Unsupported(
                        "which exceptions are caught is known only at run time",
                        origin=reader.origin_of(expression),
                        instead="name the exception classes in the `except`",
                    )
                found[kind] = None
    return tuple(found) or (BaseException,)


# Managers


def read_within(reader: Reader, node: Within) -> str:
    """The body within its manager."""
    if isinstance(node.manager, gast.Call):
        function = reader.evaluate(node.manager.func)
        target = function.value if isinstance(function, Const) else None
        if target is runtime.rewinding:
            return _within_rewinding(reader, node)
        if target is contextlib.suppress:
            raise Unsupported(
                "`contextlib.suppress` is not supported",
                origin=reader.origin_of(node),
                instead="write `try: ... except ...: pass`",
            )
        if target is contextlib.nullcontext:
            return _within_nothing(reader, node)
        library = next((manager for manager in MANAGERS if target is manager), None)
        if library is not None:
            return _within_library(reader, node, library)
        if generators.is_manager(target):
            return _within_generator(reader, node, target)
    return _within_object(reader, node, reader.evaluate(node.manager))


def _within_nothing(reader: Reader, node: Within) -> str:
    args = [reader.evaluate(arg) for arg in node.manager.args]
    if node.target is not None:
        reader.assign_target(node.target, args[0] if args else Const(None))
    return reader.execute(list(node.body))


def _within_rewinding(reader: Reader, node: Within) -> str:
    """Generated code that is read again: its tapes are cut back where the body failed, one item at a time."""
    lists: list[gast.Name] = node.manager.args
    marks = [_mark(reader, each) for each in lists]
    reader.execute(list(node.body))
    if node.failed is not None:
        cuts = [_cut(each, mark) for each, mark in zip(lists, marks, strict=True)]
        reader.execute([gast.If(_load(node.failed), cuts, [])])
    return FALL


def _mark(reader: Reader, stack: gast.Name) -> str:
    mark = f"{stack.id}_mark"
    while mark in reader.frame.local_names:
        mark += "_"
    length = gast.Call(gast.Constant(len, None), [stack], [])
    reader.execute([gast.Assign([gast.Name(mark, gast.Store(), None, None)], length, None)])
    return mark


def _cut(stack: gast.Name, mark: str) -> gast.For:
    length = gast.Call(gast.Constant(len, None), [stack], [])
    count = gast.Call(gast.Constant(range, None), [gast.BinOp(length, gast.Sub(), _load(mark))], [])
    pop = gast.Expr(gast.Call(gast.Attribute(stack, "pop", gast.Load()), [], []))
    return gast.For(gast.Name("_", gast.Store(), None, None), count, [pop], [], None)


def _load(name: str) -> gast.Name:
    return gast.Name(name, gast.Load(), None, None)


def _within_library(reader: Reader, node: Within, target: Callable[..., Any]) -> str:
    """A manager of a library, with arguments that are known."""
    if node.target is not None:
        raise Unsupported(
            f"what `{target.__name__}` gives is not supported",
            origin=reader.origin_of(node),
            instead="leave out the `as`",
        )
    args, kwargs = calls.arguments(reader, node.manager)
    given = [*args, *kwargs.values()]
    if not all(isinstance(o, Const) and isinstance(o.value, (bool, int, str, type(None))) for o in given):
        raise Unsupported(
            f"`{target.__name__}` has an argument that is known only at run time",
            origin=reader.origin_of(node),
            instead="give it constants",
        )
    guard = nodes.Within(
        target,
        tuple(o.value for o in args if isinstance(o, Const)),
        tuple((key, o.value) for key, o in kwargs.items() if isinstance(o, Const)),
    )
    began = now()
    then = read_branch(reader, lambda: reader.execute(list(node.body)))
    merger = Merger(reader, Const(True), then, Branch([], NEVER, (), _nothing_changed()), began)
    changed = merger.changes([then])
    jump = "never" if then.ending == NEVER else ""
    yields = () if jump else tuple(merger.then)
    results = () if jump else tuple(merger.results)
    reader.builder.add(
        If(Const(guard), block_of(then.statements, yields, jump), UNREACHED, results, reader.origin_of(node))
    )
    reader.memory.apply(changed)
    return then.ending


def _nothing_changed() -> Changes:
    return {}


def _within_object(reader: Reader, node: Within, manager: Operand) -> str:
    """An object whose class the user wrote: its entry and exit are calls like any other."""
    if instance_of(manager) is None:
        raise Unsupported(
            "this manager of a `with` is not supported",
            origin=reader.origin_of(node),
            instead="enter it around the call, or write a class with `__enter__` and `__exit__`",
        )
    entered = call_method(reader, manager, "__enter__", (), node)
    if node.target is not None:
        reader.assign_target(node.target, entered)
    begin = len(reader.builder.blocks[-1])
    ending = reader.execute(list(node.body))
    _refuse_swallowing(reader, manager, reader.builder.blocks[-1][begin:], node)
    if ending != FALL:
        return ending
    none = Const(None)
    if node.failed is None:
        call_method(reader, manager, "__exit__", (none, none, none), node)
        return FALL
    failed = reader.load_name(node.failed, node)

    def told() -> Operand:
        error = reader.load_name(node.error or "", node)
        kind = reader.call(Const(type), (error,))
        swallowed = call_method(reader, manager, "__exit__", (kind, error, none), node)
        return (
            Const(not swallowed.value) if isinstance(swallowed, Const) else reader.builder.op(operator.not_, swallowed)
        )

    def untold() -> Operand:
        call_method(reader, manager, "__exit__", (none, none, none), node)
        return Const(False)

    if isinstance(failed, Const):
        goes_on = told() if failed.value else untold()
    else:
        goes_on = reader.choose(failed, told, untold)
    reader.memory.write(reader.frame, node.failed, goes_on)
    return FALL


def _refuse_swallowing(reader: Reader, manager: Operand, body: list[Any], node: Within) -> None:
    """An exit that may swallow exceptions is told of those that the program raises itself, and of no others."""
    instance = instance_of(manager)
    assert instance is not None
    leave = method_of(manager, "__exit__")
    implicit = [s for s in statements_in(block_of(body)) if may_raise(s) and not _makes_exception(s)]
    if leave is None or not implicit:
        return
    returned = [part.value for part in gast.walk(read_source(leave).node) if isinstance(part, gast.Return)]
    if all(v is None or (isinstance(v, gast.Constant) and not v.value) for v in returned):
        return
    if _never_swallows(reader, manager, node):
        return
    raise Unsupported(
        f"the `__exit__` of `{instance.kind.__name__}` may swallow an exception of this block",
        origin=reader.origin_of(node),
        instead="catch it by `try` and `except`, and give back None from `__exit__`",
    )


def _never_swallows(reader: Reader, manager: Operand, node: Within) -> bool:
    """Whether the exit gives False to any exception, as the state of the manager is: read on trial, and undone."""
    any_kind, any_error = Var("kind", ObjectType(type)), Var("error", ObjectType(BaseException))
    with reader.memory.trial(), reader.builder.block():
        answer = call_method(reader, manager, "__exit__", (any_kind, any_error, Const(None)), node)
    return isinstance(answer, Const) and not answer.value


def _makes_exception(statement: nodes.Statement) -> bool:
    made = statement.primitive if isinstance(statement, nodes.Assign) else None
    return isinstance(made, type) and issubclass(made, BaseException)


def call_method(reader: Reader, value: Operand, name: str, args: tuple[Operand, ...], node: Any) -> Operand:
    """A call of a method of a virtual object."""
    reader.builder.origin = reader.origin_of(node)
    return calls.call(reader, attribute_of(reader, value, name, node), args, {}, node)


def _within_generator(reader: Reader, node: Within, target: Any) -> str:
    """A function that `contextlib.contextmanager` made a manager of: the body stands in the place of its `yield`."""
    args, kwargs = calls.arguments(reader, node.manager)
    parts = generators.opened(reader, target, args, kwargs, node)
    given = parts.read(reader, parts.before)
    if node.target is not None:
        reader.assign_target(node.target, given)
    ending = reader.execute(list(node.body))
    if ending != FALL:
        return ending
    failed: Operand = Const(False) if node.failed is None else reader.load_name(node.failed, node)

    def goes_on() -> Operand:
        parts.read(reader, parts.rest)
        return Const(None)

    if not (isinstance(failed, Const) and failed.value):
        reader.choose(failed, lambda: Const(None), goes_on)
    parts.read(reader, parts.last)
    return FALL


STATEMENTS: dict[type, Callable[[Any, Any], str]] = {Attempt: read_attempt, Within: read_within}
