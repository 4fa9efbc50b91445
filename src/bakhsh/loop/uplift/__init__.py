"""The room `uplift`: what a campaign caused, and whether its audience is large enough to tell."""

from bakhsh.loop.uplift.effect import Measured, measure, readout, sums, verdict
from bakhsh.loop.uplift.followed import Followed, followed
from bakhsh.loop.uplift.outside import measure_outside

__all__ = ["Followed", "Measured", "followed", "measure", "measure_outside", "readout", "sums", "verdict"]
