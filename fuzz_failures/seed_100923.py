# seed 100923, of=None
# crashed: IndexError: arrays used as indices must be of integer (or boolean) type
import numpy as np

def f(s, t, u, v, a):
    n4 = 0
    while n4 < 1:
        n4 += 1
        u[v > 0.1] = 0.5
        u -= np.cumsum(u)
    return a.copy() / a + u
