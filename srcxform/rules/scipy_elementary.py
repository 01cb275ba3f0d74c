"""scipy.special: elementary functions, entropies, losses and the exponential averages of machine learning."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special

from srcxform.rules.registry import adjoint, elementwise, nondifferentiable, tangent
from srcxform.rules.scipy_helpers import offered
from srcxform.runtime import divide_or_zero, real_like, unbroadcast

LOG_2 = math.log(2)
LOG_10 = math.log(10)
DEGREE = math.pi / 180
ORDER = "it counts, and is no variable of a smooth function"

LEFT_OUT: dict[str, str] = {
    "scipy.special.geterr": "about errors, not about numbers",
    "scipy.special.seterr": "about errors, not about numbers",
    "scipy.special.errstate": "about errors, not about numbers",
    "scipy.special.SpecialFunctionWarning": "about errors, not about numbers",
    "scipy.special.SpecialFunctionError": "about errors, not about numbers",
}

nondifferentiable((special.round, special.geterr))


# Exponentials, logarithms, powers.


@elementwise(special.exp2)
def exp2(x: Any, *, out: Any) -> Any:
    """`2 ** x`."""
    return LOG_2 * out


@elementwise(special.exp10)
def exp10(x: Any, *, out: Any) -> Any:
    """`10 ** x`."""
    return LOG_10 * out


@elementwise(special.expm1)
def expm1(x: Any, *, out: Any) -> Any:
    """`exp(x) - 1`."""
    return out + 1


@elementwise(special.log1p)
def log1p(x: Any) -> Any:
    """`log(1 + x)`."""
    return 1 / (1 + x)


@elementwise(special.cbrt)
def cbrt(x: Any, *, out: Any) -> Any:
    """The cube root."""
    return 1 / (3 * out * out)


def exprel_slope(x: Any) -> Any:
    """The derivative of `(exp(x) - 1) / x`, which is Kummer's function `M(1, 2, x)` (DLMF 13.3.15)."""
    return special.hyp1f1(2.0, 3.0, x) / 2


@elementwise(special.exprel)
def exprel(x: Any) -> Any:
    """`(exp(x) - 1) / x`."""
    return exprel_slope(x)


@elementwise(special.xlogy)
def xlogy(x: Any, y: Any) -> Any:
    """`x log(y)`, and 0 where x is 0."""
    return np.log(y), x / (y + ((x == 0) & (y == 0)))


@elementwise(special.xlog1py)
def xlog1py(x: Any, y: Any) -> Any:
    """`x log(1 + y)`, and 0 where x is 0."""
    return special.log1p(y), x / (1 + y + ((x == 0) & (y == -1)))


@elementwise(special.powm1)
def powm1(x: Any, y: Any, *, out: Any) -> Any:
    """`x ** y - 1`, with the slope 0 of `x ** 0` also at 0."""
    return y * x ** (y - 1 + ((y == 0) & (x == 0))), (out + 1) * np.log(x + (x == 0))


def boxcox_slope(log_x: Any, lmbda: Any) -> Any:
    """The derivative of `log(x) exprel(lmbda log(x))` in `lmbda`: that of `-1 / lmbda` where x is 0."""
    is_end = np.isneginf(log_x) & (lmbda > 0)
    inner = np.where(is_end, -1, log_x)
    return np.where(is_end, 1 / np.where(is_end, lmbda, 1) ** 2, inner * inner * exprel_slope(lmbda * inner))


@elementwise(special.boxcox)
def boxcox(x: Any, lmbda: Any) -> Any:
    """`(x**lmbda - 1) / lmbda`, which is `log(x) exprel(lmbda log(x))`."""
    return np.exp(special.xlogy(lmbda - 1, x)), boxcox_slope(np.log(x), lmbda)


@elementwise(special.boxcox1p)
def boxcox1p(x: Any, lmbda: Any) -> Any:
    """`boxcox(1 + x, lmbda)`."""
    return np.exp(special.xlog1py(lmbda - 1, x)), boxcox_slope(np.log1p(x), lmbda)


@elementwise(special.inv_boxcox)
def inv_boxcox(y: Any, lmbda: Any) -> Any:
    """The `x` with `boxcox(x, lmbda) == y`."""
    log_x = np.log1p(special.inv_boxcox1p(y, lmbda))
    slope = np.exp((1 - lmbda) * log_x)
    return slope, -slope * boxcox_slope(log_x, lmbda)


@elementwise(special.inv_boxcox1p)
def inv_boxcox1p(y: Any, lmbda: Any, *, out: Any) -> Any:
    """The `x` with `boxcox1p(x, lmbda) == y`."""
    log_x = np.log1p(out)
    slope = np.exp((1 - lmbda) * log_x)
    return slope, -slope * boxcox_slope(log_x, lmbda)


