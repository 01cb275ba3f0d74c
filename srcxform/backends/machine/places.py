"""Indices that are known not to be negative, told to Numba as unsigned numbers.

Numba takes each signed index for one that may count from the end: it adds the length where the index is below zero.
LLVM mostly sees that this never happens, but after it has decided which parts of memory a loop may touch. It then
guards a loop against arrays that follow one another in memory, and such a guard fails by chance.

This is a pass of Numba's own compiler, between its types and its code: the text does not change, nor does the meaning.
"""

from __future__ import annotations

import functools
import operator
from typing import Any

from srcxform.backends.machine import support

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
        ir = _numba_ir()
        if isinstance(value, (ir.Const, ir.Global, ir.FreeVar)):
            is_number = isinstance(value.value, int) and not isinstance(value.value, bool)
            return int(value.value) if is_number else None
        if not isinstance(value, ir.Expr):
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
        definition = self.definition(call.func)
        return getattr(definition, "value", None)

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
        value = getattr(definition, "value", None)
        return value if isinstance(value, int) and not isinstance(value, bool) and value != 0 else None


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


class Rewriter:
    """Rewrites what a function reads and stores at indices that are not negative."""

    def __init__(self, function: Any, typemap: dict[str, Any], calltypes: Any) -> None:
        self.function = function
        self.typemap = typemap
        self.calltypes = calltypes
        self.bounds = Bounds(function)
        self.count = 0

    def run(self) -> bool:
        """Rewrite all blocks; whether anything changed."""
        ir = _numba_ir()
        for block in self.function.blocks.values():
            body = []
            for statement in block.body:
                value = getattr(statement, "value", None)
                if isinstance(statement, ir.Assign) and isinstance(value, ir.Expr) and value.op == "getitem":
                    body += self.of_use(value, value.value, value.loc, block.scope)
                elif isinstance(statement, ir.SetItem):
                    body += self.of_use(statement, statement.target, statement.loc, block.scope)
                body.append(statement)
            block.body = body
        return self.count > 0

    def of_use(self, use: Any, array: Any, loc: Any, scope: Any) -> list[Any]:
        """What has to stand before an array is read or stored; changes the index and the signature."""
        from numba.core import types

        if not isinstance(self.typemap[array.name], types.Array):
            return []
        kind = self.typemap[use.index.name]
        if isinstance(kind, types.Integer):
            made = [self.cast(use.index, loc, scope)]
        elif isinstance(kind, types.BaseTuple):
            made = self.tuple_of(use.index, loc, scope)
        else:
            return []
        if not made or made[-1] is None:
            return []
        index = made[-1].target
        signature = self.calltypes.pop(use)
        args = (signature.args[0], self.typemap[index.name], *signature.args[2:])
        self.calltypes[use] = signature.replace(args=args)
        if hasattr(use, "_kws"):
            use._kws["index"] = index
        else:
            use.index = index
        return made

    def tuple_of(self, index: Any, loc: Any, scope: Any) -> list[Any]:
        """An index of several numbers, those that are not negative as unsigned ones."""
        from numba.core import types

        ir = _numba_ir()
        definition = self.bounds.definition(index)
        if getattr(definition, "op", "") != "build_tuple":
            return []
        casts = [self.cast(item, loc, scope) for item in definition.items]
        if not any(casts):
            return []
        items = [item if c is None else c.target for item, c in zip(definition.items, casts, strict=True)]
        make: Any = types.Tuple
        kind = make([self.typemap[item.name] for item in items])
        out = self.new(kind, loc, scope)
        expression = ir.Expr.build_tuple(items, loc)
        self.calltypes[expression] = None
        return [*(c for c in casts if c is not None), ir.Assign(expression, out, loc)]

    def cast(self, item: Any, loc: Any, scope: Any) -> Any:
        """An assignment of the number as an unsigned one; None where it may be negative."""
        from numba.core import types

        kind: Any = self.typemap[item.name]
        if not isinstance(kind, types.Integer) or isinstance(kind, types.IntegerLiteral):
            return None
        if not getattr(kind, "signed", False):
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


@functools.cache
def compiler() -> Any:
    """Numba's compiler with this pass."""
    from numba.core import compiler, compiler_machinery, typed_passes

    builder: Any = compiler.DefaultPassBuilder

    register: Any = compiler_machinery.register_pass

    @register(mutates_CFG=False, analysis_only=False)
    class UnsignedPlaces(compiler_machinery.FunctionPass):
        _name = "srcxform_unsigned_places"

        def __init__(self) -> None:
            parent: Any = compiler_machinery.FunctionPass
            parent.__init__(self)

        def run_pass(self, state: Any) -> bool:
            return Rewriter(state.func_ir, state.typemap, state.calltypes).run()

    class Compiler(compiler.CompilerBase):
        def define_pipelines(self) -> list[Any]:
            manager = builder.define_nopython_pipeline(self.state)
            manager.add_pass_after(UnsignedPlaces, typed_passes.NopythonTypeInference)
            manager.finalize()
            return [manager]

    return Compiler


def compile_with_it(functions: dict[str, Any]) -> None:
    """Have all of Numba's functions among these compiled with this pass."""
    for function in functions.values():
        compiling: Any = getattr(function, "_compiler", None)
        if hasattr(compiling, "pipeline_class") and hasattr(function, "py_func"):
            compiling.pipeline_class = compiler()


__all__ = ["compile_with_it", "compiler"]
