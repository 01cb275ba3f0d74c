"""Which values the reverse sweep wants for their shape alone, and where that shape is found.

    for i in range(n):                       for i in range(n):
        flux = c * u                             flux = c * u
        u = u - flux               ->            u = u - flux
    ...                                      ...
        flux_bar = np.zeros_like(flux)           flux_bar = np.zeros_like(u_0)

Such a value has the *outline* of another: an operand that has its shape and dtype, a view made again of whatever is in
the array by then, or a parameter of the program whose type says that it has the same sizes.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import is_basic
from srcxform.analyses.need import asks_for_shape
from srcxform.analyses.places import Places
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.nodes import Assign, Const, Operand, Statement, Tup, Var
from srcxform.ir.types import ArrayType, Size, is_array, is_scalar, same_form
from srcxform.ir.walk import reads, vars_in
from srcxform.rules.ndarray import VIEWS
from srcxform.rules.registry import find_rule

_LIKE_FIRST = (np.copy, np.zeros_like, np.ones_like, np.empty_like, np.full_like)


def has_outline(var: Var) -> bool:
    """Whether it is an array of known rank and dtype, so that shape and type say what is asked of it."""
    t = var.type
    return is_array(t) and isinstance(t, ArrayType) and bool(t.rank) and t.dtype is not None


def outline_source(statement: Assign) -> Var | None:
    """An operand that has the shape and dtype of the result."""
    out = statement.out
    if not has_outline(out) or statement.kwargs:
        return None
    if any(statement.primitive is each for each in _LIKE_FIRST):
        given: list[Operand] = list(statement.args[:1])
    elif _is_elementwise(statement):
        arrays = [a for a in statement.args if not is_scalar(type_of(a))]
        given = arrays if len(arrays) == 1 else [a for a in arrays if _is_known(a) and type_of(a) == out.type]
    else:
        return None
    return next((a for a in given if isinstance(a, Var) and same_form(a.type, out.type)), None)


def shape_tuple(builder: Builder, sizes: Iterable[int | tuple[Var, int]]) -> Tup:
    """A shape, of known lengths and of axes of variables."""
    lengths = [
        Const(n) if isinstance(n, int) else builder.op(operator.getitem, builder.op(np.shape, n[0]), Const(n[1]))
        for n in sizes
    ]
    return Tup(tuple(lengths))


def asks_for_outline(statement: Assign, var: Var) -> bool:
    """Whether no more than the shape of an operand is asked, where no more is asked of the result: of a view's base."""
    if asks_for_shape(statement, var):
        return True
    is_base = statement.args[0] is var and not any(v is var for a in statement.args[1:] for v in vars_in(a))
    return is_base and isinstance(var.type, ArrayType) and outlined_again(statement) and not statement.kwargs


def outlined_again(statement: Assign) -> bool:
    """Whether a view that is made again, after a write, has the shape that it had: an item of a list is no view."""
    if statement.primitive is operator.getitem:
        return is_basic(statement.args[1]) and isinstance(type_of(statement.args[0]), ArrayType)
    return statement.primitive is not runtime.require_view and statement.primitive in VIEWS


def _is_elementwise(statement: Assign) -> bool:
    rule = find_rule(statement.primitive)
    return rule is not None and rule.kind == "elementwise" and not statement.kwargs


def _is_known(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and t.dims is not None and None not in t.dims


def wanted_contents(
    own: Mapping[Var, Statement | None], wanted: Mapping[Var, bool], is_redone: Callable[[Var], bool]
) -> set[Var]:
    """The variables of a block of which more than the shape is wanted; `wanted` tells of some whether it is.

    What is not computed again (`is_redone`) will be recorded, and wants nothing of what it was computed from.
    """
    found: dict[Var, bool] = {}
    todo = list(wanted.items())
    while todo:
        var, contents = todo.pop()
        contents = contents or not has_outline(var)
        if found.get(var) in (contents, True):
            continue
        found[var] = contents
        statement = own.get(var)
        source = outline_source(statement) if isinstance(statement, Assign) and not contents else None
        if source is not None:
            todo += [(source, False)] if source in own else []
        elif isinstance(statement, Assign) and (is_redone(var) if contents else outlined_again(statement)):
            asks = asks_for_shape if contents else asks_for_outline
            todo += [(v, not asks(statement, v)) for v in reads(statement) if v in own]
    return {v for v, contents in found.items() if contents}


class Witnesses:
    """Parameters of a program, by the sizes that their types tell."""

    def __init__(self, where: Places) -> None:
        self.known: dict[ArrayType, list[Var]] = {}
        self.axes: dict[Size, tuple[Var, int]] = {}
        # What a flat view is taken of must have the layout of its primal, which a type does not tell.
        layout_matters = any(isinstance(s, Assign) and s.primitive is runtime.require_view for s in where.at)
        perhaps_none = {v for s in where.at if isinstance(s, Assign) and s.primitive is operator.is_ for v in reads(s)}
        for var in () if layout_matters else where.used_by:
            if var in perhaps_none:
                continue  # the head, where it may be left out
            if var not in where.defined_by and _is_known(var) and isinstance(var.type, ArrayType):
                self.known.setdefault(var.type, []).append(var)
                for axis, size in enumerate(var.type.dims or ()):
                    if isinstance(size, Size):
                        self.axes.setdefault(size, (var, axis))

    def shape_of(self, var: Var) -> list[int | tuple[Var, int]] | None:
        """The shape of a value as lengths and axes of parameters, if its type tells all of it."""
        t = var.type
        if not isinstance(t, ArrayType) or not t.dims or not all(isinstance(n, int) or n in self.axes for n in t.dims):
            return None
        return [n if isinstance(n, int) else self.axes[n] for n in t.dims]  # type: ignore[index]

    def of(self, var: Var) -> Var | None:
        """A parameter that has the shape and dtype of a value for certain; the one of its name, if there is one."""
        t = var.type
        if not isinstance(t, ArrayType) or not has_outline(var) or not _is_known(var):
            return None
        found = [v for v in self.known.get(t, ()) if v is not var]
        return next((v for v in found if v.hint == var.hint), next(iter(found), None))
