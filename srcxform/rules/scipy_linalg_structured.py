"""scipy.linalg: matrices with a structure (Toeplitz, Hankel, circulant, banded, of blocks) and systems with them.

The adjoint of a matrix that is made of few numbers is that of the matrix, summed over the places of each number.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.linalg

from srcxform.rules.linalg import as_columns, hermitian, like_solution
from srcxform.rules.registry import adjoint, definition, linear, no_rule, tangent
from srcxform.rules.scipy_linalg import refuse_overwriting
from srcxform.runtime import unbroadcast

# Made of vectors


def antidiagonal_sums(g: Any) -> Any:
    """The sums over `i + j = k` of a matrix: each row is moved on by one more than the last."""
    height, width = np.shape(g)
    padded = np.concatenate((g, np.zeros_like(g, shape=(height, height))), axis=1)
    skewed = np.reshape(np.ravel(padded)[: height * (height + width - 1)], (height, height + width - 1))
    return np.sum(skewed, axis=0)


def refuse_stack(x: Any) -> Any:
    """Stacks, which need another formula."""
    if np.ndim(x) != 1:
        return no_rule("only a vector has a derivative rule here", "call it for each vector")
    return None


def first_zero(x: Any) -> Any:
    """`x` with 0 in front: the first element that is not read."""
    return np.concatenate((np.zeros_like(x[:1]), x[1:]))


@linear(scipy.linalg.toeplitz)
def toeplitz(c: Any, r: Any = None, *, out_bar: Any) -> Any:
    """`a[i, j] = c[i - j]`, or `r[j - i]` above the diagonal, which is the conjugate of `c` by default."""
    refuse_stack(c)
    sums = antidiagonal_sums(out_bar[::-1])
    height = np.shape(c)[0]
    column = sums[:height][::-1]
    if r is None:
        return column + np.conj(first_zero(sums[height - 1 :]))
    refuse_stack(r)
    return column, first_zero(sums[height - 1 :])


@linear(scipy.linalg.hankel)
def hankel(c: Any, r: Any = None, *, out_bar: Any) -> Any:
    """`a[i, j] = c[i + j]`, continued by `r[1:]`, or by zeros."""
    refuse_stack(c)
    sums = antidiagonal_sums(out_bar)
    height = np.shape(c)[0]
    if r is None:
        return sums[:height]
    refuse_stack(r)
    return sums[:height], first_zero(sums[height - 1 :])


@linear(scipy.linalg.circulant)
def circulant(c: Any, *, out_bar: Any) -> Any:
    """`a[i, j] = c[i - j]`, counted in a circle."""
    places = np.arange(np.shape(c)[-1])
    return np.sum(out_bar[..., (np.expand_dims(places, -1) + places) % np.shape(c)[-1], places], axis=-1)


@definition(scipy.linalg.companion)
def companion(a: Any) -> Any:
    """The coefficients in the first row, and ones below the diagonal."""
    refuse_stack(a)
    size = np.shape(a)[0] - 1
    return np.concatenate((np.expand_dims(-a[1:] / a[0], 0), np.eye(size - 1, size)))


@definition(scipy.linalg.leslie)
def leslie(f: Any, s: Any) -> Any:
    """Fertilities in the first row, survival below the diagonal."""
    refuse_stack(f)
    refuse_stack(s)
    return np.concatenate((np.expand_dims(f, 0), np.pad(np.diag(s), ((0, 0), (0, 1)))))


@definition(scipy.linalg.fiedler)
def fiedler(a: Any) -> Any:
    """The distances of each two numbers."""
    refuse_stack(a)
    return np.abs(np.expand_dims(a, -1) - a)


@definition(scipy.linalg.convolution_matrix)
def convolution_matrix(a: Any, n: Any, mode: Any = "full") -> Any:
    """Shifted copies of `a` as columns, cut to the rows that the mode keeps."""
    refuse_stack(a)
    whole = scipy.linalg.toeplitz(
        np.concatenate((a, np.zeros_like(a, shape=(n - 1,)))),
        np.concatenate((a[:1], np.zeros_like(a, shape=(n - 1,)))),
    )
    if mode == "full":
        return whole
    trim = min(n, len(a)) - 1
    start = trim // 2 if mode == "same" else trim
    stop = trim - start if mode == "same" else trim
    return whole[start : len(a) + n - 1 - stop]


@definition(scipy.linalg.diagsvd)
def diagsvd(s: Any, M: Any, N: Any) -> Any:
    """The numbers on the diagonal of an M by N matrix, one side of which is as long as they are many."""
    refuse_stack(s)
    whole = np.diag(s)
    return np.pad(whole, ((0, M - len(s)), (0, N - len(s))))


# Made of blocks


@linear(scipy.linalg.block_diag)
def block_diag(*arrs: Any, out_bar: Any) -> Any:
    """Each block gets its part; a vector is a row."""
    return tuple(block_of(out_bar, arrs, k) for k in range(len(arrs)))


def block_of(g: Any, blocks: Any, k: Any) -> Any:
    """The part of `g` where the block k lies."""
    row, column = sum(height_of(x) for x in blocks[:k]), sum(width_of(x) for x in blocks[:k])
    part = g[..., row : row + height_of(blocks[k]), column : column + width_of(blocks[k])]
    return unbroadcast(part, blocks[k]) if np.ndim(blocks[k]) > 1 else np.reshape(part, np.shape(blocks[k]))


def height_of(block: Any) -> Any:
    """The rows that a block takes."""
    return np.shape(block)[-2] if np.ndim(block) > 1 else 1


def width_of(block: Any) -> Any:
    """The columns that a block takes."""
    return np.shape(block)[-1] if np.ndim(block) > 0 else 1


@definition(scipy.linalg.khatri_rao)
def khatri_rao(a: Any, b: Any) -> Any:
    """The Kronecker products of the columns."""
    if np.ndim(a) != 2 or np.ndim(b) != 2:
        return no_rule("`khatri_rao` of stacks has no derivative rule", "call it for each matrix")
    both = np.expand_dims(a, 1) * np.expand_dims(b, 0)
    return np.reshape(both, (np.shape(a)[0] * np.shape(b)[0], np.shape(a)[1]))


# Systems with Toeplitz and circulant matrices


def column_and_row(c_or_cr: Any) -> Any:
    """The first column and the first row of a Toeplitz matrix, which is Hermitian by default."""
    return c_or_cr if isinstance(c_or_cr, tuple) else (c_or_cr, np.conj(c_or_cr))


def toeplitz_bars(g: Any, c_or_cr: Any) -> Any:
    """The adjoint of what a Toeplitz matrix with the adjoint `g` is made of."""
    sums = antidiagonal_sums(g[::-1])
    height = np.shape(g)[0]
    column, row = sums[:height][::-1], first_zero(sums[height - 1 :])
    return (column, row) if isinstance(c_or_cr, tuple) else column + np.conj(row)


def toeplitz_dot(c_or_cr_dot: Any) -> Any:
    """The tangent of the matrix."""
    c_dot, r_dot = column_and_row(c_or_cr_dot)
    return scipy.linalg.toeplitz(c_dot, r_dot)


def diagonal_first(c: Any, r: Any) -> Any:
    """The first row with the element of the diagonal, which is read from the column."""
    return np.concatenate((c[:1], r[1:]))


@adjoint(scipy.linalg.solve_toeplitz)
def solve_toeplitz(c_or_cr: Any, b: Any, check_finite: Any = True, *, out: Any, out_bar: Any) -> Any:
    """By `t @ dx = db - dt @ x`; the conjugate transpose is made of the same numbers."""
    c, r = column_and_row(c_or_cr)
    refuse_stack(c)
    refuse_stack(r)
    b_bar = scipy.linalg.solve_toeplitz((np.conj(diagonal_first(c, r)), np.conj(c)), out_bar)
    t_bar = -(as_columns(b_bar, b) @ hermitian(as_columns(out, b)))
    return toeplitz_bars(t_bar, c_or_cr), b_bar


@tangent(scipy.linalg.solve_toeplitz)
def solve_toeplitz_tangent(
    c_or_cr: Any, b: Any, check_finite: Any = True, *, out: Any, c_or_cr_dot: Any, b_dot: Any
) -> Any:
    """By `t @ dx = db - dt @ x`."""
    by_t = -scipy.linalg.solve_toeplitz(c_or_cr, toeplitz_dot(c_or_cr_dot) @ out)
    return by_t, scipy.linalg.solve_toeplitz(c_or_cr, b_dot)


@definition(scipy.linalg.matmul_toeplitz)
def matmul_toeplitz(c_or_cr: Any, x: Any, check_finite: Any = False, workers: Any = None) -> Any:
    """The product by a circulant matrix of which the Toeplitz matrix is a part."""
    c, r = column_and_row(c_or_cr)
    refuse_stack(c)
    refuse_stack(r)
    height = np.shape(c)[0]
    circle = np.concatenate((c, r[1:][::-1]))
    columns = as_columns(x, x)
    padded = np.concatenate((columns, np.zeros_like(columns, shape=(height - 1, np.shape(columns)[1]))))
    whole = np.fft.ifft(np.expand_dims(np.fft.fft(circle), -1) * np.fft.fft(padded, axis=0), axis=0)[:height]
    whole = whole if np.iscomplexobj(circle) or np.iscomplexobj(x) else np.real(whole)
    return like_solution(whole, x)


@definition(scipy.linalg.solve_circulant)
def solve_circulant(
    c: Any, b: Any, singular: Any = "raise", tol: Any = None, caxis: Any = -1, baxis: Any = 0, outaxis: Any = 0
) -> Any:
    """A quotient of Fourier transforms."""
    if singular != "raise":
        return no_rule("`singular='lstsq'` of `solve_circulant` has no derivative rule", "leave it out")
    spectrum = np.fft.fft(np.moveaxis(c, caxis, -1))
    size = np.abs(spectrum)
    least = np.max(size, axis=-1, keepdims=True) * np.shape(c)[caxis] * 2.0**-52 if tol is None else tol
    if np.any(size <= least):
        raise np.linalg.LinAlgError("near singular circulant matrix.")
    x = np.fft.ifft(np.fft.fft(np.moveaxis(b, baxis, -1)) / spectrum)
    return np.moveaxis(x if np.iscomplexobj(c) or np.iscomplexobj(b) else np.real(x), -1, outaxis)


# Banded matrices: `ab[u + i - j, j] == a[i, j]`


def refuse_stacked_bands(ab: Any, b: Any) -> Any:
    """Stacks, which need another formula."""
    if np.ndim(ab) != 2 or np.ndim(b) > 2:
        return no_rule("stacks of banded matrices have no derivative rule", "call it for each matrix")
    return None


def places(ab: Any, upper: Any) -> Any:
    """The row of the matrix that each element of the bands is in."""
    height, width = np.shape(ab)
    return np.expand_dims(np.arange(height) - upper, -1) + np.arange(width)


def bands_of_product(left: Any, right: Any, ab: Any, b: Any, upper: Any) -> Any:
    """The bands of `left @ right.H`; `b` tells whether they are vectors."""
    row = places(ab, upper)
    width = np.shape(ab)[1]
    inside = np.take(left, np.clip(row, 0, width - 1), axis=0)
    products = inside * np.conj(right)
    summed = np.sum(products, axis=-1) if np.ndim(b) > 1 else products
    return np.where((row >= 0) & (row < width), summed, 0)


def transposed_bands(ab: Any, lower: Any) -> Any:
    """The bands of the conjugate transpose of a matrix with `lower` subdiagonals."""
    column = places(ab, lower)
    height, width = np.shape(ab)
    found = np.conj(ab)[np.expand_dims(np.arange(height)[::-1], -1), np.clip(column, 0, width - 1)]
    return np.where((column >= 0) & (column < width), found, 0)


def bands_times(ab: Any, x: Any, b: Any, upper: Any) -> Any:
    """The matrix with the bands `ab`, times `x`: sums along the antidiagonals of the products."""
    columns = as_columns(x, b)
    height, width = np.shape(ab)
    products = np.expand_dims(ab, -1) * columns
    filler = np.zeros_like(products, shape=(height, height, np.shape(columns)[1]))
    flat = np.reshape(np.concatenate((products, filler), axis=1), (height * (width + height), np.shape(columns)[1]))
    skewed = np.reshape(flat[: height * (width + height - 1)], (height, width + height - 1, np.shape(columns)[1]))
    return like_solution(np.sum(skewed, axis=0)[upper : upper + width], b)


@adjoint(scipy.linalg.solve_banded)
def solve_banded(
    l_and_u: Any, ab: Any, b: Any, overwrite_ab: Any = False, overwrite_b: Any = False, check_finite: Any = True,
    *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`; the conjugate transpose is banded too."""
    refuse_overwriting(overwrite_ab, overwrite_b)
    refuse_stacked_bands(ab, b)
    lower, upper = l_and_u
    b_bar = scipy.linalg.solve_banded((upper, lower), transposed_bands(ab, lower), out_bar)
    return None, -bands_of_product(b_bar, out, ab, b, upper), b_bar


