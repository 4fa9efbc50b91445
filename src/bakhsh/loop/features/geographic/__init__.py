"""The geographic base."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.loop.features.bases import Given, Learned

__all__ = ["learn", "readings"]


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Nothing of this base is looked up."""
    yield from ()
    return Learned()


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """What is reckoned beyond the features there always are."""
    return ()
