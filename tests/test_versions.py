"""Code that was made once serves all derivatives that ask for the same, and all functions of one text."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import differentiable, grad, jvp, pipeline, value_and_grad, vjp


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is compiled while a test runs."""
    made: list[str] = []
    original = pipeline.compile_function

    def counted(function: Any, *args: Any, **kwargs: Any) -> Any:
        made.append(function.__name__)
        return original(function, *args, **kwargs)

    monkeypatch.setattr(pipeline, "compile_function", counted)
    return made


def cube(x: Any) -> Any:
    return np.sum(x**3)


X = np.array([1.0, 2.0])


def test_each_call_may_ask_anew(compilations: list[str]) -> None:
    counts = []
    for _ in range(3):
        np.testing.assert_allclose(grad(cube)(X), 3 * X**2)
        assert value_and_grad(cube)(X)[0] == 9.0
        assert jvp(cube, (X,), (X,))[1] == 27.0
        np.testing.assert_allclose(vjp(cube, X)[1](2.0)[0], 6 * X**2)
        counts.append(len(compilations))
    assert counts == [4, 4, 4]


def test_what_is_asked_differently_is_made_apart(compilations: list[str]) -> None:
    def f(x: Any, y: Any) -> Any:
        return np.sum(x * y**2)

    np.testing.assert_allclose(grad(f)(X, X), X**2)
    np.testing.assert_allclose(grad(f, wrt=1)(X, X), 2 * X**2)
    np.testing.assert_allclose(grad(f, wrt="y")(X, 2.0), 4 * np.sum(X))
    assert len(compilations) == 3


def test_a_function_that_is_defined_in_a_loop(compilations: list[str]) -> None:
    for k in range(4):
        batch = np.full(2, float(k))
        np.testing.assert_allclose(grad(lambda w: np.sum(w * batch**2))(X), batch**2)
    assert len(compilations) == 1


def test_a_cell_of_another_type(compilations: list[str]) -> None:
    for batch, expected in ((np.ones(2), 1.0), (3.0, 3.0), (np.ones((3, 2)), 3.0), (np.ones(2), 1.0)):
        np.testing.assert_allclose(grad(lambda w: np.sum(w * batch))(X), np.full(2, expected))
    assert len(compilations) == 4


@pytest.mark.parametrize("changed", [True, False])
def test_a_number_of_trips_in_a_cell(changed: bool) -> None:
    def made(n: int) -> Callable[[Any], Any]:
        def power(x: Any) -> Any:
            for _ in range(n):
                x = x * x
            return np.sum(x)

        return power

    assert grad(made(1))(np.array([3.0]))[0] == 6.0
    assert grad(made(2 if changed else 1))(np.array([3.0]))[0] == (108.0 if changed else 6.0)


def test_a_helper_in_a_cell_is_another_one() -> None:
    def loss_of(helper: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda x: np.sum(helper(x))

    np.testing.assert_allclose(grad(loss_of(lambda x: x**2))(X), 2 * X)
    np.testing.assert_allclose(grad(loss_of(lambda x: x**3))(X), 3 * X**2)
    np.testing.assert_allclose(grad(loss_of(np.sin))(X), np.cos(X))


def test_defaults_are_part_of_a_function() -> None:
    def made(rate: Any) -> Callable[..., Any]:
        def f(x: Any, rate: Any = rate) -> Any:
            return np.sum(x) * rate

        return f

    for rate in (2.0, 5.0, np.array(7.0)):
        np.testing.assert_allclose(grad(made(rate))(X), np.full(2, float(rate)))


class Model:
    def __init__(self, scale: Any) -> None:
        self.scale = scale

    def loss(self, x: Any) -> Any:
        return np.sum(self.scale * x**2)


def test_methods(compilations: list[str]) -> None:
    a, b = Model(2.0), Model(np.array([1.0, 3.0]))
    for _ in range(3):
        np.testing.assert_allclose(grad(a.loss)(X), 4 * X)
        np.testing.assert_allclose(grad(b.loss)(X), 2 * b.scale * X)
    assert len(compilations) == 2
    a.scale = 3.0
    np.testing.assert_allclose(grad(a.loss)(X), 6 * X)


def test_what_a_closure_holds_is_let_go() -> None:
    def step() -> weakref.ref[Any]:
        batch = np.ones(1000)
        grad(lambda w: np.sum(w * batch))(np.ones(1000))
        return weakref.ref(batch)

    watched = step()
    gc.collect()
    assert watched() is None


def test_a_decorated_function_shares_with_itself(compilations: list[str]) -> None:
    @differentiable
    def f(x: Any) -> Any:
        return np.sum(np.sin(x))

    grad(f)(X)
    grad(f)(X)
    assert len(compilations) == 1
    assert "f_adjoint" in f.adjoint_source


def test_second_derivatives(compilations: list[str]) -> None:
    for _ in range(3):
        assert grad(grad(lambda x: x**3))(2.0) == 12.0
    assert len(compilations) == 2


def test_second_derivatives_with_a_cell() -> None:
    for k in (1.0, 2.0):
        assert grad(grad(lambda x: k * x**3))(2.0) == 12.0 * k
