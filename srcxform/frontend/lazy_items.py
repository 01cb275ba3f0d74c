"""Items of a generator expression, which Python makes one by one and the reader all at once.

Who looks at an item before the next one is made (`sum`, a loop) sees it as it is then. That all are made first makes no
difference unless what makes a later item writes into one that was given before: `sum(s.step() for _ in range(3))`,
where `step` works in place and gives its array each time. Such a program is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import gast

from srcxform.analyses.aliasing import Aliases, memory_classes, memory_classes_without
from srcxform.analyses.places import places
from srcxform.errors import Unsupported
from srcxform.frontend.forms import leaves_of
from srcxform.frontend.iteration import parts_iterated
from srcxform.frontend.virtual import Closure, Frame, Generator
from srcxform.frontend.walking import assigned_names
from srcxform.ir.nodes import Append, Block, Const, Operand, Statement, Store, Update, Var
from srcxform.ir.types import may_be_written
from srcxform.ir.walk import statements_in, vars_in

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Place = tuple[int, int]


def here(reader: Reader) -> Place:
    """The block that is being made, and how many statements it has."""
    return len(reader.builder.blocks) - 1, len(reader.builder.blocks[-1])


@dataclass(frozen=True)
class Given:
    """An item when it was given: what it consisted of, how many statements there were, which were its own trip's."""

    item: Operand
    leaves: tuple[Operand, ...]
    statements: int
    own: tuple[Statement, ...] = ()

    @staticmethod
    def now(reader: Reader, item: Operand, trip: Place | None = None) -> Given:
        """As it is here, in a trip that began there."""
        own: tuple[Statement, ...] = ()
        if trip is not None:
            inner = [s for block in reader.builder.blocks[trip[0] + 1 :] for s in block]
            own = (*reader.builder.blocks[trip[0]][trip[1] :], *inner)
        return Given(item, tuple(leaves_of(item)), len(reader.builder.blocks[-1]), own)

    def names(self) -> list[Var]:
        """The variables of the item that name something that can be written."""
        return [v for leaf in self.leaves for v in vars_in(leaf) if may_be_written(v.type)]


def refuse_changed_by_later(reader: Reader, given: list[Given], made: list[Statement], node: Any) -> None:
    """Of items that are made one after the other, by these statements: none may be written after it was given."""
    if not any(isinstance(s, (Store, Update)) for s in statements_in(Block(tuple(made)))):
        if all(list(one.leaves) == leaves_of(one.item) for one in given):
            return
        raise _refusal(reader, node)
    classes = _classes(made)
    for one in given:
        later = set(statements_in(Block(tuple(made[one.statements :]))))
        is_written = any(s in later for v in one.names() for s in _written(classes, v))
        if is_written or list(one.leaves) != leaves_of(one.item):
            raise _refusal(reader, node)


@dataclass
class Trips:
    """The items of a loop, and what stood before it: what a trip gives must be of its own making, if trips write it."""

    before: Place
    given: list[Given] = field(default_factory=list)

    def refuse_changed_by_others(self, reader: Reader, node: Any) -> None:
        made = list(reader.builder.blocks[self.before[0]][self.before[1] :])
        classes = _classes(made)
        for one in self.given:
            own = places(Block(one.own)).defined_by
            for name in filter(lambda v: _written(classes, v), one.names()):
                root = classes.root(name)
                if any(v not in own for v in (root, *classes.parent) if classes.root(v) is root):
                    raise _refusal(reader, node)


def refuse_written_outside(reader: Reader, listed: Operand, before: Place, node: Any) -> None:
    """A list that was made of items that Python makes one by one: none may be written that was there before."""
    made = list(reader.builder.blocks[before[0]][before[1] :])
    classes, own = memory_classes(Block(tuple(made))), places(Block(tuple(made))).defined_by
    for name in filter(lambda v: _written(classes, v), vars_in(listed)):
        root = classes.root(name)
        if any(v not in own for v in (root, *classes.parent) if classes.root(v) is root):
            raise _refusal(reader, node)


@contextmanager
def unchanged_meanwhile(reader: Reader, iterable: Operand, node: Any) -> Iterator[None]:
    """What generator expressions that are consumed as a whole have read, nobody may change while Python asks for items.

    Those that are a `map` make their items one by one, and are not meant.
    """
    parts = parts_iterated(iterable)
    generators = [part.value for part in parts if isinstance(part, Const) and isinstance(part.value, Generator)]
    if not generators:
        yield
        return
    before = here(reader)
    began = [_read_by(reader, generator.node, generator.frame, set()) for generator in generators]
    yield
    made = list(reader.builder.blocks[before[0]][before[1] :])
    classes = _classes(made)
    for generator, read in zip(generators, began, strict=True):
        names = [v for leaf in read for v in vars_in(leaf) if may_be_written(v.type)]
        is_written = any(_written(classes, name) for name in names)
        now = _read_by(reader, generator.node, generator.frame, set())
        if is_written or len(now) != len(read) or any(a is not b for a, b in zip(now, read, strict=True)):
            raise Unsupported(
                "what a generator reads changes while its items are iterated",
                origin=reader.origin_of(node),
                instead="make a list of it before the loop, if the items are to be those of before: `list(...)`",
            )


def _read_by(reader: Reader, node: Any, frame: Frame, seen: set[tuple[Frame, str]]) -> list[Operand]:
    """The leaves of all that an expression or a local function can read, by way of other local functions too."""
    found: list[Operand] = []
    own = assigned_names([part.target for part in getattr(node, "generators", [])])
    names = {each.id for each in gast.walk(node) if isinstance(each, gast.Name)}
    for name in sorted(names.difference(own)):
        around: Frame | None = frame
        while around is not None and name not in around.cells:
            around = around.parent
        if around is None or (around, name) in seen:
            continue
        seen.add((around, name))
        value = around.cells[name]
        found += leaves_of(value)
        if isinstance(value, Const) and isinstance(value.value, Closure):
            found += _read_by(reader, value.value.node, value.value.frame, seen)
    return found


def _classes(made: list[Statement]) -> Aliases:
    block = Block(tuple(made))
    return memory_classes_without(block, {s for s in statements_in(block) if isinstance(s, Append)})


def _written(classes: Aliases, name: Var) -> list[Statement]:
    return [s for s in classes.writes(name) if isinstance(s, (Store, Update))]


def _refusal(reader: Reader, node: Any) -> Unsupported:
    return Unsupported(
        "what makes these items one by one writes into an item that it gave before",
        origin=reader.origin_of(node),
        instead="let it give a copy: `.copy()`",
    )
