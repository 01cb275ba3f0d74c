"""Functions: closures, every kind of argument, higher-order functions, dispatch, recursion, decorated helpers."""

from __future__ import annotations

import functools
import math
import operator
from functools import partial, reduce

import numpy as np

from tests.catalogue.entry import example
from tests.programs.program import numbers

GRAVITY = 9.81
COEFFICIENTS = np.array([0.5, -1.0, 0.25])


@example(0.7, 1.2)
def closure_reads_the_enclosing_function(a, b):
    def line(x):
        return a * x + b

    return line(1.0) * line(a)


@example(0.7, 1.2)
def closure_sees_a_later_assignment(a, b):
    scale = a

    def scaled(x):
        return scale * x

    first = scaled(b)
    scale = a * b
    return first * scaled(b)


@example([0.7, 1.2, 0.4])
def nonlocal_accumulator(xs):
    total = 0.0

    def add(x):
        nonlocal total
        total += x * x

    for x in xs:
        add(x)
    return total * xs[0]


@example(0.7)
def nonlocal_counter_and_state(x):
    calls, last = 0, x

    def advance(y):
        nonlocal calls, last
        calls += 1
        last = last * y
        return last + calls

    a = advance(x)
    b = advance(a)
    return a * b + last * calls


def make_running_mean():
    total, count = 0.0, 0

    def update(x):
        nonlocal total, count
        total, count = total + x, count + 1
        return total / count

    return update


@example([0.7, 1.2, 0.4])
def closure_with_state_made_by_a_function(xs):
    mean = make_running_mean()
    for x in xs:
        m = mean(x * x)
    return m * mean(1.0)


def make_power(n):
    def power(x):
        return x**n

    return power


@example(1.3)
def function_that_returns_a_function(x):
    square, cube = make_power(2), make_power(3)
    return square(x) + cube(square(x))


def compose(*functions):
    def composed(x):
        for f in functions:
            x = f(x)
        return x

    return composed


@example(0.6)
def composition_of_functions(x):
    f = compose(np.sin, lambda y: y * y + 1.0, np.log, make_power(3))
    return f(x)


@example(0.7, 1.2)
def functions_from_a_loop_with_defaults(a, b):
    """Each lambda keeps the value of its own trip by a default argument."""
    fs = []
    for k in range(3):
        fs.append(lambda x, k=k: a * x**k)
    return sum(f(b) for f in fs)


@example(0.7, 1.2)
def lambda_in_a_local(a, b):
    g = lambda x, y=2.0: x * y + a
    return g(b) * g(b, a)


@example(0.7, 1.2)
def immediately_called_lambda(a, b):
    return (lambda x: x * np.exp(-x))(a * b)


def _damped(t, rate=0.5, *, amplitude=1.0, phase=0.0):
    return amplitude * np.exp(-rate * t) * np.cos(t + phase)


@example(0.7, 1.2)
def default_and_keyword_only_arguments(a, b):
    return _damped(a) + _damped(a, b) + _damped(b, amplitude=a) + _damped(a, rate=b, phase=a * b)


def _weighted(*terms, scale=1.0):
    total = 0.0
    for k, t in enumerate(terms):
        total += t / (k + 1)
    return scale * total


@example([0.7, 1.2, 0.4], 0.9)
def star_arguments(xs, a):
    return _weighted(*xs, a, scale=a) + _weighted(a, a * a) + _weighted()


def _from_options(x, **options):
    y = x * options.get("gain", 1.0)
    if "offset" in options:
        y = y + options["offset"]
    for value in options.values():
        y = y * value
    return y


@example(0.7, {"gain": 1.2, "offset": 0.4})
def double_star_arguments(x, options):
    return _from_options(x, **options) + _from_options(x, gain=x) + _from_options(x)


def _passed_on(f, *args, **kwargs):
    return f(*args, **kwargs)


@example(0.7, 1.2)
def arguments_passed_on(a, b):
    return _passed_on(_damped, a, amplitude=b) * _passed_on(_weighted, a, b, a * b, scale=2.0)


@example(0.7, 1.2)
def positional_only_arguments(a, b):
    def combine(x, /, y, *, z):
        return x * y - z

    return combine(a, b, z=a) * combine(b, y=a, z=b)


def trapezoid(f, low, high, n=8):
    h = (high - low) / n
    total = 0.5 * (f(low) + f(high))
    for k in range(1, n):
        total += f(low + k * h)
    return h * total


@example(0.7, 1.2)
def integrator_takes_a_function(a, b):
    return trapezoid(lambda t: np.exp(-a * t * t), 0.0, b)


