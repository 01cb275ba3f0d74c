"""A function whose array statements are loops over numbers.

Statement by statement, what can be described by its elements (`arrays`, `described`) is noted as an action; at the end
of a straight piece the actions are arranged in nests (`nests`) and written (`writing`). Anything else stays as it is.
"""

from __future__ import annotations

import builtins
import functools
import math
import operator
from dataclasses import dataclass, replace

import numpy as np

from srcxform.analyses.aliasing import Aliases, aliased_operands, memory_classes
from srcxform.backends.machine import (
    described,
    described_products,  # noqa: F401 - registers
    described_shapes,  # noqa: F401 - registers
    support,
)
from srcxform.backends.machine.actions import Action, Give, Surroundings, Write, written_by
from srcxform.backends.machine.arrays import Array, Arrays, NotDescribed, array_type
from srcxform.backends.machine.described import DESCRIPTIONS, describe_elementwise, is_elementwise
from srcxform.backends.machine.elements import Affine, Length, Load, Value, affine_in, covers, identity, loads
from srcxform.backends.machine.kept import written_for_numba
from srcxform.backends.machine.nests import Arranger
from srcxform.backends.machine.tapes import Tape, mirrored_tapes
from srcxform.backends.machine.views import Views, spelled_out
from srcxform.backends.machine.writing import Writer
from srcxform.ir import inference
from srcxform.ir.builder import ONE, Builder, type_of
from srcxform.ir.guarded import is_known_test
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Const,
    Effect,
    For,
    Function,
    If,
    Operand,
    Pop,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)
from srcxform.ir.types import ArrayType, TupleType, is_scalar
from srcxform.ir.walk import (
    blocks,
    defines,
    inner_definitions,
    map_operands,
    reads,
    statements_in,
    vars_in,
    with_blocks,
)
from srcxform.rules.registry import is_hashable
from srcxform.runtime import accumulate, add_at, ones_like, overwrite, zeros_like

# What the library does as well where the array is there to be written afterwards.
_OF_INTEGERS = (operator.add, operator.sub, operator.mul, operator.floordiv)
_EMPTY = (np.empty, np.empty_like)
_BLANK = (np.zeros, np.zeros_like, np.ones, np.ones_like, zeros_like, ones_like, *_EMPTY)
MOST_IN_BRANCH = 16
"""So many elements for a branch are kept in an array that has room for all trips, those too that take another way."""

_MAKERS = (np.zeros, np.zeros_like, np.copy, np.ones, np.ones_like, np.full, zeros_like, ones_like)


@dataclass(frozen=True)
class Lowered:
    """A function in loops, the indices of those whose trips do not meet, and whether its sums may be reordered."""

    function: Function
    independent: frozenset[Var]
    may_reorder: bool


