"""Replaces operations by their definitions in simpler ones, and indices that are arrays by loops.

v = std(x, axis=0)   ->   m = mean(x, axis=0, keepdims=True); d = sub(x, m); s = mul(d, d); ...
"""

from __future__ import annotations

import functools
import inspect
import operator
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import memory_classes
from srcxform.backends.machine import (
    definitions_library,  # noqa: F401 - registers
    support,
)
from srcxform.backends.machine.definitions import definition_of
from srcxform.backends.machine.lookups import Lookups, fits, rank_picked
from srcxform.backends.machine.picking import Picker, is_basic, picks
from srcxform.backends.machine.reading import DefinitionReader
from srcxform.errors import SrcxformError
from srcxform.frontend.forms import LengthChanged
from srcxform.frontend.program import Restart, Tables
from srcxform.ir.builder import Builder, literal, type_of
from srcxform.ir.guarded import is_known_test, within_of
from srcxform.ir.inference import infer, static_answer
from srcxform.ir.nodes import Assign, Block, Const, Effect, Function, If, Operand, Statement, Store, Tup, Update, Var
from srcxform.ir.types import ArrayType, TupleType, Type, UnknownType, is_scalar, same_dtype
from srcxform.ir.walk import blocks, defines, map_operand, map_operands, statements_in, with_blocks

ROUNDS = 20
# What differentiation asked where types were not known yet.
_ASKED_OF_TYPES = (np.ndim, np.iscomplexobj, isinstance)
_FOLDED = (operator.eq, operator.ne, operator.not_)
_ORDER = (operator.lt, operator.le, operator.gt, operator.ge)
# Definitions to which a list is another thing than a tuple: what they give, or an index.
_OF_LISTS = (runtime.copy_of, runtime.zeros_like, runtime.ones_like, runtime.last_written)


@dataclass
class Learnt:
    """What one reading of a definition teaches the next: which loops to unroll, which lists grow."""

    growing: set[object] = field(default_factory=set)
    item_types: dict[object, Any] = field(default_factory=dict)
    unrolled: set[object] = field(default_factory=set)
    virtual_sites: set[object] = field(default_factory=set)

    def reader(self, tables: Tables) -> DefinitionReader:
        reader = DefinitionReader(tables)
        reader.growing, reader.item_types = self.growing, self.item_types
        reader.unrolled, reader.virtual_sites = self.unrolled, self.virtual_sites
        return reader


