"""A call: the callee is differentiated too, and called in joint form where its inputs are at hand."""
import numpy as np


def energy(q, k):
    total = 0.0
    for i in range(len(q) - 1):
        total += spring(q[i], q[i + 1], k)
    return total


def spring(a, b, k):
    d = b - a
    return 0.5 * k * d * d


FUNCTION = "energy"
ARGS = (np.array([0.1, 0.5, -0.2, 0.9]), 1.3)
WRT = (0, 1)
MUST_NOT = (r"append", r"pop", r"spring\(q", r"\btotal\b")

# adjoint
import numpy as np


def energy_adjoint(q, k, head=1.0):
    """Gradient of energy with respect to q and k, weighted by head."""
    tmp = 0.5 * k
    q_bar = np.zeros_like(q)
    tmp_1 = 0.0
    # for i in range(len(q) - 1):
    for i in range(len(q) - 2, -1, -1):
        d = q[i + 1] - q[i]
        # return 0.5 * k * d * d
        tmp_2 = head * d
        d_bar = tmp * (head * d + tmp_2)
        # total += spring(q[i], q[i + 1], k)
        q_bar[i + 1] += d_bar
        q_bar[i] -= d_bar
        tmp_1 = tmp_1 + tmp_2 * d
    return q_bar, tmp_1 * 0.5
