# seed 703, of='u'
# crashed: KeyError: Assign(out=Var(hint='', type=ArrayType(dtype=dtype('float64'), rank=1, box='array', dims=(Size(token=('v', 0), offset=0, nonunit=True),), size=None)), primitive=<built-in function getitem>, args=(Var(hint='', type=ArrayType(dtype=dtype('float64'), rank=1, box='array', dims=(Size(token=('v', 0), offset=0, nonunit=True),), size=None)), Const(value=Ellipsis)), kwargs=(), origin=Origin(filename='<srcxform source f 22>', lineno=3, col_offset=4, text='    x8[0] *= v'))
def f(s, t, u, v, a):
    x8 = [v, u]
    x8[0] *= v
