# seed 6058, of=None
# crashed: ValueError: max() arg is an empty sequence
def f(s, t, u, v, a):
    if s:
        v[u > 0.1] = a.sum()
    return s
