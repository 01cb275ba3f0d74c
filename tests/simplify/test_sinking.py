"""What only the default head asks for."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

import srcxform
from srcxform.ir.builder import block_of
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import Const, If, Var
from srcxform.ir.types import BOOL
from srcxform.simplify.sinking import sink_head
from tests.simplify.building import array, derived, lines, program, text


def with_default_head(b: Any, value: Any) -> Var:
    """`head`, or ones in the shape of a value."""
    head = array("head", "head")
    b.effect(reverse_sweep_begins)
    missing = b.raw(BOOL, operator.is_, head, Const(None))
    with b.block() as made:
        ones = b.op(np.ones_like, value)
    given = array("head", "head")
    b.add(If(missing, block_of(made, (ones,)), block_of([], (head,)), (given,)))
    return given


def test_a_result_that_is_asked_for_its_shape_alone_is_not_computed_for_a_given_head() -> None:
    b, a, c = derived(marked=False), array("a", "m", "n"), array("c", "n", "k")
    product = b.op(operator.matmul, a, c)
    given = with_default_head(b, b.op(np.sin, product))
    assert text(sink_head(program(b, given))) == lines("""
        %t = is_(%head, None)
        %head_1 = if %t:
            %t_1 = matmul(%a, %c)
            %t_2 = sin(%t_1)
            %t_3 = ones_like(%t_2)
            yield %t_3
        else:
            yield %head
        yield %head_1
        """)


def unchanged(before: Any) -> None:
    assert text(sink_head(before)) == text(before)


def test_trap_the_value_is_returned_too() -> None:
    b, a = derived(marked=False), array("a", "m", "n")
    product = b.op(operator.matmul, a, a)
    unchanged(program(b, with_default_head(b, product), product))


def test_trap_the_reverse_sweep_reads_it() -> None:
    b, a = derived(marked=False), array("a", "m", "n")
    product = b.op(operator.matmul, a, a)
    given = with_default_head(b, product)
    unchanged(program(b, b.op(operator.mul, given, product)))


def test_trap_what_it_reads_is_written_in_between() -> None:
    b, a = derived(marked=False), array("a", "m", "n")
    product = b.op(operator.matmul, a, a)
    b.update(a, None, operator.mul, Const(2.0))
    unchanged(program(b, with_default_head(b, product), a))


def test_a_gradient_with_a_head_computes_two_products() -> None:
    gradient = srcxform.grad(lambda a, b: a @ b, wrt=(0, 1))
    a, b = np.ones((2, 3)), np.arange(12.0).reshape(3, 4)
    head = np.arange(8.0).reshape(2, 4)
    for found in (gradient(a, b, head), gradient(a, b, head=head)):
        np.testing.assert_allclose(found[0], head @ b.T)
        np.testing.assert_allclose(found[1], a.T @ head)
    assert gradient.source.count("@") == 2
    assert "head = require_shape(head, (a.shape[0], b.shape[1]))" in gradient.source
    for found, expected in zip(gradient(a, b), (np.ones((2, 4)) @ b.T, a.T @ np.ones((2, 4))), strict=True):
        np.testing.assert_allclose(found, expected)
