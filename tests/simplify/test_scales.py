"""A number that scales the matrix of a product scales the vector instead."""

from __future__ import annotations

from typing import Any

import numpy as np

import srcxform

RNG = np.random.default_rng(3)
A, V, W = RNG.normal(size=(4, 3)), RNG.normal(size=3), RNG.normal(size=4)


def from_the_left(s: float, a: Any, v: Any, w: Any) -> Any:
    return np.sum(w * (s * a @ v))


def from_the_right(s: float, a: Any, v: Any, w: Any) -> Any:
    return np.sum((w @ (a * s)) * v)


def used_twice(s: float, a: Any, v: Any, w: Any) -> Any:
    b = s * a
    return np.sum(w * (b @ v)) + np.sum(b * b)


def written(s: float, a: Any, v: Any, w: Any) -> Any:
    b = np.copy(a)
    u = s * b @ v
    b[0] = np.sin(v)
    return np.sum(w * u) + np.sum(b * b)


def source_of(function: Any, wrt: Any = (1, 2)) -> str:
    gradient = srcxform.grad(function, wrt=wrt)
    gradient(1.5, A, V, W)
    return "\n".join(line for line in gradient.source.splitlines() if "#" not in line)


def test_vectors_are_scaled() -> None:
    source = source_of(from_the_left)
    assert "s * a" not in source
    assert "a.T @ (" in source
    source = source_of(from_the_right, (1, 3))
    assert "a * s" not in source
    assert "a @ (" in source


def test_what_is_used_twice_or_written_stays() -> None:
    assert "s * a" in source_of(used_twice)
    assert "s * b" in source_of(written)


def test_gradients_are_right() -> None:
    for function in (from_the_left, from_the_right, used_twice, written):
        srcxform.check_grads(function, 1.5, A, V, W)
