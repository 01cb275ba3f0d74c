"""Forward mode: beside each value its tangent, one statement after another, no tape.

    y = np.sin(x)       ->      y_dot = x_dot * np.cos(x)
                                y = np.sin(x)

The tangent of an object that is written in place is an object that is written in the same way: the same shadows as in
the reverse sweep, so the pass is a `Shadower` that gives values a shadow too.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.analyses.activity import Activity, activity
from srcxform.analyses.aliasing import CONTAINERS, VIEW_KINDS, Aliases, second_names
from srcxform.differentiate.attempts import parted, without
from srcxform.differentiate.calls import Callee, Callees
from srcxform.differentiate.shadows import Shadower, active_arguments, zeros_for
from srcxform.differentiate.task import prepare
from srcxform.errors import NotDifferentiable
from srcxform.frontend.lower import Reader
from srcxform.frontend.program import Program, Tables
from srcxform.frontend.recipes import is_shape_keeping, tangent_terms
from srcxform.frontend.source import origin
from srcxform.frontend.structures import taken_apart
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.guarded import attempt_of, born_in
from srcxform.ir.names import Names, adjoint_name
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Call,
    Const,
    Function,
    If,
    Operand,
    Parameter,
    Pop,
    Statement,
    Store,
    Tup,
    Update,
    Var,
)
from srcxform.ir.types import (
    ArrayType,
    ListType,
    ObjectType,
    TupleType,
    UnknownType,
    can_be_active,
    is_array,
    is_scalar,
    same_dtype,
)
from srcxform.ir.walk import statements_in, vars_in
from srcxform.request import Request


class Forward(Shadower):
    """Adds tangents to a program."""

    def __init__(self, aliases: Aliases, active: Activity, reader: Reader, callees: Callees) -> None:
        super().__init__(aliases, active, VIEW_KINDS, "dot", reverse=False, builder=reader.builder)
        self.reader = reader
        self.callees = callees
        self.dots = self.result.shadow
        self.displays: dict[Operand, Tup] = {}
        """The items of tangents that are tuples."""
        self._shadows: set[Operand] = set()
        self._seen = 0

    def is_mirrored(self, operand: Operand) -> bool:
        return isinstance(operand, Var) and can_be_active(operand.type) and self.active.is_active(operand)

    def is_active(self, operand: Operand) -> bool:
        return any(self.is_mirrored(v) for v in vars_in(operand))

    def dot(self, operand: Operand) -> Operand:
        """The tangent of an operand; zero where it has none."""
        if isinstance(operand, Tup):
            return Tup(tuple(self.dot(item) for item in operand.items), operand.kind)
        return self.shadow_of(operand)

    def statement(self, statement: Statement) -> None:
        self.builder.origin = statement.origin
        self.check_assigned(statement)
        match statement:
            case Assign(out) if self.is_mirrored(out) and not self.is_view(statement):
                self._value(statement)
            case Store(target, index, value) if self.is_mirrored(target):
                self.builder.add(statement)
                g = self.dot(value) if self.is_active(value) or self.is_pointer(value) else Const(0.0)
                self.builder.store(self.dots[target], index, self.reader.materialised(g))
            case Update() if self.is_mirrored(statement.target):
                self._update(statement)
            case Append(target, value) if self.is_mirrored(target):
                self.builder.add(statement)
                self.builder.append(self.dots[target], self.dot(value))
            case Pop(out, target) if self.is_mirrored(target):
                self.builder.add(statement)
                self.dots[out] = self.builder.pop(self.dots[target], out.type, self._name(out))
            case Call(out, callee, args) if self.is_mirrored(out):
                mask = active_arguments(statement, self.is_active)
                dots = tuple(
                    self.reader.materialised(self.dot(a)) for a, wanted in zip(args, mask, strict=True) if wanted
                )
                both = self.builder.call(
                    self.callees.tangent(callee, mask), (*args, *dots), TupleType((out.type, out.type))
                )
                self.builder.add(Assign(out, operator.getitem, (both, Const(0)), (), statement.origin))
                self.dots[out] = self.builder.raw(out.type, operator.getitem, both, Const(1), hint=self._name(out))
            case _:
                super().statement(statement)

    def _if(self, statement: If) -> None:
        """A tangent that fails must not end a branch that is tried: it comes after the primal."""
        if attempt_of(statement) is None or not any(self.is_mirrored(v) for v in born_in(statement.then)):
            super()._if(statement)
            return
        parts = parted(statement, self.aliases)
        self.builder.add(parts.tried)
        super()._if(parts.again)
        made = self.builder.blocks[-1][-1]
        assert isinstance(made, If)
        again = without(made.orelse, parts.done)
        again = replace(again, statements=(*parts.undo, *again.statements))
        self.builder.blocks[-1][-1] = replace(made, orelse=again)

    def _value(self, statement: Assign) -> None:
        """The tangent of a value that an operation makes."""
        out = statement.out
        self.builder.add(statement)
        begin = len(self.builder.blocks[-1])
        made = self._tangent(statement)
        if isinstance(made, Tup) and self.is_pointer(out):
            made = self._own_items(made, out)
        display = made if isinstance(made, Tup) and made.kind is tuple else None
        fresh = not isinstance(made, Var) or (
            self.is_pointer(out) and statement.primitive not in (np.copy, runtime.copy_of, *CONTAINERS)
        )
        if fresh:
            made = self._object(made, out)
        elif not self.is_pointer(out) and self._is_part_of_shadow(made, begin):
            made = self._own(made, out)
        assert isinstance(made, Var)
        self.dots[out] = self._named_dot(made, out)
        if display is not None:
            self.displays[self.dots[out]] = display

    def _is_part_of_shadow(self, made: Operand, begin: int) -> bool:
        """Whether a value's tangent may share memory with an object that is written, as that of `u + 1` is `u_dot`."""
        for var, dot in itertools.islice(self.dots.items(), self._seen, None):
            if self.is_pointer(var):
                self._shadows.add(dot)
        self._seen = len(self.dots)
        if not self._shadows:
            return False
        reached = set(vars_in(made))
        pairs = [pair for s in statements_in(block_of(self.builder.blocks[-1][begin:])) for pair in second_names(s)]
        for a, b in reversed(pairs):
            if a in reached or b in reached:
                reached |= {a, b}
        return not reached.isdisjoint(self._shadows)

    def _own(self, made: Operand, out: Var) -> Operand:
        """A tangent as an object of its own."""
        if is_array(out.type):
            return self.builder.raw(out.type, np.array, made)
        if isinstance(out.type, ArrayType) and out.type.rank == 0:
            return self.builder.raw(out.type, operator.pos, made)
        return self.builder.raw(out.type, runtime.copy_of, made)

    def _own_items(self, made: Tup, out: Var) -> Tup:
        """The tangents of results of which one is written, as objects of their own: a rule may give views."""
        kinds = out.type.items if isinstance(out.type, TupleType) else ()
        items = [
            self._object(item, self.builder.raw(t, operator.getitem, out, Const(k))) if is_array(t) else item
            for k, (item, t) in enumerate(zip(made.items, kinds, strict=False))
        ]
        return Tup((*items, *made.items[len(items) :]), made.kind)

    def _named_dot(self, made: Var, out: Var) -> Var:
        """Print the tangent of `x` as `x_dot`, if the statement that made it was the last one."""
        last = self.builder.blocks[-1][-1]
        if made.hint or not out.hint or not isinstance(last, Assign) or last.out is not made:
            return made
        named = Var(self._name(out), made.type)
        self.builder.blocks[-1][-1] = replace(last, out=named)
        return named

    def _object(self, made: Operand, out: Var) -> Var:
        if is_array(out.type) and not is_array(type_of(made)):
            return self.builder.raw(out.type, np.full_like, out, made)
        if is_array(out.type):
            # What is written in place later may be complex where the tangent so far is real.
            have, want = (t.dtype if isinstance(t, ArrayType) else None for t in (type_of(made), out.type))
            if have is None or want is None or have == want:
                return self.builder.raw(out.type, np.array, made)
            return self.builder.raw(out.type, np.astype, made, Const(want))
        if isinstance(made, Tup):
            return self.reader.materialised(made)  # type: ignore[return-value]
        if isinstance(out.type, ArrayType) and out.type.rank is None:
            is_zero = isinstance(made, Const)
            return self.builder.raw(out.type, *((runtime.zeros_like, out) if is_zero else (runtime.copy_of, made)))
        if isinstance(made, Var) and not isinstance(out.type, ArrayType):
            return made
        return self.builder.raw(out.type, operator.pos, made)

    def _tangent(self, statement: Assign) -> Operand:
        out, builder = statement.out, self.builder
        if statement.primitive in CONTAINERS:
            return builder.raw(
                out.type, statement.primitive, *(self.reader.materialised(self.dot(a)) for a in statement.args)
            )
        if statement.primitive is operator.getitem:
            whole = self.dot(statement.args[0])
            # Items of a result that nobody uses are not computed: the tangent of an eigenvector may not exist.
            return builder.op(operator.getitem, self.displays.get(whole, whole), statement.args[1])
        if statement.primitive in (runtime.require_view, runtime.require_shape):
            return self.dot(statement.args[0])
        if statement.primitive is runtime.copy_of:
            return builder.raw(out.type, runtime.copy_of, self.dot(statement.args[0]))
        dots = _Dots(self)
        builder.derived = True
        terms = tangent_terms(self.reader, statement, dots, self.is_active)
        builder.derived = False
        if not terms and isinstance(out.type, (TupleType, ListType)):
            return builder.raw(out.type, zeros_for(out.type), out)
        if not terms:
            return Const(0.0)
        total = terms[0]
        builder.derived = True
        for term in terms[1:]:
            total = self._sum(total, term)
        builder.derived = False
        return self._full(total, out, statement)

    def _sum(self, a: Operand, b: Operand) -> Operand:
        """The sum of two terms; of tuples, item by item."""
        if isinstance(a, Tup) and isinstance(b, Tup):
            return Tup(tuple(self._sum(x, y) for x, y in zip(a.items, b.items, strict=True)), a.kind)
        symbol = operator.add if isinstance(type_of(a), ArrayType) else runtime.add
        return self.builder.op(symbol, a, b)

    def _full(self, total: Operand, out: Var, statement: Assign) -> Operand:
        """A tangent has its value's shape, also where only a broadcast operand is active, and its value's dtype."""
        have, want = type_of(total), out.type
        if is_scalar(want) or not all(isinstance(t, (ArrayType, UnknownType)) for t in (have, want)):
            return total
        if not isinstance(want, ArrayType) or not isinstance(have, ArrayType):
            return self.builder.op(runtime.broadcast_like, total, out)
        if is_shape_keeping(statement) and have.rank == want.rank and same_dtype(have.dtype, want.dtype):
            return total
        same = have.rank == want.rank and have.dims is not None and want.dims is not None and have.dims == want.dims
        total = total if same else self.builder.op(runtime.broadcast_like, total, out)
        if (
            want.dtype is not None
            and not same_dtype(have.dtype, want.dtype)
            and want.dtype.kind == "f"
            and have.dtype is not None
            and have.dtype.kind == "f"
        ):
            total = self.builder.op(np.astype, total, Const(want.dtype))
        return total

    def _update(self, statement: Update) -> None:
        """`a[i] *= v` has the tangent of the product; the old items are read before they are overwritten."""
        target, index, symbol, value = statement.target, statement.index, statement.operator, statement.value
        dot, builder = self.dots[target], self.builder
        if symbol in (operator.add, operator.sub, runtime.add_at, runtime.add_item, runtime.accumulate):
            if self.is_active(value):
                builder.update(dot, index, symbol, self.dot(value))
            builder.add(statement)
            return
        if symbol is runtime.overwrite:
            builder.update(dot, None, symbol, self.dot(value))
            builder.add(statement)
            return
        place = Const(...) if index is None else index
        if self.is_active(value):
            old = builder.op(operator.getitem, target, place)
            change = builder.op(operator.mul, old, self.dot(value))
            if symbol is operator.truediv:
                change = builder.op(operator.truediv, builder.op(operator.neg, change), value)
            builder.update(dot, index, symbol, value)
            builder.update(
                dot,
                index,
                operator.add,
                change if symbol is operator.mul else builder.op(operator.truediv, change, value),
            )
        else:
            builder.update(dot, index, symbol, value)
        builder.add(statement)


