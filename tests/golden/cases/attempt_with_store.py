"""An index that may run out of bounds: the store is undone where it was done."""
import numpy as np


def shifted(x, n):
    a = np.zeros(4)
    for k in range(n):
        try:
            a[k + 1] = x[k] * a[k] + x[0]
        except IndexError:
            a[0] = a[0] * x[1]
    return np.sum(a * a)


FUNCTION = "shifted"
ARGS = (np.array([0.7, 0.4, 1.2]), 5)

# adjoint
import numpy as np


def shifted_adjoint(x, n, head=1.0):
    """Gradient of shifted with respect to x, weighted by head."""
    old_stack = []
    failed_stack = []
    a = np.zeros(4)
    for k in range(n):
        try:
            tmp = x[k] * a[k] + x[0]
            old = a[k + 1]
            a[k + 1] = tmp
            failed = False
        except IndexError:
            failed = True
        failed_stack.append(failed)
        if failed:
            old_stack.append(a[0])
            a[0] *= x[1]
    # return np.sum(a * a)
    a_bar = head * a
    a_bar += head * a
    x_bar = np.zeros_like(x)
    # for k in range(n):
    for k in range(n - 1, -1, -1):
        failed = failed_stack.pop()
        # try:
        if failed:
            old = old_stack.pop()
            # a[0] = a[0] * x[1]
            a[0] = old
            tmp = a_bar[0]
            a_bar[0] = tmp * x[1]
            x_bar[1] += tmp * old
        # a[k + 1] = x[k] * a[k] + x[0]
        if not failed:
            tmp = a_bar[k + 1]
            x_bar[0] += tmp
            a_bar[k] += tmp * x[k]
            x_bar[k] += tmp * a[k]
    return x_bar
