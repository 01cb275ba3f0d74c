"""In-place and nonlinear: the overwritten slice is saved and restored, the whole array never twice."""
import numpy as np


def burgers(u, dt, nu, steps):
    for t in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u ** 2)


FUNCTION = "burgers"
ARGS = (np.random.default_rng(0).uniform(-1.0, 1.0, 8), 0.1, 0.05, 4)
MUST = (r"= u\.copy\(\)", r"\[1:-1\] = \w+")
MUST_NOT = (r"append(?s:.*)append",)
