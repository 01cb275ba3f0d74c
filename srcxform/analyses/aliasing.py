"""Which variables may name parts of one object, and which of those objects are written in place.

Variables are put into classes (union-find) over all that makes a second name: views, items of containers, values that
branches and loops pass on. A view that nobody writes through, and that is not read after a write to its class, might as
well be a copy: it is a *snapshot*, and does not join the class of its base.
"""

from __future__ import annotations

import functools
import operator
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from srcxform import runtime
from srcxform.analyses.places import Places, places
from srcxform.ir.builder import rank_of, type_of
from srcxform.ir.memo import OF_BLOCKS, OF_STATEMENTS, kept
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Call,
    Const,
    For,
    If,
    Operand,
    Pop,
    Slice,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)
from srcxform.ir.types import ArrayType, ListType, TupleType, Type, UnknownType, is_scalar, may_be_written
from srcxform.ir.walk import statements_in, vars_in
from srcxform.rules.ndarray import VIEWS, VIEWS_OF_ANY
from srcxform.rules.registry import find_rule, is_hashable

# Helpers of the run time that make a new object; any other may hand back (a view of) its first argument.
_FRESH_HELPERS = (
    runtime.zeros_like, runtime.ones_like, runtime.zeros_list, runtime.zero_cells, runtime.copy_of,
    runtime.last_written, runtime.safe_product, runtime.built, runtime.cleared,
    runtime.stop_gradient, runtime.with_limit, runtime.divide_or_zero, runtime.tuple_of, runtime.list_of,
    runtime.require_view, runtime.untake, runtime.untake_along_axis, runtime.scattered, runtime.solve_triangle,
    runtime.half_triangle, runtime.unrepeat, runtime.undiagonal, runtime.cofactors, runtime.contracted,
    runtime.cholesky_bar, runtime.ranking, runtime.place_among, runtime.as_tuple,
)  # fmt: skip
VIEW_KINDS: dict[object, str] = {
    **dict[object, str](VIEWS.items()),
    np.einsum: "sometimes",
    **{
        f: "sometimes"
        for f in vars(runtime).values()
        if callable(f) and not isinstance(f, type) and f not in _FRESH_HELPERS
    },
}
CONTAINERS = (runtime.tuple_of, runtime.list_of, list)
Writer = Store | Update | Append | Pop
WRITERS = frozenset({Store, Update, Append, Pop})


@dataclass
class Aliases:
    """The classes of a program: `root(v)` stands for the class of `v`; `writers` lists the writes into each."""

    places: Places
    parent: dict[Var, Var] = field(default_factory=dict)
    writers: dict[Var, list[Writer]] = field(default_factory=dict)
    snapshots: set[Statement] = field(default_factory=set)

    @functools.cached_property
    def members(self) -> dict[Var, list[Var]]:
        """The variables of each class that statements define, in the order of the text."""
        found: dict[Var, list[Var]] = {}
        for var in self.places.defined_by:
            found.setdefault(self.root(var) if var in self.parent else var, []).append(var)
        return found

    def root(self, var: Var) -> Var:
        parent = self.parent
        up = parent.get(var)
        if up is None:
            return var
        root = up
        while (up := parent.get(root)) is not None:
            root = up
        while (up := parent[var]) is not root:
            parent[var], var = root, up
        return root

    def union(self, a: Var, b: Var) -> None:
        x, y = self.root(a), self.root(b)
        if x is not y:
            position = self.places.position
            if position(x) > position(y):
                x, y = y, x
            self.parent[y] = x

    def is_written(self, var: Var) -> bool:
        """Whether the object that the variable names, or is part of, is ever written in place."""
        return self.root(var) in self.writers

    def may_change(self, var: Var) -> bool:
        """Whether what the variable names is ever written: an array does not change with a list that it is put on."""
        surely_array = isinstance(var.type, ArrayType)
        return any(not surely_array or writes_contents(w) for w in self.writes(var))

    def writes(self, var: Var) -> list[Writer]:
        """The writes into the object, in the order of the text."""
        return self.writers.get(self.root(var), [])

    def writes_between(self, var: Var, begin: int, end: int) -> list[Writer]:
        """The writes from one number on to before another: of a long program, each question looks at its own part."""
        writes = self.writes(var)
        if not writes:
            return writes
        number = self.places.at.__getitem__
        return writes[bisect_left(writes, begin, key=number) : bisect_left(writes, end, key=number)]


