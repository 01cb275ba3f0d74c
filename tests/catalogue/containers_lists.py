"""Lists: every method and every way of reading that numerical code uses, with active values in them."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example
from tests.programs.program import numbers


@example(1.3, 0.4)
def trajectory_collected_with_append(x, dt):
    states = [x]
    for _ in range(5):
        states.append(states[-1] + dt * np.sin(states[-1]))
    return sum(s * s for s in states)


@example(1.3, numbers(3, seed=1))
def append_of_arrays(scale, u):
    history = []
    for k in range(4):
        u = u * scale + k
        history.append(u)
    return history[0] @ history[3] + np.sum(history[1])


@example(0.7, 1.9)
def extend_by_a_list(a, b):
    terms = [a]
    terms.extend([b, a * b])
    terms.extend((a + b, 2.0))
    return terms[1] * terms[2] + terms[3] * terms[4]


@example(numbers(4, seed=2), 0.5)
def extend_by_an_array(u, extra):
    values = [extra]
    values.extend(u)
    total = 0.0
    for k, v in enumerate(values):
        total += (k + 1) * v * v
    return total


@example(0.7, 1.9)
def extend_by_a_generator(a, b):
    terms = [b]
    terms.extend(a * k for k in range(3))
    return sum(t * t for t in terms) * terms[-1]


@example(0.7, 1.9)
def insert_at_front(a, b):
    terms = [a * a]
    terms.insert(0, b)
    terms.insert(0, a * b)
    return terms[0] + 2.0 * terms[1] + 3.0 * terms[2]


@example(0.7, 1.9)
def insert_in_the_middle(a, b):
    terms = [a, b]
    terms.insert(1, np.sin(a * b))
    terms.insert(-1, a - b)
    return terms[0] * terms[1] + terms[2] * terms[3]


@example(0.7, 1.9)
def pop_from_the_end(a, b):
    stack = [a, b, a * b]
    top = stack.pop()
    below = stack.pop()
    return top * top + 3.0 * below + stack[0]


@example(0.7, 1.9)
def pop_from_the_front(a, b):
    queue = [a, b, a * b]
    first = queue.pop(0)
    return first * queue[0] + queue[-1] ** 2


@example(0.7, 1.9, 2)
def pop_at_an_index(a, b, where):
    items = [a, b, a * b, a + b]
    taken = items.pop(where)
    return taken * items[where] + items[0]


@example([1.0, 2.0, 3.0, 4.0])
def stack_machine(numbers_):
    """Reverse Polish notation: operands on a stack, operators take two from it."""
    stack = []
    source = list(numbers_)
    for token in [0, 1, "*", 2, "+", 3, "/"]:
        if isinstance(token, str):
            b, a = stack.pop(), stack.pop()
            if token == "*":
                stack.append(a * b)
            elif token == "+":
                stack.append(a + b)
            else:
                stack.append(a / b)
        else:
            stack.append(source[token])
    return stack.pop()


@example(numbers(6, seed=3))
def work_list_until_empty(u):
    """Sums over the halves of an array, kept as a list of open intervals."""
    todo = [(0, len(u))]
    total = 0.0
    while todo:
        low, high = todo.pop()
        if high - low <= 2:
            total += np.prod(u[low:high])
        else:
            middle = (low + high) // 2
            todo.append((low, middle))
            todo.append((middle, high))
    return total


@example([0.3, 1.1, 0.8, 2.0])
def negative_index(xs):
    return xs[-1] * xs[-2] + np.cos(xs[-len(xs)])


@example([0.3, 1.1, 0.8, 2.0, 0.6])
def slice_of_a_list(xs):
    inner = xs[1:-1]
    total = 0.0
    for v in inner:
        total = total * 0.5 + v * v
    return total + xs[0]


@example([0.3, 1.1, 0.8, 2.0, 0.6])
def slice_with_step(xs):
    return sum(xs[::2]) * sum(xs[1::2])


@example([0.3, 1.1, 0.8, 2.0])
def reversed_by_a_slice(xs):
    total = 1.0
    for v in xs[::-1]:
        total = total * v + 1.0
    return total


@example(0.4, 1.2)
def slice_assigned(a, b):
    xs = [a, b, a * b, 1.0]
    xs[1:3] = [xs[2] * a, xs[1] * b]
    return xs[0] + 2.0 * xs[1] + 3.0 * xs[2] + xs[3]


@example([0.3, 1.1], [0.8, 2.0])
def concatenation(xs, ys):
    both = xs + ys
    return both[0] * both[3] + both[1] * both[2]


@example(0.3, [0.8, 2.0])
def augmented_concatenation(a, ys):
    row = [a]
    row += ys
    row += [a * ys[0]]
    return row[0] * row[1] + row[2] * row[3]


@example(0.3, 4)
def repetition(a, n):
    weights = [a] * n
    weights[1] = a * a
    total = 0.0
    for k in range(n):
        total += (k + 1) * weights[k]
    return total


@example(numbers(3, seed=4))
def repetition_names_one_array(u):
    """`[v] * 2` holds the same array twice: a write through one shows in the other."""
    v = u * 2.0
    rows = [v] * 2
    rows[0][1] = u[0] * u[2]
    return np.sum(rows[1] ** 2)


@example(0.9, 3)
def table_of_lists(x, n):
    """Pascal-like table filled as a list of lists."""
    table = [[0.0] * n for _ in range(n)]
    for i in range(n):
        table[i][0] = x**i
    for i in range(1, n):
        for j in range(1, n):
            table[i][j] = table[i - 1][j] * x + table[i][j - 1]
    return table[n - 1][n - 1]


@example([[1.0, 0.5], [0.2, 2.0]], [1.5, 0.7])
def matrix_of_lists(a, x):
    y = []
    for row in a:
        s = 0.0
        for entry, xi in zip(row, x):
            s += entry * xi
        y.append(s)
    return y[0] * y[1]


@example([0.4, 1.5, 0.9])
def membership_of_inactive(xs):
    special = [0, 2]
    total = 0.0
    for k, x in enumerate(xs):
        if k in special:
            total += x * x
        elif k not in (5, 6):
            total += np.exp(-x)
    return total


@example([0.4, 1.5, 0.9], ["a", "c", "b"])
def index_of_inactive(xs, names):
    i, j = names.index("b"), names.index("c")
    return xs[i] ** 2 * xs[j]


@example([0.4, 1.5, 0.9])
def copy_is_a_list_of_its_own(xs):
    ys = xs.copy()
    ys[0] = ys[1] * ys[2]
    zs = list(ys)
    zs[1] = 3.0 * zs[0]
    return xs[0] * ys[0] + zs[1] * ys[1]


@example(0.4, 1.5)
def alias_of_a_list(a, b):
    xs = [a, b]
    same = xs
    same[0] = a * b
    same.append(b * b)
    return xs[0] * xs[1] + len(xs) * xs[2]


@example(0.4, 1.5)
def reverse_in_place(a, b):
    xs = [a, b, a * b]
    xs.reverse()
    return xs[0] + 2.0 * xs[1] + 5.0 * xs[2]


@example(0.4, 1.5)
def clear_and_fill_again(a, b):
    xs = [a, b]
    s = sum(xs)
    xs.clear()
    xs.append(s * a)
    return xs[0] * len(xs) + b


@example(0.4, 1.5, 0.8)
def swap_of_items(a, b, c):
    xs = [a, b, c]
    xs[0], xs[2] = xs[2], xs[0]
    xs[1], xs[2] = xs[2] * xs[1], xs[1]
    return xs[0] + 2.0 * xs[1] + 4.0 * xs[2]


@example([0.4, 1.5, 0.9])
def items_augmented(xs):
    acc = [0.0, 1.0]
    for k, x in enumerate(xs):
        acc[k % 2] += x * (k + 1)
        acc[1] *= x
    return acc[0] * acc[1]


@example(numbers(3, seed=5), 0.6)
def array_in_a_list_written_through(u, a):
    layers = [u.copy(), np.zeros(3)]
    for k in range(3):
        layers[1][k] = layers[0][k] * a
    layers[0][0] = layers[1][2] ** 2
    return np.sum(layers[0] * layers[1])


@example([numbers(2, seed=6), numbers(2, seed=7)])
def argument_arrays_written_through(fields):
    fields[0][1] = fields[1][0] * fields[0][0]
    fields[1] *= 2.0
    return np.sum(fields[0] ** 2) + np.sum(fields[1] * fields[0])


@example([0.4, 1.5, 0.9], of="xs")
def argument_list_changed_in_place(xs):
    for k in range(1, len(xs)):
        xs[k] = xs[k] * xs[k - 1]


@example([0.4, 1.5, 0.9])
def list_returned(xs):
    out = []
    for x in xs:
        out.append(x * xs[0])
    return out


@example(0.4, 1.5)
def list_grown_in_a_branch(a, b):
    terms = [a]
    if a < b:
        terms.append(a * b)
        terms.append(b)
    return sum(terms) * terms[-1]


@example([(1.0, 0.5), (0.2, 2.0), (0.7, 0.1)])
def list_of_pairs_unpacked(points):
    area = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
        area += x0 * y1 - x1 * y0
    return 0.5 * area


@example([0.4, 1.5, 0.9])
def list_becomes_an_array(xs):
    squares = [x * x for x in xs]
    squares.append(xs[0] * xs[1])
    return np.linalg.norm(np.array(squares))


def _record(log, value):
    log.append(value)
    return 2.0 * value


@example(0.4)
def helper_appends_to_the_callers_list(x):
    log = []
    y = _record(log, x * x)
    z = _record(log, y * x)
    return log[0] * log[1] + z


@example([0.4, 1.5, 0.9, 1.1])
def remove_by_index_with_del(xs):
    rest = list(xs)
    del rest[1]
    del rest[-1]
    return rest[0] * rest[1] + len(rest)


@example([1.0, -0.5, 0.25, 2.0], 0.8)
def horner_over_a_list(coefficients, x):
    y = 0.0
    for c in reversed(coefficients):
        y = y * x + c
    return y


@example(0.9, 6)
def memo_of_earlier_values(x, n):
    """A recurrence that reads two earlier entries of the list that it fills."""
    fib = [x, x * x]
    while len(fib) < n:
        fib.append(0.5 * fib[-1] + np.sin(fib[-2]))
    return fib[n - 1]


@example([0.4, 1.5, 0.9])
def sorting_in_place(xs):
    ys = [x * x for x in xs]
    ys.sort()
    return ys[0] + 2.0 * ys[1] + 4.0 * ys[2]


@example([0.4, 1.5, 0.9], 2)
def sliding_window(xs, width):
    window = []
    total = 0.0
    for x in xs:
        window.append(x)
        if len(window) > width:
            window.pop(0)
        total += sum(window) / len(window) * x
    return total
