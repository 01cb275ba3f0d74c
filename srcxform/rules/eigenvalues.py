"""numpy.linalg: eigenvalues and eigenvectors of general matrices.

With `a @ v = v * w` and columns of length 1 in v: `dw = diag(m)` and `dv = v @ (m * f)` but for the lengths of the
columns, where `m = inv(v) @ da @ v` and `f[i, j] = 1 / (w[j] - w[i])` (Giles, 2008; Boeddeker et al., 2017, for the
lengths). Equal eigenvalues have no derivatives, but their symmetric functions have; the phase of a complex eigenvector
has none, so an adjoint that depends on it is an error (in a tangent, which cannot know what it is used for, phases stay
put and equal eigenvalues share).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.factorisations import UNUSED_IS_NONE, on_diagonal, times_columns
from srcxform.rules.linalg import diagonal_of, hermitian
from srcxform.rules.registry import adjoint, tangent
from srcxform.runtime import average_close, inverse_gaps, real_like, refuse_phase, require_equal

UNUSED_IS_NONE.add(np.linalg.eig)


@adjoint(np.linalg.eigvals)
def eigvals(a: Any, *, out: Any, out_bar: Any) -> Any:
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    w, v = np.linalg.eig(a)
    return real_like(eigenvalue_bar(w, v, out_bar), a)


@tangent(np.linalg.eigvals)
def eigvals_tangent(a: Any, *, out: Any, a_dot: Any) -> Any:
    """Eigenvalues move with the diagonal of `da` in the basis of eigenvectors."""
    w, v = np.linalg.eig(a)
    return average_close(diagonal_of(np.linalg.solve(v, a_dot @ v)), w, v)


@adjoint(np.linalg.eig)
def eig(a: Any, *, out: Any, out_bar: Any) -> Any:
    """Eigenvalues alone need no gaps between them, as far as the result is a symmetric function of equal ones."""
    w_bar, v_bar = out_bar
    if v_bar is None:
        return None if w_bar is None else real_like(eigenvalue_bar(out[0], out[1], w_bar), a)
    # A real matrix has real vectors to real eigenvalues, and they stay real: they have no phase.
    is_real = np.all(np.imag(out[1]) == 0, axis=-2, keepdims=True)
    v_bar = v_bar if np.iscomplexobj(a) else np.where(is_real, np.real(v_bar), v_bar)
    return real_like(eigenvector_bar(out[0], out[1], w_bar, v_bar), a)


@tangent(np.linalg.eig)
def eig_tangent(a: Any, *, out: Any, a_dot: Any) -> Any:
    """First-order perturbation theory; columns keep their lengths."""
    w, v = out
    inner = np.linalg.solve(v, a_dot @ v)
    change = v @ (inner * inverse_gaps(w, v))
    along = np.sum(np.conj(v) * change, axis=-2)
    return ((average_close(diagonal_of(inner), w, v), change - times_columns(v, along)),)


def eigenvalue_bar(w: Any, v: Any, w_bar: Any) -> Any:
    """The adjoint of a matrix by its eigenvalues alone."""
    vh = hermitian(v)
    return np.linalg.solve(vh, np.expand_dims(require_equal(w_bar, w, v), -1) * vh)


def eigenvector_bar(w: Any, v: Any, w_bar: Any, v_bar: Any) -> Any:
    """The adjoint of a matrix by its eigenvalues and eigenvectors."""
    vh = hermitian(v)
    turned = vh @ v_bar
    turned = refuse_phase(turned) if np.iscomplexobj(turned) else turned
    inner = (turned - times_columns(vh @ v, diagonal_of(turned))) * np.conj(inverse_gaps(w, v))
    inner = inner if w_bar is None else inner + on_diagonal(w_bar)
    return np.linalg.solve(vh, inner @ vh)


@adjoint(require_equal)
def require_equal_adjoint(g: Any, values: Any, vectors: Any, *, out_bar: Any) -> Any:
    """It is the identity."""
    return out_bar, None, None


@tangent(require_equal)
def require_equal_tangent(g: Any, values: Any, vectors: Any, *, g_dot: Any) -> Any:
    """It is the identity; what was asked for the adjoint need not be true for its tangent."""
    return g_dot, None, None
