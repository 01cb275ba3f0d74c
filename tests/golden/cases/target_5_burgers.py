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

# adjoint
def burgers_adjoint(u, dt, nu, steps, head=1.0):
    """Gradient of burgers with respect to u, weighted by head."""
    old_stack = []
    u = u.copy()
    for _ in range(steps):
        tmp = u[1:-1]
        tmp_1 = u[:-2]
        old_stack.append(u[1:-1].copy())
        u[1:-1] = tmp - dt * tmp * (tmp - tmp_1) + nu * (u[2:] - 2 * tmp + tmp_1)
    # return np.sum(u ** 2)
    u_bar = head * (2 * u)
    # for t in range(steps):
    for _ in range(steps - 1, -1, -1):
        old = old_stack.pop()
        # u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
        u[1:-1] = old
        tmp = u_bar[1:-1]
        tmp_2 = tmp * nu
        tmp_3 = tmp * (dt * old)
        u_bar[1:-1] = tmp - tmp_2 * 2 - tmp_3 - tmp * (old - u[:-2]) * dt
        u_bar[2:] += tmp_2
        u_bar[:-2] += tmp_2 + tmp_3
    return u_bar
