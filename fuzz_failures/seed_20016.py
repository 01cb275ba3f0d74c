# seed 20016, of=None
# crashed: ValueError: max() arg is an empty sequence
def f(s, t, u, v, a):
    if u[1]:
        u[2] *= 1.0
        pass
    else:
        pass
    return a
