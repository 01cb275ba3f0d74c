"""The calls of the public contract, each once, with the answer that mathematics gives."""

from __future__ import annotations

import copy
import inspect
import math
import pickle
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
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


# Heads and tangents have the structure, shape and dtype of what they belong to

BACKENDS = ("numpy", pytest.param("numba", marks=pytest.mark.skipif(find_spec("numba") is None, reason="no Numba")))
every_backend = pytest.mark.parametrize("backend", BACKENDS)


class Pair:
    """An output that is an object."""

    def __init__(self, first: Any, second: Any) -> None:
        self.first, self.second = first, second


def written_in_a_dict(x: Any) -> Any:
    y = x.copy()
    y[0] += 0.5 * y[1]
    return {"a": y}


def turned_in_a_dict(x: Any) -> Any:
    z = x * (1 + 2j)
    z[0] += 0.5j * z[1]
    return {"a": z}


def dict_with_a_count(x: Any) -> Any:
    return {"a": 2 * x, "b": np.sum(x), "n": 3}


def pair(x: Any) -> Any:
    return Pair(2 * x, np.sum(x))


def two(x: Any) -> Any:
    return 2 * x, np.sum(x)


def doubled(x: Any) -> Any:
    return 2 * x


def stacked(x: Any) -> Any:
    return np.stack([x[0], 2 * x[0]])


def listed(x: Any) -> Any:
    found = []
    for i in range(len(x)):
        found.append(2 * x[i])
    return found


COUNTS = np.arange(1, 4)
HEADS = [
    (written_in_a_dict, {"a": COUNTS}, [1.0, 2.5, 3.0]),
    (written_in_a_dict, {"a": 1}, [1.0, 1.5, 1.0]),
    (turned_in_a_dict, {"a": np.ones(3)}, [1.0, 0.0, 1.0]),
    (dict_with_a_count, {"b": 1, "a": COUNTS}, [3.0, 5.0, 7.0]),
    (dict_with_a_count, {"a": X, "b": 1.0, "n": None}, [3.0, 5.0, 7.0]),
    (pair, Pair(COUNTS, 1), [3.0, 5.0, 7.0]),
    (two, [COUNTS, 1], [3.0, 5.0, 7.0]),
    (doubled, 1, [2.0, 2.0, 2.0]),
    (doubled, COUNTS, [2.0, 4.0, 6.0]),
    (listed, [1, 2, 3], [2.0, 4.0, 6.0]),
]
MISFITS = [
    (written_in_a_dict, ({"a": np.ones(2)}, {"a": np.ones((3, 1))}, {"a": 1j * X}, {"a": None}, {}, [X], 1.0, X)),
    (written_in_a_dict, ({"a": X, "c": X}, {"a": np.array(["a", "b", "c"])}, {"a": [1.0, 2.0, 3.0]})),
    (dict_with_a_count, ({"a": X}, {"a": X, "b": X}, {"a": 1j, "b": 1.0})),
    (pair, (Pair(X, X), Pair(None, 1.0), {"first": X, "second": 1.0}, 1.0, (X, 1.0))),
    (two, ((1.0, X), (X,), (X, 1.0, 1.0), (X[:2], 1.0), (None, 1.0), X[:2], 1.0)),
    (doubled, (np.ones(2), np.ones(1), np.ones((1, 3)), np.array(["a", "b", "c"]), [1.0, 2.0, 3.0])),
    (doubled, (np.array([1, 2, 3], dtype=object), np.ma.masked_array(X, mask=[0, 1, 0]), "head", 1j)),
    (stacked, (np.ones(3), np.ones(1))),
    (listed, ([1.0, 2.0], [1.0, 2.0, 3.0, 4.0])),
]


@every_backend
@pytest.mark.parametrize(("program", "head", "expected"), HEADS)
def test_a_head_is_cast_to_the_output(program: Any, head: Any, expected: Any, backend: str) -> None:
    np.testing.assert_allclose(grad(program, backend=backend)(X, head), expected)


@every_backend
@pytest.mark.parametrize(("program", "heads"), MISFITS)
def test_a_head_that_does_not_fit_the_output_is_refused(program: Any, heads: Any, backend: str) -> None:
    for head in heads:
        with pytest.raises(srcxform.SrcxformError) as caught:
            grad(program, backend=backend)(X, head)
        assert caught.value.lineno > 0
        assert caught.value.instead


def swapped(parts: Any) -> Any:
    parts[0][0] += 0.5 * parts[0][1]
    return parts[0]


