"""The reverse sweep: one small function for each kind of statement.

It is made as if every value of the forward sweep were still at hand; `tape.py` then decides what is recorded and what
is computed again.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.activity import Activity
from srcxform.analyses.aliasing import Writer, aliased_operands, exits_of, is_basic, memory_classes
from srcxform.analyses.distinct import names_each_once
from srcxform.analyses.liveness import maybe_undefined, outcomes, resolved
from srcxform.analyses.places import Places, places
from srcxform.differentiate.contributions import Bar, Contributions, bar_name, fitted, inverse_index, or_numbers, zero
from srcxform.differentiate.shadows import Shadowed, SplitCall
from srcxform.frontend.lower import Reader
from srcxform.frontend.recipes import adjoint_terms, is_shape_keeping
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.guarded import NEVER, attempt_of, born_in, within_of
from srcxform.ir.marks import own_number
from srcxform.ir.nodes import (
    UNDEFINED,
    Append,
    Assign,
    Block,
    Call,
    Const,
    Effect,
    For,
    If,
    Loop,
    Operand,
    Pop,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)
from srcxform.ir.types import INT, NOTHING, ArrayType, TupleType, Type, UnknownType, can_be_active, is_scalar, join
from srcxform.ir.walk import blocks, defines, has_break, inner_definitions, operands, statements_in, substitute, vars_in
from srcxform.rules.factorisations import UNUSED_IS_NONE


@dataclass
class Sweep:
    """The reverse sweep of a program, and which of its blocks undoes which block of the forward sweep."""

    statements: list[Statement] = field(default_factory=list)
    mirror: dict[Block, Block] = field(default_factory=dict)
    indices: dict[Var, Var] = field(default_factory=dict)
    undone: dict[Writer, Statement] = field(default_factory=dict)
    pointers: set[Var] = field(default_factory=set)
    allocations: set[Var] = field(default_factory=set)
    local_allocations: set[Var] = field(default_factory=set)
    last_forward: Statement | None = None

    def forward_end(self, where: Places) -> int:
        """The number of the last statement of the forward sweep."""
        return 0 if self.last_forward is None else where.end[self.last_forward]


@dataclass
class _Way:
    """One branch of a reversed `if`: its statements, what it gives, and what is known of the primal there."""

    statements: list[Statement]
    known: dict[Operand, Operand]
    yields: list[Operand] = field(default_factory=list)

    def leaves_unset(self, var: Var) -> bool:
        """Whether the variable has no value where this branch is taken, so that nobody reads its adjoint."""
        value = resolved(self.known, var)
        return isinstance(value, Const) and value.value is UNDEFINED


class Reverse:
    """Makes the reverse sweep of one program."""

    def __init__(self, reader: Reader, shadowed: Shadowed, active: Activity, snapshots: set[Statement]) -> None:
        self.reader, self.builder = reader, reader.builder
        self.shadowed, self.snapshots = shadowed, snapshots
        self.activity = active
        self.bars = Contributions(self.builder, shadowed.shadow, active.is_active, self._read_here)
        self.sweep = Sweep()
        self.sought: set[Statement] = set()
        self.take_down: Callable[[Effect], None] = lambda mark: None
        self.shadows = set(shadowed.shadow.values())
        self.where = places(shadowed.block)
        self.holders: list[Statement | None] = [None]
        self.builder.maybe_undefined = maybe_undefined(shadowed.block)
        self.outcomes = outcomes(shadowed.block)

    # Blocks

    def block(self, block: Block) -> None:
        """Reverse the statements of a block, last first."""
        for statement in reversed(block.statements):
            self.statement(statement)

    def statement(self, statement: Statement) -> None:
        self.builder.origin = statement.origin
        match statement:
            case Assign() if statement in self.shadowed.calls:
                self._call(self.shadowed.calls[statement])
            case Assign():
                self._assign(statement)
            case Store():
                self._store(statement)
            case Update():
                self._update(statement)
            case Append(target, value):
                self._append(statement, target, value)
            case Pop(out, target):
                self._pop(statement, out, target)
            case If():
                self._if(statement, ())
            case For() | While():
                self._loop(statement)
            case Effect() if statement in self.sought:
                self.take_down(statement)
            case Call() | Effect():
                pass

    def is_active(self, operand: Operand) -> bool:
        return any(can_be_active(v.type) and self.activity.is_active(v) for v in vars_in(operand))

    def _read_here(self, var: Var) -> Assign | None:
        """The statement of the block being reversed that reads a variable by a subscript."""
        made = self.where.defined_by.get(var)
        if not isinstance(made, Assign) or made.primitive is not operator.getitem or self.sought:
            return None
        return made if self.where.holder[made] is self.holders[-1] else None

    # Assignments

    def _assign(self, statement: Assign) -> None:
        out = statement.out
        if not can_be_active(out.type) or not self.activity.is_active(out):
            return
        if out in self.shadowed.shadow and self._is_pointer(statement):
            return
        g = self.bars.take(out, any(statement.primitive is each for each in UNUSED_IS_NONE))
        if g is None:
            return
        if statement.primitive is operator.getitem:
            base, index = statement.args
            if isinstance(base, Var):
                self.bars.add_item(base, index, g, out)
            return
        if statement.primitive in (runtime.tuple_of, runtime.list_of, list):
            self._display(statement, g)
            return
        if statement.primitive in (runtime.require_view, runtime.require_shape, runtime.copy_of, own_number):
            self.bars.add(statement.args[0], g)
            return
        if statement.primitive is runtime.built:
            self._built(statement, g)
            return
        if not isinstance(g, Tup) and (shown := _shown_numbers(statement)):
            for place, item in shown:
                if self.is_active(item):
                    self.bars.add(item, self.builder.op(operator.getitem, g, place))
            return
        shaped = is_shape_keeping(statement) or _is_exact_product(statement) or statement.primitive in JOINING
        for operand, term in self._terms(statement, g):
            self.bars.add(operand, term, shaped and not is_scalar(type_of(operand)))

    def _built(self, statement: Assign, g: Operand) -> None:
        """What was stored or added has its part of the adjoint, the array before it what was not stored over."""
        builder, (array, *writes) = self.builder, statement.args
        parts = [write.items for write in writes if isinstance(write, Tup)]
        stored = [index for how, index, _ in parts if _stands_for(how, None)]
        if self.is_active(array):
            rest = builder.raw(type_of(array), runtime.cleared, g, *stored, hint=bar_name(array)) if stored else g
            self.bars.add(array, rest)
        for how, index, value in parts:
            if self.is_active(value):
                part = g if _stands_for(index, ...) else builder.op(operator.getitem, g, index, hint=bar_name(value))
                part = builder.op(operator.neg, part) if _stands_for(how, operator.sub) else part
                self.bars.add(value, fitted(builder, part, value))

    def _is_pointer(self, statement: Assign) -> bool:
        """Whether the adjoint of the result is part of its base's: then there is nothing to hand on."""
        if statement in self.snapshots or statement.primitive in (runtime.tuple_of, runtime.list_of, list):
            return False
        return any(v in self.shadowed.shadow for v in aliased_operands(statement))

    def _terms(self, statement: Assign, g: Operand) -> list[tuple[Operand, Operand]]:
        if _is_negative_power(statement) and not self.reader.safe:
            # The slope is `y * x ** (y - 1)`, which by the result costs a quotient; at 0 both are infinite.
            x, y = statement.args
            slope = self.builder.op(operator.mul, y, self.builder.op(operator.truediv, statement.out, x))
            return [(x, self.builder.op(operator.mul, g, slope))]
        return adjoint_terms(self.reader, statement, g, self.is_active)

    def _display(self, statement: Assign, g: Operand) -> None:
        items = statement.args
        if statement.primitive is list:
            self.bars.add(items[0], g)
            return
        for k, item in enumerate(items):
            if not self.is_active(item):
                continue
            if isinstance(item, Var) and item in self.shadowed.shadow and statement.out in self.shadowed.shadow:
                continue
            self.bars.add(item, self.bars.item_of(g, k))

    def _call(self, made: SplitCall) -> None:
        """The reverse part of a call, on the residual that its forward part left."""
        g = self.bars.take(made.call.out)
        if g is None:
            return
        active = [a for a, wanted in zip(made.call.args, made.mask, strict=True) if wanted]
        result = self.builder.call(made.pair.reverse, (made.residual, g), TupleType(tuple(type_of(a) for a in active)))
        for k, operand in enumerate(active):
            self.bars.add(
                operand, self.builder.raw(type_of(operand), operator.getitem, result, Const(k), hint=bar_name(operand))
            )

    # Writes

    def _restore(self, statement: Store | Update) -> None:
        """Put back what the statement wrote over (dead code, if nothing reads it)."""
        saved = self.shadowed.saved[statement]
        if getattr(statement, "operator", None) is runtime.accumulate:
            self.builder.update(statement.target, None, runtime.overwrite, saved)
            self._note_undone(statement)
            return
        old = saved.items[0] if isinstance(saved, Tup) else saved
        place = Const(...) if statement.index is None else statement.index
        self.builder.store(statement.target, place, old)
        self._note_undone(statement)

    def _store(self, statement: Store) -> None:
        target, index, value = statement.target, statement.index, statement.value
        if statement not in self.shadowed.saved:
            return
        self._restore(statement)
        shadow = self.shadowed.shadow.get(target)
        if shadow is None:
            return
        saved = self.shadowed.saved[statement]
        if isinstance(saved, Tup):
            self._restore_item(statement, shadow, saved.items[1])
            return
        if self.is_active(value):
            self._store_adjoint(statement, shadow)
        cleared = Const(0.0)
        if isinstance(target.type, (ArrayType, UnknownType)) or self._is_scalar_item(statement):
            self.builder.store(shadow, index, cleared)
            if self.is_active(value):
                self.bars.add(value, self.taken)

    def _is_shadow(self, target: Var) -> bool:
        return target in self.shadows

    def _restore_item(self, statement: Store, shadow: Var, old: Operand) -> None:
        """An object or a number took the place of another in a list."""
        value = statement.value
        pointer = isinstance(value, Var) and value in self.shadowed.shadow
        g = None
        if self.is_active(value) and not pointer:
            g = self.builder.raw(type_of(value), operator.getitem, shadow, statement.index, hint=bar_name(value))
        self.builder.store(shadow, statement.index, old)
        self._note_undone(self.shadowed.twins[statement])
        self.bars.add(value, g)

    def _note_undone(self, writer: Writer) -> None:
        """The statement that was added last undoes what a writer of the forward sweep does."""
        self.sweep.undone[writer] = self.builder.blocks[-1][-1]

    def _is_scalar_item(self, statement: Store) -> bool:
        t = type_of(statement.value)
        return isinstance(t, ArrayType) and t.rank == 0

    def _store_adjoint(self, statement: Store, shadow: Var) -> None:
        """Read the adjoint of what was stored, before its place is cleared."""
        t = type_of(statement.value)
        v_bar = self.builder.op(operator.getitem, shadow, statement.index, hint=bar_name(statement.value))
        if not (isinstance(type_of(v_bar), ArrayType) and type_of(v_bar).rank == 0 and type_of(v_bar).box != "array"):  # type: ignore[union-attr]
            v_bar = self.builder.raw(type_of(v_bar), np.copy, v_bar, hint=bar_name(statement.value))
        if not self._stores_each_once(statement.index):
            v_bar = self.builder.raw(type_of(v_bar), runtime.last_written, v_bar, statement.index, shadow)
        if isinstance(t, ArrayType):
            v_bar = fitted(self.builder, v_bar, statement.value)
        self.taken = v_bar

    def _stores_each_once(self, index: Operand) -> bool:
        return self.reader.has_no_duplicates(index) or names_each_once(index, memory_classes(self.shadowed.block))

    def _update(self, statement: Update) -> None:
        target, index, symbol, value = statement.target, statement.index, statement.operator, statement.value
        if statement not in self.shadowed.saved:
            return
        shadow = self.shadowed.shadow.get(target)
        product = None if shadow is None else self._product_of_quotient(statement, shadow)
        self._restore(statement)
        if shadow is None:
            return
        builder = self.builder
        if symbol is runtime.accumulate:
            if self.is_active(value):
                self.bars.add(value, builder.raw(shadow.type, runtime.copy_of, shadow))
            return
        if symbol is runtime.overwrite:
            overwritten = builder.raw(shadow.type, runtime.copy_of, shadow)
            builder.update(shadow, None, runtime.overwrite, builder.raw(shadow.type, runtime.zeros_list, shadow))
            self.bars.add(value, overwritten)
            return
        if symbol in (operator.add, operator.sub, runtime.add_at, runtime.add_item):
            if self.is_active(value):
                g = self._read(shadow, index)
                self.bars.add(value, builder.op(operator.neg, g) if symbol is operator.sub else g)
            return
        value_bar = None
        if product is not None:
            value_bar = builder.op(operator.truediv, builder.op(operator.neg, product), self._conj(value))
        elif self.is_active(value):
            old = builder.op(operator.getitem, target, Const(...) if index is None else index)
            product = builder.op(operator.mul, self._read(shadow, index), self._conj(old))
            if symbol is operator.truediv:
                product = builder.op(
                    operator.truediv,
                    builder.op(operator.neg, product),
                    self._conj(builder.op(operator.mul, value, value)),
                )
            value_bar = product
        builder.update(shadow, index, symbol, self._conj(value))
        self.bars.add(value, value_bar)

    def _product_of_quotient(self, statement: Update, shadow: Var) -> Operand | None:
        """Of `x /= y`, the adjoint times the quotient, which stands in `x` until the old contents are put back."""
        target, index = statement.target, statement.index
        t = target.type
        is_plain = isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "fc"
        if statement.operator is not operator.truediv or not is_plain or not self.is_active(statement.value):
            return None
        if index is not None and not is_basic(index):
            return None
        quotient = self.builder.op(operator.getitem, target, Const(...) if index is None else index)
        return self.builder.op(operator.mul, self._read(shadow, index), self._conj(quotient))

    def _conj(self, operand: Operand) -> Operand:
        return self.builder.op(np.conj, operand) if _may_be_complex(operand) else operand

    def _read(self, shadow: Var, index: Operand | None) -> Operand:
        """A copy of (a part of) a shadow, which goes on changing."""
        g: Operand = shadow if index is None else self.builder.op(operator.getitem, shadow, index)
        t = type_of(g)
        return g if isinstance(t, ArrayType) and t.rank == 0 and t.box != "array" else self.builder.raw(t, np.copy, g)

    def _append(self, statement: Append, target: Var, value: Operand) -> None:
        if self._is_shadow(target):
            return
        self.builder.pop(target, type_of(value))
        self._note_undone(statement)
        shadow = self.shadowed.shadow.get(target)
        if shadow is None:
            return
        g = self.builder.pop(shadow, type_of(value), bar_name(value))
        self._note_undone(self.shadowed.twins[statement])
        if not (isinstance(value, Var) and value in self.shadowed.shadow):
            self.bars.add(value, g)

    def _pop(self, statement: Pop, out: Var, target: Var) -> None:
        if self._is_shadow(target):
            return
        self.builder.append(target, out)
        self._note_undone(statement)
        shadow = self.shadowed.shadow.get(target)
        if shadow is not None:
            g = self.bars.take(out)
            self.builder.append(shadow, zero(self.builder, out) if g is None else g)
            self._note_undone(self.shadowed.twins[statement])

    # Branches

    def _if(self, statement: If, after: tuple[tuple[Operand, Operand], ...]) -> None:
        """Reverse the branch that was taken. `after`: in a loop's tail, (what the loop passes on, its adjoint)."""
        incoming = [(k, g) for k, r in enumerate(statement.results) if (g := self._result_bar(r)) is not None]
        self._own_items((statement.then, statement.orelse))
        before = self.bars.bars
        ends: list[dict[Var, Bar]] = []
        blocks: list[list[Statement]] = []
        self.holders.append(statement)
        for inner in (statement.then, statement.orelse):
            self.bars.bars = {v: replace(b, parts=dict(b.parts)) for v, b in before.items()}
            with self.builder.block() as statements:
                self._branch(statement, inner, incoming, after)
            blocks.append(statements)
            ends.append(self.bars.bars)
        self.holders.pop()
        self.bars.bars = before
        if within_of(statement) is not None:
            self._merge_within(statement, blocks[0], ends[0])
        else:
            self._merge(statement, blocks, ends)

    def _result_bar(self, result: Var) -> Operand | None:
        return None if result in self.shadowed.shadow or not self.activity.is_active(result) else self.bars.take(result)

    def _branch(
        self,
        statement: If,
        inner: Block,
        incoming: list[tuple[int, Operand]],
        after: tuple[tuple[Operand, Operand], ...],
    ) -> None:
        """One branch: first what it passes on, then its statements."""
        if inner.jump == "never":
            if has_break(inner):
                self._tail(inner, after)
            return
        if inner.jump == "break":
            for position, (_, g) in enumerate(after):
                self.bars.add(inner.yields[self.slot_numbers[-1][position]], g)
            self._add_cells(self.slot_vars[-1], inner.yields)
            self.block(inner)
            return
        renamed = dict(zip(statement.results, inner.yields, strict=True))
        for k, g in incoming:
            self.bars.add(inner.yields[k], g)
        self._add_cells(statement.results, inner.yields)
        passed = tuple((renamed.get(y, y) if isinstance(y, Var) else y, g) for y, g in after)
        self._tail(inner, passed)

    def _add_cells(self, passed: tuple[Var, ...], values: tuple[Operand, ...]) -> None:
        """Numbers that are passed on where an array may be: their adjoint was collected in a 0-d array.

        A tuple that is passed on where a list may be has its adjoint in a list.
        """
        for var, value in self._in_cells(passed, values):
            cell = values[passed.index(self.shadowed.shadow[var])]
            is_tuple = isinstance(value.type, TupleType)
            self.bars.add(value, cell if is_tuple else self.builder.raw(value.type, operator.getitem, cell, Tup(())))

    def _in_cells(self, passed: tuple[Var, ...], values: tuple[Operand, ...]) -> list[tuple[Var, Var]]:
        """What has a shadow where it is passed on, and none before."""
        shadow = self.shadowed.shadow
        return [
            (var, value)
            for var, value in zip(passed, values, strict=True)
            if var in shadow and isinstance(value, Var) and value not in shadow and self.is_active(value)
        ]

    def _tail(self, inner: Block, passed: tuple[tuple[Operand, Operand], ...]) -> None:
        """Reverse a block in a loop's tail, whose last statement may leave the loop."""
        last = inner.statements[-1] if inner.statements else None
        if isinstance(last, If) and (has_break(last.then) or has_break(last.orelse)) and passed:
            self.builder.origin = last.origin
            self._if(last, passed)
            self.block(Block(inner.statements[:-1]))
            return
        for operand, g in passed:
            self.bars.add(operand, g)
        self.block(inner)

    def _merge(self, statement: If, blocks: list[list[Statement]], ends: list[dict[Var, Bar]]) -> None:
        """Give each adjoint that the branches leave differently one name after them."""
        ways = tuple(map(_Way, blocks, self.outcomes.get(statement.test, ({}, {}))))
        results: list[Var] = []
        merged: dict[Var, Bar] = {}
        for var in dict.fromkeys([*ends[0], *ends[1]]):
            a, b = (end.get(var, Bar()) for end in ends)
            merged[var] = self._merged_bar(var, (a, b), ways, results)
        self.bars.bars = merged
        if not blocks[0] and not blocks[1] and not results:
            return
        then, orelse = (block_of(way.statements, tuple(way.yields)) for way in ways)
        self.sweep.mirror[statement.then], self.sweep.mirror[statement.orelse] = then, orelse
        if attempt_of(statement) is not None:
            # What was tried is undone if it did not fail.
            undone = self._by_results(statement, then)
            self.builder.add(If(statement.results[0], orelse, undone, tuple(results), statement.origin))
        else:
            self.builder.add(If(statement.test, then, orelse, tuple(results), statement.origin))

    def _by_results(self, guarded: If, undo: Block) -> Block:
        """The block that undoes a guarded one, where it reads what that gave by the name that it has outside."""
        # A test keeps its name: by that, a branch is known to be the one that another undoes.
        own = born_in(guarded.then) - _tests_in(guarded.then)
        known: dict[Operand, Var] = {
            y: r for y, r in zip(guarded.then.yields, guarded.results, strict=True) if y in own
        }
        done = substitute(undo, lambda operand: known.get(operand, operand))
        changed = dict(zip(statements_in(undo), statements_in(done), strict=True))
        inner = {undo: done}
        for a, b in changed.items():
            inner.update(zip(blocks(a), blocks(b), strict=True))
        self.sweep.undone.update({w: changed[u] for w, u in self.sweep.undone.items() if u in changed})
        self.sweep.mirror.update({f: inner[m] for f, m in self.sweep.mirror.items() if m in inner})
        return done

    def _merge_within(self, statement: If, block: list[Statement], end: dict[Var, Bar]) -> None:
        """Pass on the adjoints that the block within a manager leaves; what undoes it runs within it, too."""
        yields: list[Operand] = []
        results: list[Var] = []

        def passed(value: Operand | None, known: Operand | None, hint: str) -> Operand | None:
            if value is None or value is known or not isinstance(value, (Var, Tup)):
                return value
            with self._in(block):
                yields.append(self.reader.materialised(value))
            results.append(Var(hint, type_of(yields[-1])))
            return results[-1]

        before = self.bars.bars
        merged: dict[Var, Bar] = {}
        for var, bar in end.items():
            known = before.get(var, Bar())
            parts = {k: passed(part, known.parts.get(k), "") for k, part in bar.parts.items()}
            value = passed(bar.value, known.value, bar_name(var))
            merged[var] = replace(bar, value=value, parts=parts)  # type: ignore[arg-type]
        self.bars.bars = merged
        if block or results:
            then = block_of(block, tuple(yields))
            self.sweep.mirror[statement.then] = then
            then = self._by_results(statement, then)
            self.builder.add(If(statement.test, then, NEVER, tuple(results), statement.origin))

    def _merged_bar(
        self,
        var: Var,
        pair: tuple[Bar, Bar],
        ways: tuple[_Way, ...],
        results: list[Var],
    ) -> Bar:
        a, b = pair
        if (a.parts or b.parts) and (a.value or b.value):
            a, b = (self._as_one_object(var, bar, way) for bar, way in zip(pair, ways, strict=True))
        if a.parts or b.parts:
            parts: dict[int, Operand] = {}
            for k in dict.fromkeys([*a.parts, *b.parts]):
                like = self._item(var, k)
                part = self._merged_value(var, like, (a.parts.get(k), b.parts.get(k)), ways, results, "")
                assert part is not None
                parts[k] = part
            return Bar(parts=parts)
        if a.value is b.value:
            return Bar(a.value, a.owned and b.owned, within=a.within and b.within)
        return Bar(
            self._merged_value(var, lambda: var, (a.value, b.value), ways, results, bar_name(var)),
            a.owned and b.owned,
        )

    def _as_one_object(self, var: Var, bar: Bar, way: _Way) -> Bar:
        """The adjoint of a tuple in one branch, where the other branch does not keep it item by item."""
        if not bar.parts:
            return bar
        with self._in(way.statements):
            return Bar(self.bars.list_of_parts(var, bar), True)

    def _item(self, var: Var, k: int) -> Callable[[], Operand]:
        if var in self.builder.maybe_undefined:
            assert isinstance(var.type, TupleType)
            made = _numbers_like(var.type.items[k])
            return lambda: made
        return lambda: self.builder.op(operator.getitem, var, Const(k))

    def _merged_value(
        self,
        var: Var,
        like: Callable[[], Operand],
        pair: tuple[Operand | None, Operand | None],
        ways: tuple[_Way, ...],
        results: list[Var],
        hint: str,
    ) -> Operand | None:
        if pair[0] is pair[1]:
            return pair[0]
        types: list[Type] = []
        for given, way in zip(pair, ways, strict=True):
            unset = given is None and way.leaves_unset(var)
            with self._in(way.statements):
                value = zero(self.builder, like()) if given is None and not unset else given or Const(0.0)
                way.yields.append(self.reader.materialised(value))
            types.append(NOTHING if unset else type_of(way.yields[-1]))
        results.append(Var(hint, join(*types)))
        return results[-1]

    @contextmanager
    def _in(self, block: list[Statement]) -> Iterator[None]:
        """Add statements to a block that was closed."""
        self.builder.blocks.append(block)
        yield
        self.builder.blocks.pop()

    # Loops

    slot_numbers: list[list[int]]
    slot_vars: list[tuple[Var, ...]]

    def _loop(self, loop: Loop) -> None:
        """Run the trips of a loop backwards; adjoints that cross from trip to trip are carried."""
        slots = [k for k, (p, r) in enumerate(zip(loop.params, loop.results, strict=True)) if self._is_carried(p, r)]
        if not self._is_worth(loop, slots):
            return
        self._own_items((loop.body,), inner_definitions(loop))
        for var in self._outer(loop):
            if not isinstance(var.type, ArrayType):
                self.bars.owned(var)
        incoming = [self._incoming(loop.results[k]) for k in slots]
        outer = [v for v in self._outer(loop) if not self._is_owned(v)]
        starts = [self._start(v) for v in outer]
        params = [Var(bar_name(loop.params[k]), self._carried_type(loop, k)) for k in slots]
        outer_params = [Var(bar_name(v), type_of(s)) for v, s in zip(outer, starts, strict=True)]
        saved = self.bars.bars
        self.bars.bars = {v: b for v, b in saved.items() if b.owned}
        for var, param in zip(outer, outer_params, strict=True):
            self.bars.bars[var] = Bar(param)
        index, start, stop, step = self._backwards(loop)
        with self.builder.block() as statements:
            primal_index = self._primal_index(loop, index)
            self.holders.append(loop)
            yields = self._trip(loop, slots, params, outer)
            self.holders.pop()
        body = block_of(statements, yields)
        self.bars.bars = saved
        self.builder.origin = loop.origin
        results = [Var(p.hint, type_of(y)) for p, y in zip([*params, *outer_params], yields, strict=True)]
        self.builder.add(
            For(
                index,
                start,
                stop,
                step,
                (*params, *outer_params),
                (*incoming, *starts),
                body,
                tuple(results),
                loop.origin,
            )
        )
        self.sweep.mirror[loop.body] = body
        if isinstance(loop, For):
            self.sweep.indices[loop.index] = primal_index
        for var, result in zip(outer, results[len(slots) :], strict=True):
            self.bars.bars[var] = Bar(result)
        for k, result in zip(slots, results, strict=False):
            self.bars.add(loop.inits[k], result)
        self._add_cells(loop.params, loop.inits)

    def _is_carried(self, param: Var, result: Var) -> bool:
        return any(
            can_be_active(v.type) and self.activity.is_active(v) and v not in self.shadowed.shadow
            for v in (param, result)
        )

    def _is_worth(self, loop: Loop, slots: list[int]) -> bool:
        """Whether there is anything to undo: a loop without active values and without writes has no reverse."""
        if slots or any(self._in_cells(loop.params, v) for v in (loop.inits, *exits_of(loop.body))):
            return True
        return any(
            isinstance(s, (Store, Update, Append, Pop))
            or s in self.sought
            or any(self.activity.is_active(v) for v in defines(s) if can_be_active(v.type))
            for s in statements_in(loop.body)
        )

    def _carried_type(self, loop: Loop, k: int) -> Type:
        """The type of the adjoint of what a loop carries, which may have come to be in none of its trips."""
        t, undefined = loop.params[k].type, self.builder.maybe_undefined
        is_open = isinstance(t, TupleType) and (loop.params[k] in undefined or loop.results[k] in undefined)
        return or_numbers(t) if is_open else t

    def _incoming(self, result: Var) -> Operand:
        g = self.bars.take(result)
        return zero(self.builder, result) if g is None else self.reader.materialised(g)

    def _outer(self, loop: Loop) -> list[Var]:
        """Active variables from outside the loop that its body may contribute to."""
        inside = {v for s in statements_in(loop.body) for v in (*defines(s), *inner_definitions(s))} | set(
            inner_definitions(loop)
        )
        found: dict[Var, None] = {}
        for operand in _operands_in(loop.body):
            for var in vars_in(operand):
                if (
                    var not in inside
                    and can_be_active(var.type)
                    and var not in self.shadowed.shadow
                    and self.activity.is_active(var)
                ):
                    found[var] = None
        return list(found)

    def _is_owned(self, var: Var) -> bool:
        bar = self.bars.bars.get(var)
        return bar is not None and bar.owned

    def _start(self, var: Var) -> Operand:
        g = self.bars.current(var)
        return zero(self.builder, var) if g is None else self.reader.materialised(g)

    def _trip(self, loop: Loop, slots: list[int], params: list[Var], outer: list[Var]) -> tuple[Operand, ...]:
        """One trip backwards; gives the adjoints of what the trip started from."""
        self.slot_numbers = [*getattr(self, "slot_numbers", []), slots]
        self.slot_vars = [*getattr(self, "slot_vars", []), loop.params]
        after = (
            tuple((loop.body.yields[k], g) for k, g in zip(slots, params, strict=True))
            if loop.body.yields
            else tuple((Const(None), g) for g in params)
        )
        if loop.body.jump == "never":
            last = loop.body.statements[-1]
            if isinstance(last, If):  # else each trip raises, and there is none to go back over
                self._if(last, after)
                self.block(Block(loop.body.statements[:-1]))
        else:
            ending = loop.body.statements[-1:]
            if not (ending and isinstance(ending[0], If) and has_break(Block(ending))):
                self._add_cells(loop.params, loop.body.yields)
            self._tail(loop.body, after)
        self.slot_numbers.pop()
        self.slot_vars.pop()
        yields = []
        for k, param in zip(slots, params, strict=True):
            g = self.bars.take(loop.params[k])
            yields.append(self._zero_like_bar(loop.params[k], param) if g is None else self.reader.materialised(g))
        for var in outer:
            bar = self.bars.current(var)
            yields.append(Const(0.0) if bar is None else self.reader.materialised(bar))
        return tuple(yields)

    def _zero_like_bar(self, var: Var, bar: Var) -> Operand:
        """The value before the trip does not matter to it: its adjoint is zero, in the later one's shape if all are."""
        if not _is_of_one_shape(var.type):
            return zero(self.builder, var)
        made = zero(self.builder, bar)
        if isinstance(made, Var):
            last = self.builder.blocks[-1][-1]
            assert isinstance(last, Assign)
            made = Var(bar.hint, made.type)
            self.builder.blocks[-1][-1] = replace(last, out=made)
        return made

    def _backwards(self, loop: Loop) -> tuple[Var, Operand, Operand, Operand]:
        """The index and the range of the reversed loop."""
        builder = self.builder
        trips, ended_at = self.shadowed.trips.get(loop), self.shadowed.last.get(loop)
        if ended_at is not None and isinstance(loop, For):
            return Var(loop.index.hint, INT), ended_at, Const(-1), Const(-1)
        if trips is not None:
            if isinstance(loop, For) and _is(loop.start, 0) and _is(loop.step, 1):
                return Var(loop.index.hint, INT), builder.op(operator.sub, trips, Const(1)), Const(-1), Const(-1)
            if isinstance(loop, For):
                return Var("k", INT), builder.op(operator.sub, trips, Const(1)), Const(-1), Const(-1)
            return Var("_", INT), Const(0), trips, Const(1)
        assert isinstance(loop, For)
        index = Var(loop.index.hint, INT)
        if _is(loop.step, 1) or _is(loop.step, -1):
            step = loop.step.value  # type: ignore[union-attr]
            return (
                index,
                builder.op(operator.sub, loop.stop, Const(step)),
                builder.op(operator.sub, loop.start, Const(step)),
                Const(-step),
            )
        count = builder.op(len, builder.raw(INT, range, loop.start, loop.stop, loop.step))
        last = builder.op(
            operator.add, loop.start, builder.op(operator.mul, builder.op(operator.sub, count, Const(1)), loop.step)
        )
        return index, last, builder.op(operator.sub, loop.start, loop.step), builder.op(operator.neg, loop.step)

    def _primal_index(self, loop: Loop, index: Var) -> Var:
        """The forward loop's index in terms of the reversed loop's."""
        if isinstance(loop, While) or loop not in self.shadowed.trips or (_is(loop.start, 0) and _is(loop.step, 1)):
            return index
        scaled = self.builder.op(operator.mul, index, loop.step) if not _is(loop.step, 1) else index
        made = self.builder.op(operator.add, loop.start, scaled) if not _is(loop.start, 0) else scaled
        return made if isinstance(made, Var) else index

    def _own_items(self, inner: tuple[Block, ...], own: tuple[Var, ...] = ()) -> None:
        """Arrays from outside that are read item by item inside: their adjoints are written in place there."""
        inside = set(own)
        for block in inner:
            inside |= {v for s in statements_in(block) for v in (*defines(s), *inner_definitions(s))}
        for block in inner:
            for statement in statements_in(block):
                if (
                    isinstance(statement, Assign)
                    and statement.primitive is operator.getitem
                    and isinstance(statement.args[0], Var)
                ):
                    base = statement.args[0]
                    static = isinstance(base.type, TupleType) and isinstance(statement.args[1], Const)
                    if (
                        base not in inside
                        and base not in self.shadowed.shadow
                        and not static
                        and self._is_read_item(statement, base)
                    ):
                        self.bars.owned(base)

    def _is_read_item(self, statement: Assign, base: Var) -> bool:
        if isinstance(base.type, ArrayType) and inverse_index(statement.args[1]) is not None:
            return False  # every element is read: the adjoint is a value like others
        return (
            can_be_active(base.type)
            and self.activity.is_active(base)
            and self.activity.is_active(statement.out)
            and can_be_active(statement.out.type)
        )


