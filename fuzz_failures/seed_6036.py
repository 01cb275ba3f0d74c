# seed 6036, of=None
# crashed: KeyError: Var(hint='', type=ArrayType(dtype=dtype('int64'), rank=0, box='python', dims=None, size=None))
def f(s, t, u, v, a):
    for i2 in reversed(range(3)):
        for b4 in (v, u, u):
            b4[i2] = 1.0
        break
    return u
