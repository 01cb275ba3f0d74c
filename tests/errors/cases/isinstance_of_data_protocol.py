from typing import Protocol, runtime_checkable


@runtime_checkable
class Sensor(Protocol):
    noise: float


class Range:
    def __init__(self, noise):
        self.noise = noise


def f(x):
    sensor = Range(x)
    assert isinstance(sensor, Sensor)
    return sensor.noise**2


FUNCTION = "f"
ARGS = (3.0,)

# error
# isinstance_of_data_protocol.py:14: `isinstance` of this object: Protocols with non-method members don't support issubclass()
#     def f(x):
#     ^
# instead: ask for a class, or whether it has an attribute: `hasattr(x, name)`