@elementwise(special.agm)
def agm(a: Any, b: Any, *, out: Any) -> Any:
    """The arithmetic-geometric mean is `pi / (2 R_F(0, a**2, b**2))` (DLMF 19.22.8), and 19.18.1."""
    scale = 2 / (3 * math.pi) * out * out
    first, second = a * a + (a == 0), b * b + (b == 0)
    by_a = scale * np.abs(a) * special.elliprd(0.0, second, first)
    by_b = scale * np.abs(b) * special.elliprd(0.0, first, second)
    return end_of_mean(a, b, by_a), end_of_mean(b, a, by_b)


def end_of_mean(a: Any, b: Any, slope: Any) -> Any:
    """The slope of the mean in `a`, also where one of the two is 0, and the mean with it."""
    return np.where(b == 0, 0, np.where(a == 0, np.inf, slope))


# The logistic function.


@elementwise(special.expit)
def expit(x: Any, *, out: Any) -> Any:
    """`1 / (1 + exp(-x))`."""
    return out * special.expit(-x)


@elementwise(special.logit)
def logit(x: Any) -> Any:
    """The inverse of `expit`."""
    return 1 / (x * (1 - x))


@elementwise(special.log_expit)
def log_expit(x: Any) -> Any:
    """`log(expit(x))`."""
    return special.expit(-x)


@elementwise(*offered("softplus"))
def softplus(x: Any) -> Any:
    """`log(1 + exp(x))`."""
    return special.expit(x)


# Entropies and losses.


@elementwise(special.entr)
def entr(x: Any) -> Any:
    """`-x log(x)`."""
    return -np.log(x) - 1


def log_ratio(x: Any, y: Any) -> Any:
    """`log(x / y)`, to all digits where it is small, and where the quotient overflows."""
    excess = (x - y) / (y + (y == 0))
    is_near = np.abs(excess) < 0.5
    return np.where(is_near, np.log1p(np.where(is_near, excess, 0)), np.log(x) - np.log(y))


@elementwise(special.rel_entr)
def rel_entr(x: Any, y: Any) -> Any:
    """`x log(x / y)`, and 0 where x is 0."""
    return log_ratio(x, y) + 1, -x / (y + ((x == 0) & (y == 0)))


@elementwise(special.kl_div)
def kl_div(x: Any, y: Any) -> Any:
    """`x log(x / y) - x + y`, and y where x is 0."""
    return log_ratio(x, y), (y - x + ((x == 0) & (y == 0))) / (y + ((x == 0) & (y == 0)))


@elementwise(special.huber)
def huber(delta: Any, r: Any) -> Any:
    """`r**2 / 2` up to the size delta, and its tangents beyond."""
    return np.maximum(np.abs(r) - delta, 0), np.clip(r, -delta, delta)


@elementwise(special.pseudo_huber)
def pseudo_huber(delta: Any, r: Any) -> Any:
    """`delta (h - delta)` for the hypotenuse h of delta and r, where `h - delta` is `r**2 / (h + delta)`."""
    h = np.hypot(delta, r)
    safe = h + (h == 0)
    excess = r * r / (safe + delta)
    return excess * excess / safe, delta * r / safe


# Angles in degrees.


@elementwise(special.sindg)
def sindg(x: Any) -> Any:
    """The sine of an angle in degrees."""
    return DEGREE * special.cosdg(x)


@elementwise(special.cosdg)
def cosdg(x: Any) -> Any:
    """The cosine of an angle in degrees."""
    return -DEGREE * special.sindg(x)


@elementwise(special.tandg)
def tandg(x: Any, *, out: Any) -> Any:
    """The tangent of an angle in degrees."""
    return DEGREE * (1 + out * out)


@elementwise(special.cotdg)
def cotdg(x: Any, *, out: Any) -> Any:
    """The cotangent of an angle in degrees."""
    return -DEGREE * (1 + out * out)


@elementwise(special.radian)
def radian(d: Any, m: Any, s: Any) -> Any:
    """Degrees, minutes and seconds to radians."""
    return DEGREE, DEGREE / 60, DEGREE / 3600


@elementwise(special.cosm1)
def cosm1(x: Any) -> Any:
    """`cos(x) - 1`."""
    return -np.sin(x)


@elementwise(special.diric)
def diric(x: Any, n: Any) -> Any:
    """`sin(n x / 2) / (n sin(x / 2))`, which is `U(n - 1, cos(x / 2)) / n` (DLMF 18.5.2 and 18.9.21)."""
    return -np.sin(x / 2) * special.eval_gegenbauer(n - 2, 2.0, np.cos(x / 2)) / n, ORDER


# Exponential averages. With s for the sum, `s_dot / s` is the sum of `part * a_dot` with the parts of s.


def spread_out(x: Any, axis: Any, keepdims: Any) -> Any:
    """What was reduced along the axes, with those axes again."""
    return x if axis is None or keepdims else np.expand_dims(x, axis)


