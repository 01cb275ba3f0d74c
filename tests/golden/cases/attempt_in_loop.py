"""A factorisation that is tried with growing shifts: what failed leaves no trace in the reverse sweep."""
import numpy as np


def factor(a, b):
    shift = 0.5
    done = 0.0
    for _ in range(4):
        try:
            low = np.linalg.cholesky(a + shift * np.eye(2))
            done = done + np.sum(low * b)
        except np.linalg.LinAlgError:
            done = done + shift * np.sum(b)
        shift = shift * 2.0
    return done


FUNCTION = "factor"
ARGS = (np.array([[0.3, 1.4], [1.4, -2.0]]), np.array([0.5, 1.5]))
WRT = (0, 1)
MUST = (r"except np\.linalg\.LinAlgError:", r"if failed:")
MUST_NOT = (r"require_assigned", r"= None")

# adjoint
import numpy as np
from srcxform.runtime import cholesky_bar, rewinding


def factor_adjoint(a, b, head=1.0):
    """Gradient of factor with respect to a and b, weighted by head."""
    low_stack = []
    shift_stack = []
    failed_stack = []
    done = 0.0
    shift = 0.5
    for _ in range(4):
        shift_stack.append(shift)
        try:
            with rewinding(low_stack):
                low = np.linalg.cholesky(a + shift * np.eye(2))
                low_stack.append(low)
                done_1 = done + np.sum(low * b)
                failed = False
        except np.linalg.LinAlgError:
            failed = True
            done_1 = done
        failed_stack.append(failed)
        if failed:
            done = done_1 + shift * np.sum(b)
        else:
            done = done_1
        shift = shift * 2.0
    a_bar = np.zeros_like(a)
    b_bar = np.zeros_like(b)
    # for _ in range(4):
    for _ in range(3, -1, -1):
        shift = shift_stack.pop()
        failed = failed_stack.pop()
        # try:
        if failed:
            # done = done + shift * np.sum(b)
            b_bar_1 = b_bar + head * shift
        else:
            b_bar_1 = b_bar
        # low = np.linalg.cholesky(a + shift * np.eye(2))
        if not failed:
            low = low_stack.pop()
            # done = done + np.sum(low * b)
            b_bar_1 = b_bar_1 + np.sum(head * low, axis=0)
            # low = np.linalg.cholesky(a + shift * np.eye(2))
            a_bar = a_bar + cholesky_bar(low, np.broadcast_to(head, a.shape) * b)
        b_bar = b_bar_1
    return a_bar, b_bar
