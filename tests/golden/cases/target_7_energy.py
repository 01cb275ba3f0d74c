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
