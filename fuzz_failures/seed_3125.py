# seed 3125, of=None
# crashed: KeyError: Var(hint='', type=ArrayType(dtype=dtype('int64'), rank=0, box='python', dims=None, size=None))
def f(s, t, u, v, a):
    if v[0]:
        return 0.7
    for i1 in range(2, 2):
        if i1:
            return a
