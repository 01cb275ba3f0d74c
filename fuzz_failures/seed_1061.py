# seed 1061, of=None
# crashed: TypeError: unsupported operand type(s) for +=: 'module' and 'module'
import numpy as np

def f(s, t, u, v, a):
    if t:
        return (np, t)
    for i1 in range(0, 4, 2):
        if t:
            return (np.sum(a ** 2) + s + np.sum(u ** 2), v)
        v[1] = np
    return (s, t)