def shares(a: Any, b: Any, out: Any, axis: Any, keepdims: Any, return_sign: Any) -> Any:
    """The part `exp(a) / s` of each term, but for its weight; 0 where all terms are, any where the weight is 0."""
    size = spread_out(out[0] if return_sign else out, axis, keepdims)
    size = np.where(np.isneginf(np.real(size)), 0, size)
    part = np.exp((a if b is None else np.where(np.equal(b, 0), size, a)) - size)
    return part * np.conj(spread_out(out[1], axis, keepdims)) if return_sign else part


def whole(part: Any, axis: Any) -> Any:
    """The sum of the parts, which is 1 but for the rounding of the logarithm: much, where the terms are huge."""
    return np.sum(part, axis=axis, keepdims=True)


def head_of_sum(out: Any, out_bar: Any, return_sign: Any) -> Any:
    """The adjoint of `log(s)`, from those of `log(abs(s))` and `s / abs(s)` where these are given apart."""
    if not return_sign:
        return out_bar
    if np.isrealobj(out[1]):
        return out_bar[0]  # the sign of a real sum is a step
    return np.real(out_bar[0]) - 1j * np.imag(np.conj(out_bar[1]) * out[1])


def tangent_of_sum(s_dot: Any, out: Any, return_sign: Any) -> Any:
    """The tangents of the results from that of `log(s)`."""
    if not return_sign:
        return s_dot
    if np.isrealobj(out[1]):
        return np.real(s_dot), 0 * out[1]
    return np.real(s_dot), 1j * np.imag(s_dot) * out[1]


@adjoint(special.logsumexp)
def logsumexp(
    a: Any, axis: Any = None, b: Any = None, keepdims: Any = False, return_sign: Any = False, *, out: Any, out_bar: Any
) -> Any:
    """`log(sum(b exp(a)))`, or the logarithm of the size of the sum, and its sign."""
    g = spread_out(head_of_sum(out, out_bar, return_sign), axis, keepdims)
    if b is None:
        part = shares(a, None, out, axis, keepdims, return_sign)
        return real_like(divide_or_zero(g, np.conj(whole(part, axis))) * np.conj(part), a), None, None
    by_a = g * np.conj(b * shares(a, b, out, axis, keepdims, return_sign))
    by_b = g * np.conj(shares(a, None, out, axis, keepdims, return_sign)) * np.ones_like(b)
    return unbroadcast(real_like(by_a, a), a), None, unbroadcast(real_like(by_b, b), b)


@tangent(special.logsumexp)
def logsumexp_tangent(
    a: Any,
    axis: Any = None,
    b: Any = None,
    keepdims: Any = False,
    return_sign: Any = False,
    *,
    out: Any,
    a_dot: Any,
    b_dot: Any,
) -> Any:
    """`log(sum(b exp(a)))`, or the logarithm of the size of the sum, and its sign."""
    if b is None:
        part = shares(a, None, out, axis, keepdims, return_sign)
        mean_dot = np.sum(divide_or_zero(part, whole(part, axis)) * a_dot, axis=axis, keepdims=keepdims)
        return tangent_of_sum(mean_dot, out, return_sign), None, None
    by_a = np.sum(b * shares(a, b, out, axis, keepdims, return_sign) * a_dot, axis=axis, keepdims=keepdims)
    by_b = np.sum(shares(a, None, out, axis, keepdims, return_sign) * b_dot, axis=axis, keepdims=keepdims)
    return tangent_of_sum(by_a, out, return_sign), None, tangent_of_sum(by_b, out, return_sign)


@adjoint(special.softmax)
def softmax(x: Any, axis: Any = None, *, out: Any, out_bar: Any) -> Any:
    """`exp(x) / sum(exp(x))`: its Jacobian is `diag(out) - outer(out, out)`."""
    weighted = np.conj(out) * out_bar
    return weighted - np.conj(out) * np.sum(weighted, axis=axis, keepdims=True)


@tangent(special.softmax)
def softmax_tangent(x: Any, axis: Any = None, *, out: Any, x_dot: Any) -> Any:
    """`exp(x) / sum(exp(x))`: its Jacobian is `diag(out) - outer(out, out)`."""
    weighted = out * x_dot
    return weighted - out * np.sum(weighted, axis=axis, keepdims=True)


@adjoint(special.log_softmax)
def log_softmax(x: Any, axis: Any = None, *, out: Any, out_bar: Any) -> Any:
    """`x - logsumexp(x)`."""
    return out_bar - np.conj(np.exp(out)) * np.sum(out_bar, axis=axis, keepdims=True)


@tangent(special.log_softmax)
def log_softmax_tangent(x: Any, axis: Any = None, *, out: Any, x_dot: Any) -> Any:
    """`x - logsumexp(x)`."""
    return x_dot - np.sum(np.exp(out) * x_dot, axis=axis, keepdims=True)
