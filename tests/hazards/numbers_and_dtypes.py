"""Hazards of NumPy itself: dtypes, scalars, in-place methods, duplicates, odd arrays, unusual functions."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from tests.hazards.outcome import REFUSED, RIGHT, hazard
from tests.programs.program import numbers

VECTOR = numbers(4, seed=1)
OTHER = numbers(4, seed=2)
MATRIX = numbers(3, 4, seed=3)
REPEATED = np.array([1, 1, 3, 1])


@hazard(VECTOR, expected=RIGHT)
def doubles_array_parameter(x: Any) -> Any:
    x *= 2
    return x * x


@hazard(VECTOR, expected=RIGHT, of="x")
def doubles_array_parameter_for_caller(x: Any) -> None:
    x *= 2
    x += x * x


@hazard(0.4, expected=RIGHT)
def doubles_float_parameter(x: float) -> float:
    y = x
    x *= 2
    return x * y


@hazard(np.float64(0.4), expected=RIGHT)
def doubles_numpy_scalar(x: Any) -> Any:
    y = x
    x *= 2
    return x * y


@hazard(np.array(0.4), expected=RIGHT)
def doubles_array_without_axes(x: Any) -> Any:
    y = x
    x *= 2
    return x * y


@hazard(VECTOR, expected=RIGHT)
def augmented_local_scalar_from_array(x: Any) -> Any:
    y = x[0]
    z = y
    y += x[1]
    return y * z


@hazard(VECTOR, expected=RIGHT)
def augmented_sum_is_a_scalar(x: Any) -> Any:
    total = np.sum(x)
    kept = total
    total *= x[0]
    return total * kept


@hazard(VECTOR, expected=RIGHT)
def writes_array_without_axes(x: Any) -> Any:
    y = np.zeros(())
    y[()] = x[0] * x[1]
    z = y
    y += x[2]
    return z * x[0]


@hazard(VECTOR, expected=RIGHT)
def float_into_integer_array(x: Any) -> Any:
    k = np.zeros(4, dtype=int)
    k[0] = x[0] * 50.0
    k[1:] = 3
    return x * k


@hazard(VECTOR, np.array([1, 2, 3, 4]), expected=RIGHT)
def zeros_like_of_integers(x: Any, n: Any) -> Any:
    y = np.zeros_like(n)
    for i in range(4):
        y[i] = x[i] * 100.0
    return y * x


@hazard(VECTOR, expected=RIGHT)
def integer_array_in_place(x: Any) -> Any:
    n = np.arange(4)
    n *= 2
    n[1] += 3
    return x * n


@hazard(VECTOR, np.array([1, 2, 3, 4]), expected=RIGHT)
def float_power_of_integers(x: Any, n: Any) -> Any:
    return np.sum(np.abs(x) ** n) + np.sum(x**2) + np.abs(x[0]) ** x[1]


@hazard(3, expected=REFUSED, wrt=(0,), caret=False)
def integer_argument(x: int) -> int:
    return x * x


@hazard(np.array([1, 2]), expected=REFUSED, wrt=(0,), caret=False)
def integer_array_argument(x: Any) -> Any:
    return x * x


@hazard(True, expected=REFUSED, wrt=(0,), caret=False)
def boolean_argument(x: bool) -> float:
    return x * 2.0


@hazard(VECTOR.astype(np.float32), expected=RIGHT, tolerance=1e-4)
def single_precision(x: Any) -> Any:
    return np.sin(x) * 2.0 + x[0]


@hazard(VECTOR.astype(np.float32), expected=RIGHT, tolerance=1e-4)
def single_precision_in_place(x: Any) -> Any:
    y = np.zeros_like(x)
    y[:] = x * x
    x *= y
    return x + 1.0


@hazard(np.float32(0.4), expected=RIGHT, tolerance=1e-4)
def single_precision_scalar(x: Any) -> Any:
    return x * x * 3.0


@hazard(VECTOR.astype(np.float32), OTHER, expected=RIGHT, tolerance=1e-4)
def mixed_precision(x: Any, y: Any) -> Any:
    return x * y + np.sum(x)


@hazard(VECTOR.astype(">f8"))
def big_endian(x: Any) -> Any:
    return x * x


@hazard(VECTOR + 1j * OTHER, tolerance=1e-6, expected=RIGHT)
def complex_argument(z: Any) -> Any:
    return np.sum(np.abs(z * z)) + np.sum(z.real * z.imag)


@hazard(VECTOR, expected=RIGHT)
def floor_round_and_sign(x: Any) -> Any:
    return x * np.floor(x * 3) + np.round(x) * x + np.sign(x) * x + x // 0.3 + x % 0.3


@hazard(0.47, expected=RIGHT)
def python_casts(x: float) -> float:
    return int(x * 7) * x + round(x) * x + float(x) * bool(x) + x // 0.2 + divmod(x, 0.2)[1]


@hazard(VECTOR, expected=RIGHT)
def comparison_as_factor(x: Any) -> Any:
    return (x > 0) * x * x + (x <= 0) * np.sin(x)


@hazard(VECTOR, REPEATED, expected=RIGHT)
def duplicates_read(x: Any, i: Any) -> Any:
    return x[i] * x[i]


@hazard(VECTOR, OTHER, REPEATED, expected=RIGHT)
def duplicates_stored(x: Any, y: Any, i: Any) -> Any:
    x[i] = y * y
    return x * x


@hazard(VECTOR, OTHER, REPEATED, expected=RIGHT)
def duplicates_augmented(x: Any, y: Any, i: Any) -> Any:
    x[i] += y
    x[i] *= y
    return x * x


@hazard(VECTOR, OTHER, REPEATED, expected=RIGHT)
def duplicates_added_at(x: Any, y: Any, i: Any) -> Any:
    np.add.at(x, i, y * y)
    return x * x


@hazard(VECTOR, [1, 1, 2], expected=RIGHT)
def index_list(x: Any, i: Any) -> Any:
    return x[i] * x[i]


@hazard(MATRIX, np.array([0, 0, 2]), expected=RIGHT)
def duplicates_of_rows_stored(a: Any, i: Any) -> Any:
    a[i] = a[:3] * 2.0
    a[i, 1] += a[i, 0]
    return a * a


@hazard(VECTOR, expected=RIGHT)
def mask_of_itself(x: Any) -> Any:
    x[x > 0] = x[x > 0] ** 2
    x[x < 0] *= 3.0
    return x * x


@hazard(VECTOR, expected=RIGHT)
def mask_changed_after_use(x: Any) -> Any:
    mask = x > 0
    y = x * x
    y[mask] = x[mask] * 3.0
    mask[:] = True
    return y * mask


@hazard(VECTOR, np.array([0, 2]), expected=RIGHT)
def index_array_changed_after_use(x: Any, i: Any) -> Any:
    i = i.copy()
    y = x * x
    y[i] = x[i] * 3.0
    i += 1
    y[i] *= x[i]
    return y


@hazard(VECTOR, expected=RIGHT)
def negative_steps(x: Any) -> Any:
    y = x * 1.0
    y[::-2] = x[:2] * x[2:]
    y[-2::-1] += x[1:]
    return y * x[::-1]


@hazard(VECTOR, OTHER, expected=RIGHT)
def out_is_an_operand(a: Any, b: Any) -> Any:
    np.add(a, b, out=a)
    np.multiply(a, a, a)
    np.sin(a, out=b)
    return a * b


@hazard(MATRIX, VECTOR, expected=RIGHT)
def out_is_a_view(a: Any, b: Any) -> Any:
    np.multiply(a[0], b, out=a[1])
    np.exp(a[1], out=a[:, :][1])
    return a * a


@hazard(MATRIX, VECTOR, expected=RIGHT)
def out_of_a_product(a: Any, b: Any) -> Any:
    c = np.empty(3)
    np.matmul(a, b, out=c)
    np.dot(a, b * b, out=c)
    return c * c


@hazard(MATRIX, expected=RIGHT)
def out_of_a_reduction(a: Any) -> Any:
    c = np.zeros(4)
    np.sum(a * a, axis=0, out=c)
    return c * c


@hazard(VECTOR, OTHER, expected=RIGHT)
def where_argument_of_ufunc(a: Any, b: Any) -> Any:
    c = np.ones(4)
    np.multiply(a, b, out=c, where=a > 0)
    return c * c


@hazard(MATRIX, VECTOR, expected=RIGHT)
def broadcasting_store(a: Any, b: Any) -> Any:
    a[:] = b
    a[0] = b[0]
    a[1:, :2] *= b[:2]
    return a * a


@hazard(np.zeros(0), expected=RIGHT)
def empty_array(x: Any) -> Any:
    total = np.sum(x * x)
    for value in x:
        total = total * value
    return total + x


@hazard(VECTOR, expected=RIGHT)
def empty_slice(x: Any) -> Any:
    x[2:2] = 5.0
    x[4:] *= x[4:]
    return np.sum(x[3:1]) + x * x


@hazard(VECTOR, expected=RIGHT)
def sorts_in_place(x: Any) -> Any:
    x.sort()
    return x * np.arange(4.0)


@hazard(VECTOR, expected=RIGHT)
def fills(x: Any) -> Any:
    y = x * x
    y.fill(x[0] * 1.0)
    return y * x


@hazard(VECTOR, OTHER, expected=RIGHT)
def copyto(x: Any, y: Any) -> Any:
    np.copyto(x, y * y)
    return x * y


@hazard(VECTOR, OTHER, expected=RIGHT)
def puts(x: Any, y: Any) -> Any:
    np.put(x, [0, 2], y[:2] * y[2:])
    x.put([1], y[0])
    return x * x


@hazard(numbers(3, 3, seed=5), expected=RIGHT)
def fills_diagonal(a: Any) -> Any:
    np.fill_diagonal(a, a[0, 1] * a[0, 1])
    return a * a


@hazard(VECTOR, expected=RIGHT)
def item_methods(x: Any) -> Any:
    return x.item(1) * x.tolist()[2] * x


@hazard(VECTOR, expected=REFUSED)
def explicit_setitem(x: Any) -> Any:
    x.__setitem__(0, x[1] * x[1])
    operator.setitem(x, 2, x[0] * 2.0)
    return x * x


@hazard(VECTOR, OTHER, expected=RIGHT)
def operator_iadd(x: Any, y: Any) -> Any:
    z = operator.iadd(x, y * y)
    return x * z


@hazard(VECTOR, expected=RIGHT)
def put_along_axis(x: Any) -> Any:
    np.put_along_axis(x, np.array([0]), x[1] * x[1], axis=0)
    return x * x


@hazard(VECTOR, expected=RIGHT)
def place_and_putmask(x: Any) -> Any:
    np.putmask(x, x > 0, x * x)
    np.place(x, x < 0, [0.5])
    return x * x


@hazard(VECTOR, expected=REFUSED)
def object_array(x: Any) -> Any:
    y = np.empty(2, dtype=object)
    y[0] = x[0] * x[1]
    y[1] = x[2]
    return y[0] * y[1]


@hazard(np.array([0.4, 0.7], dtype=object), expected=REFUSED, caret=False)
def object_array_argument(x: Any) -> Any:
    return x[0] * x[1]


class Matrix(np.ndarray):
    """A subclass whose product is another one, as that of `np.matrix` is."""

    def __mul__(self, other: Any) -> Any:
        return np.matmul(np.asarray(self), np.asarray(other)).view(Matrix)


@hazard(np.array([[0.4, 0.7], [0.1, 0.2]]).view(Matrix), expected=REFUSED, caret=False)
def array_subclass(x: Any) -> Any:
    return np.asarray(x * x)


@hazard(np.array([[0.4, 0.7], [0.1, 0.2]]), expected=REFUSED)
def array_subclass_inside(x: Any) -> Any:
    y = x.view(Matrix)
    return np.asarray(y * y)


@hazard(np.ma.array(VECTOR, mask=[True, False, False, True]), expected=REFUSED, caret=False)
def masked_array(x: Any) -> Any:
    return np.sum(x * x)


@hazard(VECTOR)
def structured_array(x: Any) -> Any:
    y = np.zeros(2, dtype=[("p", float), ("q", float)])
    y["p"] = x[:2] * x[2:]
    return y["p"] * x[:2]


@hazard(VECTOR, expected=RIGHT)
def errstate_and_nan_checks(x: Any) -> Any:
    y = np.nan_to_num(x * x)
    return y if np.isfinite(y).all() else x


@hazard(VECTOR, expected=RIGHT)
def ufunc_methods(x: Any) -> Any:
    return np.add.reduce(x * x) + np.multiply.accumulate(x)[2] + np.sum(np.multiply.outer(x, x))


@hazard(VECTOR, expected=RIGHT)
def resized(x: Any) -> Any:
    y = np.append(x, x[0] * x[0])
    z = np.resize(y, (2, 3))
    return z * z


@hazard(VECTOR, expected=REFUSED)
def shape_assigned(x: Any) -> Any:
    y = x * x
    y.shape = (2, 2)
    y[0, 1] = x[0]
    return y @ y


@hazard(VECTOR, expected=RIGHT)
def meshgrid_and_indices(x: Any) -> Any:
    a, b = np.meshgrid(x, x[:2])
    i, j = np.indices((2, 4))
    return a * b * (i + j)


@hazard(VECTOR, expected=RIGHT)
def real_and_imaginary_views(x: Any) -> Any:
    y = x * 1.0
    r = y.real
    r[0] = x[1] * x[1]
    return y * x


@hazard(VECTOR, expected=RIGHT)
def pairwise_maximum_of_itself(x: Any) -> Any:
    return np.maximum(x, x) * np.minimum(x, x * 1.0)


@hazard(0.7, 2, expected=RIGHT)
def integer_becomes_float(x: float, n: int) -> float:
    total = 0
    for i in range(n):
        total += x * i
        total *= 2
    return total + x


@hazard(0.7, expected=RIGHT)
def scalar_becomes_array(x: float) -> Any:
    y = x
    for _ in range(2):
        y = y * np.array([1.0, 2.0])
    return y


@hazard(VECTOR, expected=RIGHT)
def array_becomes_scalar(x: Any) -> Any:
    y = x * x
    y = y.sum()
    y = y * y
    return y


@hazard(0.7, expected=RIGHT)
def scalar_broadcasts_into_array(x: float) -> Any:
    y = np.ones((2, 3)) * x
    y += x
    y[0] = x
    return y * y


@hazard(VECTOR, expected=RIGHT)
def length_one_slice_broadcasts(x: Any) -> Any:
    y = x * x[:1]
    y[1:] += y[:1] * x[0]
    return y
