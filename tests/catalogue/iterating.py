"""What is iterated over, by whom and how far: searches, iterators of `itertools`, arguments after a star, queues."""

from __future__ import annotations

import collections
import itertools

import numpy as np

from tests.catalogue.entry import example


@example(np.array([0.5, 1.2, 0.8]))
def any_ends_at_the_hit(x):
    if any((w := v) > 1.0 for v in x):
        return w**2
    return 0.0


@example(np.array([0.5, 1.2, 0.8]))
def all_ends_at_what_is_wrong(x):
    seen = []

    def is_small(v):
        seen.append(v)
        return v < 1.0

    if all(map(is_small, x)):
        return 0.0
    return sum(v**2 for v in seen)


@example(np.array([0.5, 1.2]), np.array([0.3, 0.9, 0.4]))
def nothing_is_asked_after_the_hit(x, y):
    if any(v > 0.6 or x[k + 1] < 0.0 for k, v in enumerate(y)):
        return x[0] ** 2 * y[1]
    return x[1]


@example(np.array([0.5, 1.2, 0.8]))
def loops_of_a_search(x):
    total = 0.0
    for v in x:
        if not any(u * w > v for u in x if u < 1.0 for w in x):
            continue
        total += v**2
    return total


@example(np.array([0.5, 1.2, 0.8]))
def next_of_a_condition(x):
    first = next(v for v in x if v > 0.6)
    return first**2 * x[next(k for k, v in enumerate(x) if v == first)]


@example(np.array([0.5, 1.2, 0.8]))
def next_with_a_default(x):
    return next((v for v in x if v > 2.0), x[2]) ** 2 + next(zip(x, x * 2.0, strict=True))[1]


@example({"a": 0.5, "b": 1.2})
def next_key(p):
    return p[next(iter(p))] ** 2 + p[next(key for key in p if key != "a")]


@example(np.array([0.5, 1.2, 0.8]))
def generator_in_the_names_of_its_maker(x):
    scale = 2.0

    def total(values):
        scale = 3.0
        return scale * sum(values)

    scaled = (v * scale for v in x)
    x = x * 5.0
    return total(scaled) + x[0]


@example(np.array([0.5, 1.2, 0.8]))
def floats_made_of_integers_and_written(x):
    def at_rest(position):
        return np.asarray(position, dtype=float)

    p = at_rest([0, 0, 1])
    p += x
    p *= x
    return p.sum()


@example(np.array([0.5, 1.2, 0.8]), 3)
def vectorised_with_an_integer(x, n):
    @np.vectorize
    def power(v, k):
        return v**k

    return power(x, n).sum()


@example(np.array([0.5, 1.2, 0.8]))
def array_of_a_list_is_new(x):
    items = []
    for v in x:
        items.append(v)
    a = np.atleast_1d(items)
    a += x[2]
    both = (x, x * 2.0)
    b = np.transpose(both)
    b[0] = x[2]
    return a[0] * items[1] + b[0, 0] * both[1][1]


@example(np.linspace(0.3, 1.2, 40))
def display_with_a_long_array(x):
    padded = [2.0, *x, x[0]]
    total = 0.0
    for k in range(len(padded) - 1):
        total += padded[k] * padded[k + 1] ** 2
    return total


@example(np.array([0.5, 1.2, 0.8]))
def display_of_what_grows(x):
    found = [x[0]]
    while len(found) < 4:
        found = [*found, found[-1] * x[1]]
    return sum(found) * found[2]


@example(np.array([0.5, 1.2, 0.8]))
def tuple_of_an_array(x):
    state = tuple(x[:2]) + tuple([v**2 for v in x])
    return state[0] * state[2] * state[4]


@example(np.array([0.5, 1.2, 0.8]))
def arguments_of_lists(x):
    def model(a, b, c):
        return a * b**c

    return model(*x.tolist()) + model(*sorted(x)) + model(*[v * 2.0 for v in x]) + model(*map(np.sin, x))


@example(np.linspace(0.3, 1.2, 40))
def greatest_of_all_arguments(x):
    return max(*x) ** 2 + min(*x)


