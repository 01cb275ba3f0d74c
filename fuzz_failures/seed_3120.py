# seed 3120, of=None
# crashed: ValueError: max() arg is an empty sequence
def h0(p, w):
    w[1] = 2
    return (p, p)

def f(s, t, u, v, a):
    if s:
        f3, u = h0(0.7, u)
    else:
        pass
    return s
