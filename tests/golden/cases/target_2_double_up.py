"""Branch and while: recorded control flow, and only that; a flag and a trip count."""
import numpy as np


def double_up(a):
    b = a * 2
    while np.linalg.norm(b) < 1000:
        b = b * 2
    if np.sum(b) > 0:
        c = b
    else:
        c = 100 * b
    return c


FUNCTION = "double_up"
ARGS = (np.array([0.3, -0.2, 0.7]),)
MUST_NOT = (r"append", r"pop", r"_stack")

# adjoint
import numpy as np


def double_up_adjoint(a, head=None):
    """Gradient of double_up with respect to a, weighted by head."""
    b = a * 2
    trips = 0
    while np.linalg.norm(b) < 1000:
        trips += 1
        b = b * 2
    if head is None:
        head = np.ones_like(a)
    # if np.sum(b) > 0:
    if np.sum(b) > 0:
        b_bar = head
    else:
        b_bar = head * 100
    # while np.linalg.norm(b) < 1000:
    for _ in range(trips):
        b_bar = b_bar * 2
    return b_bar * 2
