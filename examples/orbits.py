"""Aiming a probe: the gradient of a simulation made of objects with respect to the objects it starts from.

"My simulation is a list of objects with methods. Must I rewrite it as one big array to get a gradient?" No. `Body` is
a plain class, `system` a plain list, and the simulation writes into attributes. The gradient is a list of the same
length with a `Body` in each place, whose attributes are the derivatives with respect to those of the body.

The second part turns the gradient into a tool: the launch velocity is corrected until the probe meets its target.
"""

import copy

import numpy as np

from srcxform import check_grads, grad, value_and_grad


class Body:
    def __init__(self, name, mass, position, velocity):
        self.name, self.mass = name, mass
        self.position, self.velocity = np.array(position), np.array(velocity)

    def pull_on(self, other):
        way = self.position - other.position
        return self.mass * way / (way @ way + 0.01) ** 1.5

    def move(self, acceleration, dt):
        self.velocity = self.velocity + dt * acceleration
        self.position = self.position + dt * self.velocity


def miss(system, target, steps, dt):
    """The squared distance between the last body and the target, after the flight."""
    for _ in range(steps):
        pulls = [sum(other.pull_on(body) for other in system if other is not body) for body in system]
        for body, pull in zip(system, pulls):
            body.move(pull, dt)
    return np.sum((system[-1].position - target) ** 2)


system = [
    Body("star", 1.0, [0.0, 0.0], [0.0, 0.0]),
    Body("planet", 0.01, [1.0, 0.0], [0.0, 1.0]),
    Body("probe", 1e-6, [-1.0, 0.0], [0.0, -1.0]),
]
target = np.array([-0.6, -0.9])

gradient = grad(miss)(system, target, 40, 0.02)
print("the gradient is a list of:    ", ", ".join(type(body).__name__ for body in gradient))
print("d(miss)/d(velocity of probe): ", gradient[-1].velocity)
print("d(miss)/d(mass of the star):  ", f"{gradient[0].mass:.4f}")
print("the probe still starts from:  ", system[-1].position)
assert gradient[0].name is None  # text has no derivative
assert system[-1].position.tolist() == [-1.0, 0.0]  # the caller's objects are as they were
check_grads(miss, system, target, 40, 0.02)

aimed = copy.deepcopy(system)
miss_and_slope = value_and_grad(miss)
for _ in range(60):
    missed, slope = miss_and_slope(aimed, target, 40, 0.02)
    aimed[-1].velocity -= 0.5 * slope[-1].velocity
print(f"squared miss, before and after: {miss(copy.deepcopy(system), target, 40, 0.02):.4f} {missed:.4f}")
assert missed < 1e-4
