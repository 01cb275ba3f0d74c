# seed 3268, of=None
# wrong: reverse: 0.0 for -1.9227782019662538
import numpy as np

def f(s, t, u, v, a):
    if t:
        return np.sum(a)
    x4 = u
    x4[0], x4[1] = x4
    v = x4
    return v
