# seed 20066, of=None
# crashed: KeyError: Var(hint='', type=ArrayType(dtype=dtype('int64'), rank=0, box='python', dims=None, size=None))
def f(s, t, u, v, a):
    for i1 in range(3, 1, -2):
        return a.sum() * i1
