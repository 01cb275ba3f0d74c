"""How often one value of a name may be read: an iterator that is read once needs no position."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

import gast

from srcxform.immutable import immutable


@immutable(frozen=True)
class Reads:
    """What a part of a program reads of a name.

    `first` counts the reads of the value that the name has before it, `last` those of an iterator that is bound in it
    and lasts to its end, `most` those of one that does not. The first value may pass through it; an iterator that it
    binds may reach its end.
    """

    first: int = 0
    last: int = 0
    most: int = 0
    passes: bool = True
    binds: bool = False


_NOTHING = Reads()
_BINDING = Reads(passes=False, binds=True)
_BINDING_OF_ANOTHER = Reads(passes=False)
IsListed = Callable[[Any], bool]
"""Whether what an expression gives is surely no iterator."""


def _then(a: Reads, b: Reads) -> Reads:
    """One part after the other."""
    first = a.first + (b.first if a.passes else 0)
    through = a.last + b.first if a.binds else 0
    last = max(b.last if b.binds else 0, through if b.passes else 0)
    binds_one = b.binds or (a.binds and b.passes)
    return Reads(first, last, max(a.most, b.most, through), a.passes and b.passes, binds_one)


def _either(a: Reads, b: Reads) -> Reads:
    """One part or the other; their reads are added up, so that each place counts."""
    passes, may_bind = a.passes or b.passes, a.binds or b.binds
    return Reads(a.first + b.first, a.last + b.last, max(a.most, b.most), passes, may_bind)


def times_read(node: Any, name: str, is_listed: IsListed) -> int:
    """How often an iterator may be read by its name: twice at a place in a loop, or in another function."""
    if isinstance(node, gast.Lambda) or any(_is_read_later(part, name) for part in _inner_scopes(node)):
        return count(node, name, node)
    reads = _Reader(node, name, is_listed).block(node.body)
    return max(reads.first, reads.last, reads.most)


def _inner_scopes(node: Any) -> Iterator[Any]:
    """The parts of a function that may be evaluated at another time."""
    later = (gast.FunctionDef, gast.Lambda, gast.GeneratorExp, gast.ClassDef)
    return (part for part in gast.walk(node) if isinstance(part, later) and part is not node)


def _is_read_later(part: Any, name: str) -> bool:
    """Whether it has the name in it; what a generator iterates over first is evaluated where it stands."""
    if not isinstance(part, gast.GeneratorExp):
        return _has(part, name)
    first = part.generators[0]
    rest = [part.elt, first.target, *first.ifs, *part.generators[1:]]
    return any(_has(each, name) for each in rest)


def _has(part: Any, name: str) -> bool:
    return any(isinstance(p, gast.Name) and p.id == name for p in gast.walk(part))


def binds(part: Any, name: str) -> bool:
    return any(isinstance(p, gast.Name) and p.id == name and isinstance(p.ctx, gast.Store) for p in gast.walk(part))


@immutable(frozen=True)
class _Reader:
    """Counts the reads of a name in the statements of a function."""

    function: Any
    name: str
    is_listed: IsListed

    def block(self, statements: list[Any]) -> Reads:
        return reduce(_then, map(self.statement, statements), _NOTHING)

    def plain(self, *nodes: Any) -> Reads:
        """What may bind the name at an unknown time."""
        reads = sum(count(node, self.name, self.function) for node in nodes)
        return Reads(reads, reads, 0, True, True) if any(binds(n, self.name) for n in nodes) else Reads(reads)

    def statement(self, node: Any) -> Reads:
        name = self.name
        if isinstance(node, gast.Assign) and any(isinstance(t, gast.Name) and t.id == name for t in node.targets):
            bound = _BINDING_OF_ANOTHER if self.is_listed(node.value) else _BINDING
            others = [t for t in node.targets if not isinstance(t, gast.Name)]
            return _then(self.plain(node.value, *others), bound)
        if isinstance(node, gast.If):
            return _then(self.plain(node.test), _either(self.block(node.body), self.block(node.orelse)))
        if isinstance(node, gast.For):
            target = _BINDING if binds(node.target, name) else self.plain(node.target)
            trips = _repeated(_then(target, self.block(node.body)), node)
            return reduce(_then, (trips, self.block(node.orelse)), self.plain(node.iter))
        if isinstance(node, gast.While):
            return _then(_repeated(_then(self.plain(node.test), self.block(node.body)), node), self.block(node.orelse))
        return self.plain(node)


def _repeated(trip: Reads, loop: Any) -> Reads:
    """The trips of a loop, which may be none; `continue` leaves out what follows it."""
    if any(isinstance(part, gast.Continue) for part in gast.walk(loop)):
        trip = Reads(trip.first, trip.last, trip.most, True, trip.binds)
    twice = _then(trip, trip)
    return Reads(twice.first, twice.last, twice.most, True, twice.binds)


def count(node: Any, name: str, function: Any) -> int:
    """How often a name is read, of whatever value: places in loops and in other functions count twice."""

    def of(part: Any, weight: int) -> int:
        if isinstance(part, gast.Name):
            return weight if part.id == name and isinstance(part.ctx, gast.Load) else 0
        if isinstance(part, gast.For):
            each_trip = 1 if binds(part.target, name) else 2
            inner = sum(of(p, each_trip) for p in (*part.body, *part.orelse))
            return of(part.iter, weight) + inner
        if isinstance(part, (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)):
            first, last = part.generators[0].iter, part.generators[-1]
            if binds(last.target, name):  # a new one in each trip of the innermost loop
                inside_it = [p for p in gast.iter_child_nodes(part) if p not in part.generators]
                return of(first, weight) + sum(of(p, 1) for p in (*inside_it, *last.ifs))
            rest = [p for p in gast.walk(part) if isinstance(p, gast.Name) and p.id == name]
            inside = [p for p in gast.walk(first) if isinstance(p, gast.Name) and p.id == name]
            return weight * len(inside) + 2 * (len(rest) - len(inside))
        again = isinstance(part, (gast.While, gast.FunctionDef, gast.Lambda)) and part is not function
        return sum(of(p, 2 if again else weight) for p in gast.iter_child_nodes(part))

    return of(node, 1)
