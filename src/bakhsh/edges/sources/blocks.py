"""A text file as UTF-8 blocks with "\\n" between lines, whatever its encoding and line ends; bounded memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from bakhsh.edges.sources.raw import unreadable
from bakhsh.errors import EdgeError, Where
from bakhsh.language.sentences import Code, Sentence

__all__ = ["bad_byte", "blocks", "is_utf8"]

_EDGES = re.compile(rb"(?m)^[ \t]+|[ \t]+$")
_RUNS = re.compile(rb"[ \t]+")


def blocks(path: Path, encoding: str, size: int, *, blanks: bool = False) -> Iterator[bytes]:
    """Pieces of about `size` bytes, cut anywhere but inside "\\r\\n" or a character of another encoding.

    UTF-8 is passed on as it is (its mistakes are found by whoever parses it, see `bad_byte`). `blanks`: columns are
    divided by any number of blanks, which become one. Raises EdgeError for bytes that do not belong to `encoding`, an
    encoding nobody knows, and a file that cannot be read.
    """
    plain = _plain_utf8(path, size) if is_utf8(path, encoding) else _recoded(path, encoding, size)
    lines = _unix_lines(plain)
    return _single_blanks(lines) if blanks else lines


def is_utf8(path: Path, encoding: str) -> bool:
    """Whether the declared encoding is UTF-8 under any of its names. Raises EdgeError for an unknown encoding."""
    try:
        return codecs.lookup(encoding or "utf-8").name in ("utf-8", "utf-8-sig", "ascii")
    except LookupError as error:
        raise EdgeError(
            Sentence("data.encoding_unknown", {"encoding": Code(encoding)}), where=Where(str(path))
        ) from error


def bad_byte(path: Path, encoding: str) -> EdgeError:
    """The first byte of the file that does not belong to `encoding`: its offset (from 0) and its line."""
    decoder = codecs.getincrementaldecoder(encoding or "utf-8")("strict")
    read, line = 0, 1
    with path.open("rb") as file:
        while True:
            held = len(decoder.getstate()[0])
            chunk = file.read(1 << 20)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(encoding or "utf-8", "replace")
                at = read - held + error.start
                return _not_encoded(path, encoding, at, line + before.count("\n"), error.object[error.start])
            line += text.count("\n")
            read += len(chunk)
            if not chunk:
                return _not_encoded(path, encoding, read, line, 0)


def _not_encoded(path: Path, encoding: str, offset: int, line: int, byte: int) -> EdgeError:
    return EdgeError(
        Sentence(
            "data.not_in_encoding",
            {"encoding": Code(encoding or "utf-8"), "offset": offset, "byte": Code(f"0x{byte:02x}")},
        ),
        where=Where(str(path), line),
        hint=Sentence("data.declare_encoding"),
    )


def _plain_utf8(path: Path, size: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            first = file.read(size)
            yield first.removeprefix(codecs.BOM_UTF8)
            while chunk := file.read(size):
                yield chunk
    except OSError as error:
        raise unreadable(path, error) from error


def _recoded(path: Path, encoding: str, size: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(size):
                yield decoder.decode(chunk).encode()
            yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError as error:
        raise bad_byte(path, encoding) from error
    except OSError as error:
        raise unreadable(path, error) from error


def _unix_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """ "\\r\\n" as "\\n"; a file whose first block knows no "\\n" at all ends its lines with "\\r"."""
    held, old_mac = b"", None
    for piece in chunks:
        chunk = held + piece
        held = b""
        if b"\r" in chunk:
            if chunk.endswith(b"\r"):
                chunk, held = chunk[:-1], b"\r"
            chunk = chunk.replace(b"\r\n", b"\n")
        if old_mac is None and len(chunk) > 1:
            old_mac = b"\n" not in chunk and b"\r" in chunk
        yield chunk.replace(b"\r", b"\n") if old_mac else chunk
    if held:
        yield b"\n"


def _single_blanks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in chunks:
        chunk = held + piece
        cut = chunk.rfind(b"\n") + 1
        held = chunk[cut:]
        yield _RUNS.sub(b" ", _EDGES.sub(b"", chunk[:cut]))
    if held:
        yield _RUNS.sub(b" ", _EDGES.sub(b"", held))
