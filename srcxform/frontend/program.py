"""What reading a program knows and gives: the tables it is given, what its readings share, and the program read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from srcxform.errors import Unsupported
from srcxform.frontend.source import Source
from srcxform.frontend.virtual import Outside
from srcxform.ir.nodes import Block, FunctionRef, Operand, Var
from srcxform.ir.types import UNKNOWN, Type
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
    object_type: Type = UNKNOWN
    keyed: bool = False  # a dict comprehension may have keys that only the run knows
    one_kind: bool = False  # machine code has one kind of value for a name: a number does not become an array in a loop


Pairs = frozenset[tuple[int, int]]
"""Which of some objects, in their order, may be the same."""


@dataclass
class Shared:
    """What all readings of one program share: the recursive functions found, and what is read of each.

    If it `unfolds`, calls of recursive functions are put in line like any others: the recursion must end while reading.
    If it `hands_copies`, recursive functions take and give back copies of arrays and lists: these may be written.
    If it `parts_sums`, a sum of arrays is a choice between the number 0 and an array, where there may be no items.
    """

    unfolds: bool = False
    hands_copies: bool = False
    parts_sums: bool = False
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
    in_doubt: list[tuple[Var, Origin]] = field(default_factory=list)
    bound: int = 0
    given_written: dict[type, Origin] = field(default_factory=dict)
    holders: tuple[Any, ...] = ()
    callees: dict[FunctionRef, Program] = field(default_factory=dict)
