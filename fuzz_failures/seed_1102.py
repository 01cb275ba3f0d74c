# seed 1102, of=None
# crashed: TypeError: 'tuple' object does not support item assignment
import numpy as np

def f(s, t, u, v, a):
    if t:
        pass
        if t:
            return (u, s)
    else:
        u += np
    return (u, u)
