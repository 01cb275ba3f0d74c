# seed 1081, of=None
# crashed: TypeError: 'tuple' object does not support item assignment
def f(s, t, u, v, a):
    if u[3]:
        x4 = v
        x4[0], x4[1] = (1, 0)
    elif t:
        return (v, t)
    return (s, 0.7)
