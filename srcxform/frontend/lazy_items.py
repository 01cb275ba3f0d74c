"""Items of a generator expression, which Python makes one by one and the reader all at once.

Who looks at an item before the next one is made (`sum`, a loop) sees it as it is then. That all are made first makes no
difference unless what makes a later item writes into one that was given before: `sum(s.step() for _ in range(3))`,
where `step` works in place and gives its array each time. Such a program is refused.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend.forms import leaves_of
from srcxform.frontend.iteration import parts_iterated
from srcxform.frontend.virtual import Closure, Frame, Generator, Together, View, Yielding
from srcxform.frontend.walking import assigned_names, names_read
from srcxform.ir.nodes import Block, Const, Operand, Statement, Store, Update, Var
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
    classes = _memory(reader, made)
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
        classes = _memory(reader, made)
        for one in self.given:
            own = reader.tables.memory_made(one.own, True).places.defined_by
            _refuse_written_of_others(reader, classes, one.names(), own, node)


def refuse_written_outside(reader: Reader, listed: Operand, before: Place, node: Any) -> None:
    """A list that was made of items that Python makes one by one: none may be written that was there before."""
    made = list(reader.builder.blocks[before[0]][before[1] :])
    classes = reader.tables.memory_made(made, True)
    _refuse_written_of_others(reader, classes, vars_in(listed), classes.places.defined_by, node)


def _refuse_written_of_others(
    reader: Reader, classes: Any, names: Iterable[Var], own: Mapping[Var, Any], node: Any
) -> None:
    """Refuse the program if any of the names is written and may be an object that was not made among its `own`."""
    for name in filter(lambda v: _written(classes, v), names):
        root = classes.root(name)
        if any(v not in own for v in (root, *classes.parent) if classes.root(v) is root):
            raise _refusal(reader, node)


class Source:
    """What an iterator reads when Python asks for its items, which are all made before: till then it may not change.

    These are the operands that it was given, and what generator expressions and local functions among them read.
    """

    def __init__(self, reader: Reader, given: Iterable[Operand]) -> None:
        self.given = tuple(given)
        self.block = reader.builder.blocks[-1]
        self.begin = len(self.block)
        self.began = self._now(reader)

    def _now(self, reader: Reader) -> list[Operand]:
        return [leaf for operand in self.given for leaf in _read_through(reader, operand, set())]

    def refuse_changed(self, reader: Reader, node: Any) -> None:
        """Refuse the program if any of it was written since."""
        blocks = reader.builder.blocks
        depth = next((k for k, block in enumerate(blocks) if block is self.block), None)
        now = self._now(reader)
        is_same = depth is not None and len(now) == len(self.began) and all(map(operator.is_, now, self.began))
        if is_same:
            made = [*self.block[self.begin :], *(s for block in blocks[depth + 1 :] for s in block)]  # type: ignore[operator]
            classes = _memory(reader, made)
            names = {v for leaf in now for v in vars_in(leaf) if may_be_written(v.type)}
            is_same = not any(_written(classes, name) for name in names)
        if not is_same:
            raise _changed(reader, node)


@contextmanager
def unchanged_meanwhile(reader: Reader, iterable: Operand, node: Any, all_at_once: bool = False) -> Iterator[None]:
    """What generator expressions that are consumed as a whole have read, nobody may change while Python asks for items.

    Those that are a `map` make their items one by one, and are not meant, unless these are made `all_at_once`.
    """
    generators = [p for p in parts_iterated(iterable) if isinstance(p, Const) and isinstance(p.value, Generator)]
    readers = [*generators, *(_mapped(iterable) if all_at_once else [])]
    source = Source(reader, readers) if readers else None
    with unchanged_sources(reader, iterable, node):
        yield
    if source is not None:
        source.refuse_changed(reader, node)


@contextmanager
def unchanged_sources(reader: Reader, iterable: Operand, node: Any) -> Iterator[None]:
    """What iterators read whose items are made already, nobody may change while Python asks for these."""
    yield
    for source in sources_of(iterable):
        source.refuse_changed(reader, node)


def sources_of(iterable: Operand) -> list[Source]:
    """What iterators read whose items are made already."""
    together = iterable.value if isinstance(iterable, Const) else None
    if not isinstance(together, Together):
        return []
    own = [] if together.source is None else [together.source]
    return own + [each for part in together.parts for each in sources_of(part)]


def _mapped(iterable: Operand) -> list[Operand]:
    """The functions of `map` behind an iteration that are defined in the program."""
    together = iterable.value if isinstance(iterable, Const) else None
    if not isinstance(together, Together):
        return []
    is_own = isinstance(together.start, Const) and isinstance(together.start.value, Closure)
    own = [together.start] if together.kind == "map" and is_own and together.start is not None else []
    return own + [each for part in together.parts for each in _mapped(part)]


def _read_through(reader: Reader, operand: Operand, seen: set[tuple[Frame, str]]) -> list[Operand]:
    """The leaves of an operand and of all that is read where it is called, or where its items are asked for."""
    found = leaves_of(operand)
    value = operand.value if isinstance(operand, Const) else None
    inner: Iterable[Operand] = ()
    if isinstance(operand, View) and operand.source is not None:
        inner = (Const(operand.source),)
    elif isinstance(value, Together):
        given = () if value.source is None else value.source.given
        inner = (*value.parts, *(() if value.start is None else (value.start,)), *given)
    elif isinstance(value, Yielding):
        inner = value.names.values()
        found += _read_by(reader, value.node, Frame(value.names, parent=value.parent), seen)
    elif isinstance(value, (Generator, Closure)):
        inner = (value.first,) if isinstance(value, Generator) else ()
        found += _read_by(reader, value.node, value.frame, seen)
    return found + [leaf for each in inner for leaf in _read_through(reader, each, seen)]


def _read_by(reader: Reader, node: Any, frame: Frame, seen: set[tuple[Frame, str]]) -> list[Operand]:
    """The leaves of all that an expression or a local function can read, by way of other local functions too."""
    found: list[Operand] = []
    own = assigned_names([part.target for part in getattr(node, "generators", [])])
    is_function = isinstance(node, (gast.FunctionDef, gast.Lambda))
    names = names_read(node) if is_function else {n.id for n in gast.walk(node) if isinstance(n, gast.Name)}
    for name in sorted(names.difference(own)):
        around: Frame | None = frame
        while around is not None and name not in around.cells:
            around = around.parent
        if around is not None and (around, name) not in seen:
            seen.add((around, name))
            found += _read_through(reader, around.cells[name], seen)
    return found


def _memory(reader: Reader, made: list[Statement]) -> Any:
    return reader.tables.memory_made(made, False)


def _written(classes: Any, name: Var) -> list[Statement]:
    return [s for s in classes.writes(name) if isinstance(s, (Store, Update))]


def _changed(reader: Reader, node: Any) -> Unsupported:
    return Unsupported(
        "what a generator reads changes while its items are iterated",
        origin=reader.origin_of(node),
        instead="make a list of it before the loop, if the items are to be those of before: `list(...)`",
    )


def _refusal(reader: Reader, node: Any) -> Unsupported:
    return Unsupported(
        "what makes these items one by one writes into an item that it gave before",
        origin=reader.origin_of(node),
        instead="let it give a copy: `.copy()`",
    )
