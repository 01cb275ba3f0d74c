"""What machine code cannot do is refused in words, with the user's own line."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytest.importorskip("numba")

from srcxform import grad
from srcxform.errors import Unsupported


def caught(x: Any) -> Any:
    try:
        y = x[3]
    except IndexError:
        y = x[0]
    return y * y


def raising(x: Any) -> Any:
    with np.errstate(divide="raise"):
        return np.sum(1.0 / x)


def recursive(x: Any) -> Any:
    return x if np.sum(x) > 10 else recursive(x * 2.0)


def even(x: Any) -> Any:
    return x if np.sum(x) > 10 else odd(x * 2.0)


def odd(x: Any) -> Any:
    return even(x + 1.0)


def grows(x: Any) -> Any:
    total = 0.0
    for k in range(len(x)):
        total = total + x * k
    return np.sum(total * total)


def reshaped(x: Any) -> Any:
    y = x
    for k in range(2):
        y = (y * 2.0).reshape(2, -1) if k else y * y
    return np.sum(y)


def damped(x: Any) -> Any:
    return np.sum(np.i0(x) ** 2)


def squeezed(x: Any) -> Any:
    return np.sum(np.squeeze(x[: len(x) // 2]) ** 2)


def one_element(x: Any) -> Any:
    y = x[0, ...]
    y += 3.0 * x[1]
    return np.sum(x**2)


def one_element_squeezed(x: Any) -> Any:
    y = np.squeeze(x[:1], axis=0)
    y[...] = 3.0 * x[1]
    return np.sum(x**2)


def open_items(x: Any) -> Any:
    y = np.squeeze(x[: len(x) // 2])
    z = np.array([y, 2.0 * y])
    return np.sum(np.array([z, z * z]) ** 2)


REFUSED: dict[Callable[..., Any], tuple[str, str]] = {
    caught: ("cannot catch exceptions", "y = x[3]"),
    raising: ("cannot run inside `with errstate", 'with np.errstate(divide="raise"):'),
    recursive: ("calls itself", "recursive(x * 2.0)"),
    even: ("calls itself", "(x"),
    grows: ("`total` holds a number and then", "for k in range(len(x)):"),
    reshaped: ("`y` holds an array of 1 axis and then", "for k in range(2):"),
    damped: ("machine code has no `numpy.i0`", "np.i0(x)"),
    one_element: ("no views of one element", "x[0, ...]"),
    one_element_squeezed: ("no views of one element", "np.squeeze("),
    open_items: ("machine code has no", "np."),
    squeezed: ("squeeze` for these arguments", "np.squeeze("),
}


@pytest.mark.parametrize("function", REFUSED, ids=lambda function: function.__name__)
def test_refusal_names_the_construct_and_its_line(function: Callable[..., Any]) -> None:
    words, text = REFUSED[function]
    with pytest.raises(Unsupported) as refusal:
        grad(function, backend="numba")(np.array([0.5, 1.0, 2.0, 1.5]))
    assert words in refusal.value.message
    line = inspect.getsource(inspect.getmodule(function)).splitlines()[refusal.value.lineno - 1]  # type: ignore[arg-type]
    assert text in line
    assert "backend=" in str(refusal.value) or "np.zeros" in str(refusal.value)


@pytest.mark.parametrize("function", REFUSED, ids=lambda function: function.__name__)
def test_numpy_takes_what_machine_code_does_not(function: Callable[..., Any]) -> None:
    x = np.array([0.5, 1.0, 2.0, 1.5])
    head = None if np.ndim(function(x)) == 0 else np.ones(4)
    assert np.all(np.isfinite(grad(function)(x) if head is None else grad(function)(x, head)))


def left_early_or_not(y0: Any, tol: float) -> Any:
    t, y, n = 0.0, y0, 0
    while t < 0.5:
        new = y + 0.1 * np.array([y[1], y[0]])
        if new[0] <= tol:
            t, y = t + 0.1, new
        n += 1
        if n > 20:
            return y * 2.0
    return y


def test_none_in_the_place_of_an_array_is_refused_at_each_call() -> None:
    for _ in range(2):
        with pytest.raises(Unsupported, match="None"):
            grad(left_early_or_not, backend="numba")(np.ones(2), 5.0)
