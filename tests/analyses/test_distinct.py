"""Stores through arrays of indices: where no element is named twice, all of the stored values count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from srcxform import check_grads, from_source, grad

EACH_ONCE = {
    "triangle": "i, j = np.triu_indices(3, 1)\n    x[i, j] = v",
    "lower_triangle_of": "i, j = np.tril_indices_from(x, -1)\n    x[j, i] = v",
    "mask": "i = np.flatnonzero(x[:, 0] > 0)\n    x[i] = v",
    "mask_of_two_axes": "i, j = np.nonzero(x > 0.5)\n    x[i, j] = v[0]",
    "where": "i, j = np.where(x > 0.5)\n    x[i, j] = v[0]",
    "order": "i = np.argsort(x[:, 0])\n    x[i] = v",
    "diagonal": "x[np.arange(3), np.arange(3)] = v",
    "counted_by_two": "i = np.arange(0, 3, 2)\n    x[i] = v",
    "diagonal_indices": "i, j = np.diag_indices(3)\n    x[i, j] = v",
}
PERHAPS_TWICE = {
    "given": "i = np.array([0, 1, 0])\n    x[i, 0] = v",
    "one_of_a_list": "i, j = np.triu_indices(3, 1)\n    x[i, 0] = v",
    "one_twice": "i, j = np.triu_indices(3, 1)\n    x[i, i] = v",
    "of_two_lists": "i, j = np.triu_indices(3, 1)\n    k, m = np.tril_indices(3, -1)\n    x[i, m] = v",
    "written": "i = np.arange(3)\n    i[2] = 0\n    x[i, 0] = v",
    "from_both_ends": "i = np.arange(-2, 2)\n    x[i] = v",
    "perhaps_repeated": "i = np.arange(n)\n    k = np.array([0, 0, 0])\n    x[i * 0, k] = v",
    "a_part": "i = np.flatnonzero(x[:, 0] > 0)\n    k = np.array([0, 0, 1])\n    x[i[:1], k] = v",
    "one_place_repeated": "i = np.flatnonzero(x[:, 0] > 0.85)\n    k = np.array([0, 0, 0])\n    x[i, k] = v",
}


def program(lines: str) -> Callable[..., Any]:
    end = "return np.sum(x**2 * (1.0 + np.arange(9.0)).reshape(3, 3))"
    return from_source(f"import numpy as np\ndef f(x, v, n=3):\n    {lines}\n    {end}\n", "f")


def given() -> tuple[Any, Any]:
    return np.array([[0.9, 0.2, 0.7], [0.3, 0.8, 0.6], [0.4, 0.1, 0.5]]), np.array([0.3, -0.4, 0.6])


@pytest.mark.parametrize("name", EACH_ONCE)
def test_each_element_is_named_once(name: str) -> None:
    f = program(EACH_ONCE[name])
    check_grads(f, *given())
    gradient = grad(f, wrt=(0, 1))
    gradient(*given())
    assert "last_written" not in gradient.source


@pytest.mark.parametrize("name", PERHAPS_TWICE)
def test_elements_that_may_be_named_twice(name: str) -> None:
    f = program(PERHAPS_TWICE[name])
    x, v = given()
    check_grads(f, x, v[:1] if name == "from_both_ends" else v)
    gradient = grad(f, wrt=(0, 1))
    gradient(x, v[:1] if name == "from_both_ends" else v)
    assert "last_written" in gradient.source
