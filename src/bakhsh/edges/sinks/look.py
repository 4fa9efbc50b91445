"""How the sheets look: one set of cell formats a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bakhsh.language.locale import Locale
from bakhsh.tables import Type

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

__all__ = ["Look"]

_INK, _INDIGO, _PALE, _LINE, _GREY = "#1F2430", "#303F9F", "#E8EAF6", "#DFE2E8", "#5F6675"
_PERSIAN_DIGITS = "[$-3000401]"
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = 1, 2


class Look:
    """Formats of a workbook in the reader's direction, font and digits."""

    def __init__(self, book: Workbook, locale: Locale) -> None:
        self.book = book
        self.rtl = locale.direction == "rtl"
        self.digits = _PERSIAN_DIGITS if locale.digits == "persian" else ""
        self.start = "right" if self.rtl else "left"
        self.words = self._format(border=True)
        self.verbatim = self._format(border=True, reading_order=_LEFT_TO_RIGHT, num_format="@")
        self.header = self._format(bold=True, bg_color=_PALE, font_color=_INDIGO, bottom=1, bottom_color=_INDIGO)
        self.explained = self._format(font_color=_GREY)
        self.title = self._format(bold=True, font_color=_INDIGO, font_size=13)
        self.label = self._format(border=True, font_color=_GREY)
        self.deeper = self._format(border=True, font_color=_GREY, indent=2)
        self.wrapped = self._format(border=True, text_wrap=True)
        self.wrapped_verbatim = self._format(border=True, text_wrap=True, reading_order=_LEFT_TO_RIGHT, num_format="@")
        # Numbers stand at the right in both directions, so that their units are in one line under the header.
        self.number_header = self._format(
            bold=True, bg_color=_PALE, font_color=_INDIGO, bottom=1, bottom_color=_INDIGO, align="right"
        )
        self.count, self.share = self._number("#,##0", self.start), self._number("0.0%", self.start)
        decimals = locale.money.decimals
        self.kinds = {
            Type.INTEGER: self._number("#,##0"),
            Type.NUMBER: self._number("#,##0.0"),
            Type.MONEY: self._number("#,##0" + ("." + "0" * decimals if decimals else "")),
            Type.SHARE: self._number("0.0%"),
            Type.DATE: self._number("yyyy-mm-dd"),
        }
        """The format of a number by what it means."""

    def _number(self, pattern: str, align: str = "right") -> Format:
        return self._format(border=True, num_format=self.digits + pattern, align=align)

    def _format(self, *, border: bool = False, **own: Any) -> Format:
        usual: dict[str, Any] = {
            "font_name": "Tahoma" if self.rtl else "Calibri",
            "font_size": 10 if self.rtl else 11,
            "font_color": _INK,
            "align": self.start,
            "valign": "vcenter",
            "reading_order": _RIGHT_TO_LEFT if self.rtl else _LEFT_TO_RIGHT,
        }
        if border:
            usual |= {"bottom": 1, "bottom_color": _LINE}
        return self.book.add_format(usual | own)
