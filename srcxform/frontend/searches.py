"""Iterations that end at a hit: `any`, `all` and `next`, which evaluate nothing of what follows it.

Where the items are known each is asked after the other; else a function with a loop is read, which returns at the hit:

    any(t for v in xs if c)    ->    for v in xs:
                                         if c:
                                             if t:
                                                 return True
                                     return False
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import gast

from srcxform.frontend import comprehensions, kinship, overloading
from srcxform.frontend.forms import choice_of
from srcxform.frontend.iteration import take_next
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.normalise.trees import conditional, constant, expression, load, negation, placed, with_fields
from srcxform.frontend.virtual import Frame, Generator, Instance, Place, Together, instance_of
from srcxform.frontend.walking import assigned_names
from srcxform.ir.builder import type_of
from srcxform.ir.nodes import Const, Operand, Tup, Var
from srcxform.ir.types import ArrayType, ListType, TupleType

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Args = tuple[Operand, ...]
Kwargs = dict[str, Operand]
_DEFAULT = "the default"
"""The name of what `next` gives where there is no item; no name of a program."""


class _NotKnown(Exception):
    """How many items there are is known only at run time."""


def all_any(builtin: Callable[..., Any]) -> Callable[..., Operand]:
    """`all` or `any`, which goes on as long as it finds the truth that it gives of nothing."""
    of_nothing = builtin is all

    def read(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand:
        generator = _as_generator(reader, args[0], node)
        if generator is None:
            return reader.builder.op(builtin, args[0])

        def asked(item: Operand, rest: Callable[[], Operand]) -> Operand:
            item = reader.truth(item, node)
            ends = lambda: Const(not of_nothing)  # noqa: E731
            return reader.choose(item, rest, ends) if of_nothing else reader.choose(item, ends, rest)

        return _found(reader, generator, asked, lambda: Const(of_nothing), builtin.__name__)

    return read


def next_item(reader: Reader, args: Args, kwargs: Kwargs, node: Any) -> Operand | None:
    """`next(items)` and `next(items, default)`: the first item, unless the place of the iterator is counted."""
    iterator = instance_of(args[0])
    if iterator is not None and iterator.kind is Place:
        return take_next(reader, iterator, args[1] if len(args) > 1 else None)
    if kinship.method_of(args[0], "__next__") is not None and len(args) == 1:
        return overloading.special(reader, args[0], "__next__", (), node)
    generator = _as_generator(reader, args[0], node)
    if generator is None:
        return None
    default = args[1] if len(args) > 1 else None

    def otherwise() -> Operand:
        if default is None:
            raise _NotKnown  # the loop says what is raised
        return default

    return _found(reader, generator, lambda item, rest: item, otherwise, "next", default)


def _as_generator(reader: Reader, items: Operand, node: Any) -> Generator | None:
    """What is searched as a generator expression; None for an array or a list, which is there already."""
    either = choice_of(items)
    value = items.value if isinstance(items, Const) else None
    if isinstance(value, Generator):
        return value
    if either is not None or (isinstance(items, Var) and isinstance(type_of(items), (ArrayType, ListType))):
        return None
    if isinstance(value, Together) and value.kind == "map":
        made = "(function(*row) for row in rows)"
        frame = reader.own_frame(function=value.start, rows=Const(Together("zip", value.parts)))  # type: ignore[arg-type]
    elif isinstance(value, (Together, Instance)) or isinstance(items, Tup) or isinstance(type_of(items), TupleType):
        made, frame = "(item for item in rows)", reader.own_frame(rows=items)
    else:
        return None
    return Generator(expression(made, node), frame, frame.cells["rows"])


Asked = Callable[[Operand, Callable[[], Operand]], Operand]


def _found(
    reader: Reader,
    generator: Generator,
    asked: Asked,
    otherwise: Callable[[], Operand],
    kind: str,
    default: Operand | None = None,
) -> Operand:
    """What a search gives. `asked(item, rest)` is what an item gives, or else the rest."""
    with comprehensions.frame_of(reader, generator):
        try:
            with (
                reader.memory.trial() as changes,
                reader.builder.block() as statements,
                reader.comprehension_frame(generator.node),
            ):
                found = _among_known(reader, generator, asked, otherwise)
        except _NotKnown:
            return _by_loop(reader, generator, kind, default)
        reader.memory.apply(changes)
        for statement in statements:
            reader.builder.add(statement)
        return found


def _among_known(reader: Reader, generator: Generator, asked: Asked, otherwise: Callable[[], Operand]) -> Operand:
    """The items one after the other, each only where none before it was a hit."""

    def among(parts: list[Any], given: Operand | None, rest: Callable[[], Operand]) -> Operand:
        if not parts:
            return asked(reader.evaluate(generator.node.elt), rest)
        iterable = reader.evaluate(parts[0].iter) if given is None else given
        items = comprehensions.items_run_through(reader, iterable, parts[0])
        if items is None:
            raise _NotKnown
        return following(parts, items, rest)

    def following(parts: list[Any], items: Args, rest: Callable[[], Operand]) -> Operand:
        if not items:
            return rest()
        reader.assign_target(parts[0].target, items[0])
        others = lambda: following(parts, items[1:], rest)  # noqa: E731
        return kept(list(parts[0].ifs), lambda: among(parts[1:], None, others), others)

    def kept(tests: list[Any], then: Callable[[], Operand], others: Callable[[], Operand]) -> Operand:
        if not tests:
            return then()
        test = reader.truth(reader.evaluate(tests[0]), tests[0])
        if not isinstance(test, Const):
            raise _NotKnown  # the others would be read twice
        return kept(tests[1:], then, others) if test.value else others()

    return among(list(generator.node.generators), generator.first, otherwise)


def _by_loop(reader: Reader, generator: Generator, kind: str, default: Operand | None) -> Operand:
    function, names = _function(generator.node, kind, default is not None)
    with _function_frame(reader, generator, names, {} if default is None else {_DEFAULT: default}):
        reader.execute(list(function.body))
        return reader.frame.cells.get("return", Const(None))


@contextmanager
def _function_frame(
    reader: Reader, generator: Generator, names: frozenset[str], cells: dict[str, Operand]
) -> Iterator[None]:
    """A frame as that of a comprehension, so that `:=` binds outside of it, for a function that may leave its loops."""
    outer, loops, place = reader.frame, reader.loops, reader.builder.origin
    first = {_FIRST: generator.first}
    reader.frame = Frame(
        {**cells, **first}, source=outer.source, parent=outer, local_names=names, is_comprehension=True
    )
    reader.loops = []
    try:
        yield
    finally:
        reader.frame, reader.loops, reader.builder.origin = outer, loops, place


_FIRST = "the iterated"
"""The name of what the first `for` iterates over, which is evaluated already; no name of a program."""


@functools.lru_cache(maxsize=512)
def _function(node: gast.GeneratorExp, kind: str, has_default: bool) -> tuple[gast.FunctionDef, frozenset[str]]:
    """A function that searches, in kernel form, and the names that are its own."""
    body = _at_hit(node.elt, kind)
    for part in reversed(node.generators):
        for test in reversed(part.ifs):
            body = [conditional(test, body, [], test)]
        over = load(_FIRST, part.iter) if part is node.generators[0] else part.iter
        body = [placed(gast.For(part.target, over, body, [], None), part.iter)]
    plain = gast.parse("def search(): pass").body[0]
    function = normalise(with_fields(placed(plain, node), body=[*body, _at_end(node, kind, has_default)]))
    own = [name for part in node.generators for name in assigned_names([part.target])]
    made = set(assigned_names(list(function.body))) - set(assigned_names([*_evaluated(node)]))
    return function, frozenset({*own, *made, _FIRST, _DEFAULT, "return"})


def _evaluated(node: gast.GeneratorExp) -> Iterator[Any]:
    """The parts of a generator expression in which `:=` may stand."""
    yield node.elt
    for part in node.generators:
        yield from part.ifs


def _at_hit(element: Any, kind: str) -> list[Any]:
    if kind == "next":
        return [placed(gast.Return(element), element)]
    test = element if kind == "any" else negation(element)
    return [conditional(test, [placed(gast.Return(constant(kind == "any", element)), element)], [], element)]


def _at_end(node: Any, kind: str, has_default: bool) -> Any:
    if kind != "next":
        return placed(gast.Return(constant(kind == "all", node)), node)
    if has_default:
        return placed(gast.Return(load(_DEFAULT, node)), node)
    return placed(gast.Raise(placed(gast.Call(constant(StopIteration, node), [], []), node), None), node)
