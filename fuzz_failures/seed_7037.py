# seed 7037, of=None
# wrong: reverse: 2.670919460179716 for 17.97678303091743
def f(s, t, u, v, a):
    w2 = a
    for i5 in range(4):
        x8 = [v, u]
        x8[0], x8[1] = (x8[1], x8[0])
        x8[0] += u
        w2 += u
    return w2
