class Odd(float):
    def __mul__(self, other):
        return 100.0 * float(self) * float(other)


K = Odd(2.0)


def f(x):
    return K * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# float_subclass_global.py:10: `K` is of class Odd, a subclass of float that may redefine operators
#     return K * x
#            ^
# instead: use a plain value: float(K)
