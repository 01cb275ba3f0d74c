"""An array filled where it is made is a value: no shadow of it is cleared, or kept for each trip."""
import numpy as np


def stages(x):
    y = x
    half = x.size // 2
    while half >= 1:
        pairs = y.reshape(2, -1)
        y = np.empty(pairs.shape)
        y[0] = pairs[0] + pairs[1]
        y[1] = np.cos(half) * (pairs[0] - pairs[1])
        half //= 2
    return y


FUNCTION = "stages"
ARGS = (np.array([0.3, -0.2, 0.7, 0.1]),)
MUST_NOT = ("] = 0.0",)

# adjoint
import numpy as np
from srcxform.runtime import copy_of, real_like, unbroadcast


def stages_adjoint(x, head=None):
    """Gradient of stages with respect to x, weighted by head."""
    y_stack = []
    t_stack = []
    y_shape_stack = []
    half = np.size(x) // 2
    y = x
    while half >= 1:
        y_stack.append(y)
        pairs = np.reshape(y, (2, -1))
        y = np.empty(pairs.shape)
        y[0] = pairs[0] + pairs[1]
        tmp = np.cos(half)
        t_stack.append(tmp)
        y[1] = tmp * (pairs[0] - pairs[1])
        y_shape_stack.append(y.shape)
        half = half // 2
    if head is None:
        head = np.ones_like(y)
    y_bar = unbroadcast(head, y)
    # while half >= 1:
    while y_stack:
        y = y_stack.pop()
        tmp = t_stack.pop()
        tmp_1 = y_shape_stack.pop()
        y_1 = np.empty(tmp_1)
        # while half >= 1:
        tmp_2 = unbroadcast(y_bar, y_1)
        tmp_3 = tmp_2[0]
        # y[1] = np.cos(half) * (pairs[0] - pairs[1])
        tmp = tmp_2[1] * tmp
        pairs = np.reshape(y, (2, -1))
        pairs_bar = np.zeros_like(pairs)
        pairs_bar[1] -= tmp
        pairs_bar[0] += tmp
        # y[0] = pairs[0] + pairs[1]
        pairs_bar[1] += tmp_3
        pairs_bar[0] += tmp_3
        y_bar = real_like(unbroadcast(np.reshape(pairs_bar, y.shape), y), y)
    return copy_of(real_like(unbroadcast(y_bar, x), x))
