"""What the test reads and what is put back is one number: one tape holds it."""

import numpy as np


def limited(u, c, rounds):
    for t in range(rounds):
        for i in range(1, len(u) - 1):
            flux = c * (u[i + 1] - u[i]) * u[i]
            if flux > 0.05:
                u[i] += flux * 0.5
    return np.sum(u**2)


FUNCTION = "limited"
ARGS = (np.linspace(0.1, 2.0, 8), 0.3, 3)
WRT = (0, 1)
MUST = (r"t_stack = \[\]", r"u\[i\] = tmp\n")
MUST_NOT = ("old_stack",)

# adjoint
def limited_adjoint(u, c, rounds, head=1.0):
    """Gradient of limited with respect to u and c, weighted by head."""
    t_stack = []
    u = u.copy()
    for _ in range(rounds):
        for i in range(1, len(u) - 1):
            tmp = u[i]
            t_stack.append(tmp)
            flux = c * (u[i + 1] - tmp) * tmp
            if flux > 0.05:
                u[i] += flux * 0.5
    # return np.sum(u**2)
    u_bar = head * (2 * u)
    c_bar = 0.0
    # for t in range(rounds):
    for _ in range(rounds - 1, -1, -1):
        # for i in range(1, len(u) - 1):
        for i in range(len(u) - 2, 0, -1):
            tmp = t_stack.pop()
            # flux = c * (u[i + 1] - u[i]) * u[i]
            tmp_1 = u[i + 1] - tmp
            tmp_2 = c * tmp_1
            flux = tmp_2 * tmp
            # if flux > 0.05:
            if flux > 0.05:
                # u[i] += flux * 0.5
                u[i] = tmp
                flux_bar = u_bar[i] * 0.5
            else:
                flux_bar = 0.0
            # flux = c * (u[i + 1] - u[i]) * u[i]
            tmp = flux_bar * tmp
            tmp_3 = tmp * c
            c_bar += tmp * tmp_1
            u_bar[i] += flux_bar * tmp_2 - tmp_3
            u_bar[i + 1] += tmp_3
    return u_bar, c_bar
