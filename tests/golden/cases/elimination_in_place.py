"""Elements that are added to in a loop, and read when they are finished: nothing is recorded."""


import numpy as np


def lu(A):
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[k, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            for k in range(i):
                A[i, j] -= A[i, k] * A[k, j]


FUNCTION = "lu"
ARGS = (np.random.default_rng(0).uniform(-1.0, 1.0, (4, 4)) + 4.0 * np.eye(4),)
OF = "A"
MUST_NOT = (r"stack", r"\bA\[i, j\] = ")

# adjoint
import numpy as np


def lu_adjoint(A, head=None):
    """Gradient of `A` after lu with respect to A, weighted by head."""
    A = A.copy()
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[k, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            for k in range(i):
                A[i, j] -= A[i, k] * A[k, j]
    if head is None:
        head = np.ones_like(A)
    A_bar = np.copy(head)
    # for i in range(n):
    for i in range(n - 1, -1, -1):
        # for j in range(i, n):
        for j in range(n - 1, i - 1, -1):
            # for k in range(i):
            for k in range(i - 1, -1, -1):
                # A[i, j] -= A[i, k] * A[k, j]
                tmp = A_bar[i, j]
                A_bar[k, j] -= tmp * A[i, k]
                A_bar[i, k] -= tmp * A[k, j]
        # for j in range(i):
        for j in range(i - 1, -1, -1):
            # A[i, j] /= A[j, j]
            tmp = A[j, j]
            tmp_1 = A_bar[i, j] * A[i, j] / tmp
            A_bar[i, j] /= tmp
            A_bar[j, j] -= tmp_1
            # for k in range(j):
            for k in range(j - 1, -1, -1):
                # A[i, j] -= A[i, k] * A[k, j]
                tmp = A_bar[i, j]
                A_bar[k, j] -= tmp * A[i, k]
                A_bar[i, k] -= tmp * A[k, j]
    return A_bar
