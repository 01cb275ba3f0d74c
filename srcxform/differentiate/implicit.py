"""Functions that solve an equation: their derivatives by the implicit function theorem.

From `residual(c, x) = 0` follows `J x_dot + residual_dot = 0`, where `J` is the derivative by `x`:

    x_dot = -J^-1 residual_dot                      forward
    c_bar = residual_reverse(c, x; -J^-T x_bar)     reverse: one reverse sweep of the residual, at the solution

`J` is made column by column from the tangent of the residual. Where the solver looks for a stationary point of a
function, the residual is its gradient, element by element from its tangent.

Source: Griewank and Walther, Evaluating Derivatives, 2nd edition (2008), section 15.1.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

import numpy as np

from srcxform import runtime
from srcxform.frontend.program import Program
from srcxform.ir.builder import Builder, block_of, type_of
from srcxform.ir.nodes import (
    Assign,
    Block,
    Call,
    Const,
    For,
    Function,
    FunctionRef,
    Operand,
    Parameter,
    Solution,
    Tup,
    Var,
)
from srcxform.ir.types import FLOAT64, INT, UNKNOWN, ArrayType, ObjectType, TupleType, is_scalar

if TYPE_CHECKING:
    from srcxform.differentiate.calls import Callees

PARTIAL = ObjectType(functools.partial)


class Implicit:
    """Makes the functions that stand for one solution in generated code."""

    def __init__(self, callees: Callees, ref: FunctionRef) -> None:
        assert isinstance(ref.key, Solution)
        self.callees, self.ref, self.how = callees, ref, ref.key
        *captured, self.unknown = (v for _, v in callees.programs[self.how.equation].parameters if isinstance(v, Var))
        self.captured = captured
        taken = {v.hint for v in captured}
        self.search = [Var(f"{name}_" if name in taken else name, t) for name, t in self.how.search]
        self.parameters = [*self.search, *captured]
        self.builder = Builder()

    def primal(self) -> Function:
        """`x = find(equation of the unknown alone, start)`."""
        return self._function(self.ref.name, self.parameters, self._found(), "What the solver finds.")

    def parts(self, mask: tuple[bool, ...]) -> tuple[Function, Function]:
        """The forward and the reverse part; the residual of the forward part is the solution and what is captured."""
        x = self._found()
        doc = f"Value of {self.ref.name}, and what its reverse sweep needs."
        kept = Tup((x, Tup((x, *self.captured))))
        forward = self._function(f"{self.ref.name}_forward", self.parameters, kept, doc)
        self.builder = Builder()
        given, head = Var("residual", UNKNOWN), Var("head", self.unknown.type)
        for k, var in enumerate((self.unknown, *self.captured)):
            self.builder.add(Assign(var, operator.getitem, (given, Const(k))))
        bars = self._bars(head, mask[len(self.search) :])
        doc = f"Adjoints of the active arguments of {self.ref.name}."
        reverse = self._function(f"{self.ref.name}_reverse", [given, head], Tup(tuple(bars)), doc)
        return forward, reverse

    def tangent(self, mask: tuple[bool, ...]) -> Function:
        """The solution, and its tangent."""
        active = [v for v, wanted in zip(self.captured, mask[len(self.search) :], strict=True) if wanted]
        dots = [Var(f"{v.hint}_dot", v.type) for v in active]
        x, t = self._found(), self.unknown.type
        by_captured = self.callees.tangent(self._equation(), (*mask[len(self.search) :], False))
        both = self.builder.call(by_captured, (*self.captured, x, *dots), TupleType((t, t)))
        r_dot = self.builder.raw(t, operator.getitem, both, Const(1), hint="residual_dot")
        x_dot = self.builder.raw(t, runtime.implicit_tangent, self._by_unknown(), x, r_dot)
        doc = f"Value of {self.ref.name} and its tangent."
        return self._function(f"{self.ref.name}_tangent", [*self.parameters, *dots], Tup((x, x_dot)), doc)

    def _found(self) -> Var:
        called = self._partial(self.how.calls, self.captured)
        slopes = tuple((name, self._partial(ref, self.captured)) for name, ref in self.how.slopes)
        x = Var("x", self.unknown.type)
        start, *given = self.search
        named = tuple((name, v) for (name, _), v in zip(self.how.search[1:], given, strict=True))
        self.builder.add(Assign(x, self.how.find, (called, start), (*slopes, *self.how.options, *named)))
        return x

    def _bars(self, head: Var, mask: tuple[bool, ...]) -> list[Operand]:
        """The reverse sweep of the residual, from what the head is by the transposed Jacobian."""
        x = self.unknown
        g = self.builder.raw(x.type, runtime.implicit_adjoint, self._by_unknown(), x, head, hint="residual_bar")
        pair = self.callees.split(self._equation(), (*mask, False))
        both = self.builder.call(pair.forward, (*self.captured, x), TupleType((x.type, UNKNOWN)))
        rest = self.builder.raw(UNKNOWN, operator.getitem, both, Const(1))
        active = [v for v, wanted in zip(self.captured, mask, strict=True) if wanted]
        bars = self.builder.call(pair.reverse, (rest, g), TupleType(tuple(v.type for v in active)))
        return [self.builder.raw(v.type, operator.getitem, bars, Const(k)) for k, v in enumerate(active)]

    def _by_unknown(self) -> Var:
        """The tangent of the equation as a function of the unknown and its tangent."""
        mask = (*(False for _ in self.captured), True)
        return self._partial(self.callees.tangent(self._equation(), mask), self.captured)

    def _equation(self) -> FunctionRef:
        """The function that is zero at the solution."""
        if not self.how.stationary:
            return self.how.equation
        return gradient_of(self.callees, self.how.equation)

    def _partial(self, ref: FunctionRef, given: list[Var]) -> Var:
        out = Var("", PARTIAL)
        self.builder.add(Call(out, ref, tuple(given), partial=True))
        return out

    def _function(self, name: str, plain: list[Var], result: Operand, doc: str) -> Function:
        outside = [Parameter(v, keyword_only=True, captured=True) for v in self.callees.captured]
        body = block_of(self.builder.blocks[0], (result,))
        return Function(name, (*map(Parameter, plain), *outside), body, doc)


def gradient_of(callees: Callees, ref: FunctionRef) -> FunctionRef:
    """The gradient of a real function by its last argument, one tangent an element."""
    if ref not in callees.gradients:
        program = callees.programs[ref]
        parameters = [Var(v.hint, v.type) for _, v in program.parameters if isinstance(v, Var)]
        *captured, x = parameters
        tangent = callees.tangent(ref, (*(False for _ in captured), True))
        _as_program(callees, tangent, program)
        builder = Builder()
        value = program.block.yields[0]
        both = TupleType((type_of(value), type_of(value)))
        if is_scalar(x.type):
            pair = builder.call(tangent, (*captured, x, Const(1.0)), both)
            result: Operand = builder.raw(x.type, operator.getitem, pair, Const(1))
        else:
            result = _elementwise(builder, tangent, captured, x, both)
        made = FunctionRef(f"{ref.name}_gradient", ("gradient", ref), None, x.type)
        callees.gradients[ref] = made
        block = Block(tuple(builder.blocks[0]), (result,))
        callees.programs[made] = Program(
            [(v.hint, v) for v in parameters], block, result, {}, program.outside, program.source
        )
    return callees.gradients[ref]


def _elementwise(builder: Builder, tangent: FunctionRef, captured: list[Var], x: Var, both: TupleType) -> Operand:
    """A loop over the elements of the unknown."""
    count = builder.raw(INT, np.size, x)
    flat = ArrayType(x.type.dtype if isinstance(x.type, ArrayType) else FLOAT64, 1, "array")
    found = builder.raw(flat, np.zeros, count, hint="gradient")
    index = Var("i", INT)
    with builder.block() as statements:
        unit = builder.raw(x.type, runtime.unit_like, x, index, hint="unit")
        pair = builder.call(tangent, (*captured, x, unit), both)
        builder.store(found, index, builder.raw(both.items[1], operator.getitem, pair, Const(1)))
    body = Block(tuple(statements), ())
    builder.add(For(index, Const(0), count, Const(1), (), (), body, ()))
    return builder.raw(x.type, np.reshape, found, builder.raw(UNKNOWN, np.shape, x))


def _as_program(callees: Callees, ref: FunctionRef, like: Program) -> None:
    """A tangent function as a program of its own, so that it can be differentiated once more."""
    function = ref.function
    assert function is not None
    plain: list[tuple[str, Operand]] = [(p.var.hint, p.var) for p in function.parameters if not p.captured]
    callees.programs[ref] = Program(plain, function.body, function.body.yields[0], {}, like.outside, like.source)
