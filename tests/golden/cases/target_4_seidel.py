"""In-place stencil: linear, so no tape, no forward sweep, and no array for one element's adjoint."""
import numpy as np


def seidel(A, steps):
    n = A.shape[0]
    for t in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                A[i, j] = (A[i - 1, j] + A[i, j - 1] + A[i, j] + A[i, j + 1] + A[i + 1, j]) / 5.0


FUNCTION = "seidel"
ARGS = (np.random.default_rng(0).uniform(-1.0, 1.0, (5, 5)), 2)
OF = "A"
MUST_NOT = (r"append", r"pop", r"\n {8}.*(zeros|empty|copy)", r"\bA(_1)?\[")

# adjoint
import numpy as np


def seidel_adjoint(A, steps, head=None):
    """Gradient of `A` after seidel with respect to A, weighted by head."""
    n = A.shape[0]
    if head is None:
        head = np.ones_like(A)
    A_bar = np.copy(head)
    # for t in range(steps):
    for _ in range(steps - 1, -1, -1):
        # for i in range(1, n - 1):
        for i in range(n - 2, 0, -1):
            # for j in range(1, n - 1):
            for j in range(n - 2, 0, -1):
                # A[i, j] = (A[i - 1, j] + A[i, j - 1] + A[i, j] + A[i, j + 1] + A[i + 1, j]) / 5.0
                tmp = A_bar[i, j] / 5.0
                A_bar[i, j] = tmp
                A_bar[i + 1, j] += tmp
                A_bar[i, j + 1] += tmp
                A_bar[i, j - 1] += tmp
                A_bar[i - 1, j] += tmp
    return A_bar
