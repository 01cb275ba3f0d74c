"""A path in time, row after row of one array: no row is kept a second time, and none is put back."""


import numpy as np


def path(u0, steps, k):
    u = np.zeros((steps + 1, u0.shape[0]))
    u[0] = u0
    for t in range(steps):
        u[t + 1, 1:-1] = u[t, 1:-1] + k * u[t, 1:-1] * (u[t, 2:] - u[t, :-2])
    return u[steps]


FUNCTION = "path"
ARGS = (np.random.default_rng(0).uniform(-1.0, 1.0, 6), 3, 0.1)
MUST_NOT = (r"stack", r"\bu\[.*\] = .*pop")

# adjoint
import numpy as np


def path_adjoint(u0, steps, k, head=None):
    """Gradient of path with respect to u0, weighted by head."""
    u = np.zeros((steps + 1, u0.shape[0]))
    u[0] = u0
    for t in range(steps):
        tmp = u[t, 1:-1]
        u[t + 1, 1:-1] = tmp + k * tmp * (u[t, 2:] - u[t, :-2])
    if head is None:
        head = np.ones_like(u0)
    u_bar = np.zeros((steps + 1, u0.shape[0]))
    # return u[steps]
    u_bar[steps] = head
    # for t in range(steps):
    for t in range(steps - 1, -1, -1):
        tmp = u_bar[t + 1, 1:-1]
        # u[t + 1, 1:-1] = u[t, 1:-1] + k * u[t, 1:-1] * (u[t, 2:] - u[t, :-2])
        tmp_1 = tmp * (u[t, 2:] - u[t, :-2])
        tmp_2 = tmp * (k * u[t, 1:-1])
        u_bar[t, :-2] -= tmp_2
        u_bar[t, 2:] += tmp_2
        u_bar[t, 1:-1] += tmp + tmp_1 * k
    u0_bar = u_bar[0]
    # u[0] = u0
    u0_bar = u0_bar.copy()
    return u0_bar
