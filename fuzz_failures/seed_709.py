# seed 709, of=None
# crashed: KeyError: Assign(out=Var(hint='', type=ArrayType(dtype=dtype('float64'), rank=1, box='array', dims=(Size(token=('v', 0), offset=0, nonunit=True),), size=None)), primitive=<built-in function getitem>, args=(Var(hint='v', type=ArrayType(dtype=dtype('float64'), rank=1, box='array', dims=(Size(token=('v', 0), offset=0, nonunit=True),), size=None)), Slice(start=Const(value=0), stop=Const(value=None), step=Const(value=None))), kwargs=(), origin=Origin(filename='<srcxform source f 146>', lineno=5, col_offset=8, text='        v[0:] *= x'))
def f(s, t, u, v, a):
    w2 = u

    def g3(x):
        v[0:] *= x
    g3(w2)
    return v
