ROW = [0.3, 0.7]


def f(rows):
    rows[0][0] = rows[1][1] * rows[1][1]
    return rows[0][0] * rows[1][0]


FUNCTION = "f"
ARGS = ([ROW, ROW],)

# error
# list_shared_inside_an_argument.py:5: two arguments share memory and one of them is written in place
#     rows[0][0] = rows[1][1] * rows[1][1]
#     ^
# instead: pass copies: x.copy()
