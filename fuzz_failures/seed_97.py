# seed 97, of=None
# crashed: UnboundLocalError: cannot access local variable 't_2' where it is not associated with a value
def f(s, t, u, v, a):
    for i1 in range(1, 4):
        if t:
            return (u, s + t)