def turned(d: Any) -> Any:
    d["z"][0] *= 1j
    return d["z"].sum()


def weighted_product(d: Any) -> Any:
    return d["a"] * d["b"] * d["n"]


def product_of_pair(p: Any) -> Any:
    return p.first * p.second


def product_of_list(parts: Any) -> Any:
    return parts[0] * parts[1]


def square_sum(x: Any) -> Any:
    return np.sum(x**2)


def times(x: Any, n: Any) -> Any:
    return x * n


D = {"a": X, "b": 2.0, "n": 3}
TANGENTS = [
    (swapped, ([X],), ([COUNTS],), [2.0, 2.0, 3.0]),
    (turned, ({"z": X + 1j * X},), ({"z": X},), 5 + 1j),
    (weighted_product, (D,), ({"a": COUNTS, "b": None, "n": 0},), 6 * X),
    (weighted_product, (D,), ({"a": None, "b": 1},), 3 * X),
    (weighted_product, (D,), (None,), [0.0, 0.0, 0.0]),
    (product_of_pair, (Pair(X, 2.0),), (Pair(COUNTS, None),), 2 * X),
    (product_of_list, ([X, 2.0],), ([None, 1],), X),
    (square_sum, (X,), (1,), 12.0),
    (times, (X, 3), (X, 0), 3 * X),
    (times, (X, 3), (X, None), 3 * X),
]
WRONG_TANGENTS = [
    (swapped, ([X],), ([np.ones(5)], [X, X], [], [[1.0, 2.0, 3.0]], X, 1.0, "a")),
    (weighted_product, (D,), ({"a": np.ones(5), "b": 1.0}, {"a": X}, {}, {"a": X, "b": 1.0, "n": 1}, [X, 1.0], 1.0)),
    (weighted_product, (D,), ({"a": X, "b": [1.0]}, {"a": X, "b": X}, {"a": 1j * X, "b": 1.0}, {"a": "a", "b": 1.0})),
    (weighted_product, (D,), ({"a": X, "b": 1.0, "c": 1.0},)),
    (product_of_pair, (Pair(X, 2.0),), (Pair(X, X), {"first": X, "second": 1.0}, 1.0)),
    (square_sum, (2.0,), (np.ones(3), [1.0], "a", 1j)),
    (square_sum, (X,), (np.ones(2), np.ones((1, 3)), [1.0, 2.0, 3.0], 1j, np.array(["a", "b", "c"]))),
]


@pytest.mark.parametrize(("program", "primals", "tangents", "expected"), TANGENTS)
def test_a_tangent_is_cast_to_its_primal(program: Any, primals: Any, tangents: Any, expected: Any) -> None:
    np.testing.assert_allclose(jvp(program, primals, tangents)[1], expected)


@pytest.mark.parametrize(("program", "primals", "tangents"), WRONG_TANGENTS)
def test_a_tangent_that_does_not_fit_its_primal_is_refused(program: Any, primals: Any, tangents: Any) -> None:
    for tangent in tangents:
        with pytest.raises(srcxform.SrcxformError) as caught:
            jvp(program, primals, (tangent,))
        assert caught.value.lineno > 0
        assert caught.value.instead


def test_a_tangent_of_an_integer_is_refused() -> None:
    with pytest.raises(srcxform.SrcxformError, match="`n` has no floats, and its tangent is not None"):
        jvp(times, (2.0, 3), (1.0, 1.0))


def test_a_tangent_is_an_array_of_its_own_in_the_dtype_of_the_value() -> None:
    direction = np.ones(3)
    assert jvp(lambda x: x, (X,), (direction,))[1] is not direction
    single = X.astype(np.float32)
    assert jvp(lambda x: np.max(x), (single,), (single,))[1].dtype == np.float32


# Gradients have the shape of their arguments, or the primal's own exception is raised


def stored(x: Any, y: Any) -> Any:
    z = np.zeros(3)
    z[0:2] = x
    return z.sum() + np.sum(y)


MISMATCHED = [lambda x, y: np.sum(x * y), lambda x, y: np.dot(y, x), lambda x, y: np.sum(x + y), stored]


@every_backend
@pytest.mark.parametrize("program", MISMATCHED)
def test_the_primal_fails_where_a_gradient_has_another_shape(program: Any, backend: str) -> None:
    if program is not stored:
        with pytest.raises(ValueError, match=r"broadcast|aligned"):
            grad(program, wrt=1, backend=backend)(X, np.ones(2))
    with pytest.raises(ValueError, match=r"broadcast|aligned"):
        grad(program, wrt=(1, "x"), backend=backend)(X, np.ones(2))
    with pytest.raises(ValueError, match=r"broadcast|aligned"):
        vjp(program, X, np.ones(2))


