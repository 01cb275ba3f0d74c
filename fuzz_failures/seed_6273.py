# seed 6273, of=None
# crashed: KeyError: Var(hint='', type=ArrayType(dtype=dtype('int64'), rank=0, box='python', dims=None, size=None))
def f(s, t, u, v, a):
    for i2 in range(1, 4):

        def g4(x):
            v[2] = x
        g4(a[i2, 1])
        return v
