import dataclasses


@dataclasses.dataclass(frozen=True)
class Point:
    u: float


def f(x):
    point = Point(x)
    point.u = x * x
    return point.u


FUNCTION = "f"
ARGS = (0.5,)

# error
# frozen_dataclass_write.py:11: `Point` is frozen
#     point.u = x * x
#     ^
# instead: make a changed copy: dataclasses.replace(...)