JOINING = (np.concatenate, np.stack, np.hstack, np.vstack, np.dstack, np.column_stack)
"""What puts arrays together without changing any of them: the adjoint of each is a part."""


def _is_exact_product(statement: Assign) -> bool:
    """Whether it is a product of vectors and matrices, whose lengths agree or it fails: nothing is broadcast."""
    ranks = [t.rank if isinstance(t, ArrayType) else None for t in map(type_of, statement.args)]
    if any(statement.primitive is each for each in (operator.matmul, np.matmul, np.dot)):
        return len(ranks) == 2 and all(rank in (1, 2) for rank in ranks) and not statement.kwargs
    return statement.primitive is np.outer and ranks == [1, 1]


def _is_negative_power(statement: Assign) -> bool:
    """Whether it is a power of a real array by a constant below 0, other than by the quick -1."""
    if statement.primitive is not operator.pow or len(statement.args) != 2:
        return False
    x, y = type_of(statement.args[0]), statement.args[1]
    is_real_array = isinstance(x, ArrayType) and x.box == "array" and x.dtype is not None and x.dtype.kind == "f"
    return is_real_array and isinstance(y, Const) and type(y.value) in (int, float) and y.value < 0 and y.value != -1


def _shown_numbers(statement: Assign) -> list[tuple[Operand, Operand]]:
    """The numbers of which `np.array([[a, b], [c, d]])` makes an array, each with its place; none for another one."""
    shown = statement.args[0] if statement.args and statement.primitive in (np.array, np.asarray) else None
    if not isinstance(shown, Tup) or any(name not in ("dtype", "copy", "order") for name, _ in statement.kwargs):
        return []
    found = _places_in(shown, ())
    made = statement.out.type
    is_known = isinstance(made, ArrayType) and all(
        len(place) == made.rank and is_scalar(type_of(item)) for place, item in found
    )
    return [
        (Const(place[0]) if len(place) == 1 else Tup(tuple(map(Const, place))), item)
        for place, item in found
        if is_known
    ]


