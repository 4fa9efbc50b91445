"""What comes next: how often a customer will buy, for how much, whether he still is one, and when."""

from __future__ import annotations

from bakhsh.loop.predictions.awaiting import awaited, dated, next_orders_of
from bakhsh.loop.predictions.categories import bought, of_category
from bakhsh.loop.predictions.counts import counted
from bakhsh.loop.predictions.keys import Keys, keys, predictions
from bakhsh.loop.predictions.learning import KIND, learn
from bakhsh.loop.predictions.next_order import EXPECTED
from bakhsh.loop.predictions.outlook import expected, slipping
from bakhsh.loop.predictions.scoring import score
from bakhsh.loop.predictions.worth import PAID, paid, paid_keys, spend_scores, worth

__all__ = [
    "EXPECTED", "KIND", "PAID", "Keys", "awaited", "bought", "counted", "dated", "expected", "keys", "learn",
    "next_orders_of", "of_category", "paid", "paid_keys", "predictions", "score", "slipping", "spend_scores", "worth",
]  # fmt: skip
