# seed 19, of=None
# crashed: TypeError: unsupported operand type(s) for +=: 'module' and 'module'
import numpy as np

def f(s, t, u, v, a):
    if t:
        if 0.5:
            return (np, v)
    else:
        v[v] = np
    return (s, u)
