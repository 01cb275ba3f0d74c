"""An active variable captured by an inner function: an argument in disguise."""
import numpy as np


def outer(x, y):
    def inner(t):
        return np.sin(t) * y

    return inner(x) + inner(x * y)


FUNCTION = "outer"
ARGS = (0.3, 0.7)
WRT = (0, 1)

# adjoint
import numpy as np


def outer_adjoint(x, y, head=1.0):
    """Gradient of outer with respect to x and y, weighted by head."""
    tmp = x * y
    # return np.sin(t) * y
    tmp_1 = head * y
    tmp_2 = tmp_1 * np.cos(tmp)
    # return inner(x) + inner(x * y)
    y_bar = head * np.sin(tmp) + tmp_2 * x
    # return np.sin(t) * y
    y_bar += head * np.sin(x)
    x_bar = tmp_2 * y + tmp_1 * np.cos(x)
    return x_bar, y_bar
