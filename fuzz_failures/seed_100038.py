# seed 100038, of=None
# crashed: TypeError: The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.
import numpy as np

def f(s, t, u, v, a):
    t = a - np.max(v)
    return t
