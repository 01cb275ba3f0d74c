"""Recursion is split: each call keeps its own residual."""
import numpy as np


def tree(x, depth):
    if depth == 0:
        return np.sin(x)
    left = tree(x * 0.5, depth - 1)
    return left * x + left * left


FUNCTION = "tree"
ARGS = (0.7, 3)
