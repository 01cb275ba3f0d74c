"""How kernels are handed to Numba: what is replaced means the same, and little is compiled beside the kernel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from srcxform import grad

pytest.importorskip("numba")

from srcxform.backends.machine.compiling import compile_with_it


def compiled(function: Any) -> Any:
    """A function of this file as kernels are compiled."""
    import numba

    made = numba.njit(error_model="numpy")(function)
    compile_with_it({"made": made})
    return made


def every_second(x):
    total = 0.0
    for i in range(0, len(x), 2):
        total += x[i] ** 2
    return total


def every_third_from_the_end(x):
    total = 0.0
    for i in range(len(x) - 1, 0, -3):
        total += x[i] ** 2
    return total


def downward(x):
    total = 0.0
    for i in range(len(x) - 1, 2, -1):
        total += x[i] * x[i - 1]
    return total


def by_a_step_that_is_given(x, step=2):
    total = 0.0
    for i in range(1, len(x), step):
        total += x[i] ** 3
    return total


def of_no_trips(x):
    total = x[0]
    for i in range(3, 1):
        total += x[i]
    for i in range(-5):
        total += x[i]
    return total


@pytest.mark.parametrize(
    "function", [every_second, every_third_from_the_end, downward, by_a_step_that_is_given, of_no_trips]
)
def test_ranges_of_any_step(function):
    x = np.arange(1.0, 9.0)
    np.testing.assert_array_equal(grad(function, backend="numba")(x), grad(function)(x))


def of_neighbours(x, n):
    total = 0.0
    for i in range(1, n):
        total += x[i - 1] * x[i + 1] - x[i - 1]
        for j in range(i - 1):
            total += x[i - 1] * x[j + 1] + x[j + 1]
            j = j + 1
            total += x[j + 1] * x[i + 1]
    return total


def test_sums_of_loop_indices_and_numbers():
    x = np.linspace(0.0, 2.0, 9)
    assert compiled(of_neighbours)(x, 6) == pytest.approx(of_neighbours(x, 6), rel=1e-14)
    np.testing.assert_allclose(grad(of_neighbours, backend="numba")(x, 6), grad(of_neighbours)(x, 6), rtol=1e-13)


def lengths(n, m):
    return np.empty((n, m), np.float64).shape, np.zeros(n).sum(), np.zeros((m, 2), np.bool_).any(), max(n, m, 2)


def copies(a):
    twice = np.copy(a)
    twice[-1, 0] = 7
    same = np.zeros_like(a)
    same[0, -1] = twice[-1, 0]
    return twice, same, np.empty_like(a).shape


def copies_by_method(a):
    b = a.copy()
    b[0] = 9
    numbers = [1.0, 2.0]
    more = numbers.copy()
    more.append(5.0)
    return b, len(numbers) + len(more)


A = np.arange(12.0).reshape(3, 4)


def test_new_arrays():
    made = compiled(lengths)
    assert made(3, 5) == ((3, 5), 0.0, False, 5)
    with pytest.raises(ValueError, match="negative dimensions"):
        made(-1, 2)
    with pytest.raises(ValueError, match="too big"):
        made(2**40, 2**40)


@pytest.mark.parametrize(
    "a", [A, A.T, A[:, ::2], A[::-1, 1:], A.astype(np.int32), A > 4, A.astype(np.float32), A + 1j], ids=str
)
def test_elements_of_all_layouts_and_dtypes(a):
    twice, same, shape = compiled(copies)(a)
    expected = copies(a)
    np.testing.assert_array_equal(twice, expected[0])
    np.testing.assert_array_equal(same, expected[1])
    assert shape == a.shape
    assert twice.dtype == same.dtype == a.dtype


def test_copies_of_arrays_and_lists_by_their_method():
    b, count = compiled(copies_by_method)(A[:, 1])
    np.testing.assert_array_equal(b, copies_by_method(A[:, 1])[0])
    assert count == 5
    assert A[0, 1] == 1


def test_the_first_kernel_of_a_process():
    # What is ours has to be known to Numba before it begins to compile for the first time.
    text = "import tests.backends.test_machine_compiling as t; t.compiled(t.copies_by_method)(t.A[:, 1])"
    subprocess.run([sys.executable, "-c", text], check=True, cwd=Path(__file__).parents[2])


def smoothed(x, steps):
    for _ in range(steps):
        y = np.zeros_like(x)
        y[1:-1] = 0.5 * np.tanh(x[2:] + x[:-2])
        x = y
    return np.sum(x)


def test_little_is_compiled_beside_the_kernel():
    from numba.core import event

    x = np.linspace(0.0, 1.0, 20)
    with event.install_recorder("numba:compile") as recorder:
        found = grad(smoothed, backend="numba")(x, 3)
    np.testing.assert_allclose(found, grad(smoothed)(x, 3), rtol=1e-13)
    names = {str(e.data["dispatcher"].py_func.__name__) for _, e in recorder.buffer if e.is_start}
    assert not [n for n in names if n.startswith(("ol_np", "impl_numpy", "_ol_array"))], names