def writes_contents(writer: Statement) -> bool:
    """Whether a write may change an array: a list that holds arrays can change without them."""
    if isinstance(writer, (Append, Pop)):
        return False
    return not (isinstance(writer, Store) and isinstance(writer.target.type, (ListType, TupleType)))


@kept(OF_BLOCKS)
def memory_classes(block: Block) -> Aliases:
    """The classes with every view in that of its base: what may share memory when the program runs."""
    return _classes(places(block), set())


def memory_made(statements: Sequence[Statement], by_items: bool) -> Aliases:
    """These classes for a part of a program; not `by_items`, what is put on a list is not one with the list."""
    block = Block(tuple(statements))
    if by_items:
        return memory_classes(block)
    return _classes(places(block), {s for s in statements_in(block) if isinstance(s, Append)})


@kept(OF_BLOCKS)
def aliasing(block: Block) -> Aliases:
    """The alias classes of a program (DESIGN.md section 3)."""
    where = places(block)
    whole = memory_classes(block)
    if not whole.writers:
        cut = {s for s in statements_in(block) if _view_base(s) is not None}
        return _classes(where, cut)
    cut = _snapshots(block, whole)
    result = _classes(where, cut)
    again = cut | _snapshots(block, result, cut)
    return result if again == cut else _classes(where, again)


def _classes(where: Places, cut: set[Statement]) -> Aliases:
    found = Aliases(where, snapshots=cut)
    writers: list[Writer] = []
    for statement in where.at:
        if statement not in cut:
            for a, b in second_names(statement):
                found.union(a, b)
        if type(statement) in WRITERS:
            writers.append(statement)  # type: ignore[arg-type]
    for writer in writers:
        found.writers.setdefault(found.root(writer.target), []).append(writer)
    return found


@kept(OF_STATEMENTS)
def second_names(statement: Statement) -> tuple[tuple[Var, Var], ...]:
    """Pairs of variables that a statement makes (perhaps) two names of one object; views count as such."""
    return tuple(_edges(statement))


def _named(operand: Operand) -> Iterator[Var]:
    """The variables of an operand that name something that can be written."""
    return (v for v in vars_in(operand) if may_be_written(v.type))


def _pairs(a: Operand, b: Operand) -> Iterator[tuple[Var, Var]]:
    for x in _named(a):
        for y in _named(b):
            yield x, y


def _edges(statement: Statement) -> Iterator[tuple[Var, Var]]:
    match statement:
        case Assign(out) if may_be_written(out.type):
            yield from ((out, base) for base in aliased_operands(statement))
        case If(_, then, orelse, results):
            for inner in (then, orelse):
                if not inner.jump:
                    for result, value in zip(results, inner.yields, strict=True):
                        yield from _pairs(result, value)
        case For() | While():
            for param, init, result in zip(statement.params, statement.inits, statement.results, strict=True):
                yield from _pairs(param, init)
                yield from _pairs(param, result)
            for values in exits_of(statement.body):
                for param, value in zip(statement.params, values, strict=True):
                    yield from _pairs(param, value)
        case Append(target, value):
            yield from _pairs(target, value)
        case Store(target, _, value) if isinstance(target.type, (ListType, TupleType, UnknownType)):
            yield from _pairs(target, value)
        case Pop(out, target) if may_be_written(out.type):
            yield out, target
        case Call(out, _, args) if may_be_written(out.type):
            for arg in args:
                yield from _pairs(out, arg)
        case _:
            return


def exits_of(body: Block) -> Iterator[tuple[Operand, ...]]:
    """What a loop's body passes on: at its end, and at each `break`."""
    if body.jump in ("", "break"):
        yield body.yields
    if body.statements:
        yield from _breaks(body.statements[-1])


def _breaks(statement: Statement) -> Iterator[tuple[Operand, ...]]:
    if not isinstance(statement, If):
        return
    for inner in (statement.then, statement.orelse):
        if inner.jump == "break":
            yield inner.yields
        if inner.statements:
            yield from _breaks(inner.statements[-1])


def aliased_operands(statement: Assign) -> Iterator[Var]:
    """The operands that the result may share memory with."""
    if statement.primitive in CONTAINERS:
        for arg in statement.args:
            yield from _named(arg)
        return
    base = _view_base(statement)
    if base is not None:
        yield base
    if shows_several(statement):
        for arg in statement.args[1:]:
            yield from _seen_through(statement, arg)
    elif base is None and (
        find_rule(statement.primitive) is None
        and statement.primitive is not operator.getitem
        and getattr(statement.primitive, "__module__", None) != "srcxform.runtime"
    ):
        for arg in statement.args:
            yield from _named(arg)