class Expansion:
    """Expands one function; `answers` are the operands that stand for what was expanded."""

    def __init__(self, function: Function, tables: Tables) -> None:
        self.tables = tables
        self.memory = memory_classes(function.body)
        self.answers: dict[Operand, Operand] = {}
        self.displays: dict[Operand, Tup] = {}
        self.first_names: dict[Var, Var] = {}
        self.lookups = Lookups(self.is_changed)

    def resolved(self, operand: Operand) -> Operand:
        """The operand with what was expanded in it."""

        def answer(found: Operand) -> Operand:
            while found in self.answers:
                found = self.answers[found]
            return found

        return map_operand(operand, answer)

    def block(self, block: Block) -> Block:
        statements: list[Statement] = []
        checked: list[Operand] = []
        self.lookups.enter()
        for statement in block.statements:
            statements += self.statement(statement)
            match statement:
                case Effect(runtime.require_assigned, (Var() as var, *_)) if var not in self.answers:
                    statements.append(self.narrowed(var, statement))
                    checked.append(var)
        self.lookups.leave()
        yields = tuple(map(self.resolved, block.yields))
        for operand in checked:
            del self.answers[operand]
        return Block(tuple(statements), yields, block.jump)

    def narrowed(self, var: Var, check: Effect) -> Statement:
        """What a name that may be without a value stands for, once it is known to have one: not a value or None."""
        certain = Var(var.hint, var.type)
        self.answers[var] = certain
        return Assign(certain, support.assigned, (var,), (), check.origin)

    def statement(self, statement: Statement) -> list[Statement]:
        statement = map_operands(statement, self.resolved)
        if isinstance(statement, If) and _is_silent(statement):
            inner = self.block(statement.then)
            self.answers.update(zip(statement.results, inner.yields, strict=True))
            return list(inner.statements)
        if isinstance(statement, If) and is_known_test(statement.test):
            chosen = statement.then if statement.test.value else statement.orelse
            if not chosen.jump:
                inner = self.block(chosen)
                self.answers.update(zip(statement.results, inner.yields, strict=True))
                return list(inner.statements)
        if blocks(statement):
            return [with_blocks(statement, tuple(map(self.block, blocks(statement))))]
        if isinstance(statement, Assign):
            return self.assignment(statement)
        if isinstance(statement, (Store, Update)):
            return self.store(statement)
        return self.effect(statement) if isinstance(statement, Effect) else [statement]

    def effect(self, statement: Effect) -> list[Statement]:
        """No filters of warnings, of which machine code has none."""
        if getattr(statement.primitive, "__module__", "") == "warnings" and statement.primitive is not warnings.warn:
            return []
        return [statement]

    def assignment(self, statement: Assign) -> list[Statement]:
        statement = self.retyped(statement)
        known = self.item_of_display(statement) or self.known_answer(statement)
        if known is not None:
            self.answers[statement.out] = known
            return []
        if statement.primitive in (runtime.list_of, runtime.tuple_of) and not self.is_written(statement.out):
            self.displays[statement.out] = Tup(statement.args)
        if statement.primitive in _ORDER and any(isinstance(a, Const) and a.value is None for a in statement.args):
            # The program does not come here: Python refuses to compare with None.
            self.answers[statement.out] = Const(False)
            return [Effect(runtime.throw, (Const(TypeError),), (), statement.origin)]
        looked_up = self.looked_up(statement)
        if looked_up is not None:
            return looked_up
        read = self.picked(statement) or self.read(statement)
        if read is None:
            return [statement]
        statements, result = read
        if isinstance(result, Var):
            self.first_names.setdefault(result, self.first_names.get(statement.out, statement.out))
        done = [made for inner in statements for made in self.statement(inner)]
        result = self.resolved(result)
        if isinstance(result, Tup):
            display = runtime.list_of if result.kind is list else runtime.tuple_of
            if isinstance(statement.out.type, UnknownType):
                out = Var(statement.out.hint, type_of(result))
                self.answers[statement.out] = out
                self.first_names[out] = statement.out
                statement = replace(statement, out=out)
            if result.kind is tuple or not self.is_written(statement.out):
                self.displays[statement.out] = result
            return [*done, Assign(statement.out, display, result.items, (), statement.origin)]
        if isinstance(result, Var) and not result.hint and any(result in defines(s) for s in done):
            object.__setattr__(result, "hint", statement.out.hint)
        self.answers[statement.out] = result
        return done

    def retyped(self, statement: Assign) -> Assign:
        """The statement with the type of its result, where more is known of the operands than was."""
        if not _is_vague(statement.out.type):
            return statement
        found = infer(statement.primitive, statement.args, statement.kwargs, type_of)
        if _is_vague(found):
            return statement
        out = Var(statement.out.hint, found)
        self.answers[statement.out] = out
        self.first_names[out] = statement.out
        return replace(statement, out=out)

    def known_answer(self, statement: Assign) -> Operand | None:
        """A text of constants, or how many items a display has."""
        if statement.primitive is str.format and all(literal(a)[0] for a in statement.args):
            named = {key: literal(value) for key, value in statement.kwargs}
            if all(known for known, _ in named.values()):
                first, *rest = (literal(a)[1] for a in statement.args)
                return Const(first.format(*rest, **{key: value for key, (_, value) in named.items()}))
        if statement.primitive is operator.getitem and literal(statement.args[1]) == (True, ()):
            t = type_of(statement.args[0])
            return statement.args[0] if is_scalar(t) or (isinstance(t, ArrayType) and t.rank) else None
        if statement.primitive is np.asarray and not statement.kwargs and is_scalar(type_of(statement.args[0])):
            return None if self.is_written(statement.out) else statement.args[0]
        if statement.primitive is np.shape and is_scalar(type_of(statement.args[0])):
            return Const(())
        if statement.primitive in _ASKED_OF_TYPES and (answer := static_answer(*_call(statement), type_of)):
            return answer[0]
        if statement.primitive in _FOLDED and all(isinstance(a, Const) for a in statement.args):
            return Const(statement.primitive(*(a.value for a in statement.args)))  # type: ignore[union-attr]
        if statement.primitive is len and statement.args[0] in self.displays:
            return Const(len(self.displays[statement.args[0]].items))
        return None

    def is_written(self, var: Var) -> bool:
        """Whether a list may be changed after it was made."""
        first = self.first_names.get(var, var)
        return first not in self.memory.places.defined_by or self.memory.is_written(first)

    def is_changed(self, var: Var) -> bool:
        """Whether the elements of an array may be changed after it was made."""
        first = self.first_names.get(var, var)
        writes = self.memory.writes(first)
        return first not in self.memory.places.defined_by or any(isinstance(w, (Store, Update)) for w in writes)

    def item_of_display(self, statement: Assign) -> Operand | None:
        """An item of a tuple that a definition gave."""
        if statement.primitive is not operator.getitem or len(statement.args) != 2:
            return None
        whole = statement.args[0]
        display = whole if isinstance(whole, Tup) else self.displays.get(whole)
        known, place = literal(statement.args[1])
        if not known or not isinstance(place, int) or display is None:
            return None
        return display.items[place] if -len(display.items) <= place < len(display.items) else None

    def read(self, statement: Assign) -> tuple[list[Statement], Operand] | None:
        """What the definition says on these operands; None where there is none, or it does not say the same."""
        written = definition_of(statement)
        if written is None:
            return None
        known = Learnt()
        for _ in range(ROUNDS):
            reader = known.reader(self.tables)
            reader.builder.origin = statement.origin
            as_list = statement.primitive in _OF_LISTS
            args = tuple(self.opened(a, reader, as_list) for a in statement.args)
            given = {key: self.opened(value, reader) for key, value in statement.kwargs}
            if "out_dtype" in _parameters(written):
                given["out_dtype"] = Const(getattr(statement.out.type, "dtype", None))
            try:
                result = reader.in_line(written, *args, **given)
            except Restart:
                continue
            except LengthChanged as changed:
                known.growing.update(changed.sites)
                continue
            except SrcxformError:
                if reader.has_news():
                    continue
                return None
            statements = reader.builder.blocks[0]
            if not _is_same_kind(type_of(result), statement.out.type) or _is_never_so(statements):
                return None
            return statements, result
        return None

    def opened(self, operand: Operand, reader: DefinitionReader, as_list: bool = False) -> Operand:
        """A tuple or list of known length as its items, since a definition takes each by itself.

        As a tuple, unless a list is to be known `as_list`.
        """
        display = self.displays.get(operand, operand)
        t = type_of(operand)
        items: tuple[Operand, ...]
        if isinstance(operand, Const) and type(operand.value) in (tuple, list):
            items = tuple(map(Const, operand.value))
        elif isinstance(display, Tup):
            items = display.items
        elif isinstance(operand, Var) and isinstance(t, TupleType):
            every = enumerate(t.items)
            items = tuple(reader.builder.raw(item, operator.getitem, operand, Const(place)) for place, item in every)
        else:
            return operand
        is_list = as_list and isinstance(t, TupleType) and t.kind is list
        return Tup(tuple(self.opened(item, reader, as_list) for item in items), list if is_list else tuple)

    def looked_up(self, statement: Assign) -> list[Statement] | None:
        """`x[index]` where arrays are in the index, if it can be described by elements."""
        out = statement.out.type
        if statement.primitive is not operator.getitem or not picks(*statement.args):
            return None
        base, index = statement.args
        found = self.lookups.index(base, index, statement.origin)
        if found is None or not isinstance(out, ArrayType) or out.dtype is None:
            return None
        before, places = found
        if out.rank != rank_picked(base, places):
            return None
        return [*before, replace(statement, args=(base, places))]

    def stored_at(self, statement: Store | Update) -> list[Statement] | None:
        """A store through an index that holds arrays, if it can be described by elements."""
        target, index = statement.target, statement.index
        is_number = is_scalar(type_of(statement.value))
        is_mask = isinstance(index, Var) and getattr(getattr(index.type, "dtype", None), "kind", "") == "b"
        is_choice = is_mask and is_number and index not in self.lookups.places
        found = None if is_choice else self.lookups.index(target, index, statement.origin)  # type: ignore[arg-type]
        if found is None:
            return None
        before, places = found
        kind = replace(target.type, rank=rank_picked(target, places), dims=None)  # type: ignore[arg-type]
        if not fits(statement.value, kind):
            return None
        symbol = statement.operator if isinstance(statement, Update) else None
        if symbol is None or symbol is runtime.add_at:
            return [*before, replace(statement, index=places)]
        builder = Builder()
        builder.derived, builder.origin = True, statement.origin
        old = builder.raw(kind, operator.getitem, target, places)
        value = builder.op(symbol, old, statement.value)
        if not fits(value, kind):
            return None
        return [*before, *builder.blocks[0], Store(target, places, value, statement.origin)]

    def picked(self, statement: Assign) -> tuple[list[Statement], Operand] | None:
        """`x[index]` where arrays are in the index."""
        if statement.primitive is not operator.getitem or not picks(*statement.args):
            return None
        picker = Picker(statement.origin)
        base, index = statement.args
        assert isinstance(base, Var)
        result = picker.read(base, index, statement.out.type)
        return picker.builder.blocks[0], result

    def store(self, statement: Store | Update) -> list[Statement]:
        """`x[index] = v` and `x[index] += v` where arrays are in the index; sums of adjoints."""
        if isinstance(statement, Update) and statement.operator is runtime.accumulate:
            return self.accumulated(statement)
        if statement.index is None or not picks(statement.target, statement.index):
            if isinstance(statement, Update) and statement.operator is runtime.add_at and is_basic(statement.index):
                return [replace(statement, operator=operator.add)]
            return [statement]
        stored = self.stored_at(statement)
        if stored is not None:
            return stored
        picker = Picker(statement.origin)
        if self.is_shared(statement):
            whole = picker.builder.raw(type_of(statement.value), np.copy, statement.value)
            statement = replace(statement, value=whole)
        symbol = statement.operator if isinstance(statement, Update) else None
        assert statement.index is not None
        picker.write(statement.target, statement.index, statement.value, symbol)
        return [made for inner in picker.builder.blocks[0] for made in self.statement(inner)]

    def is_shared(self, statement: Store | Update) -> bool:
        """Whether what is stored may be part of the array that it is stored into, which the loop would overwrite."""
        value = statement.value
        if not isinstance(value, Var) or is_scalar(value.type):
            return False
        known = value in self.memory.places.defined_by or value in self.memory.places.used_by
        return not known or self.memory.root(value) is self.memory.root(statement.target)

    def accumulated(self, statement: Update) -> list[Statement]:
        have, want = type_of(statement.value), statement.target.type
        if not isinstance(have, ArrayType) or not isinstance(want, ArrayType) or have.rank == want.rank:
            return [statement]
        g = Var("", replace(want, dtype=have.dtype))
        summed = Assign(g, runtime.unbroadcast, (statement.value, statement.target), (), statement.origin)
        return [summed, replace(statement, value=g)]


