"""scipy.special: orthogonal polynomials, Legendre functions and spherical harmonics.

The slope of a classical orthogonal polynomial is one of the next family and of one degree less, which is smooth at the
ends of the interval too (DLMF 18.9(iii)). Where the degree is not whole, the formulas are the same; in the degree and
in the parameters there is no closed form. Numbers "DLMF" are equations of the NIST Digital Library of Mathematical
Functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special
from scipy.special import assoc_laguerre

from srcxform.rules.registry import adjoint, elementwise, nondifferentiable, tangent
from srcxform.rules.scipy_helpers import offered
from srcxform.runtime import unbroadcast

DEGREE = "a derivative in a degree or parameter of a polynomial has no closed form"
COUNT = "it counts, and is no variable of a smooth function"
HIGHER = "SciPy gives these derivatives up to the second alone"

OF_WHOLE_NUMBERS = (
    special.roots_legendre, special.roots_chebyt, special.roots_chebyu, special.roots_chebyc, special.roots_chebys,
    special.roots_hermite, special.roots_hermitenorm, special.roots_laguerre, special.roots_sh_legendre,
    special.roots_sh_chebyt, special.roots_sh_chebyu, special.legendre, special.chebyt, special.chebyu, special.chebyc,
    special.chebys, special.hermite, special.hermitenorm, special.laguerre, special.sh_legendre, special.sh_chebyt,
    special.sh_chebyu,
)  # fmt: skip
_OBJECT = "it gives an object: use `eval_jacobi`, `eval_gegenbauer` or `eval_genlaguerre`"
LEFT_OUT: dict[str, str] = {
    **{f"scipy.special.{f.__name__}": "of whole numbers alone" for f in OF_WHOLE_NUMBERS},
    "scipy.special.jacobi": _OBJECT,
    "scipy.special.sh_jacobi": _OBJECT,
    "scipy.special.gegenbauer": _OBJECT,
    "scipy.special.genlaguerre": _OBJECT,
}

nondifferentiable(OF_WHOLE_NUMBERS)


# Polynomials.


@elementwise(special.eval_legendre)
def eval_legendre(n: Any, x: Any) -> Any:
    """P, the ultraspherical polynomial of the parameter 1/2 (DLMF 18.9.19)."""
    return DEGREE, special.eval_gegenbauer(n - 1, 1.5, x)


@elementwise(special.eval_sh_legendre)
def eval_sh_legendre(n: Any, x: Any) -> Any:
    """P at `2 x - 1`."""
    return DEGREE, 2 * special.eval_gegenbauer(n - 1, 1.5, 2 * x - 1)


@elementwise(special.eval_chebyt)
def eval_chebyt(n: Any, x: Any) -> Any:
    """T (DLMF 18.9.21)."""
    return DEGREE, n * special.eval_chebyu(n - 1, x)


@elementwise(special.eval_chebyu)
def eval_chebyu(n: Any, x: Any) -> Any:
    """U, the ultraspherical polynomial of the parameter 1."""
    return DEGREE, 2 * special.eval_gegenbauer(n - 1, 2.0, x)


@elementwise(special.eval_chebyc)
def eval_chebyc(n: Any, x: Any) -> Any:
    """`2 T(x / 2)`."""
    return DEGREE, n * special.eval_chebyu(n - 1, x / 2)


@elementwise(special.eval_chebys)
def eval_chebys(n: Any, x: Any) -> Any:
    """`U(x / 2)`."""
    return DEGREE, special.eval_gegenbauer(n - 1, 2.0, x / 2)


@elementwise(special.eval_sh_chebyt)
def eval_sh_chebyt(n: Any, x: Any) -> Any:
    """`T(2 x - 1)`."""
    return DEGREE, 2 * n * special.eval_chebyu(n - 1, 2 * x - 1)


@elementwise(special.eval_sh_chebyu)
def eval_sh_chebyu(n: Any, x: Any) -> Any:
    """`U(2 x - 1)`."""
    return DEGREE, 4 * special.eval_gegenbauer(n - 1, 2.0, 2 * x - 1)


@elementwise(special.eval_gegenbauer)
def eval_gegenbauer(n: Any, alpha: Any, x: Any) -> Any:
    """The ultraspherical polynomial (DLMF 18.9.19)."""
    return DEGREE, DEGREE, 2 * alpha * special.eval_gegenbauer(n - 1, alpha + 1, x)


@elementwise(special.eval_jacobi)
def eval_jacobi(n: Any, alpha: Any, beta: Any, x: Any) -> Any:
    """Jacobi's polynomial (DLMF 18.9.15)."""
    slope = (n + alpha + beta + 1) / 2 * special.eval_jacobi(n - 1, alpha + 1, beta + 1, x)
    return DEGREE, DEGREE, DEGREE, slope


