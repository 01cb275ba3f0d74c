# seed 3014, of=None
# crashed: ValueError: max() arg is an empty sequence
import numpy as np

def f(s, t, u, v, a):
    for i2 in range(2, 2):
        n3 += 1
        if n3:
            v[1] = np
            pass
    else:
        pass
    return t
