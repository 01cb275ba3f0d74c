# seed 20024, of=None
# crashed: ValueError: max() arg is an empty sequence
def f(s, t, u, v, a):
    if t:
        u[2] += 0.7
    else:
        pass
    return v
