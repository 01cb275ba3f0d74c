"""Hazards of time: what changes between two calls of one gradient function, and where functions come from."""

from __future__ import annotations

import functools
import operator
import threading
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import srcxform as api
from tests.hazards.outcome import REFUSED, RIGHT, assert_has_caret, outcome
from tests.programs.program import Program, numbers

VECTOR = numbers(3, seed=1)
SCALE: Any = 2.0
BUFFER = np.zeros(3)


def helper(x: Any) -> Any:
    return x * x


def other_helper(x: Any) -> Any:
    return np.sin(x) * 3.0


def scaled(x: Any) -> Any:
    return np.sin(x) * SCALE * helper(x)


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Module globals as they were."""
    kept = {name: globals()[name] for name in ("SCALE", "helper")}
    yield
    globals().update(kept)


def still_right(gradient: Callable[..., Any], function: Any, *args: Any) -> None:
    """An existing gradient function answers for the program as it is now (or refuses)."""
    from srcxform import SrcxformError, check_grads

    expected = outcome(function, Program(function, args))
    assert expected in (RIGHT, REFUSED)
    check_grads_is_sane(check_grads, function, args, expected)
    try:
        found = gradient(*args)
    except SrcxformError:
        return
    np.testing.assert_allclose(found, numerical_gradient(function, *args), rtol=1e-6, atol=1e-6)


def check_grads_is_sane(check: Any, function: Any, args: tuple[Any, ...], expected: str) -> None:
    """`check_grads` of a right program is silent."""
    if expected == RIGHT:
        check(function, *args)


def numerical_gradient(function: Any, *args: Any) -> Any:
    """The gradient of the sum of the outputs with respect to the first argument."""
    from tests import oracle

    flat, _ = oracle.gradient(lambda values: float(np.sum(function(*values))), args)
    return np.reshape(flat[: int(np.size(args[0]))], np.shape(args[0]))


def test_global_value_rebound() -> None:
    gradient = api.grad(scaled)
    still_right(gradient, scaled, VECTOR)
    globals()["SCALE"] = 5.0
    still_right(gradient, scaled, VECTOR)


def test_global_rebound_to_another_type() -> None:
    gradient = api.grad(scaled)
    still_right(gradient, scaled, VECTOR)
    globals()["SCALE"] = np.array([[1.0], [3.0]])
    still_right(gradient, scaled, VECTOR)
    globals()["SCALE"] = 7
    still_right(gradient, scaled, VECTOR)


def test_global_function_rebound() -> None:
    gradient = api.grad(scaled)
    still_right(gradient, scaled, VECTOR)
    globals()["helper"] = other_helper
    still_right(gradient, scaled, VECTOR)
    globals()["helper"] = np.cos
    still_right(gradient, scaled, VECTOR)


def through_two_calls(x: Any) -> Any:
    return scaled(x) * x


def test_global_of_a_callee_rebound() -> None:
    gradient = api.grad(through_two_calls)
    still_right(gradient, through_two_calls, VECTOR)
    globals()["helper"] = other_helper
    globals()["SCALE"] = -1.5
    still_right(gradient, through_two_calls, VECTOR)


def test_numpy_function_monkeypatched(monkeypatch: pytest.MonkeyPatch) -> None:
    gradient = api.grad(scaled)
    still_right(gradient, scaled, VECTOR)
    monkeypatch.setattr(np, "sin", lambda x: x * x * x)
    still_right(gradient, scaled, VECTOR)
    monkeypatch.undo()
    still_right(gradient, scaled, VECTOR)


def test_global_array_changed_in_place() -> None:
    weights = np.array([1.0, 2.0, 3.0])

    def weighed(x: Any) -> Any:
        return x * x * weights

    gradient = api.grad(weighed)
    still_right(gradient, weighed, VECTOR)
    weights *= 3.0
    still_right(gradient, weighed, VECTOR)


def test_closure_cell_rebound() -> None:
    factor: Any = 2.0

    def set_factor(value: Any) -> None:
        nonlocal factor
        factor = value

    def cubed(x: Any) -> Any:
        return factor * x * x * x

    gradient = api.grad(cubed)
    still_right(gradient, cubed, VECTOR)
    set_factor(5.0)
    still_right(gradient, cubed, VECTOR)
    set_factor(np.array([1.0, 2.0, 3.0]))
    still_right(gradient, cubed, VECTOR)


def test_closure_function_rebound() -> None:
    step: Any = np.sin

    def set_step(value: Any) -> None:
        nonlocal step
        step = value

    def stepped(x: Any) -> Any:
        return step(x) * x

    gradient = api.grad(stepped)
    still_right(gradient, stepped, VECTOR)
    set_step(np.cos)
    still_right(gradient, stepped, VECTOR)
    set_step(helper)
    still_right(gradient, stepped, VECTOR)


def make_power(n: int) -> Callable[[Any], Any]:
    """Closures that share one code object."""

    def power(x: Any) -> Any:
        return x**n

    return power


def test_closures_of_one_code_object() -> None:
    for n in (2, 3, 4):
        function = make_power(n)
        still_right(api.grad(function), function, VECTOR)


def test_defaults_rebound() -> None:
    def scaled_by_default(x: Any, k: float = 2.0) -> Any:
        return k * x * x

    gradient = api.grad(scaled_by_default)
    still_right(gradient, scaled_by_default, VECTOR)
    scaled_by_default.__defaults__ = (5.0,)
    still_right(gradient, scaled_by_default, VECTOR)


def test_argument_types_change_between_calls() -> None:
    def changing(x: Any) -> Any:
        y = x
        y *= 2
        return x * y

    gradient = api.grad(changing)
    for value in (0.4, VECTOR, np.float64(0.7), numbers(2, 2), np.array(0.3), 0.9):
        still_right(gradient, changing, value)


def test_instance_attribute_changed_between_calls() -> None:
    class Model:
        def __init__(self, k: Any) -> None:
            self.k = k

        def energy(self, x: Any) -> Any:
            return self.k * x * x

    model = Model(2.0)
    gradient = api.grad(model.energy)
    still_right(gradient, model.energy, VECTOR)
    model.k = 7.0
    still_right(gradient, model.energy, VECTOR)
    model.k = np.array([1.0, 2.0, 3.0])
    still_right(gradient, model.energy, VECTOR)


def test_two_instances_of_one_class() -> None:
    class Model:
        def __init__(self, function: Any) -> None:
            self.function = function

        def energy(self, x: Any) -> Any:
            return self.function(x) * x

    for function in (np.sin, np.cos, helper):
        model = Model(function)
        still_right(api.grad(model.energy), model.energy, VECTOR)


def test_method_replaced_on_the_class() -> None:
    class Model:
        def inner(self, x: Any) -> Any:
            return x * x

        def energy(self, x: Any) -> Any:
            return self.inner(x) * x

    model = Model()
    gradient = api.grad(model.energy)
    still_right(gradient, model.energy, VECTOR)
    Model.inner = lambda self, x: np.sin(x)  # type: ignore[method-assign]
    still_right(gradient, model.energy, VECTOR)


def test_overridden_method() -> None:
    class Base:
        def inner(self, x: Any) -> Any:
            return x * x

        def energy(self, x: Any) -> Any:
            return self.inner(x) * x

    class Derived(Base):
        def inner(self, x: Any) -> Any:
            return np.cos(x) + super().inner(x)

    for model in (Base(), Derived(), Base()):
        assert outcome(model.energy, Program(model.energy, (VECTOR,))) in (RIGHT, REFUSED)


def test_lambda_twins_on_a_line() -> None:
    first, second = lambda x: np.sin(x) * x, lambda x: np.cos(x) * x
    third, fourth = (lambda x: x * x, lambda x: x * x * x)
    for function in (first, second, third, fourth):
        assert outcome(function, Program(function, (VECTOR,))) == RIGHT


def test_lambda_twins_of_equal_code() -> None:
    pair = [lambda x, k=k: x * x * k for k in (1.0, 2.0)]
    for function in pair:
        assert outcome(function, Program(function, (VECTOR,), wrt=(0,))) == RIGHT


def test_source_of_exec_is_missing() -> None:
    from srcxform import SrcxformError

    namespace: dict[str, Any] = {}
    exec("def hidden(x):\n    return x * x\n", namespace)
    with pytest.raises(SrcxformError, match="from_source"):
        api.grad(namespace["hidden"])(0.4)


def test_callee_without_source_is_refused() -> None:
    from srcxform import SrcxformError

    namespace: dict[str, Any] = {}
    exec("def hidden(x):\n    return x * x\n", namespace)
    hidden = namespace["hidden"]

    def calls_hidden(x: float) -> Any:
        return hidden(x) * x

    with pytest.raises(SrcxformError) as caught:
        api.grad(calls_hidden)(0.4)
    assert_has_caret(caught.value)


def test_source_file_that_does_not_match(tmp_path: Any) -> None:
    import importlib.util

    path = tmp_path / "changing_module.py"
    path.write_text("def f(x):\n    return x * x\n")
    spec = importlib.util.spec_from_file_location("changing_module", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path.write_text("def f(x):\n    return x * x * x\n")
    from srcxform import SrcxformError

    try:
        assert api.grad(module.f)(0.5) == pytest.approx(1.0)
    except SrcxformError:
        pass


def test_code_object_replaced() -> None:
    def target(x: Any) -> Any:
        return x * x

    def donor(x: Any) -> Any:
        return np.sin(x)

    gradient = api.grad(target)
    still_right(gradient, target, VECTOR)
    target.__code__ = donor.__code__
    still_right(gradient, target, VECTOR)


def test_function_made_by_types() -> None:
    twin = types.FunctionType(scaled.__code__, {"np": np, "SCALE": 9.0, "helper": other_helper})
    assert outcome(twin, Program(twin, (VECTOR,))) in (RIGHT, REFUSED)
    assert outcome(scaled, Program(scaled, (VECTOR,))) == RIGHT


def test_builtin_as_target_is_right_or_refused() -> None:
    for function, args in ((np.sin, (VECTOR,)), (operator.mul, (0.4, 0.7)), (np.dot, (VECTOR, VECTOR))):
        from srcxform import SrcxformError

        try:
            found = api.grad(function)(*args)
        except SrcxformError:
            continue
        np.testing.assert_allclose(found, numerical_gradient(function, *args), rtol=1e-6)


def test_partial_as_target_is_right_or_refused() -> None:
    from srcxform import SrcxformError

    function = functools.partial(lambda k, x: k * x * x, 3.0)
    try:
        found = api.grad(function)(VECTOR)
    except SrcxformError:
        return
    np.testing.assert_allclose(found, 6 * VECTOR)


def test_callable_object_as_target_is_right_or_refused() -> None:
    from srcxform import SrcxformError

    class Model:
        def __call__(self, x: Any) -> Any:
            return x * x

    try:
        found = api.grad(Model())(VECTOR)
    except SrcxformError:
        return
    np.testing.assert_allclose(found, 2 * VECTOR)


def test_gradient_owns_its_memory() -> None:
    def identity(x: Any) -> Any:
        return x

    def spread(x: Any) -> Any:
        return np.sum(x)

    head = np.ones(3)
    x = VECTOR.copy()
    gradient = api.grad(identity)(x, head=head)
    assert not np.shares_memory(gradient, head)
    assert not np.shares_memory(gradient, x)
    api.grad(spread)(x)[0] = 5.0
    first, second = api.grad(lambda a, b: a + b, wrt=(0, 1))(x, x)
    first[0] = 9.0
    assert second[0] == 1.0
    np.testing.assert_array_equal(head, np.ones(3))


def test_head_is_not_changed() -> None:
    def overwrites(x: Any) -> Any:
        x[0] = x[1] * x[1]
        x *= x
        return x

    head = np.array([1.0, 2.0, 3.0])
    api.grad(overwrites)(VECTOR.copy(), head=head)
    np.testing.assert_array_equal(head, [1.0, 2.0, 3.0])


def test_pullback_called_twice() -> None:
    def looped(x: Any) -> Any:
        for i in range(3):
            x[i] = x[i] * x[i - 1]
            x *= np.sin(x)
        return x

    value, pullback = api.vjp(looped, VECTOR.copy())
    first = pullback(np.array([1.0, 2.0, 3.0]))
    second = pullback(np.array([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(first[0], second[0])
    other = pullback(np.array([2.0, 4.0, 6.0]))
    np.testing.assert_allclose(other[0], 2 * first[0], rtol=1e-12)
    np.testing.assert_array_equal(value, looped(VECTOR.copy()))


def test_pullback_after_the_arguments_changed() -> None:
    def squared(x: Any) -> Any:
        return x * x

    x = VECTOR.copy()
    value, pullback = api.vjp(squared, x)
    value[:] = 0.0
    expected = 2 * VECTOR
    np.testing.assert_allclose(pullback(np.ones(3))[0], expected)


def test_exception_of_the_primal_is_the_gradients() -> None:
    def refuses(x: float) -> float:
        if x > 0:
            raise KeyError("too large")
        assert x > -1, "too small"
        return x * x

    for value, kind in ((0.5, KeyError), (-2.0, AssertionError)):
        with pytest.raises(kind):
            api.grad(refuses)(value)
        with pytest.raises(kind):
            api.jvp(refuses, (value,), (1.0,))
    assert api.grad(refuses)(-0.5) == pytest.approx(-1.0)


def test_wrong_arguments_raise_type_error() -> None:
    def one(x: float) -> float:
        return x * x

    with pytest.raises(TypeError):
        api.grad(one)()
    with pytest.raises(TypeError):
        api.grad(one)(1.0, 1.0, 1.0)
    with pytest.raises(TypeError):
        api.grad(one)(1.0, missing=2.0)


def test_threads_do_not_meet() -> None:
    def looped(x: Any, n: int) -> Any:
        for _ in range(n):
            x = np.sin(x) * 1.1
        return x

    gradient = api.grad(looped)
    results: dict[int, Any] = {}

    def work(n: int) -> None:
        results[n] = [gradient(VECTOR * n, n + 20) for _ in range(20)][-1]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for n in range(6):
        np.testing.assert_array_equal(results[n], gradient(VECTOR * n, n + 20))


def test_reentrant() -> None:
    def inner(x: float) -> float:
        return x * x * x

    slope = api.grad(inner)

    def outer(x: float) -> Any:
        return slope(x) * x

    from srcxform import SrcxformError

    try:
        found = api.grad(outer)(0.5)
    except SrcxformError:
        return
    assert found == pytest.approx(9 * 0.25)


def test_second_module_of_the_same_file_name() -> None:
    from srcxform import from_source

    one = from_source("def f(x):\n    return x * x\n", "f")
    two = from_source("def f(x):\n    return x * x * x\n", "f")
    assert api.grad(one)(0.5) == pytest.approx(1.0)
    assert api.grad(two)(0.5) == pytest.approx(0.75)
    assert api.grad(one)(0.5) == pytest.approx(1.0)


def test_fancy_default_head_for_nested_output() -> None:
    def nested(x: float) -> Any:
        return [x * x, (np.array([x, 2 * x]), 3), "text"]

    assert api.grad(nested)(0.5) == pytest.approx(1.0 + 3.0)


def test_scratch_global_is_not_spoilt() -> None:
    def uses_scratch(x: Any) -> Any:
        BUFFER[:] = x * x
        return BUFFER * x

    assert outcome(uses_scratch, Program(uses_scratch, (VECTOR,))) in (RIGHT, REFUSED)
