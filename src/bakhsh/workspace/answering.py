"""Rooms ask questions, an engine answers them."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import TypeVar

import ibis
import pyarrow as pa

from bakhsh.edges.engines import Engine

__all__ = ["answer"]

Answer = TypeVar("Answer")


def answer(engine: Engine, questions: Generator[ibis.Expr, pa.Table, Answer], as_of: date | None = None) -> Answer:
    """Drives a generator of questions with an engine until it returns its answer. `as_of` is what questions of TODAY
    ask about."""
    try:
        question = next(questions)
        while True:
            question = questions.send(engine.query(question, as_of))
    except StopIteration as done:
        value: Answer = done.value
        return value
