"""scipy.integrate.quad_vec: rules of Gauss and Kronrod on pieces, of which the worst are halved; integrals of arrays.

The pieces are chosen as SciPy does it. What is here of classes is run, not differentiated: it decides which pieces come
next. The derivative is that of the sum at the places which were chosen; where these do not suit the derivative of the
integrand (a kink, a jump, a singular point inside of the range) it is refused, as for `quad`. Limits move by Leibniz's
rule.
"""

from __future__ import annotations

import heapq
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.integrate

from srcxform.rules.registry import definition, no_rule, nondifferentiable
from srcxform.rules.scipy_integrate_kronrod import GAUSS_15, GAUSS_21, PLACES_15, PLACES_21, WEIGHTS_15, WEIGHTS_21
from srcxform.rules.scipy_integrate_quad import where_smooth
from srcxform.runtime import is_constant, stop_gradient, with_limit

_EPS, _TINY = float(np.finfo(float).eps), float(np.finfo(float).tiny)
_AT_ONCE = 128
Options = tuple[float, float, Any, float, Any, Any]
"""Absolute and relative tolerance, norm, largest number of pieces, points to begin with, and the rule."""


class VectorSearch:
    """The pieces, and the sums of their integrals, errors and roundings."""

    def __init__(self, start: float, end: float, options: Options) -> None:
        self.epsabs, self.epsrel, self.norm, self.limit, points, rule = options
        self.span = Span(start, end)
        first, last = self.span.ends
        fine = rule == "gk21" or (rule is None and not self.span.is_infinite)
        self.rule = (PLACES_21, WEIGHTS_21, GAUSS_21) if fine else (PLACES_15, WEIGHTS_15, GAUSS_15)
        inner = sorted(self.span.inverse(p) for p in (() if points is None else points))
        inner = [0.0, *inner] if self.span.ends == (-1.0, 1.0) and self.span.is_infinite else inner
        cuts = [first, *sorted({p for p in inner if first < p < last}), last]
        self.pending = list(pairwise(cuts))
        self.waiting: list[tuple[float, float, float]] = []
        self.seen: list[tuple[float, float]] = []
        self.pieces: list[tuple[float, float, float]] = []
        self.known: dict[tuple[float, float], tuple[int, Any, float]] = {}
        self.halvings: list[tuple[float, float, float]] = []
        self.total: Any = 0.0
        self.error = self.rounding = 0.0

    def places(self, low: float, high: float) -> Any:
        """The places of the rule in a piece."""
        return 0.5 * (low + high) + 0.5 * (high - low) * np.array(self.rule[0])

    def take(self, heights: Any) -> None:
        """The values of the integrand in the pieces that wait for them; then the next pieces are chosen."""
        count, used = len(self.rule[0]), 0
        for low, high in self.pending:
            self._assess(low, high, heights[used : used + count])
            used += count
        for error, low, high in self.waiting:
            middle, integral = 0.5 * (low + high), self.known.pop((low, high))[1]
            parts = self.known[low, middle], self.known[middle, high]
            self.total = self.total + (parts[0][1] + parts[1][1] - integral)
            self.error += parts[0][2] + parts[1][2] - error
            self.halvings.append((low, high, (parts[0][2] + parts[1][2]) / error if error else 0.0))
        if not self.waiting:
            self.total = sum(self.known[piece][1] for piece in self.pending)
            self.error = sum(self.known[piece][2] for piece in self.pending)
        for low, high in self.pending:
            heapq.heappush(self.pieces, (-self.known[low, high][2], low, high))
        self._choose(is_first=not self.waiting)

    def _assess(self, low: float, high: float, heights: Any) -> None:
        """Integral and error of a piece (QUADPACK, section 3.4.1, with norms for absolute values)."""
        half, tail = 0.5 * (high - low), (1,) * (np.ndim(heights) - 1)
        heights = heights * np.reshape(self.span.slope(self.places(low, high)), (-1, *tail))
        weights, gauss = (np.reshape(np.array(w), (-1, *tail)) for w in self.rule[1:])
        total = np.sum(weights * heights, axis=0)
        size = self._norm(50 * _EPS * half * np.sum(weights * np.abs(heights), axis=0))
        spread = self._norm(half * np.sum(weights * np.abs(heights - total / 2), axis=0))
        error = self._norm((total - np.sum(gauss * heights, axis=0)) * half)
        if spread != 0 and error != 0:
            error = spread * min(1.0, (200 * error / spread) ** 1.5)
        if size > _TINY:
            error = max(error, size)
        self.rounding += size
        self.known[low, high] = len(self.seen), half * total, error
        self.seen.append((low, high))

    def _norm(self, x: Any) -> float:
        return float(np.linalg.norm(x)) if self.norm == "2" else float(np.max(np.abs(x)))

    def _choose(self, is_first: bool) -> None:
        """The worst pieces, as many as are needed: none where the sum is accurate, or no hope is left."""
        self.waiting, self.pending = [], []
        allowed = max(self.epsabs, self.epsrel * self._norm(self.total))
        if not is_first:
            enough = len(self.pieces) >= 2 and (self.error < allowed / 8 or self.error < self.rounding)
            if enough or not np.isfinite(self.error + self.rounding):
                return
        if len(self.pieces) >= self.limit:
            return
        taken = 0.0
        while self.pieces and len(self.waiting) < _AT_ONCE and not taken > self.error - allowed / 8:
            error, low, high = heapq.heappop(self.pieces)
            self.waiting.append((-error, low, high))
            taken -= error
        self.pending = [part for _, a, b in self.waiting for part in ((a, 0.5 * (a + b)), (0.5 * (a + b), b))]

    def is_smooth(self) -> bool:
        """Whether the error fell fast in the end wherever the range was halved often, its ends left out."""
        _, low, high = min(self.pieces, key=lambda piece: piece[2] - piece[1])
        start, end = min(self.span.ends), max(self.span.ends)
        low, high = min(low, high), max(low, high)
        around = [f for a, b, f in self.halvings if min(a, b) <= low and high <= max(a, b)]
        is_inside = min(low - start, end - high) > 3 * (high - low)
        return not (is_inside and len(around) >= 3 and min(around[-3:]) > 1e-3)


