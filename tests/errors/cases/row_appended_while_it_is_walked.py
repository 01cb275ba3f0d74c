import numpy as np


def f(x):
    rows = [[v, v * 2] for v in x]
    for i in range(3):
        row = rows[i]
        rows[(i + 1) % 3] = row
        for v in row:
            if len(row) < 5:
                rows[(i + 1) % 3].append(v)
    return sum(sum(row) for row in rows)


FUNCTION = "f"
ARGS = (np.array([0.5, 1.2, 0.8]),)

# error
# row_appended_while_it_is_walked.py:11: a list changes while it is iterated
#     rows[(i + 1) % 3].append(v)
#     ^
# instead: iterate over a copy: `list(xs)`
