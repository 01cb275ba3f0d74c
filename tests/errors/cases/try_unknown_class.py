def f(x, kind):
    try:
        y = 1.0 / x
    except kind:
        y = x
    return y


def g(x):
    kinds = [ZeroDivisionError, ValueError]
    total = 0.0
    for k in range(2):
        kind = ValueError if x > k else KeyError
        total = total + f(x, kind)
    return total


FUNCTION = "g"
ARGS = (0.5,)

# error
# try_unknown_class.py:4: which exceptions are caught is known only at run time
#     except kind:
#            ^
# instead: name the exception classes in the `except`