class _Dots(dict[Operand, Operand]):
    """Tangents by operand, found when a rule asks for them."""

    def __init__(self, forward: Forward) -> None:
        super().__init__()
        self.forward = forward

    def __missing__(self, operand: Operand) -> Operand:
        return self.forward.dot(operand)


def tangent(
    program: Program, request: Request, parameters: tuple[Parameter, ...], tables: Tables, callees: Callees
) -> Function:
    """The function of the primals and the tangents that gives `(value, tangent)` (Griewank & Walther, chapter 3)."""
    task = prepare(program, request, parameters, callees.clean)
    reader = Reader(tables)
    independents = [v for i in task.independents for v in vars_in(i)]
    active = activity(task.block, task.aliases, independents, list(vars_in(task.objective)))
    forward = Forward(task.aliases, active, reader, callees)
    given: list[Parameter] = []
    for operand in task.independents:
        known = {leaf for p in parameters for leaf in p.leaves}
        if isinstance(operand, Tup) and any(v in known for v in vars_in(operand)):
            name = next(p.var.hint for p in parameters if set(p.leaves) & set(vars_in(operand)))
            given.append(_structured_tangent(forward, operand, name))
            continue
        if not isinstance(operand, Var) or operand not in known:
            raise NotDifferentiable(
                "a tangent can be given for parameters only", origin=origin(program.source, program.source.node)
            )
        dot = Var(adjoint_name(operand.hint, "dot"), operand.type)
        forward.dots[operand] = dot
        given.append(Parameter(dot))
    forward.note_undefined(task.block)
    for statement in task.block.statements:
        forward.statement(statement)
    for var in vars_in(task.objective):
        if var in forward.maybe_undefined:
            reader.builder.effect(runtime.require_assigned, var, Const(var.hint))
    out = forward.dot(task.objective) if forward.is_active(task.objective) else _zero(forward, task.objective)
    out = _floats_only(task.objective, out)
    plain = tuple(p for p in parameters if not p.keyword_only)
    special = tuple(p for p in parameters if p.keyword_only)
    body = Block(tuple(reader.builder.blocks[0]), (Tup((task.objective, out)),))
    name = f"{program.source.name}_tangent".replace("<lambda>", "function")
    names = " and ".join(p.var.hint.removesuffix("_dot") for p in given)
    doc = f"Value of {program.source.name} and its tangent along {names}.".replace("<lambda>", "the lambda")
    return Function(name, (*plain, *given, *special), body, doc)


