import numpy as np


def f(x):
    y = np.broadcast_to(x, (2, 2))
    y.flags.writeable = True
    y[0, 0] = 3.0
    return np.sum(y * y)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# broadcast_to_write.py:6: assignment to `.writeable` of this object is not supported
#     y.flags.writeable = True
#     ^
# instead: return the value, or keep it in an object that is an argument
