import bisect


def f(x):
    h = [0.1, 1.0]
    bisect.insort(h, x)
    return h[1] * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# bisect_insort.py:6: `insort_right` has neither a derivative rule nor Python source, and might write into its argument
#     bisect.insort(h, x)
#     ^
# instead: use `np.searchsorted` for the place, and make a new list
