"""The reader of definitions: beside what any reader knows, it answers what is asked of dtypes."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from srcxform.frontend.lower import Reader
from srcxform.frontend.program import Tables
from srcxform.ir.builder import Builder, literal, type_of
from srcxform.ir.nodes import Const, Operand
from srcxform.ir.types import ArrayType, is_scalar


class DefinitionBuilder(Builder):
    """A builder for which `x.dtype` is a constant."""

    def _folded(
        self, primitive: Callable[..., Any], args: tuple[Operand, ...], kwargs: dict[str, Operand]
    ) -> Operand | None:
        if primitive is getattr and literal(args[1]) == (True, "dtype"):
            dtype = _dtype_of(args[0])
            if dtype is not None:
                return Const(dtype)
        if primitive is np.result_type:
            kinds = [_specimen(a) for a in args]
            if not any(kind is None for kind in kinds):
                return Const(np.result_type(*kinds))
        if primitive in (operator.is_, operator.is_not) and any(map(_is_mark, args)) and any(map(_is_given, args)):
            return Const(primitive is operator.is_not)
        if primitive in (np.finfo, np.iinfo) and isinstance(args[0], Const):
            return Const(primitive(args[0].value))
        return super()._folded(primitive, args, kwargs)


def _is_mark(operand: Operand) -> bool:
    """Whether it is the object that stands for an argument that is not given."""
    return isinstance(operand, Const) and operand.value is np._NoValue


def _is_given(operand: Operand) -> bool:
    return isinstance(type_of(operand), ArrayType) and not isinstance(operand, Const)


def _dtype_of(operand: Operand) -> np.dtype[Any] | None:
    t = type_of(operand)
    return t.dtype if isinstance(t, ArrayType) else None


def _specimen(operand: Operand) -> Any:
    """Something of the operand's kind, for the question in which dtype it is computed with others."""
    if isinstance(operand, Const):
        return operand.value
    t = type_of(operand)
    if not isinstance(t, ArrayType) or t.dtype is None or t.rank is None:
        return None
    if is_scalar(t):
        return t.dtype.type(0).item() if t.box == "python" else t.dtype.type(0)
    return np.empty((0,) * max(t.rank, 1), t.dtype)


class DefinitionReader(Reader):
    """A reader for definitions."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables, DefinitionBuilder())
        self.builder.derived = True

    def load_attribute(self, holder: Any, name: str, node: Any) -> Operand:
        if isinstance(holder, (np.dtype, np.finfo, np.iinfo)):
            value = getattr(holder, name)
            return Const(value.item() if isinstance(value, np.generic) else value)
        return super().load_attribute(holder, name, node)


__all__ = ["DefinitionReader"]
