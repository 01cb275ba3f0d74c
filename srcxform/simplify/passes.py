"""The passes over a finished function, in their order."""

from __future__ import annotations

from dataclasses import replace

from srcxform.ir.nodes import Function
from srcxform.simplify.dead_code import remove_dead_code


def simplify(function: Function) -> Function:
    """The function that computes the same with less."""
    body = remove_dead_code(function.body)
    return replace(function, body=body)
