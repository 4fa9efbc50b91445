"""A picture of dots is a PNG that only the places decide."""

from __future__ import annotations

import base64
import struct
import zlib

from bakhsh.report.dots import COLOURS, dots


def pixels(address: str) -> tuple[int, int, list[bytes]]:
    """Width, height and the lines of colour numbers."""
    data = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, parts = 8, {}
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(name + body)
        parts[name] = body
        at += 12 + size
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    raw = zlib.decompress(parts[b"IDAT"])
    assert len(raw) == (width + 1) * height
    return width, height, [raw[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height)]


def test_each_kind_has_its_colour_at_its_place_and_the_paper_stays_clear() -> None:
    width, height, lines = pixels(dots([[(0.25, 0.1)], [(0.75, 0.4)]], 200, 100))
    assert (width, height) == (200, 100)
    assert lines[99 - 20][50] == 1
    assert lines[99 - 80][150] == 2
    assert lines[50][100] == 0


def test_the_order_of_the_places_changes_nothing() -> None:
    places = [(at * 37 % 100 / 100, at * 53 % 50 / 100) for at in range(80)]
    assert dots([places, places[:5]], 200, 100) == dots([places[::-1], places[4::-1]], 200, 100)


def test_a_ninth_kind_shares_a_colour_but_not_its_shape() -> None:
    kinds = [[(0.5, 0.25)] if at in (0, 8) else [] for at in range(9)]
    assert len(COLOURS) == 8
    alone = [dots([one if at == place else [] for at, one in enumerate(kinds)], 100, 50) for place in (0, 8)]
    assert alone[0] != alone[1]


def test_twenty_thousand_customers_weigh_little() -> None:
    kinds = [[(at * 7919 % 1000 / 1000, at * 104_729 % 600 / 1000) for at in range(k, 20_000, 8)] for k in range(8)]
    assert len(dots(kinds, 1_400, 840)) < 250_000


def test_a_dot_at_the_edge_is_cut_off_there() -> None:
    _, _, lines = pixels(dots([[(0.0, 0.0), (1.0, 0.5)]], 100, 50))
    assert lines[49][0] == 1
    assert lines[0][99] == 1
