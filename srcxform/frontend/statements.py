"""Statements of the user's program -> statements of the intermediate representation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import containers, in_language, kinship, objects, overloading, texts
from srcxform.frontend.branches import BREAK, FALL, NEVER, RETURN, join_branches, read_branch
from srcxform.frontend.expressions import evaluate
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import MISSING, choice_of, is_none
from srcxform.frontend.loops import Noted, note_break, read_for, read_while
from srcxform.frontend.memory import now
from srcxform.frontend.stores import assign_target, augmented
from srcxform.frontend.subscripts import evaluate_index
from srcxform.frontend.values import fail
from srcxform.frontend.virtual import instance_of
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Slice, Tup
from srcxform.ir.types import ListType, TupleType

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def execute(reader: Reader, statements: list[Any]) -> str:
    """Read statements in order; how the last of them ends (jumps stand in tail position only)."""
    for statement in statements:
        reader.builder.origin = reader.origin_of(statement)
        found = _STATEMENTS.get(type(statement))
        if found is None:
            raise Unsupported(
                f"`{type(statement).__name__}` statements are not supported", origin=reader.origin_of(statement)
            )
        ending = found(reader, statement)
        if ending != FALL:
            return ending
    return FALL


def until_failure(reader: Reader, read: Callable[[], str]) -> str:
    """Read statements as far as they go: what is known to raise an exception is written as a `raise`."""
    depth = len(reader.builder.blocks)
    try:
        return read()
    except KnownFailure as failure:
        if failure.depth != depth:
            raise
        reader.builder.origin = failure.origin
        fail(reader, failure.error)
        return NEVER


def _assign(reader: Reader, node: gast.Assign) -> str:
    value = evaluate(reader, node.value)
    if len(node.targets) > 1:
        value = reader.kept(value)
    for target in node.targets:
        value = assign_target(reader, target, value)
    return FALL


def _annotated(reader: Reader, node: gast.AnnAssign) -> str:
    if node.value is not None:
        assign_target(reader, node.target, evaluate(reader, node.value))
    return FALL


def _augmented(reader: Reader, node: gast.AugAssign) -> str:
    augmented(reader, node)
    return FALL


def _if(reader: Reader, node: gast.If) -> str:
    test = reader.truth(evaluate(reader, node.test), node)
    reader.builder.origin = reader.origin_of(node)
    if isinstance(test, Const):
        return execute(reader, list(node.body if test.value else node.orelse))
    began = now()
    then = read_branch(reader, lambda: until_failure(reader, lambda: execute(reader, list(node.body))))
    orelse = read_branch(reader, lambda: until_failure(reader, lambda: execute(reader, list(node.orelse))))
    return join_branches(reader, test, then, orelse, began, reader.origin_of(node))


def _return(reader: Reader, node: gast.Return) -> str:
    value = Const(None) if node.value is None else evaluate(reader, node.value)
    value = reader.list_to_var(value)
    if reader.callee is reader.frame:
        value = reader.handed_back(value)
    reader.memory.write(reader.frame, "return", value)
    return RETURN


def _expression(reader: Reader, node: gast.Expr) -> str:
    if not isinstance(node.value, gast.Constant):
        evaluate(reader, node.value)
    return FALL


def _assert(reader: Reader, node: gast.Assert) -> str:
    test = reader.truth(evaluate(reader, node.test), node)
    if isinstance(test, Const) and test.value:
        return FALL
    message = () if node.msg is None else (texts.shown(reader, evaluate(reader, node.msg)),)
    reader.builder.effect(reader.tables.check, test, *message)
    return FALL


def _raise(reader: Reader, node: gast.Raise) -> str:
    error: Operand = Const(None)
    if isinstance(node.exc, gast.Call):
        made = evaluate(reader, node.exc.func)
        shown = [texts.shown(reader, evaluate(reader, arg)) for arg in node.exc.args]
        error = reader.builder.raw(reader.tables.object_type, made.value, *shown)  # type: ignore[union-attr]
    elif node.exc is not None:
        error = evaluate(reader, node.exc)
        either = choice_of(error)
        if either is not None and is_none(either.then):
            error = either.orelse  # to raise None would be an error, too
    cause = () if node.cause is None else (evaluate(reader, node.cause),)
    reader.builder.effect(reader.tables.throw, error, *cause)
    return NEVER


def _delete(reader: Reader, node: gast.Delete) -> str:
    for target in node.targets:
        if isinstance(target, gast.Subscript):
            base = evaluate(reader, target.value)
            container = containers.container_of(base)
            if container is not None:
                containers.delete_item(reader, container, evaluate_index(reader, target.slice), target)
                continue
            if isinstance(type_of(base), (ListType, TupleType)):
                _delete_items(reader, base, evaluate_index(reader, target.slice))
                continue
            if instance_of(base) is not None and kinship.method_of(base, "__delitem__") is not None:
                overloading.special(reader, base, "__delitem__", (evaluate_index(reader, target.slice),), target)
                continue
        if isinstance(target, gast.Attribute):
            instance = instance_of(evaluate(reader, target.value))
            if instance is not None and target.attr in instance.cells:
                objects.delete_cell(reader, instance, target.attr)
                continue
        if not isinstance(target, gast.Name):
            raise Unsupported("`del` of a part of an object is not supported", origin=reader.origin_of(node))
        reader.load_name(target.id, target)
        reader.assign_name(target.id, MISSING)
    return FALL


def _delete_items(reader: Reader, xs: Operand, index: Operand) -> None:
    """`del xs[i]` and `del xs[a:b]` of a list."""
    if isinstance(index, Slice):
        nothing = reader.materialised(Tup((), list))
        reader.in_line(in_language.store_part, xs, index.start, index.stop, index.step, nothing)
    else:
        reader.in_line(in_language.pop_at, xs, index)


def _function(reader: Reader, node: gast.FunctionDef) -> str:
    made = reader.closure(node, node.name)
    for decorator in reversed(node.decorator_list):
        made = reader.call(evaluate(reader, decorator), (made,))
    reader.assign_name(node.name, made)
    return FALL


def _nothing(reader: Reader, node: Any) -> str:
    return FALL


def _break(reader: Reader, node: Any) -> str:
    return BREAK


def _for(reader: Reader, node: gast.For) -> str:
    read_for(reader, node)
    return FALL


def _while(reader: Reader, node: gast.While) -> str:
    return read_while(reader, node)


_STATEMENTS: dict[type, Callable[[Any, Any], str]] = {
    gast.Assign: _assign,
    gast.AnnAssign: _annotated,
    gast.AugAssign: _augmented,
    gast.If: _if,
    gast.For: _for,
    gast.While: _while,
    gast.Return: _return,
    gast.Expr: _expression,
    gast.Assert: _assert,
    gast.Raise: _raise,
    gast.Delete: _delete,
    gast.FunctionDef: _function,
    gast.Pass: _nothing,
    Noted: note_break,
    gast.Nonlocal: _nothing,
    gast.Global: _nothing,
    gast.Break: _break,
}


def also_read(readers: dict[type, Callable[[Any, Any], str]]) -> None:
    """More kinds of statements, by readers that are made of those here."""
    _STATEMENTS.update(readers)
