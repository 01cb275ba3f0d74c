"""The adaptive choice of pieces, and the extrapolation of their sum: QAGS of QUADPACK, written anew.

Piessens, de Doncker-Kapenga, Ueberhuber and Kahaner, QUADPACK (Springer 1983), sections 2.2.3 and 3.4. What is here is
run, not differentiated: it decides which pieces come next, and which combination of their integrals is the result.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import nondifferentiable
from srcxform.rules.scipy_integrate_kronrod import BOTH, DOWN, FINITE, UP, assessed, places_in, weights_in

_EPS = float(np.finfo(float).eps)
_TINY = float(np.finfo(float).tiny)
_HUGE = float(np.finfo(float).max)


def next_places(heights: Any, start: float, end: float, epsabs: float, epsrel: float, limit: int) -> Any:
    """All places where the integrand is needed: those of the values in `heights` and, if need be, more."""
    s = _replayed(heights, start, end, epsabs, epsrel, limit)
    return np.concatenate([places_in(low, high, s.bound, s.kind) for low, high in (*s.integrated, *s.pending)])


def combination(heights: Any, start: float, end: float, epsabs: float, epsrel: float, limit: int) -> Any:
    """The result as weights for the values, what rounding adds to it, its error, and whether all is smooth."""
    s = _replayed(heights, start, end, epsabs, epsrel, limit)
    value, shares, error = s.outcome()
    parts = [x * weights_in(low, high, s.kind) for x, (low, high) in zip(shares, s.integrated, strict=True)]
    sign = -1.0 if end < start else 1.0
    weights = sign * np.concatenate(parts)
    return weights, sign * value - float(np.sum(weights * heights)), error, s.is_smooth()


nondifferentiable((next_places, combination))


def _replayed(heights: Any, start: float, end: float, epsabs: float, epsrel: float, limit: int) -> Search:
    """The search as far as the values go."""
    low, high = min(start, end), max(start, end)
    bound, kind = (0.0, BOTH) if np.isinf(low) else (low, UP)
    if not np.isinf(high):
        bound, kind = (high, DOWN) if np.isinf(low) else (0.0, FINITE)
    s = Search((low, high) if kind == FINITE else (0.0, 1.0), bound, kind, (epsabs, epsrel), limit)
    given = np.reshape(heights, (-1, {FINITE: 21, BOTH: 30}.get(kind, 15)))
    if len(given):
        s.begin(given[0])
    for row in range(1, len(given), 2):
        s.halve(given[row], given[row + 1])
    return s


class Search:
    """The pieces, the sum of their integrals, and the state of the extrapolation.

    `known` has a row for each piece: integral, error, size and spread. An integral is kept with its weights: how it is
    combined of the rows.
    """

    def __init__(self, ends: tuple[float, float], bound: float, kind: int, allowed: Any, limit: int) -> None:
        self.bound, self.kind, self.limits, self.limit = bound, kind, allowed, limit
        self.known: list[tuple[float, float, float, float]] = []
        self.integrated: list[tuple[float, float]] = []
        self.pending: list[tuple[float, float]] = [ends]
        self.code, self.rounding, self.repeats, self.late_repeats, self.growths = 0, False, 0, 0, 0
        self.extrapolating, self.given_up, self.stale = False, False, 0
        self.halvings: list[tuple[float, float, float]] = []

    def _take(self, *heights: Any) -> None:
        """The values of the integrand in the pieces that wait for them."""
        for (low, high), values in zip(self.pending, heights, strict=True):
            self.known.append(assessed(values, low, high, self.kind))
        self.integrated += self.pending

    def begin(self, heights: Any) -> None:
        """The values in the whole range."""
        self._take(heights)
        value, error, size, spread = self.known[0]
        start, end = self.integrated[0]
        self.pieces = [(start, end, 0)]
        self.error_sum, self.rank, self.worst = error, 1, 0
        self.area, self.shares = value, self._row(0)
        self.extrapolation = Extrapolation(self.area, self.shares)
        self.small, self.large_error, self.wanted, self.correction = 0.375 * (end - start), error, 0.0, 0.0
        self.best, self.best_shares, self.best_error = value, self.shares, _HUGE
        rounded = error <= 100 * _EPS * size and error > self.allowed(value)
        accurate = error <= self.allowed(value) and error != spread
        self.use_sum = rounded or self.limit == 1 or accurate or error == 0
        self.pending = self._halves(not self.use_sum)

    def _row(self, k: int) -> Any:
        weights = np.zeros(2 * self.limit)
        weights[k] = 1.0
        return weights

    def _halves(self, wanted: bool) -> Any:
        low, high, _ = self.pieces[self.worst]
        middle = 0.5 * (low + high)
        return [(low, middle), (middle, high)] if wanted else []

    def allowed(self, value: float) -> float:
        """The error that is allowed in a value."""
        return float(max(self.limits[0], self.limits[1] * abs(value)))

    def is_smooth(self) -> bool:
        """Whether the error fell fast in the end wherever the range was halved often, its ends left out.

        Around a jump, a kink or a singular point each halving takes off a constant factor: the places suit the
        integrand, and not its derivative. Around a steep and smooth part the last halvings take off all.
        """
        start, end = self.integrated[0]
        low, high, _ = min(self.pieces, key=lambda piece: piece[1] - piece[0])
        around = [factor for first, last, factor in self.halvings if first <= low and high <= last]
        is_inside = min(low - start, end - high) > 3 * (high - low)
        return not (is_inside and len(around) >= 3 and min(around[-3:]) > 1e-3)

    def error_of(self, piece: int) -> float:
        """The error of the integral over a piece."""
        return self.known[self.pieces[piece][2]][1]

    def length_of(self, piece: int) -> float:
        """The length of a piece."""
        low, high, _ = self.pieces[piece]
        return float(high - low)

    def ranking(self) -> list[int]:
        """The pieces, the worst one first."""
        return sorted(range(len(self.pieces)), key=self.error_of, reverse=True)

    def halve(self, first: Any, second: Any) -> None:
        """Put two halves in the place of the worst piece, with the values in them, and choose the next one."""
        row = len(self.known)
        self._take(first, second)
        (value_1, error_1, _, spread_1), (value_2, error_2, _, spread_2) = self.known[row], self.known[row + 1]
        low, high, old = self.pieces[self.worst]
        middle = 0.5 * (low + high)
        before, after, total = self.error_of(self.worst), error_1 + error_2, value_1 + value_2
        if spread_1 != error_1 and spread_2 != error_2:
            self._count_rounding(abs(self.known[old][0] - total), abs(total), before, after)
        self.halvings.append((low, high, after / before if before else 0.0))
        self.error_sum += after - before
        self.area += total - self.known[old][0]
        self.shares = self.shares + self._row(row) + self._row(row + 1) - self._row(old)
        ahead = self.ranking()[: self.rank - 1]
        self.rank -= sum(self.error_of(k) < max(error_1, error_2) for k in ahead)
        halves = [(low, middle, row), (middle, high, row + 1)]
        self.pieces[self.worst], further = halves[::-1] if error_2 > error_1 else halves
        self.pieces.append(further)
        self.worst = self.ranking()[self.rank - 1]
        self._judge(low, middle, high)
        self.use_sum = self.error_sum <= self.allowed(self.area)
        done = self.use_sum or self.code != 0 or self._extrapolate(before, after, middle - low)
        self.pending = self._halves(not done)

    def _count_rounding(self, change: float, size: float, before: float, after: float) -> None:
        if change <= 1e-5 * size and after >= 0.99 * before:
            if self.extrapolating:
                self.late_repeats += 1
            else:
                self.repeats += 1
        if len(self.pieces) >= 10 and after > before:
            self.growths += 1

    def _judge(self, low: float, middle: float, high: float) -> None:
        """Whether it makes sense to go on."""
        if self.repeats + self.late_repeats >= 10 or self.growths >= 20:
            self.code = 2
        self.rounding = self.rounding or self.late_repeats >= 5
        if len(self.pieces) == self.limit:
            self.code = 1
        if max(abs(low), abs(high)) <= (1 + 100 * _EPS) * (abs(middle) + 1000 * _TINY):
            self.code = 4

    def _extrapolate(self, before: float, after: float, width: float) -> bool:
        """If the worst pieces are small ones: whether the extrapolation is accurate enough, or no hope is left."""
        if len(self.pieces) == 2:
            self.large_error, self.wanted = self.error_sum, self.allowed(self.area)
            self.extrapolation.table[1] = self.area, self.shares
            return False
        if self.given_up:
            return False
        self.large_error -= before
        if abs(width) > self.small:
            self.large_error += after
        if not self.extrapolating:
            if self.length_of(self.worst) > self.small:
                return False
            self.extrapolating, self.rank = True, 2
        if not self.rounding and self.large_error > self.wanted and self._find_large():
            return False
        return self._compare(*self.extrapolation.next(self.area, self.shares))

    def _find_large(self) -> bool:
        """Make the worst of the large pieces the next one, if there is one."""
        count, order = len(self.pieces), self.ranking()
        last = count if count <= 2 + self.limit // 2 else self.limit + 3 - count
        while self.rank <= last:
            self.worst = order[self.rank - 1]
            if self.length_of(self.worst) > self.small:
                return True
            self.rank += 1
        return False

    def _compare(self, value: float, weights: Any, error: float) -> bool:
        """Keep the best extrapolation; whether it is accurate enough, or no hope is left."""
        self.stale += 1
        if self.stale > 5 and self.best_error < 1e-3 * self.error_sum:
            self.code = 5
        if error < self.best_error:
            self.stale, self.correction = 0, self.large_error
            self.best, self.best_shares, self.best_error = value, weights, error
            self.wanted = self.allowed(value)
            if error <= self.wanted:
                return True
        self.given_up = self.given_up or self.extrapolation.length == 1
        if self.code == 5:
            return True
        self.rank, self.worst, self.extrapolating = 1, self.ranking()[0], False
        self.small, self.large_error = 0.5 * self.small, self.error_sum
        return False

    def outcome(self) -> tuple[float, Any, float]:
        """The best extrapolation, or the sum where that is better: value, weights and error."""
        rows = [row for _, _, row in self.pieces]
        weights = np.sum([self._row(row) for row in rows], axis=0)[: len(self.known)]
        summed = float(sum(self.known[row][0] for row in rows)), weights, self.error_sum
        if self.use_sum or self.best_error == _HUGE:
            return summed
        error = self.best_error
        if self.code != 0 or self.rounding:
            error += self.correction if self.rounding else 0.0
            if self.best != 0 and self.area != 0:
                if error / abs(self.best) > self.error_sum / abs(self.area):
                    return summed
            elif error > self.error_sum:
                return summed
        return self.best, self.best_shares[: len(self.known)], error


class Extrapolation:
    """Wynn's epsilon algorithm: the limit of a sequence of sums, of which the last diagonal of the table is kept.

    The limit is homogeneous of degree one in the sums, so its partial derivatives are the weights of a combination.
    """

    def __init__(self, value: float, weights: Any) -> None:
        self.table: list[tuple[float, Any]] = [(0.0, 0.0 * weights)] * 60
        self.table[0] = value, weights
        self.length = 2
        self.last: list[float] = []

    def next(self, value: float, weights: Any) -> tuple[float, Any, float]:
        """The limit with one more sum, its weights, and an estimate of its error."""
        self.length += 1
        n = kept = k = self.length
        table = self.table
        table[n - 1] = table[n + 1] = value, weights
        table[n - 1] = _HUGE, 0.0 * weights
        best, error, count = table[n + 1], _HUGE, (n - 1) // 2
        for i in range(1, count + 1):
            (e0, w0), (e1, w1), (e2, w2), (e3, w3) = table[k - 3], table[k - 2], table[k + 1], table[k - 1]
            err1, err2, err3 = abs(e1 - e3), abs(e2 - e1), abs(e1 - e0)
            far, near = err3 > max(abs(e1), abs(e0)) * _EPS, err2 > max(abs(e2), abs(e1)) * _EPS
            if not far and not near:
                return e2, w2, max(err2 + err3, 5 * _EPS * abs(e2))
            table[k - 1] = e1, w1
            slope = 0.0
            if err1 > max(abs(e1), abs(e3)) * _EPS and near and far:
                slope = 1 / (e1 - e3) + 1 / (e2 - e1) - 1 / (e1 - e0)
            if abs(slope * e1) <= 1e-4:
                n = 2 * i - 1
                break
            d1, d2, d3 = e1 - e3, e2 - e1, e1 - e0
            bend = (w1 - w3) / d1 / d1 + (w2 - w1) / d2 / d2 - (w1 - w0) / d3 / d3
            table[k - 1] = e1 + 1 / slope, w1 + bend / slope**2
            guess = err2 + abs(table[k - 1][0] - e2) + err3
            if guess <= error:
                error, best = guess, table[k - 1]
            k -= 2
        self._shift(49 if n == 50 else n, kept, count)
        return *best, self._judged(best[0])

    def _shift(self, n: int, kept: int, count: int) -> None:
        """Make the new diagonal of the table the first."""
        first = 1 - kept % 2
        for k in range(first, first + 2 * count + 1, 2):
            self.table[k] = self.table[k + 2]
        self.table[:n] = self.table[kept - n : kept]
        self.length = n

    def _judged(self, value: float) -> float:
        """The error of a limit: its distances from the last three."""
        error = sum(abs(value - old) for old in self.last) if len(self.last) == 3 else _HUGE
        self.last = [*self.last, value][-3:]
        return error if error == _HUGE else max(error, 5 * _EPS * abs(value))
