"""scipy.special at hard points: near removable singularities, far out, at the ends; what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import grad, jvp
from srcxform.errors import NoRule

special = pytest.importorskip("scipy.special")

# The references are differences of 60-digit values.
REFERENCES: list[tuple[str, tuple[Any, ...], int, float]] = [
    ("log_ndtr", (-40.0,), 0, 40.024968847207264),
    ("exprel", (0.0,), 0, 0.5),
    ("exprel", (1e-9,), 0, 0.50000000033333333),
    ("exprel", (-30.0,), 0, 0.0011111111111078879),
    ("erfcx", (100.0,), 0, -5.6410497625993185e-5),
    ("dawsn", (61.0,), 0, -0.00013442668483419281),
    ("logit", (1 - 1e-10,), 0, 9999999173.5963585),
    ("spence", (1.0,), 0, -1.0),
    ("spence", (1 + 1e-9,), 0, -0.9999999995),
    ("rgamma", (-20.0,), 0, 2.43290200817664e18),
    ("betaln", (1e8, 1.0), 0, -1e-8),
    ("poch", (100.0, 1e-9), 0, 1.0050166709515463e-11),
    ("binom", (3.0, 5.0), 0, -0.05),
    ("binom", (3.0, 5.0), 1, 0.05),
    ("zeta", (0.0,), 0, -0.91893853320467274),
    ("zeta", (1e-5,), 0, -0.91895859706947139),
    ("zeta", (1.5, 1e8), 0, -0.0040841361580008135),
    ("kl_div", (2.0, 2.0000001), 0, -4.9999998668171102e-8),
    ("inv_boxcox", (1e-9, 2.0), 1, -4.9999999916666673e-19),
    ("boxcox", (0.0, 2.0), 1, 0.25),
    ("gammainc", (1e3, 1e3), 0, -0.012616713994069625),
    ("gammainc", (0.5, 1e-100), 0, -2.5986007946636175e-48),
    ("gammainc", (100.0, 60.0), 0, -7.841202331593656e-7),
    ("gammainc", (2.0, np.inf), 1, 0.0),
    ("betainc", (5.0, 1e4, 5e-4), 0, -0.1813343756263743),
    ("betainc", (5.0, 1e4, 5e-4), 1, 8.7716099724552974e-5),
    ("betainc", (0.5, 0.5, 1e-10), 0, -0.00015049409121949788),
    ("betainc", (2.0, 3.0, 1 - 1e-5), 1, 4.505136647152008e-14),
    ("betainc", (2.0, 3.0, 0.0), 0, 0.0),
    ("betainc", (2.0, 1.0, 1.0), 2, 2.0),
    ("stdtr", (1.0, 1e-5), 0, 6.1480657064012072e-7),
    ("stdtr", (3.0, np.inf), 0, 0.0),
    ("smirnov", (300, 0.03), 1, -20.943664512816698),
    ("smirnov", (5, 1e-9), 1, -1.000000008),
    ("smirnov", (5, 0.0), 1, -1.0),
    ("kolmogorov", (0.0,), 0, 0.0),
    ("ellipk", (-1e10,), 0, 5.9496099126113388e-15),
    ("ellipkinc", (0.5, 0.999999999), 1, 0.025067566588576285),
    ("agm", (0.0, 1.0), 1, 0.0),
    ("xlogy", (0.0, 0.0), 1, 0.0),
    ("xlogy", (0.0, 2.0), 1, 0.0),
    ("rel_entr", (0.0, 0.0), 1, 0.0),
    ("entr", (0.0,), 0, np.inf),
    ("jv", (1, 0.0), 1, 0.5),
    ("spherical_in", (1, 0.0), 1, 1 / 3),
    ("diric", (0.0, 4), 0, 0.0),
    ("pseudo_huber", (0.0, 0.0), 1, 0.0),
]


def function_of(name: str, args: tuple[Any, ...], place: int) -> Callable[[float], Any]:
    """The function of one argument alone."""
    function, before, after = getattr(special, name), args[:place], args[place + 1 :]

    def f(x: float) -> Any:
        return function(*before, x, *after)

    return f


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("name", "args", "place", "expected"), REFERENCES)
def test_hard_points(name: str, args: tuple[Any, ...], place: int, expected: float) -> None:
    f, x = function_of(name, args, place), args[place]
    np.testing.assert_allclose(grad(f)(x), expected, rtol=2e-11, atol=0)
    np.testing.assert_allclose(jvp(f, (x,), (1.0,))[1], expected, rtol=2e-11, atol=0)


def test_weights_of_zero_hide_what_overflows() -> None:
    def f(x: Any, b: Any) -> Any:
        return special.logsumexp(x, b=b)

    np.testing.assert_allclose(grad(f)(np.array([1.0, 2e3]), np.array([2.0, 0.0])), [1.0, 0.0])
    np.testing.assert_allclose(grad(f)(np.array([1.0, -np.inf]), np.array([2.0, 3.0])), [1.0, 0.0])


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_nothing_to_sum_has_no_slope() -> None:
    def f(x: Any) -> Any:
        return special.logsumexp(x)

    np.testing.assert_array_equal(grad(f)(np.full(3, -np.inf)), np.zeros(3))


def named(x: Any) -> Any:
    y = np.zeros(3)
    special.gamma(x, out=y)
    return y


def unnamed(x: Any) -> Any:
    y = np.zeros(3)
    special.gamma(x, y)
    return y


def of_a_function(x: Any) -> Any:
    y = np.zeros(3)
    special.zeta(x, 1.0, y)
    return y


def of_two_results(x: Any) -> Any:
    s, c = np.zeros(3), np.zeros(3)
    special.fresnel(x, out=(s, c))
    return s * c


def of_numpy(x: Any) -> Any:
    y = np.zeros(3)
    np.cumsum(x, 0, None, y)
    return np.clip(x, 0.0, 2.0, np.zeros(3)) * y


@pytest.mark.parametrize("f", [named, unnamed, of_a_function, of_two_results, of_numpy])
def test_results_in_given_arrays(f: Callable[[Any], Any]) -> None:
    x = np.array([1.3, 1.7, 1.9])
    numerical = [(np.sum(f(x + 1e-6 * v)) - np.sum(f(x - 1e-6 * v))) / 2e-6 for v in np.eye(3)]
    np.testing.assert_allclose(grad(f)(x), numerical, rtol=1e-7)


@pytest.mark.parametrize(
    ("name", "args", "place"),
    [
        ("jv", (1.5, 2.0), 0),
        ("spherical_jn", (1, 2.0), 0),
        ("hyp2f1", (0.4, 0.5, 1.5, 0.3), 2),
        ("chndtr", (1.0, 2.0, 0.5), 1),
        ("eval_legendre", (1.5, 0.3), 0),
        ("polygamma", (1.0, 0.3), 0),
        ("pro_rad2", (1, 2, 1.5, 1.3), 3),
    ],
)
def test_orders_and_parameters_without_a_closed_form_are_refused(name: str, args: tuple[Any, ...], place: int) -> None:
    with pytest.raises(NoRule, match=name):
        grad(function_of(name, args, place))(float(args[place]))


def test_derivatives_beyond_those_of_scipy_are_refused() -> None:
    if not hasattr(special, "legendre_p"):
        pytest.skip("an older SciPy")

    def f(x: Any) -> Any:
        return special.legendre_p(3, x, diff_n=2)

    with pytest.raises(NoRule, match="up to the second alone"):
        grad(f)(0.3)


def test_every_public_function_has_a_status() -> None:
    import importlib
    from types import ModuleType

    from srcxform.rules import library
    from srcxform.rules.registry import find_rule

    library.register_imported()
    left_out: dict[str, str] = {}
    for module in library.OPTIONAL["scipy.special"]:
        left_out |= importlib.import_module(f"srcxform.rules.{module}").LEFT_OUT
    functions = {name: getattr(special, name) for name in special.__all__}
    without = [
        name
        for name, f in functions.items()
        if not isinstance(f, (ModuleType, type)) and find_rule(f) is None and f"scipy.special.{name}" not in left_out
    ]
    assert without == []
