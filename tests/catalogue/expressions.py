"""Expressions: comprehensions, walrus, unpacking, formatting, slices as values, builtins over sequences."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example
from tests.programs.program import numbers


@example([0.7, 1.2, 0.4])
def list_comprehension(xs):
    ys = [x * x + 1.0 for x in xs]
    return ys[0] * ys[1] - ys[2]


@example([0.7, -1.2, 0.4])
def comprehension_with_a_condition_on_active(xs):
    positive = [np.log(x) for x in xs if x > 0]
    return positive[0] * positive[1] + len(positive)


@example([0.7, 1.2, 0.4])
def comprehension_with_a_condition_on_the_index(xs):
    return sum([x**2 for k, x in enumerate(xs) if k != 1])


@example([0.7, 1.2, 0.4], [0.3, 0.9])
def comprehension_over_two_sequences(xs, ys):
    return sum([x * y for x in xs for y in ys if x > y])


@example([[0.7, 1.2], [0.4, 0.8]])
def nested_comprehension(rows):
    scaled = [[2.0 * v + 1.0 for v in row] for row in rows]
    transposed = [[row[j] for row in scaled] for j in range(2)]
    return transposed[0][1] * transposed[1][0]


@example([[0.7, 1.2], [0.4, 0.8, 0.3]])
def flattened_by_a_comprehension(rows):
    flat = [v for row in rows for v in row]
    return flat[0] * flat[-1] + flat[2] ** 2


@example(numbers(5, seed=1))
def generator_summed(u):
    return sum(u[k] * u[k - 1] for k in range(1, len(u)))


@example(numbers(2, 3, seed=2), numbers(3, seed=3))
def generators_in_array_and_max(m, x):
    rows = np.array([row @ x for row in m])
    return np.sum(rows**2) * max(v * v for v in x)


@example(numbers(4, seed=19))
def generators_in_from_iter_and_join(u):
    v = np.fromiter((x * x for x in u), dtype=float)
    label = ",".join(str(k) for k in range(len(u)))
    return np.sum(v * u) * len(label)


@example([0.7, 1.2, 0.4])
def generator_in_a_tuple_and_a_list(xs):
    t = tuple(x * x for x in xs)
    v = list(x + 1.0 for x in xs)
    return t[0] * v[1] + t[2] * v[0]


@example([0.7, 1.2, 0.4])
def generator_held_in_a_name(xs):
    squares = (x * x for x in xs)
    total = 0.0
    for s in squares:
        total = total * 0.5 + s
    return total


@example(0.7, 1.2)
def dict_comprehension(a, b):
    table = {k: a**k * b for k in range(4) if k != 2}
    return table[0] * table[1] + table[3]


@example({"a": 0.7, "b": 1.2})
def dict_comprehension_nested(p):
    table = {name: {k: v * k for k in (1, 2)} for name, v in p.items()}
    return table["a"][2] * table["b"][1]


@example(0.7, 3)
def set_comprehension_of_inactive(x, n):
    exponents = {k % 3 for k in range(2 * n)}
    return sum(x**e for e in sorted(exponents))


@example(0.7)
def comprehension_variable_is_its_own(x):
    k = x * 3.0
    ys = [x * k for k in range(3)]
    return ys[2] * k


@example(0.7)
def walrus_in_a_test(x):
    if (y := np.sin(x) * 2.0) > 0.5:
        return y * x
    return x


@example(0.7)
def walrus_in_a_while(x):
    n = 0
    while (y := x * 1.5) < 3.0:
        x = y + 0.1
        n += 1
    return x * y * n


@example([0.7, 1.2, 0.4])
def walrus_in_a_comprehension(xs):
    ys = [z * x for x in xs if (z := x * x) > 0.2]
    return sum(ys) + z


@example([0.7, 1.2, 0.4, 0.9])
def starred_target(xs):
    first, *middle, last = xs
    return first * last + sum(middle) ** 2


@example([0.7, 1.2], (0.4, 0.9))
def starred_in_displays(xs, t):
    row = [*xs, 1.0, *t]
    pair = (*t, *xs)
    return row[1] * row[3] + pair[0] * pair[-1]


@example([(0.7, (1.2, 0.4)), (0.3, (0.5, 0.9))])
def nested_targets_in_a_loop(rows):
    total = 0.0
    for a, (b, c) in rows:
        total += a * b - c**2
    return total


@example(numbers(5, seed=4))
def starred_target_of_an_array(u):
    head, *tail = u
    return head * sum(v * v for v in tail)


@example(0.7, "trial")
def formatted_text_of_inactive(x, label):
    name = f"{label}_{2:02d}"
    table = {"trial_02": x * x, "%s-%d" % (label, 3): x, "{}".format(label): 2.0}
    return table[name] * table["trial-3"] * table[label]


@example(numbers(3, seed=5))
def message_with_active_values(u):
    message = f"norm: {np.sum(u):.3f}"
    assert len(message) > 0, message
    return np.sum(u**3)


@example(numbers(6, seed=6), 2)
def slice_objects(u, k):
    window = slice(k, -1)
    everything = slice(None)
    return np.sum(u[window] ** 2) * np.prod(u[everything])


@example(numbers(4, 4, seed=7))
def tuple_of_slices_as_an_index(m):
    inner = (slice(1, -1), slice(1, -1))
    return np.sum(m[inner] * m[np.s_[:2, 2:]])


@example(numbers(4, seed=8))
def enumerate_with_a_start(u):
    total = 0.0
    for k, v in enumerate(u, start=1):
        total += v**k
    return total


@example([0.7, 1.2, 0.4], (0.3, 0.9, 0.5), numbers(3, seed=9))
def zip_of_three(xs, ys, zs):
    return sum(x * y + z for x, y, z in zip(xs, ys, zs))


@example([0.7, 1.2, 0.4], [0.3, 0.9])
def zip_stops_at_the_shortest(xs, ys):
    return sum([x * y for x, y in zip(xs, ys)])


@example([(0.7, 1.2), (0.4, 0.9)])
def zip_transposes(pairs):
    xs, ys = zip(*pairs)
    return xs[0] * xs[1] + ys[0] * ys[1]


@example([0.7, 1.2, 0.4])
def reversed_and_enumerated(xs):
    total = 1.0
    for k, x in enumerate(reversed(xs)):
        total = total * x + k
    return total


@example([0.7, 1.2, 0.4])
def sorted_values(xs):
    low, mid, high = sorted(xs)
    return low + 2.0 * mid * high


@example([(0.7, 2), (1.2, 0), (0.4, 1)])
def sorted_by_an_inactive_key(pairs):
    ordered = sorted(pairs, key=lambda p: p[1])
    total = 1.0
    for value, _ in ordered:
        total = total * value + 1.0
    return total


@example([0.7, -1.2, 0.4])
def sorted_by_an_active_key(xs):
    ordered = sorted(xs, key=lambda x: (x - 0.5) ** 2, reverse=True)
    return ordered[0] + 2.0 * ordered[1] + 4.0 * ordered[2]


@example([0.7, -1.2, 0.4])
def minimum_and_maximum_by_key(xs):
    nearest = min(xs, key=lambda x: abs(x - 0.5))
    farthest = max(xs, key=abs)
    return nearest**2 * farthest


@example({"a": 0.7, "b": 1.2, "c": 0.4})
def key_of_the_largest_value(p):
    best = max(p, key=p.get)
    return p[best] ** 2


@example(0.7, 1.2, 0.4)
def minimum_and_maximum_of_arguments(a, b, c):
    return min(a, b, c) * max(a * b, c) + max([a, c], default=0.0)


@example(numbers(4, seed=10))
def index_of_the_largest(u):
    k = max(range(len(u)), key=lambda i: u[i])
    return u[k] ** 2 * u[k - 1]


@example([0.7, 1.2, 0.4])
def any_and_all(xs):
    if any(x > 1.0 for x in xs) and all([x > 0 for x in xs]):
        return xs[0] * xs[1]
    return xs[2]


@example(7.3, 2.1)
def divmod_of_floats(x, y):
    quotient, rest = divmod(x, y)
    return rest**2 * quotient + x % y


@example(0.7, 17, 5)
def divmod_of_integers(x, n, k):
    q, r = divmod(n, k)
    return x**q + r * x


@example(-0.7, numbers(3, seed=11))
def absolute_values(x, u):
    return abs(x) * np.sum(abs(u)) + abs(3 - 5)


@example(2.37)
def rounding(x):
    return round(x) * x + round(x, 1) * x**2 + round(2.5)


@example(1.3, 0.7)
def powers(x, p):
    return pow(x, p) + x**2 + 2.0**p + pow(p, 3) + x**-1.5 + (-p) ** 2


@example([0.7, 1.2, 0.4])
def sum_with_a_start(xs):
    return sum(xs, 1.5) * sum(xs[1:], start=xs[0] ** 2)


@example([numbers(2, seed=12), numbers(2, seed=13)])
def sum_of_arrays(arrays):
    return np.prod(sum(arrays)) + np.sum(sum(arrays, np.ones(2)) ** 2)


@example([[0.7, 1.2], [0.4]])
def sum_of_lists(rows):
    flat = sum(rows, [])
    return flat[0] * flat[1] * flat[2]


@example(0.7, 0.2)
def chained_comparison(x, low):
    return x * x if low < x <= 1.0 else x


@example(0.7, None)
def none_tests(x, option):
    scale = 2.0 if option is None else option
    offset = option or 0.5
    return x * scale + offset * x**2


@example(0.7, 1.2)
def boolean_operators_give_values(a, b):
    c = (a > 1.0 and a) or b
    d = a and b
    return c * d * (not a > 2.0)


@example(0.7, 3)
def conditional_expressions_nested(x, n):
    return x if n == 0 else x**2 if n == 1 else x**3 if x > 0 else -x


@example(0.7, 5)
def integer_arithmetic(x, n):
    m = n // 2 + n % 3 - (n >> 1) + (n & 3) + -(n**2) + ~n
    return x * m + x ** (n - 3) / n


@example(numbers(4, seed=14))
def boolean_masks(u):
    mask = (u > -0.5) & ~(u > 0.9)
    return np.sum(u[mask] ** 2) + np.sum(np.where(mask, u, 2.0 * u))


@example(0.7, 1.2)
def chained_assignment(a, b):
    x = y = a * b
    x = x * a
    return x + y**2


@example(numbers(3, 3, seed=15))
def matrix_operators(m):
    s = m @ m.T
    s -= np.eye(3) * 0.5
    return np.trace(s @ m) + (m.T @ m)[0, 1]


@example(1.0 + 0.5j, 0.7)
def complex_numbers(z, x):
    w = z * z + 2j * x
    return (w * w.conjugate()).real + z.imag * x


@example([0.7, 1.2, 0.4])
def range_over_length_backwards(xs):
    total = 0.0
    for k in range(len(xs) - 1, -1, -1):
        total = total * xs[k] + xs[k]
    return total


@example([0.7, 1.2, 0.4])
def comprehension_calls_a_closure(xs):
    scale = xs[0] * 2.0

    def f(x):
        return np.sin(scale * x)

    return sum(f(x) for x in xs if x != xs[1])


@example(numbers(3, seed=17), numbers(3, seed=18))
def array_of_arrays_built(u, v):
    m = np.array([u, v, u * v])
    c = np.stack([u[i] * v for i in range(3)])
    return np.sum(m @ c)


@example((0.7, 1.2), "xy")
def strings_as_keys_and_loops(p, axes):
    named = {axis: value for axis, value in zip(axes, p)}
    total = 0.0
    for axis in "yx":
        total = total * 2.0 + named[axis] ** 2
    return total * len(axes.upper().split("X"))


@example(0.7)
def type_conversions(x):
    return float(x) * np.float64(x) + float(3) * x + int(2.7) * x + bool(2) * x
