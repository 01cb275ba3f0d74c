# seed 226, of=None
# crashed: TypeError: 'tuple' object does not support item assignment
def f(s, t, u, v, a):
    if 0.5:
        if t:
            return (s, v)
    else:
        pass

    def g2(x):
        v[2] = x
    g2(0.7)
    return (v, 0.5)
