"""scipy.stats: densities, cumulative functions and their inverses, for any distribution with location and scale.

What is particular to a distribution is a row of the tables (`scipy_stats_real_line.py` and its neighbours): for the
standard variable `z = (x - loc) / scale`, the score `d log f / dz`, the slopes of `log f` in the shapes, and the slopes
of the cumulative function `F` in the shapes. All else follows from

    f(x) = f(z) / scale        dF = f dz        d(log f) = score dz - d(scale) / scale

Outside of the support the density is 0 and stays 0, so every derivative there is exactly 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcxform.rules.registry import elementwise
from srcxform.rules.scipy_stats_forms import WITH_SHAPES


@dataclass(frozen=True)
class Distribution:
    """A continuous distribution of SciPy and what is known of its derivatives.

    `slopes(z, *shapes)` gives the score, the slopes of `log f` in each shape, the slopes of `F` in each shape; a text
    in the place of a slope says why there is none. `inner` is a point within the support for all shapes.
    """

    scipy: Any
    slopes: Callable[..., Any]
    inner: float
    is_bounded: bool
    is_moving: bool


def times(factor: Any, slope: Any) -> Any:
    """`factor * slope`, or the reason why there is no slope."""
    return slope if isinstance(slope, str) else factor * slope


def within(is_inside: Any, slope: Any) -> Any:
    """The slope, and 0 outside; or the reason why there is none."""
    return slope if isinstance(slope, str) else np.where(is_inside, slope, 0.0)


# The functions of a distribution: one result for `x`, each shape, `loc` and `scale`.


def logpdf(d: Any, x: Any, shapes: Any, loc: Any, scale: Any, out: Any) -> Any:
    """`log f(z) - log(scale)`."""
    z = (x - loc) / scale
    is_inside = True if not d.is_bounded else out != -np.inf
    if d.is_bounded:
        z = np.where(is_inside, z, d.inner)
    score, by_shapes, _ = d.slopes(z, *shapes)
    if isinstance(score, str):
        return score, *by_shapes, score, score
    if not d.is_bounded:
        return score / scale, *by_shapes, -score / scale, -(1 + z * score) / scale
    score = np.where(is_inside, score, 0.0)
    by_shapes = tuple(within(is_inside, s) for s in by_shapes)
    return score / scale, *by_shapes, -score / scale, -(is_inside + z * score) / scale


def pdf(d: Any, x: Any, shapes: Any, loc: Any, scale: Any, out: Any) -> Any:
    """`f(z) / scale`; where it is 0, so are its derivatives, however steep its logarithm."""
    z = np.where(out == 0, d.inner, (x - loc) / scale)
    score, by_shapes, _ = d.slopes(z, *shapes)
    by_shapes = tuple(times(out, s) for s in by_shapes)
    if isinstance(score, str):
        return score, *by_shapes, score, score
    by_x = out * score / scale
    return by_x, *by_shapes, -by_x, -out * (1 + z * score) / scale


def shape_slopes(d: Any, x: Any, shapes: Any, loc: Any, scale: Any, is_inside: Any) -> Any:
    """The slopes of `F` in the shapes, 0 where `F` is 0 or 1."""
    z = np.where(is_inside, (x - loc) / scale, d.inner)
    _, _, by_shapes = d.slopes(z, *shapes)
    return tuple(within(is_inside, s) for s in by_shapes)


def cdf(d: Any, x: Any, shapes: Any, loc: Any, scale: Any, out: Any) -> Any:
    """`F(z)`: its slope in `x` is the density."""
    density = d.scipy.pdf(x, *shapes, loc, scale)
    by_shapes = shape_slopes(d, x, shapes, loc, scale, (out > 0) & (out < 1))
    return density, *by_shapes, -density, moved_by_scale(density, x, loc, scale)


def sf(d: Any, x: Any, shapes: Any, loc: Any, scale: Any, out: Any) -> Any:
    """`1 - F(z)`."""
    density = d.scipy.pdf(x, *shapes, loc, scale)
    by_shapes = shape_slopes(d, x, shapes, loc, scale, (out > 0) & (out < 1))
    return -density, *(times(-1, s) for s in by_shapes), density, -moved_by_scale(density, x, loc, scale)


def logcdf(d: Any, x: Any, shapes: Any, loc: Any, scale: Any, out: Any) -> Any:
    """`log F(z)`: the ratio of density and `F` is that of their logarithms, for both may underflow."""
    is_inside = out > -np.inf
    level = np.where(is_inside, out, 0)
    ratio = is_inside * np.exp(d.scipy.logpdf(x, *shapes, loc, scale) - level)
    by_shapes = shape_slopes(d, x, shapes, loc, scale, is_inside & (out < 0))
    by_shapes = tuple(times(np.exp(-level), s) for s in by_shapes)
    return ratio, *by_shapes, -ratio, moved_by_scale(ratio, x, loc, scale)


def logsf(d: Any, x: Any, shapes: Any, loc: Any, scale: Any, out: Any) -> Any:
    """`log(1 - F(z))`."""
    is_inside = out > -np.inf
    level = np.where(is_inside, out, 0)
    ratio = is_inside * np.exp(d.scipy.logpdf(x, *shapes, loc, scale) - level)
    by_shapes = shape_slopes(d, x, shapes, loc, scale, is_inside & (out < 0))
    by_shapes = tuple(times(-np.exp(-level), s) for s in by_shapes)
    return -ratio, *by_shapes, ratio, -moved_by_scale(ratio, x, loc, scale)


def moved_by_scale(slope: Any, x: Any, loc: Any, scale: Any) -> Any:
    """The slope in `scale` for a slope in `x`: 0 where that is 0, at infinity too."""
    return np.where(slope == 0, 0, -slope * ((x - loc) / scale))


def ppf(d: Any, q: Any, shapes: Any, loc: Any, scale: Any, out: Any) -> Any:
    """The `x` with `F(z) == q`, an implicit function: `dx = (dq - dF) / f`."""
    density = d.scipy.pdf(out, *shapes, loc, scale)
    return 1 / density, *inverse_by_shapes(d, q, shapes, loc, scale, out, density), 1, (out - loc) / scale


def isf(d: Any, q: Any, shapes: Any, loc: Any, scale: Any, out: Any) -> Any:
    """The `x` with `1 - F(z) == q`: `dx = -(dq + dF) / f`."""
    density = d.scipy.pdf(out, *shapes, loc, scale)
    return -1 / density, *inverse_by_shapes(d, q, shapes, loc, scale, out, density), 1, (out - loc) / scale


def inverse_by_shapes(d: Any, q: Any, shapes: Any, loc: Any, scale: Any, out: Any, density: Any) -> Any:
    """`-dF / f` for each shape. The ends of the support are at 0 and 1: they stay, or what moves them is not said."""
    is_inside = (q > 0) & (q < 1)
    by_shapes = shape_slopes(d, out, shapes, loc, scale, is_inside)
    factor = -1 / np.where(is_inside, density, np.nan if d.is_moving else 1)
    return tuple(times(factor, s) for s in by_shapes)


METHODS: dict[str, Callable[..., Any]] = {
    "pdf": pdf,
    "logpdf": logpdf,
    "cdf": cdf,
    "logcdf": logcdf,
    "sf": sf,
    "logsf": logsf,
    "ppf": ppf,
    "isf": isf,
}


DISTRIBUTIONS: dict[str, Distribution] = {}
"""The rows of the tables, by the name of the distribution."""


def distribution(
    *scipy: Any, inner: float = 0.0, is_bounded: bool = False, is_moving: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the slopes of a distribution: rules for all its functions.

    `is_bounded` tells that the support is not the whole line, `is_moving` that its ends depend on the shapes.
    """

    def register(slopes: Callable[..., Any]) -> Callable[..., Any]:
        for one in scipy:
            row = Distribution(one, slopes, inner, is_bounded, is_moving)
            DISTRIBUTIONS[one.name] = row
            for name, method in METHODS.items():
                elementwise(getattr(one, name))(WITH_SHAPES[one.shapes](method, row))
        return slopes

    return register


def on_half_line(*scipy: Any, inner: float = 1.0) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a distribution on a half line."""
    return distribution(*scipy, inner=inner, is_bounded=True)


def on_interval(*scipy: Any, inner: float = 0.5) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a distribution on an interval."""
    return distribution(*scipy, inner=inner, is_bounded=True)
