# seed 7003, of=None
# crashed: KeyError: Var(hint='s', type=ArrayType(dtype=dtype('float64'), rank=0, box='numpy', dims=None, size=None))
def f(s, t, u, v, a):
    for i4 in range(2):
        if i4:
            return s
        for b6 in (v,):
            s = b6[0]
    else:
        pass