class Lowering:
    """Lowers one function; `repeats` and `clips` as `Arrays` has them."""

    def __init__(self, function: Function, *, repeats: bool, clips: bool, parallel: bool) -> None:
        self.function = function
        self.memory: Aliases = memory_classes(function.body)
        self.where = self.memory.places
        self.builder = Builder()
        self.builder.derived = True
        self.arrays = Arrays(self.builder, repeats=repeats, clips=clips)
        self.writer = Writer(self.builder, self.arrays)
        around = Surroundings(self.memory.root, self.is_finished, self.arrays.moved, _new_array, self._widened)
        self.arranger = Arranger(around, may_shorten=not parallel)
        self.pending: list[Action] = []
        self.inside: list[frozenset[Statement]] = []
        self.finished: set[Statement] = set()
        self.views = Views(self.arrays, self.builder, self.writer)
        self.afterwards: list[Statement] = []
        self.later: set[Var] = set()
        self.tapes = mirrored_tapes(function.body, self.memory)
        self.recorded: dict[Var, tuple[Var, tuple[Length, ...]]] = {}
        self.constants: dict[Var, Operand] = {}

    def lowered(self) -> Lowered:
        """The whole function."""
        body = self.block(self.function.body, tuple(p.var for p in self.function.parameters))
        may_reorder = self.writer.has_sums and not _asks_equality(self.function.body)
        return Lowered(replace(self.function, body=body), frozenset(self.writer.independent), may_reorder)

    def _widened(self, length: Length, more: int) -> Length:
        return self.arrays.length_of(self.arrays.plus(length.operand, more))

    def block(self, block: Block, entering: tuple[Var, ...] = ()) -> Block:
        """A block, after which nothing is pending; `entering` are the variables that it starts with."""
        with self.builder.block() as statements:
            self.arrays.enter()
            self.inside.append(frozenset(statements_in(block)))
            self.arrays.defined(entering)
            for statement in block.statements:
                self.statement(statement)
            self.flush()
            yields = tuple(self.views.real(y) for y in block.yields)
            self.inside.pop()
            self.arrays.leave()
        return Block(tuple(statements), yields, block.jump)

    def is_finished(self, var: Var) -> bool:
        """Whether all that reads a new array is noted, and nothing writes into it."""
        return not self._is_written(var) and self._is_read_up(var)

    def _is_written(self, var: Var) -> bool:
        """Whether something writes into an array, or has it on a list that stays one."""
        return any(isinstance(w, (Store, Update)) or w.target not in self.recorded for w in self.memory.writes(var))

    def _is_read_up(self, var: Var) -> bool:
        if var in self.where.returned:
            return False
        for use in self.where.used_by.get(var, []):
            if use not in self.finished:
                return False
            if isinstance(use, Assign) and use.out in self.views.described and not self._is_read_up(use.out):
                return False
        return True

    def is_local(self, var: Var) -> bool:
        """Whether a new array is of no use to anybody after the trip in which it is made."""
        if var in self.where.returned:
            return False
        for use in self.where.used_by.get(var, []):
            if isinstance(use, Append) and use.target in self.tapes:
                continue
            if isinstance(use, If):
                passed = _passed_on(use, var)
                if passed is None or not all(map(self.is_local, passed)):
                    return False
                continue
            is_kept = isinstance(use, (Store, Update)) and isinstance(use.target.type, ArrayType)
            if not isinstance(use, Assign) and not is_kept:
                return False
            shares = isinstance(use, Assign) and self.memory.root(use.out) is self.memory.root(var)
            if shares and not is_scalar(use.out.type) and not self.is_local(use.out):  # type: ignore[union-attr]
                return False
        return True

    # Statements

    def statement(self, statement: Statement) -> None:
        """Note a statement, or write it as it is."""
        self.builder.origin = statement.origin
        if not self._may_wait(statement) and any(v in self.later for v in reads(statement)):
            self.flush()
        known = (
            map_operands(statement, self._same) if any(v in self.views.same for v in reads(statement)) else statement
        )
        if self._may_wait(known):
            self.afterwards.append(known)
            self.later.add(known.out)  # type: ignore[union-attr]
            return
        if self._moves(known) or self._folds(known):
            return
        if isinstance(known, If) and is_known_test(known.test) and self._takes(known):
            return
        try:
            match known:
                case Assign():
                    self.assignment(known)
                case Store() | Update():
                    self.store(known)
                case Append(target) if target in self.tapes:
                    self.push(known, self.tapes[target])
                case Pop(_, target) if target in self.recorded or target in self.constants:
                    self.pop(known, self.tapes[target])
                case Effect(support.require_mask_length, (a, b)):
                    self.require_mask(a, b)
                case Append(_, Var(type=ArrayType(box="array"))):
                    self.afterwards.append(known)
                    return
                case _:
                    self.keep(known)
                    return
        except NotDescribed:
            self.keep(self._on_its_own(known) if isinstance(known, Append) else known)
            return
        self.finished.add(statement)

    def _moves(self, statement: Statement) -> bool:
        """Whether it is arithmetic on integers that the loops around do not change, which is then done outside."""
        if not isinstance(statement, Assign) or statement.primitive not in _OF_INTEGERS or statement.kwargs:
            return False
        if not all(_is_integer(o) for o in (statement.out, *statement.args)) or len(statement.args) != 2:
            return False
        divisor = statement.args[1]
        if statement.primitive is operator.floordiv and not (isinstance(divisor, Const) and divisor.value > 0):
            return False
        if self.arrays.depth_of(statement.args) >= len(self.builder.blocks) - 1:
            return False
        found = self.arrays.op(statement.primitive, *statement.args)
        if isinstance(found, Var) and not found.hint:
            object.__setattr__(found, "hint", statement.out.hint)
        self.views.same[statement.out] = found
        return True

    def _folds(self, statement: Statement) -> bool:
        """Whether it computes with constants alone: lengths that are known only here."""
        if not isinstance(statement, Assign) or not all(isinstance(a, Const) for a in statement.args):
            return False
        if statement.kwargs or not inference.is_foldable(statement.primitive):
            return False
        found = self.builder.op(statement.primitive, *statement.args)
        self.views.same[statement.out] = found
        return True

    def _takes(self, statement: If) -> bool:
        """Whether the branch that is taken can stand in the place of the choice: where it ends and gives no arrays."""
        taken = statement.then if statement.test.value else statement.orelse  # type: ignore[union-attr]
        if taken.jump or not all(is_scalar(result.type) for result in statement.results):
            return False
        for inner in taken.statements:
            self.statement(inner)
        self.flush()
        for result, given in zip(statement.results, taken.yields, strict=True):
            self.views.same[result] = self._same(given)
        return True

    # Tapes

    def push(self, statement: Append, tape: Tape) -> None:
        """Note a store into an array instead of a list. Raises `NotDescribed` where that cannot be made beforehand."""
        constant = self._same(statement.value)
        if isinstance(constant, Tup) and all(isinstance(item, Const) for item in constant.items):
            self.constants[statement.target] = constant
            return
        array = self.arrays.describe(statement.value)
        bounds = [o for loop in tape.pushed_in for o in (self._same(loop.start), self._same(loop.stop))]
        needed = [*bounds, *(length.operand for length in array.lengths)]
        if self.arrays.depth_of(needed) > 1 or (tape.is_in_branch and not _is_small(array)):
            raise NotDescribed
        trips = [
            self.arrays.op(max, self.arrays.minus(stop, start), Const(0))
            for start, stop in zip(bounds[::2], bounds[1::2], strict=True)
        ]
        shape = Tup((*trips, *map(self.arrays.room, array.lengths)))
        item = array_type(statement.value)
        numbers = replace(item, rank=len(shape.items), box="array", dims=None, size=None)
        recorded = Var(statement.target.hint.replace("stack", "tape"), numbers)
        with self.arrays.outside(1):
            dtype = Const(numbers.dtype)
            self.builder.add(Assign(recorded, np.empty, (shape, dtype), (), statement.origin))
            self.arrays.defined((recorded,))
        self.recorded[statement.target] = (recorded, array.lengths)
        index = (*self._trip(tape.pushed_in, tape), *identity(array.rank))
        self.pending.append(Write(recorded, index, array.lengths, array.element, None, False, statement.origin))

    def _on_its_own(self, statement: Append) -> Append:
        """An item of a list that is no tape after all: of an array that all trips share, a copy."""
        self.flush()
        shared = {self.memory.root(v) for v in self.writer.moved_out}
        if shared.isdisjoint(map(self.memory.root, vars_in(statement.value))):
            return statement
        return replace(statement, value=self.builder.op(np.copy, self.views.real(statement.value)))

    def pop(self, statement: Pop, tape: Tape) -> None:
        """What was stored in the same trip of the mirrored loops."""
        if statement.target in self.constants:
            self.views.same[statement.out] = self.constants[statement.target]
            return
        recorded, lengths = self.recorded[statement.target]
        trip = self._trip(tape.popped_in, tape)
        out = statement.out
        place = self.writer.place(trip)
        made = Assign(out, operator.getitem, (recorded, place), (), statement.origin)
        if not lengths or not self._stays_inside(out):
            self.builder.add(made)
            self.arrays.defined((out,))
            return
        self.views.described[out] = made
        self.arrays.note(out, Array(lengths, Load(recorded, (*trip, *identity(len(lengths)))), out.type.dtype))  # type: ignore[union-attr,arg-type]

    def _trip(self, loops: tuple[For, ...], tape: Tape) -> tuple[Affine, ...]:
        """Which trip of the recording loops this is."""
        found = []
        for loop, first in zip(loops, tape.pushed_in, strict=True):
            number = self.arrays.minus(loop.index, self._same(first.start))
            found.append(Affine(None, 1, number, 0) if isinstance(number, Var) else Affine(None, 1, None, number.value))  # type: ignore[union-attr]
        return tuple(found)

    def _may_wait(self, statement: Statement) -> bool:
        """Whether it is arithmetic on numbers that are only pending, and can be done after them."""
        return self._is_arithmetic(statement) and any(v in self.later for v in reads(statement))

    def _same(self, operand: Operand) -> Operand:
        return self.views.same.get(operand, operand)

    def keep(self, statement: Statement) -> None:
        """Write a statement that is not described, after what is pending."""
        if not (self._is_arithmetic(statement) or _is_mark(statement) or self._is_made_beside(statement)):
            self.flush()
        self.builder.origin = statement.origin
        if isinstance(statement, (Assign, For)):
            self.arrays.note_integer(statement)
            self._note_places(statement)
        if isinstance(statement, (If, For, While)):
            changed = map_operands(statement, self.views.real)
            entering = inner_definitions(statement)
            self.builder.add(with_blocks(changed, tuple(self.block(inner, entering) for inner in blocks(statement))))
        else:
            plain = spelled_out(map_operands(statement, self.views.real))
            self.builder.add(written_for_numba(self.builder, plain))
        self.arrays.defined(defines(statement))

    def _is_made_beside(self, statement: Statement) -> bool:
        """Whether it makes a new array of which nothing pending decides the form: it may as well come before that."""
        if not isinstance(statement, Assign) or statement.primitive not in _BLANK:
            return False
        made = {self.memory.root(a.target) for a in self.pending if isinstance(a, Write) and a.is_new}
        return all(v not in self.later and self.memory.root(v) not in made for v in reads(statement))

    def require_mask(self, own: Operand, whole: Operand) -> None:
        """A mask has to be as long as the axis: only a check, for which nothing pending has to be done."""
        key = ("mask", own, whole)
        if own != whole and key not in self.arrays.known:
            self.builder.effect(support.require_mask_length, own, whole)
            self.arrays.known[key] = True

    def _note_places(self, statement: Statement) -> None:
        """Note arrays of the places that a mask lets through."""
        match statement:
            case Assign(out, operator.getitem, (Var(type=TupleType()) as places, Const(int() as axis))):
                made = self.where.defined_by.get(places)
                if isinstance(made, Assign) and made.primitive is np.nonzero and not self.memory.is_written(places):
                    self.arrays.note_places(out, (places, axis, len(places.type.items)))  # type: ignore[union-attr]

    def _is_arithmetic(self, statement: Statement) -> bool:
        """Whether a statement reads numbers alone."""
        return (
            isinstance(statement, Assign)
            and is_scalar(statement.out.type)
            and all(is_scalar(type_of(v)) for v in reads(statement))
        )

    def assignment(self, statement: Assign) -> None:
        """Note an array or a number that is described by elements."""
        out = statement.out
        t = out.type
        if self._is_size(statement):
            return
        if not isinstance(t, ArrayType) or t.rank is None or t.dtype is None or not self._has_arrays(statement):
            raise NotDescribed
        is_filled = any(isinstance(w, (Store, Update)) for w in self.memory.writes(out))
        if statement.primitive in _EMPTY and is_filled:
            self.empty(statement)
            return
        if statement.primitive in _EMPTY and self.memory.writes(out):
            raise NotDescribed
        if statement.primitive in _MAKERS and is_filled and not self.is_local(out):
            raise NotDescribed
        describe = DESCRIPTIONS.get(statement.primitive) if is_hashable(statement.primitive) else None
        if describe is None and is_elementwise(statement) and t.rank:
            describe = describe_elementwise
        if describe is None:
            raise NotDescribed
        array = describe(self.arrays, statement)
        is_made = statement.primitive in _MAKERS and is_filled
        if array.rank != t.rank or (is_made and not self._moves_out(array.lengths)):
            raise NotDescribed
        if is_scalar(t) or (t.rank == 0 and not self.memory.is_written(out)):
            self.number(statement, array)
            self.arrays.note(out, Array((), Value(out), t.dtype))
        elif isinstance(array.element, Load) and self._is_view(statement) and not self._is_as_good(out, array.element):
            if not self._stays_inside(out):
                raise NotDescribed
            self.views.described[out] = statement
            self.arrays.note(out, array)
        elif t.rank == 0:
            raise NotDescribed
        else:
            self.new(statement, array)

    def _moves_out(self, lengths: tuple[Length, ...]) -> bool:
        """Whether a new array of these lengths can be made outside of the loop, once."""
        return bool(lengths) and self.arrays.depth_of([n.operand for n in lengths]) < len(self.builder.blocks) - 1

    def empty(self, statement: Assign) -> None:
        """A new array that is filled by stores, made outside of the loop. Raises `NotDescribed` where it cannot be."""
        out = statement.out
        known, dtype = array_type(out).rank, array_type(out).dtype
        if statement.primitive is np.empty_like:
            lengths = self.arrays.describe(statement.args[0]).lengths
        else:
            lengths = described.lengths_in(self.arrays, statement.args[0])
        if len(lengths) != known or dtype is None or not self.is_local(out) or not self._moves_out(lengths):
            raise NotDescribed
        whole = identity(len(lengths))
        made = Write(out, whole, lengths, Value(Const(0)), None, True, statement.origin)
        self.writer.allocate(made, is_local=True)
        self.arrays.note(out, Array(lengths, Load(out, whole), dtype))

    def _is_size(self, statement: Assign) -> bool:
        """Whether it asks for the lengths of an array, or for one in a shape: they are known, and nothing is made."""
        match statement:
            case Assign(out, np.shape, (Var(type=ArrayType()) as array,)):
                lengths = self.arrays.describe(array).lengths
                self.views.same[out] = Tup(tuple(length.operand for length in lengths))
                return True
            case Assign(out, builtins.len, (Var(type=ArrayType()) as array,)):
                lengths = self.arrays.describe(array).lengths
                if not lengths:
                    raise NotDescribed
                self.views.same[out] = lengths[0].operand
                return True
            case Assign(out, np.size, (Var(type=ArrayType()) as array,)):
                lengths = self.arrays.describe(array).lengths
                counts = [length.operand for length in lengths] or [ONE]
                self.views.same[out] = functools.reduce(lambda a, b: self.arrays.op(operator.mul, a, b), counts)
                return True
            case Assign(out, operator.getitem, (Tup(items), Const(int() as axis))) if -len(items) <= axis < len(items):
                self.views.same[out] = items[axis]
                return True
        return False

    def _stays_inside(self, var: Var) -> bool:
        """Whether a variable is read in the block that is being made alone, not in a later branch on the same test."""
        return all(use in self.inside[-1] for use in self.where.used_by.get(var, []))

    def _is_as_good(self, out: Var, load: Load) -> bool:
        """Whether a copy serves in the place of a view that no index makes."""
        index = affine_in(load.index)
        axes = [a.axis for a in index if a.axis is not None]
        is_odd = len(set(axes)) < len(axes) or any(isinstance(a.factor, Var) for a in index)
        return is_odd and not self.memory.is_written(out)

    def _has_arrays(self, statement: Assign) -> bool:
        t = statement.out.type
        many = isinstance(t, ArrayType) and bool(t.rank)
        return many or any(not is_scalar(type_of(v)) for v in reads(statement))

    def _is_view(self, statement: Assign) -> bool:
        """Whether the result shares memory with what it was made of; a copy does not, though one name may mean both."""
        return any(True for _ in aliased_operands(statement))

    def number(self, statement: Assign, array: Array) -> None:
        """One element that is read, or a number gathered from many."""
        if isinstance(array.element, Load):
            if any(self._writes(a, array.element.array) for a in self.pending):
                self.flush()
            index = self.writer.place(array.element.index)
            array_read = self.views.real_of(array.element.array)
            self.builder.add(Assign(statement.out, operator.getitem, (array_read, index), (), statement.origin))
            self.arrays.defined((statement.out,))
            return
        self.pending.append(Give(statement.out, array.element, statement.origin))
        self.later.add(statement.out)

    def _writes(self, action: Action, array: Var) -> bool:
        target = written_by(action)
        return target is not None and self.memory.root(target) is self.memory.root(array)

    def new(self, statement: Assign, array: Array) -> None:
        """A new array, filled in a loop."""
        out = statement.out
        self.pending.append(
            Write(out, identity(array.rank), array.lengths, array.element, None, True, statement.origin)
        )
        self.arrays.note(out, Array(array.lengths, Load(out, identity(array.rank)), out.type.dtype))  # type: ignore[union-attr,arg-type]

    def store(self, statement: Store | Update) -> None:
        """Note what is stored into a part of an array."""
        target = self.arrays.describe(statement.target)
        symbol = statement.operator if isinstance(statement, Update) else None
        index = statement.index
        if symbol in (accumulate, overwrite):
            symbol, index = (operator.add if symbol is accumulate else None), None
        elif symbol is add_at:
            symbol = operator.add
        elif symbol is not None and symbol.__module__ != "_operator":
            raise NotDescribed
        place = target if index is None else self.arrays.selected(target, index)
        if not isinstance(place.element, Load) or not place.rank:
            raise NotDescribed
        value = self.arrays.describe(statement.value)
        element = self.arrays.fitted(value, place.lengths)
        load = place.element
        if any(
            self.memory.root(r.array) is self.memory.root(load.array)
            and (r != load or not covers(load.index, place.rank))
            for r in loads(element)
        ):
            temporary, whole = _new_array(load.array, place.rank), identity(place.rank)
            self.pending.append(Write(temporary, whole, place.lengths, element, None, True, statement.origin))
            element = Load(temporary, whole)
        self.pending.append(Write(load.array, load.index, place.lengths, element, symbol, False, statement.origin))

    def flush(self) -> None:
        """Write what is pending."""
        actions, self.pending = self.pending, []
        if actions:
            self._write(actions)
        waiting, self.afterwards = self.afterwards, []
        for statement in waiting:  # of what is only now in memory
            self.builder.origin = statement.origin
            self.builder.add(map_operands(statement, self.views.real))
            self.arrays.defined(defines(statement))
        self.later.clear()

    def _write(self, actions: list[Action]) -> None:
        known = {v for a in actions for v in (written_by(a), *(load.array for load in a.reads)) if v is not None}
        for var in known & self.views.described.keys():
            raise AssertionError(f"a described view {var.hint} is read as an array")
        arranged, actions = self.arranger.arranged(actions)
        self.writer.arrangement(arranged, actions, self.is_local)


