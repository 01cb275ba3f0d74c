"""scipy.linalg: functions of a matrix.

For a function f that has a power series, the upper right block of `f([[a, e], [0, a]])` is the derivative of f at `a`
in the direction `e` (Najfeld and Havel, 1995; Higham, Functions of Matrices, 2008, section 3.2). With it come both
modes, as the adjoint is the derivative at the conjugate transpose (Al-Mohy and Higham, 2009), and all higher ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from srcxform.rules.linalg import hermitian
from srcxform.rules.registry import adjoint, definition, no_rule, tangent
from srcxform.runtime import unbroadcast


def enlarged(a: Any, e: Any) -> Any:
    """The block matrix `[[a, e], [0, a]]`."""
    above = np.concatenate((a, e), -1)
    below = np.concatenate((np.zeros_like(a), a), -1)
    return np.concatenate((above, below), -2)


def corner(x: Any, a: Any) -> Any:
    """The upper right block of a function of `enlarged(a, e)`."""
    size = np.shape(a)[-1]
    return x[..., :size, size:]


def refuse_display(disp: Any) -> Any:
    """With `disp=False` there is an estimate of the error beside the result."""
    if not isinstance(disp, bool) or not disp:
        return no_rule("the estimate of the error has no derivative rule", "leave `disp=False` out")
    return None


# The exponential


@adjoint(scipy.linalg.expm)
def expm(A: Any, *, out_bar: Any) -> Any:
    """Al-Mohy and Higham, 2009."""
    return exponential_change(hermitian(A), out_bar)


@tangent(scipy.linalg.expm)
def expm_tangent(A: Any, *, A_dot: Any) -> Any:
    """Al-Mohy and Higham, 2009."""
    return exponential_change(A, A_dot)


def exponential_change(a: Any, e: Any) -> Any:
    """The derivative of the exponential at `a` in the direction `e`."""
    if np.ndim(a) == 2:
        return scipy.linalg.expm_frechet(a, e, compute_expm=False)
    return corner(scipy.linalg.expm(enlarged(a, e)), a)


@definition(scipy.linalg.expm_frechet)
def expm_frechet(A: Any, E: Any, method: Any = None, compute_expm: Any = True, check_finite: Any = True) -> Any:
    """The exponential and its derivative in one direction, by blocks."""
    size = np.shape(A)[-1]
    if np.ndim(A) > 2 or np.ndim(E) > 2:
        A, E = A + np.zeros_like(E), E + np.zeros_like(A)
    both = scipy.linalg.expm(enlarged(A, E))
    return (both[..., :size, :size], both[..., :size, size:]) if compute_expm else both[..., :size, size:]


# Logarithm and powers


@adjoint(scipy.linalg.logm)
def logm(A: Any, disp: Any = True, *, out_bar: Any) -> Any:
    """By blocks."""
    refuse_display(disp)
    a = hermitian(A)
    return corner(scipy.linalg.logm(enlarged(a, out_bar)), a)


@tangent(scipy.linalg.logm)
def logm_tangent(A: Any, disp: Any = True, *, A_dot: Any) -> Any:
    """By blocks."""
    refuse_display(disp)
    return corner(scipy.linalg.logm(enlarged(A, A_dot)), A)


@adjoint(scipy.linalg.sqrtm)
def sqrtm(A: Any, disp: Any = True, blocksize: Any = None, *, out: Any, out_bar: Any) -> Any:
    """By `x @ dx + dx @ x = da`."""
    refuse_display(disp)
    root = hermitian(out)
    return scipy.linalg.solve_sylvester(root, root, out_bar)


@tangent(scipy.linalg.sqrtm)
def sqrtm_tangent(A: Any, disp: Any = True, blocksize: Any = None, *, out: Any, A_dot: Any) -> Any:
    """By `x @ dx + dx @ x = da`."""
    refuse_display(disp)
    return scipy.linalg.solve_sylvester(out, out, A_dot)


@adjoint(scipy.linalg.fractional_matrix_power)
def fractional_matrix_power(A: Any, t: Any, *, out: Any, out_bar: Any) -> Any:
    """By blocks; the derivative by the power is `log(a) @ a**t`."""
    a = hermitian(A)
    a_bar = corner(scipy.linalg.fractional_matrix_power(enlarged(a, out_bar), t), a)
    return a_bar, unbroadcast(np.sum(out_bar * np.conj(scipy.linalg.logm(A) @ out)), t)


@tangent(scipy.linalg.fractional_matrix_power)
def fractional_matrix_power_tangent(A: Any, t: Any, *, out: Any, A_dot: Any, t_dot: Any) -> Any:
    """By blocks; the derivative by the power is `log(a) @ a**t`."""
    by_a = corner(scipy.linalg.fractional_matrix_power(enlarged(A, A_dot), t), A)
    return by_a, t_dot * (scipy.linalg.logm(A) @ out)


# Trigonometric and hyperbolic functions, and the sign


@adjoint(scipy.linalg.cosm)
def cosm(A: Any, *, out_bar: Any) -> Any:
    """By blocks."""
    a = hermitian(A)
    return corner(scipy.linalg.cosm(enlarged(a, out_bar)), a)


@tangent(scipy.linalg.cosm)
def cosm_tangent(A: Any, *, A_dot: Any) -> Any:
    """By blocks."""
    return corner(scipy.linalg.cosm(enlarged(A, A_dot)), A)


@adjoint(scipy.linalg.sinm)
def sinm(A: Any, *, out_bar: Any) -> Any:
    """By blocks."""
    a = hermitian(A)
    return corner(scipy.linalg.sinm(enlarged(a, out_bar)), a)


@tangent(scipy.linalg.sinm)
def sinm_tangent(A: Any, *, A_dot: Any) -> Any:
    """By blocks."""
    return corner(scipy.linalg.sinm(enlarged(A, A_dot)), A)


@adjoint(scipy.linalg.tanm)
def tanm(A: Any, *, out_bar: Any) -> Any:
    """By blocks."""
    a = hermitian(A)
    return corner(scipy.linalg.tanm(enlarged(a, out_bar)), a)


@tangent(scipy.linalg.tanm)
def tanm_tangent(A: Any, *, A_dot: Any) -> Any:
    """By blocks."""
    return corner(scipy.linalg.tanm(enlarged(A, A_dot)), A)


@adjoint(scipy.linalg.coshm)
def coshm(A: Any, *, out_bar: Any) -> Any:
    """By blocks."""
    a = hermitian(A)
    return corner(scipy.linalg.coshm(enlarged(a, out_bar)), a)


@tangent(scipy.linalg.coshm)
def coshm_tangent(A: Any, *, A_dot: Any) -> Any:
    """By blocks."""
    return corner(scipy.linalg.coshm(enlarged(A, A_dot)), A)


@adjoint(scipy.linalg.sinhm)
def sinhm(A: Any, *, out_bar: Any) -> Any:
    """By blocks."""
    a = hermitian(A)
    return corner(scipy.linalg.sinhm(enlarged(a, out_bar)), a)


@tangent(scipy.linalg.sinhm)
def sinhm_tangent(A: Any, *, A_dot: Any) -> Any:
    """By blocks."""
    return corner(scipy.linalg.sinhm(enlarged(A, A_dot)), A)


@adjoint(scipy.linalg.tanhm)
def tanhm(A: Any, *, out_bar: Any) -> Any:
    """By blocks."""
    a = hermitian(A)
    return corner(scipy.linalg.tanhm(enlarged(a, out_bar)), a)


@tangent(scipy.linalg.tanhm)
def tanhm_tangent(A: Any, *, A_dot: Any) -> Any:
    """By blocks."""
    return corner(scipy.linalg.tanhm(enlarged(A, A_dot)), A)


@adjoint(scipy.linalg.signm)
def signm(A: Any, disp: Any = True, *, out: Any, out_bar: Any) -> Any:
    """The change solves a Sylvester equation with `n = s @ a` (Higham, section 5.1)."""
    refuse_display(disp)
    return sign_change(hermitian(A), hermitian(out), out_bar)


@tangent(scipy.linalg.signm)
def signm_tangent(A: Any, disp: Any = True, *, out: Any, A_dot: Any) -> Any:
    """The change solves a Sylvester equation with `n = s @ a` (Higham, section 5.1)."""
    refuse_display(disp)
    return sign_change(A, out, A_dot)


def sign_change(a: Any, s: Any, e: Any) -> Any:
    """By `n @ ds + ds @ n = e - s @ e @ s`, where `n` is a root of `a @ a` with eigenvalues on the right."""
    n = s @ a
    return scipy.linalg.solve_sylvester(n, n, e - s @ e @ s)
