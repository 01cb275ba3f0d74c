# seed 707, of=None
# crashed: KeyError: Assign(out=Var(hint='', type=ArrayType(dtype=dtype('float64'), rank=2, box='array', dims=(Size(token=('a', 0), offset=0, nonunit=True), Size(token=('a', 1), offset=0, nonunit=True)), size=None)), primitive=<built-in function getitem>, args=(Var(hint='a', type=ArrayType(dtype=dtype('float64'), rank=2, box='array', dims=(Size(token=('a', 0), offset=0, nonunit=True), Size(token=('a', 1), offset=0, nonunit=True)), size=None)), Const(value=Ellipsis)), kwargs=(), origin=Origin(filename='<srcxform source f 78>', lineno=2, col_offset=4, text='    a /= u'))
def f(s, t, u, v, a):
    a /= u
    u[3] += a[0, 1]
    return u
