# seed 6073, of=None
# crashed: ValueError: max() arg is an empty sequence
def f(s, t, u, v, a):
    if t:
        x1 = v
        x1[0], x1[1] = (1, 0)
    else:
        pass
    return a
