import numpy as np
from scipy import optimize


def f(x):
    y = x * 2
    y[0] = x[1]
    return optimize.fsolve(lambda u: u**3 + u - y, np.zeros(2))


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)
REVERSE_ONLY = True

# error
# equation_of_a_written_array.py:8: a solver is given, or its equation reads, an array or list that is written in place
#     return optimize.fsolve(lambda u: u**3 + u - y, np.zeros(2))
#            ^
# instead: give it a copy