def _call(statement: Assign) -> tuple[Any, tuple[Operand, ...]]:
    return statement.primitive, statement.args


def _is_silent(statement: If) -> bool:
    """Whether a manager only says what NumPy warns of, which machine code never does."""
    within = within_of(statement)
    if within is None or statement.then.jump:
        return False
    if within.manager is np.errstate:
        values = [getattr(v, "value", v) for _, v in within.kwargs]
        return not within.args and all(v in ("ignore", "warn") for v in values)
    return within.manager is warnings.catch_warnings


def _is_vague(t: Type) -> bool:
    return isinstance(t, UnknownType) or (isinstance(t, ArrayType) and (t.dtype is None or t.rank is None))


def _is_never_so(statements: list[Statement]) -> bool:
    """Whether a definition asserts what does not hold for these operands: it is not made for them."""
    checks = [s for s in statements_in(Block(tuple(statements))) if isinstance(s, Effect)]
    return any(s.primitive is runtime.check and literal(s.args[0]) == (True, False) for s in checks)


@functools.cache
def _parameters(function: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(function).parameters)


def _is_same_kind(found: object, want: object) -> bool:
    """Whether a definition gives a value of the type that the operation has, as far as both are known."""
    if isinstance(found, TupleType) and isinstance(want, TupleType):
        return len(found.items) == len(want.items)
    if not isinstance(found, ArrayType) or not isinstance(want, ArrayType):
        return not isinstance(want, ArrayType)
    same_rank = found.rank == want.rank or None in (found.rank, want.rank)
    return same_rank and (found.dtype is None or want.dtype is None or same_dtype(found.dtype, want.dtype))


def expanded(function: Function, tables: Tables) -> Function:
    """The function with every operation that has a definition written out."""
    return replace(function, body=Expansion(function, tables).block(function.body))
