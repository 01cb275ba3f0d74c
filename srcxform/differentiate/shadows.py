"""Gives every object that is written in place its shadow: an adjoint object whose names alias as the primal's do.

    row = A[i]                  row = A[i]
                         ->     row_bar = A_bar[i]
    A[i, 0] = row[1] ** 2       old = A[i, 0]
                                A[i, 0] = row[1] ** 2

It also keeps what a store overwrites, so that the reverse sweep can put it back, and counts the trips of the loops
whose number of trips is not known before they run. What of this is not needed in the end, is dead code and disappears.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.analyses.activity import Activity
from srcxform.analyses.aliasing import CONTAINERS, Aliases, Writer, aliased_operands, is_basic, shows_several
from srcxform.analyses.liveness import Outcomes, is_missing, maybe_undefined, outcomes, resolved
from srcxform.analyses.seen import is_read_after_a_write
from srcxform.errors import NoRule, Unsupported
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.ends import at_end
from srcxform.ir.names import adjoint_name
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Call,
    Const,
    Effect,
    For,
    FunctionRef,
    If,
    Loop,
    Operand,
    Pop,
    Solution,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)
from srcxform.ir.types import (
    FLOAT64,
    INT,
    UNKNOWN,
    ArrayType,
    ListType,
    ObjectType,
    TupleType,
    Type,
    UnknownType,
    can_be_active,
    is_array,
    is_scalar,
    may_be_written,
)
from srcxform.ir.walk import blocks as inner_blocks
from srcxform.ir.walk import has_break, reads, vars_in
from srcxform.rules.registry import find_rule

SOMETIMES_VIEWS = "sometimes"
_READ_ONLY = (np.diag, np.diagonal, np.linalg.diagonal)
_OVERLAPPING = (np.broadcast_to, np.broadcast_arrays, np.lib.stride_tricks.sliding_window_view)


@dataclass
class Split:
    """A function in two parts: `forward` gives value and residual, `reverse` takes residual and head."""

    forward: FunctionRef
    reverse: FunctionRef


@dataclass(frozen=True)
class SplitCall:
    """A call that was split: which arguments have adjoints, and the residual that the call left."""

    call: Call
    pair: Split
    mask: tuple[bool, ...]
    residual: Var


Splitter = Callable[[FunctionRef, tuple[bool, ...]], Split]


@dataclass
class Shadowed:
    """A program with its shadows, and what the reverse sweep needs to know of it."""

    block: Block = field(default_factory=lambda: Block(()))
    shadow: dict[Var, Var] = field(default_factory=dict)
    saved: dict[Statement, Operand] = field(default_factory=dict)
    twins: dict[Statement, Writer] = field(default_factory=dict)  # what a statement does to a list, done to its shadow
    trips: dict[Loop, Var] = field(default_factory=dict)
    last: dict[Loop, Var] = field(default_factory=dict)  # of loops that are told by their last index
    allocations: set[Var] = field(default_factory=set)
    pointers: set[Var] = field(default_factory=set)
    calls: dict[Statement, SplitCall] = field(default_factory=dict)


def add_shadows(
    block: Block,
    parameters: tuple[Var, ...],
    aliases: Aliases,
    active: Activity,
    views: dict[object, str],
    split: Splitter,
) -> Shadowed:
    """The program with shadows of its active buffers (Enzyme's rule: the shadow of a view is a view of the shadow)."""
    shadower = Shadower(aliases, active, views, "bar", reverse=True)
    shadower.split = split
    return shadower.run(block, parameters)


class Shadower:
    """Walks a program and adds the shadow of each object that has one."""

    def __init__(
        self,
        aliases: Aliases,
        active: Activity,
        views: dict[object, str],
        suffix: str,
        reverse: bool,
        builder: Builder | None = None,
    ) -> None:
        self.aliases, self.active, self.views = aliases, active, views
        self.suffix, self.reverse = suffix, reverse
        self.builder = builder or Builder()
        self.result = Shadowed()
        self.shadowed_slots: list[tuple[int, ...]] = []
        self.counters: list[Var | None] = []

        self.maybe_undefined: set[Var] = set()
        self.outcomes: Outcomes = {}
        self.split: Splitter = _no_split

    def check_assigned(self, statement: Statement) -> None:
        """Reading a name that this path never assigned is an error in the primal, and must stay one."""
        if isinstance(statement, If | For | While):
            return
        if isinstance(statement, Assign) and statement.primitive in CONTAINERS:
            return  # a tuple of undefined names may be made and never read
        if isinstance(statement, Effect) and statement.primitive is runtime.require_assigned:
            self.maybe_undefined.difference_update(reads(statement))
            return
        for var in reads(statement):
            if var in self.maybe_undefined and not may_be_none(var.type) and not _is_exception(var):
                self.builder.effect(runtime.require_assigned, var, Const(var.hint))
                self.maybe_undefined.discard(var)

    def note_undefined(self, block: Block) -> None:
        """Find the names that some path of a program never assigns."""
        self.maybe_undefined = set(maybe_undefined(block))
        self.outcomes = outcomes(block)

    def run(self, block: Block, parameters: tuple[Var, ...]) -> Shadowed:
        self.note_undefined(block)
        with self.builder.block() as statements:
            for var in parameters:
                if self.is_pointer(var):
                    self._fresh(var)
            for statement in block.statements:
                self.statement(statement)
            for operand in block.yields:
                for var in vars_in(operand):
                    if var in self.maybe_undefined and not may_be_none(var.type) and not _is_exception(var):
                        self.maybe_undefined.discard(var)
                        self.builder.effect(runtime.require_assigned, var, Const(var.hint))
        self.result.block = Block(tuple(statements), block.yields)
        return self.result

    def is_pointer(self, operand: Operand) -> bool:
        """Whether the operand names (a part of) an active object that is written in place."""
        return (
            isinstance(operand, Var)
            and may_be_written(operand.type)
            and can_be_active(operand.type)
            and self.aliases.is_written(operand)
            and self.active.is_active(operand)
        )

    def is_mirrored(self, operand: Operand) -> bool:
        """Whether branches and loops pass on a shadow beside this value."""
        return self.is_pointer(operand)

    def is_view(self, statement: Assign) -> bool:
        """Whether the shadow of the result is a view (or an item) of another shadow."""
        if not self.is_pointer(statement.out) or statement in self.aliases.snapshots:
            return False
        return statement.primitive not in CONTAINERS and any(True for _ in aliased_operands(statement))

    def _name(self, var: Var) -> str:
        return adjoint_name(var.hint, self.suffix)

    def _new_shadow(self, var: Var) -> Var:
        return Var(self._name(var), self._shadow_type(var.type))

    def _shadow_type(self, t: Type) -> Type:
        """The type of the shadow of a value of this type, which is written wherever adjoints are added to it."""
        return as_lists(t) if self.reverse else t

    def _note(self, var: Var, shadow: Var) -> Var:
        self.result.shadow[var] = shadow
        return shadow

    def _fresh(self, var: Var, made_by: Assign | None = None) -> None:
        """A zero shadow; an array made by `np.zeros(shape)` need not be at hand for it."""
        if made_by is not None and made_by.primitive in (np.zeros, np.empty, np.ones) and len(made_by.args) == 1:
            shadow = Var(self._name(var), var.type)
            self.builder.add(Assign(shadow, np.zeros, made_by.args, made_by.kwargs, made_by.origin))
        elif made_by is not None and made_by.primitive is np.copy:
            shadow = self.builder.raw(var.type, zeros_for(var.type, self.reverse), *made_by.args, hint=self._name(var))
        else:
            made, t = zeros_for(var.type, self.reverse), self._shadow_type(var.type)
            shadow = self.builder.raw(t, made, var, hint=self._name(var))
        self.result.allocations.add(self._note(var, shadow))

    def shadow_of(self, operand: Operand) -> Operand:
        """The shadow of what a container or a variable is given."""
        if isinstance(operand, Var) and operand in self.result.shadow:
            return self.result.shadow[operand]
        if isinstance(operand, Tup):
            items = [self.shadow_of(item) for item in operand.items]
            # The items of a shadow are written, so the shadow of a tuple is a list.
            listed = self.reverse or operand.kind is list
            t = type_of(operand)
            return self.builder.raw(
                as_lists(t) if listed else t, runtime.list_of if listed else runtime.tuple_of, *items
            )
        if isinstance(operand, Const):
            return operand if not isinstance(operand.value, (int, float, complex)) else Const(0.0)
        t = type_of(operand)
        if isinstance(t, ArrayType) and t.rank == 0:
            return Const(0.0)
        return self.builder.raw(self._shadow_type(t), zeros_for(t, self.reverse), operand)

    def passed_shadow(self, operand: Operand) -> Operand:
        """The shadow of what a branch or loop passes on as (perhaps) a written object: a number gets a 0-d array."""
        if self.reverse and self._is_number(operand):
            return self._pointer(self.builder.raw(ArrayType(FLOAT64, 0, "array", ()), np.zeros, Tup(())))
        return self.shadow_of(operand)

    def _is_number(self, operand: Operand) -> bool:
        """Whether it is a number that has no shadow yet; what is passed on is added to, whichever it was."""
        return operand not in self.result.shadow and is_scalar(type_of(operand))

    def block(self, block: Block, shadowed: tuple[int, ...] = ()) -> Block:
        with self.builder.block() as statements:
            for statement in block.statements:
                self.statement(statement)
            yields = block.yields
            if block.jump != "never" and (shadowed or not block.jump):
                passed = (functools.partial(self.passed_shadow, block.yields[k]) for k in shadowed)
                yields = (*yields, *(at_end(self.builder, shadow) for shadow in passed))
        return Block(tuple(statements), yields, block.jump)

    def statement(self, statement: Statement) -> None:
        self.builder.origin = statement.origin
        self.check_assigned(statement)
        match statement:
            case Assign():
                self._assign(statement)
            case Store() | Update():
                self._write(statement)
            case Append(target, value):
                self.builder.add(statement)
                if self.is_pointer(target):
                    self.builder.append(self.result.shadow[target], self.shadow_of(value))
                    self._note_twin(statement)
            case Pop(out, target):
                self._pop(statement, out, target)
            case If():
                self._if(statement)
            case For() | While():
                self._loop(statement)
            case Call():
                self._call(statement)
            case _:
                self.builder.add(statement)

    def _call(self, statement: Call) -> None:
        """A call of a recursive function: in the forward sweep it keeps its residual."""
        refuse_written_operands(statement, self.aliases)
        if not self.reverse or not (can_be_active(statement.out.type) and self.active.is_active(statement.out)):
            self.builder.add(statement)
            return
        mask = active_arguments(
            statement, lambda a: any(can_be_active(v.type) and self.active.is_active(v) for v in vars_in(a))
        )
        pair = self.split(statement.callee, mask)
        both = self.builder.call(pair.forward, statement.args, TupleType((statement.out.type, UNKNOWN)))
        self.builder.add(Assign(statement.out, operator.getitem, (both, Const(0)), (), statement.origin))
        residual = self.builder.raw(UNKNOWN, operator.getitem, both, Const(1), hint="residual")
        last = self.builder.blocks[-1][-2]
        self.result.calls[last] = SplitCall(statement, pair, mask, residual)

    def _assign(self, statement: Assign) -> None:
        base = next(iter(aliased_operands(statement)), None) if may_be_written(statement.out.type) else None
        in_class = (
            base is not None and statement not in self.aliases.snapshots and self.aliases.is_written(statement.out)
        )
        checked = in_class and self.views.get(statement.primitive) == SOMETIMES_VIEWS
        if checked:
            assert base is not None
            raw = Var("", statement.out.type)
            self._pointer(raw)
            self.builder.add(Assign(raw, statement.primitive, statement.args, statement.kwargs, self.builder.origin))
            self.builder.add(Assign(statement.out, runtime.require_view, (raw, base), (), statement.origin))
        else:
            self.builder.add(statement)
        if not self.is_pointer(statement.out):
            return
        if statement.primitive in CONTAINERS and statement.primitive is not list:
            items = [self.shadow_of(arg) for arg in statement.args]
            self._note(
                statement.out,
                self.builder.raw(as_lists(statement.out.type), runtime.list_of, *items, hint=self._name(statement.out)),
            )
        elif in_class and base is not None:
            self._view(statement, base, checked)
        else:
            self._fresh(statement.out, statement)

    def _is_known_view(self, statement: Assign) -> bool:
        """Whether it is known of which elements a view consists."""
        made = statement.primitive
        is_own = made is operator.getitem or getattr(made, "__module__", None) == runtime.__name__
        return is_own or made is list or made in self.views or find_rule(made) is not None

    def _view(self, statement: Assign, base: Var, checked: bool) -> None:
        """The shadow of a view is the view of the shadow."""
        if self.reverse and statement.primitive in _OVERLAPPING:
            raise Unsupported(
                "a view that shows elements more than once is read after a write into its array",
                origin=statement.origin,
                instead="take a copy: `np.array(...)` of the view",
            )
        if shows_several(statement) and statement.primitive is not np.einsum and len(statement.args) > 1:
            raise Unsupported(
                "views of several arrays are made at once, and one of them is written",
                origin=statement.origin,
                instead="call the function for each array by itself",
            )
        if not self._is_known_view(statement):
            name = getattr(statement.primitive, "__name__", str(statement.primitive))
            raise NoRule(
                f"`{name}` has no derivative rule, and what it gives may share memory that is written",
                origin=statement.origin,
                instead="index the array, or copy what the call gives",
            )
        shadow_base = self.result.shadow[base]
        args = tuple(shadow_base if a is base else a for a in statement.args)
        if self.reverse and _may_be_item(statement, base):
            # One element of an array is a number; with an ellipsis it is a view of 0 axes, which can be added to.
            index = args[1].items if isinstance(args[1], Tup) else (args[1],)
            args = (args[0], Tup((*index, Const(...))))
            if is_read_after_a_write(statement.out, self.aliases):
                self.builder.effect(runtime.require_cell, statement.out)
        t = self._shadow_type(statement.out.type)
        out = Var("" if checked else self._name(statement.out), t)
        self.builder.add(Assign(out, statement.primitive, args, statement.kwargs, statement.origin))
        if checked:
            self._pointer(out)
            raw, out = out, Var(self._name(statement.out), t)
            self.builder.add(Assign(out, runtime.require_view, (raw, shadow_base), (), statement.origin))
        if self.reverse and _may_be_picked(statement, base):
            out = self.builder.raw(out.type, runtime.require_part, out, shadow_base, hint=out.hint)
        if self.reverse and statement.primitive in _READ_ONLY:
            out = self.builder.raw(out.type, runtime.writable, out, hint=out.hint)
        self._note(statement.out, self._as_cell(statement.out, out))

    def _as_cell(self, var: Var, shadow: Var) -> Var:
        """The shadow of a value of unknown kind: what adds to a bare number would be lost."""
        is_object = isinstance(var.type, (TupleType, ListType)) or is_array(var.type)
        if not self.reverse or is_object or is_scalar(var.type):
            return shadow
        return self.builder.raw(var.type, runtime.require_cell, shadow, hint=self._name(var))

    def _write(self, statement: Store | Update) -> None:
        """Keep what is overwritten; put the shadow of an object that is stored in a list into the list's shadow."""
        target = statement.target
        place = Const(...) if statement.index is None else statement.index
        in_list = isinstance(target.type, (ListType, TupleType))
        pointer_item = in_list and self.is_mirrored(target) and not _holds_numbers(target.type)
        if self.reverse and getattr(statement, "operator", None) is runtime.accumulate:
            self.result.saved[statement] = self.builder.raw(target.type, runtime.copy_of, target)
        elif self.reverse:
            self.result.saved[statement] = self._old(target, place, in_list)
        if self.reverse and isinstance(target.type, UnknownType) and not is_scalar(type_of(statement.value)):
            self.builder.effect(runtime.require_no_list, target)
        self.builder.add(statement)
        if pointer_item:
            shadow = self.result.shadow[target]
            if self.reverse:
                old = self._pointer(self.builder.op(operator.getitem, shadow, place))
                self.result.saved[statement] = Tup((self.result.saved[statement], old))
            self.builder.store(shadow, place, self.shadow_of(statement.value))
            self._note_twin(statement)

    def _note_twin(self, statement: Statement) -> None:
        self.result.twins[statement] = self.builder.blocks[-1][-1]  # type: ignore[assignment]

    def _old(self, target: Var, place: Operand, in_list: bool) -> Operand:
        picked = None if in_list or is_basic(place) else self._just_picked(target, place)
        if picked is not None:
            return picked
        old = self.builder.op(operator.getitem, target, place, hint="old")
        t = type_of(old)
        if in_list:
            return self._pointer(old)
        if isinstance(t, ArrayType) and t.rank == 0 and t.box != "array":
            return old
        return self.builder.op(np.copy, old, hint="old")

    def _just_picked(self, target: Var, place: Operand) -> Var | None:
        """The elements of these places, where the program itself has picked them since it last wrote anything.

        `x[mask] = f(x[mask])`: by a mask or an array, what is picked is a copy.
        """
        for statement in reversed(self.builder.blocks[-1]):
            if not isinstance(statement, Assign):
                return None
            if statement.primitive is operator.getitem and statement.args == (target, place):
                return None if self.aliases.is_written(statement.out) else statement.out
        return None

    def _pointer(self, operand: Operand) -> Operand:
        """An object that has other names, such as an item of a list, is kept as it is, never as a copy."""
        if isinstance(operand, Var):
            self.result.pointers.add(operand)
        return operand

    def _pop(self, statement: Pop, out: Var, target: Var) -> None:
        self.builder.add(statement)
        if self.is_pointer(target):
            shadow = self.builder.pop(self.result.shadow[target], self._shadow_type(out.type), self._name(out))
            self._note_twin(statement)
            if self.is_pointer(out):
                self._note(out, self._as_cell(out, shadow))

    def _if(self, statement: If) -> None:
        shadowed = tuple(k for k, r in enumerate(statement.results) if self.is_mirrored(r))
        blocks: list[Block] = []
        for inner, known in zip(inner_blocks(statement), self.outcomes.get(statement.test, ({}, {})), strict=True):
            with self._knowing(known):
                if inner.jump == "break":
                    blocks.append(self._break_block(inner))
                else:
                    blocks.append(self.block(inner, shadowed=() if inner.jump else shadowed))
        results = [self._note(r, self._new_shadow(r)) for r in (statement.results[k] for k in shadowed)]
        self.builder.add(replace(statement, then=blocks[0], orelse=blocks[1], results=(*statement.results, *results)))

    @contextmanager
    def _knowing(self, given: dict[Operand, Operand]) -> Iterator[None]:
        """In a branch where it is known what a tried branch gave, what that assigned is assigned."""
        undefined = self.maybe_undefined
        known = {v for v in given if v in undefined and not is_missing(resolved(given, v), undefined)}
        self.maybe_undefined -= known
        yield
        self.maybe_undefined |= known

    def _break_block(self, block: Block) -> Block:
        with self.builder.block() as statements:
            for inner in block.statements:
                self.statement(inner)
            yields = (
                *block.yields,
                *(self.passed_shadow(block.yields[k]) for k in self.shadowed_slots[-1]),
                *self._next_trip(),
            )
        return Block(tuple(statements), yields, "break")

    def _next_trip(self) -> tuple[Operand, ...]:
        counter = self.counters[-1]
        return () if counter is None else (counter,)

    def _loop(self, loop: Loop) -> None:
        shadowed = tuple(k for k, p in enumerate(loop.params) if self.is_mirrored(p))
        inits = tuple(self.passed_shadow(loop.inits[k]) for k in shadowed)
        params = tuple(self._note(loop.params[k], self._new_shadow(loop.params[k])) for k in shadowed)
        results = tuple(self._note(loop.results[k], self._new_shadow(loop.results[k])) for k in shadowed)
        counted = self.reverse and (isinstance(loop, While) or has_break(loop.body))
        index = _telling_index(loop)
        name = "trips" if index is None else index.hint
        counter = Var(name, INT) if counted else None
        self.shadowed_slots.append(shadowed)
        counted_trips = Var("trips", INT) if index is None else index
        self.counters.append(None if counter is None else counted_trips)
        body = self._loop_body(loop.body, shadowed)
        if counter is not None and index is None:
            step = Assign(counted_trips, operator.add, (counter, Const(1)))
            body = replace(body, statements=(step, *body.statements))
        cond = self.block(loop.cond) if isinstance(loop, While) else None
        self.shadowed_slots.pop()
        self.counters.pop()
        total = Var(name, INT)
        if counter is not None:
            first = Const(0 if index is None else -1)
            params, inits, results = (*params, counter), (*inits, first), (*results, total)
        done: Loop = replace(
            loop,
            body=body,
            params=(*loop.params, *params),
            inits=(*loop.inits, *inits),
            results=(*loop.results, *results),
        )
        if isinstance(done, While) and cond is not None:
            done = replace(done, cond=cond)
        self.builder.add(done)
        if counter is not None:
            (self.result.trips if index is None else self.result.last)[done] = total

    def _loop_body(self, body: Block, shadowed: tuple[int, ...]) -> Block:
        with self.builder.block() as statements:
            for statement in body.statements:
                self.statement(statement)
            yields = body.yields
            if body.jump != "never":
                count = len(statements)
                yields = (*yields, *(self.passed_shadow(body.yields[k]) for k in shadowed), *self._next_trip())
            if body.jump != "never" and len(statements) != count and has_break(body):
                raise Unsupported(
                    "a loop with `break` carries what is a number in one trip and a written array in another",
                    origin=self.builder.origin,
                    instead="use an array from the start",
                )
        return Block(tuple(statements), yields, body.jump)


def _telling_index(loop: Loop) -> Var | None:
    """The index of `range(n)`: its last value, or -1, says how many trips there were."""
    if not isinstance(loop, For) or loop.index.hint in ("", "_"):
        return None
    start, step = (b.value if isinstance(b, Const) else None for b in (loop.start, loop.step))
    is_plain = type(start) is int and type(step) is int and (start, step) == (0, 1)
    return loop.index if is_plain else None


def _may_be_item(statement: Assign, base: Var) -> bool:
    """Whether an index may pick a single number out of an array."""
    if statement.primitive is not operator.getitem or not isinstance(base.type, ArrayType):
        return False
    t = statement.out.type
    index = statement.args[1]
    has_ellipsis = isinstance(index, Tup) and any(isinstance(i, Const) and i.value is ... for i in index.items)
    return not (isinstance(t, ArrayType) and t.box == "array") and not has_ellipsis


def _may_be_picked(statement: Assign, base: Var) -> bool:
    """Whether an item of something unknown may be a copy of places, and not a part."""
    is_item = statement.primitive is operator.getitem and isinstance(base.type, UnknownType)
    return is_item and not is_basic(statement.args[1])


def may_be_none(t: Type) -> bool:
    """Whether None is a value like others here: then it does not say that a name was never assigned."""
    return isinstance(t, UnknownType) or (isinstance(t, ObjectType) and t.kind is type(None))


def _is_exception(var: Var) -> bool:
    """Whether it is an exception, which is raised where it was caught or not at all, and has no derivative."""
    return isinstance(var.type, ObjectType) and issubclass(var.type.kind, BaseException)


def active_arguments(statement: Call, is_active: Callable[[Operand], bool]) -> tuple[bool, ...]:
    """By which of its arguments a call is differentiated; a solution does not depend on the start of the search."""
    how = statement.callee.key
    first = len(how.search) if isinstance(how, Solution) else 0
    return tuple(k >= first and is_active(a) for k, a in enumerate(statement.args))


def _no_split(ref: FunctionRef, mask: tuple[bool, ...]) -> Split:
    raise LookupError(ref.name)


def _holds_numbers(t: Type) -> bool:
    """Whether a list holds numbers alone, whose places in the shadow are simply cleared."""
    items = t.items if isinstance(t, TupleType) else (t.item,) if isinstance(t, ListType) and t.item is not None else ()
    return bool(items) and all(is_scalar(item) for item in items)


def zeros_for(t: Type, written: bool = False) -> Callable[..., Any]:
    """The function that makes the zero adjoint of a value of this type; one that is `written` must be an object."""
    if written and (isinstance(t, UnknownType) or (isinstance(t, ArrayType) and t.box != "array")):
        return runtime.zero_cells
    if written and isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind not in "fc":
        return runtime.zero_cells  # beside floats in a list, it may be added to, in vain
    if isinstance(t, ArrayType) and t.box == "array":
        return np.zeros_like
    return runtime.zeros_list if isinstance(t, (TupleType, ListType, UnknownType)) else runtime.zeros_like


def as_lists(t: Type) -> Type:
    """The type of a shadow: what a tuple holds is written, so its shadow is a list, inside of containers too."""
    if isinstance(t, TupleType):
        return TupleType(tuple(as_lists(item) for item in t.items), list, t.site)
    if isinstance(t, ListType) and t.item is not None:
        return ListType(as_lists(t.item), t.site)
    return t


def refuse_written_operands(call: Call, aliases: Aliases) -> None:
    """Refuse a call that takes or gives back what is written in place: it would have to know of the shadow."""
    variables = [v for a in (*call.args, call.out) for v in vars_in(a)]
    if any(may_be_written(v.type) and aliases.is_written(v) for v in variables):
        refuse_written(call)


def refuse_written(call: Call) -> None:
    solves = isinstance(call.callee.key, Solution)
    raise Unsupported(
        "a solver is given, or its equation reads, an array or list that is written in place"
        if solves
        else "a recursive function takes or gives back an array or list that is written in place",
        origin=call.origin,
        instead="give it a copy" if solves else "pass and give back a copy",
    )
