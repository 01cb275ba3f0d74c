"""Views: a view of A has a view of A_bar as its adjoint."""
import numpy as np


def damp(A):
    for i in range(A.shape[0]):
        row = A[i]
        row *= np.exp(-i)
        row[0] = row[0] ** 2
    return A.sum()


FUNCTION = "damp"
ARGS = (np.random.default_rng(0).uniform(0.1, 1.0, (3, 2)),)
MUST = (r"row_bar = .*A_bar\[i\]", r"= A\.copy\(\)")
MUST_NOT = (r"append(?s:.*)append",)

# adjoint
import numpy as np


def damp_adjoint(A, head=1.0):
    """Gradient of damp with respect to A, weighted by head."""
    old_stack = []
    A = A.copy()
    for i in range(A.shape[0]):
        row = A[i]
        row *= np.exp(-i)
        old_stack.append(row[0])
        row[0] = row[0] ** 2
    # return A.sum()
    A_bar = np.full_like(A, head)
    # for i in range(A.shape[0]):
    for i in range(A.shape[0] - 1, -1, -1):
        old = old_stack.pop()
        row_bar = A_bar[i]
        # row[0] = row[0] ** 2
        row_bar[0] *= 2 * old
        # row *= np.exp(-i)
        row_bar *= np.exp(-i)
    return A_bar
