# seed 7118, of=None
# crashed: TypeError: list indices must be integers or slices, not ellipsis
def f(s, t, u, v, a):
    if t:
        return (s, v)
    else:
        u, v = (v, u)
    for i5 in range(3, 1, 2):
        u[i5] = v
