"""One row of the evidence: what is claimed, what was measured, whether that meets the target, and how to rerun it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim and its measurement. `peer`: what it was compared with, measured in the same run."""

    claim: str
    target: str
    measured: str
    met: bool
    peer: str = ""
    rerun: str = "make evidence"

    def as_json(self) -> dict[str, Any]:
        # A comparison of numbers of numpy is a bool of its own, which JSON does not know.
        return asdict(self) | {"met": bool(self.met)}

    def __str__(self) -> str:
        peer = f"  (peer: {self.peer})" if self.peer else ""
        return f"{'met ' if self.met else 'SHORT'}  {self.claim}: {self.measured}, target {self.target}{peer}"
