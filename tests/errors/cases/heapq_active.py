import heapq


def f(x):
    h = [3 * x, x, 2 * x]
    heapq.heapify(h)
    return heapq.heappop(h)


FUNCTION = "f"
ARGS = (0.5,)

# error
# heapq_active.py:6: `heapify` has neither a derivative rule nor Python source, and might write into its argument
#     heapq.heapify(h)
#     ^
# instead: use `sorted` or `np.sort`