@tangent(scipy.linalg.solve_banded)
def solve_banded_tangent(
    l_and_u: Any, ab: Any, b: Any, overwrite_ab: Any = False, overwrite_b: Any = False, check_finite: Any = True,
    *, out: Any, ab_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`."""
    refuse_overwriting(overwrite_ab, overwrite_b)
    refuse_stacked_bands(ab, b)
    by_a = -scipy.linalg.solve_banded(l_and_u, ab, bands_times(ab_dot, out, b, l_and_u[1]))
    return None, by_a, scipy.linalg.solve_banded(l_and_u, ab, b_dot)


def half_of_bands(bands: Any, ab: Any, lower: Any) -> Any:
    """The bands of a Hermitian matrix that are stored; the mirrored ones add up, and the diagonal is real."""
    rest = np.shape(ab)[0] - 1
    stored = bands[rest:] if lower else bands[: rest + 1]
    mirrored = np.where(np.expand_dims(np.arange(rest + 1), -1) == (0 if lower else rest), 0, 1)
    other = transposed_bands(bands, rest)[rest:] if lower else transposed_bands(bands, rest)[: rest + 1]
    return np.where(mirrored == 1, stored + other, np.real(stored))


def all_bands(ab: Any, lower: Any) -> Any:
    """All bands of the Hermitian matrix, of which one half is stored."""
    rest = np.shape(ab)[0] - 1
    filler = np.zeros_like(ab, shape=(rest, np.shape(ab)[1]))
    half = np.concatenate((filler, ab)) if lower else np.concatenate((ab, filler))
    on_diagonal = np.expand_dims(np.arange(2 * rest + 1), -1) == rest
    return np.where(on_diagonal, np.real(half), half + transposed_bands(half, rest))


@adjoint(scipy.linalg.solveh_banded)
def solveh_banded(
    ab: Any, b: Any, overwrite_ab: Any = False, overwrite_b: Any = False, lower: Any = False, check_finite: Any = True,
    *, out: Any, out_bar: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`, with a Hermitian matrix."""
    refuse_overwriting(overwrite_ab, overwrite_b)
    refuse_stacked_bands(ab, b)
    b_bar = scipy.linalg.solveh_banded(ab, out_bar, lower=lower)
    bands = bands_of_product(b_bar, out, all_bands(ab, lower), b, np.shape(ab)[0] - 1)
    return -half_of_bands(bands, ab, lower), b_bar


@tangent(scipy.linalg.solveh_banded)
def solveh_banded_tangent(
    ab: Any, b: Any, overwrite_ab: Any = False, overwrite_b: Any = False, lower: Any = False, check_finite: Any = True,
    *, out: Any, ab_dot: Any, b_dot: Any,
) -> Any:  # fmt: skip
    """By `a @ dx = db - da @ x`."""
    refuse_overwriting(overwrite_ab, overwrite_b)
    refuse_stacked_bands(ab, b)
    change = bands_times(all_bands(ab_dot, lower), out, b, np.shape(ab)[0] - 1)
    by_a = -scipy.linalg.solveh_banded(ab, change, lower=lower)
    return by_a, scipy.linalg.solveh_banded(ab, b_dot, lower=lower)
