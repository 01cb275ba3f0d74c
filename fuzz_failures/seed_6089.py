# seed 6089, of=None
# crashed: ValueError: max() arg is an empty sequence
import numpy as np

def f(s, t, u, v, a):
    if (2, 1):
        pass
    else:
        u[:] = np
    return s
