"""What is known of the integers of a program: as sums of loop indices, sizes and constants, and in which ranges."""

from __future__ import annotations

import operator
from collections.abc import Iterator

from srcxform.analyses.linear import Linear, atom, is_impossible, number
from srcxform.analyses.places import Places
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Const, For, Loop, Operand, Var
from srcxform.ir.types import ArrayType, ListType, Size, TupleType, Type, is_scalar, item_types
from srcxform.ir.walk import inner_definitions

ARITHMETIC = (operator.add, operator.sub, operator.mul, operator.neg)
DEEPEST = 8
"""So many steps an index is followed back to what it was computed from."""

PROOFS = 500
"""So many proofs are tried for one program at the least, and `PROOFS_EACH` more for each of its statements."""
PROOFS_EACH = 4


class Indices:
    """The integers of one program."""

    def __init__(self, where: Places) -> None:
        self.where = where
        self.ranges: dict[Loop, list[Linear]] = {}
        self.left = PROOFS + PROOFS_EACH * len(where.at)
        self._fixed: set[object] | None = None

    def linear(self, operand: Operand, depth: int = 0) -> Linear | None:
        """An integer as a sum of unknowns; None where it is none."""
        if isinstance(operand, Const):
            return number(operand.value) if type(operand.value) is int else None
        if not isinstance(operand, Var) or not _is_integer(operand):
            return None
        made = self.where.defined_by.get(operand)
        if isinstance(made, Assign) and depth < DEEPEST and not made.kwargs:
            found = self._computed(made, depth + 1)
            if found is not None:
                return found
        t = operand.type
        size = t.size if isinstance(t, ArrayType) else None
        # What is computed with a size may be cut off at 0 on the way, so only a size itself is taken at its word.
        is_size = size is not None and size.offset == 0 and size.token in self.fixed
        if is_size and size is not None and not (isinstance(made, Assign) and made.primitive in ARITHMETIC):
            return atom(("size", size.token))
        return atom(operand)

    def _computed(self, made: Assign, depth: int) -> Linear | None:
        if made.primitive not in ARITHMETIC:
            return None
        values = [self.linear(a, depth) for a in made.args]
        a, b = values[0], values[-1]
        if a is None or b is None:
            return None
        if made.primitive is operator.neg:
            return a.scaled(-1)
        if made.primitive is not operator.mul:
            return a.plus(b, 1 if made.primitive is operator.add else -1)
        if a.terms and b.terms:
            return None
        return b.scaled(a.constant) if not a.terms else a.scaled(b.constant)

    @property
    def fixed(self) -> set[object]:
        """The tokens of sizes that have one value as long as the program runs.

        These are the sizes of the arguments, and those that come up for the first time in what is made outside of all
        loops. What is taken out of a list may have been made anywhere.
        """
        if self._fixed is None:
            where = self.where
            given = {token for v in where.used_by if v not in where.defined_by for token in _tokens(v.type)}
            made: dict[object, bool] = {}
            listed: set[object] = set()
            for v, statement in where.defined_by.items():
                outside = isinstance(statement, Assign) and not where.loops[statement]
                for token in _tokens(v.type):
                    made.setdefault(token, outside)
                if isinstance(v.type, ListType):
                    listed |= {token for t in item_types(v.type) for token in _tokens(t)}
            own = {token for token, outside in made.items() if outside and type(token) is object}
            self._fixed = given | (own - listed)
        return self._fixed

    def size(self, var: Var, axis: int) -> Linear | None:
        """The length of an axis."""
        dims = var.type.dims if isinstance(var.type, ArrayType) else None
        known = dims[axis] if dims is not None else None
        if isinstance(known, int):
            return number(known)
        if isinstance(known, Size) and known.token in self.fixed:
            return atom(("size", known.token)).shifted(known.offset)
        return None

    def depth(self, name: object) -> int:
        """The number of loops in whose trips an unknown may have values of their own."""
        made = self.where.defined_by.get(name) if isinstance(name, Var) else None
        if made is None:
            return 0
        around = len(self.where.loops[made])
        return around + 1 if name in inner_definitions(made) else around

    def facts(self, loops: tuple[Loop, ...]) -> Iterator[Linear]:
        """What is at least 0 in a trip of these loops."""
        for loop in loops:
            if loop not in self.ranges:
                self.ranges[loop] = list(self._range(loop))
            yield from self.ranges[loop]

    def _range(self, loop: Loop) -> Iterator[Linear]:
        if not isinstance(loop, For) or not isinstance(loop.step, Const) or type(loop.step.value) is not int:
            return
        sign = 1 if loop.step.value > 0 else -1
        index, start, stop = atom(loop.index), self.linear(loop.start), self.linear(loop.stop)
        if start is not None:
            yield index.minus(start).scaled(sign)
        if stop is not None:
            yield stop.minus(index).scaled(sign).shifted(-1)

    def is_proved(self, value: Linear, loops: tuple[Loop, ...]) -> bool:
        """Whether a number is at least 0 in each trip of these loops."""
        if not value.terms:
            return value.constant >= 0
        return self.is_impossible([value.scaled(-1).shifted(-1), *self.facts(loops)])

    def is_impossible(self, rows: list[Linear]) -> bool:
        """Whether it is proved that these cannot all be at least 0."""
        self.left -= 1
        if self.left < 0:
            return False
        sizes = {name for row in rows for name, _ in row.terms if isinstance(name, tuple) and name[0] == "size"}
        return is_impossible([*rows, *map(atom, sizes)])


def _is_integer(operand: Operand) -> bool:
    """Whether it is an integer that does not wrap around at small numbers."""
    t = type_of(operand)
    return is_scalar(t) and isinstance(t, ArrayType) and t.dtype is not None and t.dtype.str[1:] == "i8"


def _tokens(t: Type) -> Iterator[object]:
    if isinstance(t, ArrayType):
        yield from (d.token for d in (*(t.dims or ()), t.size) if isinstance(d, Size))
    elif isinstance(t, TupleType | ListType):
        for item in item_types(t):
            yield from _tokens(item)
