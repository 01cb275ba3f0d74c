"""Small programs that machine code once got wrong, or refused: compiled, and compared with the NumPy backend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

numba = pytest.importorskip("numba")

from srcxform import grad, value_and_grad  # noqa: E402
from tests import oracle  # noqa: E402


def copy_beside_what_it_copies(u: Any, c: float) -> Any:
    t = np.array(u)
    either = t if c > 0 else u  # one name for both: still `t` is no view of `u`
    u[1:] = u[1:] * u[:-1]
    return np.sum(u * u * t * either)


def copy_in_a_list(u: Any, k: int) -> Any:
    t = u * 1.0
    s = np.array(t)
    both = [s, t]
    t[1:] = t[1:] * t[:-1]
    return np.sum(t * s * s * both[k])


def part_from_the_start(a: Any, b: Any) -> Any:
    narrow = np.atleast_2d(b[:, :1])  # begins where `b` begins, and ends before it ends
    return np.sum(np.hstack([a, narrow])) * np.sum(np.linalg.norm(np.atleast_1d(b[:2, 0])))


def endless_loop(x: Any, limit: float) -> Any:
    y = np.zeros_like(x)
    while True:
        new = 0.5 * np.cos(y) + 0.3 * x
        change = np.linalg.norm(new - y)
        y = new
        if change < limit:
            break
    return y


def endless_loop_over_numbers(x: float, n: int) -> float:
    y, k = x, 0
    while True:
        k += 1
        z = y * 1.1
        if k > n or z > 50:
            y = z
            break
        y = z
    return y


def name_of_the_trips(x: Any, n: int) -> Any:
    for k in range(n):
        y = np.sin(x) * k
        x = x + y
    return np.mean(y) + np.median(y)


def array_from_nothing(x: Any) -> Any:
    total = 0
    for q in range(3):
        row = 0.0
        for j in range(2):
            row = row + x[q] * x[j]
        total += np.outer(row, row) * q
    return np.sum(total**2)


def polynomial(x: Any, c: list[float]) -> Any:
    p = 0
    for a in reversed(c):
        p = p * x + a
    return p


def spectral(u: Any, dt: float) -> Any:
    k = np.fft.fftfreq(u.shape[0]) * 2 * np.pi
    for _ in range(3):
        hat = np.fft.fft(u)
        u = u - dt * u * np.real(np.fft.ifft(1j * k * hat))
    half = np.fft.rfft(u) * np.fft.rfft(u[::-1])
    return np.fft.irfft(half, n=u.shape[0])


def ghost_cells(u: Any, k: float) -> Any:
    wide = np.concatenate(([u[0], u[0]], u, [u[-1]]))
    wide[[0, -1]] = 0.5
    return np.sum(np.diff(wide, prepend=wide[:1]) ** 2) * k


def ends_at_once(u: Any) -> Any:
    u[:, (0, -1)] *= 2.0
    i, j = np.triu_indices(len(u), 1)
    y, x = np.mgrid[0 : u.shape[0], 0 : u.shape[1]]
    return np.sum(u[i, j] ** 2) + np.trace(u) * np.sum(u * np.hypot(y, x)) + np.sum(np.c_[u, u[:, 0]] ** 2)


def mask_beside_a_number(u: Any) -> Any:
    rows = np.sum(u, axis=1) > 2.0
    u[rows] *= 2.0
    u[rows, 0] = 0.5
    return np.sum(u[:, ~np.array([False, True, False, False, True])] ** 2) + np.sum(u**3)


def views_of_several_layouts(u: Any, c: float) -> Any:
    for v in (u, u[::-1], u.T, u.T[::-1]):
        for i in range(1, v.shape[0]):
            v[i] -= c * v[i - 1] ** 2
    return u


def butterflies(a: Any) -> Any:
    length = 2
    while length <= len(a):
        for i in range(0, len(a), length):
            for k in range(length // 2):
                u, t = a[i + k], a[i + k + length // 2] * (k + 1)
                a[i + k], a[i + k + length // 2] = u + t, u - t
        length <<= 1
    return a**2


def forces_on_both_ends(x: Any, i: Any, j: Any) -> Any:
    force = np.zeros_like(x)
    d = (x[j] - x[i]) ** 3
    np.add.at(force, i, d)
    np.subtract.at(force, j, d)
    np.put(force, [0, -1], [0.5, x[1]])
    return force * x


RNG = np.random.default_rng(11)
V, SQUARE = RNG.random(6), RNG.random((5, 5))
PROGRAMS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (copy_beside_what_it_copies, (V, 1.0)), (copy_in_a_list, (V, 0)), (part_from_the_start, (SQUARE, SQUARE[::-1])),
    (endless_loop, (V, 1e-6)), (endless_loop_over_numbers, (1.5, 70)), (name_of_the_trips, (V, 3)),
    (array_from_nothing, (SQUARE[:3],)), (polynomial, (V, [0.5, 2.0, -1.0])), (spectral, (V, 0.1)),
    (ghost_cells, (V, 2.0)), (ends_at_once, (SQUARE,)), (mask_beside_a_number, (SQUARE,)),
    (views_of_several_layouts, (SQUARE, 0.3)), (butterflies, (RNG.random(8) + 0.5j,)),
    (forces_on_both_ends, (V, np.array([0, 1, 1, 4]), np.array([2, 2, 3, 5]))),
]  # fmt: skip


@pytest.mark.parametrize(("function", "args"), PROGRAMS, ids=lambda value: getattr(value, "__name__", ""))
def test_compiled_is_right(function: Any, args: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.core.config, "OPT", numba.core.config._OptLevel(0))  # quick; what is in question is Numba
    monkeypatch.setattr(numba.core.config, "LOOP_VECTORIZE", False)
    value = function(*oracle.copied(args))
    head = np.ones_like(value) if np.ndim(value) else 1.0
    expected = grad(function)(*oracle.copied(args), head=head)
    given = oracle.copied(args)
    found, gradient = value_and_grad(function, backend="numba")(*given, head=head)
    np.testing.assert_allclose(found, value, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(gradient, expected, rtol=1e-12, atol=1e-13)
    assert all(np.array_equal(a, b) for a, b in zip(given, args, strict=True))


def scaled(x: Any, k: Any) -> Any:
    return (x * k).sum()


def test_numbers_of_single_precision_stay_so() -> None:
    value, (x_bar, k_bar) = value_and_grad(scaled, (0, 1), backend="numba")(np.ones(3, np.float32), np.float32(2))
    assert all(np.asarray(number).dtype == np.float32 for number in (value, x_bar, k_bar))


def stepped(x: Any, bound: float, scale: Any) -> Any:
    for k in range(3):
        x[1:] += scale * x[:-1] ** 2
        if x.max() > bound:
            raise FloatingPointError(f"step {k} diverged, max {x.max():.3f}")
        if not np.all(x > -bound):
            raise ValueError("%g is too small, in trip %d" % (x.min(), k))
    return x * scale


@pytest.mark.parametrize("x", [V * 4, -V * 4, (V * 4)[:1]])
def test_errors_tell_of_values(x: Any) -> None:
    compiled = grad(stepped, backend="numba")
    np.testing.assert_allclose(compiled(V, 9.0, 0.1), grad(stepped)(V, 9.0, 0.1), rtol=1e-12)
    with pytest.raises((FloatingPointError, ValueError)) as expected:
        stepped(x.copy(), 0.5, 0.1)
    with pytest.raises(expected.type) as caught:
        compiled(x, 0.5, np.float64(0.1))
    with pytest.raises(expected.type) as again:
        compiled(x, 0.5, 0.1)
    assert str(caught.value) == str(again.value) == str(expected.value)