@elementwise(special.eval_sh_jacobi)
def eval_sh_jacobi(n: Any, p: Any, q: Any, x: Any) -> Any:
    """G, the monic polynomial of Jacobi at `2 x - 1` with the parameters `p - q` and `q - 1`."""
    # The degree -1 comes with the factor 0; SciPy has NaN for it.
    return DEGREE, DEGREE, DEGREE, n * special.eval_sh_jacobi(n - 1 + (n == 0), p + 2, q + 1, x)


@elementwise(special.eval_laguerre)
def eval_laguerre(n: Any, x: Any) -> Any:
    """L (DLMF 18.9.23)."""
    return DEGREE, -special.eval_genlaguerre(n - 1, 1.0, x)


@elementwise(special.eval_genlaguerre)
def eval_genlaguerre(n: Any, alpha: Any, x: Any) -> Any:
    """L with a parameter (DLMF 18.9.23)."""
    return DEGREE, DEGREE, -special.eval_genlaguerre(n - 1, alpha + 1, x)


@elementwise(assoc_laguerre)
def associated_laguerre(x: Any, n: Any, k: Any = 0.0) -> Any:
    """L with a parameter, its arguments in another order."""
    return -special.eval_genlaguerre(n - 1, k + 1, x), DEGREE, DEGREE


@elementwise(special.eval_hermite)
def eval_hermite(n: Any, x: Any) -> Any:
    """H (DLMF 18.9.25). The degree -1 comes with the factor 0."""
    return COUNT, 2 * n * special.eval_hermite(np.abs(n - 1), x)


@elementwise(special.eval_hermitenorm)
def eval_hermitenorm(n: Any, x: Any) -> Any:
    """He (DLMF 18.9.27). The degree -1 comes with the factor 0."""
    return COUNT, n * special.eval_hermitenorm(np.abs(n - 1), x)


# Legendre functions.


@elementwise(special.lpmv)
def lpmv(m: Any, v: Any, x: Any) -> Any:
    """The associated function of the first kind on the cut (DLMF 14.10.5)."""
    slope = (v * x * special.lpmv(m, v, x) - (v + m) * special.lpmv(m, v - 1, x)) / (x * x - 1)
    return COUNT, DEGREE, slope


# Newer functions, which give derivatives up to the order `diff_n` along a first axis: each is the slope of the last.


@adjoint(*offered("legendre_p"))
def legendre_p(n: Any, z: Any, *, diff_n: Any = 0, out: Any, out_bar: Any) -> Any:
    """P."""
    if diff_n == 2:
        return COUNT, HIGHER
    slopes = special.legendre_p(n, z, diff_n=diff_n + 1)[1:]
    return COUNT, unbroadcast(out_bar * np.conj(slopes), z)


@tangent(*offered("legendre_p"))
def legendre_p_tangent(n: Any, z: Any, *, diff_n: Any = 0, out: Any, z_dot: Any) -> Any:
    """P."""
    if diff_n == 2:
        return COUNT, HIGHER
    slopes = special.legendre_p(n, z, diff_n=diff_n + 1)[1:]
    return COUNT, slopes * z_dot


