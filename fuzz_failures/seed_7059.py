# seed 7059, of=None
# crashed: TypeError: object of type 'RangeOf' has no len()
import numpy as np

def f(s, t, u, v, a):
    pass
    for i8 in range(3, 1, 2):
        t = np.sin
    return t
