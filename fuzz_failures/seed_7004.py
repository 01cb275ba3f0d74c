# seed 7004, of=None
# wrong: reverse: -0.8197147648176089 for -0.705111814674439
import numpy as np

def f(s, t, u, v, a):
    v[1:] = a @ v * v[:-1]
    return np.sum(v)
