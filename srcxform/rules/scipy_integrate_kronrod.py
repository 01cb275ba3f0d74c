"""The rules of Gauss and Kronrod on one piece.

Places and weights are those of the tables of QUADPACK (Piessens et al. 1983), from the end to the middle.
"""

from __future__ import annotations

from typing import Any

import numpy as np

FINITE, UP, DOWN, BOTH = 0, 1, -1, 2
"""Between two limits; from a bound to infinity, up or down; over all numbers."""
_EPS = float(np.finfo(float).eps)
_TINY = float(np.finfo(float).tiny)
_X21 = (0.995657163025808080735527280689003, 0.973906528517171720077964012084452, 0.930157491355708226001207180059508,
        0.865063366688984510732096688423493, 0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
        0.562757134668604683339000099272694, 0.433395394129247190799265943165784, 0.294392862701460198131126603103866,
        0.148874338981631210884826001129720)  # fmt: skip
_W21 = (0.011694638867371874278064396062192, 0.032558162307964727478818972459390, 0.054755896574351996031381300244580,
        0.075039674810919952767043140916190, 0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
        0.123491976262065851077958109831074, 0.134709217311473325928054001771707, 0.142775938577060080797094273138717,
        0.147739104901338491374841515972068)  # fmt: skip
_G10 = (0.066671344308688137593568809893332, 0.149451349150580593145776339657697, 0.219086362515982043995534934228163,
        0.269266719309996355091226921569469, 0.295524224714752870173892994651338)  # fmt: skip
_X15 = (0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
        0.741531185599394439863864773280788, 0.586087235467691130294144838258730, 0.405845151377397166906606412076961,
        0.207784955007898467600689403773245)  # fmt: skip
_W15 = (0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
        0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
        0.204432940075298892414161999234649)  # fmt: skip
_G7 = (0.129484966168869693270611432679082, 0.279705391489276667901467771423780, 0.381830050505118944950369775488975)


def _mirrored(half: tuple[float, ...], middle: tuple[float, ...], sign: float) -> tuple[float, ...]:
    return (*half, *middle, *(sign * x for x in reversed(half)))


def _spread(weights: tuple[float, ...]) -> tuple[float, ...]:
    """Weights of Gauss at every second place of Kronrod, zeros between them."""
    return (0.0, *(x for w in weights for x in (w, 0.0)))


PLACES_21, WEIGHTS_21 = _mirrored(_X21, (0.0,), -1.0), _mirrored(_W21, (0.149445554002916905664936468389821,), 1.0)
PLACES_15, WEIGHTS_15 = _mirrored(_X15, (0.0,), -1.0), _mirrored(_W15, (0.209482141084727828012999174891714,), 1.0)
GAUSS_21 = _spread(_mirrored(_G10, (), 1.0))
GAUSS_15 = _spread(_mirrored(_G7, (0.417959183673469387755102040816327,), 1.0))


def places_in(low: float, high: float, bound: float, kind: int) -> Any:
    """The places of the rule in a piece, where the integrand itself is called."""
    fine = kind == FINITE
    t = 0.5 * (low + high) + 0.5 * (high - low) * np.array(PLACES_21 if fine else PLACES_15)
    if fine:
        return t
    x = (1 - t) / t
    return np.concatenate((x, -x)) if kind == BOTH else bound + kind * x


def weights_in(low: float, high: float, kind: int) -> Any:
    """The weights of these places."""
    half = 0.5 * (high - low)
    if kind == FINITE:
        return half * np.array(WEIGHTS_21)
    t = 0.5 * (low + high) + half * np.array(PLACES_15)
    weights = half * np.array(WEIGHTS_15) / t / t
    return np.concatenate((weights, weights)) if kind == BOTH else weights


def assessed(heights: Any, low: float, high: float, kind: int) -> tuple[float, float, float, float]:
    """The integral, an estimate of its error, the integral of `|f|`, and that of the distance from the mean.

    QUADPACK, section 3.4.1.
    """
    half = 0.5 * (high - low)
    weights = np.array(WEIGHTS_21 if kind == FINITE else WEIGHTS_15)
    gauss = np.array(GAUSS_21 if kind == FINITE else GAUSS_15)
    if kind != FINITE:
        t = 0.5 * (low + high) + half * np.array(PLACES_15)
        heights = (heights[:15] + heights[15:] if kind == BOTH else heights) / t / t
    total = float(np.sum(weights * heights))
    size = abs(half) * float(np.sum(weights * np.abs(heights)))
    spread = abs(half) * float(np.sum(weights * np.abs(heights - 0.5 * total)))
    error = abs(half * (total - float(np.sum(gauss * heights))))
    if spread != 0 and error != 0:
        error = spread * min(1.0, (200 * error / spread) ** 1.5)
    if size > _TINY / (50 * _EPS):
        error = max(50 * _EPS * size, error)
    return half * total, error, size, spread
