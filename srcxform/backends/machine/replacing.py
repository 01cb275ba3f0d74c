"""Functions of NumPy and Python that loops are made of, as instructions in place of calls.

Numba compiles `np.empty` and its like as functions of their own, for each number of axes and each dtype anew, which
takes longer than the loops that use them; and for `range` it prepares for any step. Here they are what they come to.
Arguments for which no such form is given fall back on Numba's functions. A sum of a loop index and a number, as
stencils have it in every index, is computed once in a body: LLVM would see that too, but typing and lowering it takes
a millisecond each time.

This is a pass of Numba's own compiler, before types are known: the text does not change, nor does the meaning.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from srcxform.backends.machine import counting, creation


class Replacer:
    """Puts our functions in the place of the libraries', in calls with as many arguments as ours take."""

    def __init__(self, function: Any) -> None:
        self.function = function
        self.count = 0

    def run(self) -> bool:
        """Replace all calls; whether anything changed."""
        from numba.core import ir

        for block in self.function.blocks.values():
            body: list[Any] = []
            known: dict[tuple[Any, str, int], Any] = {}
            for statement in block.body:
                value = getattr(statement, "value", None)
                key = self.place(value)
                if key is not None and len(self.function._definitions[statement.target.name]) == 1:
                    first = known.setdefault(key, statement.target)
                    if first is not statement.target:
                        statement.value = first
                        self.function._definitions[statement.target.name] = [first]
                        self.count += 1
                if isinstance(statement, ir.Assign) and isinstance(value, ir.Expr) and value.op == "call":
                    own = self.own(value)
                    if own is copied():
                        value.args = [self.function._definitions[value.func.name][0].value]
                    if own is not None:
                        self.count += 1
                        variable = ir.Var(block.scope, f"$own.{self.count}", value.loc)
                        found = ir.Global(variable.name, own, value.loc)
                        self.function._definitions[variable.name] = [found]
                        body.append(ir.Assign(found, variable, value.loc))
                        value.func = variable
                body.append(statement)
            block.body = body
        return self.count > 0

    def place(self, value: Any) -> tuple[Any, str, int] | None:
        """What a sum like `i + 1` is: operation, loop index and number; None for what is none."""
        from numba.core import ir

        if not isinstance(value, ir.Expr) or value.op != "binop" or value.fn not in (operator.add, operator.sub):
            return None
        number = self.value(value.rhs)
        if type(number) is not int or not self.is_loop_index(value.lhs):
            return None
        return value.fn, value.lhs.name, number

    def is_loop_index(self, var: Any) -> bool:
        """Whether a variable has one definition, which is the number of a trip of a `range`."""
        for op in ("pair_first", "iternext", "getiter", "call"):
            found: Any = self.function._definitions.get(var.name, [])
            while len(found) == 1 and type(found[0]).__name__ == "Var":
                found = self.function._definitions.get(found[0].name, [])
            if len(found) != 1 or getattr(found[0], "op", "") != op:
                return False
            var = found[0].func if op == "call" else found[0].value
        called = self.value(var)
        return getattr(called, "library", called) is range

    def own(self, call: Any) -> Any:
        """The function that takes the place of the one that is called; None if it stays."""
        if call.kws or call.vararg is not None:
            return None
        if not call.args and self.is_method(call.func, "copy"):
            return copied()
        called = self.value(call.func)
        if not any(library is called for library in LIBRARY):
            return None
        if called is range and len(call.args) == 3:
            step = self.value(call.args[2])
            return replacements()[range, 3] if type(step) is int and step == -1 else None
        return replacements().get((called, len(call.args)))

    def is_method(self, var: Any, name: str) -> bool:
        """Whether a variable is the method of this name of something."""
        found = self.function._definitions.get(var.name, [])
        is_attribute = len(found) == 1 and getattr(found[0], "op", "") == "getattr" and found[0].attr == name
        return is_attribute and self.value(found[0].value) is None

    def value(self, var: Any) -> Any:
        """What a variable is known to be: a function or a number; None if it is not known."""
        from numba.core import ir

        found = self.function._definitions.get(var.name, [])
        if len(found) != 1:
            return None
        (value,) = found
        if isinstance(value, (ir.Global, ir.FreeVar, ir.Const)):
            return value.value
        if isinstance(value, ir.Expr) and value.op == "getattr":
            module = self.value(value.value)
            return getattr(module, value.attr, None) if module is np else None
        return self.value(value) if isinstance(value, ir.Var) else None


LIBRARY = (range, max, np.empty, np.zeros, np.empty_like, np.zeros_like, np.copy)


@functools.cache
def replacements() -> dict[tuple[Any, int], Any]:
    """Ours, by the function in the text and the number of arguments; `range` with three, if the step is -1."""
    shaped, like, new, new_like = creation.shaped, creation.like, creation.new_of_shape, creation.new_like
    zeros, copy = creation.fill_with_zeros, creation.fill_with_copy
    return {
        **{(np.empty, count): _function(np.empty, shaped, new(None)) for count in (1, 2)},
        **{(np.zeros, count): _function(np.zeros, shaped, new(zeros)) for count in (1, 2)},
        (np.empty_like, 1): _function(np.empty_like, like, new_like(None)),
        (np.zeros_like, 1): _function(np.zeros_like, like, new_like(zeros)),
        (np.copy, 1): _function(np.copy, like, new_like(copy)),
        (max, 2): _function(max, counting.larger_of, counting.larger),
        **{(range, count): _function(range, counting.upward, counting.from_start) for count in (1, 2)},
        (range, 3): _function(range, counting.downward, counting.from_start),
    }


@functools.cache
def copied() -> Any:
    """The method `copy` as a function."""
    return _function("copy", creation.like, creation.new_like(creation.fill_with_copy))


def _function(library: Any, result: Callable[..., Any], generate: Callable[..., Any]) -> Any:
    """A function whose code is generated where `result` gives the type of its result, and else the library's.

    `library` is a function, or the name of a method of the first argument.
    """
    from numba.core import types
    from numba.core.typing.templates import AbstractTemplate, infer_global, signature
    from numba.extending import lower_builtin

    def own(*args: Any) -> Any:
        return getattr(args[0], library)(*args[1:]) if isinstance(library, str) else library(*args)

    own.library = library  # type: ignore[attr-defined]

    def general(context: Any, args: Any) -> Any:
        return (
            context.resolve_getattr(args[0], library)
            if isinstance(library, str)
            else context.resolve_value_type(library)
        )

    direct: set[Any] = set()

    class Template(AbstractTemplate):
        key = own

        def generic(self, args: Any, kws: Any) -> Any:
            found = result(*args)
            if found is not None:
                direct.add(args)
                return signature(found, *args)
            found = general(self.context, args)
            if isinstance(library, str):
                found = found.get_call_type(self.context, args[1:], kws)
                return None if found is None else found.as_function()
            return self.context.resolve_function_type(found, args, kws)

    @lower_builtin(own, types.VarArg(types.Any))
    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if signature.args in direct:
            return generate(context, builder, signature, args)
        function = general(context.typing_context, signature.args)
        return context.get_function(function, signature)(builder, args)

    infer_global(own, types.Function(Template))
    return own


__all__ = ["Replacer", "replacements"]
