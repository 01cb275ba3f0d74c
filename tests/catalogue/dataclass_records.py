"""Dataclasses: as arguments, results, locals, frozen and mutable, with methods, defaults, nested and inherited."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.catalogue.entry import example
from tests.programs.program import numbers


@dataclass
class Pendulum:
    length: float
    damping: float = 0.1
    steps: int = 3

    def acceleration(self, angle, velocity):
        return -9.81 / self.length * np.sin(angle) - self.damping * velocity


@dataclass(frozen=True)
class Layer:
    w: Any
    b: Any

    def __call__(self, x):
        return np.tanh(self.w @ x + self.b)


@dataclass
class Network:
    layers: list
    scale: float = 1.0


@dataclass
class Body:
    x: Any
    v: Any
    mass: float = 1.0

    def kick(self, force, dt):
        self.v = self.v + dt * force / self.mass

    def drift(self, dt):
        self.x = self.x + dt * self.v


@dataclass
class Running:
    total: float = 0.0
    count: int = 0
    seen: list = field(default_factory=list)

    def add(self, value):
        self.total += value
        self.count += 1
        self.seen.append(value)

    @property
    def mean(self):
        return self.total / self.count


@dataclass
class Interval:
    low: float
    high: float
    width: float = field(init=False)

    def __post_init__(self):
        self.width = self.high - self.low


@dataclass
class Shape:
    size: float

    def area(self):
        return self.size**2


@dataclass
class Ring(Shape):
    hole: float = 0.1

    def area(self):
        return np.pi * (super().area() - self.hole**2)


@dataclass(slots=True)
class Spring:
    k: float
    rest: float

    def energy(self, x):
        return 0.5 * self.k * (x - self.rest) ** 2


@example(Pendulum(1.2))
def record_argument_with_an_integer_field(p):
    y = p.length
    for _ in range(p.steps):
        y = y * p.damping + p.length
    return y


@example(Pendulum(1.2, 0.3), 0.4, 0.1)
def method_of_a_record(p, angle, velocity):
    for _ in range(3):
        velocity = velocity + 0.05 * p.acceleration(angle, velocity)
        angle = angle + 0.05 * velocity
    return angle


@example(Layer(numbers(2, 3, seed=1), numbers(2, seed=2)), numbers(3, seed=3))
def frozen_record_called(layer, x):
    return np.sum(layer(x))


@example(
    Network([Layer(numbers(3, 2, seed=4), numbers(3, seed=5)), Layer(numbers(1, 3, seed=6), numbers(1, seed=7))], 1.7),
    numbers(2, seed=8),
)
def records_in_a_list_in_a_record(net, x):
    for layer in net.layers:
        x = layer(x)
    return net.scale * x


@example(0.8, 1.1)
def record_made_inside(a, b):
    p = Pendulum(length=a, damping=b)
    return p.acceleration(0.3, 0.2) * p.steps


@example(0.8, 1.1)
def record_returned(a, b):
    return Pendulum(a * b, damping=np.exp(-a))


@example(Pendulum(1.2, 0.3), 0.7)
def record_replaced(p, factor):
    longer = dataclasses.replace(p, length=p.length * factor)
    return longer.length * longer.damping + p.length


@example(0.4, 1.2, 0.1)
def fields_written(x, v, dt):
    body = Body(x, v)
    for _ in range(3):
        body.v -= dt * body.x
        body.x += dt * body.v
    return body.x * body.v


@example(numbers(2, seed=9), numbers(2, seed=10), 0.1)
def methods_that_write_fields(x, v, dt):
    body = Body(x, v, mass=2.0)
    for _ in range(3):
        body.kick(-body.x, dt)
        body.drift(dt)
    return body.x @ body.v


@example([Body(numbers(2, seed=11), numbers(2, seed=12), 1.5), Body(numbers(2, seed=13), numbers(2, seed=14))], 0.1)
def list_of_mutable_records(bodies, dt):
    for _ in range(2):
        r = bodies[0].x - bodies[1].x
        force = r / (r @ r + 0.2) ** 1.5
        bodies[0].kick(-force, dt)
        bodies[1].kick(force, dt)
        for body in bodies:
            body.drift(dt)
    return bodies[0].x @ bodies[1].x


@example(Body(0.3, 1.1), 0.1, of="body")
def argument_record_changed_in_place(body, dt):
    for _ in range(3):
        body.kick(-np.sin(body.x), dt)
        body.drift(dt)


@example(Body(numbers(3, seed=15), numbers(3, seed=16)), 0.2)
def array_field_written_through(body, dt):
    body.x[1:] += dt * body.v[:-1]
    body.v[0] = body.x[2] ** 2
    return np.sum(body.x * body.v)


@example([0.4, 0.9, 1.6])
def record_with_a_factory_default(values):
    stats = Running()
    for v in values:
        stats.add(v * v)
    return stats.mean * stats.seen[0] * stats.count


@example(0.4, 0.9)
def post_init_computes_a_field(a, b):
    i = Interval(a, b)
    return i.width**2 * i.low


@example(Interval(0.4, 0.9))
def argument_with_a_computed_field(i):
    return i.width * i.high


@example(Ring(1.2, 0.4))
def inherited_record(ring):
    return ring.area() * ring.size


@example(Spring(2.0, 0.3), 0.9)
def record_with_slots(spring, x):
    return spring.energy(x)


@example({"springs": (Spring(2.0, 0.3), Spring(1.0, 0.8))}, 0.5)
def records_in_a_tuple_in_a_dict(system, x):
    return sum(s.energy(x) for s in system["springs"])


@example(Body(0.3, 1.1, 2.0))
def fields_taken_apart(body):
    x, v, mass = dataclasses.astuple(body)
    return 0.5 * mass * v**2 + x


@example(Body(0.3, 1.1, 2.0))
def fields_by_name(body):
    total = 0.0
    for f in dataclasses.fields(body):
        total += getattr(body, f.name) ** 2
    return total


@example(0.3, 1.1)
def alias_of_a_record(x, v):
    body = Body(x, v)
    same = body
    same.x = x * v
    return body.x * body.v


@example(0.3, 1.1, True)
def record_chosen_by_a_branch(x, v, first):
    a, b = Body(x, v), Body(v, x * x)
    chosen = a if first else b
    chosen.x = chosen.x * 3.0
    return a.x * a.v + b.x * b.v


@dataclass
class Doubled:
    a: float

    def __post_init__(self):
        self.b = self.a * 2.0


class Shifted(Doubled):
    def __init__(self, a, shift):
        self.a = 0.0 * a
        super().__init__(a + shift)
        self.shift = shift


@example(0.7, 0.4)
def class_derived_from_a_dataclass(x, shift):
    made = Shifted(x, shift)
    return made.a * made.b * made.shift