TABLE_PARTS = ("names", "factory", "size")
"""What of a table says where its contents stand: the tangent has the same."""


def _floats_only(objective: Operand, dot: Operand) -> Operand:
    """The tangent of an output, with None for what is no float."""
    if isinstance(objective, Tup) and isinstance(dot, Tup):
        kept = TABLE_PARTS if hasattr(getattr(objective.kind, "kind", None), "restored") else ()
        keys = objective.kind.keys if kept else objective.items  # type: ignore[union-attr]
        triples = zip(keys, objective.items, dot.items, strict=True)
        return Tup(tuple(a if key in kept else _floats_only(a, b) for key, a, b in triples), dot.kind)
    return dot if can_be_active(type_of(objective)) else Const(None)


def _structured_tangent(forward: Forward, operand: Operand, name: str) -> Parameter:
    """The tangent of an argument that is a dict or an object."""
    var = Var(adjoint_name(name, "dot"), ObjectType(object))
    leaves, parts = taken_apart(var, operand, "_dot")

    def note(primal: Operand, dot: Operand) -> None:
        if isinstance(primal, Tup) and isinstance(dot, Tup):
            for a, b in zip(primal.items, dot.items, strict=True):
                note(a, b)
        elif isinstance(primal, Var) and isinstance(dot, Var):
            forward.dots[primal] = dot

    note(operand, leaves)
    return Parameter(var, parts=parts)


