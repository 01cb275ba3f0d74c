# seed 3194, of=None
# crashed: KeyError: Var(hint='', type=ArrayType(dtype=dtype('int64'), rank=0, box='python', dims=None, size=None))
def f(s, t, u, v, a):
    for i1 in reversed(range(3)):
        if i1:
            return t
        else:
            pass
