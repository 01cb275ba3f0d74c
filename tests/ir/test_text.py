"""The text of the intermediate representation, and by it how each construct is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform.ir.nodes import Block, Call, Const, Function, FunctionRef, Parameter, Var
from srcxform.ir.text import block_text, function_text
from srcxform.ir.types import FLOAT
from tests.reading import body_text, lines, read

X = np.ones(4)


def straight(x):
    y = np.sin(x)
    y = y * 2
    return y


def branch(x):
    if x > 0:
        y = x * 2
    else:
        y = -x
    return y


def counted(x):
    s = 0.0
    for i in range(1, 4):
        s = s + x[i]
    return s


def conditional(x):
    while x > 1:
        x = x / 2
    return x


def left_early(x):
    for i in range(4):
        if x[i] > 0.5:
            break
    return x[i]


def written(x):
    x[0] = 2.0
    x[1:] *= x[:-1]
    x += 1.0
    return x


def list_of_values(x):
    xs = []
    xs.append(x)
    y = xs.pop()
    return y, [y]


def refused(x):
    if x < 0:
        raise ValueError("no")
    return x


def keywords(x):
    return np.sum(x, axis=0, keepdims=True)


CASES: list[tuple[Callable[..., Any], Any, str]] = [
    (straight, 1.0, """
        %y = sin(%x)
        %y_1 = mul(%y, 2)
        yield %y_1
        """),
    (branch, 1.0, """
        %t = gt(%x, 0)
        %y = if %t:
            %y_1 = mul(%x, 2)
            yield %y_1
        else:
            %y_2 = neg(%x)
            yield %y_2
        yield %y
        """),
    (counted, X, """
        %s_1 = for %i in 1, 4, 1 carrying %s = 0.0:
            %t = getitem(%x, %i)
            %s_2 = add(%s, %t)
            yield %s_2
        yield %s_1
        """),
    (conditional, 1.0, """
        %x_1 = while carrying %x_2 = %x:
            %t = gt(%x_2, 1)
            yield %t
        do:
            %x_3 = truediv(%x_2, 2)
            yield %x_3
        yield %x_1
        """),
    (left_early, X, """
        %i_1 = for %i_2 in 0, 4, 1 carrying %i = undefined:
            %t = getitem(%x, %i_2)
            %t_1 = gt(%t, 0.5)
            if %t_1:
                break %i_2
            else:
                yield
            yield %i_2
        %t_2 = getitem(%x, %i_1)
        yield %t_2
        """),
    (written, X, """
        %x[0] = 2.0
        %t = getitem(%x, None:-1:None)
        %x[1:None:None] mul= %t
        %x add= 1.0
        yield %x
        """),
    (list_of_values, 1.0, """
        %xs = list_of()
        append %xs, %x
        %y = pop %xs
        %t = list_of(%y)
        yield (%y, %t)
        """),
    (refused, 1.0, """
        %t = lt(%x, 0)
        if %t:
            %t_1 = ValueError('no')
            throw(%t_1)
            never
        else:
            yield
        yield %x
        """),
    (keywords, X, """
        %t = sum(%x, axis=0, keepdims=True)
        yield %t
        """),
]  # fmt: skip


@pytest.mark.parametrize(("function", "argument", "expected"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_text(function: Callable[..., Any], argument: Any, expected: str) -> None:
    assert body_text(read(function, argument)) == lines(expected)


def test_a_function_shows_its_parameters() -> None:
    assert function_text(read(straight, 1.0)).startswith("function straight(%x):\n    %y = sin(%x)\n")


def test_names_are_given_once_and_never_python_s() -> None:
    x, also_x, built_in = Var("x", FLOAT), Var("x", FLOAT), Var("len", FLOAT)
    assert block_text(Block((), (x, also_x, built_in, x))) == "yield %x, %x_1, %len_1, %x\n"


def test_a_call_names_its_callee() -> None:
    x, out = Var("x", FLOAT), Var("out", FLOAT)
    call = Call(out, FunctionRef("power"), (x, Const(2)))
    function = Function("f", (Parameter(x),), Block((call,), (out,)))
    assert function_text(function) == "function f(%x):\n    %out = call power(%x, 2)\n    yield %out\n"
