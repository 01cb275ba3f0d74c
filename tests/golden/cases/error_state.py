"""`np.errstate` is entered in both sweeps; an exception that it raises decides the path."""
import numpy as np


def safe_log(x, d):
    with np.errstate(divide="raise"):
        try:
            y = np.log(x) / np.float64(d)
        except FloatingPointError:
            y = x * x
    with np.errstate(over="ignore"):
        z = np.exp(y) * x
    return np.sum(z)


FUNCTION = "safe_log"
ARGS = (np.array([0.7, 0.4, 1.2]), 0.5)

# adjoint
import numpy as np


def safe_log_adjoint(x, d, head=1.0):
    """Gradient of safe_log with respect to x, weighted by head."""
    with np.errstate(divide="raise"):
        try:
            tmp = np.log(x)
            tmp_1 = np.float64(d)
            y = tmp / tmp_1
            failed2 = False
        except FloatingPointError:
            failed2 = True
        if failed2:
            y_1 = x * x
        else:
            y_1 = y
    with np.errstate(over="ignore"):
        tmp = np.exp(y_1)
    # with np.errstate(over="ignore"):
    with np.errstate(over="ignore"):
        x_bar = head * tmp
        y_bar = head * x * tmp
    # with np.errstate(divide="raise"):
    with np.errstate(divide="raise"):
        # y = np.log(x) / np.float64(d)
        if failed2:
            # y = x * x
            tmp = y_bar * x
            x_bar_1 = x_bar + tmp
            x_bar_1 += tmp
        else:
            x_bar += y_bar / tmp_1 / x
            x_bar_1 = x_bar
    return x_bar_1
