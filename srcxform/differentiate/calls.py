"""Recursive functions: each is differentiated once for each set of active arguments, in two parts.

    value, residual = f_forward(x, n)           the forward sweep, and what the reverse sweep needs of it
    x_bar, = f_reverse(residual, value_bar)     the reverse sweep

Each call has a residual of its own, so recursion to any depth needs nothing more.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from srcxform import runtime
from srcxform.analyses.activity import Activity, activity
from srcxform.analyses.aliasing import Aliases, aliasing
from srcxform.analyses.attempts import without_half_done
from srcxform.analyses.handed import recursive_calls, told_apart
from srcxform.differentiate.implicit import Implicit
from srcxform.differentiate.shadows import Split, refuse_written, refuse_written_operands
from srcxform.errors import Unsupported
from srcxform.frontend.program import CallKind, Leaf, Program
from srcxform.ir.names import Names
from srcxform.ir.nodes import Assign, Block, Call, Const, Function, FunctionRef, Operand, Parameter, Solution, Tup, Var
from srcxform.ir.types import UNKNOWN, is_array, may_be_written
from srcxform.ir.walk import blocks, defines, inner_definitions, operands, statements_in, vars_in


@dataclass
class Callee:
    """A recursive function as it is differentiated: its block, parameters, facts and the arguments that are active."""

    program: Program
    block: Block
    parameters: tuple[Var, ...]
    aliases: Aliases
    active: Activity
    independents: tuple[Var, ...]


def refuse_written_between(program: Program, clean: Callable[[Block], Block], *, hands_copies: bool) -> None:
    """Refuse recursive functions that write into what they are given, or are given what is written elsewhere.

    A call of the first could not be told from its effects; copies for the second must do the same as what they are of.
    """
    for one in (program, *program.callees.values()) if program.callees else ():
        block = clean(one.block)
        if one is not program:
            _refuse_writes(one, one.block)
        for call in told_apart(one, program.callees) if hands_copies else ():
            refuse_written(call)
        for call in recursive_calls(block):
            refuse_written_operands(call, aliasing(block))


def written_arrays(program: Program) -> dict[object, frozenset[Leaf]]:
    """The arrays among the arguments of recursive functions, by the function's key, into which they write."""
    found: dict[object, frozenset[Leaf]] = {}
    for ref, callee in program.callees.items():
        if isinstance(ref.key, CallKind):
            aliases = aliasing(callee.block)
            leaves = zip(ref.key.passed, callee.variables, strict=True)
            written = {leaf for (leaf, t), v in leaves if is_array(t) and aliases.is_written(v)}
            if written:
                found[ref.key.function] = found.get(ref.key.function, frozenset()) | written
    return found


def _refuse_writes(program: Program, block: Block) -> None:
    aliases = aliasing(block)
    for _, v in program.parameters:
        if isinstance(v, Var) and may_be_written(v.type) and aliases.is_written(v):
            raise Unsupported(
                f"the recursive function `{program.source.name}` writes into its argument",
                origin=aliases.writes(v)[0].origin,
                instead="write into a copy and give it back, or write it as a loop",
            )


