"""A set whose members only the run knows: what was done to it, step by step, which the run does again when it is asked.

Members are never active, so a set has no derivative; but the order in which Python walks one follows from all that was
ever done to it, and the items of a sum or the first of two equal ones follow from that order.
"""

from __future__ import annotations

from typing import Any

from srcxform.rules.registry import nondifferentiable
from srcxform.runtime import (
    SET_ADD,
    SET_CLEAR,
    SET_COPY,
    SET_DISCARD,
    SET_OPEN,
    SET_OPERATIONS,
    SET_POP,
    member_to_pop,
    members_in_order,
    relation_of_sets,
    set_has,
)

nondifferentiable((members_in_order, member_to_pop, relation_of_sets, set_has))

(OR, AND, SUB, XOR, OR_IN_PLACE, AND_IN_PLACE, SUB_IN_PLACE, XOR_IN_PLACE) = SET_OPERATIONS
LE, LT, EQ, DISJOINT = range(4)


class SetSteps:
    """Codes of steps, and the members that those which name one name, in order."""

    stands_for: Any = set

    def __init__(self, codes: Any, members: Any) -> None:
        self.codes = codes
        self.members = members

    def __contains__(self, value: Any) -> bool:
        return set_has(self.codes, self.members, value)

    def __iter__(self) -> Any:
        return members_in_order(self.codes, self.members)

    def __len__(self) -> int:
        return len(members_in_order(self.codes, self.members))

    def add(self, value: Any) -> None:
        self.codes.append(SET_ADD)
        self.members.append(value)

    def discard(self, value: Any) -> None:
        self.codes.append(SET_DISCARD)
        self.members.append(value)

    def remove(self, value: Any) -> None:
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self) -> Any:
        value = member_to_pop(self.codes, self.members)
        self.codes.append(SET_POP)
        return value

    def clear(self) -> None:
        self.codes.append(SET_CLEAR)

    def copy(self) -> Any:
        made = self.same()
        made.codes.append(SET_COPY)
        return made

    def same(self) -> Any:
        """The same steps once more."""
        return SetSteps(list(self.codes), list(self.members))

    def combined(self, other: Any, code: int) -> Any:
        """The steps of this set, and then an operation with the other one."""
        made = self.same()
        made.combine(other, code)
        return made

    def combine(self, other: Any, code: int) -> None:
        codes, members = list(other.codes), list(other.members)  # `other` may be this set
        self.codes.append(SET_OPEN)
        for step in codes:
            self.codes.append(step)
        for member in members:
            self.members.append(member)
        self.codes.append(code)

    def relation(self, other: Any, which: int) -> bool:
        return relation_of_sets(self.codes, self.members, other.codes, other.members, which)

    def __or__(self, other: Any) -> Any:
        return self.combined(other, OR)

    def __and__(self, other: Any) -> Any:
        return self.combined(other, AND)

    def __sub__(self, other: Any) -> Any:
        return self.combined(other, SUB)

    def __xor__(self, other: Any) -> Any:
        return self.combined(other, XOR)

    def __ior__(self, other: Any) -> Any:
        self.combine(other, OR_IN_PLACE)
        return self

    def __iand__(self, other: Any) -> Any:
        self.combine(other, AND_IN_PLACE)
        return self

    def __isub__(self, other: Any) -> Any:
        self.combine(other, SUB_IN_PLACE)
        return self

    def __ixor__(self, other: Any) -> Any:
        self.combine(other, XOR_IN_PLACE)
        return self

    def __eq__(self, other: Any) -> Any:
        return self.relation(other, EQ)

    def __ne__(self, other: Any) -> Any:
        return not self.relation(other, EQ)

    def __le__(self, other: Any) -> Any:
        return self.relation(other, LE)

    def __lt__(self, other: Any) -> Any:
        return self.relation(other, LT)

    def __ge__(self, other: Any) -> Any:
        return other.relation(self, LE)

    def __gt__(self, other: Any) -> Any:
        return other.relation(self, LT)

    def isdisjoint(self, other: Any) -> bool:
        return self.relation(other, DISJOINT)

    def issubset(self, other: Any) -> bool:
        return self.relation(other, LE)

    def issuperset(self, other: Any) -> Any:
        return other.relation(self, LE)

    def union(self, other: Any) -> Any:
        made = self.copy()
        made.update(other)
        return made

    def intersection(self, other: Any) -> Any:
        if isinstance(other, (set, frozenset)):
            return self.combined(other, AND)
        made = self.same()
        made.clear()
        for item in other:
            if item in self:
                made.add(item)
        return made

    def difference(self, other: Any) -> Any:
        if isinstance(other, (set, frozenset)):
            return self.combined(other, SUB)
        made = self.copy()
        for item in other:
            made.discard(item)
        return made

    def symmetric_difference(self, other: Any) -> Any:
        return self.combined(other, XOR)

    def update(self, other: Any) -> None:
        if isinstance(other, (set, frozenset)):
            self.combine(other, OR_IN_PLACE)
        else:
            for item in other:
                self.add(item)

    def intersection_update(self, other: Any) -> None:
        self.combine(other, AND_IN_PLACE)

    def difference_update(self, other: Any) -> None:
        self.combine(other, SUB_IN_PLACE)

    def symmetric_difference_update(self, other: Any) -> None:
        self.combine(other, XOR_IN_PLACE)


class FrozenSetSteps(SetSteps):
    """The same of a frozenset."""

    stands_for: Any = frozenset

    def same(self) -> Any:
        return FrozenSetSteps(list(self.codes), list(self.members))

    def copy(self) -> Any:
        return self
