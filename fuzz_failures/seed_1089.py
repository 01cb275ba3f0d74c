# seed 1089, of=None
# crashed: TypeError: 'tuple' object does not support item assignment
import numpy as np

def h0(p, w):
    return (np, w)

def f(s, t, u, v, a):
    f4, w5 = h0(np, v)
    if t:
        u, w5, v = (w5, v, u)
        if t:
            return (u, u)
    w5[1] = np
    return (u, f4 + s)
