# seed 182, of=None
# crashed: UnboundLocalError: cannot access local variable 't_2' where it is not associated with a value
def f(s, t, u, v, a):
    for i1 in range(3, 0, -1):
        if i1:
            return (s + t, v)
