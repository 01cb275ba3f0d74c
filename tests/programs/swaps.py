"""Swaps and rotations of names: the shadows must move with the buffers, also an odd number of times."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def jacobi_swap(a: Any, steps: int) -> Any:
    b = a.copy()
    for t in range(steps):
        b[1:-1] = (a[:-2] + a[1:-1] * a[1:-1] + a[2:]) / 3.0
        a, b = b, a
    return a


def leapfrog(u: Any, un: Any, steps: int) -> Any:
    for t in range(steps):
        new = np.zeros_like(u)
        new[1:-1] = 2 * u[1:-1] - un[1:-1] + 0.1 * (u[2:] - 2 * u[1:-1] + u[:-2])
        un, u = u, new
    return u * un


def double_buffer(x: Any, steps: int) -> Any:
    old = x * 1.0
    new = np.zeros_like(x)
    for t in range(steps):
        for i in range(len(x)):
            new[i] = np.sin(old[i]) + 0.3 * old[i - 1]
        old, new = new, old
    return old


def three_way(a: Any, b: Any, c: Any, n: int) -> Any:
    for i in range(n):
        a, b, c = b, c, a
        a[0] = b[1] * c[1]
        c *= 1.1
    return a * b + c


def fibonacci(x: float, y: float, n: int) -> float:
    for _ in range(n):
        x, y = y, x + y * x
    return y


def scalar_swap(x: float, y: float) -> float:
    x, y = y, x * y
    x, y = y, x - y
    return x * y * y


def conditional_swap(a: Any, b: Any) -> Any:
    if a[0] < b[0]:
        a, b = b, a
    a[1] = a[0] * b[1]
    b[0] *= a[1]
    return a * a * b


def swap_in_branch_of_loop(a: Any, b: Any, n: int) -> Any:
    for i in range(n):
        if i % 2 == 1:
            a, b = b, a
        a[0] = a[0] * b[1] + 0.1
        b[1] = np.sin(a[0])
    return a * b


def swap_with_temporary(a: Any, b: Any, n: int) -> Any:
    for _ in range(n):
        temporary = a
        a = b
        b = temporary
        a += b * b
    return a - b


def rotate_views(a: Any) -> Any:
    x, y = a[0], a[1]
    for i in range(3):
        x, y = y, x
        x *= 1.2
        y[0] = x[1] * y[1]
    return a


def swap_row_views_by_copy(a: Any) -> Any:
    tmp = a[0].copy()
    a[0] = a[1] * 2.0
    a[1] = tmp * a[0]
    return a


PROGRAMS = (
    Program(jacobi_swap, (numbers(5), 3)),
    Program(jacobi_swap, (numbers(5), 4)),
    Program(jacobi_swap, (numbers(5), 0)),
    Program(leapfrog, (numbers(5, seed=1), numbers(5, seed=2), 3)),
    Program(double_buffer, (numbers(4, seed=3), 3)),
    Program(double_buffer, (numbers(4, seed=3), 2)),
    Program(three_way, (numbers(2, seed=4), numbers(2, seed=5), numbers(2, seed=6), 4)),
    Program(three_way, (numbers(2, seed=4), numbers(2, seed=5), numbers(2, seed=6), 5)),
    Program(fibonacci, (0.4, 0.9, 5)),
    Program(scalar_swap, (0.4, 0.9)),
    Program(conditional_swap, (numbers(2, seed=7), numbers(2, seed=8))),
    Program(conditional_swap, (numbers(2, seed=8), numbers(2, seed=7))),
    Program(swap_in_branch_of_loop, (numbers(2, seed=9), numbers(2, seed=10), 4)),
    Program(swap_with_temporary, (numbers(2, seed=11), numbers(2, seed=12), 3)),
    Program(rotate_views, (numbers(2, 2, seed=13),)),
    Program(swap_row_views_by_copy, (numbers(2, 3, seed=14),)),
)
