"""In-place writes: elements, slices, masks, augmented stores, `out=`, and arguments that the caller keeps."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def element_writes(x: Any) -> Any:
    y = np.zeros(3)
    y[0] = x[1] * x[2]
    y[1] = np.sin(x[0])
    y[2] = y[0] * y[1]
    return y


def overwrite_element(x: Any) -> Any:
    x[0] = x[0] * x[1]
    x[0] = np.sin(x[0]) + x[2]
    return x * x


def write_parameter(x: Any) -> None:
    x[1:] = x[:-1] * x[1:]


def scale_parameter(x: Any, s: float) -> Any:
    x *= s
    return np.sum(x**2)


def add_to_parameter(x: Any, y: Any) -> Any:
    x += y * y
    x -= 0.5 * y
    x /= 2.0 + y
    return x * y


def power_in_place(x: Any) -> Any:
    x **= 2
    x += 1.0
    return np.sum(np.log(x))


def slice_store_broadcast(x: Any, s: float) -> Any:
    x[1:3] = s
    return x * x * s


def row_store_broadcast(a: Any, row: Any) -> Any:
    a[:] = row * row
    a[0] += row
    return a * a


def column_store(a: Any, column: Any) -> Any:
    a[:, 1] = column
    a[:, 0] *= column
    return a


def shifted_overlap(x: Any) -> Any:
    x[1:] = x[:-1] * 2.0
    x[:-1] += x[1:] * x[1:]
    return x


def recurrence_in_place(x: Any) -> Any:
    for i in range(1, len(x)):
        x[i] = np.sin(x[i]) + 0.5 * x[i - 1] * x[i]
    return x


def prefix_products(x: Any) -> Any:
    y = np.ones(len(x) + 1)
    for i in range(len(x)):
        y[i + 1] = y[i] * x[i]
    return y


def augmented_element(x: Any, i: int) -> Any:
    y = x.copy()
    y[i] += x[0] * x[i]
    y[i] *= y[i]
    y[-1] -= x[i]
    return y


def mask_store_scalar(x: Any) -> Any:
    y = x * 2
    y[x < 0] = 0.25
    return y * x


def mask_store_array(x: Any) -> Any:
    y = np.zeros_like(x)
    mask = x > 0
    y[mask] = x[mask] ** 2
    y[~mask] = np.sin(x[~mask])
    return y


def mask_augmented(x: Any) -> Any:
    x[x > 0] *= x[x > 0]
    return x + 1.0


def fancy_store(x: Any, idx: Any) -> Any:
    y = np.ones(6)
    y[idx] = x
    return y * y


def fancy_augmented(x: Any, idx: Any) -> Any:
    y = np.arange(6.0)
    y[idx] += x * x
    return y * y


def out_argument(x: Any, y: Any) -> Any:
    z = np.empty_like(x)
    np.multiply(x, y, out=z)
    np.sin(z, out=z)
    np.add(z, x, z)
    return z * y


def out_on_parameter(x: Any) -> Any:
    np.exp(x, out=x)
    return x * x


def out_into_slice(x: Any) -> Any:
    y = np.zeros(5)
    np.multiply(x, x, out=y[1:4])
    y[0] = y[1] * y[3]
    return y


def swap_elements(x: Any) -> Any:
    x[0], x[1] = x[1], x[0] * x[1]
    return x * np.array([1.0, 2.0, 3.0])


def fill_method(x: Any, s: float) -> Any:
    y = x * x
    y[:2] = 0
    y[0] = s
    return y * s


def negative_step_store(x: Any) -> Any:
    y = np.zeros(5)
    y[::-1] = x
    y[::2] *= 2.0
    return y * x


def ellipsis_store(a: Any, b: Any) -> Any:
    a[..., 0] = b
    a[...] = a * a
    return a


def scratch_reused(x: Any) -> Any:
    work = np.empty(3)
    total = 0.0
    for i in range(3):
        work[:] = x * (i + 1)
        work *= work
        total += np.sum(np.sin(work))
    return total


def local_buffer_in_loop(x: Any) -> Any:
    total = 0.0
    for i in range(3):
        buffer = np.zeros(2)
        buffer[0] = x[i] ** 2
        buffer[1] = buffer[0] * x[0]
        total += buffer[0] * buffer[1]
    return total


def seidel_sweep(a: Any, steps: int) -> None:
    n = a.shape[0]
    for t in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                a[i, j] = (a[i - 1, j] + a[i, j - 1] + a[i, j] + a[i, j + 1] + a[i + 1, j]) / 5.0


def two_written_parameters(x: Any, y: Any) -> Any:
    x[0] = y[1] * y[1]
    y[0] = x[0] + x[1]
    return x * y


def write_then_read_by_slices(x: Any) -> Any:
    y = np.zeros((3, 2))
    y[:, 0] = x
    y[1:, 1] = y[:-1, 0] * x[1:]
    y[0] = y[1] * y[2]
    return y.sum(axis=0)


def store_constant_over_active(x: Any) -> Any:
    y = x * x
    y[1] = 7.0
    z = y * y
    y[:] = 0.0
    return z + y


def insertion_sort(x: Any) -> Any:
    y = x.copy()
    for i in range(1, len(y)):
        key = y[i]
        j = i - 1
        while j >= 0 and y[j] > key:
            y[j + 1] = y[j]
            j -= 1
        y[j + 1] = key
    return y * np.array([1.0, 2.0, 3.0, 4.0])


def augmented_with_integer_array(x: Any) -> Any:
    counts = np.zeros(3)
    for i in range(5):
        counts[i % 3] += x[i] * x[i]
    return counts


PROGRAMS = (
    Program(element_writes, (numbers(3),)),
    Program(overwrite_element, (numbers(3, seed=1),)),
    Program(write_parameter, (numbers(4, seed=2),), of="x"),
    Program(scale_parameter, (numbers(4, seed=3), 0.8)),
    Program(scale_parameter, (numbers(4, seed=3), 0.8), of="x"),
    Program(add_to_parameter, (numbers(3, seed=4), numbers(3, seed=5))),
    Program(add_to_parameter, (numbers(2, 3, seed=4), numbers(3, seed=5))),
    Program(power_in_place, (numbers(3, seed=6),)),
    Program(slice_store_broadcast, (numbers(4, seed=7), 0.6)),
    Program(row_store_broadcast, (numbers(2, 3, seed=8), numbers(3, seed=9))),
    Program(column_store, (numbers(3, 2, seed=10), numbers(3, seed=11))),
    Program(shifted_overlap, (numbers(4, seed=12),)),
    Program(recurrence_in_place, (numbers(5, seed=13),)),
    Program(prefix_products, (numbers(4, seed=14),)),
    Program(augmented_element, (numbers(4, seed=15), 2)),
    Program(mask_store_scalar, (numbers(5, seed=16),)),
    Program(mask_store_array, (numbers(5, seed=17),)),
    Program(mask_augmented, (numbers(5, seed=18),)),
    Program(fancy_store, (numbers(3, seed=19), np.array([4, 1, 2]))),
    Program(fancy_store, (numbers(3, seed=19), np.array([4, 1, 4]))),
    Program(fancy_augmented, (numbers(3, seed=20), np.array([4, 1, 2]))),
    Program(fancy_augmented, (numbers(3, seed=20), np.array([4, 1, 4]))),
    Program(out_argument, (numbers(3, seed=21), numbers(3, seed=22))),
    Program(out_on_parameter, (numbers(3, seed=23),)),
    Program(out_into_slice, (numbers(3, seed=24),)),
    Program(swap_elements, (numbers(3, seed=25),)),
    Program(fill_method, (numbers(4, seed=26), 0.9)),
    Program(negative_step_store, (numbers(5, seed=27),)),
    Program(ellipsis_store, (numbers(2, 3, seed=28), numbers(2, seed=29))),
    Program(scratch_reused, (numbers(3, seed=30),)),
    Program(local_buffer_in_loop, (numbers(3, seed=31),)),
    Program(seidel_sweep, (numbers(5, 5, seed=32), 2), of="a"),
    Program(two_written_parameters, (numbers(2, seed=33), numbers(2, seed=34))),
    Program(write_then_read_by_slices, (numbers(3, seed=35),)),
    Program(store_constant_over_active, (numbers(3, seed=36),)),
    Program(insertion_sort, (np.array([0.5, -0.2, 0.9, 0.1]),)),
    Program(augmented_with_integer_array, (numbers(5, seed=37),)),
)