@adjoint(*offered("legendre_p_all"))
def legendre_p_all(n: Any, z: Any, *, diff_n: Any = 0, out: Any, out_bar: Any) -> Any:
    """P of all degrees up to n."""
    if diff_n == 2:
        return COUNT, HIGHER
    slopes = special.legendre_p_all(n, z, diff_n=diff_n + 1)[1:]
    return COUNT, unbroadcast(out_bar * np.conj(slopes), z)


@tangent(*offered("legendre_p_all"))
def legendre_p_all_tangent(n: Any, z: Any, *, diff_n: Any = 0, out: Any, z_dot: Any) -> Any:
    """P of all degrees up to n."""
    if diff_n == 2:
        return COUNT, HIGHER
    slopes = special.legendre_p_all(n, z, diff_n=diff_n + 1)[1:]
    return COUNT, slopes * z_dot


@adjoint(*offered("assoc_legendre_p"))
def assoc_legendre_p(
    n: Any, m: Any, z: Any, *, branch_cut: Any = 2, norm: Any = False, diff_n: Any = 0, out: Any, out_bar: Any
) -> Any:
    """The associated function P."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER
    slopes = special.assoc_legendre_p(n, m, z, branch_cut=branch_cut, norm=norm, diff_n=diff_n + 1)[1:]
    return COUNT, COUNT, unbroadcast(out_bar * np.conj(slopes), z)


@tangent(*offered("assoc_legendre_p"))
def assoc_legendre_p_tangent(
    n: Any, m: Any, z: Any, *, branch_cut: Any = 2, norm: Any = False, diff_n: Any = 0, out: Any, z_dot: Any
) -> Any:
    """The associated function P."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER
    slopes = special.assoc_legendre_p(n, m, z, branch_cut=branch_cut, norm=norm, diff_n=diff_n + 1)[1:]
    return COUNT, COUNT, slopes * z_dot


@adjoint(*offered("assoc_legendre_p_all"))
def assoc_legendre_p_all(
    n: Any, m: Any, z: Any, *, branch_cut: Any = 2, norm: Any = False, diff_n: Any = 0, out: Any, out_bar: Any
) -> Any:
    """The associated functions P of all degrees and orders."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER
    slopes = special.assoc_legendre_p_all(n, m, z, branch_cut=branch_cut, norm=norm, diff_n=diff_n + 1)[1:]
    return COUNT, COUNT, unbroadcast(out_bar * np.conj(slopes), z)


@tangent(*offered("assoc_legendre_p_all"))
def assoc_legendre_p_all_tangent(
    n: Any, m: Any, z: Any, *, branch_cut: Any = 2, norm: Any = False, diff_n: Any = 0, out: Any, z_dot: Any
) -> Any:
    """The associated functions P of all degrees and orders."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER
    slopes = special.assoc_legendre_p_all(n, m, z, branch_cut=branch_cut, norm=norm, diff_n=diff_n + 1)[1:]
    return COUNT, COUNT, slopes * z_dot


@adjoint(*offered("sph_legendre_p"))
def sph_legendre_p(n: Any, m: Any, theta: Any, *, diff_n: Any = 0, out: Any, out_bar: Any) -> Any:
    """A spherical harmonic at the longitude 0."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER
    slopes = special.sph_legendre_p(n, m, theta, diff_n=diff_n + 1)[1:]
    return COUNT, COUNT, unbroadcast(out_bar * np.conj(slopes), theta)


@tangent(*offered("sph_legendre_p"))
def sph_legendre_p_tangent(n: Any, m: Any, theta: Any, *, diff_n: Any = 0, out: Any, theta_dot: Any) -> Any:
    """A spherical harmonic at the longitude 0."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER
    slopes = special.sph_legendre_p(n, m, theta, diff_n=diff_n + 1)[1:]
    return COUNT, COUNT, slopes * theta_dot


