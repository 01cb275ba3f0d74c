"""Leaves out writes into arrays of which the two sweeps read nothing but what was there at first.

    for i in range(n):                                      (no forward sweep)
        old_stack.append(B[i].copy())
        B[i] = B[i] @ C
    for i in range(n - 1, -1, -1):            ->            for i in range(n - 1, -1, -1):
        old = old_stack.pop()
        B_bar[i] = C @ B_bar[i]                                 B_bar[i] = C @ B_bar[i]
        C_bar += np.outer(old, ...)                             C_bar += np.outer(B[i], ...)

Each row is read before it is written, and never again: the gradient of what is in the array at the end needs neither
the writes, nor what they overwrite. What is read when is asked of each element (`analyses/elements.py`).
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import Aliases, Writer
from srcxform.analyses.elements import Access, Elements, read_places
from srcxform.analyses.need import Needed, needed
from srcxform.differentiate.reverse import Sweep
from srcxform.ir.nodes import Assign, Block, For, Operand, Statement, Store, Update, Var, While
from srcxform.ir.types import is_array
from srcxform.ir.walk import vars_in

MOST_PAIRS = 100
"""So many pairs of a write and a read are compared: each takes a proof."""


def without_overwrites(memory: Aliases, whole: Block, sweep: Sweep) -> Aliases:
    """The classes of a program, with no writes into those whose first contents are all that is read."""
    roots = [root for root in memory.writers if _may_be_left(root, memory, whole, sweep)]
    if not roots:
        return memory
    found = _FirstContents(memory, sweep, set(roots))
    left = {root for root in roots if found.are_all_that_is_read(root)}
    while left:
        without = replace(memory, writers={root: w for root, w in memory.writers.items() if root not in left})
        staying = left & _written(needed(whole, (), without), memory)
        if not staying:
            return without
        left -= staying
    return memory


def _written(kept: Needed, memory: Aliases) -> set[Var]:
    """The classes into which what is kept writes: within a `try`, what may fail stays, whoever reads what it gives."""
    return {memory.root(s.target) for s in kept.statements if isinstance(s, Store | Update)}


def _may_be_left(root: Var, memory: Aliases, whole: Block, sweep: Sweep) -> bool:
    """Whether a class is of arrays alone, none of which is given out, and all its writes are undone."""
    undone = set(sweep.undone.values())
    if not all(_is_plain(writer) and (writer in sweep.undone or writer in undone) for writer in memory.writers[root]):
        return False
    given = {memory.root(v) for operand in (*whole.yields, *_tests(memory)) for v in vars_in(operand)}
    return root not in given and all(is_array(v.type) for v in memory.members.get(root, [root]))


def _tests(memory: Aliases) -> Iterator[Operand]:
    """What loops ask, which is no statement of its own."""
    for holder in memory.places.holders:
        if isinstance(holder, While):
            yield from holder.cond.yields
        elif isinstance(holder, For):
            yield from (holder.start, holder.stop, holder.step)


def _is_plain(writer: Writer) -> bool:
    if isinstance(writer, Update):
        return writer.operator not in (runtime.accumulate, runtime.overwrite)
    return isinstance(writer, Store)


class _FirstContents:
    """Answers whether an array holds its first contents wherever it is read."""

    def __init__(self, memory: Aliases, sweep: Sweep, roots: set[Var]) -> None:
        self.memory, self.where, self.sweep = memory, memory.places, sweep
        self.elements = Elements(memory)
        self.end = sweep.forward_end(self.where)
        self.saves = {s for undo in sweep.undone.values() if (s := self._save(undo)) is not None}
        self.reads: dict[Var, list[tuple[Statement, Var, Access]]] = {}
        for statement in self.where.at:
            if statement not in self.saves:
                for var, index in read_places(statement):
                    if memory.root(var) in roots:
                        access = statement, var, self.elements.access(statement, var, index)
                        self.reads.setdefault(memory.root(var), []).append(access)

    def _save(self, undo: Statement) -> Statement | None:
        """The statement that reads what is overwritten, if all that it is for is to be put back."""
        old = undo.value if isinstance(undo, Store) else None
        made = self.where.defined_by.get(old) if isinstance(old, Var) else None
        if not isinstance(made, Assign) or made.primitive not in (np.copy, operator.getitem):
            return None
        return made if isinstance(old, Var) and self.where.used_by.get(old) == [undo] else None

    def are_all_that_is_read(self, root: Var) -> bool:
        """Whether no read of the forward sweep follows a write, and no read of the reverse sweep the forward one."""
        writes: list[tuple[Store | Update, Access]] = [
            (w, self.elements.access(w, w.target, w.index))
            for w in self.memory.writers[root]
            if isinstance(w, Store | Update) and self.where.at[w] <= self.end
        ]
        reads = self.reads.get(root, [])
        return len(writes) * len(reads) <= MOST_PAIRS and all(
            not any(self.elements.follows(access, read) for _, access in writes)
            if self.where.at[statement] <= self.end
            else self._is_of_first(statement, var, writes)
            for statement, var, read in reads
        )

    def _is_of_first(self, statement: Statement, var: Var, writes: list[tuple[Store | Update, Access]]) -> bool:
        """Whether a read of the reverse sweep, of a name of the forward sweep, finds the first contents under it.

        It stands where the forward sweep had made the name, and had not yet made the writes that are undone by then.
        """
        made = self.where.defined_by.get(var)
        around = () if made is None else self.where.loops[made]
        name = Access(0 if made is None else self.where.at[made], around, self.elements.part(var))
        for write, access in writes:
            if self.elements.follows(access, name):
                return False
            is_later = self.where.at[write] > name.at and access.loops[: len(around)] == around
            if is_later and self.elements.meet_in_trip(name, access) and not self._is_undone(write, statement, around):
                return False
        return True

    def _is_undone(self, write: Writer, statement: Statement, around: tuple[object, ...]) -> bool:
        """Whether a write is undone before a statement of the reverse sweep, in each trip of the loops around both."""
        undo = self.sweep.undone[write]
        common = self.where.common_loops(undo, statement)
        return self.where.at[undo] < self.where.at[statement] and len(common) <= len(around)