def test_gradients_have_the_dtype_of_their_arguments() -> None:
    assert grad(square_sum)(X.astype(">f8")).dtype == np.dtype(">f8")
    found = grad(lambda parts: parts[0] * parts[1][0] * parts[1][1])([np.float32(3.0), (2.0, 1)])
    assert type(found[0]) is np.float32
    assert found == [2.0, (3.0, None)]


@pytest.mark.parametrize("program", [lambda x: x**0.5, lambda x: abs(x**0.5)])
def test_a_power_that_is_complex_is_no_gradient_of_a_float(program: Any) -> None:
    assert np.isclose(grad(program)(4.0), 0.25)
    with pytest.raises(srcxform.SrcxformError, match="complex"):
        grad(program)(-1.0)


# A pullback belongs to the arguments that `vjp` was called with


def test_a_pullback_remembers_its_arguments() -> None:
    weights, x = np.array([1.0, 2.0]), np.array([1.0, 2.0])
    d = {"a": x, "b": 2.0, "n": 3}
    pullbacks = [
        vjp(square_sum, x)[1],
        vjp(lambda x: np.sum(x * weights), x)[1],
        vjp(lambda d: np.sum(d["a"] * d["b"]), d)[1],
    ]
    x += 10
    weights += 10
    d["b"] = 0.0
    np.testing.assert_array_equal(pullbacks[0](1.0)[0], [2.0, 4.0])
    np.testing.assert_array_equal(pullbacks[1](1)[0], [1.0, 2.0])
    np.testing.assert_array_equal(pullbacks[2](1.0)[0]["a"], [2.0, 2.0])


GENERATOR = np.random.default_rng(0)
DRAWS = [
    (lambda x: x * np.random.rand(), (2.0,)),
    (lambda x: x * random.random(), (2.0,)),
    (lambda x: x * GENERATOR.random(), (2.0,)),
    (lambda x, rng: x * rng.random(), (2.0, np.random.default_rng(1))),
    (lambda x, d: x * d["rng"].random(), (2.0, {"rng": np.random.default_rng(1)})),
]


@pytest.mark.parametrize(("program", "args"), DRAWS)
def test_a_pullback_draws_what_the_value_drew(program: Any, args: Any) -> None:
    value, pullback = vjp(program, *args)
    before = np.random.get_state()[1].tolist(), random.getstate(), GENERATOR.bit_generator.state
    for _ in range(2):
        assert np.isclose(2.0 * pullback(1.0)[0], value)
    assert before == (np.random.get_state()[1].tolist(), random.getstate(), GENERATOR.bit_generator.state)


def test_a_pullback_of_a_complex_output_draws_what_the_value_drew() -> None:
    rng = np.random.default_rng(0)
    value, pullback = vjp(lambda x, rng: x * rng.random() * 1j, 2.0, rng)
    before = rng.bit_generator.state
    for _ in range(3):
        assert np.isclose(2.0 * pullback(1j)[0], value.imag)
    assert rng.bit_generator.state == before


@pytest.mark.parametrize(("program", "heads"), MISFITS)
def test_a_pullback_refuses_a_head_that_does_not_fit(program: Any, heads: Any) -> None:
    pullback = vjp(program, X)[1]
    for head in heads:
        with pytest.raises(srcxform.SrcxformError):
            pullback(head)


@pytest.mark.parametrize(("program", "head", "expected"), HEADS)
def test_a_pullback_casts_its_head(program: Any, head: Any, expected: Any) -> None:
    np.testing.assert_allclose(vjp(program, X)[1](head)[0], expected)


# The objects that the calls give


class Decorated:
    """Decorators in either order."""

    factor = 3.0

    @differentiable
    @staticmethod
    def static(x: Any) -> Any:
        return 3.0 * x * x

    @staticmethod
    @differentiable
    def other_static(x: Any) -> Any:
        return 3.0 * x * x

    @differentiable
    @classmethod
    def of_class(cls, x: Any) -> Any:
        return cls.factor * x * x

    @classmethod
    @differentiable
    def other_of_class(cls, x: Any) -> Any:
        return cls.factor * x * x

    @differentiable
    def method(self, x: Any) -> Any:
        return self.factor * x * x


