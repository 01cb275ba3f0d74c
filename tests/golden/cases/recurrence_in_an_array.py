"""Each element is stored once and read after that: the array itself is the record, and its adjoint is not cleared."""


import numpy as np


def filtered(x, a):
    y = np.zeros(x.shape[0])
    y[0] = x[0]
    for i in range(1, x.shape[0]):
        y[i] = np.tanh(a * y[i - 1] + x[i])
    return np.sum(y * y)


FUNCTION = "filtered"
ARGS = (np.random.default_rng(0).uniform(-1.0, 1.0, 5), 0.7)
WRT = (0, 1)
MUST_NOT = (r"stack", r"\by\[i\] = .*pop", r"y_bar\[i\] = 0")

# adjoint
import numpy as np


def filtered_adjoint(x, a, head=1.0):
    """Gradient of filtered with respect to x and a, weighted by head."""
    y = np.zeros(x.shape[0])
    y[0] = x[0]
    for i in range(1, x.shape[0]):
        y[i] = np.tanh(a * y[i - 1] + x[i])
    # return np.sum(y * y)
    y_bar = head * y
    y_bar += head * y
    x_bar = np.zeros_like(x)
    a_bar = 0.0
    # for i in range(1, x.shape[0]):
    for i in range(x.shape[0] - 1, 0, -1):
        tmp = y[i]
        # y[i] = np.tanh(a * y[i - 1] + x[i])
        tmp = y_bar[i] * (1 - tmp * tmp)
        x_bar[i] += tmp
        a_bar += tmp * y[i - 1]
        y_bar[i - 1] += tmp * a
    # y[0] = x[0]
    x_bar[0] += y_bar[0]
    return x_bar, a_bar
