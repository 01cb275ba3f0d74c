class Odd(tuple):
    def __getitem__(self, k):
        return 100.0 * tuple.__getitem__(self, k)


def f(x):
    return x[0] * x[1]


FUNCTION = "f"
ARGS = (Odd([0.5, 0.3]),)

# error
# tuple_subclass_argument.py:6: `x` is of class Odd, a subclass of tuple that may redefine operators
#     def f(x):
#     ^
# instead: use a plain value: tuple(x)
