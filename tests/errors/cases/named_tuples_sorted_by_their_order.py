from collections import namedtuple

import numpy as np


class Backwards(namedtuple("Backwards", "a b")):
    def __lt__(self, other):
        return self.a > other.a


def f(x):
    return sorted([Backwards(v, 1.0) for v in x])[0].a


FUNCTION = "f"
ARGS = (np.array([1.0, 2.0]),)

# error
# named_tuples_sorted_by_their_order.py:12: objects in a list of unknown length are sorted by their own order
#     return sorted([Backwards(v, 1.0) for v in x])[0].a
#            ^
# instead: sort by numbers: `key=`
