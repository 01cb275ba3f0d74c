"""Indices that are known not to be negative, told to Numba as unsigned numbers.

Numba takes each signed index for one that may count from the end: it adds the length where the index is below zero.
LLVM mostly sees that this never happens, but after it has decided which parts of memory a loop may touch. It then
guards a loop against arrays that follow one another in memory, and such a guard fails by chance.

The instructions for one element are ours (`access`), where an index has a number for each axis: Numba unpacks a whole
array and packs the index for each. LLVM finds all of that needless, in half of the time that it takes.

This is a pass of Numba's own compiler, between its types and its code: the text does not change, nor does the meaning.
"""

from __future__ import annotations

import functools
import operator
from dataclasses import dataclass
from typing import Any

from srcxform.backends.machine import access, support

# What never gives a negative number, whatever it is given.
_COUNTS = (len, support.slice_length, support.checked_place, support.counted_from_start, support.range_length)
_DEPTH = 40


class Bounds:
    """The least values that integers of a function may have, from how they are defined."""

    def __init__(self, function: Any) -> None:
        self.function = function
        self.found: dict[str, int | None] = {}

    def least(self, var: Any, depth: int = 0) -> int | None:
        """A number that a variable is never below; None if none is known."""
        if var.name not in self.found:
            self.found[var.name] = None  # a variable that depends on itself has no bound
            definition = self.definition(var)
            if definition is not None and depth < _DEPTH:
                self.found[var.name] = self._of(definition, depth + 1)
        return self.found[var.name]

    def definition(self, var: Any) -> Any:
        """The only definition of a variable, behind other names for it."""
        for _ in range(_DEPTH):
            found = self.function._definitions.get(var.name, [])
            if len(found) != 1 or not isinstance(found[0], _numba_ir().Var):
                return found[0] if len(found) == 1 else None
            var = found[0]
        return None

    def _of(self, value: Any, depth: int) -> int | None:
        constant = _constant(value)
        if isinstance(constant, int) and not isinstance(constant, bool):
            return constant
        if not isinstance(value, _numba_ir().Expr):
            return None
        match value.op:
            case "pair_first":
                return self._of_range(value.value, depth)
            case "binop" | "inplace_binop":
                return _of_operation(value.fn, self.least(value.lhs, depth), self.least(value.rhs, depth))
            case "cast":
                return self.least(value.value, depth)
            case "static_getitem" | "getitem" if self._is_shape(value.value):
                return 0
            case "call":
                return self._of_call(value, depth)
        return None

    def _is_shape(self, var: Any) -> bool:
        definition = self.definition(var)
        return getattr(definition, "op", "") == "getattr" and definition.attr == "shape"

    def _called(self, call: Any) -> Any:
        called = _constant(self.definition(call.func))
        return getattr(called, "library", called)  # what `replacing` put in its place

    def _of_call(self, call: Any, depth: int) -> int | None:
        called = self._called(call)
        called = getattr(called, "py_func", called)
        if called in _COUNTS:
            return 0
        if called in (min, max) and not call.kws:
            bounds = [self.least(arg, depth) for arg in call.args]
            known = [b for b in bounds if b is not None]
            return max(known, default=None) if called is max else min(known) if len(known) == len(bounds) else None
        return None

    def _of_range(self, item: Any, depth: int) -> int | None:
        """The least number of a `range` that a loop runs over."""
        following: Any = self.definition(item)
        made: Any = self.definition(following.value) if getattr(following, "op", "") == "iternext" else None
        call: Any = self.definition(made.value) if getattr(made, "op", "") == "getiter" else None
        if getattr(call, "op", "") != "call" or self._called(call) is not range or call.kws:
            return None
        bounds = [self.least(arg, depth) for arg in call.args]
        if len(bounds) == 1:
            return 0
        step = 1 if len(bounds) == 2 else self._number(call.args[2])
        if step is None or bounds[1 if step < 0 else 0] is None:
            return None
        return bounds[0] if step > 0 else bounds[1] + 1  # type: ignore[operator]

    def _number(self, var: Any) -> int | None:
        """An integer that is written in the text."""
        definition = self.definition(var)
        if getattr(definition, "op", "") == "unary" and definition.fn in ("-", operator.neg):
            number = self._number(definition.value)
            return None if number is None else -number
        value = _constant(definition)
        return value if isinstance(value, int) and not isinstance(value, bool) and value != 0 else None


def _constant(definition: Any) -> Any:
    """What the text names or writes out; None of what is computed."""
    ir = _numba_ir()
    return definition.value if isinstance(definition, (ir.Const, ir.Global, ir.FreeVar)) else None


def _of_operation(symbol: Any, a: int | None, b: int | None) -> int | None:
    """A lower bound of an operation on integers of which lower bounds are known."""
    if symbol in (operator.mod, operator.imod):
        return 0 if b is not None and b > 0 else None
    if a is None or b is None:
        return None
    if symbol in (operator.add, operator.iadd):
        return a + b
    if symbol in (operator.mul, operator.imul, operator.floordiv, operator.ifloordiv) and a >= 0 and b >= 0:
        return a * b if symbol in (operator.mul, operator.imul) else 0
    return None


@functools.cache
def _numba_ir() -> Any:
    from numba.core import ir

    return ir


@dataclass(frozen=True)
class Use:
    """How an element is read or stored: statements that come before, and the call or the use itself."""

    before: list[Any]
    call: Any


