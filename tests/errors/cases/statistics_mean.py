import statistics


def f(x):
    return statistics.fmean([x, x * x])


FUNCTION = "f"
ARGS = (0.5,)

# error
# statistics_mean.py:5: `fmean` has neither a derivative rule nor Python source, and might write into its argument
#     return statistics.fmean([x, x * x])
#            ^
# instead: use the NumPy function that does the same