def shows_several(statement: Assign) -> bool:
    """Whether the result holds a view of each of several arguments."""
    is_einsum = statement.primitive is np.einsum and len(statement.args) != 2
    return is_hashable(statement.primitive) and statement.primitive in VIEWS_OF_ANY and not is_einsum


def _view_base(statement: Statement) -> Var | None:
    """The variable that an assignment makes a view or an item of, or None."""
    if not isinstance(statement, Assign) or not may_be_written(statement.out.type):
        return None
    if statement.primitive is runtime.require_view:
        return next(_named(statement.args[0]), None)
    if statement.primitive is operator.getitem:
        base = statement.args[0]
        index = statement.args[1]
        if not isinstance(base, Var) or (isinstance(base.type, ArrayType) and not is_basic(index)) or _is_picked(index):
            return None
        return base
    if statement.primitive is np.einsum and len(statement.args) == 2:
        # With one operand and nothing to sum, einsum gives a view that can be written.
        return next(_named(statement.args[1]), None)
    if statement.primitive is np.diag and rank_of(statement.args[0]) == 1:
        return None
    if is_hashable(statement.primitive) and statement.primitive in VIEW_KINDS and statement.args:
        return next(_seen_through(statement, statement.args[0]), None)
    return None


def _seen_through(statement: Assign, operand: Operand) -> Iterator[Var]:
    """What a view of an operand may be a view of.

    NumPy makes a new array of a list or a tuple, and of integers that become floats.
    """
    if statement.primitive in VIEWS and isinstance(operand, Tup):
        return
    for base in _named(operand):
        if statement.primitive not in VIEWS or not _is_converted(statement.out.type, base.type):
            yield base


def _is_converted(made: Type, given: Type) -> bool:
    if isinstance(given, (ListType, TupleType)):
        return True
    kinds = [t.dtype.kind for t in (made, given) if isinstance(t, ArrayType) and t.dtype is not None]
    return len(kinds) == 2 and kinds[0] in "fc" and kinds[1] in "biu"


def is_basic(index: Operand) -> bool:
    """Whether an index makes a view (integers, slices, newaxis, ellipsis) rather than a copy."""
    items = index.items if isinstance(index, Tup) and index.kind is tuple else (index,)
    for item in items:
        if isinstance(item, Slice) or (
            isinstance(item, Const)
            and (item.value is None or item.value is Ellipsis or isinstance(item.value, (int, slice)))
        ):
            continue
        t = type_of(item)
        if not (isinstance(t, ArrayType) and is_scalar(t) and t.dtype is not None and t.dtype.kind in "iu"):
            return False
    return True


def _is_picked(index: Operand) -> bool:
    """Whether an index has an array of places: it copies, whatever it is applied to."""
    items = index.items if isinstance(index, Tup) and index.kind is tuple else (index,)
    return any((rank_of(item) or 0) > 0 for item in items)


def _snapshots(block: Block, whole: Aliases, known: set[Statement] | None = None) -> set[Statement]:
    """Views that are only read, and not after a write into their class."""
    found: set[Statement] = set()
    for statement in statements_in(block):
        base = _view_base(statement)
        if base is None or statement in (known or ()):
            continue
        assert isinstance(statement, Assign)
        if not whole.is_written(base) or _is_snapshot(statement, whole):
            found.add(statement)
    return found


def _is_snapshot(view: Assign, whole: Aliases) -> bool:
    last = _last_read(view.out, view, whole, 0)
    if last is None:
        return False
    return not whole.writes_between(view.out, whole.places.at[view], last)


def _last_read(var: Var, view: Statement, whole: Aliases, depth: int) -> int | None:
    """The number of the last statement that reads a view, itself or through a view of it; None if it escapes."""
    where = whole.places
    last = where.at[view] if var not in where.returned else where.last + 1
    for use in where.used_by.get(var, []):
        if isinstance(use, (If, For, While, Append, Pop, Call)) or depth > 20:
            return None
        if isinstance(use, (Store, Update)) and (
            use.target is var or isinstance(use.target.type, (ListType, TupleType))
        ):
            return None
        place = where.at[use]
        extra = [loop for loop in where.loops[use] if loop not in where.loops[view]]
        if extra:
            place = where.end[extra[0]] + 1
        last = max(last, place)
        if isinstance(use, Assign) and var in set(aliased_operands(use)) and may_be_written(use.out.type):
            inner = _last_read(use.out, use, whole, depth + 1)
            if inner is None:
                return None
            last = max(last, inner)
    return last
