"""Adds up multiples of one array by their numbers.

    t = g * 0.25                            u_bar += g * 0.5
    u_bar += g - t - t              ->

So the adjoint of a stencil, which reads its middle several times, costs one product there. The numbers are those of the
program; only arrays of floats that nobody writes.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field

from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Assign, Const, Operand, Var
from srcxform.ir.types import ArrayType, is_array


@dataclass
class Multiples:
    """`of[v]` is the array that `v` is a multiple of, and the number; `stays` tells what is never written."""

    stays: Callable[[Operand], bool]
    of: dict[Operand, tuple[Var, float]] = field(default_factory=dict)

    def added_up(self, statement: Assign) -> Assign:
        """The statement, or the product that equals it; what it makes is remembered."""
        if statement.kwargs or len(statement.args) != 2 or not _is_floats(statement.out):
            return statement
        a, b = statement.args
        if statement.primitive is operator.mul:
            for x, number in ((a, b), (b, a)):
                if _is_number(number) and _is_floats(x) and isinstance(number, Const):
                    self._note(statement.out, x, float(number.value))
            return statement
        if statement.primitive not in (operator.add, operator.sub) or not (a in self.of or b in self.of):
            return statement
        (x, p), (y, q) = (self.of.get(o, (o, 1.0)) for o in (a, b))
        total = p + q if statement.primitive is operator.add else p - q
        if x is not y or type_of(x) != statement.out.type or total in (0.0, 1.0) or not math.isfinite(total):
            return statement
        if not self._note(statement.out, x, total):
            return statement
        return Assign(statement.out, operator.mul, (x, Const(total)), (), statement.origin)

    def _note(self, out: Var, x: Operand, number: float) -> bool:
        base, by = self.of.get(x, (x, 1.0))
        if not isinstance(base, Var) or not self.stays(base) or not self.stays(out):
            return False
        self.of[out] = (base, by * number)
        return True


def _is_floats(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and is_array(t) and t.dtype is not None and t.dtype.kind in "fc"


def _is_number(operand: Operand) -> bool:
    return isinstance(operand, Const) and type(operand.value) in (int, float) and math.isfinite(operand.value)
