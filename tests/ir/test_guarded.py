"""Guarded blocks: what well-formed means for them, how they read, what they keep alive, and what is refused."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np
import pytest

from srcxform.analyses.attempts import without_half_done
from srcxform.analyses.liveness import maybe_undefined, outcomes
from srcxform.analyses.need import needed
from srcxform.backends.emit import emit
from srcxform.errors import Unsupported
from srcxform.ir.builder import Builder, block_of
from srcxform.ir.guarded import NEVER, is_known_test
from srcxform.ir.nodes import UNDEFINED, Attempt, Block, Const, Function, If, Operand, Parameter, Var, Within
from srcxform.ir.text import block_text
from srcxform.ir.types import BOOL, FLOAT
from srcxform.ir.verify import IRError, verify
from srcxform.simplify.common import share_common
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.outcomes import ask_once, forget_failures
from tests.simplify.building import array, derived, lines, number, program

X, Y = number("x"), number("y")
FAILS, HOLDS = Const(True), Const(False)


def attempt(builder: Builder, then: list, given: tuple[Operand, ...] = (), kept: tuple[Operand, ...] = ()) -> If:
    """`failed, ... = attempt(ValueError)` with a branch that gives `given`, and `kept` where it failed."""
    results = (Var("failed", BOOL), *(Var("r", FLOAT) for _ in given))
    test = Const(Attempt((ValueError,)))
    made = If(test, block_of(then, (HOLDS, *given)), block_of([], (FAILS, *kept)), results)
    builder.add(made)
    return made


def function(builder: Builder, result: Operand) -> Function:
    return Function("f", (Parameter(X), Parameter(Y)), program(builder, result))


def tried_log() -> tuple[Builder, If]:
    """`try: r = np.log(x)`, and y where it failed."""
    builder = Builder()
    with builder.block() as then:
        made = builder.op(np.log, X)
    return builder, attempt(builder, then, (made,), (Y,))


def test_the_test_of_a_guarded_block_is_not_known() -> None:
    assert is_known_test(Const(True))
    assert not is_known_test(Const(Attempt((ValueError,))))
    assert not is_known_test(Const(Within(np.errstate)))
    assert not is_known_test(X)


def test_text() -> None:
    builder, made = tried_log()
    assert block_text(program(builder, made.results[1])) == lines("""
        %failed, %r = if attempt(ValueError):
            %t = log(%x)
            yield False, %t
        else:
            yield True, %y
        yield %r
        """)


def test_the_branch_that_undoes_an_attempt_may_read_it() -> None:
    builder, made = tried_log()
    inner = made.then.statements[0].out  # type: ignore[union-attr]
    with builder.block() as undo:
        g = builder.op(operator.truediv, Const(1.0), inner)
    result = Var("g", FLOAT)
    builder.add(If(made.results[0], Block((), (Const(0.0),)), block_of(undo, (g,)), (result,)))
    verify(function(builder, result))


def test_trap_the_branch_of_a_failure_may_not_read_it() -> None:
    builder, made = tried_log()
    inner = made.then.statements[0].out  # type: ignore[union-attr]
    result = Var("g", FLOAT)
    builder.add(If(made.results[0], Block((), (inner,)), Block((), (Const(0.0),)), (result,)))
    with pytest.raises(IRError, match="outside of the block"):
        verify(function(builder, result))


def test_the_first_result_tells_whether_it_failed() -> None:
    builder, made = tried_log()
    builder.blocks[0][-1] = If(made.test, Block((), (X, X)), made.orelse, made.results)
    with pytest.raises(IRError, match="whether it failed"):
        verify(function(builder, made.results[1]))


def test_a_block_within_a_manager_has_one_branch() -> None:
    builder = Builder()
    with builder.block() as then:
        made = builder.op(np.log, X)
    result = Var("r", FLOAT)
    test = Const(Within(np.errstate, (), (("divide", "ignore"),)))
    builder.add(If(test, block_of(then, (made,)), NEVER, (result,)))
    verify(function(builder, result))
    builder.blocks[0][-1] = If(test, block_of(then, (made,)), Block((), (X,)), (result,))
    with pytest.raises(IRError, match="no branch"):
        verify(function(builder, result))


def test_what_may_fail_decides_the_path_and_is_needed() -> None:
    builder = Builder()
    with builder.block() as then:
        builder.op(np.log, X)
        builder.op(operator.add, X, Const(1.0))
    made = attempt(builder, then)
    block = program(builder, made.results[0])
    assert block_text(remove_dead_code(block)) == lines("""
        %failed = if attempt(ValueError):
            %t = log(%x)
            yield False
        else:
            yield True
        yield %failed
        """)


def test_an_attempt_that_nobody_asks_for_is_dead() -> None:
    builder, made = tried_log()
    assert made not in needed(program(builder, X)).statements


def test_a_name_is_defined_where_the_attempt_did_not_fail() -> None:
    builder = Builder()
    with builder.block() as then:
        made = builder.op(np.log, X)
    tried = attempt(builder, then, (made,), (Const(UNDEFINED),))
    result = Var("z", FLOAT)
    builder.add(If(tried.results[0], Block((), (Y,)), Block((), (tried.results[1],)), (result,)))
    block = program(builder, result)
    assert maybe_undefined(block) == {tried.results[1]}
    assert outcomes(block)[tried.results[0]][1][tried.results[1]] is made


def test_two_questions_in_a_row_are_one() -> None:
    builder, tried = tried_log()
    first, second = Var("a", FLOAT), Var("b", FLOAT)
    builder.add(If(tried.results[0], Block((), (X,)), Block((), (Y,)), (first,)))
    builder.add(If(tried.results[0], Block((), (first,)), Block((), (tried.results[1],)), (second,)))
    block = remove_dead_code(ask_once(program(builder, second)))
    assert block_text(block).split("\n", 5)[5] == lines("""
        %b = if %failed:
            yield %x
        else:
            yield %r
        yield %b
        """)


def test_what_only_a_failure_gives_and_nobody_reads_then_is_forgotten() -> None:
    builder, tried = tried_log()
    result = Var("b", FLOAT)
    builder.add(If(tried.results[0], Block((), (X,)), Block((), (tried.results[1],)), (result,)))
    done = forget_failures(program(builder, result)).statements[0]
    assert isinstance(done, If)
    assert block_text(done.orelse) == "yield True, undefined\n"


def test_trap_what_is_read_after_a_failure_stays() -> None:
    builder, tried = tried_log()
    block = program(builder, tried.results[1])
    assert block_text(forget_failures(block)) == block_text(block)


@pytest.mark.parametrize(("test", "shared"), [(Attempt((ValueError,)), True), (Within(np.errstate), False)])
def test_an_earlier_result_is_used_in_an_attempt_and_not_within_a_manager(test: object, shared: bool) -> None:
    a = array("a")
    builder = derived()
    before = builder.op(np.exp, a)
    with builder.block() as then:
        again = builder.op(np.exp, a)
        product = builder.op(operator.mul, again, again)
    tried = isinstance(test, Attempt)
    results = (Var("failed", BOOL), Var("r", a.type)) if tried else (Var("r", a.type),)
    then_block = block_of(then, (HOLDS, product) if tried else (product,))
    orelse = Block((), (FAILS, a)) if tried else NEVER
    builder.add(If(Const(test), then_block, orelse, results))
    builder.op(operator.add, before, results[-1])
    total = builder.op(operator.add, before, results[-1])
    done = share_common(program(builder, total))
    assert block_text(done).count("exp(") == (1 if shared else 2)


def test_a_write_as_the_last_step_is_no_half_done_work() -> None:
    a = array("a")
    builder = Builder()
    with builder.block() as then:
        made = builder.op(np.log, X)
        builder.store(a, Const(0), made)
    attempt(builder, then)
    without_half_done(program(builder, a))


def test_what_may_fail_after_a_write_is_refused() -> None:
    a = array("a")
    builder = Builder()
    with builder.block() as then:
        builder.store(a, Const(0), X)
        builder.op(np.log, X)
    attempt(builder, then)
    with pytest.raises(Unsupported, match="written in place inside `try`"):
        without_half_done(program(builder, a))


def test_a_write_into_what_the_branch_made_is_its_own_affair() -> None:
    a = array("a")
    builder = Builder()
    with builder.block() as then:
        b = builder.op(np.copy, a)
        assert isinstance(b, Var)
        builder.store(b, Const(0), X)
        made = builder.op(np.sum, b)
    attempt(builder, then, (made,), (Y,))
    without_half_done(program(builder, a))


def test_trap_a_view_of_what_is_outside_is_outside() -> None:
    a = array("a", "m", "n")
    builder = Builder()
    with builder.block() as then:
        row = builder.op(operator.getitem, a, Const(0))
        assert isinstance(row, Var)
        builder.store(row, Const(0), X)
        builder.op(np.log, X)
    attempt(builder, then)
    with pytest.raises(Unsupported, match="written in place inside `try`"):
        without_half_done(program(builder, a))


def emitted(builder: Builder, result: Operand) -> str:
    text = emit([function(builder, result)]).text
    return text[text.index("def f") :]


def test_expressions_fail_in_the_order_of_the_program() -> None:
    """The logarithm comes before the root, also where the sum names them the other way round."""
    builder = Builder()
    with builder.block() as then:
        first, second = builder.op(np.log, X), builder.op(np.sqrt, Y)
        total = builder.op(operator.sub, second, first)
    made = attempt(builder, then, (total,), (Y,))
    assert emitted(builder, made.results[1]) == lines("""
        def f(x, y):
            try:
                tmp = np.log(x)
                r = np.sqrt(y) - tmp
            except ValueError:
                r = y
            return r
        """)


def test_names_are_overwritten_when_nothing_can_fail_any_more() -> None:
    """`r, s = math.log(r), math.sqrt(s)` in a branch that fails at the root leaves both names as they were."""
    r, s = number("r"), number("s")
    builder = Builder()
    with builder.block() as then:
        first, second = builder.op(math.log, r), builder.op(math.sqrt, s)
    made = attempt(builder, then, (first, second), (r, s))
    total = builder.op(operator.add, made.results[1], made.results[2])
    text = emit([Function("f", (Parameter(r), Parameter(s)), program(builder, total))]).text
    namespace: dict[str, Any] = {}
    exec(text, namespace)
    assert namespace["f"](2.0, -1.0) == 1.0
    assert namespace["f"](1.0, 4.0) == 2.0


def test_tapes_are_cut_back() -> None:
    builder = Builder()
    with builder.block() as then:
        stack = Var("s_stack", FLOAT)
        builder.append(stack, X)
        made = builder.op(np.log, X)
    result = attempt(builder, then, (made,), (Y,)).results[1]
    text = emit([Function("f", (Parameter(X), Parameter(Y), Parameter(stack)), program(builder, result))]).text
    assert "with rewinding(s_stack):" in text
