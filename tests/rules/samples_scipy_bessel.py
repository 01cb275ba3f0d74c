"""Samples for the rules of scipy.special: Bessel functions and other solutions of the wave equation."""

from __future__ import annotations

import numpy as np
from scipy import special

from tests.rules.sample import Sample, Samples, values
from tests.rules.samples_scipy_special import few, line, plane

X = (0.4, 5.0)
ORDERS = np.array([[0.5], [2.0]])
COUNTS = np.array([[0], [3]])

BESSEL: Samples = {
    **{
        f: [*line(*X, 1.5), *few(*X, 0), *few(*X, ORDERS), *plane(0.5, 2.0, 1.5), *plane(-2.0, -0.5, 2)]
        for f in (special.jv, special.yv, special.iv, special.kv, special.jve, special.yve, special.ive, special.kve)
    },
    **{
        f: [*plane(0.5, 2.0, 1.5), *few(*X, 1.5), *few(*X, ORDERS)]
        for f in (special.hankel1, special.hankel2, special.hankel1e, special.hankel2e)
    },
    **{f: [*few(*X, 2), *few(*X, COUNTS)] for f in (special.yn, special.kn)},
    **{f: line(-5.0, 5.0) for f in (special.j0, special.j1, special.i0, special.i1, special.i0e, special.i1e)},
    **{f: line(*X) for f in (special.y0, special.y1, special.k0, special.k1, special.k0e, special.k1e)},
    **{
        f: [*few(*X, 1.5), *few(*X, 2, after=(2,)), *few(*X, 2, after=(0,)), *plane(0.5, 2.0, 1.5)[:1]]
        for f in (special.jvp, special.yvp, special.ivp, special.kvp)
    },
    **{f: [*few(*X, 1.5), *few(*X, 2, after=(2,)), *plane(0.5, 2.0, 1.5)[:1]] for f in (special.h1vp, special.h2vp)},
    **{
        f: [*line(*X, 2), *few(*X, 0), *few(*X, COUNTS), *few(*X, 2, after=(True,)), *plane(0.5, 2.0, 1)[:1]]
        for f in (special.spherical_jn, special.spherical_yn, special.spherical_in, special.spherical_kn)
    },
}
WAVES: Samples = {
    special.airy: [*line(-3.0, 3.0), *plane()],
    special.airye: [*line(0.2, 3.0), *plane(), *plane(-3.0, -1.0)],
    special.kelvin: line(0.3, 3.0),
    special.pbdv: [*line(-3.0, 3.0, 1.3), *few(0.2, 3.0, ORDERS), *few(-3.0, 3.0, -0.7)],
    special.pbvv: [*line(-3.0, 3.0, 1.3), *few(0.2, 3.0, ORDERS), *few(-3.0, 3.0, -0.7)],
    special.pbdv_seq: [Sample((2.3, 1.2), wrt=(1,)), Sample((1.0, -0.4), wrt=(1,))],
    special.pbvv_seq: [Sample((2.3, 1.2), wrt=(1,)), Sample((1.5, 0.4), wrt=(1,))],
    special.pbwa: [*line(-3.0, 3.0, 0.4), *few(-3.0, 3.0, ORDERS)],
    **{
        f: [Sample((2, 1.5, x), wrt=(2,), step=0.3) for x in (30.0, values(2, 2, low=10.0, high=80.0))]
        + few(10.0, 80.0, np.array([[2], [3]]), 1.5)[2:]
        for f in (special.mathieu_cem, special.mathieu_sem)
    },
    **{
        f: [*few(0.2, 1.5, 2, 1.5)[:2], *few(0.2, 1.5, np.array([[2], [3]]), 1.5)[:2]]  # NaN in float32
        for f in (special.mathieu_modcem1, special.mathieu_modcem2, special.mathieu_modsem1, special.mathieu_modsem2)
    },
    **{f: few(-0.7, 0.7, 1, 2, 1.3)[:2] for f in (special.pro_ang1, special.obl_ang1)},  # no end in float32
    special.pro_ang1_cv: few(-0.7, 0.7, 1, 2, 1.3, special.pro_cv(1, 2, 1.3)),
    special.obl_ang1_cv: few(-0.7, 0.7, 1, 2, 1.3, special.obl_cv(1, 2, 1.3)),
    special.pro_rad1: few(1.2, 2.0, 1, 2, 1.3)[:2],
    special.pro_rad1_cv: few(1.2, 2.0, 1, 2, 1.3, special.pro_cv(1, 2, 1.3)),
    special.obl_rad1: few(0.2, 2.0, 1, 2, 1.3)[:2],
    special.obl_rad1_cv: few(0.2, 2.0, 1, 2, 1.3, special.obl_cv(1, 2, 1.3)),
}
INTEGRALS: Samples = {
    special.struve: [*line(*X, 1.5), *few(*X, ORDERS)],
    special.modstruve: [*line(*X, 1.5), *few(*X, ORDERS)],
    special.itstruve0: line(*X),
    special.it2struve0: line(*X),
    special.itmodstruve0: line(*X),
    special.besselpoly: few(0.3, 2.0, after=(0.5, 1.2)),
    **{f: line(-3.0, 3.0) for f in (special.ber, special.bei)},
    **{f: [*line(-3.0, 3.0), Sample((np.array([0.0, 0.1]),))] for f in (special.berp, special.beip)},
    **{f: line(0.3, 3.0) for f in (special.ker, special.kei, special.kerp, special.keip)},
    special.itairy: line(-0.3, 0.3),  # SciPy sums five digits only
    special.iti0k0: line(0.3, 3.0),
    special.itj0y0: line(0.3, 3.0),
    special.it2i0k0: line(0.3, 3.0),
    special.it2j0y0: line(0.3, 3.0),
    special.riccati_jn: [Sample((3, 1.3)), Sample((1, 0.4))],
    special.riccati_yn: [Sample((3, 1.3)), Sample((1, 0.4))],
    special.lmbda: [Sample((2.3, 1.3), wrt=(1,)), Sample((1, 0.4))],
    special.lqn: [Sample((3, z)) for z in (0.3, 1.4, 0.3 + 0.2j, values(3, low=-0.8, high=0.8))],
    special.lqmn: [Sample((2, 3, z)) for z in (0.3, 1.4, 0.3 + 0.2j)],
}

SAMPLES: Samples = BESSEL | WAVES | INTEGRALS
