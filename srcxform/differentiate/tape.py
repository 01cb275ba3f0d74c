"""Decides, for each value of a loop that the reverse sweep reads, whether to record it or to compute it again.

    for i in range(n):                        for i in range(n):
        s = r * x                                 x_stack.append(x)
        x = s * (1 - x)             ->            ...
    ...                                       for i in range(n - 1, -1, -1):
                                                  x = x_stack.pop()
                                                  s = r * x

What is recorded is a minimum cut between what cannot be computed again and what is needed: as few values as possible,
such that everything else follows from them by cheap operations. Outside loops nothing is recorded: the values are still
there.
"""

from __future__ import annotations

import operator
from collections import deque
from dataclasses import replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, Writer, aliased_operands, memory_classes
from srcxform.analyses.liveness import maybe_undefined
from srcxform.analyses.need import SHAPE_ONLY, Needed, asks_for_shape, needed
from srcxform.differentiate.at_hand import use_results
from srcxform.differentiate.masks import use_masks
from srcxform.differentiate.outlines import (
    Witnesses,
    asks_for_outline,
    has_outline,
    outline_source,
    outlined_again,
    shape_tuple,
    wanted_contents,
)
from srcxform.differentiate.overwrites import without_overwrites
from srcxform.differentiate.reverse import Sweep
from srcxform.differentiate.stored import Copy, StoredValues
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Assign, Block, Const, For, If, Operand, Pop, Statement, Store, Update, Var, While
from srcxform.ir.types import FLOAT64, ArrayType, ListType, is_array, is_complex, is_scalar, may_be_written, same_dtype
from srcxform.ir.walk import (
    blocks,
    defines,
    has_break,
    inner_definitions,
    map_operands,
    reads,
    substitute,
    vars_in,
    with_blocks,
)
from srcxform.rules.ndarray import VIEWS
from srcxform.rules.registry import find_rule

CHEAP = frozenset({getattr(operator, name) for name in operator.__all__} - {operator.matmul}) | SHAPE_ONLY | frozenset({
    np.add, np.subtract, np.multiply, np.divide, np.negative, np.abs, abs, np.zeros, np.square, np.where, np.maximum,
    np.minimum, range, runtime.tuple_of, np.conj, np.real, np.imag, np.sign, np.empty, runtime.require_view, np.astype,
    runtime.zeros_list, np.logical_not, max, min, float, np.isnan,
})  # fmt: skip
INFINITE = 10**9


def record(whole: Block, forward: Block, sweep: Sweep, split: bool = False) -> Block:
    """One program out of the forward sweep and the reverse sweep, with what crosses between trips of loops recorded.

    Where an item is read again instead of recorded, the writes to its object must be undone: that is known only after
    a first plan, so plans are made until none reads an object whose writes the last one left done. `split`: the two
    sweeps become two functions, so values that only a branch gives are recorded too.
    """
    whole = use_masks(use_results(whole, forward, sweep, CHEAP), forward, sweep)
    restored: set[Var] = set()
    memory = memory_classes(whole)
    if not split:
        memory = without_overwrites(memory, whole, sweep)
    stored = StoredValues(memory, forward, sweep.forward_end(memory.places))
    while True:
        recorder = _Recorder(whole, forward, sweep, restored, split, stored)
        done = recorder.run()
        if recorder.contents_read <= restored:
            return done
        restored |= recorder.contents_read


