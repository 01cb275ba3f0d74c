"""Every kernel of the benchmarks: a gradient that is fast and wrong is worth nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from benchmarks.kernel import Kernel
from benchmarks.kernels import kernels
from srcxform import jvp
from tests import oracle
from tests.benchmarks.judged import (
    LAYOUTS,
    Case,
    case,
    derivative,
    differences,
    in_layout,
    largest_difference,
    names_of,
    typical,
)

KERNELS = kernels()
# The usual run takes the first size of each kernel.
SIZES = [
    pytest.param(kernel.name, size, id=f"{kernel.name}-{size}", marks=[pytest.mark.exhaustive] * (k > 0))
    for kernel in KERNELS
    for k, size in enumerate(kernel.tests)
]
TOLERANCE = 1e-6
NOISE = 1e-10  # of the whole: what differences of a value that is rounded can tell of a part that hardly matters


def _having(*attributes: str) -> list[Any]:
    """The kernels that have one of these, each with the function and a size."""
    return [
        pytest.param(
            kernel.name,
            size,
            getattr(kernel, attribute),
            id=f"{kernel.name}-{size}-{attribute}",
            marks=[pytest.mark.exhaustive] * (k > 0),
        )
        for kernel in KERNELS
        for attribute in attributes
        if getattr(kernel, attribute) is not None
        for k, size in enumerate(kernel.tests)
    ]


def _gradient(judged: Case, args: tuple[Any, ...]) -> tuple[Any, ...]:
    return derivative(judged.kernel.name)(*args, head=judged.head)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "size"), SIZES)
def test_gradient_agrees_with_differences(name: str, size: int, layout: str) -> None:
    judged = case(name, size)
    args = tuple(in_layout(layout, arg) for arg in judged.args)
    gradients = _gradient(judged, args)
    floor = NOISE * max(typical(gradients, judged.direction), typical(judged.head, judged.value))
    parts = zip(oracle.leaves(gradients), oracle.leaves(judged.direction), differences(name, size), strict=True)
    for gradient, direction, expected in parts:
        allowed = max(TOLERANCE * max(abs(expected.value), typical(gradient, direction)), floor)
        assert expected.error <= allowed, "the differences do not settle: another size or other inputs"
        assert abs(oracle.inner(gradient, direction) - expected.value) <= allowed


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "size"), SIZES)
def test_arguments_and_head_stay_as_they_are(name: str, size: int, layout: str) -> None:
    judged = case(name, size)
    args = tuple(in_layout(layout, arg) for arg in judged.args)
    head = oracle.copied(judged.head)
    _gradient(judged, args)
    assert oracle.same_bits(args, judged.args)
    assert oracle.same_bits(judged.head, head)


@pytest.mark.parametrize(("name", "size"), SIZES)
def test_tangent_agrees_with_gradient(name: str, size: int) -> None:
    judged = case(name, size)
    gradients = _gradient(judged, judged.args)
    tangents: list[Any] = [None] * len(judged.args)
    for position, part in zip(judged.positions, judged.direction, strict=True):
        tangents[position] = part
    value, tangent = jvp(judged.kernel.function, judged.args, tuple(tangents), of=judged.kernel.of)
    if judged.kernel.of is None:
        assert largest_difference(value, judged.value) <= 1e-12
    along = oracle.inner(gradients, judged.direction)
    scale = max(abs(along), typical(gradients, judged.direction))
    assert oracle.inner(judged.head, tangent) == pytest.approx(along, abs=1e-10 * scale)


@pytest.mark.parametrize(("name", "size", "by_hand"), _having("by_hand", "by_hand_loops"))
def test_adjoint_by_hand_agrees(name: str, size: int, by_hand: Callable[..., tuple[Any, ...]]) -> None:
    judged = case(name, size)
    args, head = oracle.copied(judged.args), oracle.copied(judged.head)
    found = by_hand(*args, head=head)
    assert oracle.same_bits(args, judged.args), "a hand-written adjoint changes its arguments"
    assert oracle.same_bits(head, judged.head), "a hand-written adjoint changes its head"
    assert largest_difference(found, _gradient(judged, judged.args)) <= 1e-10


@pytest.mark.parametrize(("name", "size", "form"), _having("functional"))
def test_functional_form_has_the_same_value(name: str, size: int, form: Callable[..., Any]) -> None:
    judged = case(name, size)
    assert largest_difference(form(*oracle.copied(judged.args)), judged.value) <= 1e-12


@pytest.mark.parametrize(("name", "size", "form"), _having("primal_loops"))
def test_form_for_machine_code_has_the_same_value(name: str, size: int, form: Callable[..., Any]) -> None:
    judged = case(name, size)
    args = oracle.copied(judged.args)
    result = form(*args)
    if judged.kernel.of is not None:
        result = args[names_of(judged.kernel).index(judged.kernel.of)]
    assert largest_difference(result, judged.value) <= 1e-12


@pytest.mark.parametrize("kernel", [pytest.param(kernel, id=kernel.name) for kernel in KERNELS])
def test_kernel_is_well_described(kernel: Kernel) -> None:
    names = names_of(kernel)
    code = kernel.function.__code__
    assert names == list(code.co_varnames[: code.co_argcount])
    assert set(kernel.wrt) <= set(names)
    assert kernel.of is None or kernel.of in names
    for value in oracle.leaves(list(kernel.inputs(kernel.tests[0], np.random.default_rng(1)).values())):
        assert np.asarray(value).dtype in (np.float64, np.complex128)
        assert not isinstance(value, np.ndarray) or value.flags.c_contiguous
