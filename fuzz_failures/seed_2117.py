# seed 2117, of=None
# wrong: reverse: 0.0 for 0.21175264029782426
import numpy as np

def f(s, t, u, v, a):
    pass
    for i6 in range(2):
        x7 = u
        x7[0], x7[1] = (1, 0)
        v = x7
        return (np, v)
