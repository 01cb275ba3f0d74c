"""Rules that users register: what is wrong with one is an error, and a right one holds wherever its function is."""

from __future__ import annotations

import numpy as np
import pytest

from srcxform import adjoint, check_grads, elementwise, grad, jvp, linear, tangent
from srcxform.errors import GradientMismatch, NoRule, SrcxformError, WrongRule

X = np.array([1.0, 2.0, 3.0])


def cube(x):
    return x**3


def product(x, y):
    return x * y


def gives_nothing(x, *, out_bar):
    3 * x**2 * out_bar


def gives_nothing_on_one_path(x, *, out_bar):
    if np.sum(x) > 100:
        return 3 * x**2 * out_bar


def gives_a_number(x, *, out_bar):
    return np.sum(3 * x**2 * out_bar)


def gives_a_part(x, *, out_bar):
    return (3 * x**2 * out_bar)[:2]


def gives_too_many(x, *, out_bar):
    return 3 * x**2 * out_bar, out_bar


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (gives_nothing, "gives nothing"),
        (gives_nothing_on_one_path, "gives None on the path that ran"),
        (gives_a_number, "gives a result of shape"),
        (gives_a_part, "gives a result of shape"),
        (gives_too_many, "gives 2 results for 1 argument"),
    ],
)
def test_an_adjoint_that_is_none_is_an_error(rule, message):
    def own(x):
        return x**3

    adjoint(own)(rule)
    with pytest.raises(WrongRule, match=message) as caught:
        grad(lambda x: np.sum(own(x)))(X)
    assert caught.value.lineno > 0
    assert caught.value.instead


def test_a_list_is_no_tuple_of_adjoints():
    def own(x, y):
        return x * y

    adjoint(own)(lambda x, y, *, out_bar: [out_bar * y, out_bar * x])
    with pytest.raises(WrongRule, match="gives a list"):
        grad(lambda x: own(x, x))(2.0)


def test_a_tangent_has_the_axes_of_the_result():
    def own(x):
        return x**3

    tangent(own)(lambda x, *, x_dot: np.sum(x_dot))
    with pytest.raises(WrongRule, match="gives a result of shape"):
        jvp(lambda x: own(x), (X,), (X,))


def test_what_was_repeated_is_summed():
    def own(x, y):
        return x * y

    adjoint(own)(lambda x, y, *, out_bar: (out_bar * y, out_bar * x))
    assert grad(lambda x: own(x, X))(2.0) == 6.0


@pytest.mark.parametrize(
    ("register", "rule"),
    [
        (lambda: adjoint(3), lambda x, *, out_bar: out_bar),
        (lambda: elementwise("np.sin"), lambda x: x),
        (lambda: adjoint(cube), lambda x: x),
        (lambda: adjoint(cube), lambda y, *, out_bar: y),
        (lambda: adjoint(cube), lambda x, *, head: x),
        (lambda: adjoint(product), lambda x, *, out_bar: x),
        (lambda: linear(cube), lambda x: x),
        (lambda: tangent(cube), lambda x, *, out_bar: x),
        (lambda: tangent(cube), lambda x, *, out: x),
        (lambda: elementwise(cube), lambda x, y: x),
    ],
)
def test_a_rule_that_does_not_fit_is_refused_when_it_is_registered(register, rule):
    with pytest.raises(WrongRule) as caught:
        register()(rule)
    assert caught.value.filename == __file__
    assert caught.value.instead
    assert grad(lambda x: cube(x))(2.0) == 12.0


def test_a_rule_holds_where_the_function_itself_is_differentiated():
    def own(x):
        return x * x

    adjoint(own)(lambda x, *, out_bar: 5 * x * out_bar)
    tangent(own)(lambda x, *, x_dot: 5 * x * x_dot)
    assert grad(own)(2.0) == grad(lambda x: own(x))(2.0) == 10.0
    assert jvp(own, (2.0,), (1.0,)) == (4.0, 10.0)
    with pytest.raises(GradientMismatch):
        check_grads(own, 2.0)


class Scaled:
    def by_class(self, x):
        return x * x

    def by_object(self, x):
        return x * x


def test_rules_of_methods_are_honoured_or_refused():
    scaled = Scaled()
    elementwise(Scaled.by_class)(lambda self, x: (None, 7.0))
    elementwise(scaled.by_object)(lambda x: 7.0)
    assert grad(lambda x: scaled.by_object(x))(2.0) == 7.0
    assert grad(lambda x: Scaled().by_object(x))(2.0) == 4.0
    with pytest.raises(SrcxformError, match="a `Scaled` is handed to"):
        grad(lambda x: scaled.by_class(x))(2.0)


def test_an_argument_without_a_result_is_an_error_where_it_is_active():
    def own(x, y):
        return x * y

    adjoint(own)(lambda x, y, *, out_bar: out_bar * y)
    assert grad(lambda x: own(x, 2.0))(3.0) == 2.0
    with pytest.raises(NoRule, match="no derivative rule for its argument `y`"):
        grad(lambda x: own(x, x))(2.0)
