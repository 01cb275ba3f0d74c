"""The calls of the public contract, each once, with the answer that mathematics gives."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import srcxform
from srcxform import differentiable, from_source, grad, jvp, stop_gradient, value_and_grad, vjp

X = np.array([1.0, 2.0, 3.0])


@differentiable
def dotted(x: Any) -> Any:
    z = 2 * x
    return np.dot(z, z)


def scaled(x: Any, k: Any = 3.0) -> Any:
    return k * x


def with_aux(x: Any) -> Any:
    return np.sum(x * x), x[0]


def test_a_decorated_function_is_called_as_before() -> None:
    assert dotted(X) == 56.0
    assert "def dotted_adjoint" in dotted.adjoint_source
    assert "def dotted_tangent" in dotted.tangent_source


def test_heads_are_given_by_position_or_by_keyword() -> None:
    head = np.array([10.0, 1.0, 0.1])
    np.testing.assert_allclose(grad(scaled)(X), [3.0, 3.0, 3.0])
    np.testing.assert_allclose(grad(scaled)(X, 2.0, head), 2 * head)
    np.testing.assert_allclose(grad(scaled)(X, head=head), 3 * head)
    np.testing.assert_allclose(grad(scaled)(head=head, k=2.0, x=X), 2 * head)
    np.testing.assert_allclose(grad(scaled)(k=2.0, x=X), [2.0, 2.0, 2.0])
    with pytest.raises(TypeError):
        grad(scaled)(X, x=X)
    with pytest.raises(TypeError):
        grad(scaled)(X, 2.0, hed=head)


def test_a_head_by_keyword_is_not_one_of_the_arguments() -> None:
    def with_rest(x: Any, *rest: Any) -> Any:
        return x * (1 + len(rest))

    head = np.array([10.0, 1.0, 0.1])
    np.testing.assert_allclose(grad(with_rest)(X, head=head), head)


def test_wrt_takes_positions_parameters_and_locals() -> None:
    x_bar, z_bar = grad(dotted, wrt=("x", "z"))(X)
    np.testing.assert_allclose(x_bar, 8 * X)
    np.testing.assert_allclose(z_bar, 4 * X)
    assert grad(scaled, wrt=1)(X, 2.0) == pytest.approx(6.0)


def test_value_aux_pullback_and_tangent() -> None:
    assert value_and_grad(dotted)(X)[0] == 56.0
    gradient, aux = grad(with_aux, has_aux=True)(X)
    np.testing.assert_allclose(gradient, 2 * X)
    assert aux == 1.0
    value, pullback = vjp(scaled, X, 2.0)
    np.testing.assert_allclose(value, 2 * X)
    np.testing.assert_allclose(pullback(X)[0], 2 * X)
    np.testing.assert_allclose(jvp(scaled, (X, 2.0), (None, 1.0))[1], X)


def test_stop_gradient_second_order_and_pickle() -> None:
    assert grad(lambda x: stop_gradient(x * x) * x)(2.0) == pytest.approx(4.0)
    assert grad(grad(lambda x: x**3))(2.0) == pytest.approx(12.0)
    np.testing.assert_allclose(pickle.loads(pickle.dumps(grad(scaled)))(X), [3.0, 3.0, 3.0])


def test_source_from_text_and_refusals_with_a_place() -> None:
    assert grad(from_source("def cube(x):\n    return x ** 3\n", "cube"))(2.0) == pytest.approx(12.0)
    with pytest.raises(srcxform.SrcxformError) as refused:
        grad(dotted)(np.array([1, 2, 3]))
    assert refused.value.lineno > 0
    assert "^" in str(refused.value)