class _Recorder:
    def __init__(
        self, whole: Block, forward: Block, sweep: Sweep, restored: set[Var], split: bool, stored: StoredValues
    ) -> None:
        self.split, self.stored = split, stored
        self.forward, self.sweep, self.whole = forward, sweep, whole
        self.memory: Aliases = stored.memory
        undoing = [undo for writer, undo in sweep.undone.items() if self.memory.root(writer.target) in restored]
        made_indices = [self.memory.places.defined_by.get(v) for v in sweep.indices.values()]
        self.needed: Needed = needed(
            whole, [*undoing, *(s for s in made_indices if isinstance(s, Assign))], self.memory
        )
        self.where = self.memory.places
        self.builder = Builder()
        self.undefined = maybe_undefined(forward)
        self.stacks: list[Statement] = []
        self.pushes: dict[Statement | Block, list[Statement]] = {}
        self.front: dict[Block, list[Statement]] = {}
        self.renamed: dict[Block, dict[Var, Operand]] = {}
        self.inserted: dict[Statement | Block, list[Statement]] = {}
        self.contents_read: set[Var] = set()
        self.witnesses = Witnesses(self.where)
        self.empties: dict[ArrayType, Var] = {}
        self.outlined: set[Statement] = set()
        self.stood_for: dict[Block, dict[Var, Var]] = {}
        self.count = 0
        self.branches: dict[Statement, tuple[tuple[If, int], ...]] = {}
        self._note_branches(forward, ())

    def run(self) -> Block:
        reverse = Block(tuple(self.sweep.statements), self.whole.yields)
        self._pairs(self.forward, reverse)
        statements = [*self.stacks, *self._rebuilt(self.forward).statements, *self._rebuilt(reverse).statements]
        return Block(tuple(statements), self.whole.yields)

    def _note_branches(self, block: Block, path: tuple[tuple[If, int], ...]) -> None:
        for statement in block.statements:
            self.branches[statement] = path
            for k, inner in enumerate(blocks(statement)):
                self._note_branches(inner, (*path, (statement, k)) if isinstance(statement, If) else path)

    def excludes(self, a: Statement, b: Statement) -> bool:
        """Whether two statements stand in different branches of one `If`, so that a trip runs only one of them."""
        taken = dict(self.branches.get(a, ()))
        return any(taken.get(choice, k) != k for choice, k in self.branches.get(b, ()))

    # Finding what is to be recorded

    def _pairs(self, forward: Block, reverse: Block) -> None:
        """Visit the loops from the inside out: what an inner loop computes again may need values of an outer one."""
        for statement in forward.statements:
            for inner in blocks(statement):
                self._pairs(inner, inner)
            if isinstance(statement, (For, While)) and statement.body in self.sweep.mirror:
                self._region(statement.body, self.sweep.mirror[statement.body], statement)
            # Branches inside loops lose their values as loops do; outside they keep them.
            if isinstance(statement, If) and (self.split or self.where.loops[statement]):
                for inner in (statement.then, statement.orelse):
                    if inner in self.sweep.mirror:
                        self._region(inner, self.sweep.mirror[inner], None)

    def _region(self, forward: Block, reverse: Block, loop: For | While | None) -> None:
        own = self._own(forward, loop)
        index = self._index(loop)
        wanted, contents = self._wanted(reverse, own)
        wanted.pop(index, None) if index is not None else None
        plan = _Plan(self, own, index, wanted, contents)
        names: dict[Var, Operand] = {} if index is None else {index: self.sweep.indices[index]}
        self.renamed[reverse] = names
        for var in plan.recorded:
            if var not in plan.contents and has_outline(var) and var not in self.undefined:
                self._record_shape(var, own[var], forward, reverse, names)
            else:
                self._record(var, own[var], forward, reverse, names)
        self._recompute(plan, reverse, names)

    def _own(self, forward: Block, loop: For | While | None) -> dict[Var, Statement | None]:
        """The variables that a block defines itself, with the statement that does; None for a loop's params."""
        own: dict[Var, Statement | None] = {}
        if loop is not None:
            own.update(dict.fromkeys(inner_definitions(loop)))
        for statement in forward.statements:
            for var in defines(statement):
                own[var] = statement
        return own

    def _index(self, loop: For | While | None) -> Var | None:
        return loop.index if isinstance(loop, For) and loop.index in self.sweep.indices else None

    def _wanted(self, reverse: Block, own: dict[Var, Statement | None]) -> tuple[dict[Var, int], dict[Var, bool]]:
        """The variables that the reverse block reads, each with the number of its last reader in the forward order.

        The reverse sweep runs backwards, so its first reader of a value is that of the latest statement of the forward
        sweep. Also whether more than its shape is read.
        """
        wanted: dict[Var, int] = {}
        contents: dict[Var, bool] = {}
        for statement in self._live(reverse):
            for var, is_content in self._all_reads(statement):
                if var in own:
                    wanted.setdefault(var, self.where.at[statement])
                    contents[var] = contents.get(var, False) or is_content
        for operand in reverse.yields:
            for var in vars_in(operand):
                if var in own:
                    wanted.setdefault(var, self.where.last + 1)
                    contents[var] = True
        return wanted, contents

    def _live(self, block: Block) -> list[Statement]:
        return [s for s in block.statements if s in self.needed.statements]

    def _all_reads(self, statement: Statement) -> list[tuple[Var, bool]]:
        """What a statement and its blocks read, by what was decided for the blocks; and whether more than a shape."""
        own = [v for v in reads(statement) if not self._is_dead_slot(statement, v)]
        found = [(v, not asks_for_shape(statement, v)) for v in own]
        for inner in blocks(statement):
            for extra in self.inserted.get(inner, ()):
                found += self._reads_again(extra)
            for child in self._live(inner):
                for extra in self.inserted.get(child, ()):
                    found += self._reads_again(extra)
                found += self._passed(self._all_reads(child), inner)
            found += self._passed([(v, True) for y in self._live_yields(statement, inner) for v in vars_in(y)], inner)
        return found

    def _passed(self, given: list[tuple[Var, bool]], inner: Block) -> list[tuple[Var, bool]]:
        """What of the reads in a block is of values from around it."""
        renamed, stood_for = self.renamed.get(inner, {}), self.stood_for.get(inner, {})
        outside = [(stood_for[v], False) for v, _ in given if v in stood_for]
        return outside + [(v, is_content) for v, is_content in given if v not in renamed]

    def _reads_again(self, statement: Statement) -> list[tuple[Var, bool]]:
        """What an operation reads that is done again, perhaps for the shape of its result alone."""
        asks = asks_for_outline if statement in self.outlined else asks_for_shape
        return [(v, not (isinstance(statement, Assign) and asks(statement, v))) for v in reads(statement)]

    def _is_dead_slot(self, statement: Statement, var: Var) -> bool:
        """Whether a loop only starts a value from this variable that nobody reads."""
        if not isinstance(statement, (For, While)):
            return False
        bounds = (statement.start, statement.stop, statement.step) if isinstance(statement, For) else ()
        if any(v is var for b in bounds for v in vars_in(b)):
            return False
        live = [
            init
            for p, r, init in zip(statement.params, statement.results, statement.inits, strict=True)
            if p in self.needed.variables or r in self.needed.variables
        ]
        return not any(v is var for init in live for v in vars_in(init))

    def _live_yields(self, statement: Statement, inner: Block) -> list[Operand]:
        if isinstance(statement, (For, While)) and inner is statement.body:
            return [
                y
                for y, p, r in zip(inner.yields, statement.params, statement.results, strict=False)
                if p in self.needed.variables or r in self.needed.variables
            ]
        if isinstance(statement, If) and not inner.jump:
            return [y for y, r in zip(inner.yields, statement.results, strict=True) if r in self.needed.variables]
        return list(inner.yields)

    # Writing it down

    def _record(
        self, var: Var, definition: Statement | None, forward: Block, reverse: Block, names: dict[Var, Operand]
    ) -> None:
        """Push a value where it is defined, and pop it where the reverse of that block begins."""
        builder = self.builder
        hint = f"{var.hint or 't'}_stack"
        stack = Var(hint, ListType(var.type, ("tape", self.count)))
        self.count += 1
        self.stacks.append(Assign(stack, runtime.list_of, ()))
        with builder.block() as push:
            builder.append(stack, self._kept(var))
        self.pushes.setdefault(definition if definition is not None else forward, []).extend(push)
        popped = Var(var.hint, var.type)
        self.front.setdefault(reverse, []).append(Pop(popped, stack))
        names[var] = popped

    def _record_shape(
        self, var: Var, definition: Statement | None, forward: Block, reverse: Block, names: dict[Var, Operand]
    ) -> None:
        """Push the shape of a value; what is made of it in the reverse sweep has that shape, and nothing in it.

        Where parameters tell the shape, one array is made before all.
        """
        t = var.type
        assert isinstance(t, ArrayType)
        builder = self.builder
        known = None if self.split else self.witnesses.shape_of(var)
        if known is not None:
            names[var] = self._empty(t, known)
            return
        with builder.block() as push:
            shape = builder.op(np.shape, var)
            if isinstance(shape, Var):
                stack = Var(f"{var.hint or 't'}_shape_stack", ListType(shape.type, ("tape", self.count)))
                self.count += 1
                self.stacks.append(Assign(stack, runtime.list_of, ()))
                builder.append(stack, shape)
        front = self.front.setdefault(reverse, [])
        if isinstance(shape, Var):
            self.pushes.setdefault(definition if definition is not None else forward, []).extend(push)
            popped = Var("", shape.type)
            front.append(Pop(popped, stack))
            shape = popped
        made = Var(var.hint, t)
        front.append(Assign(made, np.empty, (shape,) if same_dtype(t.dtype, FLOAT64) else (shape, Const(t.dtype))))
        names[var] = made

    def _empty(self, t: ArrayType, shape: list[int | tuple[Var, int]]) -> Var:
        """An array of a type, made before the loops; axes of parameters tell its lengths."""
        if t not in self.empties:
            with self.builder.block() as made:
                lengths = shape_tuple(self.builder, shape)
                args = (lengths,) if same_dtype(t.dtype, FLOAT64) else (lengths, Const(t.dtype))
                self.empties[t] = self.builder.raw(t, np.empty, *args)
            self.stacks += made
        return self.empties[t]

    def _kept(self, var: Var) -> Operand:
        """The value itself; a copy where its memory is written later (but not of what is written through this name)."""
        if not is_array(var.type) or not self.memory.is_written(var) or self._is_pointer(var):
            return var
        return self.builder.raw(var.type, np.copy, var)

    def _is_pointer(self, var: Var) -> bool:
        return var in self.sweep.pointers

    def _recompute(self, plan: _Plan, reverse: Block, names: dict[Var, Operand]) -> None:
        """Insert the cheap operations again, each before its first reader in the reverse block."""
        order = plan.in_order()
        for var in order:
            if var in plan.stands_for:
                source = plan.stands_for[var]
                names[var] = names.get(source, source)
                if source not in plan.own:
                    self.stood_for.setdefault(reverse, {})[var] = source
                elif isinstance(names[var], Var) and source in self.stood_for.get(reverse, {}):
                    self.stood_for[reverse][var] = self.stood_for[reverse][source]
            else:
                names[var] = Var(var.hint, var.type)
        for var in order:
            if var in plan.stands_for:
                continue
            statement = plan.own[var]
            out = names[var]
            assert isinstance(out, Var)
            if var in plan.read_back:
                self._read_back(plan, var, out, reverse, names)
                continue
            assert isinstance(statement, Assign)
            copy = map_operands(replace(statement, out=out), lambda v: names.get(v, v) if isinstance(v, Var) else v)
            if var not in plan.contents:
                self.outlined.add(copy)
            place = plan.first_reader(var, reverse)
            self.inserted.setdefault(reverse if place is None else place, []).append(copy)

    def _read_back(self, plan: _Plan, var: Var, out: Var, reverse: Block, names: dict[Var, Operand]) -> None:
        """Insert the statements that read a value where the forward sweep stored it."""
        made = plan.read_back[var].statements
        fresh: dict[Operand, Var] = {**{s.out: replace(s.out) for s in made[:-1]}, made[-1].out: out}
        place = plan.first_reader(var, reverse)
        for statement in made:
            moved = replace(statement, out=fresh[statement.out])
            copy = map_operands(moved, lambda v: fresh.get(v) or (names.get(v, v) if isinstance(v, Var) else v))
            self.inserted.setdefault(reverse if place is None else place, []).append(copy)

    # Rebuilding

    def _rebuilt(self, block: Block) -> Block:
        names = self.renamed.get(block)
        statements: list[Statement] = [*self.front.get(block, ()), *self.pushes.get(block, ())]
        for statement in block.statements:
            # What was left out of the plan must not come back to life: its operands are not recorded.
            if statement not in self.needed.statements:
                continue
            inner = blocks(statement)
            done = with_blocks(statement, tuple(self._rebuilt(b) for b in inner)) if inner else statement
            statements += self.inserted.get(statement, ())
            statements.append(done)
            statements += self.pushes.get(statement, ())
        statements += self.inserted.get(block, ())
        if statements and isinstance(block.statements[-1] if block.statements else None, If):
            statements = _if_last(statements)
        result = replace(block, statements=tuple(statements))
        if not names:
            return result
        return substitute(result, lambda v: names.get(v, v))  # type: ignore[arg-type]


