"""Words every spec shares: what people read, and where a spec was declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bakhsh.errors import Where

if TYPE_CHECKING:
    pass

__all__ = ["NOWHERE", "Title"]

Title = Mapping[str, str]
"""What a person reads, by language ({"en": "Champions", "fa": "بهترین مشتریان"}); empty: the name is shown."""

NOWHERE = Where("")
"""The place of a spec that no file declares."""
