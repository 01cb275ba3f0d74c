"""Small Python functions as intermediate representation, and its variables by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from textwrap import dedent
from typing import Any

from srcxform.frontend.rounds import read_program
from srcxform.frontend.source import read_source
from srcxform.ir.names import Names
from srcxform.ir.nodes import Block, Function, Parameter, Var
from srcxform.ir.text import function_text
from srcxform.ir.walk import blocks, defines, inner_definitions, vars_in
from srcxform.pipeline import TABLES, operand_for


def read(function: Callable[..., Any], *args: Any) -> Function:
    """The function as read for arguments of these types."""
    source = read_source(function)
    operands = {name: operand_for(name, value) for name, value in zip(inspect.signature(function).parameters, args)}
    program = read_program(source, operands, TABLES)
    parameters = tuple(Parameter(v) for operand in operands.values() for v in vars_in(operand))
    return Function(source.name, parameters, program.block)


def body_text(function: Function) -> str:
    """The text of a function without its first line, at the left margin."""
    return dedent(function_text(function).split("\n", 1)[1])


def lines(expected: str) -> str:
    """An indented text as `body_text` gives it."""
    return dedent(expected).lstrip("\n")


def named(function: Function) -> dict[Var, str]:
    """The variables of a function by name: the user's, numbered in the order of the text, `t` for a temporary.

    What a loop or branch gives is numbered before what is inside.
    """
    names = Names()
    return {v: names.fresh(v.hint) for v in [*(p.var for p in function.parameters), *_defined(function.body)]}


def _defined(block: Block) -> Iterator[Var]:
    for statement in block.statements:
        yield from defines(statement)
        yield from inner_definitions(statement)
        for inner in blocks(statement):
            yield from _defined(inner)


def variables(function: Function) -> dict[str, Var]:
    """The same, by name."""
    return {name: var for var, name in named(function).items()}