def _if_last(statements: list[Statement]) -> list[Statement]:
    """A branch that leaves the loop must stay the last statement of its block."""
    for position, last in enumerate(statements[:-1]):
        if isinstance(last, If) and has_break(Block((last,))):
            return [*statements[:position], *statements[position + 1 :], last]
    return statements


def _is_cheap(statement: Assign) -> bool:
    """Whether an operation may rather be done again than its result recorded; a power of an array takes long.

    So does the absolute value of a complex array, which is a root of squares that does not overflow.
    """
    if statement.primitive is operator.pow and not is_scalar(statement.out.type):
        exponent = statement.args[1]
        return isinstance(exponent, Const) and exponent.value in (1, 2)
    if statement.primitive in (abs, np.abs) and not is_scalar(statement.out.type):
        return not is_complex(type_of(statement.args[0]))
    return statement.primitive in CHEAP or statement.primitive in VIEWS


class _Plan:
    """The cut of one region: what is recorded, and what is computed again from it."""

    def __init__(
        self,
        recorder: _Recorder,
        own: dict[Var, Statement | None],
        index: Var | None,
        wanted: dict[Var, int],
        contents: dict[Var, bool],
    ) -> None:
        self.recorder, self.own, self.index = recorder, own, index
        self.wanted = wanted
        self.contents = wanted_contents(own, contents, self._may_be_redone)
        self.stands_for: dict[Var, Var] = {}
        self.read_back: dict[Var, Copy] = {}
        self.first_read = dict(wanted)
        self._first_readers()
        self.recorded, self.recomputed = self._cut()

    def _first_readers(self) -> None:
        """For each variable that may be computed again, the number (in the whole program) of its first reader there."""
        todo = deque(self.wanted)
        while todo:
            var = todo.popleft()
            sources = self._sources(var) or ()
            if var in self.read_back:
                # It is read before the store is undone.
                undo = self.recorder.sweep.undone.get(self.read_back[var].store)
                last = self.first_read[var] if undo is None else self.recorder.where.at[undo]
                self.first_read[var] = min(self.first_read[var], last)
            for operand in sources:
                if operand not in self.first_read or self.first_read[operand] > self.first_read[var]:
                    self.first_read[operand] = self.first_read[var]
                    todo.append(operand)

    def _sources(self, var: Var) -> list[Var] | None:
        """The variables of this region that a value is computed from cheaply; None if it cannot be computed again."""
        statement = self.own.get(var)
        if var not in self.contents and has_outline(var):
            # Nothing is computed for a shape: of arrays that hold something else, it might warn.
            return self._outline(var, statement)
        stored = self.recorder.stored.of(var, statement)
        if stored is not None and stored.store in self.recorder.needed.statements:
            self.read_back[var] = stored
            inner = {s.out for s in stored.statements}
            found = dict.fromkeys(v for s in stored.statements for v in reads(s) if v not in inner)
            return [v for v in found if v in self.own and v is not self.index]
        if not isinstance(statement, Assign) or not _is_cheap(statement):
            if not self._follows_from_index(var):
                return None
        elif not self._is_valid(statement):
            return None
        assert isinstance(statement, Assign)
        return [v for v in reads(statement) if v in self.own and v is not self.index]

    def _outline(self, var: Var, statement: Statement | None) -> list[Var] | None:
        """What the shape of a value follows from, where no more of it is wanted: an operand, a parameter, a view."""
        made = statement if isinstance(statement, Assign) else None
        source = self.recorder.witnesses.of(var) or (None if made is None else outline_source(made))
        if source is not None:
            self.stands_for[var] = source
            return [source] if source in self.own and source is not self.index else []
        if made is not None and outlined_again(made):
            return [v for v in reads(made) if v in self.own and v is not self.index]
        return None

    def _may_be_redone(self, var: Var) -> bool:
        """Whether a value might be computed again for its contents."""
        statement = self.own.get(var)
        return isinstance(statement, Assign) and (_is_cheap(statement) or self._follows_from_index(var))

    def _follows_from_index(self, var: Var) -> bool:
        """Whether a number is a function of the loop's index and of what the loop does not change, as `exp(-i)` is."""
        statement = self.own.get(var)
        if var is self.index or var not in self.own:
            return is_scalar(var.type)
        if not isinstance(statement, Assign) or not is_scalar(var.type) or statement.kwargs:
            return False
        rule = find_rule(statement.primitive)
        if rule is None or rule.kind != "elementwise":
            return False
        return all(self._follows_from_index(v) for v in reads(statement))

    def _is_valid(self, statement: Assign) -> bool:
        """Whether computing it again gives the same object, or another with the same contents."""
        memory, sweep, out = self.recorder.memory, self.recorder.sweep, statement.out
        if out in sweep.local_allocations:
            return True
        written = memory.is_written(out) and may_be_written(out.type)
        if written and (out in sweep.allocations or not any(True for _ in aliased_operands(statement))):
            return False
        first = self.first_read.get(out)
        for var in reads(statement):
            if not memory.is_written(var) or not may_be_written(var.type):
                continue
            if asks_for_shape(statement, var):
                continue
            # Of a view it matters what memory it shows; what is new holds what was read, even if writes to it are moot.
            if is_array(var.type) and out in sweep.pointers and any(v is var for v in aliased_operands(statement)):
                continue
            if self._written_between(var, statement, first):
                return False
        return True

    def _written_between(self, var: Var, statement: Assign, first: int | None) -> bool:
        """Whether a write to the object stands between a read of the forward sweep and where the reverse reads again.

        The writes in the forward sweep after the read are undone in the reverse sweep in the opposite order, so the
        contents agree from the undoing of the first write after the read, on.
        """
        where, sweep = self.recorder.where, self.recorder.sweep
        begin, around = where.at[statement], where.loops[statement]
        # What other loops write is no matter of this trip.
        last = sweep.forward_end(where)
        end = min([last, *(where.end[loop] for loop in around[-1:])])
        if any(w not in sweep.undone for w in self.recorder.memory.writes_between(var, 0, last + 1)):
            return True
        for writer in self.recorder.memory.writes_between(var, begin + 1, end + 1):
            if self.recorder.excludes(writer, statement):
                continue
            undo = sweep.undone.get(writer)
            if undo is None or ((first is None or where.at[undo] >= first) and self._may_hit(writer, var, statement)):
                return True
        if self.recorder.memory.writes(var):
            self.recorder.contents_read.add(self.recorder.memory.root(var))
        return False

    def _may_hit(self, writer: Writer, var: Var, statement: Assign) -> bool:
        """Whether a write may change what a statement of the same trip has read of an array."""
        elements, known = self.recorder.stored.elements, self.recorder.stored.hits
        if not isinstance(writer, (Store, Update)):
            return True
        if (writer, var, statement) not in known:
            written = elements.access(writer, writer.target, writer.index)
            read = [access for v, access in elements.contents_read(statement) if v is var]
            known[writer, var, statement] = not read or any(elements.meet_in_trip(each, written) for each in read)
        return known[writer, var, statement]

    def _cut(self) -> tuple[list[Var], list[Var]]:
        graph = _Flow()
        todo, seen = deque(self.wanted), set(self.wanted)
        for var in self.wanted:
            graph.edge((var, 1), "sink", INFINITE)
        while todo:
            var = todo.popleft()
            graph.edge((var, 0), (var, 1), self._weight(var))
            sources = self._sources(var)
            if sources is None:
                graph.edge("source", (var, 0), INFINITE)
                continue
            for operand in sources:
                graph.edge((operand, 1), (var, 0), INFINITE)
                if operand not in seen:
                    seen.add(operand)
                    todo.append(operand)
        cut = graph.minimum_cut()
        recorded = [v for v in self.own if v in seen and (v, 0) in cut and (v, 1) not in cut]
        return recorded, self._follow(set(recorded))

    def _weight(self, var: Var) -> int:
        """Scalars weigh little, and masks an eighth; among equals, the value that the user named is preferred."""
        t = var.type
        scalar = is_scalar(t) or not may_be_written(t) or (var not in self.contents and has_outline(var))
        mask = isinstance(t, ArrayType) and t.dtype == np.bool_
        return (10 if scalar else 130 if mask else 1000) + (0 if var.hint else 1)

    def _follow(self, recorded: set[Var]) -> list[Var]:
        """What is computed again, given what is recorded."""
        found: dict[Var, None] = {}
        todo = [v for v in self.wanted if v not in recorded]
        while todo:
            var = todo.pop()
            if var in found or var in recorded:
                continue
            found[var] = None
            todo += [v for v in self._sources(var) or () if v not in recorded]
        return list(found)

    def in_order(self) -> list[Var]:
        """What is computed again, each after what it is computed from."""
        again = set(self.recomputed)
        found: dict[Var, None] = {}

        def visit(var: Var) -> None:
            if var in again and var not in found:
                for source in self._sources(var) or ():
                    visit(source)
                found[var] = None

        for var in sorted(self.recomputed, key=self.recorder.where.position):
            visit(var)
        return list(found)

    def first_reader(self, var: Var, reverse: Block) -> Statement | None:
        """The statement of the reverse block before which the value is computed again; None for its end."""
        number = self.first_read[var]
        for statement in reverse.statements:
            if self.recorder.where.at[statement] >= number and statement in self.recorder.needed.statements:
                return statement
        return None


