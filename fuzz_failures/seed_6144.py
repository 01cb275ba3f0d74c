# seed 6144, of=None
# crashed: KeyError: Var(hint='', type=ArrayType(dtype=dtype('int64'), rank=0, box='python', dims=None, size=None))
def f(s, t, u, v, a):
    for i2 in range(1, 4):
        if t:
            return s
        x4 = v
        x4[0] *= i2
    return v
