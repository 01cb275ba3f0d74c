# seed 20063, of='a'
# crashed: ValueError: max() arg is an empty sequence
def f(s, t, u, v, a):
    if t:
        v[u > 0.1] = v[u > 0.1]
    else:
        pass
