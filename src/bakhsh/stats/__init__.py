"""Numbers in, numbers out: intervals, bootstrap, sample size, movement of a distribution.

What needs numpy or scipy takes it inside its functions, so that whoever shows an interval does not load them.
"""

from __future__ import annotations

from bakhsh.stats.agreement import adjusted_rand, adjusted_rand_of_pairs, best_jaccard, crossed
from bakhsh.stats.dip import dip, dip_p_value
from bakhsh.stats.drift import psi, psi_noise_ceiling
from bakhsh.stats.effects import Dominance, believed, dominance
from bakhsh.stats.intervals import (
    Interval,
    Sample,
    bootstrap_mean_difference,
    mean_difference,
    mean_interval,
    minimum_detectable_effect,
    proportion_difference,
    sample_size_means,
    wilson,
)
from bakhsh.stats.shifts import Shift, benjamini_hochberg, crossing, shift
from bakhsh.stats.survival import Survived, kaplan_meier

__all__ = [
    "Dominance", "Interval", "Sample", "Shift", "Survived", "adjusted_rand", "adjusted_rand_of_pairs", "believed",
    "benjamini_hochberg", "best_jaccard", "bootstrap_mean_difference", "crossed", "crossing", "dip", "dip_p_value",
    "dominance", "kaplan_meier", "mean_difference", "mean_interval", "minimum_detectable_effect",
    "proportion_difference", "psi", "psi_noise_ceiling", "sample_size_means", "shift", "wilson",
]  # fmt: skip