def _is_small(array: Array) -> bool:
    """Whether it is so small that a tape may have room for it in trips that do not fill it."""
    lengths = [length.operand for length in array.lengths]
    return all(isinstance(n, Const) for n in lengths) and math.prod(n.value for n in lengths) <= MOST_IN_BRANCH  # type: ignore[union-attr]


def _passed_on(statement: If, var: Var) -> list[Var] | None:
    """The results of a branch that may be this variable; None if a branch that leaves the loop takes it along."""
    found = []
    for branch in (statement.then, statement.orelse):
        places = [k for k, y in enumerate(branch.yields) if any(v is var for v in vars_in(y))]
        if places and branch.jump:
            return None
        found += [statement.results[k] for k in places]
    return found


def _is_integer(operand: Operand) -> bool:
    """Whether it is a number of the kind that indices have."""
    if isinstance(operand, Const):
        return isinstance(operand.value, int) and not isinstance(operand.value, bool)
    t = type_of(operand)
    return is_scalar(t) and t.dtype == np.int64  # type: ignore[union-attr]


def _is_mark(statement: Statement) -> bool:
    return isinstance(statement, Effect) and statement.primitive is reverse_sweep_begins


def _new_array(like: Var, rank: int) -> Var:
    """A new array of the numbers that another one holds."""
    return Var("", replace(array_type(like), rank=rank, dims=None))


def lower(function: Function, *, repeats: bool = False, clips: bool = False, parallel: bool = False) -> Lowered:
    """The function in loops; `parallel` leaves the trips of outermost loops without common arrays."""
    return Lowering(function, repeats=repeats, clips=clips, parallel=parallel).lowered()


__all__ = ["Lowered", "lower"]


_EQUALITIES = (operator.eq, operator.ne, np.equal, np.not_equal)


def _asks_equality(block: Block) -> bool:
    """Whether numbers that are not whole are compared for equality, as the adjoint of a maximum does.

    Then each must be rounded in the same way wherever it is computed: the forward sweep takes the maximum of numbers
    that the reverse sweep computes again, perhaps with a product and a sum in one instruction.
    """
    return any(
        isinstance(s, Assign) and s.primitive in _EQUALITIES and all(map(_is_inexact, s.args))
        for s in statements_in(block)
    )


def _is_inexact(operand: Operand) -> bool:
    t = type_of(operand)
    is_number = isinstance(operand, Var) and isinstance(t, ArrayType)
    return is_number and (t.dtype is None or t.dtype.kind in "fc")  # type: ignore[union-attr]
