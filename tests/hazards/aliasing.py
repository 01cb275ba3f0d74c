"""Hazards of shared memory: aliases, views, copies that are none, containers, overlaps."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.hazards.outcome import REFUSED, RIGHT, hazard
from tests.programs.program import numbers

VECTOR = numbers(4, seed=1)
OTHER = numbers(4, seed=2)
MATRIX = numbers(3, 4, seed=3)
SQUARE = numbers(3, 3, seed=4)
SHARED = numbers(5, seed=5)


@hazard(VECTOR, expected=RIGHT)
def alias_then_write(x: Any) -> Any:
    y = x
    y[0] = x[1] * x[1]
    return x * x


@hazard(np.array([[1.0, 2.0], [3.0, 4.0]]), expected=RIGHT)
def alias_of_fresh_then_write(x: Any) -> Any:
    y = 2 * x
    z = y
    z[0] = z[1] * y[0]
    return y * x


@hazard(VECTOR, expected=RIGHT)
def reshape_is_a_view(x: Any) -> Any:
    y = x.reshape(2, 2)
    y[0] = y[1] * 3.0
    return x * x


@hazard(MATRIX)
def reshape_of_transpose_is_a_copy(x: Any) -> Any:
    y = x.T.reshape(-1)
    y[0] = y[1] * 3.0
    return np.sum(x * x) + np.sum(y * y)


@hazard(MATRIX)
def ravel_of_transpose_is_a_copy(x: Any) -> Any:
    y = x.T.ravel()
    y *= 3.0
    return np.sum(x * x) + np.sum(y * y)


@hazard(np.asfortranarray(MATRIX))
def ravel_of_fortran_argument(x: Any) -> Any:
    y = x.ravel()
    y[0] = 3.0 * y[1]
    return x * x


@hazard(np.asfortranarray(MATRIX))
def reshape_of_fortran_argument_written_elsewhere(x: Any) -> Any:
    x[0, 0] = x[1, 1] * x[1, 2]
    y = x.reshape(4, 3)
    y *= 2.0
    return x * x


@hazard(numbers(4, 3, seed=6).T)
def ravel_of_transposed_argument(x: Any) -> Any:
    x *= 2.0
    y = x.ravel()
    y[1] = y[0] * y[0]
    return x * x


@hazard(numbers(4, 6, seed=7)[::2, ::3])
def reshape_of_strided_argument(x: Any) -> Any:
    y = np.reshape(x, -1)
    y[0] = y[1] * 5.0
    x[1, 1] *= 2.0
    return x * x


@hazard(np.asfortranarray(MATRIX))
def fortran_copy_is_c_ordered(x: Any) -> Any:
    y = x.copy()
    z = y.ravel()
    z[1] = z[0] * 2.0
    return y * x


@hazard(np.asfortranarray(SQUARE))
def fortran_result_of_elementwise(x: Any) -> Any:
    y = x * 2.0
    z = y.ravel()
    z[1] = z[0] * 2.0
    return y * x


@hazard(VECTOR, expected=RIGHT)
def alias_in_list(x: Any) -> Any:
    parts = [x, x * 2.0]
    parts[0][1] = x[0] * 4.0
    return x * parts[1]


@hazard(VECTOR, expected=RIGHT)
def alias_in_tuple(x: Any) -> Any:
    y = x * 1.0
    pair = (y, y)
    pair[0][0] = pair[1][1] * 2.0
    return y * pair[1]


@hazard(VECTOR, expected=RIGHT)
def alias_in_dict(x: Any) -> Any:
    table = {"a": x}
    table["a"][0] = x[1] * x[2]
    return x * x


@hazard(VECTOR, expected=RIGHT)
def list_times_number_aliases(x: Any) -> Any:
    rows = [x * 1.0] * 3
    rows[0][0] = x[1] * x[1]
    rows[2][1] *= rows[1][0]
    return rows[1] * x


@hazard(VECTOR, expected=RIGHT)
def nested_list_alias(x: Any) -> Any:
    inner = [x * 1.0]
    outer = [inner, inner]
    outer[0][0] = x * 5.0
    return outer[1][0] * x


@hazard(VECTOR, expected=RIGHT)
def two_names_of_one_list(x: Any) -> Any:
    p = [x * 1.0]
    q = p
    q.append(x * x)
    q[0] = x * 7.0
    return p[0] * p[1]


@hazard(VECTOR, expected=RIGHT)
def list_augmented_in_place(x: Any) -> Any:
    p = [x]
    q = p
    p += [x * x]
    return q[0] * q[-1]


@hazard(SHARED, SHARED, expected=REFUSED, caret=False)
def same_array_twice_and_written(a: Any, b: Any) -> Any:
    a[0] = b[1] * b[1]
    return a * b


@hazard(SHARED[:-1], SHARED[1:], expected=REFUSED, caret=False)
def overlapping_arguments_and_written(a: Any, b: Any) -> Any:
    a *= b
    return a * b


@hazard(SHARED[:2], SHARED[3:], expected=RIGHT)
def disjoint_parts_of_one_array(a: Any, b: Any) -> Any:
    a *= b
    return a * b


@hazard(SHARED, SHARED, expected=RIGHT)
def same_array_twice_only_read(a: Any, b: Any) -> Any:
    return a * np.sin(b)


@hazard([SHARED, SHARED], expected=REFUSED, caret=False)
def same_array_twice_in_a_list_and_written(parts: Any) -> Any:
    parts[0][0] = parts[1][1] * 2.0
    return parts[0] * parts[1]


@hazard(VECTOR, expected=RIGHT)
def shift_overlapping(x: Any) -> Any:
    x[1:] = x[:-1] * x[1:]
    x[:-1] = np.sin(x[1:]) * x[:-1]
    return x


@hazard(VECTOR, expected=RIGHT)
def reverse_onto_itself(x: Any) -> Any:
    x[:] = x[::-1] * 2.0
    x += x[::-1]
    return x * x


@hazard(MATRIX, expected=RIGHT)
def row_swap_through_views(a: Any) -> Any:
    a[0], a[1] = a[1], a[0]
    return a * a


@hazard(MATRIX, expected=RIGHT)
def row_swap_by_fancy_index(a: Any) -> Any:
    a[[0, 1]] = a[[1, 0]] * 2.0
    return a * a


@hazard(VECTOR, expected=RIGHT)
def element_swap(x: Any) -> Any:
    x[0], x[3] = x[3], x[0] * x[3]
    return x * OTHER


@hazard(VECTOR, expected=RIGHT)
def chained_assignment_shares(x: Any) -> Any:
    a = b = np.zeros(4)
    a[0] = x[0] * x[1]
    b[1] = a[0] * x[2]
    return a * b


@hazard(VECTOR, expected=RIGHT)
def unpacked_aliases(x: Any) -> Any:
    a, b = x, x
    a[0] = b[1] * 5.0
    return b * b


def halve_inner(a: Any) -> None:
    inner = a[1:-1]
    inner *= 0.5
    inner[0] = inner[1] * inner[1]


@hazard(VECTOR, expected=RIGHT)
def callee_writes_view_of_argument(x: Any) -> Any:
    y = x * x
    halve_inner(y)
    halve_inner(x)
    return x * y


@hazard(VECTOR, expected=RIGHT)
def same_buffer_twice_to_callee(x: Any) -> Any:
    y = x * 1.0
    write_from(y, y)
    return y * x


def write_from(target: Any, source: Any) -> None:
    target[0] = source[1] * source[2]
    target[1] = source[0] * 2.0


@hazard(VECTOR, expected=RIGHT)
def overlapping_views_to_callee(x: Any) -> Any:
    write_from(x[:3], x[1:])
    return x * x


@hazard(VECTOR, expected=RIGHT)
def returns_its_argument(x: Any) -> Any:
    return x


@hazard(VECTOR, expected=RIGHT)
def returns_one_array_twice(x: Any) -> Any:
    y = x * x
    return y, y


@hazard(VECTOR, expected=RIGHT)
def returns_array_and_its_view(x: Any) -> Any:
    y = x * x
    y[0] = y[1] * 2.0
    return y, y[1:]


@hazard(VECTOR, expected=RIGHT)
def returned_value_changed_later(x: Any) -> Any:
    y = x * x
    kept = (y, y[:2])
    y[0] = 7.0 * x[3]
    return kept


@hazard(VECTOR, True, expected=RIGHT)
def alias_or_copy_by_condition(x: Any, alias: bool) -> Any:
    y = x if alias else x.copy()
    y[0] = x[1] * x[2]
    return x * y


@hazard(VECTOR, False, expected=RIGHT)
def copy_or_alias_by_condition(x: Any, alias: bool) -> Any:
    y = x if alias else x.copy()
    y[0] = x[1] * x[2]
    return x * y


@hazard(VECTOR, OTHER, expected=RIGHT)
def selected_buffer_is_written(a: Any, b: Any) -> Any:
    c = a if a[0] > b[0] else b
    c[1] = a[2] * b[2]
    return a * b


@hazard(MATRIX, expected=RIGHT)
def last_row_of_a_loop_is_written(a: Any) -> Any:
    for row in a:
        pass
    row[0] = row[1] * 3.0
    return a * a


@hazard(VECTOR, expected=RIGHT)
def asarray_is_an_alias(x: Any) -> Any:
    y = np.asarray(x)
    y[0] = x[1] * 3.0
    return x * x


@hazard(VECTOR, expected=RIGHT)
def array_is_a_copy(x: Any) -> Any:
    y = np.array(x)
    y[0] = x[1] * 3.0
    return x * y


@hazard(VECTOR)
def ascontiguousarray_alias_or_copy(x: Any) -> Any:
    y = np.ascontiguousarray(x[::-1])
    z = np.ascontiguousarray(x)
    y[0] = 3.0 * x[1]
    z[1] = 5.0 * x[2]
    return x * y


@hazard(VECTOR, expected=RIGHT)
def astype_without_copy(x: Any) -> Any:
    y = x.astype(float, copy=False)
    y[0] = x[1] * 3.0
    return x * x


@hazard(VECTOR, expected=RIGHT)
def view_method(x: Any) -> Any:
    y = x.view()
    y[0] = x[1] * 3.0
    return x * x


@hazard(VECTOR, expected=RIGHT)
def flat_store(x: Any) -> Any:
    x.flat[1] = x[0] * 3.0
    return x * x


@hazard(SQUARE, expected=RIGHT)
def diagonal_by_einsum_is_a_view(x: Any) -> Any:
    d = np.einsum("ii->i", x)
    d[0] = x[1, 2] * 3.0
    return x * x


@hazard(VECTOR, expected=RIGHT)
def split_gives_views(x: Any) -> Any:
    left, right = np.split(x, 2)
    left[0] = right[1] * 3.0
    return x * x


@hazard(VECTOR, expected=REFUSED)
def memoryview_alias(x: Any) -> Any:
    y = np.frombuffer(x.data)
    z = x * 1.0
    z[0] = y[1]
    return x * z


@hazard(VECTOR, expected=RIGHT)
def where_is_a_copy(x: Any) -> Any:
    y = np.where(x > 0, x, x)
    y[0] = x[1] * 3.0
    return x * y


@hazard(np.broadcast_to(numbers(1, seed=8), (4,)), expected=RIGHT)
def broadcast_argument(x: Any) -> Any:
    return x * np.arange(4.0) + x[0]


@hazard(VECTOR, expected=RIGHT)
def broadcast_head_is_not_written(x: Any) -> Any:
    y = np.sum(x)
    z = x + y
    return z[0] + np.sum(z) + x[1]


@hazard(VECTOR, expected=RIGHT)
def identity_test(x: Any) -> Any:
    y = x
    if y is x:
        y[0] = x[1] * 2.0
    return x * y


@hazard(VECTOR, expected=RIGHT)
def squeeze_and_newaxis_write(x: Any) -> Any:
    y = x[np.newaxis, :, None]
    np.squeeze(y)[1] = x[0] * x[0]
    y[0, 2, 0] *= x[1]
    return x * x


@hazard(MATRIX, expected=RIGHT)
def transpose_of_rows_in_list(a: Any) -> Any:
    rows = [row for row in a]
    rows[1][:] = rows[0] * 2.0
    return a * a
