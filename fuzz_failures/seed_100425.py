# seed 100425, of=None
# crashed: TypeError: The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.
def f(s, t, u, v, a):
    return 0.5 - v.min()
