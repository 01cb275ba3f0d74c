"""Least squares by polynomials, weights and domains of the bases, and series that are objects."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, legendre, polynomial, polyutils

from srcxform.rules.polynomial_bases import BASES
from srcxform.rules.registry import definition, elementwise, nondifferentiable
from srcxform.runtime import stop_gradient


def register_fit(fit: Any, vander: Any) -> None:
    """Least squares in one basis."""

    @definition(fit)
    def fitting(x: Any, y: Any, deg: Any, rcond: Any = None, full: Any = False, w: Any = None) -> Any:
        """The coefficients of the best series, in the terms that are asked for."""
        values = vander(x, deg) if np.ndim(deg) == 0 else vander(x, max(deg))[..., np.asarray(deg)]
        solution, residuals, rank, s, rcond = solved(values, y, rcond, w, len(x))
        if np.ndim(deg) > 0:
            every = np.zeros((max(deg) + 1, *np.shape(solution)[1:])) + 0 * solution[:1]
            every[np.asarray(deg)] = solution
            solution = every
        return (solution, [residuals, rank, s, rcond]) if full else solution


def solved(values: Any, y: Any, rcond: Any, w: Any, count: Any) -> Any:
    """The least squares solution, with columns of norm 1, as which NumPy counts the rank."""
    wanted = np.asarray(y)
    if w is not None:
        values = values * np.expand_dims(w, -1)
        wanted = wanted * (np.expand_dims(w, -1) if np.ndim(y) == 2 else w)
    # The solution does not depend on the scale of the columns.
    norms = stop_gradient(np.sqrt(np.sum(np.abs(values) ** 2, axis=0)))
    scale = np.where(norms == 0, 1, norms)
    limit = count * 2.220446049250313e-16 if rcond is None else rcond
    solution, residuals, rank, s = np.linalg.lstsq(values / scale, wanted, limit)
    return solution / (scale[:, np.newaxis] if np.ndim(y) == 2 else scale), residuals, rank, s, limit


for _module, _prefix, _ in BASES:
    register_fit(getattr(_module, f"{_prefix}fit"), getattr(_module, f"{_prefix}vander"))


@definition(polynomial.polyvalfromroots)
def valfromroots(x: Any, r: Any, tensor: Any = True) -> Any:
    """The product of the distances from the roots."""
    if tensor and np.ndim(x) > 0:
        return np.prod(x - np.reshape(r, (*np.shape(r), *((1,) * np.ndim(x)))), axis=0)
    return np.prod(x - np.asarray(r), axis=0)


@definition(polynomial.polytrim, chebyshev.chebtrim, polyutils.trimcoef)
def trim(c: Any, tol: Any = 0) -> Any:
    """Without the small coefficients at the end."""
    large = np.flatnonzero(np.abs(c) > tol)
    return np.asarray(c)[: large[-1] + 1] * 1.0 if len(large) > 0 else np.asarray(c)[:1] * 0.0


@elementwise(chebyshev.chebweight)
def chebyshev_weight(x: Any, *, out: Any) -> Any:
    """`1 / sqrt(1 - x ** 2)`."""
    return x * out / ((1 - x) * (1 + x))


@elementwise(laguerre.lagweight)
def laguerre_weight(x: Any, *, out: Any) -> Any:
    """`exp(-x)`."""
    return -out


@elementwise(hermite.hermweight)
def hermite_weight(x: Any, *, out: Any) -> Any:
    """`exp(-x ** 2)`."""
    return -2 * x * out


@elementwise(hermite_e.hermeweight)
def hermite_e_weight(x: Any, *, out: Any) -> Any:
    """`exp(-x ** 2 / 2)`."""
    return -x * out


nondifferentiable((legendre.legweight, chebyshev.chebpts1, chebyshev.chebpts2))


@definition(chebyshev.chebinterpolate)
def chebinterpolate(func: Any, deg: Any, args: Any = ()) -> Any:
    """The interpolant of a function at the Chebyshev points of the first kind."""
    points = chebyshev.chebpts1(deg + 1)
    sums = func(points, *args) @ chebyshev.chebvander(points, deg)
    return sums / (0.5 * (deg + 1) * (1.0 + (np.arange(deg + 1) == 0)))


@definition(polyutils.mapparms)
def mapparms(old: Any, new: Any) -> Any:
    """The line `offset + scale * x` that takes one domain to the other."""
    length = old[1] - old[0]
    return (old[1] * new[0] - old[0] * new[1]) / length, (new[1] - new[0]) / length


@definition(polyutils.mapdomain)
def mapdomain(x: Any, old: Any, new: Any) -> Any:
    """Points of one domain in the other."""
    offset, scale = mapparms(old, new)
    return offset + scale * x


@definition(polyutils.getdomain)
def getdomain(x: Any) -> Any:
    """From the smallest to the greatest."""
    if np.iscomplexobj(x):
        re, im = np.real(x), np.imag(x)
        return np.array([np.min(re) + 1j * np.min(im), np.max(re) + 1j * np.max(im)])
    return np.array([np.min(x), np.max(x)])


@definition(polynomial.Polynomial.__call__)
def call_series(self: Any, arg: Any) -> Any:
    """The value of a series that was made outside of the program."""
    return self._val(mapdomain(arg, self.domain, self.window), self.coef)


@definition(polynomial.Polynomial.deriv)
def slope_of_series(self: Any, m: Any = 1) -> Any:
    """The slope of a series that was made outside of the program."""
    return series_of(self).deriv(m)


@definition(polynomial.Polynomial.integ)
def integral_of_series(self: Any, m: Any = 1, k: Any = (), lbnd: Any = None) -> Any:
    """An integral of a series that was made outside of the program."""
    return series_of(self).integ(m, k, lbnd)


def series_of(self: Any) -> Any:
    """A series that was made outside of the program as one that may be computed with."""
    return Series(
        type(self),
        (self._val, self._der, self._int, self._roots, self._add, self._sub, self._mul, self._pow),
        self.coef,
        self.domain,
        self.window,
    )


class Series:
    """A series that is made inside the program: its coefficients may be active."""

    def __init__(self, make: Any, functions: Any, coef: Any, domain: Any, window: Any) -> None:
        self.make = make
        self.functions = functions
        self.coef = coef
        self.domain = domain
        self.window = window

    def like(self, coef: Any) -> Any:
        """Another series in the same basis and domain."""
        return Series(self.make, self.functions, coef, self.domain, self.window)

    def __call__(self, arg: Any) -> Any:
        """The value."""
        return self.functions[0](mapdomain(arg, self.domain, self.window), self.coef)

    def deriv(self, m: Any = 1) -> Any:
        """The slope, in the variable of the domain."""
        _, scale = mapparms(self.domain, self.window)
        return self.like(self.functions[1](self.coef, m, scale))

    def integ(self, m: Any = 1, k: Any = (), lbnd: Any = None) -> Any:
        """An integral, in the variable of the domain."""
        offset, scale = mapparms(self.domain, self.window)
        start = 0 if lbnd is None else offset + scale * lbnd
        return self.like(self.functions[2](self.coef, m, k, start, 1 / scale))

    def roots(self) -> Any:
        """The roots, in the variable of the domain."""
        return mapdomain(self.functions[3](self.coef), self.window, self.domain)

    def degree(self) -> Any:
        """One less than there are coefficients."""
        return len(self.coef) - 1

    def copy(self) -> Any:
        """The same series."""
        return self.like(self.coef)

    def trim(self, tol: Any = 0) -> Any:
        """Without the small coefficients at the end."""
        return self.like(trim(self.coef, tol))

    def truncate(self, size: Any) -> Any:
        """The first coefficients."""
        return self.like(self.coef[:size])

    def cutdeg(self, deg: Any) -> Any:
        """The terms up to a degree."""
        return self.like(self.coef[: deg + 1])

    def linspace(self, n: Any = 100, domain: Any = None) -> Any:
        """Equally spaced points of the domain, and the values there."""
        ends = self.domain if domain is None else domain
        x = np.linspace(ends[0], ends[1], n)
        return x, self(x)

    def mapparms(self) -> Any:
        """The line from the domain to the window."""
        return mapparms(self.domain, self.window)

    def __neg__(self) -> Any:
        return self.like(-self.coef)

    def __floordiv__(self, other: Any) -> Any:
        return self.like(self.functions[8](self.coef, coefficients(other))[0])

    def __mod__(self, other: Any) -> Any:
        return self.like(self.functions[8](self.coef, coefficients(other))[1])

    def __divmod__(self, other: Any) -> Any:
        quotient, rest = self.functions[8](self.coef, coefficients(other))
        return self.like(quotient), self.like(rest)

    def __add__(self, other: Any) -> Any:
        return self.like(self.functions[4](self.coef, coefficients(other)))

    def __radd__(self, other: Any) -> Any:
        return self.like(self.functions[4](coefficients(other), self.coef))

    def __sub__(self, other: Any) -> Any:
        return self.like(self.functions[5](self.coef, coefficients(other)))

    def __rsub__(self, other: Any) -> Any:
        return self.like(self.functions[5](coefficients(other), self.coef))

    def __mul__(self, other: Any) -> Any:
        return self.like(self.functions[6](self.coef, coefficients(other)))

    def __rmul__(self, other: Any) -> Any:
        return self.like(self.functions[6](coefficients(other), self.coef))

    def __truediv__(self, other: Any) -> Any:
        return self.like(self.coef / other)

    def __pow__(self, other: Any) -> Any:
        return self.like(self.functions[7](self.coef, other))


def coefficients(other: Any) -> Any:
    """The coefficients of another operand, which may be a number."""
    if isinstance(other, Series):
        return other.coef
    return np.reshape(other, (1,)) if np.ndim(other) == 0 else other


def register_class(kind: Any, functions: Any, default_domain: Any, default_window: Any) -> None:
    """The class of series in one basis."""

    @definition(kind)
    def made(coef: Any, domain: Any = None, window: Any = None, symbol: Any = "x") -> Any:
        """A series of coefficients."""
        return Series(
            kind,
            functions,
            np.asarray(coef) * 1.0,
            np.array(default_domain) if domain is None else domain,
            np.array(default_window) if window is None else window,
        )

    @definition(kind.basis)
    def basis(deg: Any, domain: Any = None, window: Any = None, symbol: Any = "x") -> Any:
        """One polynomial of the basis."""
        return made(np.arange(deg + 1) == deg, domain, window)

    @definition(kind.identity)
    def identity(domain: Any = None, window: Any = None, symbol: Any = "x") -> Any:
        """The series x."""
        ends = np.array(default_domain) if domain is None else domain
        inner = np.array(default_window) if window is None else window
        offset, scale = mapparms(inner, ends)
        return made(functions[9](offset, scale), domain, window)

    @definition(kind.fit)
    def fit(
        x: Any, y: Any, deg: Any, domain: Any = None, rcond: Any = None, full: Any = False, w: Any = None,
        window: Any = None, symbol: Any = "x",
    ) -> Any:  # fmt: skip
        """The best series, over the range of the points."""
        ends = getdomain(x) if domain is None else domain
        inner = np.array(default_window) if window is None else window
        found = functions[10](mapdomain(x, ends, inner), y, deg, rcond, full, w)
        return (made(found[0], ends, inner), found[1]) if full else made(found, ends, inner)

    @definition(kind.fromroots)
    def from_roots(roots: Any, domain: Any = (), window: Any = None, symbol: Any = "x") -> Any:
        """The series with these roots, over their range."""
        if domain is None:
            ends = getdomain(roots)
        else:
            ends = np.array(default_domain) if len(domain) == 0 else domain
        inner = np.array(default_window) if window is None else window
        offset, scale = mapparms(ends, inner)
        leading = scale ** -len(roots)
        return made(functions[11](offset + scale * np.asarray(roots)) * leading, ends, inner)


_CLASSES = (
    polynomial.Polynomial, chebyshev.Chebyshev, legendre.Legendre, laguerre.Laguerre, hermite.Hermite,
    hermite_e.HermiteE,
)  # fmt: skip
for (_module, _prefix, _), _kind in zip(BASES, _CLASSES, strict=True):
    _functions = tuple(
        getattr(_module, _prefix + _name)
        for _name in (
            "val",
            "der",
            "int",
            "roots",
            "add",
            "sub",
            "mul",
            "pow",
            "div",
            "line",
            "fit",
            "fromroots",
        )
    )
    _ends = (tuple(np.asarray(_kind.domain).tolist()), tuple(np.asarray(_kind.window).tolist()))
    register_class(_kind, _functions, *_ends)
