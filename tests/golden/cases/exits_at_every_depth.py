"""break, continue and return: which exit was taken is recorded."""
import numpy as np


def search(a, limit):
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] < 0:
                continue
            total = total + a[i, j] ** 2
            if total > limit:
                return total * a[0, 0]
        if a[i, 0] > 0.9:
            break
    return total


FUNCTION = "search"
ARGS = (np.array([[0.3, -0.2, 0.7], [0.1, 0.5, 0.4]]), 0.7)
