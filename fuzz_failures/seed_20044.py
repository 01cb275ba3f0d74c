# seed 20044, of=None
# crashed: KeyError: Var(hint='', type=ArrayType(dtype=dtype('int64'), rank=0, box='python', dims=None, size=None))
import numpy as np

def f(s, t, u, v, a):
    for r4 in a:
        for i5 in range(2, 2):
            if t:
                break
            q6 = [u, r4]
            q6[0][i5] = np
    return a
