"""Takes what the products of a sum of numbers have in common out of them.

    x_bar = w * r - x_bar * (r * x)     ->      x_bar = r * (w - x_bar * x)

    t = w * x
    x_bar = x_bar - t - t               ->      x_bar = x_bar - 2 * w * x
    x_bar = g * (k * x) + g * x * k     ->      x_bar = 2 * g * k * x

Each factor that is taken out saves a product. Only derived code, and only what one line of the user's gave rise to: the
text keeps its parts. Numbers alone, which nobody writes, so all may be computed where the sum stands.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

from srcxform.analyses.places import Places, places
from srcxform.ir.builder import Builder, type_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Assign, Block, Const, Effect, Operand, Statement, Var
from srcxform.ir.types import ArrayType, is_scalar
from srcxform.ir.walk import blocks, with_blocks, with_statements

_SUMS = (operator.add, operator.sub)
LONGEST = 12
"""Sums of more terms are left alone: to compare all pairs would take long."""


def factor(block: Block) -> Block:
    """The program with common factors of the reverse sweep taken out of sums of numbers."""
    begin = next(
        (k for k, s in enumerate(block.statements) if isinstance(s, Effect) and s.primitive is reverse_sweep_begins),
        None,
    )
    if begin is None:
        return block
    where = places(block)
    derived = _factored(Block(block.statements[begin:]), where)
    return with_statements(block, (*block.statements[:begin], *derived.statements))


def _factored(block: Block, where: Places) -> Block:
    line = _Line(block, where)
    statements: list[Statement] = []
    for statement in block.statements:
        inner = blocks(statement)
        if inner:
            statement = with_blocks(statement, tuple(_factored(b, where) for b in inner))
            statements.append(statement)
            continue
        made = line.factored(statement) if isinstance(statement, Assign) and line.is_whole_sum(statement) else None
        if made is None:
            statements.append(statement)
        else:
            statements += made
    return with_statements(block, [s for s in statements if s not in line.gone])


@dataclass
class _Term:
    """A term of a sum: its sign, and the factors of its product, of which one may be a sum in parentheses."""

    sign: int
    factors: list[Operand | list[_Term]]
    made_by: list[Statement]


class _Line:
    """The statements of one block, and what may be taken apart in them."""

    def __init__(self, block: Block, where: Places) -> None:
        self.where = where
        self.made = {s.out: s for s in block.statements if isinstance(s, Assign) and _is_arithmetic(s)}
        self.gone: set[Statement] = set()

    def is_whole_sum(self, statement: Assign) -> bool:
        """Whether it is a sum that is not itself a term of another one of its line."""
        if self.made.get(statement.out) is not statement or statement.primitive not in _SUMS:
            return False
        uses = self.where.used_by.get(statement.out, [])
        user = uses[0] if len(uses) == 1 and statement.out not in self.where.returned else None
        if not isinstance(user, Assign) or self.made.get(user.out) is not user:
            return True
        return user.primitive not in (*_SUMS, operator.neg) or not _is_one_line(user, statement)

    def factored(self, total: Assign) -> list[Statement] | None:
        """The statements of a sum with factors taken out; None if its terms have none in common."""
        leaves: list[tuple[int, Operand]] = []
        chain: list[Statement] = []
        self._collect(total, 1, leaves, chain)
        if len(leaves) > LONGEST:
            return None
        terms = self._joined(leaves, total)
        _merge_equal(terms)
        is_less = _take_out(terms)
        if not is_less and len(terms) == len(leaves):
            return None
        builder = Builder()
        builder.origin = total.origin
        result = _summed(builder, terms)
        made = builder.blocks[0]
        last = made[-1] if made else None
        if not isinstance(last, Assign) or last.out is not result or last.out.type != total.out.type:
            return None
        self.gone.update(s for s in (*chain, *(s for t in terms for s in _makers(t))) if s is not total)
        return [*made[:-1], Assign(total.out, last.primitive, last.args, (), total.origin)]

    def _collect(self, total: Assign, sign: int, leaves: list[tuple[int, Operand]], chain: list[Statement]) -> None:
        chain.append(total)
        signs = (
            (-sign,) if total.primitive is operator.neg else (sign, sign if total.primitive is operator.add else -sign)
        )
        for each, operand in zip(signs, total.args, strict=True):
            inner = self.made.get(operand) if isinstance(operand, Var) else None
            is_sum = inner is not None and inner.primitive in (*_SUMS, operator.neg)
            if inner is not None and is_sum and self._is_read_times(inner, 1) and _is_one_line(inner, total):
                self._collect(inner, each, leaves, chain)
            else:
                leaves.append((each, operand))

    def _is_read_times(self, statement: Assign, times: int) -> bool:
        out = statement.out
        return len(self.where.used_by.get(out, [])) == times and out not in self.where.returned

    def _joined(self, leaves: list[tuple[int, Operand]], total: Assign) -> list[_Term]:
        """The terms, with those that stand twice as one with a factor of 2."""
        terms: list[_Term] = []
        done: set[int] = set()
        for k, (sign, operand) in enumerate(leaves):
            if k in done:
                continue
            same = [m for m in range(k, len(leaves)) if leaves[m][1] is operand and leaves[m][0] == sign]
            times = len(same) if isinstance(operand, Var) and len(same) == 2 else 1
            done.update(same[:times])
            term = _Term(sign, [Const(2)] if times == 2 else [], [])
            self._flatten(operand, times, total, term)
            terms.append(term)
        return terms

    def _flatten(self, operand: Operand, times: int, total: Assign, term: _Term) -> None:
        made = self.made.get(operand) if isinstance(operand, Var) else None
        is_product = made is not None and made.primitive is operator.mul
        # A square is read twice by one statement, which the uses count as such.
        if made is None or not is_product or not self._is_read_times(made, times) or not _is_one_line(made, total):
            term.factors.append(operand)
            return
        term.made_by.append(made)
        for each in made.args:
            self._flatten(each, 1, total, term)


def _makers(term: _Term) -> list[Statement]:
    inner = [s for f in term.factors if isinstance(f, list) for t in f for s in _makers(t)]
    return [*term.made_by, *inner]


def _merge_equal(terms: list[_Term]) -> None:
    """Put terms of the same factors, in whatever order, into one with a factor of 2."""
    for i, term in enumerate(terms):
        for j in range(len(terms) - 1, i, -1):
            other = terms[j]
            is_as_long = term.sign == other.sign and len(term.factors) == len(other.factors)
            if is_as_long and not _without(other, term.factors).factors:
                terms[i] = term = _Term(term.sign, [Const(2), *term.factors], [*term.made_by, *other.made_by])
                del terms[j]


def _take_out(terms: list[_Term]) -> bool:
    """Put two terms that have most in common into one, as long as there are such."""
    has_changed = False
    while True:
        pairs = [(len(_common(a, b)), -i, -j) for i, a in enumerate(terms) for j, b in enumerate(terms[:i])]
        most, i, j = max(pairs, default=(0, 0, 0))
        if not most:
            return has_changed
        has_changed = True
        first, second = terms[-j], terms[-i]
        shared = _common(first, second)
        rests = [_without(term, shared) for term in (first, second)]
        rests[1].sign = first.sign * second.sign
        rests[0].sign = 1
        terms[-j] = _Term(first.sign, [*shared, rests], [])
        del terms[-i]


def _common(a: _Term, b: _Term) -> list[Operand | list[_Term]]:
    """The factors that two terms share, if each has others as well."""
    rest = list(b.factors)
    shared: list[Operand | list[_Term]] = []
    for each in a.factors:
        place = next((k for k, other in enumerate(rest) if _is_same(each, other)), None)
        if place is not None:
            shared.append(each)
            del rest[place]
    return shared if rest and len(shared) < len(a.factors) else []


def _without(term: _Term, shared: list[Operand | list[_Term]]) -> _Term:
    left, gone = [], list(shared)
    for each in term.factors:
        place = next((k for k, other in enumerate(gone) if _is_same(each, other)), None)
        if place is None:
            left.append(each)
        else:
            del gone[place]
    return _Term(term.sign, left, term.made_by)


def _is_same(a: Operand | list[_Term], b: Operand | list[_Term]) -> bool:
    if isinstance(a, Const) and isinstance(b, Const):
        return type(a.value) is type(b.value) and repr(a.value) == repr(b.value)
    return a is b


def _summed(builder: Builder, terms: list[_Term]) -> Operand:
    """The sum of the terms, beginning with one that is not subtracted, if there is one."""
    first = next((t for t in terms if t.sign > 0), terms[0])
    total = _product(builder, first)
    if first.sign < 0:
        total = builder.op(operator.neg, total)
    for term in terms:
        if term is not first:
            total = builder.op(operator.add if term.sign > 0 else operator.sub, total, _product(builder, term))
    return total


def _product(builder: Builder, term: _Term) -> Operand:
    factors = [_summed(builder, f) if isinstance(f, list) else f for f in term.factors]
    factors.sort(key=lambda f: not isinstance(f, Const))
    total = factors[0]
    for each in factors[1:]:
        total = builder.op(operator.mul, total, each)
    return total


def _is_one_line(a: Assign, b: Assign) -> bool:
    return (a.origin.filename, a.origin.lineno) == (b.origin.filename, b.origin.lineno)


def _is_arithmetic(statement: Assign) -> bool:
    """Whether it adds, negates or multiplies floats that are no arrays."""
    if statement.kwargs or statement.primitive not in (*_SUMS, operator.neg, operator.mul):
        return False
    return _is_float(statement.out) and all(isinstance(a, Const) or _is_float(a) for a in statement.args)


def _is_float(operand: Operand) -> bool:
    t = type_of(operand)
    return isinstance(t, ArrayType) and is_scalar(t) and t.dtype is not None and t.dtype.kind in "fc"
