class Track(list):
    def total(self):
        return sum(self)


def f(x):
    return Track([x, x * x]).total()


FUNCTION = "f"
ARGS = (0.5,)

# error
# list_subclass.py:7: the class `Track` derives from `list`
#     return Track([x, x * x]).total()
#            ^
# instead: keep the list in an attribute of a plain class
