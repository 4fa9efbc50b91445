"""What lies beneath the values of a workbook, read from its own bytes beside the fast reader, which knows none of it:
errors, formulas nobody computed, hidden rows, and how far a sheet reaches."""

from __future__ import annotations

import zipfile

from bakhsh.edges.sources import biff8, biff12, opendocument, spreadsheetml
from bakhsh.edges.sources.content import DAMAGE, Content
from bakhsh.edges.sources.oddities import Beneath, Oddities

__all__ = ["beneath"]


def beneath(path: Content) -> Beneath:
    """The oddities of a workbook; none where it is damaged, which whoever reads its values says."""
    try:
        with path.open("rb") as file:
            if not zipfile.is_zipfile(file):
                return biff8.beneath(path)
            with zipfile.ZipFile(file) as archive:
                names = set(archive.NameToInfo)
        if "xl/workbook.bin" in names:
            return biff12.beneath(path)
        return opendocument.beneath(path) if "content.xml" in names else spreadsheetml.beneath(path)
    except (OSError, *DAMAGE):
        return Beneath(lambda name: Oddities())
