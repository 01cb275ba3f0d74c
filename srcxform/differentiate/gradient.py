"""A task -> the function that gives its gradient: prologue, both sweeps, epilogue."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.analyses.activity import Activity, activity
from srcxform.analyses.aliasing import VIEW_KINDS, Aliases, memory_classes
from srcxform.differentiate.calls import Callee, Callees
from srcxform.differentiate.heads import head_of
from srcxform.differentiate.last_assigned import LastAdjoints, without_notes
from srcxform.differentiate.reverse import Reverse, Sweep
from srcxform.differentiate.shadows import Shadowed, add_shadows
from srcxform.differentiate.tape import record
from srcxform.differentiate.task import Task, place_of_program
from srcxform.frontend.lower import Reader
from srcxform.frontend.program import Tables
from srcxform.frontend.sought import missed
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Const,
    Effect,
    Function,
    Operand,
    Parameter,
    Store,
    Tup,
    Var,
)
from srcxform.ir.types import (
    FLOAT64,
    ArrayType,
    ListType,
    TupleType,
    Type,
    can_be_active,
    is_array,
    is_scalar,
    may_be_written,
    same_dtype,
)
from srcxform.ir.walk import blocks, operands, statements_in, vars_in


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
    reverse.bars.add(task.objective, head_of(reader, task, head, given))
    reverse.block(shadowed.block)
    builder.origin = place_of_program(task.program)
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
        return _copied(builder, operand)

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
        return _copied(builder, operand)

    copied = kept(value)
    return builder.blocks[0], copied


def _copied(builder: Builder, operand: Var) -> Var:
    """A copy; of what may be a number, the number."""
    is_known = isinstance(operand.type, ArrayType) and bool(operand.type.rank)
    return builder.raw(operand.type, np.copy if is_known else runtime.copy_of, operand)


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
