def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
WRT = (0, 0)
LINE = False
REVERSE_ONLY = True

# error
# wrt_twice.py:1: wrt=(0, 0) names an argument twice
#     def f(x):
#     ^
# instead: name each argument once