def callee_tangent(tables: Tables) -> Callable[[Callees, Callee], Function]:
    """How the tangent function of a recursive function is made."""

    def made(callees: Callees, callee: Callee) -> Function:
        reader = Reader(tables)
        forward = Forward(callee.aliases, callee.active, reader, callees)
        given = _named_apart(callee)
        forward.dots.update(zip(callee.independents, given, strict=True))
        forward.note_undefined(callee.block)
        for statement in callee.block.statements:
            forward.statement(statement)
        value = callee.block.yields[0]
        out = forward.dot(value) if forward.is_active(value) else _zero(forward, value)
        captured = tuple(Parameter(v, keyword_only=True, captured=True) for v in callees.captured)
        parameters = (*map(Parameter, callee.parameters), *map(Parameter, given), *captured)
        name = callee.program.source.name
        return Function(
            f"{name}_tangent",
            parameters,
            Block(tuple(reader.builder.blocks[0]), (Tup((value, out)),)),
            f"Value of {name} and its tangent.",
        )

    return made


def _named_apart(callee: Callee) -> list[Var]:
    """The parameters for the tangents: a tangent function that is differentiated has some of such names already."""
    names = Names(v.hint for v in callee.parameters)
    return [Var(names.fresh(adjoint_name(v.hint, "dot")), v.type) for v in callee.independents]


def _zero(forward: Forward, operand: Operand) -> Operand:
    t: Any = type_of(operand)
    if isinstance(operand, Tup):
        return Tup(tuple(_zero(forward, item) for item in operand.items), operand.kind)
    if not can_be_active(t):
        return Const(None)
    return Const(0.0) if is_scalar(t) else forward.builder.op(runtime.zeros_like, operand)
