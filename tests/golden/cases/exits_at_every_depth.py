"""break, continue and return: which exit was taken is recorded."""
import numpy as np


def search(a, limit):
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            if a[i, j] < 0:
                continue
            total = total + a[i, j] ** 2
            if total > limit:
                return total * a[0, 0]
        if a[i, 0] > 0.9:
            break
    return total


FUNCTION = "search"
ARGS = (np.array([[0.3, -0.2, 0.7], [0.1, 0.5, 0.4]]), 0.7)

# adjoint
import numpy as np
from srcxform.runtime import require_assigned


def search_adjoint(a, limit, head=1.0):
    """Gradient of search with respect to a, weighted by head."""
    total_stack = []
    j_stack = []
    total = 0.0
    result = None
    returned = False
    i = -1
    for i in range(a.shape[0]):
        j = -1
        for j in range(a.shape[1]):
            total_stack.append(total)
            tmp = a[i, j]
            if not tmp < 0:
                total_1 = total + tmp ** 2
                if total_1 > limit:
                    result_1 = total_1 * a[0, 0]
                    total = total_1
                    result = result_1
                    returned = True
                    break
            else:
                total_1 = total
            total = total_1
        j_stack.append(j)
        if returned:
            break
        elif a[i, 0] > 0.9:
            break
    if not returned:
        result = total
    require_assigned(result, "result")
    # for i in range(a.shape[0]):
    if returned:
        result_bar = head
        total_bar = 0.0
    else:
        result_bar = 0.0
        total_bar = head
    a_bar = np.zeros_like(a)
    # for i in range(a.shape[0]):
    for i in range(i, -1, -1):
        j = j_stack.pop()
        # for j in range(a.shape[1]):
        for j in range(j, -1, -1):
            total = total_stack.pop()
            # if a[i, j] < 0:
            tmp = a[i, j]
            if not tmp < 0:
                total = total + tmp ** 2
                # if total > limit:
                if total > limit:
                    # return total * a[0, 0]
                    total_bar_1 = total_bar + result_bar * a[0, 0]
                    a_bar[0, 0] += result_bar * total
                    result_bar_1 = 0.0
                else:
                    total_bar_1 = total_bar
                    result_bar_1 = result_bar
                tmp = total_bar_1 * (2 * tmp)
            else:
                result_bar_1 = result_bar
                total_bar_1 = total_bar
                tmp = 0.0
            # if a[i, j] < 0:
            a_bar[i, j] += tmp
            total_bar = total_bar_1
            result_bar = result_bar_1
    return a_bar