def newton(f, slope, x, steps=5):
    for _ in range(steps):
        x = x - f(x) / slope(x)
    return x


@example(2.3)
def root_by_newton_with_closures(a):
    return newton(lambda x: x**3 - a, lambda x: 3.0 * x * x, 1.0)


def runge_kutta(rhs, y, t, dt, *args):
    k1 = rhs(t, y, *args)
    k2 = rhs(t + 0.5 * dt, y + 0.5 * dt * k1, *args)
    k3 = rhs(t + 0.5 * dt, y + 0.5 * dt * k2, *args)
    k4 = rhs(t + dt, y + dt * k3, *args)
    return y + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)


@example(np.array([1.0, 0.4]), 0.8, 1.3)
def runge_kutta_with_extra_arguments(y, alpha, beta):
    def predator_prey(t, y, alpha, beta):
        return np.array([alpha * y[0] - y[0] * y[1], beta * y[0] * y[1] - y[1]])

    for k in range(3):
        y = runge_kutta(predator_prey, y, 0.1 * k, 0.1, alpha, beta)
    return y


@example(0.7, 1.2)
def partial_of_a_function(a, b):
    slow = partial(_damped, rate=a)
    loud = functools.partial(slow, amplitude=b)
    return slow(b) * loud(a) + loud(1.0, phase=a)


@example(0.7, 1.2)
def partial_with_positional_arguments(a, b):
    line = partial(lambda p, q, x: p * x + q, a, b)
    return line(2.0) * line(a)


example(0.4, label="partial_differentiated")(partial(_damped, rate=0.3, amplitude=2.0))


@example([0.7, 1.2, 0.4])
def reduce_with_a_lambda(xs):
    return reduce(lambda y, x: y * x + 1.0, xs) + functools.reduce(operator.mul, xs, 2.0)


@example([numbers(2, 2, seed=1), numbers(2, 2, seed=2), numbers(2, 2, seed=3)])
def reduce_over_matrices(ms):
    return np.trace(reduce(np.matmul, ms))


@example([0.7, 1.2, 0.4])
def map_with_a_function(xs):
    return sum(map(np.sin, xs)) * sum(map(lambda x, k: x * k, xs, range(3)))


@example([0.7, 1.2, 0.4], [True, False, True])
def filter_with_a_function(xs, keep):
    kept = list(filter(lambda pair: pair[1], zip(xs, keep)))
    return kept[0][0] * kept[1][0]


@example([0.7, -1.2, 0.4])
def filter_by_active_values(xs):
    return sum(x * x for x in filter(lambda x: x > 0, xs))


ACTIVATIONS = {"tanh": np.tanh, "softplus": lambda x: np.log1p(np.exp(x)), "square": lambda x: x * x}


@example(numbers(3, seed=4), ["tanh", "square", "softplus"])
def dispatch_through_a_dict(x, names):
    for name in names:
        x = ACTIVATIONS[name](x)
    return np.sum(x)


@example(0.7, 1)
def dispatch_through_a_list(x, which):
    choices = [np.sin, np.cos, lambda y: y**3]
    return choices[which](x) * choices[-1](x)


@example(0.7, 1.2)
def dispatch_through_a_local_dict(a, b):
    operations = {"add": operator.add, "mul": lambda x, y: x * y, "pow": pow}
    y = a
    for name in ("add", "mul", "pow", "add"):
        y = operations[name](y, b)
    return y


@example(0.7, 1.2)
def callable_known_only_at_run_time(x, y):
    f = np.sin if x < y else np.cos
    g = make_power(2) if x * y > 1.0 else make_power(3)
    return f(x) * g(y)


@example([0.7, 1.2, 0.4])
def callable_chosen_in_each_trip(xs):
    total = 0.0
    for x in xs:
        if x < 0.5:
            f = np.exp
        elif x < 1.0:
            f = np.sin
        else:
            f = lambda y: y**2
        total += f(x)
    return total


@example(np.sin, 0.7)
def function_as_argument(f, x):
    return f(x) * f(2.0 * x)


@example([np.sin, np.tanh], 0.7)
def list_of_functions_as_argument(fs, x):
    for f in fs:
        x = f(x)
    return x


@example(1.1, 5)
def recursion(x, n):
    if n == 0:
        return 1.0
    return x * recursion(x, n - 1) + 0.5


def _even(x, n):
    return x if n == 0 else np.sin(_odd(x, n - 1))


def _odd(x, n):
    return 2.0 * x if n == 0 else _even(x, n - 1) * x


@example(0.8, 5)
def mutual_recursion(x, n):
    return _even(x, n) + _odd(x, n)


