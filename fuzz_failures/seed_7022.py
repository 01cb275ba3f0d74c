# seed 7022, of=None
# crashed: TypeError: object of type 'RangeOf' has no len()
def f(s, t, u, v, a):
    for i7 in range(0, 4, 2):
        v[:] = v
    return v
