"""The room `targeting`: who a campaign reaches, who is left out and why, and who is left alone by lot."""

from bakhsh.loop.targeting.arms import arms, lot, notes
from bakhsh.loop.targeting.audience import audience, needs
from bakhsh.loop.targeting.suppress import REASONS, reason, suppressed_by

__all__ = ["REASONS", "arms", "audience", "lot", "needs", "notes", "reason", "suppressed_by"]
