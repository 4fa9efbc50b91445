"""How good predictions would have been: learned as of earlier days, held against what came, beside stupid baselines."""

from __future__ import annotations

from bakhsh.loop.predictions.backtest.baselines import BASELINES, Past, guessed
from bakhsh.loop.predictions.backtest.grading import graded
from bakhsh.loop.predictions.backtest.judging import judged
from bakhsh.loop.predictions.backtest.origins import backtest, looked, origins

__all__ = ["BASELINES", "Past", "backtest", "graded", "guessed", "judged", "looked", "origins"]
