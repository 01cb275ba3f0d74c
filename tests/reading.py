"""Small Python functions as intermediate representation, and its variables by the names that its text gives them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from textwrap import dedent
from typing import Any

from srcxform.frontend.lower import read_program
from srcxform.frontend.source import read_source
from srcxform.ir.nodes import Function, Parameter, Var
from srcxform.ir.text import _Text, function_text
from srcxform.ir.walk import vars_in
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
    """The variables of a function, with the names that `function_text` gives them."""
    text = _Text()
    for parameter in function.parameters:
        text.var(parameter.var)
    text.block(function.body, "")
    return {var: name.removeprefix("%") for var, name in text.names.items()}


def variables(function: Function) -> dict[str, Var]:
    """The same, by name."""
    return {name: var for var, name in named(function).items()}