@dataclass
class Callees:
    """The recursive functions of a program, and their parts made so far."""

    programs: dict[FunctionRef, Program]
    captured: tuple[Var, ...]
    clean: Callable[[Block], Block]
    splits: dict[object, Split] = field(default_factory=dict)
    tangents: dict[object, FunctionRef] = field(default_factory=dict)
    gradients: dict[FunctionRef, FunctionRef] = field(default_factory=dict)
    make_split: Callable[[Callees, Callee], tuple[Block, Block]] | None = None
    make_tangent: Callable[[Callees, Callee], Function] | None = None

    def function(self, ref: FunctionRef) -> Function:
        """A function that the generated module calls, by its kind."""
        return Implicit(self, ref).primal() if isinstance(ref.key, Solution) else self.primal(ref)

    def primal(self, ref: FunctionRef) -> Function:
        """The function itself, as the generated module calls it."""
        program = self.programs[ref]
        block = self.clean(program.block)
        _refuse_writes(program, block)
        return Function(ref.name, self._parameters([v for _, v in program.parameters]), block)

    def _parameters(self, plain: list[Operand]) -> tuple[Parameter, ...]:
        named = [Parameter(v) for v in plain if isinstance(v, Var)]
        return (*named, *(Parameter(v, keyword_only=True, captured=True) for v in self.captured))

    def prepared(self, ref: FunctionRef, mask: tuple[bool, ...]) -> Callee:
        program = self.programs[ref]
        block = self.clean(program.block)
        _refuse_writes(program, block)
        block = without_half_done(block)
        aliases = aliasing(block)
        parameters = program.variables
        independents = tuple(v for v, wanted in zip(parameters, mask, strict=True) if wanted)
        active = activity(block, aliases, independents, vars_in(block.yields[0]))
        return Callee(program, block, parameters, aliases, active, independents)

    def split(self, ref: FunctionRef, mask: tuple[bool, ...]) -> Split:
        """The two parts of a function, made at first sight (a recursive call finds them here, unfinished)."""
        key = (ref, mask)
        if key not in self.splits:
            pair = Split(FunctionRef(f"{ref.name}_forward"), FunctionRef(f"{ref.name}_reverse"))
            self.splits[key] = pair
            if isinstance(ref.key, Solution):
                pair.forward.function, pair.reverse.function = Implicit(self, ref).parts(mask)
                return pair
            callee = self.prepared(ref, mask)
            assert self.make_split is not None
            forward, reverse = self.make_split(self, callee)
            self._finish(pair, callee, forward, reverse)
        return self.splits[key]

    def _finish(self, pair: Split, callee: Callee, forward: Block, reverse: Block) -> None:
        """Give the reverse part, as its residual, whatever it reads of the forward part."""
        crossing = _crossing(forward, reverse, callee.parameters)
        names = self._parameters(list(callee.parameters))
        residual = Tup(tuple(crossing))
        kept = Block(forward.statements, (Tup((forward.yields[0], residual)),))
        pair.forward.function = Function(
            pair.forward.name, names, kept, f"Value of {callee.program.source.name}, and what its reverse sweep needs."
        )
        given, head = Var("residual", UNKNOWN), reverse.yields[1]
        assert isinstance(head, Var)
        unpacked = [_item(given, k, v) for k, v in enumerate(crossing)]
        body = Block((*unpacked, *reverse.statements), (reverse.yields[0],))
        doc = f"Adjoints of the active arguments of {callee.program.source.name}."
        pair.reverse.function = Function(
            pair.reverse.name, (Parameter(given), Parameter(head), *(p for p in names if p.keyword_only)), body, doc
        )

    def tangent(self, ref: FunctionRef, mask: tuple[bool, ...]) -> FunctionRef:
        """The tangent function of a recursive function."""
        key = (ref, mask)
        if key not in self.tangents:
            made = FunctionRef(f"{ref.name}_tangent")
            self.tangents[key] = made
            if isinstance(ref.key, Solution):
                made.function = Implicit(self, ref).tangent(mask)
                return made
            assert self.make_tangent is not None
            made.function = self.make_tangent(self, self.prepared(ref, mask))
        return self.tangents[key]


def _item(residual: Var, k: int, var: Var) -> Assign:
    return Assign(var, operator.getitem, (residual, Const(k)))


def _crossing(forward: Block, reverse: Block, parameters: tuple[Var, ...]) -> list[Var]:
    """The variables of the forward part that the reverse part reads."""
    known = set(parameters)
    for statement in statements_in(forward):
        known.update(defines(statement))
        known.update(inner_definitions(statement))
    found: dict[Var, None] = {}
    for statement in statements_in(reverse):
        for operand in operands(statement):
            found.update(dict.fromkeys(v for v in vars_in(operand) if v in known))
        for inner in blocks(statement):
            for operand in inner.yields:
                found.update(dict.fromkeys(v for v in vars_in(operand) if v in known))
    for operand in reverse.yields:
        found.update(dict.fromkeys(v for v in vars_in(operand) if v in known))
    return list(found)


IMPORTED = frozenset(["np", "math", "partial", *vars(runtime)])
"""Names that the generated module imports."""


def called_functions(functions: list[Function], callees: Callees) -> list[Function]:
    """All functions that the given ones call, each once, in the order of the calls; names made unique."""
    found: dict[FunctionRef, Function] = {}
    todo = list(functions)
    while todo:
        for statement in statements_in(todo.pop(0).body):
            if isinstance(statement, Call) and statement.callee not in found:
                ref = statement.callee
                found[ref] = ref.function or callees.function(ref)
                todo.append(found[ref])
    # A parameter of the same name would stand in front of the function.
    parameters = {p.var.hint for f in (*functions, *found.values()) for p in f.parameters}
    names = Names({f.name for f in functions} | IMPORTED | parameters)
    for ref in found:
        ref.name = names.fresh(ref.name)
    return [replace(function, name=ref.name) for ref, function in found.items()]