@adjoint(*offered("sph_legendre_p_all"))
def sph_legendre_p_all(n: Any, m: Any, theta: Any, *, diff_n: Any = 0, out: Any, out_bar: Any) -> Any:
    """The spherical harmonics of all degrees and orders at the longitude 0."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER
    slopes = special.sph_legendre_p_all(n, m, theta, diff_n=diff_n + 1)[1:]
    return COUNT, COUNT, unbroadcast(out_bar * np.conj(slopes), theta)


@tangent(*offered("sph_legendre_p_all"))
def sph_legendre_p_all_tangent(n: Any, m: Any, theta: Any, *, diff_n: Any = 0, out: Any, theta_dot: Any) -> Any:
    """The spherical harmonics of all degrees and orders at the longitude 0."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER
    slopes = special.sph_legendre_p_all(n, m, theta, diff_n=diff_n + 1)[1:]
    return COUNT, COUNT, slopes * theta_dot


# Spherical harmonics (DLMF 14.30.1): with `diff_n=1` also their gradient along a last axis, with 2 the Hessian too.


def harmonic_adjoint(derivatives: Any, out_bar: Any, angle: Any, k: Any, diff_n: Any) -> Any:
    """The adjoint of the k-th angle."""
    if diff_n == 0:
        return unbroadcast(np.real(out_bar * np.conj(derivatives[1][..., k])), angle)
    inner = np.sum(np.real(out_bar[1] * np.conj(derivatives[2][..., k])), axis=-1)
    return unbroadcast(np.real(out_bar[0] * np.conj(derivatives[1][..., k])) + inner, angle)


def harmonic_tangent(derivatives: Any, angle_dot: Any, k: Any, diff_n: Any) -> Any:
    """The term of the k-th angle."""
    if diff_n == 0:
        return derivatives[1][..., k] * angle_dot
    return derivatives[1][..., k] * angle_dot, derivatives[2][..., k] * np.expand_dims(angle_dot, -1)


@adjoint(*offered("sph_harm_y"))
def sph_harm_y(n: Any, m: Any, theta: Any, phi: Any, *, diff_n: Any = 0, out: Any, out_bar: Any) -> Any:
    """One of them."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER, HIGHER
    derivatives = special.sph_harm_y(n, m, theta, phi, diff_n=diff_n + 1)
    return (
        COUNT,
        COUNT,
        harmonic_adjoint(derivatives, out_bar, theta, 0, diff_n),
        harmonic_adjoint(derivatives, out_bar, phi, 1, diff_n),
    )


@tangent(*offered("sph_harm_y"))
def sph_harm_y_tangent(
    n: Any, m: Any, theta: Any, phi: Any, *, diff_n: Any = 0, out: Any, theta_dot: Any, phi_dot: Any
) -> Any:
    """One of them."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER, HIGHER
    derivatives = special.sph_harm_y(n, m, theta, phi, diff_n=diff_n + 1)
    return (
        COUNT,
        COUNT,
        harmonic_tangent(derivatives, theta_dot, 0, diff_n),
        harmonic_tangent(derivatives, phi_dot, 1, diff_n),
    )


@adjoint(*offered("sph_harm_y_all"))
def sph_harm_y_all(n: Any, m: Any, theta: Any, phi: Any, *, diff_n: Any = 0, out: Any, out_bar: Any) -> Any:
    """Those of all degrees up to n and orders up to m."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER, HIGHER
    derivatives = special.sph_harm_y_all(n, m, theta, phi, diff_n=diff_n + 1)
    return (
        COUNT,
        COUNT,
        harmonic_adjoint(derivatives, out_bar, theta, 0, diff_n),
        harmonic_adjoint(derivatives, out_bar, phi, 1, diff_n),
    )


@tangent(*offered("sph_harm_y_all"))
def sph_harm_y_all_tangent(
    n: Any, m: Any, theta: Any, phi: Any, *, diff_n: Any = 0, out: Any, theta_dot: Any, phi_dot: Any
) -> Any:
    """Those of all degrees up to n and orders up to m."""
    if diff_n == 2:
        return COUNT, COUNT, HIGHER, HIGHER
    derivatives = special.sph_harm_y_all(n, m, theta, phi, diff_n=diff_n + 1)
    return (
        COUNT,
        COUNT,
        harmonic_tangent(derivatives, theta_dot, 0, diff_n),
        harmonic_tangent(derivatives, phi_dot, 1, diff_n),
    )
