# seed 3045, of=None
# crashed: KeyError: Var(hint='', type=ArrayType(dtype=dtype('int64'), rank=0, box='python', dims=None, size=None))
def f(s, t, u, v, a):
    pass
    for i8 in reversed(range(3)):
        if i8:
            return a
