# seed 7023, of='v'
# crashed: TypeError: object of type 'RangeOf' has no len()
def f(s, t, u, v, a):
    for i1 in range(3, 1, 2):
        x2 = v
        x2[0], x2[1] = x2
    pass
