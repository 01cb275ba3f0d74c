# seed 20087, of='a'
# crashed: ValueError: max() arg is an empty sequence
def f(s, t, u, v, a):
    q1 = v
    w2 = q1
    if w2[1]:
        w2[3] *= 1.0
    else:
        pass
