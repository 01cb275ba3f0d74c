import numpy as np


class Countdown:
    def __init__(self, data):
        self.data = data
        self.place = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.place == len(self.data):
            raise StopIteration
        self.place += 1
        return self.data[self.place - 1]


def f(x):
    return sum(Countdown(x))


FUNCTION = "f"
ARGS = (np.array([1.0, 2.0]),)

# error
# iterator_of_its_own.py:20: `Countdown` is an iterator by its own `__next__`
#     return sum(Countdown(x))
#            ^
# instead: let `__iter__` give `iter(...)` of a list or an array
