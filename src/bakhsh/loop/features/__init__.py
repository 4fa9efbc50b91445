"""A row per customer, as of a day: what is known of each at its end, from facts of his own rows."""

from bakhsh.loop.features.customers import features, with_leads

__all__ = ["features", "with_leads"]
