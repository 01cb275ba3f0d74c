def f(x):
    return x(2.0)


FUNCTION = "f"
ARGS = (0.5,)

# error
# call_of_a_number.py:2: a callable that is known only at run time is not supported yet
#     return x(2.0)
#            ^
# instead: call each function by its name, in the branches of an `if`
