"""Linear expressions in whole numbers, and whether a system of inequalities can hold (Fourier and Motzkin).

What is proved is that a system has no solution; where the proof would take long, it is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import gcd
from typing import NamedTuple

MOST_ROWS = 120
"""So many inequalities are looked at together; what needs more is left open."""

Terms = dict[object, int]
Row = tuple[Terms, int]


class Linear(NamedTuple):
    """The number `sum of factor * atom + constant`; atoms are whatever stands for an unknown whole number."""

    terms: tuple[tuple[object, int], ...] = ()
    constant: int = 0

    def plus(self, other: Linear, factor: int = 1) -> Linear:
        """This number plus a multiple of another."""
        terms = dict(self.terms)
        for atom, count in other.terms:
            terms[atom] = terms.get(atom, 0) + factor * count
        return Linear(tuple((a, c) for a, c in terms.items() if c), self.constant + factor * other.constant)

    def minus(self, other: Linear) -> Linear:
        return self.plus(other, -1)

    def shifted(self, offset: int) -> Linear:
        return Linear(self.terms, self.constant + offset)

    def scaled(self, factor: int) -> Linear:
        return Linear(tuple((a, c * factor) for a, c in self.terms) if factor else (), self.constant * factor)

    def renamed(self, change: Callable[[object], object]) -> Linear:
        """The same number with other atoms; two that become one are added up."""
        terms: Terms = {}
        for atom, count in self.terms:
            name = change(atom)
            terms[name] = terms.get(name, 0) + count
        return Linear(tuple((a, c) for a, c in terms.items() if c), self.constant)


def atom(name: object) -> Linear:
    """One unknown number."""
    return Linear(((name, 1),))


def number(value: int) -> Linear:
    """A known number."""
    return Linear((), value)


def is_impossible(inequalities: Iterable[Linear]) -> bool:
    """Whether it is proved that these whole numbers cannot all be at least 0."""
    rows: dict[frozenset[tuple[object, int]], Row] = {}
    if not all(_enter(rows, (dict(e.terms), e.constant)) for e in inequalities):
        return True
    while rows:
        chosen = _cheapest(rows.values())
        if chosen is None:
            return False
        above = [row for row in rows.values() if row[0].get(chosen, 0) > 0]
        below = [row for row in rows.values() if row[0].get(chosen, 0) < 0]
        rest = {key: row for key, row in rows.items() if chosen not in row[0]}
        for a in above:
            for b in below:
                if not _enter(rest, _without(chosen, a, b)):
                    return True
        if len(rest) > MOST_ROWS:
            return False
        rows = rest
    return False


def _enter(rows: dict[frozenset[tuple[object, int]], Row], row: Row) -> bool:
    """Add a row in lowest terms; False where it cannot hold by itself, or beside the row with opposite terms."""
    terms, constant = row
    if not terms:
        return constant >= 0
    divisor = gcd(*terms.values())
    if divisor > 1:  # whole numbers: what is left over of the constant counts for nothing
        terms, constant = {a: c // divisor for a, c in terms.items()}, constant // divisor
    key = frozenset(terms.items())
    known = rows.get(key)
    if known is None or constant < known[1]:
        rows[key] = (terms, constant)
    opposite = rows.get(frozenset((a, -c) for a, c in key))
    return opposite is None or opposite[1] + constant >= 0


def _cheapest(rows: Iterable[Row]) -> object | None:
    """The atom that makes the fewest new rows when it is eliminated."""
    above: dict[object, int] = {}
    below: dict[object, int] = {}
    for terms, _ in rows:
        for name, count in terms.items():
            side = above if count > 0 else below
            side[name] = side.get(name, 0) + 1
    names = dict.fromkeys([*above, *below])
    best = min(names, key=lambda name: above.get(name, 0) * below.get(name, 0), default=None)
    return None if best is None or above.get(best, 0) * below.get(best, 0) > MOST_ROWS else best


def _without(name: object, above: Row, below: Row) -> Row:
    """What follows from two rows when an atom that they bound from both sides is eliminated."""
    p, q = above[0][name], -below[0][name]
    divisor = gcd(p, q)
    p, q = p // divisor, q // divisor
    terms = {a: c * q for a, c in above[0].items() if a != name}
    for a, c in below[0].items():
        if a != name:
            total = terms.get(a, 0) + c * p
            if total:
                terms[a] = total
            else:
                terms.pop(a, None)
    return terms, above[1] * q + below[1] * p
