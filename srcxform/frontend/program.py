"""What reading a program knows and gives: the tables it is given, what its readings share, and the program read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from srcxform.errors import Unsupported
from srcxform.frontend.source import Source
from srcxform.frontend.virtual import Outside
from srcxform.ir.nodes import Block, FunctionRef, If, Operand, Tup, Var
from srcxform.ir.types import UNKNOWN, Type
from srcxform.ir.walk import vars_in
from srcxform.origin import Origin


@dataclass(frozen=True)
class Tables:
    """What the reader is told about NumPy and about itself; made once by the pipeline from the rules."""

    methods: dict[str, Callable[..., Any]]
    attributes: dict[str, Callable[..., Any]]
    inert_attributes: frozenset[str]
    require_array: Callable[..., Any]
    check: Callable[..., Any]
    throw: Callable[..., Any]
    memory_made: Callable[..., Any]  # which variables of some statements name one object, and what writes it
    object_type: Type = UNKNOWN
    keyed: bool = False  # a dict comprehension may have keys that only the run knows
    one_kind: bool = False  # machine code has one kind of value for a name: a number does not become an array in a loop
    sought: frozenset[str] = frozenset()  # the local variables that a gradient is asked of
    objective: str | None = None  # the variable whose last value is differentiated, where it is not the result


Leaf = tuple[Any, int]
"""The name of an argument of a recursive function, and the place of a leaf in its form."""


@dataclass(frozen=True)
class CallKind:
    """What tells one reading of a recursive function from another: the forms, types and values of its arguments."""

    function: Any
    forms: tuple[Any, ...]
    passed: tuple[tuple[Leaf, Type], ...]
    static: tuple[tuple[Leaf, Any], ...]
    same: Pairs


Pairs = frozenset[tuple[int, int]]
"""Which of some objects, in their order, may be the same."""


@dataclass
class Shared:
    """What all readings of one program share: the recursive functions found, and what is read of each.

    If it `unfolds`, calls of recursive functions are put in line like any others: the recursion must end while reading.
    If it `hands_copies`, recursive functions take and give back copies of arrays and lists: these may be written. What
    a function writes into arrays that it was given (`hands_back`) stands in its results, and is stored by the caller.
    If it `parts_sums`, a sum of arrays is a choice between the number 0 and an array, where there may be no items; if
    `sums_have_items`, the run checks that there are some.
    If it `carries_all`, loops carry all names that they assign, those too that nothing seems to read afterwards.
    """

    unfolds: bool = False
    hands_copies: bool = False
    parts_sums: bool = False
    sums_have_items: bool = False
    carries_all: bool = False
    has_open_sums: bool = False
    unfolded: int = 0
    recursive: set[Any] = field(default_factory=set)
    functions: dict[object, FunctionRef] = field(default_factory=dict)
    programs: dict[FunctionRef, Program] = field(default_factory=dict)
    unfinished: bool = False
    given_written: dict[type, Origin] = field(default_factory=dict)
    first_types: dict[Var, Type] = field(default_factory=dict)
    found: dict[object, Type] = field(default_factory=dict)
    found_so_far: dict[object, Type] = field(default_factory=dict)
    unknown: set[object] = field(default_factory=set)
    forced: set[object] = field(default_factory=set)
    forms: dict[FunctionRef, Operand] = field(default_factory=dict)
    given_back: dict[FunctionRef, Pairs] = field(default_factory=dict)
    hands_back: dict[object, frozenset[Leaf]] = field(default_factory=dict)
    itself: dict[FunctionRef, Leaf | None] = field(default_factory=dict)  # the array that is given and given back


class UnclearIdentity(Unsupported):
    """Something is read of an object that may be another one that was written."""


class Restart(Exception):
    """A list turned out to grow, or to hold another type: the program is read again with that knowledge."""


@dataclass
class Program:
    """What reading a function gave: its body, and all that it takes from outside its parameters."""

    parameters: list[tuple[str, Operand]]
    block: Block
    result: Operand
    named: dict[str, Operand]
    outside: Outside
    source: Source
    final: dict[str, Operand] = field(default_factory=dict)
    form: Operand | None = None
    written: Mapping[Var, Var] = field(default_factory=dict)
    in_doubt: list[tuple[Var, Origin]] = field(default_factory=list)
    bound: int = 0
    given_written: dict[type, Origin] = field(default_factory=dict)
    holders: tuple[Any, ...] = ()
    always_raises: bool = False
    callees: dict[FunctionRef, Program] = field(default_factory=dict)

    @property
    def variables(self) -> tuple[Var, ...]:
        """What it is given, leaf by leaf."""
        return tuple(v for _, operand in self.parameters for v in vars_in(operand))

    @property
    def own_result(self) -> tuple[Operand, ...]:
        """The leaves of what a function gives back, without the arrays that it hands back and that are no part of it.

        `written` are the copies of such parameters. One of them alone is the caller's own array, and no leaf either.
        """
        if not self.written:
            return (self.result,)
        assert isinstance(self.result, Tup)
        return () if self.gives_written is not None else self.result.items[: -len(self.written)]

    @property
    def gives_written(self) -> Var | None:
        """The parameter which a recursive function wrote into, and is its result."""
        result = self.result.items[0] if self.form is None and isinstance(self.result, Tup) else None
        found = _values(result, self.block) if isinstance(result, Var) else set()
        return next((v for v, copy in self.written.items() if found == {copy}), None)


def _values(var: Var, block: Block) -> set[Operand]:
    """The variables of which one is meant by the result of branches."""
    for branching in (s for s in block.statements if isinstance(s, If) and var in s.results):
        k = branching.results.index(var)
        ways = [one for one in (branching.then, branching.orelse) if len(one.yields) == len(branching.results)]
        given = [(one.yields[k], one) for one in ways]
        return {found for v, one in given for found in (_values(v, one) if isinstance(v, Var) else {v})}
    return {var}
