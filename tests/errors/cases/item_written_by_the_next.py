import numpy as np


class Walker:
    def __init__(self, u):
        self.u = u

    def step(self):
        self.u *= 0.5
        return self.u


def f(x):
    walker = Walker(2.0 * x)
    return sum(walker.step() for _ in range(3))


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# item_written_by_the_next.py:15: what makes these items one by one writes into an item that it gave before
#     return sum(walker.step() for _ in range(3))
#               ^
# instead: let it give a copy: `.copy()`