class _Flow:
    """Minimum cut by augmenting paths (Edmonds and Karp 1972)."""

    def __init__(self) -> None:
        self.capacity: dict[object, dict[object, int]] = {"source": {}, "sink": {}}

    def edge(self, a: object, b: object, capacity: int) -> None:
        self.capacity.setdefault(a, {})
        self.capacity.setdefault(b, {})
        self.capacity[a][b] = max(self.capacity[a].get(b, 0), capacity)
        self.capacity[b].setdefault(a, 0)

    def minimum_cut(self) -> set[object]:
        """The nodes on the source's side."""
        while True:
            parents = self._reach()
            if "sink" not in parents:
                return set(parents)
            path, node = [], "sink"
            while node != "source":
                path.append((parents[node], node))
                node = parents[node]  # type: ignore[assignment]
            flow = min(self.capacity[a][b] for a, b in path)
            for a, b in path:
                self.capacity[a][b] -= flow
                self.capacity[b][a] += flow

    def _reach(self) -> dict[object, object]:
        parents: dict[object, object] = {"source": "source"}
        todo: deque[object] = deque(["source"])
        while todo:
            node = todo.popleft()
            for other, left in self.capacity[node].items():
                if left > 0 and other not in parents:
                    parents[other] = node
                    todo.append(other)
        return parents
