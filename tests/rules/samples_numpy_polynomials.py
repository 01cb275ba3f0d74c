"""Samples for `numpy.polynomial`: series in six bases, and polynomials by their coefficients."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, polynomial, polyutils

from srcxform import runtime
from srcxform.rules.polynomial_bases import BASES
from tests.rules.sample import Sample, Samples, fortran, strided, values

V2, V3, V4, M23 = values(2), values(3), values(4), values(2, 3)
C3, C4 = values(3, dtype=complex), values(4, dtype=complex)
S3, S4 = values(3, dtype=np.float32), values(4, dtype=np.float32)
POINTS = values(7)
WEIGHTS = values(7, low=0.3, high=2.0)

VALUES = [
    Sample((V3, V4)),
    Sample((0.3, V4)),
    Sample((M23, V4)),
    Sample((V3, values(4, 2))),
    Sample((values(2, 2), values(3, 2))),
    Sample((V3, values(4, 3), False)),
    Sample((V3, values(1))),
    Sample((C3, C4)),
    Sample((V3, C4)),
    Sample((S3, S4)),
    Sample((strided(3), fortran(4, 2))),
    Sample((values(0), V4)),
    Sample((values(1), V2)),
]
VANDERS = [Sample((V3, 3)), Sample((0.3, 2)), Sample((M23, 2)), Sample((C3, 2)), Sample((S3, 2)), Sample((V3, 0))]
SLOPES = [
    *(Sample((c,)) for c in (V4, C4, S4, values(1), values(4, 2), strided(4))),
    Sample((V4, 2, 0.4)),
    Sample((V4, 0)),
    Sample((V2, 3)),
    Sample((values(3, 4),), {"axis": 1}),
    Sample((values(3, 4), 1, 1, -1)),
]
SUMS = [Sample((V3, V4)), Sample((V4, V2)), Sample((C3, V3)), Sample((S3, S4)), Sample((values(1), strided(3)))]
QUOTIENTS = [Sample((values(5), V3)), Sample((V2, V3)), Sample((V3, values(3, seed=1))), Sample((V4, values(1)))]
INTEGRALS = [
    *(Sample((c,)) for c in (V4, C4, values(1), values(4, 2))),
    Sample((V4, 2, [0.4, 0.3], 0.2, 0.7), wrt=(0, 3, 4)),
    Sample((values(3, 4),), {"axis": 1}),
]
ROOTS = [Sample((values(4, seed=4),)), Sample((values(3, seed=4),)), Sample((values(2),))]

SAMPLES: Samples = {
    runtime.fitted: [Sample((V4, 2)), Sample((V3, 5)), Sample((M23, 4)), Sample((C3, 2)), Sample((values(0), 2))],
    np.roots: [Sample((np.array([1.0, -6.0, 11.0, -6.5]),)), Sample((C4,))],
    chebyshev.chebweight: [Sample((V3 * 0.4,)), Sample((0.3,))],
    laguerre.lagweight: [Sample((V3,)), Sample((S3,))],
    hermite.hermweight: [Sample((V3,)), Sample((0.3,))],
    hermite_e.hermeweight: [Sample((V3,)), Sample((0.3,))],
}
DEFINITIONS: Samples = {
    polynomial.polyvalfromroots: [
        Sample((V3, V2)),
        Sample((V3, values(2, 4))),
        Sample((V4, values(2, 4), False)),
        Sample((0.3, V2)),
    ],
    polynomial.polytrim: [Sample((V3,)), Sample((C3,))],
    polyutils.mapdomain: [Sample((V3, (0.0, 1.0), (0.3, 2.0)), wrt=(0, 2))],
    polyutils.mapparms: [Sample(((0.0, 1.1), (0.3, 2.0)))],
    polyutils.getdomain: [Sample((V3,)), Sample((C3,))],
    np.polyadd: [Sample((V3, V4)), Sample((C3, V2))],
    np.polysub: [Sample((V3, V4)), Sample((V4, V2))],
    np.polymul: [Sample((V3, V4)), Sample((C3, V2))],
    np.polydiv: [Sample((V4, V2)), Sample((V2, V3))],
    np.polyder: [Sample((V4,)), Sample((V4, 2))],
    np.polyint: [Sample((V4,)), Sample((V4, 2, [0.3, 0.4]), wrt=(0,))],
    np.poly: [Sample((V3,)), Sample((C3,)), Sample((values(3, 3),))],
    np.polyfit: [
        Sample((POINTS, values(7, seed=3), 2)),
        Sample((POINTS, values(7, seed=3), 1), {"w": WEIGHTS}),
        Sample((POINTS, values(7, 2, seed=3), 1)),
    ],
}


def add(module: Any, name: str, samples: list[Sample], *, is_definition: bool = False) -> None:
    """Samples of one function of a basis."""
    (DEFINITIONS if is_definition else SAMPLES)[getattr(module, name)] = samples


for _module, _prefix, _ in BASES:
    add(_module, f"{_prefix}val", VALUES)
    add(_module, f"{_prefix}vander", VANDERS)
    add(_module, f"{_prefix}der", SLOPES)
    for _name in ("add", "sub", "mul"):
        add(_module, f"{_prefix}{_name}", SUMS)
    add(_module, f"{_prefix}mulx", [Sample((V3,)), Sample((C3,)), Sample((values(1),)), Sample((S3,))])
    add(_module, f"{_prefix}div", QUOTIENTS)
    add(_module, f"{_prefix}roots", ROOTS)
    add(_module, f"{_prefix}companion", [Sample((V4,)), Sample((V3,))])
    add(_module, f"{_prefix}line", [Sample((0.3, 0.5))])
    if _prefix != "poly":
        for _name in (f"poly2{_prefix}", f"{_prefix}2poly"):
            add(_module, _name, [Sample((V4,)), Sample((C3,)), Sample((values(1),))])
    add(_module, f"{_prefix}int", INTEGRALS, is_definition=True)
    add(_module, f"{_prefix}pow", [Sample((V3, 3)), Sample((V2, 0))], is_definition=True)
    add(_module, f"{_prefix}fromroots", [Sample((V3,)), Sample((C3,))], is_definition=True)
    add(_module, f"{_prefix}val2d", [Sample((V3, values(3, seed=1), values(2, 4)))], is_definition=True)
    add(_module, f"{_prefix}grid2d", [Sample((V3, V2, values(2, 4)))], is_definition=True)
    add(
        _module, f"{_prefix}val3d", [Sample((V3, values(3, seed=1), values(3, seed=2), values(2, 4, 2)))],
        is_definition=True,
    )  # fmt: skip
    if hasattr(_module, f"{_prefix}valnd"):
        _points = (V3, values(3, seed=1), values(3, seed=2))
        _planes = [Sample((_points[:2], values(2, 4))), Sample((_points, values(2, 4, 2)))]
        add(_module, f"{_prefix}valnd", _planes, is_definition=True)
    add(_module, f"{_prefix}grid3d", [Sample((V3, V2, values(2, seed=2), values(2, 4, 2)))], is_definition=True)
    add(_module, f"{_prefix}vander2d", [Sample((V3, values(3, seed=1), [1, 2]))], is_definition=True)
    add(
        _module, f"{_prefix}vander3d", [Sample((V3, values(3, seed=1), values(3, seed=2), [1, 2, 1]))],
        is_definition=True,
    )  # fmt: skip
    add(
        _module,
        f"{_prefix}fit",
        [
            Sample((POINTS, values(7, seed=3), 2)),
            Sample((POINTS, values(7, seed=3), [0, 2]), {"w": WEIGHTS}),
            Sample((POINTS, values(7, 2, seed=3), 2)),
        ],
        is_definition=True,
    )
