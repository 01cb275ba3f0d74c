"""Recursion is split: each call keeps its own residual."""
import numpy as np


def tree(x, depth):
    if depth == 0:
        return np.sin(x)
    left = tree(x * 0.5, depth - 1)
    return left * x + left * left


FUNCTION = "tree"
ARGS = (0.7, 3)
# The residual holds lists of residuals: such lists are a matter of the next issue (containers and state).
REFUSED_AGAIN = "this list cannot be told"

# adjoint
import numpy as np


def tree_adjoint(x, depth, head=1.0):
    """Gradient of tree with respect to x, weighted by head."""
    tmp = depth == 0
    if not tmp:
        tmp_1 = tree_forward(x * 0.5, depth - 1)
        left = tmp_1[0]
        residual = tmp_1[1]
    # if depth == 0:
    if tmp:
        x_bar = head * np.cos(x)
    else:
        # return left * x + left * left
        tmp = head * left
        left_bar = 2 * tmp + head * x
        # left = tree(x * 0.5, depth - 1)
        tmp_2 = tree_reverse(residual, left_bar)
        x_bar = tmp + tmp_2[0] * 0.5
    return x_bar


def tree_forward(x, depth):
    """Value of tree, and what its reverse sweep needs."""
    t_stack = []
    tmp = depth == 0
    if tmp:
        result = np.sin(x)
    else:
        tmp_1 = tree_forward(x * 0.5, depth - 1)
        t_stack.append(tmp_1)
        left = tmp_1[0]
        result = left * x + left * left
    return result, (tmp, x, t_stack)


def tree_reverse(residual, head):
    """Adjoints of the active arguments of tree."""
    x = residual[1]
    t_stack = residual[2]
    # if depth == 0:
    if residual[0]:
        x_bar = head * np.cos(x)
    else:
        tmp = t_stack.pop()
        left = tmp[0]
        # return left * x + left * left
        tmp_1 = head * left
        left_bar = 2 * tmp_1 + head * x
        residual = tmp[1]
        # left = tree(x * 0.5, depth - 1)
        tmp = tree_reverse(residual, left_bar)
        x_bar = tmp_1 + tmp[0] * 0.5
    return x_bar,
