"""scipy.stats: what has no derivative rule, and why. A distribution gives its reasons for each argument itself."""

from __future__ import annotations

from scipy import stats

from srcxform.rules.registry import nondifferentiable

nondifferentiable((stats.rankdata, stats.tiecorrect, stats.percentileofscore))

RANKS = "ranks are steps of the data: its derivative is zero wherever it exists"
RESAMPLED = "draws, or counts of draws"
SEARCH = "the result of a search; write `implicit` around the equation that it solves"
OF_COUNTS = "of counts alone"
OBJECT = "makes an object of data or of another distribution; use `stats.norm` and the other distributions themselves"
TABLE = "its p-value is read from tables or computed without a closed derivative"
DRAWN = "a draw: use `mean + L @ z` with standard normal draws `z` and `L = np.linalg.cholesky(cov)`"
MATRIX_DRAWN = "draws and rejects by its parameters: a draw does not depend on them smoothly"
WHOLE = "draws whole numbers: how likely each is changes with the parameters, and no number does"
NUMERICAL = "a numerical integral at places that SciPy draws: write it with `scipy.stats.norm.cdf` where it factorises"
PLOT = "for plots"
SHORT = "short to write in NumPy's functions, which have rules"


def of(reason: str, names: str) -> dict[str, str]:
    """The same reason for several names."""
    return {f"scipy.stats.{name}": reason for name in names.split()}


LEFT_OUT: dict[str, str] = {
    **of(
        RANKS,
        "alexandergovern ansari brunnermunzel chatterjeexi epps_singleton_2samp fligner friedmanchisquare kendalltau "
        "kruskal ks_1samp ks_2samp kstest mannwhitneyu median_test mood page_trend_test quantile_test ranksums "
        "siegelslopes somersd spearmanr spearmanrho weightedtau wilcoxon ecdf logrank cramervonmises "
        "cramervonmises_2samp mode",
    ),
    **of(
        RESAMPLED,
        "bootstrap bws_test goodness_of_fit monte_carlo_test multiscale_graphcorr permutation_test power dunnett "
        "sobol_indices ortho_group random_correlation random_table special_ortho_group uniform_direction unitary_group "
        "BootstrapMethod MonteCarloMethod PermutationMethod qmc",
    ),
    **of(SEARCH, "boxcox_normmax yeojohnson_normmax fit wasserstein_distance_nd"),
    **of(
        OF_COUNTS,
        "barnard_exact binomtest boschloo_exact chi2_contingency contingency fisher_exact poisson_means_test "
        "multivariate_hypergeom",
    ),
    **of(
        OBJECT,
        "Binomial Covariance CensoredData Logistic Mixture Normal Uniform make_distribution order_statistic "
        "rv_histogram truncate bayes_mvs mvsdist abs exp log rv_continuous rv_discrete "
        "nchypergeom_fisher.dist nchypergeom_wallenius.dist",
    ),
    **of(TABLE, "anderson anderson_ksamp false_discovery_control shapiro tukey_hsd"),
    **of(PLOT, "boxcox_normplot yeojohnson_normplot ppcc_max ppcc_plot probplot"),
    **of(
        SHORT,
        "binned_statistic binned_statistic_2d binned_statistic_dd lmoment obrientransform poisson_binom sigmaclip "
        "theilslopes trim1 trimboth",
    ),
    **of(SEARCH, "rv_continuous.fit rv_continuous.fit_loc_scale vonmises_fisher.fit"),
    **of("use `np.linalg.slogdet` and `scipy.special.multigammaln`, of which its density is made", "matrix_t"),
    **of(DRAWN, "multivariate_normal.rvs multivariate_t.rvs matrix_normal.rvs"),
    **of(MATRIX_DRAWN, "wishart.rvs invwishart.rvs vonmises_fisher.rvs normal_inverse_gamma.rvs dirichlet.rvs"),
    **of(WHOLE, "rv_discrete.rvs multinomial.rvs dirichlet_multinomial.rvs"),
    **of(NUMERICAL, "multivariate_normal.cdf multivariate_normal.logcdf multivariate_t.cdf"),
    **of("of continuous distributions: use `-np.sum(logpmf(...))`", "rv_discrete.nnlf"),
    **of("SciPy makes a class of its own: use the methods of `levy_stable` itself", "levy_stable"),
    **of("the integral of a function; sum it with `pdf`", "rv_continuous.expect rv_discrete.expect"),
}
"""Public functions that have no rule, and why; a reason for `rv_continuous` holds for each of its kind."""

NOT_OF_FLOATS = of("whole numbers", "rv_discrete.support")