@example(np.array([0.5, 1.2, 0.8]))
def columns_of_what_has_grown(x):
    history = []
    y = x[0]
    for _ in range(5):
        y = y * x[1]
        history.append((y, y**2))
    values, squares = zip(*history, strict=True)
    return np.array(values) @ np.array(squares) + values[1] * squares[-1]


@example(np.array([0.5, 1.2, 0.8]))
def columns_that_are_added_to(x):
    firsts, _ = zip(*[(v, v**2) for v in x], strict=True)
    more = firsts
    more += (x[0],)
    return sum(more) * len(firsts) if isinstance(firsts, tuple) else 0.0


@example(np.linspace(0.3, 1.2, 40))
def neighbours(x):
    return sum(a * b**2 for a, b in itertools.pairwise(x)) + sum(map(lambda a, b: a / b, x, x[1:]))


@example(np.linspace(0.3, 1.2, 40))
def parts_of_iterations(x):
    first = sum(v**2 for v in itertools.islice(x, 3))
    rest = sum(itertools.islice(x, 30, None, 2))
    return first * rest + sum(itertools.islice(map(np.sin, x), 4))


@example(np.linspace(0.3, 1.2, 40))
def running_totals(x):
    products = list(itertools.accumulate(x[30:], lambda a, b: a * b))
    return sum(v**2 for v in itertools.accumulate(x, initial=x[0])) + products[-1]


@example(np.linspace(0.3, 1.2, 40))
def iterations_without_end(x):
    total = sum(v * w for v, w in zip(x, itertools.cycle([1.0, -1.0, 2.0])))
    total += sum(v * k for v, k in zip(x, itertools.count(1))) * sum(itertools.repeat(x[1], 3))
    for n in itertools.count(1):
        term = x[0] ** n / n
        if term < 1e-3:
            break
        total += term
    return total


@example(np.linspace(0.31, 1.23, 40))
def as_long_as_it_holds(x):
    low = sum(v**2 for v in itertools.takewhile(lambda v: v < 0.8, x))
    high = sum(v**3 for v in itertools.dropwhile(lambda v: v < 0.8, x))
    kept = sum(itertools.compress(x, x > 0.9)) + sum(itertools.filterfalse(lambda v: v > 0.9, x)) * x[0]
    return low + high * kept


@example(np.linspace(0.3, 1.2, 5), np.array([0.4, 0.7]))
def joined_and_padded(x, y):
    total = sum(v**2 for v in itertools.chain(x, y, [x[0] * y[1]]))
    total += sum(a * b for a, b in itertools.zip_longest(x, y, fillvalue=0.5))
    return total + sum(v * x[0] for v in itertools.chain.from_iterable([v, v**2] for v in y))


@example(np.linspace(0.3, 1.2, 36))
def rows_of_places(x):
    total = 0.0
    for i, j in itertools.combinations(range(len(x)), 2):
        total += (x[i] - x[j]) ** 2 * x[i]
    for a, b in itertools.product(x[:3], x[34:]):
        total += a * b**2
    return total + sum(a * b**2 for a, b in itertools.permutations(x[:3], 2))


@example(np.array([[0.5, 1.2], [0.8, 0.3], [0.4, 0.9]]))
def places_of_an_array(a):
    total = 0.0
    squares = np.zeros(a.shape)
    for (i, j), v in np.ndenumerate(a):
        total += v * (i + 2 * j)
    for place in np.ndindex(a.shape):
        squares[place] = a[place] ** 2
    for i, j in np.ndindex(3, 2):
        total += squares[i, j] * a[i, 0]
    return total


@example(np.array([[0.5, 1.2], [0.8, 0.3], [0.4, 0.9]]))
def index_along_an_axis(a):
    def differences(values, axis):
        low, high = [slice(None)] * values.ndim, [slice(None)] * values.ndim
        low[axis] = slice(None, -1)
        high[axis] = slice(1, None)
        return values[tuple(high)] - values[tuple(low)]

    start, stop, _ = slice(None, 2).indices(len(a))
    part = slice(start, stop)
    return (differences(a, 0) ** 2).sum() + differences(a**2, 1)[part].sum() * (part.stop - part.start)


