"""What a well-formed function is; in the tests the verifier runs between all stages and passes.

A variable is defined once, and read only where it is in scope: after its definition, in the same block or inside it.
One thing more is allowed outside of loops: what a branch defines may be read later, in a branch on the same test.
There the reverse sweep finds the values of the forward sweep without a tape. The test that undoes a tried branch is
whether it failed, so there the branches are the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from srcxform import runtime
from srcxform.ir.guarded import attempt_of, is_guarded, within_of
from srcxform.ir.nodes import (
    UNDEFINED,
    Append,
    Assign,
    Block,
    Const,
    Effect,
    For,
    Function,
    If,
    Loop,
    Operand,
    Pop,
    Slice,
    Statement,
    Tup,
    Var,
    While,
)
from srcxform.ir.text import block_text
from srcxform.ir.types import ListType, TupleType, is_tape
from srcxform.ir.walk import blocks, defines, inner_definitions, operands, statements_in, vars_in

LONGEST = 12


class IRError(Exception):
    """A stage made a function that is not well formed: a mistake in the compiler, never in the user's program."""


def verify(function: Function) -> None:
    """Raise `IRError`, with the text of the offending statement, unless the function is well formed."""
    _Verifier(function).run()


@dataclass(frozen=True)
class _Place:
    """One step on the way from the function's body into an inner block."""

    holder: Statement
    branch: int

    @property
    def is_branch(self) -> bool:
        return isinstance(self.holder, If)

    def mirrors(self, other: _Place) -> bool:
        """Whether this is another `If` on the same test, and its same branch."""
        if not isinstance(self.holder, If) or not isinstance(other.holder, If) or self.holder is other.holder:
            return False
        for tried, there in ((self, other), (other, self)):
            if attempt_of(tried.holder) is not None and there.holder.test in tried.holder.results[:1]:  # type: ignore[union-attr]
                return self.branch != other.branch
        return self.branch == other.branch and _is_same(self.holder.test, other.holder.test)


def _is_same(a: Operand, b: Operand) -> bool:
    return a is b or (isinstance(a, Const) and isinstance(b, Const) and a.value is b.value)


Path = tuple[_Place, ...]


