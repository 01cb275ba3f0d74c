"""Samples for the rules of scipy.special: the gamma family, errors, and elementary functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from srcxform import runtime
from tests.rules.sample import Sample, Samples, fortran, strided, values


def line(low: float, high: float, *before: Any, after: tuple[Any, ...] = (), wrt: Any = None) -> list[Sample]:
    """A real argument between two bounds in all forms that an array can have, with the others before and after it."""
    shapes = [
        values(low=low, high=high),
        values(4, low=low, high=high),
        values(2, 3, low=low, high=high),
        values(3, low=low, high=high, dtype=np.float32),
        strided(2, 2, low=low, high=high),
        fortran(2, 2, low=low, high=high),
        values(0, 3),
        values(1, 2, low=low, high=high),
    ]
    return [Sample((*before, x, *after), wrt=(len(before),) if wrt is None else wrt) for x in shapes]


def few(low: float, high: float, *before: Any, after: tuple[Any, ...] = (), wrt: Any = None) -> list[Sample]:
    """The same in double and single precision, and as a number."""
    return [line(low, high, *before, after=after, wrt=wrt)[k] for k in (0, 1, 3)]


def plane(low: float = -1.0, high: float = 1.0, *before: Any) -> list[Sample]:
    """A complex argument."""
    return [
        Sample((*before, values(3, low=low, high=high, dtype=complex)), wrt=(len(before),)),
        Sample((*before, complex(low, 0.3)), wrt=(len(before),)),
        Sample((*before, values(2, low=low, high=high, dtype=np.complex64)), wrt=(len(before),)),
    ]


def together(*bounds: tuple[float, float], step: float = 4e-3) -> list[Sample]:
    """All arguments active: numbers, arrays of one shape, arrays that are broadcast, single precision."""
    count = len(bounds)

    def drawn(*shapes: tuple[int, ...], dtype: Any = float) -> tuple[Any, ...]:
        pairs = enumerate(zip(shapes, bounds, strict=True))
        return tuple(values(*shape, low=low, high=high, seed=k, dtype=dtype) for k, (shape, (low, high)) in pairs)

    shapes = [
        drawn(*[()] * count),
        drawn(*[(3,)] * count),
        drawn(*[((2, 1), (3,), (), (2, 3))[k % 4] for k in range(count)]),
        drawn(*[((), (2, 2), (2, 1))[k % 3] for k in range(count)]),
        drawn(*[(2,)] * count, dtype=np.float32),
        drawn(*[((1, 3), (0, 1))[k % 2] for k in range(count)]),
    ]
    return [Sample(args, step=step) for args in shapes]


GAMMA: Samples = {
    special.gamma: [*line(0.3, 4.0), *few(-2.7, -2.2), *plane()],
    special.gammaln: [*line(0.3, 4.0), *few(-2.7, -2.2)],
    special.loggamma: [*few(0.3, 4.0), *plane()],
    special.rgamma: [*line(-3.6, 4.0), *few(-1.01, -0.99), Sample((np.array([0.0, -1.0, -2.0, 0.5, 1.0]),)), *plane()],
    special.psi: [*line(0.3, 4.0), *few(-2.7, -2.2), *plane(), *plane(-4.0, -3.0)],
    special.polygamma: [*line(0.3, 4.0, 1), *few(0.5, 3.0, 3), *few(0.5, 3.0, np.array([[1], [2]]))],
    runtime.polygamma: [Sample((values(3, low=-2.5, dtype=complex), k)) for k in (1, 2, 3)] + [Sample((1.7, 1))],
    runtime.digamma_step: [Sample((values(3, low=0.3), 0.7)), Sample((values(2, 1, low=30.0, high=40.0), values(2)))],
    special.multigammaln: [*line(2.0, 5.0, after=(3,)), *few(0.7, 4.0, after=(1,))],
    special.beta: together((0.5, 3.0), (0.7, 4.0)),
    special.betaln: together((0.5, 3.0), (0.7, 4.0)),
    special.poch: [
        *together((0.5, 3.0), (-0.3, 4.0)),
        *few(-2.7, -2.2, after=(3.0,)),
        *few(-2.7, -2.2, after=(0.9,)),
        *few(-5.7, -5.2, after=(2.0,)),
    ],
    special.binom: [
        *together((4.0, 6.0), (0.3, 3.0)),
        *few(-2.7, -2.2, after=(3.0,)),
        Sample((3.0, np.array([5.0, -1.0]))),
    ],
    special.comb: [
        *together((4.0, 6.0), (0.3, 3.0)),
        Sample((np.array([2.5, 3.0, -1.5]), np.array([3.5, -1.5, 0.5]))),
        Sample((np.array([2.5, 3.0]), np.array([1.5, 0.5])), {"repetition": True}),
    ],
    special.perm: [*together((4.0, 6.0), (0.3, 3.0)), Sample((np.array([2.5, 3.0]), np.array([3.5, -1.5])))],
    special.factorial: [
        *line(0.3, 4.0),
        *few(-2.7, -2.2),
        *[Sample(s.args, {"extend": "complex"}) for s in [*few(-2.7, -2.2), *plane()]],
    ],
    special.factorial2: [Sample(s.args, {"extend": "complex"}) for s in [*few(-1.7, -1.2), *few(0.2, 4.0), *plane()]],
    special.factorialk: [Sample((s.args[0], 3), {"extend": "complex"}, (0,)) for s in [*few(0.2, 4.0), *plane()]],
    special.zeta: [
        *few(1.3, 5.0),
        *few(-5.5, 0.9),
        Sample((np.array([0.0, -0.49, -2.0]),)),
        *plane(),
        *plane(-3.0, 3.0),
        *together((1.3, 5.0), (0.4, 3.0)),
    ],
    special.zetac: [*line(1.3, 5.0), *few(-5.5, 0.9)],
}
SHAPE, POINT, SHARE = (0.6, 4.0), (0.2, 6.0), (0.15, 0.85)
INCOMPLETE: Samples = {
    special.gammainc: [*together(SHAPE, POINT), *few(40.0, 60.0, 50.0), *few(0.02, 0.1, after=(0.01,))],
    special.gammaincc: together(SHAPE, POINT),
    special.gammaincinv: together(SHAPE, SHARE),
    special.gammainccinv: together(SHAPE, SHARE),
    runtime.gamma_moment: [Sample((2.5, np.array([0.5, 4.5]), 0.3, 0.2, k), wrt=(0, 1, 2, 3)) for k in (0, 1, 2)]
    + [Sample((values(2, low=0.5), 0.7, values(3, 1), 0.2, 1), wrt=(0, 1, 2, 3))],
    special.betainc: [*together(SHAPE, SHAPE, SHARE), *few(0.5, 0.6, 50.0, 40.0)],
    special.betaincc: together(SHAPE, SHAPE, SHARE),
    special.betaincinv: together(SHAPE, SHAPE, SHARE),
    special.betainccinv: together(SHAPE, SHAPE, SHARE),
    special.btdtria: together(SHARE, SHAPE, SHARE),
    special.btdtrib: together(SHAPE, SHARE, SHARE),
    runtime.beta_moment: [
        Sample((2.5, 1.5, np.array([0.2, 0.9]), -0.3, -0.8, 0.2, j, k), wrt=(0, 1, 2, 3, 4, 5))
        for j in (0, 1, 2)
        for k in (0, 1)
    ],
}


ERRORS: Samples = {
    special.erf: [*line(-2.0, 2.0), *plane()],
    special.erfc: [*line(-2.0, 2.0), *plane()],
    special.erfi: [*line(-2.0, 2.0), *plane()],
    special.erfcx: [*line(-2.0, 5.0), *few(59.0, 61.0), *few(1e4, 1e4 + 1), *plane()],
    special.dawsn: [*line(-2.0, 5.0), *few(58.0, 62.0), *few(-62.0, -58.0), *plane()],
    special.wofz: [*plane(), *plane(-70.0, 70.0)],
    special.erfinv: line(-0.9, 0.9),
    special.erfcinv: line(0.1, 1.9),
    special.voigt_profile: together((-2.0, 2.0), (0.4, 2.0), (0.3, 2.0)),
    special.ndtr: [*line(-3.0, 3.0), *plane()],
    special.log_ndtr: [*line(-3.0, 3.0), *few(-90.0, -80.0), *plane()],
    special.ndtri: line(0.1, 0.9),
    special.ndtri_exp: [*line(-3.0, -0.2), *few(-1e3, -9e2)],
    special.nrdtrimn: together((0.1, 0.9), (0.5, 2.0), (-1.0, 2.0)),
    special.nrdtrisd: together((-1.0, 0.0), (0.6, 0.9), (0.5, 2.0)),
    special.owens_t: together((-2.0, 2.0), (-2.0, 2.0)),
    special.fresnel: [*line(-2.0, 2.0), *plane()],
    special.modfresnelp: line(0.0, 2.0),
    special.modfresnelm: line(0.0, 2.0),
}
M23 = values(2, 3)
T234 = values(2, 3, 4)
C23 = values(2, 3, dtype=complex)
AXES: list[Sample] = [
    *[Sample((x,)) for x in (values(3), M23, strided(2, 3), fortran(2, 3), values(2, 3, dtype=np.float32), C23, 0.7)],
    *[Sample((T234,), {"axis": axis}) for axis in (0, -1, (0, 2), (1, -1))],
    Sample((values(2, 0, 3), 0)),
    Sample((values(1, 3), 0)),
]
ELEMENTARY: Samples = {
    special.exp2: line(-2.0, 2.0),
    special.exp10: line(-2.0, 2.0),
    special.expm1: [*line(-2.0, 2.0), *plane()],
    special.log1p: [*line(-0.5, 2.0), *plane(-0.5, 1.0)],
    special.cbrt: line(0.5, 2.0),
    special.exprel: [*line(-2.0, 2.0), Sample((np.array([0.0, 1e-9]),))],
    special.xlogy: [
        *together((0.5, 2.0), (0.5, 2.0)),
        Sample((values(3, dtype=complex), values(3, dtype=complex) + 3)),
    ],
    special.xlog1py: [
        *together((0.5, 2.0), (-0.5, 2.0)),
        Sample((values(3, dtype=complex), values(3, dtype=complex) + 2)),
    ],
    special.powm1: together((0.5, 2.0), (-1.5, 2.0)),
    special.boxcox: [*together((0.5, 2.0), (-1.5, 2.0)), Sample((values(3, low=0.5), 0.0))],
    special.boxcox1p: [*together((-0.5, 2.0), (-1.5, 2.0)), Sample((values(3, low=0.5), 0.0))],
    special.inv_boxcox: [*together((-0.4, 1.0), (-0.9, 2.0)), Sample((values(3), 0.0))],
    special.inv_boxcox1p: [*together((-0.4, 1.0), (-0.9, 2.0)), Sample((values(3), 0.0))],
    special.agm: [*together((0.5, 2.0), (0.3, 4.0)), Sample((-1.3, -0.4)), Sample((np.array([1.0, 2.0]), 1.0))],
    special.expit: [*line(-3.0, 3.0), *few(30.0, 40.0)],
    special.logit: line(0.1, 0.9),
    special.log_expit: line(-3.0, 3.0),
    special.softplus: line(-3.0, 3.0),
    special.entr: line(0.2, 2.0),
    special.rel_entr: together((0.2, 2.0), (0.3, 3.0)),
    special.kl_div: together((0.2, 2.0), (0.3, 3.0)),
    special.huber: [*together((1.3, 1.7), (-1.0, 1.1)), *together((1.3, 1.7), (2.0, 3.0))],
    special.pseudo_huber: together((0.5, 1.7), (-2.0, 2.0)),
    special.sindg: line(-80.0, 80.0),
    special.cosdg: line(-80.0, 80.0),
    special.tandg: line(-80.0, 80.0),
    special.cotdg: line(10.0, 80.0),
    special.radian: together((-2.0, 2.0), (-2.0, 2.0), (-2.0, 2.0)),
    special.cosm1: line(-2.0, 2.0),
    special.diric: [*line(-2.0, 2.0, after=(4,)), *few(-5.0, 5.0, after=(1,)), Sample((np.array([0.0, 6.28]), 3))],
    special.softmax: AXES,
    special.log_softmax: AXES,
    special.logsumexp: [
        *AXES,
        *[Sample((T234,), {"axis": axis, "keepdims": True}) for axis in (None, 1, (0, -1))],
        Sample((M23, 1, values(2, 3, low=0.3, seed=4))),
        Sample((M23, -1, values(3, low=0.3))),
        Sample((values(3), 0), {"b": values(2, 3, low=0.3)}),
        Sample((M23, None, values(2, 1, low=0.3)), {"keepdims": True}),
        Sample((C23, 0, values(3, low=0.3))),
        Sample((M23, 0), {"b": values(2, 3, low=-2.0, high=1.0), "return_sign": True}),
        Sample((M23,), {"return_sign": True, "keepdims": True}),
        Sample((C23, 1), {"return_sign": True}),
        Sample((C23, (0, 1), values(2, 1, dtype=complex)), {"return_sign": True, "keepdims": True}),
        Sample((M23, 0, values(3, dtype=complex))),
        Sample((T234, (0, -1), np.array([0.0, 1.0, 2.0, 0.5])), {"keepdims": True}, (0,)),
        Sample((np.array([-np.inf, 1.0, 0.5]),)),
        Sample((values(3, dtype=np.float32), 0, values(3, low=0.3, dtype=np.float32))),
    ],
}

SAMPLES: dict[Callable[..., Any], list[Sample]] = GAMMA | INCOMPLETE | ERRORS | ELEMENTARY
