# seed 7094, of=None
# crashed: TypeError: object of type 'RangeOf' has no len()
def f(s, t, u, v, a):
    for i1 in range(3, 1, 2):
        u = v
    return u
