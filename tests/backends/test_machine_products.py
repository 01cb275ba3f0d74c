"""Products of stacks of matrices in machine code: wherever the matrices lie in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from srcxform import grad

numba = pytest.importorskip("numba")

RNG = np.random.default_rng(8)
SMALL, LARGE = RNG.random((2, 3, 4, 5)), RNG.random((2, 3, 12, 15))
COMPLEX = LARGE + 1j * LARGE[::-1]
MOVED = [(0, 1, 2, 3), (0, 1, 3, 2), (1, 0, 3, 2), (2, 0, 1, 3), (2, 1, 0, 3), (3, 2, 1, 0)]


@pytest.fixture(scope="module")
def product() -> Any:
    import srcxform.backends.machine.overloads  # noqa: F401
    from srcxform.backends.machine.products import stack_product

    return numba.njit(lambda a, b: stack_product(a, b))


@pytest.mark.parametrize("whole", [SMALL, LARGE, COMPLEX], ids=["small", "large", "complex"])
def test_products_of_views(product: Any, whole: Any) -> None:
    for axes in MOVED:
        for step in (1, 2, -1):
            a = whole.transpose(axes)[..., ::step]
            for b in (a.swapaxes(-1, -2), np.ascontiguousarray(a).swapaxes(-1, -2)):
                np.testing.assert_allclose(product(a, b), a @ b, rtol=1e-13)
                np.testing.assert_allclose(product(a[:1], b[:, :1]), a[:1] @ b[:, :1], rtol=1e-13)


def test_stacks_that_repeat_and_empty_ones(product: Any) -> None:
    whole = np.broadcast_to(LARGE[:1, :1], LARGE.shape)
    np.testing.assert_allclose(product(whole, LARGE.swapaxes(-1, -2)), whole @ LARGE.swapaxes(-1, -2), rtol=1e-13)
    for empty in (LARGE[:0], LARGE[:, :, :0], LARGE[..., :0]):
        np.testing.assert_array_equal(product(empty, empty.swapaxes(-1, -2)), empty @ empty.swapaxes(-1, -2))


def test_rows_at_an_odd_distance(product: Any) -> None:
    """BLAS counts distances in elements."""
    records = np.zeros((3, 12), np.dtype([("row", float, 15), ("mark", np.float32)]))
    records["row"] = LARGE[0]
    a = records["row"]
    np.testing.assert_allclose(product(a, a.swapaxes(-1, -2)), a @ a.swapaxes(-1, -2), rtol=1e-13)


def test_matrices_that_do_not_fit(product: Any) -> None:
    with pytest.raises(ValueError, match="as many columns are needed as rows"):
        product(LARGE, LARGE)
    with pytest.raises(ValueError, match="broadcast"):
        product(LARGE, np.concatenate([LARGE, LARGE]).swapaxes(-1, -2))


def projections(x: Any, w: Any) -> Any:
    return np.sum(np.sin(np.einsum("kij,nkj->nki", w, x)))


def test_the_gradient_of_an_einsum_copies_no_matrices() -> None:
    x, w = RNG.random((30, 2, 8)), RNG.random((2, 8, 8))
    compiled = grad(projections, (0, 1), backend="numba")
    for got, expected in zip(compiled(x, w), grad(projections, (0, 1))(x, w), strict=True):
        np.testing.assert_allclose(got, expected, rtol=1e-13)
    assert compiled.source.count("np.empty(") == 1