class Span:
    """A range, and how an infinite one is mapped: `x = bound +- (1 - t) / t`, or `x = (1 - |t|) / t`."""

    def __init__(self, start: float, end: float) -> None:
        self.sign, self.bound, self.is_infinite, self.ends = 1.0, 0.0, True, (0.0, 1.0)
        if np.isinf(start) and np.isinf(end):
            self.ends, self.sign = (-1.0, 1.0), -1.0 if end < start else 1.0
        elif np.isinf(end):
            self.bound, self.way = start, -1.0 if end < 0 else 1.0
        elif np.isinf(start):
            self.bound, self.way, self.sign = end, -1.0 if start < 0 else 1.0, -1.0
        else:
            self.is_infinite, self.ends = False, (start, end)

    def at(self, t: Any) -> Any:
        """Where the integrand is called."""
        if not self.is_infinite:
            return t
        return (1 - np.abs(t)) / t if self.ends[0] < 0 else self.bound + self.way * (1 - t) / t

    def inverse(self, x: float) -> float:
        """The parameter of a point."""
        if not self.is_infinite:
            return float(x)
        if self.ends[0] < 0:
            return (-1 if x < 0 else 1) / (abs(x) + 1)
        return 1 / (self.way * (x - self.bound) + 1)

    def slope(self, t: Any) -> Any:
        """How fast the place moves."""
        if not self.is_infinite:
            return np.ones(len(t))
        return (1.0 if self.ends[0] < 0 else self.way) / t / t


def _replayed(heights: Any, start: float, end: float, options: Options) -> VectorSearch:
    """The search as far as the values go."""
    s = VectorSearch(start, end, options)
    used, count = 0, len(s.rule[0])
    while used < len(heights):
        size = count * len(s.pending)
        s.take(heights[used : used + size])
        used += size
    return s


def next_vector_places(heights: Any, start: float, end: float, options: Any) -> Any:
    """All places where the integrand is needed: those of the values in `heights` and, if need be, more."""
    s = _replayed(heights, start, end, options)
    return np.concatenate([s.span.at(s.places(low, high)) for low, high in (*s.seen, *s.pending)])


def vector_weights(heights: Any, start: float, end: float, options: Any) -> Any:
    """The weight of each value in the sum."""
    s = _replayed(heights, start, end, options)
    count = len(s.rule[0])
    weights = np.zeros(len(heights))
    for _, low, high in s.pieces:
        first = s.known[low, high][0] * count
        rule = 0.5 * (high - low) * np.array(s.rule[1]) * s.span.slope(s.places(low, high))
        weights[first : first + count] = s.span.sign * rule
    return weights


def vector_error(heights: Any, start: float, end: float, options: Any) -> Any:
    """The estimate of the error, and whether the integrand is smooth."""
    s = _replayed(heights, start, end, options)
    return float(s.error + s.rounding), s.is_smooth()


nondifferentiable((next_vector_places, vector_weights, vector_error))


@definition(scipy.integrate.quad_vec)
def quad_vec(
    f: Any, a: Any, b: Any, epsabs: Any = 1e-200, epsrel: Any = 1e-8, norm: Any = "2", cache_size: Any = 100e6,
    limit: Any = 10000, workers: Any = 1, points: Any = None, quadrature: Any = None, full_output: Any = False,
    *, args: Any = (),
) -> Any:  # fmt: skip
    """The integrals and an estimate of the error."""
    if full_output or quadrature == "trapezoid" or not isinstance(norm, str):
        return no_rule("this option of `quad_vec` has no derivative rule", "leave it out")
    given = args if isinstance(args, tuple) else (args,)
    options = (epsabs, epsrel, norm, limit, points, quadrature)
    start, end = stop_gradient(a * 1.0), stop_gradient(b * 1.0)
    heights, k = [], 0
    places = next_vector_places(np.zeros(0), start, end, options)
    while k < len(places):
        heights.append(f(float(places[k]), *given))
        k += 1
        if k == len(places):
            places = next_vector_places(stop_gradient(np.array(heights)), start, end, options)
    values = np.array(heights)
    fixed = stop_gradient(values)
    weights = vector_weights(fixed, start, end, options)
    error, is_smooth = vector_error(fixed, start, end, options)
    value = np.tensordot(weights, where_smooth(values, is_smooth), axes=1)
    if not (is_constant(a) or np.isinf(start)):
        value = with_limit(value, -a, f(start, *given))
    if not (is_constant(b) or np.isinf(end)):
        value = with_limit(value, b, f(end, *given))
    return value, error