@example(numbers(7, seed=5))
def recursion_over_halves(u):
    if len(u) <= 1:
        return u[0] ** 2
    middle = len(u) // 2
    return recursion_over_halves(u[:middle]) * 0.5 + np.cos(recursion_over_halves(u[middle:]))


@example([0.4, [1.2, [0.7, 0.9]], [0.3]])
def recursion_over_nested_lists(tree):
    if isinstance(tree, float):
        return tree**2
    return 1.0 + 0.5 * sum([recursion_over_nested_lists(part) for part in tree])


@example(0.7, 4)
def local_function_that_calls_itself(x, n):
    def power(k):
        return 1.0 if k == 0 else x * power(k - 1)

    return power(n) + power(2)


def logged(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs)

    return wrapper


def doubled(f):
    @functools.wraps(f)
    def wrapper(x):
        return 2.0 * f(x)

    return wrapper


def scaled_by(factor):
    def decorate(f):
        @functools.wraps(f)
        def wrapper(*args):
            return factor * f(*args)

        return wrapper

    return decorate


@logged
def _area(width, height=1.0):
    return width * height


@doubled
def _cube(x):
    return x**3


@scaled_by(0.5)
def _product(x, y):
    return x * y


@example(0.7, 1.2)
def decorated_helper_that_passes_on(a, b):
    return _area(a, height=b) * _area(b)


@example(0.7, 1.2)
def decorators_that_change_the_result(a, b):
    """`wraps` says where the function came from, not that the wrapper does nothing."""
    return _cube(a) + _product(a, b)


example(0.7, label="decorated_function_differentiated")(_cube)


@functools.lru_cache(maxsize=None)
def _binomial(n, k):
    return 1 if k in (0, n) else _binomial(n - 1, k - 1) + _binomial(n - 1, k)


@example(0.3, 4)
def cached_helper_of_inactive_arguments(x, n):
    """Bernstein polynomials with cached integer coefficients."""
    return sum((k + 1) * _binomial(n, k) * x**k * (1.0 - x) ** (n - k) for k in range(n + 1))


@example(0.7)
def globals_read(x):
    return GRAVITY * x * x + COEFFICIENTS @ np.array([x, x * x, 1.0])


@example(0.7)
def math_functions(x):
    return math.sin(x) * math.exp(-x) + math.sqrt(x) * math.pi + math.pow(x, 3) + math.hypot(x, 2.0)


def _fit(model, data, theta):
    return sum((model(theta, x) - y) ** 2 for x, y in data)


@example({"a": 0.7, "b": 1.2}, [(0.1, 0.4), (0.6, 0.2), (1.1, 0.9)])
def loss_of_a_model_given_as_a_function(theta, data):
    def model(p, x):
        return p["a"] * np.exp(-p["b"] * x)

    return _fit(model, data, theta)


@example(0.7, 1.2)
def method_of_a_module_by_another_name(a, b):
    from_numpy = np.linalg.norm
    build = np.array
    return from_numpy(build([a, b, a * b]))


example(0.7, label="lambda_differentiated")(lambda x: x * np.sin(x))


def _line_through(p, q):
    slope = (q[1] - p[1]) / (q[0] - p[0])

    def line(x):
        return p[1] + slope * (x - p[0])

    line_at_zero = line(0.0)
    return line, slope, line_at_zero


@example((0.4, 1.2), (0.9, 0.1))
def closure_returned_with_values(p, q):
    line, slope, offset = _line_through(p, q)
    return line(2.0) * slope + offset


@example(0.7, 1.2)
def closures_share_a_cell(a, b):
    value = a

    def read():
        return value * b

    def write(x):
        nonlocal value
        value = x

    before = read()
    write(before * a)
    return before + read()


@example(0.7, 1.2, 3)
def currying(a, b, n):
    def outer(x):
        def middle(y):
            def inner(z):
                return x * y**z + a

            return inner

        return middle

    return outer(a)(b)(n)


@example([0.7, 1.2, 0.4])
def operator_getters(xs):
    pick = operator.itemgetter(1)
    return pick(xs) ** 2 * operator.neg(xs[0])


@example(np.array([0.5, 1.2, 0.8]))
def function_defined_anew_in_each_trip(x):
    for value in x:

        def scaled(t, factor=value):
            return factor * t

    return scaled(2.0) ** 2


@example(np.array([0.5, 1.2, 0.8]))
def function_whose_default_depends_on_the_branch(x):
    scaled = lambda t, factor=x[0]: factor * t
    if x[1] > 1.0:
        scaled = lambda t, factor=x[2]: factor * t * t
    return scaled(2.0)