@dataclass
class _Verifier:
    function: Function
    home: dict[Var, Path] = field(default_factory=dict)
    pushed: set[Var] = field(default_factory=set)
    given: set[Var] = field(default_factory=set)
    current: Statement | None = None

    def run(self) -> None:
        for parameter in self.function.parameters:
            self.define(parameter.var, ())
            for part in parameter.parts:
                self.define(part.out, ())
        body = self.function.body
        self.pushed = {s.target for s in statements_in(body) if isinstance(s, Append)}
        self.block(body, (), None, False)
        self.require(not body.jump, f"the body ends in `{body.jump}`")
        self.require(len(body.yields) == 1, f"the body yields {len(body.yields)} operands, not one result")

    # Complaints

    def require(self, holds: bool, complaint: str) -> None:
        if not holds:
            raise IRError(f"{self.function.name}: {complaint}{self._shown()}")

    def _shown(self) -> str:
        if self.current is None:
            return ""
        try:
            lines = block_text(Block((self.current,))).splitlines()[:-1]
        except ValueError:
            lines = [repr(self.current)]  # params and inits of different numbers have no text
        more = ["    ..."] if len(lines) > LONGEST else []
        place = f" (from {self.current.origin})" if self.current.origin.lineno else ""
        return "\n".join([f", in{place}", *("    " + line for line in lines[:LONGEST]), *more])

    # Scopes

    def define(self, var: Var, path: Path) -> None:
        self.require(var not in self.home, f"`{var.hint or 't'}` is defined twice")
        self.home[var] = path

    def read(self, operand: Operand, path: Path) -> None:
        for var in vars_in(operand):
            name = var.hint or "t"
            self.require(var in self.home, f"`{name}` is read before it is defined, or never defined")
            in_scope = self._is_in_scope(self.home[var], path)
            self.require(in_scope, f"`{name}` is read outside of the block that defines it")

    @staticmethod
    def _is_in_scope(home: Path, path: Path) -> bool:
        if path[: len(home)] == home:
            return True
        common = next(k for k, (a, b) in enumerate(zip_longest(home, path)) if a != b)
        if not all(place.is_branch for place in home):
            return False
        # A branch of the same `If` that is not taken together with the one at home.
        if common < len(path) and path[common].holder is home[common].holder:
            return False
        return all(any(there.mirrors(place) for there in path[common:]) for place in home[common:])

    # Blocks

    def block(self, block: Block, path: Path, loop: Loop | None, in_tail: bool) -> None:
        """`loop` is the innermost loop; `in_tail`: whether the end of the block is the end of that loop's trip."""
        for k, statement in enumerate(block.statements):
            self.statement(statement, path, loop, in_tail and k == len(block.statements) - 1)
        self.current = path[-1].holder if path else None
        for operand in block.yields:
            self._check_operand(operand, is_passed_on=True)
            self.read(operand, path)
        self._check_jump(block, loop, in_tail)

    def _check_jump(self, block: Block, loop: Loop | None, in_tail: bool) -> None:
        self.require(block.jump in ("", "break", "never"), f"`{block.jump}` is no way to end a block")
        if block.jump == "break":
            self.require(loop is not None and in_tail, "a `break` that is not the end of a loop's trip")
            fits = loop is None or len(block.yields) == len(loop.params)
            self.require(fits, f"a break yields {len(block.yields)} operands, the loop carries others")
        if block.jump == "never":
            self.require(not block.yields, "a block whose end is not reached yields something")
            last = block.statements[-1] if block.statements else None
            raises = isinstance(last, Effect) and last.primitive is runtime.throw
            leaves = isinstance(last, If) and bool(last.then.jump and last.orelse.jump)
            is_no_branch = isinstance(self.current, If) and within_of(self.current) is not None and not block.statements
            self.require(raises or leaves or is_no_branch, "a block says that its end is not reached, but it is")

    # Statements

    def statement(self, statement: Statement, path: Path, loop: Loop | None, in_tail: bool) -> None:
        self.current = statement
        for operand in operands(statement):
            self._check_operand(operand, is_passed_on=isinstance(statement, (For, While)))
            self.read(operand, path)
        match statement:
            case If():
                self._if(statement, path, loop, in_tail)
            case For() | While():
                self._loop(statement, path)
            case Append(target) | Pop(_, target):
                self._check_list(target, isinstance(statement, Pop))
            case Assign(out):
                self._check_tape(statement, out)
            case _:
                pass
        self.current = statement
        for var in defines(statement):
            self.define(var, path)

    def _if(self, choice: If, path: Path, loop: Loop | None, in_tail: bool) -> None:
        if is_guarded(choice):
            self._guarded(choice)
            loop, in_tail = None, False
        for k, inner in enumerate(blocks(choice)):
            self.block(inner, (*path, _Place(choice, k)), loop, in_tail)
            self.current = choice
            fits = bool(inner.jump) or len(inner.yields) == len(choice.results)
            self.require(fits, f"a branch yields {len(inner.yields)} operands for {len(choice.results)} results")

    def _guarded(self, choice: If) -> None:
        """A tried branch tells whether it failed, and nothing jumps out of it."""
        if attempt_of(choice) is None:
            self.require(choice.orelse.jump == "never", "the other branch of a block within a manager is no branch")
            return
        self.require(not choice.then.jump and not choice.orelse.jump, "a tried branch is left by a jump")
        given = [block.yields[0] for block in blocks(choice) if block.yields]
        flags = [o.value for o in given if isinstance(o, Const)]
        self.require(flags == [False, True], "the first result of a tried branch is not whether it failed")

    def _loop(self, loop: Loop, path: Path) -> None:
        counts = {len(loop.params), len(loop.inits), len(loop.results)}
        found = f"{len(loop.params)} params, {len(loop.inits)} inits and {len(loop.results)} results"
        self.require(len(counts) == 1, f"a loop has {found}")
        trip = (*path, _Place(loop, 0))
        for var in inner_definitions(loop):
            self.define(var, trip)
        if isinstance(loop, While):
            self.block(loop.cond, (*trip, _Place(loop, 1)), None, False)
            self.current = loop
            self.require(not loop.cond.jump and len(loop.cond.yields) == 1, "the condition of a `while` gives one test")
        self.block(loop.body, (*trip, _Place(loop, 2)), loop, True)
        self.current = loop
        fits = bool(loop.body.jump) or len(loop.body.yields) == len(loop.params)
        self.require(fits, f"a trip yields {len(loop.body.yields)} operands for {len(loop.params)} params")

    # Operands

    def _check_operand(self, operand: Operand, is_passed_on: bool) -> None:
        """What is only passed on may be no value yet, or one that exists only while a program is read (a closure)."""
        if isinstance(operand, Const):
            self.require(is_passed_on or operand.value is not UNDEFINED, "an operation reads a name that has no value")
            kind = type(operand.value)
            is_virtual = kind.__module__.startswith("srcxform.frontend")
            self.require(is_passed_on or not is_virtual, f"an operation reads a {kind.__name__}")
        elif isinstance(operand, Tup):
            for item in operand.items:
                self._check_operand(item, is_passed_on)
        elif isinstance(operand, Slice):
            for part in (operand.start, operand.stop, operand.step):
                self._check_operand(part, False)

    # Lists and tapes

    def _check_list(self, target: Var, is_pop: bool) -> None:
        t = target.type
        is_list = isinstance(t, ListType) or (isinstance(t, TupleType) and t.kind is list)
        self.require(is_list, f"`{target.hint or 't'}` is not known to be a list")
        if is_pop and is_tape(target.type) and target not in self.given:
            self.require(target in self.pushed, f"nothing is pushed on the tape `{target.hint}`")

    def _check_tape(self, statement: Assign, out: Var) -> None:
        """A tape starts empty; the reverse part of a split function gets it out of the residual."""
        if not is_tape(out.type):
            return
        empty = statement.primitive is runtime.list_of and not statement.args
        unpacked = isinstance(statement.args[0], Var) if statement.args else False
        if unpacked and not empty:
            self.given.add(out)
        self.require(empty or unpacked, f"the tape `{out.hint}` does not start as an empty list")