@example(np.array([0.5, 1.2, 0.8]))
def arrays_shown_as_lists(x):
    total = np.interp([0.5, 1.5], [0, 1, 2], x).sum() + (np.convolve(x, [1, -1]) ** 2).sum()
    total += np.linalg.norm([x[0], x[1]]) + np.linalg.det([[x[0], 1.0], [1.0, x[1]]])
    total += (np.kron([1, 2], x) ** 2).sum() + (np.asarray(range(3), dtype=float) * x).sum()
    return total + np.clip([x[0], x[1]], 0.6, 2.0).sum() + np.linalg.norm([v**2 for v in x])


@example(np.array([0.5, 1.2, 0.8]))
def option_on_one_path(x):
    def scaled(a, *, b, c=2.0):
        return a * b**c

    options = {"b": x[1]}
    if x[2] > 0.0:
        options["c"] = x[2]
    fewer = {"b": x[2]}
    if x[2] < 0.0:
        fewer["c"] = x[1]
    return scaled(x[0], **options) + scaled(x[0], **fewer)


@example(np.array([0.5, 1.2, 0.8]))
def moving_average(x):
    window = collections.deque(maxlen=2)
    total = 0.0
    for k in range(6):
        window.append(x[k % 3] * k)
        total += np.mean(window) ** 2 + window[-1] * len(window)
    return total


@example(np.array([0.5, 1.2, 0.8]))
def queue_of_intervals(x):
    waiting = collections.deque([(x[0], x[1])])
    total = 0.0
    while waiting:
        a, b = waiting.popleft()
        total += a * b
        if b > 0.5:
            waiting.append((a, b / 2.0))
            waiting.append((a * x[2], b / 3.0))
    return total


@example(np.array([0.5, 1.2, 0.8]))
def both_ends_of_a_queue(x):
    queue = collections.deque(x)
    queue.appendleft(x[0] * 2.0)
    queue.rotate(1)
    queue[0] *= 3.0
    queue.extend([1.0, x[1]])
    last = queue.pop() * queue.popleft()
    return last + sum(v**2 * k for k, v in enumerate(queue))


class Numbers:
    def __init__(self, values):
        self.values = list(values)

    def __iter__(self):
        return iter(self.values)


@example(np.linspace(0.3, 1.2, 40))
def object_that_is_iterated(x):
    total = 0.0
    for v in Numbers(x):
        total += v**2
    return total * sum(v for v in Numbers(x[:3]))


@example(np.array([0.5, 1.2, 0.8]))
def arguments_of_a_generator(x):
    def weighted(a, b=2.0, *rest):
        return a * b**2 + sum(rest)

    return weighted(*(v**2 for v in x)) + weighted(*x[:1]) + weighted(x[0], *[x[1]] * 3)


@example(np.array([0.5, 1.2, 0.8, 1.4, 1.7]))
def groups_of_neighbours(x):
    total = 0.0
    for is_large, group in itertools.groupby(x, key=lambda v: v > 1.0):
        total += sum(v**2 for v in group) * (3.0 if is_large else 1.0)
    return total if isinstance(zip(x), zip) and isinstance(range(2), range) else 0.0


@example(np.array([0.5, 1.2, 0.8, 0.3]))
def items_of_what_a_list_of_lists_decides(x):
    """What the inner list holds is learnt in the reading that is given up at the loop."""
    table = np.array([[x[i] * -1.5 for i in range(4)] for _ in range(3)])
    total = 0.0
    for k, v in enumerate(np.tanh(0.5 * (x + table[1, -2]) - np.sum(table * table))):
        total += 0.2 * k * v
    return total


@example(np.array([0.5, 1.2, 0.8]), 0.7)
def a_name_that_the_compiler_might_use(x, given):
    total = 0.0
    for v in (given * w for w in x):
        total = 0.5 * total + v**2
    item, rows, function = x[0], x[1], x[2]
    return total + sum(a * given * item * rows for a, _ in zip((w * function for w in x), x, strict=True))
