"""The head in the structure, shape and dtype of the output: the one that was given, compared, or ones."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from srcxform import runtime
from srcxform.differentiate.outlines import Witnesses, shape_tuple
from srcxform.differentiate.task import Task, leaves_of, place_of_program
from srcxform.errors import NotDifferentiable
from srcxform.frontend.in_language_tables import Table
from srcxform.frontend.lower import Reader
from srcxform.frontend.structures import has_layout, taken_apart
from srcxform.ir.builder import Builder, block_of, type_of
from srcxform.ir.layout import Layout
from srcxform.ir.nodes import (
    Assign,
    Const,
    If,
    Operand,
    Parameter,
    Tup,
    Var,
)
from srcxform.ir.types import (
    BOOL,
    ArrayType,
    ListType,
    TupleType,
    Type,
    can_be_active,
    is_array,
    is_scalar,
    same_dtype,
    same_form,
)


def head_of(reader: Reader, task: Task, head: Parameter, given: Operand | None) -> Operand:
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
    builder.origin = place_of_program(task.program)
    return _given_head(reader, task, task.objective, head.var if given is None else given, head.var)


def _given_head(
    reader: Reader, task: Task, want: Operand, given: Operand, held: Var, what: str = "the output"
) -> Operand:
    """The head that the variable `held` holds, in the structure, shape and dtype of the output.

    NumPy would take some others, and give another gradient. `given` tells the structure and the types of the head.
    """
    t, have = type_of(want), type_of(given)
    if not any(can_be_active(type_of(leaf)) for leaf in leaves_of(want)):
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
    wanted = [key for key, part in parts.items() if any(can_be_active(type_of(leaf)) for leaf in leaves_of(part))]
    kind = _class_of(want)
    if kind is not None and issubclass(kind, Table):
        _refuse_head(task, f"{what} is a dict whose keys only the run knows, and takes no head",
                     "leave the head out, or return the values under keys that are written out")  # fmt: skip
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


def _refuse_head(
    task: Task, message: str, instead: str = "pass a head with the structure and shape of the output"
) -> NoReturn:
    raise NotDifferentiable(message, origin=place_of_program(task.program), instead=instead)


def _structured_head(reader: Reader, task: Task, head: Parameter) -> Operand:
    """The head of an objective that holds dicts or objects, leaf by leaf."""
    builder = reader.builder
    given, parts = taken_apart(head.var, task.objective, "_head")
    with builder.block() as made:
        ones = _ones(reader, task)
    missing = builder.raw(BOOL, operator.is_, head.var, Const(None))
    pairs = list(zip(leaves_of(ones), leaves_of(given), strict=True))
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
            "the head is complex and the output is real",
            origin=place_of_program(task.program),
            instead="pass a real head",
        )
    if is_scalar(want) and have.rank != 0:
        raise NotDifferentiable(
            "the head is an array and the output is a number",
            origin=place_of_program(task.program),
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
    return None if known is None else shape_tuple(builder, known)


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
