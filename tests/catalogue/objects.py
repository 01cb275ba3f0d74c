"""Objects of users' classes: methods, attributes, properties, operators, inheritance; as arguments and as state."""

from __future__ import annotations

import abc
import functools
import math

import numpy as np

from tests.catalogue.entry import example
from tests.programs.program import numbers


class Oscillator:
    """Position and speed, changed by a method."""

    def __init__(self, x, v, stiffness=1.5):
        self.x = x
        self.v = v
        self.stiffness = stiffness

    def force(self):
        return -self.stiffness * self.x

    def step(self, dt):
        self.v += dt * self.force()
        self.x += dt * self.v

    @property
    def energy(self):
        return 0.5 * self.v**2 + 0.5 * self.stiffness * self.x**2


class Damped(Oscillator):
    def __init__(self, x, v, damping):
        super().__init__(x, v, stiffness=2.0)
        self.damping = damping

    def force(self):
        return super().force() - self.damping * self.v


class Vec:
    """A vector in the plane with operators."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)

    def __mul__(self, factor):
        return Vec(self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vec(-self.x, -self.y)

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __len__(self):
        return 2

    def __iadd__(self, other):
        self.x = self.x + other.x
        self.y = self.y + other.y
        return self

    def __abs__(self):
        return math.hypot(self.x, self.y)

    def __lt__(self, other):
        return self @ self < other @ other

    def __iter__(self):
        return iter((self.x, self.y))


class Dual:
    """Forward mode by hand: a number that carries a derivative."""

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        other = other if isinstance(other, Dual) else Dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __radd__(self, other):
        return self + other

    __rmul__ = __mul__

    def sin(self):
        return Dual(np.sin(self.value), np.cos(self.value) * self.slope)


class Polynomial:
    def __init__(self, *coefficients):
        self.coefficients = list(coefficients)

    def __call__(self, x):
        y = 0.0
        for c in self.coefficients:
            y = y * x + c
        return y

    def derivative(self):
        n = len(self.coefficients) - 1
        return Polynomial(*[c * (n - k) for k, c in enumerate(self.coefficients[:-1])])


class Circle:
    unit = 2.0

    def __init__(self, radius):
        self._radius = radius

    @property
    def radius(self):
        return self._radius

    @radius.setter
    def radius(self, value):
        self._radius = value * self.unit

    @staticmethod
    def ratio(a, b):
        return a / (b + 1.0)

    @classmethod
    def of_area(cls, area):
        return cls(np.sqrt(area / np.pi))

    def area(self):
        return np.pi * self._radius**2


class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2


class Counter:
    calls = 0

    def __init__(self):
        self.total = 0.0
        self.count = 0

    def __call__(self, x):
        self.count += 1
        self.total += x * self.count
        return self.total


class Dense:
    def __init__(self, w, b, name="dense"):
        self.w, self.b, self.name = w, b, name

    def forward(self, x):
        return np.tanh(self.w @ x + self.b)


class Sequential:
    def __init__(self, *layers):
        self.layers = layers
        self.outputs = []

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
            self.outputs.append(x)
        return x


class Field:
    """A field on a grid, stepped in place."""

    def __init__(self, h, dx):
        self.h = h
        self.dx = dx

    def laplace(self):
        return (self.h[2:] - 2.0 * self.h[1:-1] + self.h[:-2]) / self.dx**2

    def step(self, dt):
        self.h[1:-1] += dt * self.laplace()


class Mixin:
    def doubled(self):
        return 2.0 * self.base()


class Derived(Mixin, Square):
    def base(self):
        return self.area() + self.side


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a, self.b = a, b

    def product(self):
        return self.a * self.b


class Model:
    rate = 0.5

    def __init__(self, theta):
        self.params = {"theta": theta, "bias": 0.1}
        self.history = []

    def predict(self, x):
        return self.params["theta"] * x + self.params["bias"]

    def train(self, xs, ys):
        for x, y in zip(xs, ys):
            error = self.predict(x) - y
            self.params["theta"] -= self.rate * error * x
            self.params["bias"] -= self.rate * error
            self.history.append(error**2)


class Lazy:
    """A value that is computed at the first read and kept."""

    def __init__(self, x):
        self.x = x
        self._square = None

    @property
    def square(self):
        if self._square is None:
            self._square = self.x * self.x
        return self._square


class Cached:
    def __init__(self, x):
        self.x = x

    @functools.cached_property
    def cube(self):
        return self.x**3


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def total(self):
        result = self.value**2
        if self.left is not None:
            result = result + 0.5 * self.left.total()
        if self.right is not None:
            result = result * self.right.total()
        return result


class Adam:
    def __init__(self, rate):
        self.rate, self.m, self.v, self.t = rate, 0.0, 0.0, 0

    def update(self, x, g):
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * g
        self.v = 0.99 * self.v + 0.01 * g * g
        m_hat = self.m / (1.0 - 0.9**self.t)
        v_hat = self.v / (1.0 - 0.99**self.t)
        return x - self.rate * m_hat / (np.sqrt(v_hat) + 1e-3)


class Ledger:
    """A container with item access of its own."""

    def __init__(self):
        self.entries = {}

    def __setitem__(self, key, value):
        self.entries[key] = value

    def __getitem__(self, key):
        return self.entries[key]

    def __contains__(self, key):
        return key in self.entries


class Kernel(abc.ABC):
    @abc.abstractmethod
    def at(self, r): ...

    def matrix(self, points):
        return np.array([[self.at(abs(p - q)) for q in points] for p in points])


class Squared(Kernel):
    def __init__(self, scale):
        self.scale = scale

    def at(self, r):
        return np.exp(-((r / self.scale) ** 2))


class Callbacks:
    """Functions as attributes, and a table of functions in the class."""

    table = {"half": lambda x: 0.5 * x, "square": lambda x: x * x}

    def __init__(self, on_step):
        self.on_step = on_step
        self.log = []

    def run(self, x, name):
        y = self.table[name](x)
        self.on_step(y)
        self.log.append(y)
        return y


class Span:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def __bool__(self):
        return self.low < self.high

    def __eq__(self, other):
        return self.low == other.low and self.high == other.high

    def __contains__(self, x):
        return self.low <= x < self.high

    def __truediv__(self, n):
        return Span(self.low, self.low + (self.high - self.low) / n)

    def __pow__(self, n):
        return Span(self.low**n, self.high**n)


@example(Oscillator(0.4, 1.1), 0.1)
def argument_with_methods_that_write(osc, dt):
    for _ in range(4):
        osc.step(dt)
    return osc.energy


@example(Oscillator(0.4, 1.1))
def attributes_of_an_argument(osc):
    return osc.x * osc.v + np.exp(-osc.stiffness)


@example(0.4, 1.1, 0.1)
def object_made_inside(x, v, dt):
    osc = Oscillator(x, v)
    osc.step(dt)
    osc.step(dt)
    return osc.x


@example(Oscillator(0.4, 1.1), 0.1, of="osc")
def argument_object_changed_in_place(osc, dt):
    osc.step(dt)
    osc.v = osc.v * osc.x


@example(0.4, 1.1, 0.3)
def inheritance_and_super(x, v, damping):
    osc = Damped(x, v, damping)
    for _ in range(3):
        osc.step(0.1)
    return osc.energy


@example(Damped(0.4, 1.1, 0.3))
def argument_of_a_derived_class(osc):
    osc.step(0.1)
    return osc.energy * osc.damping


@example(0.4, 1.1)
def operators_of_a_class(a, b):
    u, v = Vec(a, b), Vec(b, a * a)
    w = 2.0 * (u + v) - u * b
    return w @ -v


@example(Vec(0.4, 1.1), Vec(0.9, 0.2))
def objects_with_operators_as_arguments(u, v):
    return (u + v * 3.0) @ (u - v)


@example(Vec(0.4, 1.1), 0.7)
def object_returned(u, a):
    return u * a + Vec(a, 1.0)


@example(0.4, 1.1)
def augmented_assignment_of_an_object(a, b):
    u = Vec(a, b)
    same = u
    u += Vec(b, b)
    return same @ u


@example(Vec(0.4, 1.1))
def length_items_and_iteration_of_an_object(u):
    x, y = u
    total = 0.0
    for k in range(len(u)):
        total += (k + 1) * u[k] ** 2
    return total * abs(u) + x * y


@example(Vec(0.4, 1.1), Vec(0.9, 1.2))
def comparison_of_objects(u, v):
    smaller = u if u < v else v
    return smaller.x * smaller.y


@example(0.6)
def dual_numbers_by_hand(x):
    """The derivative of a derivative that the program itself computes."""
    z = Dual(x, 1.0)
    y = (z * z + 3.0 * z).sin() * 2.0
    return y.slope


@example(0.3, 0.8, 1.4)
def call_operator(a, b, x):
    p = Polynomial(a, b, a * b)
    return p(x) * p.derivative()(x)


@example(Polynomial(0.3, 0.8, 1.4), 0.9)
def callable_object_as_argument(p, x):
    return p(p(x))


@example(0.8)
def property_and_setter(r):
    c = Circle(r)
    c.radius = c.radius * r
    return c.area() + c.radius


@example(0.8, 1.7)
def static_and_class_methods(a, b):
    c = Circle.of_area(a)
    return Circle.ratio(c.radius, b) * c.ratio(b, a) * Circle.unit


@example([Circle(0.8), Square(1.2), Circle(0.3)])
def mixed_classes_in_a_list(shapes):
    total = 0.0
    for shape in shapes:
        total += shape.area() ** 2
    return total


@example(0.8, 1.2)
def polymorphism_through_a_dict(a, b):
    shapes = {"round": Circle(a), "flat": Square(b)}
    return shapes["round"].area() * shapes["flat"].area()


@example([0.3, 0.8, 1.4])
def object_with_a_running_state(xs):
    counter = Counter()
    for x in xs:
        y = counter(x * x)
    return y * counter.count + counter.total


@example(
    [Dense(numbers(3, 2, seed=1), numbers(3, seed=2)), Dense(numbers(1, 3, seed=3), numbers(1, seed=4), "out")],
    numbers(2, seed=5),
)
def list_of_objects_as_argument(layers, x):
    for layer in layers:
        x = layer.forward(x)
    return x


@example(numbers(3, 2, seed=6), numbers(3, seed=7), numbers(2, seed=8))
def objects_held_by_an_object(w, b, x):
    net = Sequential(Dense(w, b), Dense(w.T, b[:2]))
    y = net.forward(x)
    return np.sum(y) + net.outputs[0] @ b


@example(Sequential(Dense(numbers(2, 2, seed=9), numbers(2, seed=10))), numbers(2, seed=11))
def nested_objects_as_argument(net, x):
    return np.sum(net.forward(x) ** 2)


@example(numbers(6, seed=12), 0.01)
def array_attribute_stepped_in_place(h, dt):
    field = Field(h.copy(), 0.5)
    for _ in range(3):
        field.step(dt)
    return np.sum(field.h**2)


@example(Field(numbers(6, seed=13), 0.5), 0.01)
def argument_with_array_stepped_in_place(field, dt):
    for _ in range(2):
        field.step(dt)
    return field.h[2] * field.h[3] * field.dx


@example(1.3)
def multiple_inheritance(side):
    return Derived(side).doubled()


@example(Slotted(0.4, numbers(3, seed=14)))
def object_with_slots(s):
    s.a = s.a * 2.0
    return np.sum(s.product())


@example(0.4, [0.3, 0.8], [1.1, 0.2])
def containers_as_attributes(theta, xs, ys):
    model = Model(theta)
    model.train(xs, ys)
    return model.history[0] + model.history[1] * model.predict(0.5)


@example(Model(0.4), [0.3, 0.8], [1.1, 0.2])
def containers_as_attributes_of_an_argument(model, xs, ys):
    model.train(xs, ys)
    return model.params["theta"] * model.params["bias"]


@example(0.7)
def lazily_computed_attribute(x):
    lazy = Lazy(x)
    return lazy.square * 3.0 + lazy.square


@example(0.7)
def cached_property_of_an_object(x):
    c = Cached(x)
    return c.cube * 2.0 + c.cube


@example(Tree(0.5, Tree(1.5), Tree(0.8, Tree(1.1))))
def recursive_structure(tree):
    return tree.total()


@example(1.5, 0.1)
def optimiser_with_state(x, rate):
    adam = Adam(rate)
    for _ in range(3):
        x = adam.update(x, 2.0 * x + np.cos(x))
    return x


@example(0.4, 1.1)
def item_access_of_a_class(a, b):
    ledger = Ledger()
    ledger["x"] = a * b
    ledger["y"] = b
    return ledger["x"] * ledger["y"] * ("x" in ledger)


@example(0.4, 1.1, False)
def attribute_written_in_a_branch(a, b, flag):
    osc = Oscillator(a, b)
    if flag:
        osc.x = b
    else:
        osc.x, osc.v = osc.v, osc.x * 2.0
    return osc.x * osc.v**2


@example(0.4, 1.1)
def attribute_written_in_a_branch_on_active(a, b):
    osc = Oscillator(a, b)
    if osc.x < osc.v:
        osc.x = osc.x * osc.v
        osc.v = 1.0
    return osc.energy


@example(0.4, 1.1)
def alias_of_an_object(a, b):
    first = Oscillator(a, b)
    second = first
    second.x = a * b
    return first.x * first.v


@example(0.4, 1.1)
def two_objects_share_a_third(a, b):
    shared = Vec(a, b)
    left, right = Sequential(shared), Sequential(shared)
    left.layers[0].x = a * b
    return right.layers[0].x * right.layers[0].y


@example(0.4, 1.1)
def bound_method_as_a_value(a, b):
    osc = Oscillator(a, b)
    step = osc.step
    for _ in range(2):
        step(0.1)
    return osc.energy


@example(0.4, 1.1)
def getattr_by_constant_name(a, b):
    osc = Oscillator(a, b)
    total = 0.0
    for name in ("x", "v"):
        total += getattr(osc, name) ** 2
    return total * getattr(osc, "mass", 2.0) * hasattr(osc, "stiffness")


@example(0.4, 1.1)
def isinstance_dispatch(a, b):
    total = 0.0
    for shape in (Circle(a), Square(b), a * b):
        if isinstance(shape, Circle):
            total += shape.radius
        elif isinstance(shape, Square):
            total += shape.area()
        else:
            total += shape**2
    return total


@example(0.4, 1.1)
def method_chaining(a, b):
    class_ = Chain(a)
    return class_.times(b).plus(a).times(a).value


class Chain:
    def __init__(self, value):
        self.value = value

    def times(self, factor):
        self.value = self.value * factor
        return self

    def plus(self, term):
        return Chain(self.value + term)


@example([0.4, 1.1], 0.8)
def abstract_base_class(points, scale):
    kernel = Squared(scale)
    return np.sum(kernel.matrix(points)[0] * kernel.matrix([0.1, 0.9])[1])


@example(0.4, 1.1)
def closure_holds_an_object(x, v):
    osc = Oscillator(x, v)

    def advance(dt):
        osc.step(dt)
        return osc.energy

    first = advance(0.1)
    return first * advance(0.2) + osc.x


def make_integrator(x):
    osc = Oscillator(x, 0.0)

    def integrate(steps):
        for _ in range(steps):
            osc.step(0.1)
        return osc

    return integrate


@example(0.4)
def object_lives_on_in_a_returned_closure(x):
    integrate = make_integrator(x)
    integrate(2)
    return integrate(1).v


@example(0.4)
def functions_as_attributes(x):
    seen = []
    loop = Callbacks(seen.append)
    y = loop.run(x, "square")
    z = loop.run(y + x, "half")
    return seen[0] * seen[1] + loop.log[1] + z


@example(0.4, 1.1)
def truth_equality_and_membership_of_objects(a, b):
    span = Span(a, b)
    total = 0.0
    if span and span == Span(a, b) and 0.7 in span:
        total = (span / 3).high * (span**2).low
    return total + (0.1 in span)


class Rosenbrock:
    """A problem with data of its own; its bound method is what is differentiated."""

    def __init__(self, a, b):
        self.a, self.b = a, b

    def __call__(self, x):
        return np.sum(self.b * (x[1:] - x[:-1] ** 2) ** 2 + (self.a - x[:-1]) ** 2)

    def along(self, x, t):
        return self(x + t * np.ones(3))


PROBLEM = Rosenbrock(1.0, 10.0)

example(numbers(3, seed=15), 0.2, label="bound_method_differentiated")(PROBLEM.along)
example(numbers(3, seed=16), label="callable_object_differentiated")(PROBLEM)
example(PROBLEM, numbers(3, seed=17), label="method_differentiated_by_its_object")(Rosenbrock.__call__)


@example(numbers(3, seed=18))
def object_from_outside(x):
    return PROBLEM(x) * PROBLEM.a


class Prey:
    def __init__(self, mass):
        self.mass, self.change = mass, 0.0

    def grow(self, web):
        self.change += 0.5 * self.mass


class Hunter(Prey):
    def __init__(self, mass, diet):
        super().__init__(mass)
        self.diet = diet

    def grow(self, web):
        for name, share in self.diet.items():
            eaten = share * self.mass * web[name].mass
            web[name].change -= eaten
            self.change += 0.4 * eaten


@example(1.0, 0.3, 0.7, 3)
def objects_of_several_classes_that_change_one_another(grass, fox, share, steps):
    web = {"grass": Prey(grass), "fox": Hunter(fox, {"grass": share})}
    for _ in range(steps):
        for each in web.values():
            each.grow(web)
        for each in web.values():
            each.mass, each.change = each.mass + 0.1 * each.change, 0.0
    return {name: each.mass for name, each in web.items()}