DECORATED = Decorated()


@pytest.mark.parametrize("name", ["static", "other_static", "of_class", "other_of_class", "method"])
def test_decorated_methods_are_called_as_before(name: str) -> None:
    bound = getattr(DECORATED, name)
    assert bound(2.0) == 12.0
    assert grad(bound)(2.0) == 12.0
    assert name == "method" or getattr(Decorated, name)(2.0) == 12.0


INSIDE = [
    lambda x: Decorated.static(x),
    lambda x: DECORATED.static(x),
    lambda x: Decorated.of_class(x),
    lambda x: DECORATED.of_class(x),
    lambda x: Decorated.other_of_class(x),
    lambda x: DECORATED.other_of_class(x),
    lambda x: DECORATED.method(x),
]


@pytest.mark.parametrize("program", INSIDE)
def test_decorated_methods_are_read_inside_a_program(program: Any) -> None:
    assert grad(program)(2.0) == 12.0


def test_functions_from_text_carry_it() -> None:
    cube = from_source("def cube(x):\n    return x * x * x\n", "cube")
    for function, expected in ((cube, 8.0), (grad(cube), 12.0), (grad(grad(cube)), 12.0)):
        for made in (pickle.loads(pickle.dumps(function)), copy.copy(function), copy.deepcopy(function)):
            assert made(2.0) == expected


def test_a_function_that_its_name_does_not_find_is_no_pickle() -> None:
    square = differentiable(lambda x: x * x)
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(square)
    assert copy.deepcopy(grad(square))(2.0) == 4.0


IN_MAIN = """
import cloudpickle
from srcxform import differentiable, grad

@differentiable
def cube(x):
    return x * x * x

with open("cube.pickle", "wb") as file:
    cloudpickle.dump((cube, grad(cube), grad(differentiable(lambda x: x * x))), file)
"""


def test_cloudpickle_sends_what_main_defines(tmp_path: Path) -> None:
    pytest.importorskip("cloudpickle")
    (tmp_path / "program.py").write_text(IN_MAIN)
    subprocess.run([sys.executable, "program.py"], cwd=tmp_path, check=True)
    read = "import pickle; print([f(2.0) for f in pickle.load(open('cube.pickle', 'rb'))])"
    done = subprocess.run([sys.executable, "-c", read], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[8.0, 12.0, 4.0]"


def with_head(x: Any, head: Any = 1.0) -> Any:
    return head * x * x


def with_rest(x: Any, *rest: Any, k: Any = 2.0) -> Any:
    return k * x * x


def test_a_gradient_function_shows_what_it_takes() -> None:
    assert str(inspect.signature(grad(scaled))).replace("typing.", "") == "(x: 'Any', k: 'Any' = 3.0, head=None)"
    assert list(inspect.signature(grad(with_rest)).parameters) == ["x", "rest", "head", "k"]
    assert list(inspect.signature(grad(with_head)).parameters) == ["x", "head", "head_"]
    assert grad(with_head)(2.0, head_=3.0) == grad(with_rest)(2.0, head=3.0) / 2 == 12.0
    assert repr(grad(scaled)) == "grad(scaled, wrt=0)"
    assert repr(value_and_grad(grad(scaled), wrt=("x",))) == "value_and_grad(grad(scaled, wrt=0), wrt=('x',))"
    assert "scaled" in grad(scaled).__qualname__
    assert "scaled" in str(grad(scaled).__doc__)


CALLS = [
    lambda: grad(scaled, wrt=1.5),
    lambda: grad(scaled, of=["y"]),
    lambda: value_and_grad(scaled, backend="jax"),
    lambda: vjp(scaled, 3),
    lambda: jvp(scaled, (1.0,), ()),
    lambda: grad(grad(scaled, backend="numba")),
    lambda: srcxform.check_grads(lambda x: stop_gradient(x) * x, 2.0),
]


@pytest.mark.parametrize("call", CALLS)
def test_an_error_about_a_call_has_the_place_of_its_function(call: Any) -> None:
    with pytest.raises(srcxform.SrcxformError) as caught:
        call()
    assert caught.value.filename == __file__
    assert caught.value.lineno > 0


@pytest.mark.parametrize("function", [np.sin, np.sum, math.sin])
def test_a_function_with_a_rule_is_differentiated_inside_of_another(function: Any) -> None:
    with pytest.raises(srcxform.SrcxformError, match=r"a function that calls it: lambda x: [a-z.]*s(in|um)\(x\)"):
        grad(function)
