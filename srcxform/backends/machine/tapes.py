"""Tapes that are arrays: where it is known how often a list is pushed on, and that it is popped in the mirrored loops.

for t in range(steps):                      for t in range(steps):
    x_stack.append(x)               ->          x_tape[t] = x
    ...                                         ...
for t in range(steps - 1, -1, -1):          for t in range(steps - 1, -1, -1):
    x = x_stack.pop()                           x = x_tape[t]

In a branch a trip may push nothing: its place stays empty, and the reverse of that trip does not look at it. That is so
of the compiler's own tapes; of a user's list nobody knows in which trip the item was pushed that is popped.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace

from srcxform.analyses.aliasing import Aliases
from srcxform.ir.guarded import is_guarded
from srcxform.ir.nodes import Append, Assign, Block, Const, For, If, Operand, Pop, Statement, Store, Update, Var
from srcxform.ir.types import ArrayType, Size, TupleType, Type, is_tape
from srcxform.ir.walk import blocks, has_break
from srcxform.runtime import list_of

_ARITHMETIC = (operator.add, operator.sub, operator.mul, operator.floordiv)


@dataclass(frozen=True, eq=False)
class Tape:
    """A list as an array: the loops in which it is pushed on, and those in which it is popped, from the outermost.

    `is_in_branch`: not in each of their trips, but in those alone in which a branch is taken.
    """

    made: Assign
    push: Append
    pop: Pop
    pushed_in: tuple[For, ...]
    popped_in: tuple[For, ...]
    is_in_branch: bool


@dataclass(frozen=True)
class Place:
    """The loops around a statement that is done at most once in each of their trips, and whether a branch decides."""

    loops: tuple[For, ...] = ()
    is_in_branch: bool = False


def mirrored_tapes(block: Block, memory: Aliases) -> dict[Var, Tape]:
    """The lists of a function that can be arrays."""
    places: dict[Statement, Place] = {}
    _note_places(block, Place(), places)
    found = {}
    for statement in block.statements:
        if isinstance(statement, Assign) and statement.primitive is list_of and not statement.args:
            tape = _tape(statement, places, memory)
            if tape is not None:
                found[statement.out] = tape
    return found


def _note_places(block: Block, here: Place, places: dict[Statement, Place]) -> None:
    """Note where each statement stands that is not in a loop that may be left, nor guarded."""
    for statement in block.statements:
        places[statement] = here
        if isinstance(statement, For) and not has_break(statement.body):
            _note_places(statement.body, replace(here, loops=(*here.loops, statement)), places)
        elif isinstance(statement, If) and not is_guarded(statement):
            for inner in blocks(statement):
                _note_places(inner, replace(here, is_in_branch=True), places)


def _tape(made: Assign, places: dict[Statement, Place], memory: Aliases) -> Tape | None:
    uses = memory.places.used_by.get(made.out, [])
    pushes = [s for s in uses if isinstance(s, Append) and s.target is made.out]
    pops = [s for s in uses if isinstance(s, Pop)]
    if len(uses) != 2 or len(pushes) != 1 or len(pops) != 1 or made.out in memory.places.returned:
        return None
    push, pop = pushes[0], pops[0]
    here, there = places.get(push, Place()), places.get(pop, Place())
    forth, back = here.loops, there.loops
    if not forth or len(forth) != len(back) or here.is_in_branch != there.is_in_branch:
        return None
    if here.is_in_branch and not is_tape(made.out.type):
        return None
    if not isinstance(push.value, Var) or not _is_known(push.value.type) or not _is_final(push, push.value, memory):
        return None
    definitions = memory.places.defined_by
    if not all(_is_mirrored(a, b, definitions) for a, b in zip(forth, back, strict=True)):
        return None
    inside = {v for loop in forth for v in (loop.index, *loop.params)}
    if any(v in inside for loop in forth for v in (loop.start, loop.stop)):
        return None
    return Tape(made, push, pop, forth, back, here.is_in_branch)


def _is_known(t: Type) -> bool:
    """Whether it is an array of so many axes, or a shape, which may turn out to be constant."""
    return isinstance(t, TupleType) or (isinstance(t, ArrayType) and t.rank is not None)


def _is_final(push: Append, value: Var, memory: Aliases) -> bool:
    """Whether what is on the list is not written there: then its value is meant, and a copy will do.

    A new array may be filled before.
    """
    where = memory.places
    made = where.defined_by.get(value)
    is_new = isinstance(made, Assign) and where.loops[made] == where.loops[push]
    return not any(
        isinstance(w, (Store, Update)) and not (is_new and w.target is value and where.at[w] < where.at[push])
        for w in memory.writes(value)
    )


def _is_mirrored(forth: For, back: For, definitions: dict[Var, Statement | None]) -> bool:
    """Whether a loop runs over the same numbers in the opposite order; of loops with step one."""
    if not _is_number(forth.step, 1) or not _is_number(back.step, -1):
        return False
    return _is_less_one(back.start, forth.stop, definitions) and _is_less_one(back.stop, forth.start, definitions)


def _is_less_one(less: Operand, number: Operand, definitions: dict[Var, Statement | None]) -> bool:
    """Whether one operand is the other minus one."""
    if isinstance(less, Const) and isinstance(number, Const):
        return bool(less.value == number.value - 1)
    if not isinstance(less, Var) or not isinstance(number, Var):
        return False
    match definitions.get(less):
        case Assign(_, operator.sub, (a, Const(1))) if _is_same(a, number, definitions):
            return True
    mine, its = _size(less), _size(number)
    return mine is not None and its is not None and mine.token == its.token and mine.offset == its.offset - 1


def _is_same(a: Operand, b: Operand, definitions: dict[Var, Statement | None], depth: int = 4) -> bool:
    """Whether two integers are the same number, as far as their definitions say."""
    if a is b or (isinstance(a, Const) and isinstance(b, Const) and a.value == b.value):
        return True
    if depth == 0 or not isinstance(a, Var) or not isinstance(b, Var):
        return False
    mine, its = _size(a), _size(b)
    if mine is not None and mine == its:
        return True
    match definitions.get(a), definitions.get(b):
        case Assign(_, p, x, ()), Assign(_, q, y, ()) if p is q and p in _ARITHMETIC:
            return all(_is_same(m, n, definitions, depth - 1) for m, n in zip(x, y, strict=True))
    return False


def _size(number: Var) -> Size | None:
    """The length that an integer is, if that is known."""
    return number.type.size if isinstance(number.type, ArrayType) else None


def _is_number(operand: Operand, number: int) -> bool:
    return isinstance(operand, Const) and operand.value == number
