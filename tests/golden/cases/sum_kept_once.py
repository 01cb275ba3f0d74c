"""A place that a loop only adds to is kept once before the loop, where it is needed again."""


import numpy as np


def sums(x, w, rounds):
    s = np.zeros(x.shape[0])
    total = 0.0
    for t in range(rounds):
        for i in range(x.shape[0]):
            for k in range(w.shape[0]):
                s[i] += x[i] * w[k]
            total += s[i] * s[i]
    return total


FUNCTION = "sums"
ARGS = (np.random.default_rng(0).uniform(-1.0, 1.0, 3), np.random.default_rng(1).uniform(-1.0, 1.0, 4), 2)
WRT = (0, 1)
MUST = (r"\n {12}old_stack.append\(s\[i\]\)\n", r"\n {12}s\[i\] = old_stack.pop\(\)\n")

# adjoint
import numpy as np


def sums_adjoint(x, w, rounds, head=1.0):
    """Gradient of sums with respect to x and w, weighted by head."""
    old_stack = []
    s = np.zeros(x.shape[0])
    for _ in range(rounds):
        for i in range(x.shape[0]):
            old_stack.append(s[i])
            for k in range(w.shape[0]):
                s[i] += x[i] * w[k]
    s_bar = np.zeros(x.shape[0])
    x_bar = np.zeros_like(x)
    w_bar = np.zeros_like(w)
    # for t in range(rounds):
    for _ in range(rounds - 1, -1, -1):
        # for i in range(x.shape[0]):
        for i in range(x.shape[0] - 1, -1, -1):
            # total += s[i] * s[i]
            s_bar[i] += 2 * head * s[i]
            # for k in range(w.shape[0]):
            for k in range(w.shape[0] - 1, -1, -1):
                # s[i] += x[i] * w[k]
                tmp = s_bar[i]
                w_bar[k] += tmp * x[i]
                x_bar[i] += tmp * w[k]
            # s[i] += x[i] * w[k]
            s[i] = old_stack.pop()
    return x_bar, w_bar
