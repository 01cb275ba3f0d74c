# seed 3194, of=None
# wrong: reverse: 0.0013131633182253688 for -0.21371373783551917
import numpy as np

def f(s, t, u, v, a):
    for i1 in range(3):
        if i1:
            if s:
                return (t, u)
        else:
            x3 = u
            x3[0], x3[1] = (1, 0)
        w6 = np
