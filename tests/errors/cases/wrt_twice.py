def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
WRT = (0, 0)
LINE = False
REVERSE_ONLY = True

# error
# wrt=(0, 0) names an argument twice
# instead: name each argument once