def _places_in(shown: Tup, place: tuple[int, ...]) -> list[tuple[tuple[int, ...], Operand]]:
    found: list[tuple[tuple[int, ...], Operand]] = []
    for k, item in enumerate(shown.items):
        found += _places_in(item, (*place, k)) if isinstance(item, Tup) else [((*place, k), item)]
    return found


def _tests_in(block: Block) -> set[Operand]:
    choices = [s for s in statements_in(block) if isinstance(s, If)]
    return {s.results[0] if attempt_of(s) is not None else s.test for s in choices}


def _is(operand: Operand, number: int) -> bool:
    return isinstance(operand, Const) and type(operand.value) is int and operand.value == number


def _may_be_complex(operand: Operand) -> bool:
    t = type_of(operand)
    return not isinstance(t, ArrayType) or t.dtype is None or t.dtype.kind == "c"


def _numbers_like(t: Type) -> Operand:
    """Zeros in the structure of a type, where the value itself may not exist."""
    return Tup(tuple(map(_numbers_like, t.items))) if isinstance(t, TupleType) else Const(0.0)


def _operands_in(block: Block) -> list[Operand]:
    found: list[Operand] = list(block.yields)
    for statement in statements_in(block):
        found += operands(statement)
        for inner in blocks(statement):
            found += inner.yields
    return found


def _stands_for(operand: Operand, value: object) -> bool:
    return isinstance(operand, Const) and operand.value is value


def _is_of_one_shape(t: Type) -> bool:
    """Whether all values of a type have one shape, so that the value of one trip says what that of another has."""
    if isinstance(t, TupleType):
        return all(map(_is_of_one_shape, t.items))
    return isinstance(t, ArrayType) and (t.rank == 0 or (t.dims is not None and None not in t.dims))
