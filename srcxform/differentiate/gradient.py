"""Primal function and request -> the function that gives its gradient: prologue, both sweeps, epilogue."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np

from srcxform import runtime
from srcxform.analyses.activity import Activity, activity
from srcxform.analyses.aliasing import VIEW_KINDS, Aliases, aliased_operands, aliasing, memory_classes
from srcxform.analyses.attempts import without_half_done
from srcxform.analyses.liveness import maybe_none, maybe_undefined
from srcxform.analyses.seen import is_seen_after
from srcxform.differentiate.calls import Callee, Callees
from srcxform.differentiate.last_assigned import LastAdjoints, last_assignments, require_floats, without_notes
from srcxform.differentiate.outlines import Witnesses
from srcxform.differentiate.reverse import Reverse, Sweep
from srcxform.differentiate.shadows import Shadowed, add_shadows, may_be_none
from srcxform.differentiate.tape import record
from srcxform.errors import NotDifferentiable, Unsupported
from srcxform.frontend.forms import is_undefined
from srcxform.frontend.lower import Reader
from srcxform.frontend.program import Program, Tables
from srcxform.frontend.sought import missed
from srcxform.frontend.source import origin
from srcxform.frontend.structures import form_of, has_layout, taken_apart
from srcxform.ir.builder import Builder, block_of, type_of
from srcxform.ir.layout import Layout
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Const,
    Effect,
    Function,
    If,
    Operand,
    Parameter,
    Store,
    Tup,
    Var,
)
from srcxform.ir.types import (
    BOOL,
    FLOAT64,
    ArrayType,
    ListType,
    NothingType,
    ObjectType,
    TupleType,
    Type,
    UnknownType,
    can_be_active,
    is_array,
    is_scalar,
    may_be_written,
    same_dtype,
    same_form,
)
from srcxform.ir.walk import blocks, operands, statements_in, substitute, vars_in
from srcxform.origin import NOWHERE
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
    _refuse_doubt(program)
    return Task(program, request, block, parameters, value, objective, aux, inputs, aliases, names)


def _with_value(program: Program, request: Request, objective: Operand) -> Block:
    """The body; behind it is asked whether the path that ran returns a value, where some path gives None."""
    may_be_none = isinstance(type_of(objective), UnknownType) and objective in maybe_none(program.block)
    if request.of is not None or not may_be_none:
        return program.block
    check = Effect(runtime.require_returned, (objective, Const(program.source.name)), (), _place(program))
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
        origin=_place(program),
        instead="return a pair, or leave has_aux out",
    )


def _place(program: Program) -> Any:
    return origin(program.source, program.source.node)


def _objective(program: Program, request: Request, value: Operand) -> Operand:
    if program.always_raises:
        return value
    if request.of is None:
        if isinstance(type_of(value), NothingType):
            raise NotDifferentiable(
                f"`{program.source.name}` never returns: it ends in a call that calls itself on every path",
                origin=_place(program),
                instead="give the recursion a path that ends",
            )
        if not any(can_be_active(type_of(v)) for v in _leaves(value)):
            raise NotDifferentiable(
                f"`{program.source.name}` returns no float, so there is nothing to differentiate",
                origin=_place(program),
                instead="return a float or an array of floats, or name what is meant by of=...",
            )
        return value
    arguments = dict(program.parameters)
    named = program.final if request.of in arguments else program.named
    if request.of in named:
        found = form_of(named[request.of])
        if not any(can_be_active(type_of(v)) for v in _leaves(found)):
            what = "was deleted before" if is_undefined(found) else "holds no floats at"
            raise NotDifferentiable(
                f"of={request.of!r}: `{request.of}` {what} the exit of `{program.source.name}`",
                origin=_place(program),
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
            origin=_place(program),
            instead="give the new array a name of its own, and name that",
        )
    raise NotDifferentiable(
        f"of={request.of!r}: `{program.source.name}` has no such parameter or local variable at its exit",
        origin=_place(program),
        instead=f"the parameters are {_listed(arguments)}" + _locals_listed(program),
    )


def _leaves(operand: Operand) -> list[Operand]:
    return [leaf for item in operand.items for leaf in _leaves(item)] if isinstance(operand, Tup) else [operand]


def _names(program: Program, request: Request) -> list[str]:
    """The names of the arguments and local variables that a gradient is asked of."""
    given = list(dict(program.parameters))[program.bound :]
    names = []
    for wrt in request.wrt:
        if isinstance(wrt, int) and not -len(given) <= wrt < len(given):
            raise NotDifferentiable(
                f"wrt={wrt}: `{program.source.name}` has {len(given)} parameter{'s' * (len(given) != 1)}",
                origin=_place(program),
                instead=f"positions count from 0; the parameters are {_listed(given)}",
            )
        names.append(given[wrt] if isinstance(wrt, int) else wrt)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise NotDifferentiable(
            f"wrt={request.wrt!r} names the argument `{twice}` twice",
            origin=_place(program),
            instead="name each argument once",
        )
    return names


def _argument(program: Program, name: str, given: Operand) -> Operand:
    operand = form_of(given)
    leaves = [leaf for leaf in _leaves(operand) if isinstance(leaf, Var)]
    if len(set(leaves)) < len(leaves):
        raise NotDifferentiable(
            f"the argument `{name}` holds one object at two places, so its gradient belongs to neither alone",
            origin=_place(program),
            instead="put a copy at one of the places, or name the object by an argument of its own",
        )
    if not any(can_be_active(type_of(leaf)) for leaf in _leaves(operand)):
        raise NotDifferentiable(
            f"the argument `{name}` holds no floats, so it has no gradient",
            origin=_place(program),
            instead="pass a float or a float array: x.astype(float), float(x)",
        )
    return operand


def _local(program: Program, block: Block, name: str) -> Operand:
    """All that a local variable is given in assignments that may be its last."""
    marks = last_assignments(block, name)
    if not marks:
        raise NotDifferentiable(
            f"wrt={name!r}: `{program.source.name}` has no such parameter or local variable",
            origin=_place(program),
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
    written = [v for v in every if may_be_written(v.type) and aliases.is_written(v)]
    unread = [v for v in every if may_be_written(v.type) and whole.is_written(v) and v not in written]
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


def _refuse_doubt(program: Program) -> None:
    """`x += y` where x may be an array or a number: right as an assignment only if nobody else sees the array.

    As the program stands: what it does not read under this name may still be read under another.
    """
    if not program.in_doubt:
        return
    aliases = aliasing(program.block)
    for var, place in program.in_doubt:
        if var not in aliases.places.defined_by:
            continue
        members = aliases.members.get(aliases.root(var), [])
        sources = [aliases.places.defined_by.get(m) for m in members]
        shared = (
            any(isinstance(s, Assign) and any(True for _ in aliased_operands(s)) for s in sources)
            or aliases.root(var) not in aliases.places.defined_by
        )
        augments = [s for s in aliases.places.used_by.get(var, []) if s.origin == place]
        if shared or aliases.is_written(var) or any(is_seen_after(s, var, aliases) for s in augments):
            raise Unsupported(
                "it is not known here whether this augments a number or an array that has another name",
                origin=place,
                instead="write `x = x + y`, or `x[...] += y` for an array",
            )


def gradient(task: Task, tables: Tables, head: Parameter, callees: Callees, given: Operand | None = None) -> Function:
    """The function that gives the head-weighted gradient (Griewank & Walther, chapter 6).

    `given` is the structure of a head that is a dict or an object, with the types of its leaves.
    """
    active, shadowed = _shadowed(task, callees)
    reader = Reader(tables)
    reader.safe = task.request.safe
    builder = reader.builder
    builder.derived = True
    reverse = Reverse(reader, shadowed, active, task.aliases.snapshots)
    builder.effect(reverse_sweep_begins)
    arguments = dict(task.program.parameters)
    places = {name: missed(task.program.source, name) for name in task.sought if name not in arguments}
    last = LastAdjoints(reader, reverse, shadowed.block, places, lambda g, like: _handed_out(reader, g, like))
    reverse.bars.add(task.objective, _head(reader, task, head, given))
    reverse.block(shadowed.block)
    builder.origin = _place(task.program)
    results = [
        _result(reader, reverse, i) if name in arguments else last.gradient(name)
        for name, i in zip(task.sought, task.independents, strict=True)
    ]
    statements = builder.blocks[0]
    kept, value, aux = _kept_values(task, shadowed.block)
    results = _unshared(builder, Block((*shadowed.block.statements, *kept, *statements)), task, head, results)
    result: Operand = results[0] if task.request.single else Tup(tuple(results))
    if task.aux is not None:
        result = Tup((Tup((value, aux)), result)) if task.request.keep_value else Tup((result, aux))
    elif task.request.keep_value:
        result = Tup((value, result))
    forward = Block((*shadowed.block.statements, *kept))
    whole = Block((*forward.statements, *statements), (result,))
    sweep = _finished(reverse.sweep, statements, shadowed, task.aliases)
    block = without_notes(record(whole, forward, sweep))
    name = f"{task.program.source.name}_adjoint".replace("<lambda>", "function")
    return Function(name, (*task.parameters, head), block, _doc(task))


def two_parts(tables: Tables) -> Callable[[Callees, Callee], tuple[Block, Block]]:
    """How a recursive function is cut: the forward sweep with the value, the reverse sweep with gradients and head."""

    def parts(callees: Callees, callee: Callee) -> tuple[Block, Block]:
        shadowed = add_shadows(
            callee.block, callee.parameters, callee.aliases, callee.active, VIEW_KINDS, callees.split
        )
        reader = Reader(tables)
        builder = reader.builder
        builder.derived = True
        reverse = Reverse(reader, shadowed, callee.active, callee.aliases.snapshots)
        value = callee.block.yields[0]
        head = Var("head", type_of(value))
        builder.effect(reverse_sweep_begins)
        reverse.bars.add(value, head)
        reverse.block(shadowed.block)
        results = Tup(tuple(_result(reader, reverse, i) for i in callee.independents))
        kept, value = _kept_value(value, shadowed.block)
        forward = Block((*shadowed.block.statements, *kept))
        whole = Block((*forward.statements, *builder.blocks[0]), (results, value))
        sweep = _finished(reverse.sweep, builder.blocks[0], shadowed, callee.aliases)
        done = callees.clean(record(whole, forward, sweep, split=True))
        cut = next(
            k for k, s in enumerate(done.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins
        )
        results, value = done.yields  # type: ignore[assignment]
        return Block(done.statements[:cut], (value,)), Block(done.statements[cut:], (results, head))

    return parts


def _unshared(builder: Builder, block: Block, task: Task, head: Parameter, results: list[Operand]) -> list[Operand]:
    """The gradients as arrays of their own: none is the head, an argument, or (a part of) another gradient."""
    if not any(may_be_written(v.type) for result in results for v in vars_in(result)):
        return results
    memory = memory_classes(block)
    seen = {memory.root(v) for p in (*task.parameters, head) for v in p.leaves}

    def own(operand: Operand) -> Operand:
        if isinstance(operand, Tup):
            return Tup(tuple(own(item) for item in operand.items), operand.kind)
        if not isinstance(operand, Var) or not may_be_written(operand.type):
            return operand
        root = memory.root(operand)
        made_by = memory.places.defined_by.get(operand)
        spread = isinstance(made_by, Assign) and made_by.primitive is np.broadcast_to
        if root not in seen and not spread:
            seen.add(root)
            return operand
        return builder.raw(operand.type, np.copy if isinstance(operand.type, ArrayType) else runtime.copy_of, operand)

    return [own(operand) for operand in results]


def _kept_values(task: Task, forward: Block) -> tuple[list[Any], Operand, Operand]:
    """The value and the auxiliary output, copied before the reverse sweep undoes the writes into them."""
    wanted = Tup(
        (task.value if task.request.keep_value else Const(None), Const(None) if task.aux is None else task.aux)
    )
    statements, both = _kept_value(wanted, forward)
    assert isinstance(both, Tup)
    return statements, both.items[0], both.items[1]


def _kept_value(value: Operand, forward: Block) -> tuple[list[Any], Operand]:
    """A value at the end of the forward sweep, copied if it is written in place."""
    builder = Builder()

    def kept(operand: Operand) -> Operand:
        if isinstance(operand, Tup):
            return Tup(tuple(kept(item) for item in operand.items), operand.kind)
        if not isinstance(operand, Var) or not may_be_written(operand.type):
            return operand
        if not memory_classes(forward).is_written(operand):
            return operand
        return builder.raw(operand.type, np.copy if isinstance(operand.type, ArrayType) else runtime.copy_of, operand)

    copied = kept(value)
    return builder.blocks[0], copied


def _doc(task: Task) -> str:
    names = " and ".join(
        list(dict(task.program.parameters))[task.program.bound :][w] if isinstance(w, int) else w
        for w in task.request.wrt
    )
    objective = f"`{task.request.of}` after {task.program.source.name}" if task.request.of else task.program.source.name
    return f"Gradient of {objective.replace('<lambda>', 'the lambda')} with respect to {names}, weighted by head."


def activity_of(task: Task) -> Activity:
    """Which variables lie between the independents and the objective."""
    independents = [v for i in task.independents for v in vars_in(i)]
    return activity(task.block, task.aliases, independents, list(vars_in(task.objective)))


def _shadowed(task: Task, callees: Callees) -> tuple[Activity, Shadowed]:
    active = activity_of(task)
    inputs = tuple(v for p in task.parameters for v in p.leaves)
    return active, add_shadows(task.block, inputs, task.aliases, active, VIEW_KINDS, callees.split)


def _finished(sweep: Sweep, statements: list[Any], shadowed: Shadowed, aliases: Aliases) -> Sweep:
    """The sweep with what recording needs to know of the objects that are written in place."""
    sweep.statements = statements
    sweep.last_forward = shadowed.block.statements[-1] if shadowed.block.statements else None
    sweep.allocations = shadowed.allocations
    sweep.pointers = (
        shadowed.pointers
        | set(shadowed.shadow.values())
        | {v for v in aliases.places.defined_by if may_be_written(v.type) and aliases.is_written(v)}
    )
    sweep.local_allocations = shadowed.allocations - _escaping(shadowed)
    return sweep


def _escaping(shadowed: Shadowed) -> set[Var]:
    """Shadows that a loop, branch or container passes on: these exist once, and cannot be made again."""
    found: set[Var] = set()
    base: dict[Var, list[Var]] = {}
    for statement in statements_in(shadowed.block):
        for inner in blocks(statement):
            for y in inner.yields:
                found.update(vars_in(y))
        if isinstance(statement, Assign) and statement.primitive is not runtime.list_of:
            for v in (v for o in operands(statement) for v in vars_in(o)):
                base.setdefault(statement.out, []).append(v)
        elif isinstance(statement, Assign | Append) or hasattr(statement, "inits") or isinstance(statement, Store):
            found.update(v for o in operands(statement) for v in vars_in(o))
    todo = list(found)
    while todo:
        for v in base.get(todo.pop(), ()):
            if v not in found:
                found.add(v)
                todo.append(v)
    return found


def _head(reader: Reader, task: Task, head: Parameter, given: Operand | None) -> Operand:
    """The head, or ones where none is given; in the shape and dtype of the objective."""
    builder = reader.builder
    if head.has_default and head.default is not None:
        return head.var
    if head.has_default and has_layout(task.objective):
        return _structured_head(reader, task, head)
    if head.has_default:
        with builder.block() as made:
            ones = reader.materialised(_ones(reader, task))
        given = Var("head", type_of(ones))
        missing = builder.raw(BOOL, operator.is_, head.var, Const(None))
        builder.add(If(missing, block_of(made, (ones,)), block_of([], (head.var,)), (given,)))
        return given
    builder.origin = _place(task.program)
    return _given_head(reader, task, task.objective, head.var if given is None else given, head.var)


def _given_head(
    reader: Reader, task: Task, want: Operand, given: Operand, held: Var, what: str = "the output"
) -> Operand:
    """The head that the variable `held` holds, in the structure, shape and dtype of the output.

    NumPy would take some others, and give another gradient. `given` tells the structure and the types of the head.
    """
    t, have = type_of(want), type_of(given)
    if not any(can_be_active(type_of(leaf)) for leaf in _leaves(want)):
        return Const(None)
    is_display = isinstance(want, Tup) or (isinstance(t, TupleType) and isinstance(have, TupleType))
    if is_display:
        return _given_parts(reader, task, want, given, held, what)
    if isinstance(have, (TupleType, ListType)) or not isinstance(t, ArrayType) or t.rank is None:
        if isinstance(t, ArrayType) and t.rank is not None:
            _refuse_head(task, f"{what} is a number or an array, and its head is neither")
        return reader.builder.op(runtime.fitted_head, held, shape_witness(want, task))
    return _fitted_head(reader, task, want, have, held, what)


def _given_parts(reader: Reader, task: Task, want: Operand, given: Operand, held: Var, what: str) -> Operand:
    """The parts of a given head, for an output of several."""
    parts, found = _parts(want), _parts(given)
    if isinstance(want, Var):
        parts = {k: reader.builder.op(operator.getitem, want, Const(k)) for k in parts}
    wanted = [key for key, part in parts.items() if any(can_be_active(type_of(leaf)) for leaf in _leaves(part))]
    kind = _class_of(want)
    if kind is not _class_of(given) or not isinstance(type_of(given), TupleType):
        is_what = (
            f"is a `{kind.__name__}`, and its head is not" if kind else f"has {len(parts)} parts, and its head is none"
        )
        _refuse_head(task, f"{what} {is_what}")
    if kind is None and len(found) != len(parts):
        _refuse_head(task, f"{what} has {len(parts)} parts, and its head has {len(found)}")
    for key in (*wanted, *found):
        if key not in found or key not in parts:
            _refuse_head(task, f"{what} and its head differ in `{key}`, which only one of them has")
    access = operator.getitem if kind in (None, dict) else getattr
    items: list[Operand] = []
    for key, part in parts.items():
        item: Operand = Const(None)
        if key in wanted:
            held_part = reader.builder.raw(type_of(found[key]), access, held, Const(key), hint=f"{held.hint}_{key}")
            item = _given_head(reader, task, part, found[key], held_part, f"part {key!r} of the output")
        items.append(item)
    return Tup(tuple(items), want.kind if isinstance(want, Tup) else tuple)


def _class_of(form: Operand) -> type | None:
    """The class of an object, dict for all kinds of dicts, None for tuples and lists."""
    if not isinstance(form, Tup) or not isinstance(form.kind, Layout):
        return None
    return dict if issubclass(form.kind.kind, dict) else form.kind.kind


def _parts(form: Operand) -> dict[Any, Operand]:
    """The parts of a structure by key, attribute or place; those of a variable stand for their types."""
    t = type_of(form)
    if isinstance(form, Tup):
        keys = form.kind.keys if isinstance(form.kind, Layout) else range(len(form.items))
        return dict(zip(keys, form.items, strict=True))
    return dict(enumerate(Var("", item) for item in t.items)) if isinstance(t, TupleType) else {}


def _refuse_head(task: Task, message: str) -> NoReturn:
    raise NotDifferentiable(
        message, origin=_place(task.program), instead="pass a head with the structure and shape of the output"
    )


def _structured_head(reader: Reader, task: Task, head: Parameter) -> Operand:
    """The head of an objective that holds dicts or objects, leaf by leaf."""
    builder = reader.builder
    given, parts = taken_apart(head.var, task.objective, "_head")
    with builder.block() as made:
        ones = _ones(reader, task)
    missing = builder.raw(BOOL, operator.is_, head.var, Const(None))
    pairs = list(zip(_leaves(ones), _leaves(given), strict=True))
    results = {g: Var(g.hint, g.type) for _, g in pairs if isinstance(g, Var)}
    kept = [(o, g) for o, g in pairs if isinstance(g, Var)]
    then, orelse = tuple(o for o, _ in kept), tuple(g for _, g in kept)
    builder.add(If(missing, block_of(made, then), block_of(list(parts), orelse), tuple(results.values())))
    return substituted(given, lambda v: results.get(v, v))


def substituted(form: Operand, change: Callable[[Any], Operand]) -> Operand:
    """A structure with other leaves."""
    if isinstance(form, Tup):
        return Tup(tuple(substituted(item, change) for item in form.items), form.kind)
    return change(form)


def _fitted_head(reader: Reader, task: Task, objective: Operand, have: Type, head: Var, what: str) -> Operand:
    """A head for a number or an array, in its dtype; whether it has the shape of the array is asked at run time."""
    want, builder = type_of(objective), reader.builder
    assert isinstance(want, ArrayType)
    if not isinstance(have, ArrayType) or have.dtype is None or have.dtype.kind not in "biufc":
        _refuse_head(task, f"{what} is a number or an array, and its head is neither")
    if have.dtype.kind == "c" and want.dtype is not None and want.dtype.kind != "c":
        raise NotDifferentiable(
            "the head is complex and the output is real", origin=_place(task.program), instead="pass a real head"
        )
    if is_scalar(want) and have.rank != 0:
        raise NotDifferentiable(
            "the head is an array and the output is a number",
            origin=_place(task.program),
            instead="pass a number as head",
        )
    if is_scalar(want):
        return builder.op(operator.mul, head, Const(1.0)) if have.dtype.kind in "iub" else head
    if have.rank not in (0, want.rank):
        _refuse_head(task, f"{what} has {want.rank} axes, and its head {have.rank}")
    witness = shape_witness(objective, task)
    if have.rank:
        fits = replace(want, dtype=have.dtype)
        shape = _shape_by_arguments(builder, objective, task) or builder.op(np.shape, witness)
        head = builder.raw(fits, runtime.require_shape, head, shape, hint=head.hint)
        if same_dtype(have.dtype, want.dtype):
            return head
    return builder.op(np.full_like, witness, head)


def shape_witness(operand: Operand, task: Task) -> Operand:
    """A value at hand earlier that has the shape and dtype of this one, so that this one need not be computed."""
    where = task.aliases.places
    known = parameter_like(operand, task)
    if known is not None:
        return known
    while isinstance(operand, Var):
        statement = where.defined_by.get(operand)
        found: Operand | None = None
        if isinstance(statement, Assign):
            found = _same_shape_source(statement)
        elif isinstance(statement, If):
            k = statement.results.index(operand)
            a, b = (
                shape_witness(inner.yields[k], task) if not inner.jump else None
                for inner in (statement.then, statement.orelse)
            )
            found = a if a is b else None
        if found is None or not isinstance(found, Var):
            return operand
        operand = found
    return operand


def _shape_by_arguments(builder: Builder, operand: Operand, task: Task) -> Operand | None:
    """The shape of an array by the lengths of parameters, if its type tells it: so it need not be computed."""
    if parameter_like(operand, task) is not None or not isinstance(operand, Var):
        return None
    known = Witnesses(task.aliases.places).shape_of(operand)
    if known is None:
        return None
    lengths = [
        Const(n) if isinstance(n, int) else builder.op(operator.getitem, builder.op(np.shape, n[0]), Const(n[1]))
        for n in known
    ]
    return Tup(tuple(lengths))


def parameter_like(operand: Operand, task: Task) -> Var | None:
    """A parameter of which the type says that it has this shape and dtype."""
    t = type_of(operand)
    if not is_array(t) or not isinstance(t, ArrayType) or t.dims is None or None in t.dims or t.dtype is None:
        return None
    found = [v for p in task.parameters for v in p.leaves if v.type == t]
    own = [v for v in found if isinstance(operand, Var) and v.hint == operand.hint]
    return next(iter(own or found), None)


def _same_shape_source(statement: Assign) -> Operand | None:
    want = statement.out.type
    if statement.primitive is np.copy and isinstance(type_of(statement.args[0]), ArrayType):
        return statement.args[0]
    if statement.primitive not in (
        operator.add,
        operator.sub,
        operator.mul,
        operator.truediv,
        operator.neg,
    ) and not isinstance(statement.primitive, np.ufunc):
        return None
    arrays = [a for a in statement.args if not is_scalar(type_of(a))]
    if len(arrays) != 1 or not isinstance(want, ArrayType):
        return None
    return arrays[0] if same_form(type_of(arrays[0]), want) else None


def _ones(reader: Reader, task: Task) -> Operand:
    """Ones in the structure of the objective."""

    def ones(operand: Operand) -> Operand:
        if isinstance(operand, Tup):
            return Tup(tuple(ones(item) for item in operand.items), operand.kind)
        t = type_of(operand)
        if not can_be_active(t):
            return Const(None)
        if is_scalar(t):
            return Const(1.0)
        return reader.builder.op(np.ones_like if is_array(t) else runtime.ones_like, shape_witness(operand, task))

    return ones(task.objective)


def _result(reader: Reader, reverse: Reverse, independent: Operand) -> Operand:
    """The gradient as it is handed out: never None, of the argument's dtype, and nobody else's array."""
    if isinstance(independent, Tup):
        return Tup(tuple(_result(reader, reverse, item) for item in independent.items), independent.kind)
    if not isinstance(independent, Var):
        return Const(None)
    if not can_be_active(independent.type):
        return Const(None)
    return _handed_out(reader, reverse.bars.take(independent), independent)


def _handed_out(reader: Reader, g: Operand | None, independent: Var) -> Operand:
    """An adjoint in the structure, shape and dtype of its value; None is zero."""
    if g is None:
        return _zero_result(reader, independent)
    if isinstance(independent.type, (TupleType, ListType)):
        return _structured(reader, g, independent)
    return _own(reader, g, independent)


def _zero_result(reader: Reader, independent: Operand) -> Operand:
    t = type_of(independent)
    if is_scalar(t) and isinstance(t, ArrayType) and t.dtype is not None:
        number = Const(0j if t.dtype.kind == "c" else 0.0)
        return (
            number
            if t.box == "python" or t.dtype in (np.float64, np.complex128)
            else reader.builder.raw(t, t.dtype.type, number)
        )
    return reader.builder.op(np.zeros_like if is_array(t) else runtime.zeros_like, independent)


def _structured(reader: Reader, g: Operand, like: Var) -> Operand:
    if isinstance(g, Tup):
        return _in_kind(reader, g, like.type, like)
    return reader.builder.op(runtime.like_structure, g, like)


def _in_kind(reader: Reader, g: Operand, t: Type, like: Operand) -> Operand:
    """The adjoint of a tuple or list in the kinds of its type; None for what has no gradient."""
    if not can_be_active(t):
        return Const(None)
    if isinstance(g, Tup) and isinstance(t, TupleType):
        places = [reader.builder.op(operator.getitem, like, Const(k)) for k in range(len(t.items))]
        parts = zip(g.items, t.items, places, strict=True)
        return Tup(tuple(_in_kind(reader, item, inner, place) for item, inner, place in parts), t.kind)
    if isinstance(t, (TupleType, ListType)):
        return reader.builder.op(runtime.like_structure, g, like)
    return g


def _own(reader: Reader, g: Operand, like: Var) -> Operand:
    builder, want, have = reader.builder, like.type, type_of(g)
    unknown = not isinstance(have, ArrayType) or have.dtype is None
    if unknown and is_array(want) and isinstance(want, ArrayType) and want.dtype not in (None, FLOAT64, np.complex128):
        return builder.raw(want, np.asarray, g, Const(want.dtype))
    if not isinstance(want, ArrayType) or not isinstance(have, ArrayType):
        return g
    if is_array(want) and have.rank == 0 and want.rank != 0:
        return builder.op(np.full_like, like, g)
    if (
        want.dtype is not None
        and not same_dtype(have.dtype, want.dtype)
        and want.dtype.kind in "fc"
        and want.box != "python"
    ):
        if is_array(want):
            return builder.op(np.astype, g, Const(want.dtype)) if is_array(have) else builder.op(np.full_like, like, g)
        return builder.op(want.dtype.type, g)
    if (
        want.box == "python"
        and want.dtype is not None
        and want.dtype.kind == "f"
        and have.dtype is not None
        and have.dtype.kind == "f"
        and not same_dtype(have.dtype, want.dtype)
    ):
        return builder.op(float, g)
    is_real = have.dtype is not None and have.dtype.kind != "c"
    if want.box == "python" and want.dtype == np.complex128 and (is_real or have.dtype == np.complex64):
        return builder.op(complex, g)
    return g
