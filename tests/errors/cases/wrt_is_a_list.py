def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
WRT = [0]
LINE = False
REVERSE_ONLY = True

# error
# wrt_is_a_list.py:1: wrt=[0] is neither a position nor a name
#     def f(x):
#     ^
# instead: pass an int, a str, or a tuple of these
