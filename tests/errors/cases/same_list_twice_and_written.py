PAIR = [0.3, 0.7]


def f(a, b):
    a[0] = b[1] * b[1]
    return a[0] * b[0]


FUNCTION = "f"
ARGS = (PAIR, PAIR)

# error
# same_list_twice_and_written.py:5: two arguments share memory and one of them is written in place
#     a[0] = b[1] * b[1]
#     ^
# instead: pass copies: x.copy()
