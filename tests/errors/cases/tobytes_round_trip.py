import numpy as np


def f(x):
    return np.sum(np.frombuffer(x.tobytes()) * x)


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# tobytes_round_trip.py:5: `.tobytes` of an array has no derivative rule: it reads the bytes of numbers
#     return np.sum(np.frombuffer(x.tobytes()) * x)
#                                 ^
# instead: use the array itself
