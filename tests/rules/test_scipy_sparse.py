"""Sparse matrices whose elements are active: values and both modes, for each way to make and to use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from srcxform import check_grads, grad, value_and_grad
from srcxform.errors import NotDifferentiable, SrcxformError

FULL = np.array([[4.0, 1, 0, 0], [1, 5, 2, 0], [0, 0.5, 6, 1], [0.3, 0, 1, 7]])
C = sp.csr_array(FULL)
M = sp.csr_matrix(FULL)
I, P, D = C.indices.copy(), C.indptr.copy(), C.data.copy()
R, K = C.tocoo().coords
X = np.random.default_rng(1).normal(size=4)
PLACES = ([0, 1], [1, 0])


def csr(d: Any) -> Any:
    return sp.csr_array((d, I, P), shape=(4, 4))


MADE: dict[str, Callable[..., Any]] = {
    "csr_array": lambda d, x: sp.csr_array((d, I, P), shape=(4, 4)) @ x,
    "csr_matrix": lambda d, x: sp.csr_matrix((d, I, P)) * x,
    "csc_array": lambda d, x: sp.csc_array((d, I, P), shape=(4, 4)) @ x,
    "csc_matrix": lambda d, x: x @ sp.csc_matrix((d, I, P), shape=(4, 4)),
    "coo_array": lambda d, x: x @ sp.coo_array((d, (R, K))),
    "coo_matrix": lambda d, x: sp.coo_matrix((d, (R, K)), shape=(4, 4)).dot(x),
    "coo with elements at one place": lambda d, x: sp.coo_array((d, (R // 2, K // 2)), shape=(4, 4)) @ x,
    "bsr_array": lambda d, x: sp.bsr_array((d[:8].reshape(2, 2, 2), np.array([1, 0]), np.array([0, 1, 2]))) @ x,
    "dia_array": lambda d, x: sp.dia_array((np.stack([x, x**2]), np.array([0, -1])), shape=(4, 4)) @ x,
    "spdiags": lambda d, x: sp.spdiags(np.stack([x, x**2]), [0, -1], 4, 4) @ x,
    "of a full matrix": lambda d, x: sp.csr_array(np.outer(x, x)) @ x,
    "diags": lambda d, x: sp.diags([d[:4], x[:3], x[1:]], [0, 1, -1]) @ x,
    "diags of numbers": lambda d, x: sp.diags([x[0], 1.0, x[2]], [-1, 0, 1], shape=(4, 4)) @ x,
    "one of diags": lambda d, x: sp.diags(x, 1).toarray(),
    "diags_array": lambda d, x: sp.diags_array(x) @ x,
    "diags_array with offsets": lambda d, x: sp.diags_array([d[:4], x[:3]], offsets=[0, 1]) @ x,
    "eye": lambda d, x: (sp.eye(4) * x[0] - x[1] * M) @ x,
    "eye_array": lambda d, x: (x[0] * sp.eye_array(4, k=1) + csr(d)) @ x,
    "kron": lambda d, x: sp.kron(csr(d), sp.csr_array((x[:2], PLACES))) @ np.arange(8.0),
    "kronsum": lambda d, x: sp.kronsum(csr(d), sp.csr_array((x[:2], PLACES))) @ np.arange(8.0),
    "stacked": lambda d, x: sp.vstack([csr(d), C]) @ x + sp.hstack([C, csr(d)]).T @ x,
    "block_array": lambda d, x: sp.block_array([[csr(d), C], [C, csr(d)]]) @ np.arange(8.0),
    "block_diag": lambda d, x: sp.block_diag([csr(d), C]) @ np.arange(8.0),
    "triangles": lambda d, x: sp.tril(csr(d)) @ x * (sp.triu(csr(d), 1) @ x),
}
USED: dict[str, Callable[..., Any]] = {
    "a vector and a matrix": lambda d, x: csr(d) @ np.stack([x, d[:4]], axis=1) @ (csr(d)[:2] @ x),
    "toarray": lambda d, x: csr(d).toarray(),
    "sums": lambda d, x: csr(d).sum() * csr(d).sum(axis=0) * csr(d).mean(1),
    "diagonals": lambda d, x: csr(d).diagonal()[0] * csr(d).diagonal(1) * csr(d).diagonal(-1) * csr(d).trace(),
    "product of sparse ones": lambda d, x: (csr(d) @ csr(d**2).T).toarray(),
    "product with constants": lambda d, x: (C @ csr(d) @ C + C) @ x,
    "sum": lambda d, x: (csr(d) - 2 * csr(d**2).T / 3 - C) @ x,
    "element by element": lambda d, x: (csr(d).multiply(C.T) * csr(d) + C.multiply(csr(d))) @ x,
    "times a vector": lambda d, x: csr(d).multiply(x).toarray() + C.multiply(x[:, None]).toarray(),
    "power": lambda d, x: ((csr(d) + csr(d)) ** 2 + csr(d).power(3)).toarray(),
    "absolute value": lambda d, x: abs(csr(d) + csr(-3 * d)) @ x,
    "elements": lambda d, x: csr(d)[0, 1] * csr(d)[1, -2],
    "parts": lambda d, x: csr(d)[1:-1, 1:] @ x[1:] * (csr(d)[np.array([1, 1])] @ x),
    "norms": lambda d, x: spl.norm(csr(d)) * spl.norm(csr(d), 1) * spl.norm(csr(d), np.inf),
    "constant": lambda d, x: np.linalg.norm(C @ x) + (M * x) @ (x @ C) + (C.T @ (C * x[0]).dot(x)) @ x,
}
SOLVED: dict[str, Callable[..., Any]] = {
    "spsolve": lambda d, x: spl.spsolve(csr(d).tocsc(), x),
    "several": lambda d, x: spl.spsolve(csr(d).T.tocsc(), np.stack([x, x**2], axis=1)),
    "of a sum": lambda d, x: spl.spsolve((sp.eye_array(4) * 20 - x[1] * C).tocsc(), x),
    "triangle": lambda d, x: spl.spsolve_triangular(sp.tril(csr(d)).tocsr(), x),
    "splu": lambda d, x: spl.splu(csr(d).tocsc()).solve(x, "T"),
    "cg": lambda d, x: spl.cg(csr(d) + csr(d).T, x, rtol=1e-13)[0],
    "cg of a full matrix": lambda d, x: spl.cg(np.outer(x, x) + np.eye(4), x, x0=x, rtol=1e-13)[0],
    "bicgstab": lambda d, x: spl.bicgstab(csr(d), x, rtol=1e-13, M=sp.diags_array(1 / C.diagonal()))[0],
    "bicg and cgs": lambda d, x: spl.bicg(csr(d), x, rtol=1e-13)[0] + spl.cgs(csr(d), x, rtol=1e-13)[0],
    "gmres": lambda d, x: spl.gmres(csr(d), x, rtol=1e-13, restart=4)[0],
    "lgmres and gcrotmk": lambda d, x: spl.lgmres(C, x, rtol=1e-13)[0] * spl.gcrotmk(csr(d), x, rtol=1e-13)[0],
    "minres": lambda d, x: spl.minres(csr(d) + csr(d).T, x, rtol=1e-13, shift=0.3)[0],
    "tfqmr and qmr": lambda d, x: spl.tfqmr(csr(d), x, rtol=1e-13)[0] + spl.qmr(csr(d), x, rtol=1e-13)[0],
    "factorized": lambda d, x: spl.factorized(csr(d).tocsc())(x),
}


@pytest.mark.parametrize("name", [*MADE, *USED, *SOLVED])
@pytest.mark.filterwarnings("ignore::scipy.sparse.SparseEfficiencyWarning")
def test_sparse_matrix_is_differentiated(name: str) -> None:
    f = (MADE | USED | SOLVED)[name]
    value, _ = value_and_grad(f, wrt=(0, 1))(D, X)
    want = f(D, X)
    assert np.shape(value) == np.shape(want)
    np.testing.assert_allclose(value, want, rtol=1e-12)
    check_grads(f, D, X)


def test_gradient_has_the_dtype_of_its_argument() -> None:
    d_bar, x_bar = grad(MADE["csr_array"], wrt=(0, 1))(D.astype(np.float32), X.astype(np.float32))
    assert d_bar.dtype == x_bar.dtype == np.float32


def test_complex_elements() -> None:
    check_grads(SOLVED["spsolve"], D * (1 + 0.3j), X)
    check_grads(USED["product of sparse ones"], D * (1 + 0.3j), X)


def test_solver_that_does_not_arrive_has_no_derivative() -> None:
    def f(d: Any) -> Any:
        return spl.cg(csr(d) + csr(d).T, X, rtol=1e-12, maxiter=1)[0]

    with pytest.raises(NotDifferentiable):
        grad(f)(D)


def test_ending_of_a_solver() -> None:
    def f(d: Any) -> Any:
        x, ending = spl.gmres(csr(d), X, rtol=1e-12)
        return x if ending == 0 else x * 0.0

    check_grads(f, D)


def test_complex_system_by_iteration() -> None:
    check_grads(lambda d, x: spl.gmres(csr(d * (1 + 0.3j)), 1j * x, rtol=1e-13, restart=4)[0], D, X)


def test_matrix_in_a_loop() -> None:
    def heat(k: Any, u: Any, steps: int, dt: float) -> Any:
        matrix = sp.eye(4) + dt * sp.diags([-k[1:-1], k[1:] + k[:-1], -k[1:-1]], [-1, 0, 1])
        system = spl.splu(matrix.tocsc())
        for _ in range(steps):
            u = system.solve(u)
        return u

    check_grads(heat, np.arange(1.0, 6.0), X, 3, 0.1)


def test_another_constant_is_another_matrix() -> None:
    def product(a: Any, x: Any) -> Any:
        return a @ x

    for scale in (1.0, 2.0):
        np.testing.assert_allclose(grad(product, wrt=1)(C * scale, X), scale * FULL.sum(axis=0))


@pytest.mark.parametrize(
    "f",
    [
        lambda d: csr(d).data,
        lambda d: csr(d)[0],
        lambda d: np.sum(csr(d)),
        lambda d: csr(d) / csr(d),
        lambda d: sp.csr_matrix((d, I, P)).todense(),
        lambda d: sp.csr_matrix((d, I, P)).sum(axis=0),
        lambda d: spl.spsolve(csr(d), C),
        lambda d: spl.eigsh(csr(d))[0],
        lambda d: spl.cg(csr(d), X, callback=print)[0],
        lambda d: spl.minres(csr(d), X, shift=d[0])[0],
    ],
)
def test_what_is_not_supported_is_refused(f: Callable[..., Any]) -> None:
    with pytest.raises(SrcxformError):
        grad(f)(D)
