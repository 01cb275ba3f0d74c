"""Reading one body: its parameters bound, its statements read, and what it gives back as a `Program`."""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import objects
from srcxform.frontend.branches import NEVER, RETURN
from srcxform.frontend.forms import MISSING, has_structure, leaves_of
from srcxform.frontend.memory import Poisoned
from srcxform.frontend.program import Program
from srcxform.frontend.sought import named_form
from srcxform.frontend.source import Source, origin
from srcxform.frontend.statements import until_failure
from srcxform.frontend.virtual import (
    BoundMethod,
    Closure,
    Either,
    Frame,
    Generator,
    Instance,
    RangeOf,
    Together,
    Yielding,
)
from srcxform.frontend.walking import assigned_names, outer_names
from srcxform.frontend.yielding import yields
from srcxform.ir.builder import block_of
from srcxform.ir.nodes import Block, Const, Operand, Slice, Tup, Var
from srcxform.ir.scopes import in_scope
from srcxform.ir.walk import operands, statements_in
from srcxform.rules.registry import find_rule

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


VIRTUAL = (Instance, Either, Closure, BoundMethod, Generator, Together, RangeOf, Yielding, Poisoned)


NONE_WRITTEN: Mapping[Var, Var] = types.MappingProxyType({})


def read_body(
    reader: Reader,
    source: Source,
    node: Any,
    arguments: dict[str, Operand],
    parent: Frame | None = None,
    callee: Any = None,
    written: Mapping[Var, Var] = NONE_WRITTEN,
) -> Program:
    """Read the body of a function; behind its result, a callee hands back the copies of parameters that it writes."""
    reader.parameters = {v for v in arguments.values() if isinstance(v, Var)}
    is_lambda = isinstance(node, gast.Lambda)
    local_names = frozenset() if is_lambda else frozenset(assigned_names(list(node.body)))
    for leaf in (leaf for value in arguments.values() for leaf in leaves_of(value)):
        reader.note_argument(leaf)
    seen = {name: reader.argument(value) for name, value in arguments.items()}
    declared = frozenset() if is_lambda or parent is None else outer_names(node)
    reader.frame = Frame(
        dict(seen),
        source=source,
        local_names=local_names,
        outer_names=declared,
        parent=parent,
        node=None if is_lambda else node,
    )
    reader.callee = None if callee is None else reader.frame
    reader.outermost = reader.frame if callee is None else None
    reader.active_calls.append(source.function if callee is None else callee)
    reader.guard_function(source.function)
    ending = until_failure(reader, lambda: _read(reader, source, node, seen, is_callee=callee is not None))
    result = reader.frame.cells.pop("return", Const(None))
    form = None
    if callee is not None and has_structure(result):
        form = result
    if form is not None or written:
        leaves = [result] if form is None else leaves_of(form)
        result = Tup(tuple(reader.materialised(leaf) for leaf in (*leaves, *written.values())))
    result = objects.as_result(reader, result)
    named = {name: named_form(reader, value) for name, value in reader.frame.cells.items() if name not in arguments}
    final = {name: named_form(reader, reader.frame.cells.get(name, MISSING)) for name in seen}
    block = block_of(reader.builder.blocks[0], (result,))
    block = in_scope(block, reader.parameters)
    refuse_virtual(block)
    return Program(
        list(arguments.items()),
        block,
        result,
        named,
        reader.outside,
        source,
        final,
        form,
        written,
        reader.rebound_in_doubt,
        given_written=dict(reader.shared.given_written),
        holders=tuple(instance.holder for instance in reader.outside_objects.values()),
        always_raises=ending == NEVER,
    )


def _read(reader: Reader, source: Source, node: Any, seen: dict[str, Operand], *, is_callee: bool) -> str:
    """Read the body, or its one expression; how it ends."""
    if yields(node):
        raise Unsupported(
            "a generator function has no result to be differentiated",
            origin=origin(source, node),
            instead="differentiate a function that iterates over it",
        )
    if not is_callee and find_rule(source.function) is not None:
        reader.frame.cells["return"] = _by_rule(reader, source, seen)
    elif isinstance(node, gast.Lambda):
        reader.frame.cells["return"] = reader.evaluate(node.body)
    else:
        return reader.execute(list(node.body))
    return RETURN


def _by_rule(reader: Reader, source: Source, seen: dict[str, Operand]) -> Operand:
    """A function that has a rule is the call of itself: the rule holds where it is differentiated, too."""
    kinds = source.signature.parameters
    args = tuple(value for name, value in seen.items() if kinds[name].kind is not inspect.Parameter.KEYWORD_ONLY)
    kwargs = {name: value for name, value in seen.items() if kinds[name].kind is inspect.Parameter.KEYWORD_ONLY}
    reader.builder.origin = origin(source, source.node)
    return reader.call(Const(source.function), args, kwargs)


def refuse_virtual(block: Block) -> None:
    """What exists only while reading must not be left in the program."""
    for statement in statements_in(block):
        for operand in operands(statement):
            todo = [operand]
            while todo:
                part = todo.pop()
                if isinstance(part, (Tup, Slice)):
                    todo += part.items if isinstance(part, Tup) else (part.start, part.stop, part.step)
                elif isinstance(part, Const) and isinstance(part.value, VIRTUAL):
                    raise Unsupported(
                        "an object, a function or an iterator is used in a way that is not supported",
                        origin=statement.origin,
                        instead="hand over its numbers and arrays",
                    )
