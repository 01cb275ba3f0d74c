class Point(tuple):
    def first(self):
        return self[0]


def f(x):
    return Point((x, x * x)).first()


FUNCTION = "f"
ARGS = (0.5,)

# error
# tuple_subclass_made.py:7: the class `Point` derives from `tuple`
#     return Point((x, x * x)).first()
#            ^
# instead: keep the tuple in an attribute of a plain class
