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