class Rewriter:
    """Rewrites what a function reads and stores element by element: as calls of `read` and `write` of `access`.

    Unless it is `direct`, only the index is another.
    """

    def __init__(
        self, function: Any, typemap: dict[str, Any], calltypes: Any, context: Any, is_direct: bool = True
    ) -> None:
        self.function = function
        self.typemap = typemap
        self.calltypes = calltypes
        self.context = context
        self.is_direct = is_direct
        self.bounds = Bounds(function)
        self.count = 0
        self.taken: set[str] = set()  # the indices of several numbers that are no longer read

    def run(self) -> bool:
        """Rewrite all blocks; whether anything changed."""
        ir = _numba_ir()
        for block in self.function.blocks.values():
            body: list[Any] = []
            for statement in block.body:
                value = getattr(statement, "value", None)
                if isinstance(statement, ir.Assign) and isinstance(value, ir.Expr) and value.op == "getitem":
                    made = self.of_use(value, value.value, value.index, block.scope, ())
                    if made is not None:
                        statement.value = made.call
                elif isinstance(statement, ir.SetItem):
                    stored = (statement.value,)
                    made = self.of_use(statement, statement.target, statement.index, block.scope, stored)
                    if made is not None and made.call is not statement:
                        nothing = self.new(self.calltypes[made.call].return_type, statement.loc, block.scope)
                        statement = ir.Assign(made.call, nothing, statement.loc)
                else:
                    made = None
                body += made.before if made is not None else []
                body.append(statement)
            block.body = body
        if self.count:
            self.drop_tuples()
        return self.count > 0

    def of_use(self, use: Any, array: Any, index: Any, scope: Any, stored: tuple[Any, ...]) -> Use | None:
        """How an element is read, or `stored`: what stands before, and what takes its place; None if it stays."""
        ir = _numba_ir()
        kind = self.typemap[array.name]
        items = self.items(index)
        if items is None or not access.is_array(kind):
            return None
        before = []
        numbers = []
        for item in items:
            cast = self.cast(item, use.loc, scope)
            before += [] if cast is None else [cast]
            numbers.append(item if cast is None else cast.target)
        signature = self.calltypes[use]
        given = signature.args[2:]
        if not self.is_direct or not access.is_element(kind, [self.typemap[n.name] for n in numbers], given):
            return self.unsigned(use, index, numbers, before, scope)
        function = access.functions()[len(stored)]
        called = self.new(self.context.resolve_value_type(function), use.loc, scope)
        before.append(ir.Assign(ir.Global(called.name, function, use.loc), called, use.loc))
        args = [array, *stored, *numbers]
        call = ir.Expr.call(called, args, (), use.loc)
        kinds = (kind, *given, *(self.typemap[n.name] for n in numbers))
        del self.calltypes[use]
        self.calltypes[call] = self.typemap[called.name].get_call_type(self.context, kinds, {})
        if index not in items:
            self.taken.add(index.name)
        return Use(before, call)

    def unsigned(self, use: Any, index: Any, numbers: list[Any], before: list[Any], scope: Any) -> Use | None:
        """The same use at an index of which some numbers are unsigned; None where none is."""
        from numba.core import types

        ir = _numba_ir()
        if not before:
            return None
        made = numbers[0]
        if isinstance(self.typemap[index.name], types.BaseTuple):
            make: Any = types.Tuple
            made = self.new(make([self.typemap[n.name] for n in numbers]), use.loc, scope)
            expression = ir.Expr.build_tuple(numbers, use.loc)
            self.calltypes[expression] = None
            before.append(ir.Assign(expression, made, use.loc))
        signature = self.calltypes.pop(use)
        args = (signature.args[0], self.typemap[made.name], *signature.args[2:])
        self.calltypes[use] = signature.replace(args=args)
        if hasattr(use, "_kws"):
            use._kws["index"] = made
        else:
            use.index = made
        return Use(before, use)

    def items(self, index: Any) -> list[Any] | None:
        """The numbers of an index, one for each axis; None if they are not known."""
        from numba.core import types

        if isinstance(self.typemap[index.name], types.Integer):
            return [index]
        definition = self.bounds.definition(index)
        return list(definition.items) if getattr(definition, "op", "") == "build_tuple" else None

    def drop_tuples(self) -> None:
        """Leave out the indices of several numbers that nothing reads any more."""
        ir = _numba_ir()
        left = {name for name in self.taken if len(self.function._definitions.get(name, [])) == 1}
        for block in self.function.blocks.values():
            for statement in block.body:
                left.difference_update(_read(statement))
        for block in self.function.blocks.values():
            block.body = [s for s in block.body if not (isinstance(s, ir.Assign) and s.target.name in left)]

    def cast(self, item: Any, loc: Any, scope: Any) -> Any:
        """An assignment of the number as an unsigned one; None where it may be negative."""
        from numba.core import types

        kind: Any = self.typemap[item.name]
        if isinstance(kind, types.IntegerLiteral) or not getattr(kind, "signed", False):
            return None
        least = self.bounds.least(item)
        if least is None or least < 0:
            return None
        out = self.new(types.uintp, loc, scope)
        ir = _numba_ir()
        return ir.Assign(ir.Expr.cast(item, loc), out, loc)

    def new(self, kind: Any, loc: Any, scope: Any) -> Any:
        self.count += 1
        out = _numba_ir().Var(scope, f"$place.{self.count}", loc)
        self.typemap[out.name] = kind
        return out


def _read(statement: Any) -> set[str]:
    """The names of the variables that a statement reads."""
    ir = _numba_ir()
    found = statement.value if isinstance(statement, ir.Assign) else statement
    if isinstance(found, ir.Var):
        return {found.name}
    return {v.name for v in found.list_vars()} if isinstance(found, (ir.Expr, ir.Stmt)) else set()


__all__ = ["Rewriter"]
