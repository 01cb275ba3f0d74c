"""What the verifier lets pass, what it finds, and that the whole suite runs under it."""

from __future__ import annotations

import operator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from srcxform import grad, runtime
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
    Operand,
    Parameter,
    Pop,
    Statement,
    Store,
    Tup,
    Var,
    While,
)
from srcxform.ir.types import BOOL, FLOAT, INT, ArrayType, ListType, Type
from srcxform.ir.verify import IRError, verify
from srcxform.simplify import passes
from tests.conftest import verified_stages
from tests.programs.program import Program
from tests.programs.table import PROGRAMS
from tests.reading import read

NUMBER = Const(0.0)


def var(hint: str, t: Type = FLOAT) -> Var:
    return Var(hint, t)


def function(*statements: Statement, result: Operand = NUMBER) -> Function:
    return Function("f", (Parameter(X), Parameter(TEST)), Block(statements, (result,)))


def assign(out: Var, *args: Operand) -> Assign:
    return Assign(out, operator.add, args)


def loop(
    body: Block, params: tuple[Var, ...] = (), inits: tuple[Operand, ...] = (), results: tuple[Var, ...] = ()
) -> For:
    return For(var("i", INT), Const(0), Const(3), Const(1), params, inits, body, results)


X, TEST = var("x"), var("test", BOOL)
Y, Z, P, R = var("y"), var("z"), var("p"), var("r")
TAPE, LIST = var("x_stack", ListType(FLOAT, ("tape", 0))), var("xs", ListType(FLOAT, "here"))
EMPTY = Block(())
DEFINES_Y = assign(Y, X, X)
THROW = Effect(runtime.throw, (Const(None),))
BREAK = If(TEST, Block((), (X,), "break"), EMPTY)

GOOD = {
    "straight": function(DEFINES_Y, result=Y),
    "branch_with_result": function(If(TEST, Block((), (X,)), Block((DEFINES_Y,), (Y,)), (R,)), result=R),
    "loop_that_carries": function(loop(Block((assign(Y, P, X),), (Y,)), (P,), (X,), (R,)), result=R),
    "break_at_the_end_of_a_trip": function(loop(Block((BREAK,), (X,)), (P,), (X,), (R,)), result=R),
    "name_without_value_passed_on": function(loop(Block((), (X,)), (P,), (Const(UNDEFINED),), (R,)), result=R),
    "mirrored_branch": function(If(TEST, Block((DEFINES_Y,)), EMPTY), If(TEST, Block((assign(Z, Y, X),)), EMPTY)),
    "mirrored_branch_around_a_loop": function(
        If(TEST, Block((DEFINES_Y,)), EMPTY), If(TEST, Block((loop(Block((assign(Z, Y, X),))),)), EMPTY)
    ),
    "branch_that_raises": function(If(TEST, Block((THROW,), (), "never"), EMPTY)),
    "tape": function(Assign(TAPE, runtime.list_of, ()), Append(TAPE, X), Pop(Y, TAPE), result=Y),
    "tape_of_a_residual": function(Assign(TAPE, operator.getitem, (X, Const(0))), Pop(Y, TAPE), result=Y),
}  # fmt: skip

