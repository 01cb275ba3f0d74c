import struct


def f(x):
    return struct.unpack("d", struct.pack("d", x * x))[0] * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# struct_round_trip.py:5: `pack` has neither a derivative rule nor Python source, and might keep its argument
#     return struct.unpack("d", struct.pack("d", x * x))[0] * x
#                               ^
# instead: use the value itself
