"""Extrapolated difference quotients: accurate where there is a slope, honest where there is none."""

from __future__ import annotations

import math

import pytest

from srcxform.tools.numerical import central, one_sided

EXACT = {"noise": 1e-16, "goal": 1e-12}

SMOOTH = {
    "sin": (lambda t: math.sin(1 + t), math.cos(1)),
    "exp, long step": (lambda t: math.exp(3 * t), 3.0),
    "pole not far away": (lambda t: 1 / (0.01 + t), -1e4),
    "log, step out of the domain": (lambda t: math.log(0.01 + t) if t > -0.01 else math.nan, 100.0),
    "kink not far away": (lambda t: abs(t + 0.004) + t * t, 1.0),
    "jump not far away": (lambda t: t + (t > 0.003), 1.0),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_central_slope_to_ten_digits_and_within_its_error(name):
    curve, slope = SMOOTH[name]
    found = central(curve, 0.1, **EXACT)
    assert found.value == pytest.approx(slope, rel=1e-9)
    assert abs(found.value - slope) <= 10 * found.error + 1e-14 * abs(slope)


@pytest.mark.parametrize("name", SMOOTH)
def test_one_sided_slopes_agree_where_the_curve_is_smooth(name):
    curve, slope = SMOOTH[name]
    assert one_sided(curve, 0.1, **EXACT).value == pytest.approx(slope, rel=1e-6)
    assert one_sided(curve, -0.1, **EXACT).value == pytest.approx(slope, rel=1e-6)


def test_a_kink_has_two_one_sided_slopes():
    assert one_sided(abs, 0.1, **EXACT).value == pytest.approx(1)
    assert one_sided(abs, -0.1, **EXACT).value == pytest.approx(-1)


def test_at_a_jump_the_central_quotients_do_not_settle():
    found = central(lambda t: float(t > 0), 0.1, **EXACT)
    assert found.error > 0.1 * abs(found.value)


def test_where_nothing_can_be_evaluated_the_slope_is_unknown():
    found = central(lambda t: math.nan, 0.1, **EXACT)
    assert math.isnan(found.value)
    assert not found.settled
