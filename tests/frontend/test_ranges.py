"""Parts of ranges, as they are iterated over."""

from __future__ import annotations

import numpy as np
import pytest

from srcxform import from_source, grad
from srcxform.errors import Unsupported

TEXT = """
def f(x, a, b):
    s, n = 0.0, len(x)
    for i in range(1, 2 * n, 3)PART:
        s = s * 0.5 + x[i % n] * i
    for i in range(n - 1, -1, -1)PART:
        s = s * 0.7 + x[i]
    return s
"""
PARTS = (
    *("[::-1]", "[1:]", "[:-1]", "[2:-1]", "[-2:]", "[:2]", "[::2]", "[1::2]", "[::-2]", "[-1:]", "[:-7]", "[9:]"),
    *("[-9:]", "[a:]", "[:b]", "[a:b]", "[a:][1:]", "[::-1][1:]"),
)
X = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_ranges(part: str) -> None:
    function = from_source(TEXT.replace("PART", part), "f")
    gradient = grad(function)
    for a, b in ((0, 2), (1, -1), (-2, 4), (3, 1), (-9, 9)):
        expected = [function.primal(row, a, b) for row in np.eye(5)]  # the program is linear
        np.testing.assert_allclose(gradient(X, a, b), expected, rtol=1e-13, atol=1e-13)


def test_items_of_ranges() -> None:
    function = from_source("def f(x):\n    r = range(len(x))\n    return x[r[-1]] * x[r[1]]\n", "f")
    np.testing.assert_array_equal(grad(function)(X), [0.0, 5.0, 0.0, 0.0, 2.0])


def test_trap_backwards_from_within() -> None:
    function = from_source(TEXT.replace("PART", "[b:a:-1]"), "f")
    with pytest.raises(Unsupported, match="a part of a range"):
        grad(function)(X, 1, 3)
