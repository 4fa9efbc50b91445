"""Workbooks of the forms that no library here writes, put together from their bytes."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

__all__ = ["cell", "ods", "row", "table", "xlsb"]

_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    "<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)


# ---- OpenDocument ------------------------------------------------------------------------------------------------
def cell(value: Any = None, times: int = 1, **further: str) -> str:
    """A cell of an .ods sheet; `further` are attributes, "_" for ":" and "__" for "-" ("office_date__value" …)."""
    said = "".join(f' {key.replace("__", "-").replace("_", ":")}="{text}"' for key, text in further.items())
    said += f' table:number-columns-repeated="{times}"' if times > 1 else ""
    if value is None:
        return f"<table:table-cell{said}/>"
    number = f' office:value-type="float" office:value="{value}"'
    kind = ' office:value-type="string"' if isinstance(value, str) else number
    kind = "" if "office_value__type" in further else kind
    return f"<table:table-cell{kind}{said}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def row(*cells: Any, times: int = 1, **further: str) -> str:
    said = "".join(f' {key.replace("_", ":", 1)}="{text}"' for key, text in further.items())
    inside = "".join(one if isinstance(one, str) and one.startswith("<") else cell(one) for one in cells)
    return f'<table:table-row table:number-rows-repeated="{times}"{said}>{inside}</table:table-row>'


def table(name: str, *rows: str) -> str:
    return f'<table:table table:name="{escape(name)}">{"".join(rows)}</table:table>'


def ods(path: Path, *tables: str, before: str = "") -> Path:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr("content.xml", _CONTENT.format(before=before, tables="".join(tables)))
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
    return path


# ---- binary Excel ------------------------------------------------------------------------------------------------
def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = b"", len(data)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return head + size + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cells(cells: Mapping[tuple[int, int], Any]) -> bytes:
    """Numbers, texts, truth; an error is its code in bytes."""
    found, last = b"", -1
    for (line, column), value in sorted(cells.items()):
        if line != last:
            found += _record(0, struct.pack("<2IH2BI", line, 0, 300, 0, 0, 0))
            last = line
        head = struct.pack("<2I", column, 0)
        match value:
            case bytes():
                found += _record(3, head + value)
            case bool():
                found += _record(4, head + bytes([value]))
            case str():
                found += _record(6, head + _wide(value))
            case _:
                found += _record(5, head + struct.pack("<d", value))
    return found


def xlsb(path: Path, pages: Mapping[str, Sequence[Sequence[Any]] | Mapping[tuple[int, int], Any]]) -> Path:
    """An .xlsb file: sheets of rows, or of cells by (row, column)."""
    relations, sheets = "", b""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, rows) in enumerate(pages.items(), 1):
            cells = dict(rows) if isinstance(rows, Mapping) else {
                (line, column): value for line, one in enumerate(rows) for column, value in enumerate(one)
                if value is not None
            }  # fmt: skip
            lines, columns = [key[0] for key in cells], [key[1] for key in cells]
            used = struct.pack("<4I", min(lines), max(lines), min(columns), max(columns))
            sheet = _record(129) + _record(148, used) + _record(145) + _cells(cells) + _record(146) + _record(130)
            archive.writestr(f"xl/worksheets/sheet{number}.bin", sheet)
            relations += (
                f'<Relationship Id="rId{number}" Type="http://x/worksheet" Target="worksheets/sheet{number}.bin"/>'
            )
            sheets += _record(156, struct.pack("<2I", 0, number) + _wide(f"rId{number}") + _wide(name))
        book = _record(131) + _record(143) + sheets + _record(144) + _record(132)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{relations}</Relationships>",
        )
        archive.writestr("[Content_Types].xml", "<Types/>")
    return path
