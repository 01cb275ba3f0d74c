"""A program and a request -> a task: what is meant by `wrt` and `of`, written arguments copied, doubts refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import VIEW_KINDS, Aliases, aliasing, memory_classes
from srcxform.analyses.attempts import without_half_done
from srcxform.analyses.liveness import maybe_none, maybe_undefined
from srcxform.differentiate.last_assigned import last_assignments, require_floats
from srcxform.differentiate.shadows import may_be_none
from srcxform.errors import NotDifferentiable, Unsupported
from srcxform.frontend.forms import is_undefined
from srcxform.frontend.program import Program
from srcxform.frontend.sought import missed
from srcxform.frontend.source import origin
from srcxform.frontend.structures import form_of
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import (
    Assign,
    Block,
    Const,
    Effect,
    Operand,
    Parameter,
    Tup,
    Var,
)
from srcxform.ir.types import (
    ArrayType,
    NothingType,
    ObjectType,
    UnknownType,
    can_be_active,
    is_array,
    may_be_written,
)
from srcxform.ir.walk import statements_in, substitute, vars_in
from srcxform.origin import NOWHERE, Origin
from srcxform.request import Request


@dataclass
class Task:
    """A program, prepared for differentiation: written parameters copied, the objective and the independents found."""

    program: Program
    request: Request
    block: Block
    parameters: tuple[Parameter, ...]
    value: Operand
    objective: Operand
    aux: Operand | None
    independents: list[Operand]
    aliases: Aliases
    sought: list[str]


Clean = Callable[[Block], Block]


def prepare(program: Program, request: Request, parameters: tuple[Parameter, ...], clean: Clean) -> Task:
    """Find what is differentiated with respect to what, and copy the parameters that the program writes into."""
    value, aux = _value_and_aux(program, request)
    names = _names(program, request)
    arguments = dict(program.parameters)
    independents = [_argument(program, name, arguments[name]) for name in names if name in arguments]
    objective = _objective(program, request, value)
    if request.of is not None:
        value = objective
    kept = (value, objective, *([aux] if aux is not None else []), *independents)
    block = clean(replace(_with_value(program, request, objective), yields=kept))
    block, renamed = _copied_parameters(block, parameters, aliasing(program.block))
    block = _with_distinct_objects(block, program, parameters)
    kept = block.yields
    value, objective = kept[0], kept[1]
    aux = kept[2] if aux is not None else None
    # A gradient is that of the argument, not of the copy that the program writes into.
    given = iter(
        [_original(i, k, renamed) for i, k in zip(independents, kept[len(kept) - len(independents) :], strict=True)]
    )
    block = without_half_done(block)
    if request.of is not None:
        block = _with_check(program, block, request.of, objective)
    inputs = [next(given) if name in arguments else _local(program, block, name) for name in names]
    aliases = aliasing(block)
    _refuse_captured_writes(program, aliases)
    _refuse_text(block, [v for i in inputs for v in vars_in(i)])
    return Task(program, request, block, parameters, value, objective, aux, inputs, aliases, names)


def _with_value(program: Program, request: Request, objective: Operand) -> Block:
    """The body; behind it is asked whether the path that ran returns a value, where some path gives None."""
    may_be_none = isinstance(type_of(objective), UnknownType) and objective in maybe_none(program.block)
    if request.of is not None or not may_be_none:
        return program.block
    check = Effect(runtime.require_returned, (objective, Const(program.source.name)), (), place_of_program(program))
    return replace(program.block, statements=(*program.block.statements, check))


def _original(independent: Operand, kept: Operand, renamed: set[Var]) -> Operand:
    if isinstance(independent, Tup) and isinstance(kept, Tup):
        pairs = zip(independent.items, kept.items, strict=True)
        return Tup(tuple(_original(i, k, renamed) for i, k in pairs), independent.kind)
    return independent if isinstance(independent, Var) and independent in renamed else kept


def _value_and_aux(program: Program, request: Request) -> tuple[Operand, Operand | None]:
    if not request.has_aux:
        return program.result, None
    result = program.result
    if program.always_raises:
        return result, result
    if isinstance(result, Tup) and len(result.items) == 2:
        return result.items[0], result.items[1]
    raise NotDifferentiable(
        "has_aux=True needs a function that returns `(value, aux)`",
        origin=place_of_program(program),
        instead="return a pair, or leave has_aux out",
    )


def place_of_program(program: Program) -> Origin:
    """Where the program stands."""
    return origin(program.source, program.source.node)


def _objective(program: Program, request: Request, value: Operand) -> Operand:
    if program.always_raises:
        return value
    if request.of is None:
        if isinstance(type_of(value), NothingType):
            raise NotDifferentiable(
                f"`{program.source.name}` never returns: it ends in a call that calls itself on every path",
                origin=place_of_program(program),
                instead="give the recursion a path that ends",
            )
        if not any(can_be_active(type_of(v)) for v in leaves_of(value)):
            raise NotDifferentiable(
                f"`{program.source.name}` returns no float, so there is nothing to differentiate",
                origin=place_of_program(program),
                instead="return a float or an array of floats, or name what is meant by of=...",
            )
        return value
    arguments = dict(program.parameters)
    named = program.final if request.of in arguments else program.named
    if request.of in named:
        found = form_of(named[request.of])
        if not any(can_be_active(type_of(v)) for v in leaves_of(found)):
            what = "was deleted before" if is_undefined(found) else "holds no floats at"
            raise NotDifferentiable(
                f"of={request.of!r}: `{request.of}` {what} the exit of `{program.source.name}`",
                origin=place_of_program(program),
                instead="name a variable that holds a float or an array of floats at the exit",
            )
        passed = arguments.get(request.of)
        if not isinstance(passed, Var) or not is_array(passed.type) or found is passed:
            return found
        # The array that was passed is meant, which the caller sees, whatever the name stands for at the exit.
        if memory_classes(program.block).is_written(passed):
            return passed
        raise NotDifferentiable(
            f"of={request.of!r}: `{request.of}` is bound anew, and the array that was passed is not written",
            origin=place_of_program(program),
            instead="give the new array a name of its own, and name that",
        )
    raise NotDifferentiable(
        f"of={request.of!r}: `{program.source.name}` has no such parameter or local variable at its exit",
        origin=place_of_program(program),
        instead=f"the parameters are {_listed(arguments)}" + _locals_listed(program),
    )


def leaves_of(operand: Operand) -> list[Operand]:
    """The parts of a structure that are none themselves."""
    return [leaf for item in operand.items for leaf in leaves_of(item)] if isinstance(operand, Tup) else [operand]


def _names(program: Program, request: Request) -> list[str]:
    """The names of the arguments and local variables that a gradient is asked of."""
    given = list(dict(program.parameters))[program.bound :]
    names = []
    for wrt in request.wrt:
        if isinstance(wrt, int) and not -len(given) <= wrt < len(given):
            raise NotDifferentiable(
                f"wrt={wrt}: `{program.source.name}` has {len(given)} parameter{'s' * (len(given) != 1)}",
                origin=place_of_program(program),
                instead=f"positions count from 0; the parameters are {_listed(given)}",
            )
        names.append(given[wrt] if isinstance(wrt, int) else wrt)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise NotDifferentiable(
            f"wrt={request.wrt!r} names the argument `{twice}` twice",
            origin=place_of_program(program),
            instead="name each argument once",
        )
    return names


def _argument(program: Program, name: str, given: Operand) -> Operand:
    operand = form_of(given)
    leaves = [leaf for leaf in leaves_of(operand) if isinstance(leaf, Var)]
    if len(set(leaves)) < len(leaves):
        raise NotDifferentiable(
            f"the argument `{name}` holds one object at two places, so its gradient belongs to neither alone",
            origin=place_of_program(program),
            instead="put a copy at one of the places, or name the object by an argument of its own",
        )
    if not any(can_be_active(type_of(leaf)) for leaf in leaves_of(operand)):
        raise NotDifferentiable(
            f"the argument `{name}` holds no floats, so it has no gradient",
            origin=place_of_program(program),
            instead="pass a float or a float array: x.astype(float), float(x)",
        )
    return operand


def _local(program: Program, block: Block, name: str) -> Operand:
    """All that a local variable is given in assignments that may be its last."""
    marks = last_assignments(block, name)
    if not marks:
        raise NotDifferentiable(
            f"wrt={name!r}: `{program.source.name}` has no such parameter or local variable",
            origin=place_of_program(program),
            instead=f"the parameters are {_listed(dict(program.parameters))}" + _locals_listed(program),
        )
    require_floats(name, marks)
    return Tup(tuple(mark.args[1] for mark in marks))


def _with_check(program: Program, block: Block, name: str, objective: Operand) -> Block:
    """Where a path ends that never assigned what is differentiated, the program says so."""
    (why, place), undefined = missed(program.source, name), maybe_undefined(block)
    checked = [v for v in dict.fromkeys(vars_in(objective)) if v in undefined and not may_be_none(v.type)]
    checks = [Effect(runtime.require_assigned, (v, Const(name), Const(why)), (), place) for v in checked]
    return replace(block, statements=(*block.statements, *checks))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _locals_listed(program: Program) -> str:
    names = [name for name in program.named if name not in dict(program.parameters) and name.isidentifier()]
    return f", the local variables {_listed(sorted(names))}" if names else ""


def _copied_parameters(block: Block, parameters: tuple[Parameter, ...], whole: Aliases) -> tuple[Block, set[Var]]:
    """Copy the arguments that the program writes into, and check that they share no memory with others.

    `whole` knows the writes that nobody reads, too: through another argument they may be read all the same.
    """
    aliases = aliasing(block)
    every = [leaf for p in parameters for leaf in p.leaves]
    written = [v for v in every if may_be_written(v.type) and aliases.may_change(v)]
    unread = [v for v in every if may_be_written(v.type) and whole.may_change(v) and v not in written]
    others = [v for v in every if may_be_written(v.type)]
    if not written and not (unread and len(others) > 1):
        return block, set()
    renamed: dict[Var, Operand] = {}
    layout = _refuse_layout(block, aliases, written)
    keeps_order = {v for effect in layout for v in effect.args}
    copies: list[Any] = [*layout]
    if len(others) > 1 or any(not isinstance(v.type, ArrayType) for v in written):
        place = next((w.origin for v in (*written, *unread) for w in whole.writes(v)), NOWHERE)
        copies.append(
            Effect(
                runtime.require_separate,
                (Tup((*written, *unread)), Tup(tuple(v for v in others if v not in (*written, *unread)))),
                (),
                place,
            )
        )
    for var in written:
        copy = Var(var.hint, var.type)
        order = (("order", Const("K" if var in keeps_order else "C")),) if isinstance(var.type, ArrayType) else ()
        copies.append(Assign(copy, np.copy if isinstance(var.type, ArrayType) else runtime.copy_of, (var,), order))
        renamed[var] = copy
    changed = substitute(block, lambda v: renamed.get(v, v) if isinstance(v, Var) else v)
    return replace(changed, statements=(*copies, *changed.statements)), set(renamed)


def _with_distinct_objects(block: Block, program: Program, parameters: tuple[Parameter, ...]) -> Block:
    """Objects that are taken apart have leaves of their own: one that changes must not have been given twice."""
    containers = tuple(p.var for p in parameters if p.parts)
    written = program.given_written
    if not written or not containers or len(containers) + len(program.holders) < 2:
        return block
    others, kinds = Tup(tuple(map(Const, program.holders))), Tup(tuple(map(Const, written)))
    check = Effect(runtime.require_distinct, (Tup(containers), others, kinds), (), next(iter(written.values())))
    return replace(block, statements=(check, *block.statements))


def _refuse_layout(block: Block, aliases: Aliases, written: list[Var]) -> list[Effect]:
    """A copy of a strided argument may be reshaped as a view where the argument itself would be copied."""
    roots = {aliases.root(v): v for v in written}
    found = {
        aliases.root(s.out)
        for s in statements_in(block)
        if isinstance(s, Assign) and VIEW_KINDS.get(s.primitive) == "sometimes" and may_be_written(s.out.type)
    }
    place = next((w.origin for v in written for w in aliases.writes(v)), NOWHERE)
    return [Effect(runtime.require_contiguous, (var,), (), place) for root, var in roots.items() if root in found]


_NO_TEXT = (np.dtype, np.finfo, np.iinfo, type, range)
"""What is made of an active value, and says nothing of its elements."""


def _refuse_text(block: Block, independents: list[Var]) -> None:
    """A number made from the text of an active value depends on it in a way that nobody sees."""
    active, text = set(independents), set[Var]()
    for statement in statements_in(block):
        if not isinstance(statement, Assign):
            continue
        inputs = {v for o in (*statement.args, *(v for _, v in statement.kwargs)) for v in vars_in(o)}
        if inputs & text and can_be_active(statement.out.type):
            raise Unsupported(
                "a number is made from the text of an active value",
                origin=statement.origin,
                instead="compute with the value itself",
            )
        made = statement.out.type
        if inputs & text or (inputs & active and isinstance(made, ObjectType) and not issubclass(made.kind, _NO_TEXT)):
            text.add(statement.out)
        elif inputs & active:
            active.add(statement.out)


def _refuse_captured_writes(program: Program, aliases: Aliases) -> None:
    for captured in program.outside.captured.values():
        if isinstance(captured.operand, Var) and aliases.is_written(captured.operand):
            place = aliases.writes(captured.operand)[0].origin
            raise Unsupported(
                f"`{captured.name}` comes from outside the function and is written in place",
                origin=place,
                instead="pass it as an argument, or write into a copy",
            )
