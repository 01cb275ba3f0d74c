def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
WRT = [0]
LINE = False
REVERSE_ONLY = True

# error
# wrt=[0] is neither a position nor a name
# instead: pass an int, a str, or a tuple of these
