"""Integers as sums of others, so that two slices of one length are known to have it.

`x[p : p + d - c]` and `y[c:d]` have the length `d - c`; `x[2 * i : 2 * i + 2]` has the length 2.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Operand, Var
from srcxform.ir.types import ArrayType, Size, is_scalar


@dataclass(frozen=True)
class Form:
    """The sum of `factor * number` over `terms`, and `plus`.

    The key of a term is the name of a length where the number is one, so that two numbers of one length are one term.
    """

    terms: tuple[tuple[object, int, Var], ...]
    plus: int = 0

    @property
    def key(self) -> object:
        """Equal for equal sums: an integer for one that is known."""
        if not self.terms:
            return self.plus
        if len(self.terms) == 1 and self.terms[0][1] == 1:
            key = self.terms[0][0]
            if _is_size(key):
                return (key[1], self.plus)  # type: ignore[index]
            if self.plus == 0:
                return key
        return ("sum", frozenset((key, factor) for key, factor, _ in self.terms), self.plus)

    def scaled(self, factor: int) -> Form:
        if factor == 0:
            return Form(())
        return Form(tuple((k, f * factor, v) for k, f, v in self.terms), self.plus * factor)

    def __add__(self, other: Form) -> Form:
        factors: dict[object, int] = {}
        numbers: dict[object, Var] = {}
        for key, factor, number in (*self.terms, *other.terms):
            factors[key] = factors.get(key, 0) + factor
            numbers.setdefault(key, number)
        return Form(tuple((k, f, numbers[k]) for k, f in factors.items() if f), self.plus + other.plus)

    def __sub__(self, other: Form) -> Form:
        return self + other.scaled(-1)


def _is_size(key: object) -> bool:
    return isinstance(key, tuple) and key[:1] == ("size",)


class Forms:
    """What is known of the integers of a function: how they are made of others, and how small they may be."""

    def __init__(self) -> None:
        self.known: dict[Var, Form] = {}
        self.bounds: dict[object, int] = {}
        self.unknown: set[object] = set()

    def of(self, operand: Operand) -> Form | None:
        """The sum that an integer is; None for what is none."""
        known, value = literal(operand)
        if known:
            is_integer = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
            return Form((), int(value)) if is_integer else None
        t = type_of(operand)
        if not isinstance(operand, Var) or not isinstance(t, ArrayType) or not is_scalar(t):
            return None
        if t.dtype is None or t.dtype.kind not in "iu":
            return None
        if operand not in self.known:
            size = t.size
            self.known[operand] = Form(((operand, 1, operand),))
            if size is not None and size.offset == 0:
                self.known[operand] = Form(((("size", size.token), 1, operand),))
        return self.known[operand]

    def define(self, out: Var, primitive: Any, args: tuple[Operand, ...]) -> None:
        """Note how an integer is made."""
        if primitive in (len, np.size):
            self.note_least(out, 0)
        if primitive not in (operator.add, operator.sub, operator.mul) or len(args) != 2:
            return
        a, b, own = self.of(args[0]), self.of(args[1]), self.of(out)
        if a is None or b is None or own is None:
            return
        if primitive is operator.mul:
            if a.terms and b.terms:
                self._define_product(out, a, b)
                return
            self.known[out] = a.scaled(b.plus) if a.terms else b.scaled(a.plus)
        elif own.key == out:
            self.known[out] = a + b if primitive is operator.add else a - b

    def _define_product(self, out: Var, a: Form, b: Form) -> None:
        least = self.least_of(a), self.least_of(b)
        if None not in least and min(least) >= 0:  # type: ignore[type-var,operator]
            self.note_least(out, 0)

    def note_least(self, number: Var, least: int) -> None:
        """Note that a number is never smaller."""
        form = self.of(number)
        if form is not None and len(form.terms) == 1 and form.terms[0][1] == 1 and form.plus == 0:
            self.bounds.setdefault(form.terms[0][0], least)

    def note_index(self, index: Var, least: int | None) -> None:
        """Note what the index of a loop is never below, whatever lengths go by its name."""
        if least is not None:
            self.note_least(index, least)
        elif index.type.size is not None:  # type: ignore[union-attr]
            self.unknown.add(("size", index.type.size.token))  # type: ignore[union-attr]

    def note_length(self, size: Size) -> None:
        """Note a number that an axis has for its length."""
        if size.offset == 0:
            self.bounds.setdefault(("size", size.token), 0)

    def least(self, operand: Operand) -> int | None:
        """What an integer is never below, if that is known."""
        form = self.of(operand)
        return None if form is None else self.least_of(form)

    def least_of(self, form: Form) -> int | None:
        """What a sum is never below, if that is known."""
        found = form.plus
        for key, factor, _ in form.terms:
            if factor < 0 or key in self.unknown or key not in self.bounds:
                return None
            found += factor * self.bounds[key]
        return found

    def may_be_place(self, form: Form) -> bool:
        """Whether a sum looks like an index from the start: known not to be negative, or with something positive."""
        least = self.least_of(form)
        return least >= 0 if least is not None else any(factor > 0 for _, factor, _ in form.terms)


def ordered(form: Form) -> Iterator[tuple[int, Var]]:
    """The terms of a sum, those that are added first."""
    for wanted in (True, False):
        for _, factor, number in form.terms:
            if (factor > 0) is wanted:
                yield factor, number


__all__ = ["Form", "Forms", "ordered"]
