"""Recursive functions that write into the arrays they are given; none of them is short enough to be unfolded."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example

CELLS = np.linspace(0.1, 1.0, 65) ** 2
LONG = np.cos(np.arange(40.0) * 3)


def _smooth(u, b, h, sweeps):
    for _ in range(sweeps):
        u[1:-1] = 0.5 * (u[:-2] + u[2:] + h * h * b[1:-1])
    return u


def _residual(u, b, h):
    r = np.zeros_like(u)
    r[1:-1] = b[1:-1] + (u[:-2] - 2 * u[1:-1] + u[2:]) / h**2
    return r


def _v_cycle(u, b, h):
    u = _smooth(u, b, h, 2)
    if len(u) <= 3:
        return _smooth(u, b, h, 4)
    r = _residual(u, b, h)
    coarse = r[::2].copy()
    coarse[1:-1] = 0.25 * r[1:-3:2] + 0.5 * r[2:-2:2] + 0.25 * r[3:-1:2]
    e = _v_cycle(np.zeros_like(coarse), coarse, 2 * h)
    u[::2] += e
    u[1::2] += 0.5 * (e[:-1] + e[1:])
    return _smooth(u, b, h, 2)


@example(CELLS)
def multigrid(b):
    u = np.zeros_like(b)
    for _ in range(3):
        u = _v_cycle(u, b, 1.0 / (len(b) - 1))
    return 100.0 * np.sum(u**2)


def _quicksort(a, low, high):
    if low >= high:
        return
    pivot = a[high]
    i = low
    for j in range(low, high):
        if a[j] < pivot:
            a[i], a[j] = a[j], a[i]
            i += 1
    a[i], a[high] = a[high], a[i]
    _quicksort(a, low, i - 1)
    _quicksort(a, i + 1, high)


@example(LONG)
def quicksort(x):
    a = 1.0 * x
    _quicksort(a, 0, len(a) - 1)
    return 0.01 * np.sum(a * np.arange(len(a)) ** 2)


def _merge_sort(a, spare, low, high):
    if high - low < 2:
        return
    middle = (low + high) // 2
    _merge_sort(a, spare, low, middle)
    _merge_sort(a, spare, middle, high)
    i, j = low, middle
    for k in range(low, high):
        if i < middle and (j >= high or a[i] <= a[j]):
            spare[k] = a[i]
            i += 1
        else:
            spare[k] = a[j]
            j += 1
    a[low:high] = spare[low:high]


@example(LONG)
def merge_sort_with_a_spare_array(x):
    a = x.copy()
    _merge_sort(a, np.zeros_like(a), 0, len(a))
    return 0.01 * np.sum(a * np.arange(len(a)) ** 2)


def _fourier(a):
    n = len(a)
    if n == 1:
        return
    even, odd = a[::2].copy(), a[1::2].copy()
    _fourier(even)
    _fourier(odd)
    turned = np.exp(-2j * np.pi * np.arange(n // 2) / n) * odd
    a[: n // 2] = even + turned
    a[n // 2 :] = even - turned


@example(np.linspace(0.1, 1, 64) ** 2)
def fourier_transform(x):
    a = x.astype(complex)
    _fourier(a)
    return 1e-4 * np.sum(np.abs(a) ** 4)


def _halve(a):
    n = len(a)
    if n < 3:
        a *= 0.5
        return
    a[n // 2 :] += 0.1 * a[: n - n // 2] ** 2
    _halve(a[: n // 2])
    _halve(a[n // 2 :])


@example(LONG)
def parts_of_one_array(x):
    a = 1.0 * x
    _halve(a)
    return np.sum(a**2)


def _mix(a, b, n):
    if n == 0:
        return
    a[1:] += 0.005 * b[:-1]
    b *= 0.99
    _mix(b, a, n - 1)


@example(LONG, LONG + 2.0)
def two_arrays_that_change_places(x, y):
    a, b = 1.0 * x, 2.0 * y
    _mix(a, b, 300)
    return 0.01 * np.sum(a**2) + b[3]


def _even(a, n):
    a[n % 40] *= 1.01
    if n > 0:
        _odd(a, n - 1)


def _odd(a, n):
    a[n % 40] += 0.01 * a[0] ** 2
    if n > 0:
        _even(a, n - 1)


@example(LONG)
def mutual_recursion(x):
    a = x.copy()
    _even(a, 300)
    return np.sum(a**2)


@example(LONG)
def parameter(x):
    _even(x, 301)
    return np.sum(x**2)


class _Grid:
    def __init__(self, u):
        self.u = u

    def sweep(self, n):
        self.u[1:-1] = 0.5 * (self.u[:-2] + self.u[2:])
        if n > 0:
            self.sweep(n - 1)
        return self.u[n % 40]


@example(LONG)
def method(x):
    grid = _Grid(2.0 * x)
    return grid.sweep(300) + np.sum(grid.u**2)


@example(LONG)
def array_of_the_function_around(x):
    memo = np.zeros(400)

    def term(n):
        if memo[n] > 0:
            return memo[n]
        value = x[n] ** 2 + 0.1 if n < 2 else 0.5 * term(n - 1) + 0.4 * term(n - 2) * x[n % 40] ** 2
        memo[n] = value
        return value

    return term(300) + memo[10]


def _scaled(a, n):
    if n > 0:
        _scaled(a, n - 1)
    a *= 1.001
    return a


@example(LONG)
def given_back_itself(x):
    a = x.copy()
    b = _scaled(a, 300)
    b[0] *= 2.0
    return np.sum(a**2)


def _counted(a, n):
    if n == 0:
        return 1.0, a[0]
    a *= 0.999
    p, q = _counted(a, n - 1)
    return p * 1.01, q + a[1]


@example(LONG)
def numbers_given_back_beside(x):
    a = x.copy()
    p, q = _counted(a, 300)
    return 0.1 * (p * q + np.sum(a**2))


def _grown(a, n):
    if n == 0:
        return 0.0
    a *= 1.001
    return 0.01 * np.sum(a) + _grown(a, n - 1)


@example(LONG)
def arrays_and_numbers_under_one_name(x):
    a, s = x.copy(), x[0] * x[1]
    return _grown(a, 300) + _grown(s, 300) + a[1] + s**2
