"""Every kind of node of the intermediate representation, and nothing else.

A program is structured: blocks of statements, with `If`, `For` and `While` as statements that hold blocks.
It is in single-assignment form without phi: a block ends with the operands that it `yields`, an `If` binds them to its
`results`, and a loop passes them to its `params` for the next trip and to its `results` after the last. So a name that
is assigned twice in the user's program is two `Var`s here, and whatever the reverse sweep reads is still there.
Only the contents of arrays and lists change in place, by `Store`, `Update`, `Append` and `Pop`.

`try` and `with` are no statements of their own: they are an `If` whose test is a constant, an `Attempt` or a `Within`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from srcxform.immutable import immutable
from srcxform.ir.layout import Layout
from srcxform.ir.types import Type
from srcxform.origin import NOWHERE, Origin


@immutable(frozen=True, eq=False, slots=True)
class Var:
    """A value that one statement defines; `hint` is the name to print if it is free, "" for a temporary."""

    hint: str
    type: Type


@immutable(frozen=True, eq=False, slots=True)
class Const:
    """An object known at compile time."""

    value: Any


@immutable(frozen=True, eq=False, slots=True)
class Tup:
    """A tuple display (or a list display, by `kind`) of operands that nobody has stored yet."""

    items: tuple[Operand, ...]
    kind: type | Layout = tuple


@immutable(frozen=True, eq=False, slots=True)
class Slice:
    """`start:stop:step` inside an index."""

    start: Operand
    stop: Operand
    step: Operand


Operand = Var | Const | Tup | Slice
TypeOf = Callable[[Operand], Type]


@immutable(frozen=True, eq=False, slots=True)
class Assign:
    """`out = primitive(*args, **kwargs)`: one operation, without effect on its operands."""

    out: Var
    primitive: Callable[..., Any]
    args: tuple[Operand, ...]
    kwargs: tuple[tuple[str, Operand], ...] = ()
    origin: Origin = NOWHERE


@immutable(frozen=True, eq=False, slots=True)
class Store:
    """`target[index] = value`."""

    target: Var
    index: Operand
    value: Operand
    origin: Origin = NOWHERE


@immutable(frozen=True, eq=False, slots=True)
class Update:
    """`target[index] operator= value`, or `target operator= value` in place where `index` is None."""

    target: Var
    index: Operand | None
    operator: Callable[..., Any]
    value: Operand
    origin: Origin = NOWHERE


@immutable(frozen=True, eq=False, slots=True)
class Append:
    """`target.append(value)`."""

    target: Var
    value: Operand
    origin: Origin = NOWHERE


@immutable(frozen=True, eq=False, slots=True)
class Pop:
    """`out = target.pop()`."""

    out: Var
    target: Var
    origin: Origin = NOWHERE


@immutable(frozen=True, eq=False, slots=True)
class Effect:
    """A call made for what it does (print, raise, assert), never for its result."""

    primitive: Callable[..., Any]
    args: tuple[Operand, ...]
    kwargs: tuple[tuple[str, Operand], ...] = ()
    origin: Origin = NOWHERE


@immutable(frozen=True, eq=False, slots=True)
class Call:
    """`out = callee(*args)`, where the callee is another function of the same program.

    Where it is `partial`, `out` is the function with its first arguments given.
    """

    out: Var
    callee: FunctionRef
    args: tuple[Operand, ...]
    origin: Origin = NOWHERE
    partial: bool = False


@immutable(frozen=True, eq=False, slots=True)
class Block:
    """Statements, and what the block gives to the statement that holds it.

    `jump` is "" where the block ends normally, "break" where it leaves the innermost loop (then it yields that loop's
    results), "never" where its end is not reached.
    """

    statements: tuple[Statement, ...]
    yields: tuple[Operand, ...] = ()
    jump: str = ""


@immutable(frozen=True, eq=False, slots=True)
class If:
    test: Operand
    then: Block
    orelse: Block
    results: tuple[Var, ...] = ()
    origin: Origin = NOWHERE


@immutable(frozen=True, eq=False, slots=True)
class Attempt:
    """The test of an `If` that tries its `then`, and runs its `orelse` where one of these exceptions ended that.

    The first result tells whether it failed: `then` yields False and `orelse` yields True. What is done after a failure
    stands in an ordinary `If` on that result. The tapes that `then` pushes on are cut back where it fails: of a branch
    that failed nothing is left.
    """

    caught: tuple[type[BaseException], ...]

    def __repr__(self) -> str:
        return f"attempt({', '.join(kind.__name__ for kind in self.caught)})"


@immutable(frozen=True, eq=False, slots=True)
class Within:
    """The test of an `If` that runs `then` inside `with manager(*args, **kwargs)`; its `orelse` is never reached."""

    manager: Callable[..., Any]
    args: tuple[Any, ...] = ()
    kwargs: tuple[tuple[str, Any], ...] = ()

    def __repr__(self) -> str:
        given = [*map(repr, self.args), *(f"{key}={value!r}" for key, value in self.kwargs)]
        return f"within({', '.join([getattr(self.manager, '__name__', '?'), *given])})"


@immutable(frozen=True, eq=False, slots=True)
class For:
    """`for index in range(start, stop, step)`."""

    index: Var
    start: Operand
    stop: Operand
    step: Operand
    params: tuple[Var, ...]
    inits: tuple[Operand, ...]
    body: Block
    results: tuple[Var, ...]
    origin: Origin = NOWHERE


@immutable(frozen=True, eq=False, slots=True)
class While:
    """`cond` yields the test, read before each trip; it sees the params."""

    cond: Block
    params: tuple[Var, ...]
    inits: tuple[Operand, ...]
    body: Block
    results: tuple[Var, ...]
    origin: Origin = NOWHERE


Statement = Assign | Store | Update | Append | Pop | Effect | Call | If | For | While
Loop = For | While


@dataclass(eq=False, slots=True)
class FunctionRef:
    """A function of the program, by reference, so that a recursive function can call itself before it is finished."""

    name: str
    key: object = None
    function: Function | None = None
    result: Type | None = None


@immutable(frozen=True, eq=False, slots=True)
class Solution:
    """Key of a function that solves: `find(calls, start, **slopes, **options)`.

    The solution is where `equation` is zero; if it is `stationary`, where the gradient of `equation` is. `search` are
    the first arguments of such a function, on which the solution does not depend: the start, and options of the run.
    `slopes` are derivatives by the user's hand, by the name of the option. All functions take the unknown last.
    """

    find: Callable[..., Any]
    options: tuple[tuple[str, Operand], ...]
    search: tuple[tuple[str, Type], ...]
    equation: FunctionRef
    calls: FunctionRef
    slopes: tuple[tuple[str, FunctionRef], ...]
    stationary: bool

    @property
    def functions(self) -> tuple[FunctionRef, ...]:
        """All that it is made of."""
        return (self.equation, self.calls, *(ref for _, ref in self.slopes))


@immutable(frozen=True, eq=False, slots=True)
class Parameter:
    """A parameter as printed: `var`, its default where it has one; `captured` if it stands for data from outside.

    `parts` take a dict or an object apart when the function is entered.
    """

    var: Var
    default: Any = None
    has_default: bool = False
    keyword_only: bool = False
    captured: bool = False
    parts: tuple[Assign, ...] = ()

    @property
    def leaves(self) -> tuple[Var, ...]:
        """The variables that hold what is given: `var` itself, or those that its parts define."""
        return tuple(part.out for part in self.parts) or (self.var,)


@immutable(frozen=True, eq=False, slots=True)
class Function:
    """A function: the body yields its result as one operand."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    doc: str = ""
    origin: Origin = NOWHERE
    named: dict[str, Operand] = field(default_factory=dict)


class Undefined:
    """The value of a name on a path that never assigned it."""

    def __repr__(self) -> str:
        return "undefined"


UNDEFINED = Undefined()
