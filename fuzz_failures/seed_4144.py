# seed 4144, of=None
# crashed: ValueError: this operation copied its argument, and the program writes into one of the two afterwards
def f(s, t, u, v, a):
    k5 = a[1:, 1:3]
    v = k5.reshape(4)

    def g6(x):
        v[2] = x
    g6(1)
    return a