BAD: dict[str, tuple[Function, str]] = {
    "defined_twice": (function(DEFINES_Y, assign(Y, X)), "`y` is defined twice"),
    "parameter_defined_again": (function(assign(X, TEST)), "`x` is defined twice"),
    "read_before": (function(assign(Z, Y), DEFINES_Y), "`y` is read before it is defined"),
    "never_defined": (function(result=Y), "`y` is read before it is defined, or never defined"),
    "read_in_an_index": (function(Store(X, Tup((Const(0), Y)), X)), "`y` is read before"),
    "out_of_a_loop": (function(loop(Block((DEFINES_Y,))), result=Y), "`y` is read outside of the block"),
    "param_out_of_its_loop": (function(loop(Block((), (X,)), (P,), (X,), (R,)), result=P), "`p` is read outside"),
    "other_branch": (function(If(TEST, Block((DEFINES_Y,)), Block((assign(Z, Y),)))), "`y` is read outside"),
    "branch_on_another_test": (
        function(If(TEST, Block((DEFINES_Y,)), EMPTY), If(X, Block((assign(Z, Y),)), EMPTY)),
        "`y` is read outside",
    ),
    "other_branch_of_the_mirror": (
        function(If(TEST, Block((DEFINES_Y,)), EMPTY), If(TEST, EMPTY, Block((assign(Z, Y),)))),
        "`y` is read outside",
    ),
    "mirrored_branch_in_a_loop": (
        function(loop(Block((If(TEST, Block((DEFINES_Y,)), EMPTY), If(TEST, Block((assign(Z, Y),)), EMPTY))))),
        "`y` is read outside",
    ),
    "test_of_a_while_in_its_body": (
        function(While(Block((DEFINES_Y,), (Y,)), (), (), Block((assign(Z, Y),)), ())),
        "`y` is read outside",
    ),
    "branch_yields_too_little": (function(If(TEST, Block((), (X,)), EMPTY, (R,))), "yields 0 operands for 1 results"),
    "trip_yields_too_much": (function(loop(Block((), (X,)))), "a trip yields 1 operands for 0 params"),
    "break_yields_too_little": (
        function(loop(Block((If(TEST, Block((), (), "break"), EMPTY),), (X,)), (P,), (X,), (R,))),
        "a break yields 0 operands",
    ),
    "params_without_inits": (function(loop(Block((), (X,)), (P,), (), (R,))), "1 params, 0 inits and 1 results"),
    "while_without_test": (function(While(Block(()), (), (), EMPTY, ())), "gives one test"),
    "break_before_the_end": (
        function(loop(Block((BREAK, DEFINES_Y), (X,)), (P,), (X,), (R,))),
        "a `break` that is not the end of a loop's trip",
    ),
    "break_without_loop": (function(BREAK), "a `break` that is not the end"),
    "break_in_the_condition": (
        function(While(Block((BREAK,), (TEST,)), (), (), EMPTY, ())),
        "a `break` that is not the end",
    ),
    "never_that_goes_on": (function(If(TEST, Block((), (), "never"), EMPTY)), "its end is not reached, but it is"),
    "unknown_jump": (function(If(TEST, Block((), (), "continue"), EMPTY)), "`continue` is no way to end a block"),
    "two_results": (Function("f", (), Block((), (Const(0), Const(1)))), "the body yields 2 operands"),
    "append_to_a_number": (function(Append(X, X)), "`x` is not known to be a list"),
    "pop_of_a_number": (function(Pop(Y, X)), "`x` is not known to be a list"),
    "tape_without_start": (
        function(Assign(TAPE, runtime.list_of, (Const(0.0),)), Append(TAPE, X)),
        "the tape `x_stack` does not start as an empty list",
    ),
    "tape_without_push": (
        function(Assign(TAPE, runtime.list_of, ()), Pop(Y, TAPE)),
        "nothing is pushed on the tape `x_stack`",
    ),
    "operation_on_nothing": (function(assign(Y, Const(UNDEFINED))), "an operation reads a name that has no value"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_well_formed(name: str) -> None:
    verify(GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_ill_formed(name: str) -> None:
    given, complaint = BAD[name]
    with pytest.raises(IRError) as caught:
        verify(given)
    assert complaint in str(caught.value)


def test_the_offending_statement_is_shown() -> None:
    with pytest.raises(IRError) as caught:
        verify(function(assign(Z, Y)))
    assert str(caught.value) == "f: `y` is read before it is defined, or never defined, in\n    %z = add(%y)"


def test_a_long_statement_is_cut() -> None:
    body = Block(tuple(assign(var("t"), X) for _ in range(50)), (X,))
    with pytest.raises(IRError) as caught:
        verify(function(loop(body)))
    assert str(caught.value).endswith("    ...")
    assert str(caught.value).count("\n") < 20


# A default that is not given, a bound argument, and a callable known at run time only.
UNREAD = ("branches-default_by_condition", "calls-run", "closures-conditional_function")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_what_is_read_is_well_formed(program: Program) -> None:
    """The other tests verify as well; this one says that reading alone is enough."""
    if any(not isinstance(arg, (float, np.ndarray)) for arg in program.args) or program.name in UNREAD:
        pytest.skip("needs more than the values of its arguments")
    made = read(program.function, *program.args)
    free = [v for v in _captured(made) if v not in {p.var for p in made.parameters}]
    verify(replace(made, parameters=(*made.parameters, *map(Parameter, free))))


def _captured(made: Function) -> list[Var]:
    """Variables that stand for data from outside: read, and defined nowhere."""
    from srcxform.ir.walk import defines, inner_definitions, statements_in, uses_in

    inside = {v for s in statements_in(made.body) for v in (*defines(s), *inner_definitions(s))}
    return sorted(uses_in(made.body) - inside, key=lambda v: v.hint)


def test_the_suite_runs_under_the_verifier(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(block: Block) -> Block:
        return replace(block, yields=(var("lost"),))

    def square(x: Any) -> Any:
        return x * x

    monkeypatch.setattr(passes, "PASSES", (*passes.PASSES, breaking))
    with verified_stages(), pytest.raises(IRError, match="after breaking: square_adjoint: `lost` is read"):
        grad(square)(2.0)


def test_arrays_may_not_be_popped() -> None:
    array = var("a", ArrayType(np.dtype(float), 1))
    with pytest.raises(IRError, match="`a` is not known to be a list"):
        verify(function(Assign(array, np.ones, (Const(3),)), Pop(Y, array)))
