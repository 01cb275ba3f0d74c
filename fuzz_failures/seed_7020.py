# seed 7020, of=None
# crashed: TypeError: 'float' object is not subscriptable
def f(s, t, u, v, a):
    for b2 in [v, v]:
        s = b2
    return s
