# seed 6087, of='v'
# crashed: ValueError: max() arg is an empty sequence
def f(s, t, u, v, a):
    if (0, 0):
        a *= 0.7
    else:
        pass
