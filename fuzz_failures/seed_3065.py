# seed 3065, of=None
# crashed: ValueError: max() arg is an empty sequence
import numpy as np

def f(s, t, u, v, a):
    pass
    pass
    if s:
        return s
    u[1] *= np
    return s
