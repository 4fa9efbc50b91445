"""Dots of several kinds as one small picture (PNG), for thousands of points that as shapes would weigh a page down."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence

__all__ = ["COLOURS", "dots"]

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8f7f1e", "#7d8597")
"""Told apart without red or green too (after Okabe and Ito 2008), on light and on dark paper."""

_RADII = ((300, 11), (1_000, 8), (4_000, 6), (10_000, 5))
_SMALLEST = 4


def dots(kinds: Sequence[Sequence[tuple[float, float]]], width: int, height: int) -> str:
    """The address (data URI) of a picture of `width` × `height` with a dot at each place, one colour and shape a kind.
    Places count from the left and from the bottom, in parts of the width. What is drawn where is decided by the places
    alone; the paper stays as it is."""
    radius = next((size for most, size in _RADII if sum(map(len, kinds)) <= most), _SMALLEST)
    paper = bytearray(width * height)
    stamps = [list(_stamp(at, radius)) for at in range(len(kinds))]
    for at, x, y in _mixed(kinds):
        left, top = round(x * width), height - 1 - round(y * width)
        for row, reach in stamps[at]:
            # A clear rim around each dot keeps neighbours of one colour apart.
            _line(paper, width, height, (left, top + row, reach + 1), 0)
        for row, reach in stamps[at]:
            if abs(row) < radius:
                _line(paper, width, height, (left, top + row, reach - 1), at % len(COLOURS) + 1)
    return "data:image/png;base64," + b64encode(_png(bytes(paper), width, height)).decode("ascii")


def _mixed(kinds: Sequence[Sequence[tuple[float, float]]]) -> Iterator[tuple[int, float, float]]:
    """All dots in an order in which no kind lies above all others."""
    every = [(at, x, y) for at, places in enumerate(kinds) for x, y in places]
    return iter(sorted(every, key=lambda one: (zlib.crc32(f"{one[1]:.4f} {one[2]:.4f}".encode()), one)))


def _stamp(kind: int, radius: int) -> Iterator[tuple[int, int]]:
    """The lines of a dot: how far from its middle, and how far each reaches to both sides. Discs, diamonds, squares and
    triangles take turns."""
    shape = (kind + kind // len(COLOURS)) % 4
    for row in range(-radius, radius + 1):
        if shape == 0:
            yield row, round((radius**2 - row**2) ** 0.5)
        elif shape == 1:
            yield row, radius - abs(row)
        elif shape == 2:
            yield row, round(radius * 0.85)
        else:
            yield row, round((row + radius) * 0.55)


def _line(paper: bytearray, width: int, height: int, at: tuple[int, int, int], colour: int) -> None:
    x, y, reach = at
    if 0 <= y < height and reach >= 0:
        start, end = max(x - reach, 0), min(x + reach + 1, width)
        if start < end:
            paper[y * width + start : y * width + end] = bytes([colour]) * (end - start)


def _png(paper: bytes, width: int, height: int) -> bytes:
    """PNG with a palette whose first colour is clear (PNG specification, second edition, 11.2 and 11.3)."""
    palette = bytes(3) + b"".join(bytes.fromhex(colour[1:]) for colour in COLOURS)
    lines = b"".join(b"\0" + paper[at * width : (at + 1) * width] for at in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"tRNS", b"\0"),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
