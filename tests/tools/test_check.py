"""check_grads finds what is wrong, and only that. The derivatives here are written by hand, right or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads
from srcxform.errors import GradientMismatch, NotDifferentiable, SrcxformError
from srcxform.tools import check
from srcxform.tools.check import derivative_report
from srcxform.tools.comparison import Derivatives
from srcxform.tools.leaves import copied


def by_hand(adjoint, tangent) -> Derivatives:
    """Derivatives from `adjoint(head, *args)` -> gradients and `tangent(args, dots)` -> tangent of the output."""
    return Derivatives(
        vjp=lambda f, *args: (f(*copied(args)), lambda head: adjoint(head, *args)),
        jvp=lambda f, args, dots: (f(*copied(args)), tangent(args, dots)),
    )


def slope_by_hand(slope) -> Derivatives:
    """Both modes of an elementwise function of one argument from its slope."""
    return by_hand(lambda head, x: (head * np.conj(slope(x)),), lambda args, dots: dots[0] * slope(args[0]))


def verdicts(f, args, derivatives, **options) -> set[str]:
    report = derivative_report(f, *args, derivatives=derivatives, **options)
    return {row.verdict.split(":")[0] for row in report.rows}


X = np.array([0.3, 0.7, 1.2])


@pytest.mark.parametrize(
    "x",
    [0.3, np.float64(0.3), np.array(0.3), X, X.reshape(3, 1), np.linspace(-2, 2, 50), X * (1 + 2j), 1 + 2j],
    ids=lambda x: f"{type(x).__name__}{np.shape(x)}",
)
def test_right_derivatives_pass(x):
    assert verdicts(np.sin, (x,), slope_by_hand(np.cos)) == {"ok"}


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.complex64])
def test_coarse_types_get_wider_tolerances(dtype):
    x = X.astype(dtype)
    assert verdicts(np.sin, (x,), slope_by_hand(np.cos)) == {"ok"}
    assert "ok" not in verdicts(np.sin, (x,), slope_by_hand(lambda x: np.cos(x) * dtype(1.3)))


def test_a_slope_wrong_by_a_thousandth_is_caught():
    assert verdicts(np.sin, (X,), slope_by_hand(lambda x: 1.001 * np.cos(x))) == {"WRONG"}


def test_modes_that_differ_by_a_billionth_are_caught():
    wrong = by_hand(lambda head, x: (head * np.cos(x) * (1 + 1e-9),), lambda args, dots: dots[0] * np.cos(args[0]))
    report = derivative_report(np.sin, X, derivatives=wrong)
    assert {row.verdict for row in report.rows} == {"WRONG: reverse and forward differ"}


def test_a_missing_conjugate_is_caught():
    z = X * (1 + 2j)
    wrong = by_hand(lambda head, z: (head * 2 * z,), lambda args, dots: dots[0] * 2 * args[0])
    assert verdicts(lambda z: z * z, (z,), slope_by_hand(lambda z: 2 * z)) == {"ok"}
    assert verdicts(lambda z: z * z, (z,), wrong) == {"WRONG"}


@pytest.mark.parametrize("modes", [("reverse",), ("forward",)])
def test_one_mode_alone(modes):
    report = derivative_report(np.sin, X, derivatives=slope_by_hand(np.cos), modes=modes)
    assert not report.failures
    assert all((row.reverse is None) == ("reverse" not in modes) for row in report.rows)
    assert all((row.forward is None) == ("forward" not in modes) for row in report.rows)
    assert verdicts(np.sin, (X,), slope_by_hand(np.sin), modes=modes) == {"WRONG"}


def test_modes_must_be_known():
    with pytest.raises(ValueError, match="modes must be some of"):
        derivative_report(np.sin, X, modes=("backward",))


TIE = np.array([1.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("f", "x", "published", "other"),
    [
        (np.abs, np.zeros(1), lambda x: 0 * x, lambda x: 1 + 0 * x),
        (np.max, TIE, lambda x: np.array([0.5, 0.5, 0.0]), lambda x: np.array([1.0, 0.0, 0.0])),
        (np.linalg.norm, np.zeros(2), lambda x: 0 * x, lambda x: 1 + 0 * x),
    ],
    ids=["abs", "max", "norm"],
)
def test_at_a_kink_the_published_convention_passes_and_another_is_not_called_wrong(f, x, published, other):
    def derivatives(slope):
        elementwise = np.shape(f(x)) == np.shape(x)
        return by_hand(
            lambda head, x: (head * slope(x),),
            lambda args, dots: dots[0] * slope(args[0]) if elementwise else np.sum(dots[0] * slope(args[0])),
        )

    assert verdicts(f, (x,), derivatives(published)) == {"ok"}
    assert verdicts(f, (x,), derivatives(other)) <= {"ok", "not smooth here"}
    assert derivative_report(f, x, derivatives=derivatives(other)).failures


def test_infinite_slope_at_a_border_is_not_called_wrong():
    assert verdicts(np.sqrt, (0.0,), slope_by_hand(lambda x: np.inf)) == {"not smooth here"}


def test_infinite_or_missing_numbers_where_there_is_a_slope_are_wrong():
    assert verdicts(np.sqrt, (1.0,), slope_by_hand(lambda x: np.inf)) == {"WRONG"}
    assert verdicts(np.sqrt, (1.0,), slope_by_hand(lambda x: np.nan)) == {"WRONG"}


def test_close_to_a_border_the_steps_get_shorter():
    def checked_log(x):
        if x <= 0:
            raise ArithmeticError("log of a negative number")
        return np.log(x)

    assert verdicts(checked_log, (1e-3,), slope_by_hand(lambda x: 1 / x)) == {"ok"}


def test_data_dependent_trip_counts_do_not_disturb():
    def double_up(a):
        b = a * 2
        while np.linalg.norm(b) < 1000:
            b = b * 2
        return b

    a = np.array([0.48828126, 0.0, 0.0])  # just beyond the change from eleven to twelve trips
    assert verdicts(double_up, (a,), by_hand(lambda h, a: (h * 2048,), lambda args, dots: dots[0] * 2048)) == {"ok"}


@dataclass(frozen=True)
class Layer:
    weight: np.ndarray
    bias: float
    width: int = 3


def nested(layer, options, row):
    return {"y": layer.weight * row[0] * options["k"] + layer.bias, "n": layer.width, "z": (layer.bias**2,)}


def nested_adjoint(head, layer, options, row):
    y_bar, z_bar = head["y"], head["z"][0]
    weight_bar = y_bar * row[0] * options["k"]
    bias_bar = np.sum(y_bar) + 2 * layer.bias * z_bar
    k_bar = np.sum(y_bar * layer.weight * row[0])
    return Layer(weight_bar, bias_bar, None), {"k": k_bar, "s": None}, [np.sum(y_bar * layer.weight * options["k"])]


def nested_tangent(args, dots):
    (layer, options, row), (layer_dot, options_dot, row_dot) = args, dots
    y_dot = layer_dot.weight * row[0] * options["k"] + layer.weight * row_dot[0] * options["k"]
    y_dot = y_dot + layer.weight * row[0] * options_dot["k"] + layer_dot.bias
    return {"y": y_dot, "n": None, "z": (2 * layer.bias * layer_dot.bias,)}


NESTED = (Layer(X, 2.0), {"k": 3.0, "s": "text"}, [1.5])


def test_nested_containers_are_named_leaf_by_leaf():
    report = derivative_report(nested, *NESTED, derivatives=by_hand(nested_adjoint, nested_tangent))
    assert not report.failures
    assert [row.argument for row in report.rows] == [
        *["layer.weight"] * 3,
        "layer.bias",
        "options['k']",
        "row[0]",
        "all",
    ]


def test_the_argument_that_is_wrong_is_named():
    def wrong(head, *args):
        layer_bar, options_bar, row_bar = nested_adjoint(head, *args)
        return layer_bar, {"k": 2 * options_bar["k"], "s": None}, row_bar

    report = derivative_report(nested, *NESTED, derivatives=by_hand(wrong, nested_tangent))
    assert {row.argument for row in report.failures} == {"options['k']", "all"}


def test_arguments_are_not_changed():
    def shift(x):
        x += 1
        return x * x

    x = X.copy()
    right = by_hand(lambda head, x: (head * 2 * (x + 1),), lambda args, dots: dots[0] * 2 * (args[0] + 1))
    derivative_report(shift, x, derivatives=right)
    assert np.array_equal(x, X)


def test_a_derivative_that_writes_into_its_argument_is_caught():
    def careless(head, x):
        x *= 0
        return (head * np.cos(x),)

    wrong = by_hand(careless, lambda args, dots: dots[0] * np.cos(args[0]))
    with pytest.raises(GradientMismatch, match="reverse mode wrote into the caller's argument x"):
        derivative_report(lambda x: np.sin(x), X, derivatives=wrong)


class Body:
    def __init__(self, x: Any, name: str) -> None:
        self.x, self.name = x, name


def body_of(x):
    body = Body(x, "unused")
    body.name = None
    return body


def test_objects_are_arguments_and_results():
    def moved(body, by):
        return {"body": Body(body.x * by, body.name)}

    def adjoint(head, body, by):
        x_bar = head["body"].x
        return body_of(x_bar * by), float(np.sum(x_bar * body.x))

    def tangent(args, dots):
        (body, by), (body_dot, by_dot) = args, dots
        return {"body": body_of((0 if body_dot is None else body_dot.x * by) + body.x * (by_dot or 0))}

    report = derivative_report(moved, Body(X, "sun"), 2.0, derivatives=by_hand(adjoint, tangent))
    assert {row.verdict for row in report.rows} == {"ok"}
    assert {row.argument for row in report.rows} == {"body.x", "by", "all"}


@pytest.mark.parametrize("change", [lambda b: setattr(b, "x", 2.0), lambda b: setattr(b, "y", 2.0)])
def test_a_derivative_that_changes_an_argument_object_is_caught(change):
    def careless(head, body):
        change(body)
        return (body_of(head),)

    wrong = by_hand(careless, lambda args, dots: dots[0].x)
    with pytest.raises(GradientMismatch, match=r"reverse mode wrote into the caller's argument body"):
        derivative_report(lambda body: body.x, Body(1.0, ""), derivatives=wrong)


def test_arguments_without_floats_are_refused():
    with pytest.raises(NotDifferentiable, match="no argument holds a float"):
        derivative_report(lambda n: n * 2.0, 3)


def test_the_table_is_readable():
    wrong = by_hand(lambda head, x: (2 * head,), lambda args, dots: dots[0])
    report = derivative_report(lambda x: x, 1.5, derivatives=wrong)
    lines = report.explained().splitlines()
    assert lines[0] == "derivatives of <lambda> disagree in 2 of 2 directions"
    assert lines[1].split() == ["argument", "direction", "reverse", "forward", "numerical", "rel.", "error"]
    assert lines[2].startswith("x ")
    assert lines[2].endswith("WRONG: reverse and forward differ")


def test_two_runs_print_the_same():
    tables = {derivative_report(np.sin, X, derivatives=slope_by_hand(np.cos)).table() for _ in range(2)}
    assert len(tables) == 1


# From here on by generated derivatives.


def test_check_grads_passes_on_generated_derivatives():
    def f(x, y, n):
        for _ in range(n):
            x = np.sin(x) * y
        return np.sum(x), [x]

    check_grads(f, X, 1.5, 3)


def test_check_grads_of_second_order():
    def f(x, y):
        return np.sin(x * y) * x

    check_grads(f, X, 1.5, order=2)


def test_check_grads_raises_with_the_table(monkeypatch):
    right = check.api.vjp

    def wrong(f, *args):
        value, pullback = right(f, *args)
        return value, lambda head: tuple(1.001 * gradient for gradient in pullback(head))

    monkeypatch.setattr(check, "Derivatives", lambda: Derivatives(vjp=wrong))
    with pytest.raises(GradientMismatch) as caught:
        check_grads(lambda x: x * x, X)
    assert "WRONG" in str(caught.value)
    assert isinstance(caught.value, SrcxformError)
    assert isinstance(caught.value, AssertionError)


def test_check_grads_accepts_complex_and_single_precision():
    def f(z: Any) -> Any:
        return np.sum(z * z * np.exp(z))

    check_grads(f, X * (1 + 2j))
    check_grads(f, X.astype(np.float32))
