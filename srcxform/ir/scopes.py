"""Makes results of what a branch gives to the program after it: nothing is read outside of the block that defines it.

if c:                          t2 = if c:
    t = x * 2                      t = x * 2
                        ->         yield t
                               else:
                                   yield undefined
y = t + 1                      y = t2 + 1

A function that is made in a branch and called after it reads what stood around it there.
"""

from __future__ import annotations

from dataclasses import replace

from srcxform.errors import Unsupported
from srcxform.ir.nodes import UNDEFINED, Block, Const, If, Operand, Statement, Var
from srcxform.ir.walk import blocks, defines, inner_definitions, map_operand, map_operands, reads, vars_in, with_blocks

Path = tuple[Statement, ...]
Names = dict[Operand, Var]


def in_scope(block: Block, parameters: set[Var]) -> Block:
    """The block, with each value passed on by the branches between its definition and its reads."""
    found = _Escapes(block, parameters)
    return _rebuilt(block, {}, found.passed)[0] if found.passed else block


class _Escapes:
    """`passed[choice]`: the values that are defined in an `If` and read after it."""

    def __init__(self, block: Block, parameters: set[Var]) -> None:
        self.home: dict[Var, Path] = dict.fromkeys(parameters, ())
        self.passed: dict[Statement, dict[Var, None]] = {}
        self._block(block, ())

    def _block(self, block: Block, path: Path) -> None:
        for statement in block.statements:
            for var in reads(statement):
                self._read(var, path, statement)
            for var in inner_definitions(statement):
                self.home[var] = (*path, statement)
            for inner in blocks(statement):
                self._block(inner, (*path, statement))
            for var in defines(statement):
                self.home[var] = path
        for operand in block.yields:
            for var in vars_in(operand):
                self._read(var, path, None)

    def _read(self, var: Var, path: Path, reader: Statement | None) -> None:
        home = self.home.get(var, ())
        common = next((k for k, (a, b) in enumerate(zip(home, path, strict=False)) if a is not b), len(path))
        for holder in home[common:]:
            if not isinstance(holder, If):
                raise Unsupported(
                    "a function that was made in a loop is used after it, with what stood around it in one trip",
                    origin=(reader or holder).origin,
                    instead="make it after the loop, or hand over what it reads as arguments",
                )
            self.passed.setdefault(holder, {})[var] = None


def _rebuilt(block: Block, names: Names, passed: dict[Statement, dict[Var, None]]) -> tuple[Block, Names]:
    names = dict(names)
    statements: list[Statement] = []
    for statement in block.statements:
        done = map_operands(statement, lambda v: names.get(v, v))
        inner = [_rebuilt(each, names, passed) for each in blocks(statement)]
        if inner:
            done = with_blocks(done, tuple(each for each, _ in inner))
        if isinstance(done, If) and statement in passed:
            done = _passing(done, passed[statement], [known for _, known in inner], names)
        statements.append(done)
    yields = tuple(map_operand(y, lambda v: names.get(v, v)) for y in block.yields)
    return replace(block, statements=tuple(statements), yields=yields), names


def _passing(choice: If, values: dict[Var, None], inside: list[Names], names: Names) -> If:
    """The `If` with these values of its branches as results, under which they are known from here on."""
    results: Names = {var: Var(var.hint, var.type) for var in values}
    own = [_defined(each) for each in (choice.then, choice.orelse)]
    sides = []
    for block, known, defined in zip((choice.then, choice.orelse), inside, own, strict=True):
        given = [known.get(var, var) for var in values]
        extra = tuple(value if value in defined else Const(UNDEFINED) for value in given)
        sides.append(block if block.jump else replace(block, yields=(*block.yields, *extra)))
    names.update(results)
    return replace(choice, then=sides[0], orelse=sides[1], results=(*choice.results, *results.values()))


def _defined(block: Block) -> set[Var]:
    return {var for statement in block.statements for var in defines(statement)}
