"""Every operation on arrays, one by one: the loops that it becomes give what NumPy gives.

A row has an expression in `x`, `y` and `z`, and what these are. The loops run as they stand, without Numba's compiler;
a few programs at the end are compiled, which shows that Numba takes what is written for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

numba = pytest.importorskip("numba")

from srcxform import SrcxformError, from_source, grad  # noqa: E402
from tests.backends.known import unknown_to_numba  # noqa: E402

Make = Callable[[np.random.Generator], Any]


def real(*shape: int) -> Make:
    return lambda rng: rng.uniform(0.2, 1.2, shape) if shape else float(rng.uniform(0.5, 1.5))


def complex_(*shape: int) -> Make:
    return lambda rng: rng.uniform(0.2, 1.2, shape) + 1j * rng.uniform(0.2, 1.2, shape)


def places(*shape: int, low: int = -2, high: int = 2) -> Make:
    return lambda rng: rng.integers(low, high, shape)


def mask(*shape: int) -> Make:
    return lambda rng: rng.random(shape) > 0.4


def rising(count: int) -> Make:
    return lambda rng: np.sort(rng.random(count))


def every_second(*shape: int) -> Make:
    """An array with gaps."""
    return lambda rng: rng.uniform(0.2, 1.2, tuple(2 * n for n in shape))[tuple(slice(None, None, 2) for _ in shape)]


def by_columns(*shape: int) -> Make:
    return lambda rng: np.asfortranarray(rng.uniform(0.2, 1.2, shape))


V, W, A, B, SQUARE, CUBE = real(5), real(3), real(4, 3), real(2, 3), real(3, 3), real(2, 3, 4)
ROWS: dict[str, list[tuple[Make, ...]]] = {
    # Along axes
    "np.var(x)": [(A,)], "np.var(x, axis=0)": [(A,)], "np.var(x, axis=(0, 2))": [(CUBE,)],
    "np.std(x, axis=-1, keepdims=True, ddof=1)": [(CUBE,)], "np.std(x, axis=1)": [(complex_(3, 4),)],
    "np.ptp(x, axis=0)": [(A,)], "np.max(x, axis=1, keepdims=True)": [(A,)], "np.min(x)": [(A,)],
    "np.prod(x, axis=1)": [(A,)], "np.mean(x, axis=0)": [(A,)], "np.sum(x, axis=1, where=x > 0.5)": [(A,)],
    "np.max(x, axis=0, initial=0.5)": [(A,)], "np.sum(x, initial=2.0)": [(V,)],
    "np.cumsum(x)": [(V,), (A,)], "np.cumsum(x, axis=1)": [(A,)], "np.cumsum(x, axis=0)": [(CUBE,)],
    "np.cumprod(x)": [(V,), (A,)], "np.cumprod(x, axis=1)": [(A,)], "np.multiply.accumulate(x)": [(V,)],
    "np.diff(x)": [(V,)], "np.diff(x, n=2, axis=0)": [(A,)], "np.ediff1d(x)": [(V,)],
    "np.linalg.norm(x)": [(V,), (A,)], "np.linalg.norm(x, axis=1)": [(A,)], "np.linalg.norm(x, np.inf)": [(V,)],
    "np.linalg.norm(x, 1, axis=0, keepdims=True)": [(A,)], "np.linalg.norm(x, 3)": [(V,)],
    "np.linalg.norm(x, 'fro')": [(A,)], "np.linalg.norm(x, 2)": [(SQUARE,)], "np.linalg.norm(x, 'nuc')": [(SQUARE,)],
    "np.linalg.norm(x, axis=(0, 1))": [(CUBE,)], "np.linalg.norm(x, axis=-1)": [(complex_(3, 4),)],
    **{f"np.nan{name}(x, axis=1)": [(A,)] for name in ("sum", "mean", "var", "std", "prod", "max", "min")},
    "np.median(x)": [(V,)], "np.median(x, axis=0)": [(A,)], "np.median(x, axis=1, keepdims=True)": [(A,)],
    "np.percentile(x, 30)": [(V,)], "np.quantile(x, 0.7, axis=1)": [(A,)], "np.average(x, weights=y)": [(V, V)],
    "np.trapezoid(x)": [(V,)], "np.trapezoid(x, y)": [(V, rising(5))], "np.trapezoid(x, axis=0, dx=0.5)": [(A,)],
    "np.gradient(x)": [(V,)], "np.gradient(x, 0.1, axis=0)": [(A,)],
    # Parts put together, turned, repeated
    "np.concatenate([x, y], axis=0)": [(A, B)], "np.concatenate((x, 2 * x, y), axis=1)": [(A, real(4, 2))],
    "np.concatenate([x, y])": [(V, W)], "np.concatenate([x, y], axis=None)": [(A, B)],
    "np.stack([x, y, x * y])": [(V, V)], "np.stack([x, y], axis=-1)": [(A, A)], "np.vstack([x, y])": [(A, B), (V, V)],
    "np.hstack([x, y])": [(V, W), (A, real(4, 2))], "np.dstack([x, y])": [(A, A)],
    "np.column_stack([x, y])": [(V, V)], "np.block([[x, y], [y, x]])": [(A, A)], "np.append(x, y)": [(V, V)],
    "np.array([x[0] * x[1], x[2], np.sum(x)])": [(V,)], "np.array([[x[0], x[1]], [x[2], 1.0]])": [(V,)],
    "np.array([x, y])": [(V, V)], "np.roll(x, 2)": [(V,), (A,)], "np.roll(x, -1, axis=1)": [(A,)],
    "np.roll(x, (1, 2), axis=(0, 1))": [(A,)], "np.repeat(x, 3)": [(V,)], "np.repeat(x, 2, axis=-1)": [(A,)],
    "np.repeat(x, np.array([1, 2, 0, 3, 1]))": [(V,)], "np.tile(x, 2)": [(V,)], "np.tile(x, (2, 3))": [(V,), (A,)],
    "np.pad(x, 1)": [(V,)], "np.pad(x, ((1, 2), (0, 1)))": [(A,)], "np.pad(x, (1, 1), constant_values=3.0)": [(V,)],
    **{f"np.pad(x, ((1, 1), (2, 2)), mode={mode!r})": [(A,)] for mode in ("edge", "wrap", "reflect", "symmetric")},
    "np.flip(x, axis=0)": [(A,)], "np.fliplr(x)": [(A,)], "np.rot90(x)": [(A,)], "np.rot90(x, 3)": [(A,)],
    "np.split(x, 2)[1]": [(real(6),)], "np.array_split(x, 3)[0]": [(V,)], "np.insert(x, 1, 2.0)": [(V,)],
    "np.delete(x, 1)": [(V,)], "np.resize(x, (7,))": [(V,)],
    "np.lib.stride_tricks.sliding_window_view(x, 3)": [(real(7),)],
    "np.concatenate(([x[0], 2.0], x, [x[1]]))": [(V,)], "np.stack([[x[0], 1.0], x[:2]])": [(V,)],
    "np.vstack([[x[0], x[1]], np.ones((1, 2)), y])": [(V, real(3, 2))], "np.hstack([x, y[:, :1]])": [(A, A)],
    "np.r_[x[0], x, 1.0, [y[0]]]": [(V, W)],
    "np.c_[x, y, np.ones(4)]": [(A, real(4))], "np.r_[0:4, x]": [(V,)], "np.mgrid[0:4, 0:3][0] * x": [(A,)],
    "np.ogrid[0:4, 0:3][1] * x": [(A,)], "np.diff(x, axis=0, prepend=x[:1])": [(A,)],
    "np.diff(x, append=[1.0])": [(V,)],
    # Places
    "x[:, (0, -1)]": [(A,)], "x[np.triu_indices(4, 1, 3)]": [(A,)], "x[np.tril_indices_from(x)]": [(A,)],
    "x[np.diag_indices(3)]": [(SQUARE,)], "np.trace(x) * x[np.triu_indices(3)]": [(SQUARE,)],
    "x[y]": [(V, places(6)), (A, places(6)), (A, mask(4)), (A, mask(4, 3)), (every_second(4, 3), places(2, 2))],
    "x[:, y]": [(A, places(4)), (A, mask(3))], "x[y, z]": [(A, places(6), places(6)), (A, places(3, 1), places(1, 2))],
    "x[1, y]": [(A, places(4))], "x[y, 1:]": [(A, places(4))], "x[1, :, y]": [(CUBE, places(3))],
    "x[:, y, z]": [(CUBE, places(3), places(3))], "x[..., y]": [(CUBE, places(3))], "x[y, None]": [(V, places(3))],
    "x[::-1][y]": [(V, places(3))], "x.T[y]": [(A, places(3))], "x[np.arange(4), y]": [(A, places(4))],
    "x[[0, 2, 2]]": [(V,)], "x[:, [2, 0]]": [(A,)], "x[[0, 2], [1, 1]]": [(A,)], "x[np.nonzero(x > 0.5)]": [(V,)],
    "x[np.where(x > 0.5)]": [(A,)], "x[np.ix_(y, z)]": [(A, places(3), places(2))],
    "x[np.ix_([0, 2], [1, 2, 0])]": [(A,)], "x[np.ix_(y, y[:1])]": [(SQUARE, places(3))],
    "x[np.unravel_index(y, (4, 3))]": [(A, places(5, low=0))],
    "np.take(x, y)": [(V, places(4))],
    "np.take(x, y, axis=1)": [(A, places(4))], "np.take_along_axis(x, y, 1)": [(A, places(4, 2))],
    "x[np.argsort(x)]": [(V,)], "np.sort(x)": [(V,), (A,)], "np.sort(x, axis=0)": [(A,)], "x[np.argmax(x)]": [(V,)],
    "np.partition(x, 2)": [(V,)], "np.select([x > 0.8, x > 0.5], [x, x**2], 0.0)": [(V,)],
    "np.choose(y, [x, 2 * x])": [(V, places(5, low=0))], "np.where(x > 0.5)[0][0] * x": [(V,)],
    # Shapes
    "np.reshape(x, (3, 4))": [(A,), (by_columns(4, 3),)], "x.reshape(2, -1)": [(every_second(4, 3),)],
    "x.T.reshape(4, 3)": [(A,)], "x[:, ::2].reshape(-1)": [(A,)], "x.T.ravel()": [(A,)], "x.ravel()": [(CUBE,)],
    "x.reshape((2, 6), order='F')": [(A,)], "x.ravel(order='F')": [(A,)], "x.flatten(order='F')": [(by_columns(4, 3),)],
    "np.reshape(np.sum(x), (1, 1))": [(A,)], "np.reshape(x[:1], ())": [(V,)], "np.asarray(x[0]) * x": [(V,)],
    "x.reshape(2, 2, 3).transpose(1, 0, 2).reshape(4, 3)": [(A,)], "np.squeeze(x[:1], axis=0)": [(A,)],
    "np.expand_dims(x, (0, 2))": [(A,)], "np.moveaxis(x, 0, -1)": [(CUBE,)], "np.rollaxis(x, 2)": [(CUBE,)],
    "np.atleast_1d(x)": [(real(),)], "np.atleast_3d(x)": [(A,)], "np.trace(x, 1)": [(real(3, 4),)],
    "np.diagonal(x)": [(real(3, 4),)], "np.diag(x)": [(SQUARE,), (V,)], "np.diag(x, 1)": [(V,)],
    "np.diag(x, -1)": [(A,)],
    "np.tril(x)": [(SQUARE,)], "np.triu(x, 1)": [(A,)], "np.diagonal(x, axis1=0, axis2=1)": [(real(3, 3, 2),)],
    "np.eye(4) @ x": [(A,)], "np.eye(3, 4) @ x": [(A,)], "np.tri(4) @ x": [(A,)], "x * np.linspace(0, 1, 5)": [(V,)],
    "np.linspace(x, y, 4)": [(real(), real())], "x * np.arange(10, 0, -2)": [(V,)],
    "x * np.arange(0.0, 1.0, 0.2)": [(V,)], "np.meshgrid(x, y)[0] * np.meshgrid(x, y)[1]": [(V, W)],
    "np.indices((4, 3))[0] * x": [(A,)], "np.broadcast_to(x, (3, 5)) * 2": [(V,)],
    # Products
    **{
        f"np.einsum({labels!r}, x, y)": [made]
        for labels, made in {
            "ij,jk->ik": (A, real(3, 2)), "ij,kj->ik": (A, B), "ijk,ij->k": (CUBE, B), "...i,...i->...": (CUBE, CUBE),
            "bij,bjk->bik": (CUBE, real(2, 4, 3)), "nki,nkj->kij": (CUBE, CUBE), "i,j->ij": (V, W),
        }.items()
    },
    "np.einsum('ijj->i', x)": [(real(2, 3, 3),)], "np.einsum('iji->ij', x)": [(real(3, 2, 3),)],
    "np.einsum('ii', x)": [(SQUARE,)], "np.einsum('ii->i', x)": [(SQUARE,)], "np.einsum('ij->', x)": [(A,)],
    "np.einsum('i,ij,j', x, y, z)": [(real(4), A, W)], "np.tensordot(x, y, 1)": [(CUBE, real(4, 2))],
    "np.kron(x, y)": [(real(2, 2), real(3, 2))], "np.outer(x, y)": [(A, W)], "np.inner(x, y)": [(A, A)],
    "np.multiply.outer(x, y)": [(V, A)], "np.convolve(x, y, mode='same')": [(V, W)], "np.correlate(x, y)": [(V, W)],
    "x @ y": [
        (CUBE, real(4, 2)), (CUBE, real(2, 4, 3)), (A, real(2, 3, 5)), (real(3, 2, 3, 4), real(2, 4, 2)),
        (real(3, 1, 3, 4), real(2, 4, 2)), (CUBE, real(4)), (W, CUBE), (A, complex_(3, 2)), (A, places(3, 2)),
        (every_second(4, 3), every_second(3, 2)), (by_columns(4, 3), by_columns(3, 2)),
    ],
    "np.dot(x, y)": [(CUBE, real(4))], "np.vecdot(x, y)": [(A, A)], "np.linalg.multi_dot([x, y])": [(A, real(3, 2))],
    "np.cross(x, y)": [(A, A)], "np.polyval(x, y)": [(W, V)], "np.vander(x, 3)": [(V,)],
    # Fourier transforms
    **{f"np.fft.{name}(x)": [(real(6),), (complex_(3, 5),)] for name in ("fft", "ifft", "irfft", "hfft")},
    **{f"np.fft.{name}(x)": [(real(6),), (real(3, 5),)] for name in ("rfft", "ihfft", "fftshift", "ifftshift")},
    **{f"np.fft.{name}(x)": [(complex_(4, 3),)] for name in ("fft2", "ifft2", "fftn", "irfft2", "irfftn")},
    "np.fft.rfftn(x)": [(CUBE,)], "np.fft.fft(x, 8, axis=0, norm='ortho')": [(A,)],
    "np.fft.irfft(x, 7)": [(complex_(4),)],
    "np.fft.fftfreq(5, 0.1) * x": [(V,)], "np.fft.rfftfreq(8) * x": [(V,)], "np.fft.rfft(x, n=4)": [(V,)],
    # Factorisations
    "np.linalg.solve(x + 3 * np.eye(3), y)": [
        (SQUARE, W), (SQUARE, real(3, 2)), (SQUARE, complex_(3)), (complex_(3, 3), real(3, 2)),
        (real(2, 3, 3), real(2, 3, 2)), (SQUARE, real(2, 3, 2)),
    ],
    **{f"np.linalg.{name}(x + 2 * np.eye(3))": [(SQUARE,), (real(2, 3, 3),)] for name in ("inv", "det")},
    "np.linalg.cholesky(x @ np.swapaxes(x, -1, -2) + np.eye(3))": [(SQUARE,), (real(2, 3, 3),)],
    "np.linalg.slogdet(x)[1]": [(SQUARE,)], "np.linalg.eigh(x + x.T)[1]": [(SQUARE,)],
    "np.linalg.eigvalsh(x + x.T)": [(SQUARE,)], "np.linalg.svd(x, full_matrices=False)[0]": [(A,)],
    "np.linalg.svd(x, compute_uv=False)": [(A,)], "np.linalg.qr(x)[1]": [(A,)], "np.linalg.pinv(x)": [(A,)],
    "np.linalg.lstsq(x, y, rcond=None)[0]": [(A, real(4))], "np.linalg.matrix_power(x, 3)": [(SQUARE,)],
    # Element by element
    # Products of matrices, and of stacks of them
    "np.einsum('kij,nkj->nki', x, y)": [(real(2, 3, 3), real(5, 2, 3)), (complex_(2, 3, 4), complex_(5, 2, 4))],
    "np.einsum('ijk,kjl->li', x, y)": [(real(2, 3, 4), real(4, 3, 5)), (real(2, 1, 4), real(4, 3, 5))],
    "np.einsum('abij,bajk->kabi', x, y)": [(real(2, 3, 4, 2), real(3, 2, 2, 5))],
    "np.einsum('ij,jk->ki', x, y)": [(real(30, 20), real(20, 10)), (real(4, 1), real(3, 2))],
    "np.einsum('bij,bjk->bik', x, y)": [(real(2, 12, 9), real(2, 9, 11)), (real(1, 2, 3), real(4, 3, 2))],
    "(x @ y) * 2": [(real(2, 12, 9), real(2, 9, 11)), (real(2, 3, 4), real(2, 4, 5)), (real(1, 3, 4), real(2, 4, 5))],
    # What takes long is asked only where it decides
    "np.where(np.logical_and(y > 0.6, np.abs(x) > 0.9), x * y, 0.5 * x)": [(complex_(4, 3), A), (A, A)],
    "np.where((np.sin(x) > 0.6) | (y > 0.7), x * y, y)": [(A, W), (V, real())],
    "np.where((x > 0.4) & (np.cos(y) > 0.6) & ~(np.hypot(x, y) > 1.4), x, y)": [(A, A)],
    "np.sum(x[(y > 0.6) & (np.abs(x) < 1.1)])": [(complex_(4, 3), A)],
    "np.where((x > 0.5) * (y > 0.6) + (x + y > 1.5), x, y)": [(A, A)],
    "np.where(np.any(x > 1, axis=0), x, 0)": [(A,)], "np.where(np.all(x > 0.5, axis=1, keepdims=True), x, 0)": [(A,)],
    "np.sum(x > 0.5) * x": [(V,)], "np.max(y, axis=0) * x": [(A, places(4, 3))],
    "np.mean(y, axis=0) * x": [(A, places(4, 3))],
    "np.sum(y) * np.prod(y) * x": [(V, places(4))], "(x > 0.4) * (x < 0.9) * x": [(V,)], "np.clip(x, 0.4, 0.9)": [(A,)],
    "((x > 0.4) + (x < 0.9)) * x": [(V,)], "np.sign(x) * x": [(V,), (complex_(3),)], "abs(x)": [(V,), (complex_(4),)],
    "np.real(x) * np.imag(x)": [(complex_(4),)], "np.angle(x)": [(complex_(4),)],
    "np.heaviside(x - 0.5, 0.5) * x": [(V,)],
    "x % 0.3 + x // 0.3": [(V,)], "x**-2 + 2**x": [(V,)], "np.sinc(x)": [(V,)], "np.fix(x) + np.trunc(x) + x": [(V,)],
    "x.astype(np.float32).astype(np.float64)": [(V,)], "np.nan_to_num(x)": [(V,)],
    "np.interp(x, y, z)": [(V, rising(6), real(6))],
}  # fmt: skip
CASES = [(text, made) for text, every in ROWS.items() for made in every]
RESULT = "np.sum(np.sin(np.real(r)) + 0.3 * np.imag(r)) if np.iscomplexobj(r) else np.sum(np.sin(r))"


def assert_same(found: tuple[Any, ...], expected: tuple[Any, ...], tolerance: float = 1e-11) -> None:
    for a, b in zip(found, expected, strict=True):
        assert np.shape(a) == np.shape(b)
        assert np.asarray(a).dtype == np.asarray(b).dtype
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=1e-13)


# The usual run takes one case in three.
@pytest.mark.parametrize(
    ("number", "text", "made"),
    [pytest.param(k, *case, marks=[pytest.mark.exhaustive] * (k % 3 > 0)) for k, case in enumerate(CASES)],
)
def test_loops_of_an_operation(number: int, text: str, made: tuple[Make, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    names = "xyz"[: len(made)]
    source = f"import numpy as np\n\n\ndef f({', '.join(names)}):\n    r = {text}\n    return {RESULT}\n"
    function = from_source(source, "f")
    args = [make(np.random.default_rng(number)) for make in made]
    wrt = tuple(k for k, arg in enumerate(args) if np.asarray(arg).dtype.kind in "fc")
    with np.errstate(all="ignore"), monkeypatch.context() as patched:
        patched.setattr(numba, "njit", lambda **options: lambda function: function)
        expected = grad(function, wrt)(*args)
        compiled = grad(function, wrt, backend="numba")
        assert_same(compiled(*args), expected)
    assert not unknown_to_numba(compiled.source)


# Compiled


def scattered(x: Any, i: Any, j: Any) -> Any:
    y = x.copy()
    y[i] = x[j] * 2.0
    y[:, j % 3] += x[i, 1][:, None][: y.shape[0]] * 0.5
    y[[1, 0]] = y[[0, 1]] * 1.5
    y[y > 1.0] *= 0.5
    return np.sum(y[i, j % 3] ** 2) + np.sum(x[np.nonzero(x > 0.5)] ** 3) + np.sum(np.take(x, j, axis=0)) * y[0, 0]


def arranged(x: Any, w: Any) -> Any:
    y = np.concatenate([x, np.roll(x, 1, axis=0) * x], axis=1)
    z = np.stack([y.T, y[::-1].T * 2.0])
    folded = z.transpose(1, 0, 2).reshape(z.shape[1], -1)
    padded = np.pad(np.repeat(folded, 2, axis=0), ((1, 1), (0, 2)), mode="edge")
    return np.einsum("ij,kj->ik", padded, np.tile(w, (2, 1))) + np.cumsum(np.sort(x, axis=0), axis=1)[0, 0]


def statistics(x: Any) -> Any:
    centred = (x - np.mean(x, axis=0)) / (np.std(x, axis=0) + 1.0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    spread = np.var(lengths) + np.median(x, axis=0).sum() + np.trapezoid(np.diff(x, axis=0), axis=1).sum()
    return spread * np.max(centred, axis=0) + np.where(np.any(x > 0.9, axis=0), np.argmax(x, axis=0), 0.0)


def factorised(a: Any, b: Any, z: Any) -> Any:
    s = a @ np.swapaxes(a, -1, -2) + 3.0 * np.eye(3)
    factors = np.linalg.cholesky(s)
    solved = np.linalg.solve(s[0], z)
    values = np.linalg.eigh(s[1])[0]
    return np.sum(np.abs(solved) ** 2) + np.sum(factors @ b.T) * values[0]


def chosen(xs: Any, limit: float) -> Any:
    best, kept = None, []
    for x in xs:
        kept.append(np.sin(x) * xs)
        if best is None or x > best:
            best = x
    assert best is not None, f"nothing in {limit}"
    for k in range(len(kept)):
        total = np.sum(kept[k]) * best
        if total > limit:
            return total * best
    return np.sum(np.stack(kept)) + best


def written_through(x: Any) -> Any:
    column, row = np.squeeze(x[:, :1], axis=1), x[1:2].squeeze(0)
    column[0] = 3.0 * column[1]
    row *= np.sin(x[0])
    return np.sum(x**2)


RNG = np.random.default_rng(3)
COMPILED: dict[Callable[..., Any], tuple[Any, ...]] = {
    scattered: (RNG.random((5, 4)), np.array([0, 3, 1, 3, -2]), np.array([1, 0, 2, 2, -1])),
    arranged: (RNG.random((4, 3))[::-1], RNG.random(10)),
    statistics: (RNG.random((5, 6))[:, ::2],),
    factorised: (RNG.random((2, 3, 4)), RNG.random((5, 3)), RNG.random(3) + 1j),
    chosen: (RNG.random(5), 1e9),
    written_through: (RNG.random((2, 3)),),
}


@pytest.mark.parametrize("function", COMPILED, ids=lambda function: function.__name__)
def test_compiled(function: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        numba.core.config, "OPT", numba.core.config._OptLevel(0)
    )  # what is in question is whether Numba takes it
    monkeypatch.setattr(numba.core.config, "LOOP_VECTORIZE", False)
    args = COMPILED[function]
    wrt = tuple(k for k, arg in enumerate(args) if np.asarray(arg).dtype.kind in "fc")
    assert_same(grad(function, wrt, backend="numba")(*args), grad(function, wrt)(*args))


def picked(x: Any, i: Any) -> Any:
    return np.sum(x[i] ** 2)


def test_places_out_of_bounds_are_an_error() -> None:
    compiled = grad(picked, backend="numba")
    assert_same((compiled(np.ones(3), np.array([0, -3])),), (np.array([4.0, 0.0, 0.0]),))
    for wrong in ([3], [-4], [0, 100]):
        with pytest.raises((IndexError, SrcxformError)):
            compiled(np.ones(3), np.array(wrong))
    with pytest.raises((IndexError, ValueError, SrcxformError)):
        compiled(np.ones(3), np.array([True, False]))


def powers_of_complex(z: Any) -> Any:
    return np.sum(np.abs(z**3) + np.real(np.power(z, 4)) + np.abs(z**9) ** 2)


def test_powers_of_complex_numbers() -> None:
    z = np.array([1 + 2j, -0.5 + 0.3j, 0.1 - 0.7j])
    compiled = grad(powers_of_complex, backend="numba")
    assert_same((compiled(z),), (grad(powers_of_complex)(z),))
    assert "z[i] ** 3" not in compiled.source  # a machine has no instruction for it
