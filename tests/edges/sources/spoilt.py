"""A shop's file in every form it comes in, spoilt as files are spoilt on their way."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter

from bakhsh.specs import ColumnMap, Project, Reading, Source

PROJECT = Project("shop", unit="IRT", calendar="jalali", timezone="Asia/Tehran")
MAPS = (
    ColumnMap("order_id", "شماره"), ColumnMap("customer_id", "مشتری"), ColumnMap("ordered_at", "تاریخ", form="jalali"),
    ColumnMap("items.name", "کالا"), ColumnMap("quantity", "تعداد"), ColumnMap("amount", "مبلغ"),
)  # fmt: skip
NAMES = tuple(one.source for one in MAPS)
SOURCE = Source("shop", "lines", ("x",), MAPS)
WIDTHS = (8, 8, 12, 14, 6, 12)
_GOODS = ("قند", "چای احمد", 'لیوان "بزرگ"', "tea, green", "برنج")


def cells(number: int, chance: random.Random) -> tuple[str, ...]:
    """A row, made of nothing but its number and the chance."""
    day = f"1403/{number % 12 + 1:02}/{number % 28 + 1:02}"
    return (
        str(1000 + number // 3), f"c{chance.randrange(40)}", day, chance.choice(_GOODS), str(chance.randint(1, 9)),
        str(chance.randint(1, 900) * 1000),
    )  # fmt: skip


def rows(count: int, seed: int) -> list[tuple[str, ...]]:
    chance = random.Random(seed)
    return [NAMES, *(cells(number, chance) for number in range(count))]


@dataclass(frozen=True)
class Form:
    """How a table becomes a file: its ending, how it is read, and the bytes of rows."""

    ending: str
    reading: Reading
    made: Callable[[list[tuple[str, ...]]], bytes]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",;\n') else cell


def delimited(table: list[tuple[str, ...]], mark: str = ",", end: str = "\n") -> str:
    return "".join(mark.join(map(_quoted, row)) + end for row in table)


def _fixed(table: list[tuple[str, ...]]) -> bytes:
    lines = ("".join(cell.ljust(width) for cell, width in zip(row, WIDTHS, strict=True)) for row in table)
    return "\r\n".join(lines).encode()


def workbook(table: list[tuple[str, ...]]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet("فروش")
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    return held.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, said in members.items():
            archive.writestr(name, said)
    return held.getvalue()


FORMS = {
    "csv": Form(".csv", Reading(), lambda table: delimited(table).encode()),
    "persian": Form(".csv", Reading(delimiter="؛"), lambda table: delimited(table, "؛", "\r\n").encode("utf-8-sig")),
    "windows": Form(
        ".csv", Reading(encoding="cp1256"),
        lambda table: delimited(table, ";").replace("ی", "ي").encode("cp1256"),
    ),
    "utf-16": Form(".txt", Reading(encoding="utf-16"), lambda table: delimited(table, "\t").encode("utf-16")),
    "fixed": Form(".txt", Reading(format="fixed", widths=WIDTHS), _fixed),
    "titled": Form(".csv", Reading(), lambda table: ("گزارش فروش\n\n" + delimited(table)).encode()),
    "workbook": Form(".xlsx", Reading(), workbook),
    "zip": Form(".zip", Reading(), lambda table: zipped({
        "a/تهران.csv": delimited([table[0], *table[1::2]]).encode(), "b.xlsx": workbook([table[0], *table[2::2]]),
    })),
    "json": Form(".json", Reading(format="json"), lambda table: json.dumps(
        [dict(zip(table[0], row, strict=True)) for row in table[1:]], ensure_ascii=False,
    ).encode()),
    "json lines": Form(".jsonl", Reading(format="json"), lambda table: "\n".join(
        json.dumps(dict(zip(table[0], row, strict=True))) for row in table[1:]
    ).encode()),
    "gzip": Form(".csv.gz", Reading(), lambda table: gzip.compress(delimited(table).encode(), mtime=0)),
}  # fmt: skip


# ---- spoiling ----------------------------------------------------------------------------------------------------
def _flipped(content: bytes, chance: random.Random) -> bytes:
    held = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _cut_out(content: bytes, chance: random.Random) -> bytes:
    first = chance.randrange(len(content))
    return content[:first] + content[first + chance.randint(1, 400) :]


def _put_in(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    new = chance.choice([b'"', b",", b"\n", b"\r", b"\x00" * 3, b"\xff\xfe", b"\x1f", b"\x1a", b"PK\x03\x04", b"\xd9"])
    return content[:place] + new + content[place:]


def _of_lines(content: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    return b"\n".join(change(content.split(b"\n")))


def _rows_cut(content: bytes, chance: random.Random) -> bytes:
    return _of_lines(content, lambda lines: [one for one in lines if chance.random() > 0.1])


def _columns_swapped(content: bytes, chance: random.Random) -> bytes:
    def swapped(line: bytes) -> bytes:
        cells = line.split(b",")
        chance.shuffle(cells)
        return b",".join(cells)

    return _of_lines(content, lambda lines: [swapped(one) if chance.random() < 0.1 else one for one in lines])


def _encodings_mixed(content: bytes, chance: random.Random) -> bytes:
    def other(line: bytes) -> bytes:
        return line.decode("utf-8", "replace").encode(chance.choice(["cp1256", "utf-16-le", "cp1252"]), "replace")

    return _of_lines(content, lambda lines: [other(one) if chance.random() < 0.1 else one for one in lines])


_SPOIL = (_flipped, _cut, _cut_out, _put_in, _rows_cut, _columns_swapped, _encodings_mixed)


def _inside(content: bytes, chance: random.Random) -> bytes:
    """A packed file whose members are spoilt, so that the archive itself is sound."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {one.filename: archive.read(one) for one in archive.infolist()}
    except Exception:  # it is spoilt already, in one of many ways
        return content
    if not members:
        return content
    name = chance.choice(sorted(members))
    if members[name]:
        members[name] = chance.choice(_SPOIL)(members[name], chance)
    return zipped(members)


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """The content with one to three damages."""
    for _ in range(chance.randint(1, 3)):
        if content[:2] == b"PK" and chance.random() < 0.7:
            content = _inside(content, chance)
        elif content:
            content = chance.choice(_SPOIL)(content, chance)
    return content


def case(seed: int, folder: Path, count: int = 60) -> tuple[Path, bytes, Source]:
    """A spoilt file, its bytes and how it is read; the same for the same seed."""
    chance = random.Random(seed)
    name = chance.choice(sorted(FORMS))
    form = FORMS[name]
    content = spoilt(form.made(rows(count, seed)), chance)
    path = folder / f"orders{form.ending}"
    path.write_bytes(content)
    return path, content, replace(SOURCE, reading=form.reading)
