"""Swapped buffers: the shadows swap with them."""
import numpy as np


def jacobi(a, steps):
    b = a.copy()
    for t in range(steps):
        b[1:-1] = 0.5 * (a[:-2] + a[2:])
        a, b = b, a
    return a


FUNCTION = "jacobi"
ARGS = (np.array([0.3, -0.2, 0.7, 0.1]), 3)
MUST_NOT = ()

# adjoint
import numpy as np


def jacobi_adjoint(a, steps, head=None):
    """Gradient of jacobi with respect to a, weighted by head."""
    a_bar_stack = []
    b_bar_stack = []
    a_bar = np.zeros_like(a)
    b_bar = np.zeros_like(a)
    a_bar_1 = a_bar
    b_bar_1 = b_bar
    for _ in range(steps):
        a_bar_stack.append(a_bar_1)
        b_bar_stack.append(b_bar_1)
        a_bar_1, b_bar_1 = b_bar_1, a_bar_1
    if head is None:
        head = np.ones_like(a)
    a_bar_1 += head
    # for t in range(steps):
    for _ in range(steps - 1, -1, -1):
        a_bar_2 = a_bar_stack.pop()
        b_bar_2 = b_bar_stack.pop()
        # b[1:-1] = 0.5 * (a[:-2] + a[2:])
        tmp = b_bar_2[1:-1] * 0.5
        b_bar_2[1:-1] = 0.0
        a_bar_2[2:] += tmp
        a_bar_2[:-2] += tmp
    # b = a.copy()
    a_bar += b_bar
    return a_bar
