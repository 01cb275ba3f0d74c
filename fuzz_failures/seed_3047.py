# seed 3047, of='a'
# crashed: ValueError: max() arg is an empty sequence
import numpy as np

def f(s, t, u, v, a):
    if s:
        pass
    else:
        u[:] = np
