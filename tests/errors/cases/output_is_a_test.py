def f(x):
    return x > 0.2


FUNCTION = "f"
ARGS = (0.5,)

# error
# output_is_a_test.py:1: `f` returns no float, so there is nothing to differentiate
#     def f(x):
#     ^
# instead: return a float or an array of floats, or name what is meant by of=...
