"""A text as UTF-8 blocks of whole lines with "\\n" between them, whatever its encoding and line ends; bounded memory.

A line with bytes that are not of the declared encoding comes with a zero byte before it: whoever reads lines takes it
for damaged. That is so where a few lines of a text are damaged or of another encoding; where most lines with letters
beyond ASCII are, the declared encoding is wrong and the text is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.encodings import by_mark, likely
from bakhsh.edges.sources.raw import unreadable
from bakhsh.errors import DataError, EdgeError, Where
from bakhsh.language.sentences import Code, Sentence

__all__ = ["Fault", "Text", "blocks"]

_EDGES = re.compile(rb"(?m)^[ \t]+|[ \t]+$")
_RUNS = re.compile(rb"[ \t]+")
_LONGEST_LINE = 64 << 20
_ASCII = bytes(range(128))
_UTF8 = ("utf-8", "utf-8-sig", "ascii")
_SHOWN = 20_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first byte of a line that is not of the text's encoding, and its offset in the file, from 0."""

    offset: int
    byte: int

    def __str__(self) -> str:
        return f"0x{self.byte:02x} @ {self.offset}"


@dataclass(slots=True)
class Text:
    """A text and what is known of its encoding: `faults` are its damaged lines, by line, once one was met."""

    content: Content
    encoding: str
    faults: dict[int, Fault] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content, declared: str) -> Text:
        """The text under its declared encoding; under the likely one where none is declared.

        Raises EdgeError for an encoding nobody knows or a file that cannot be read, DataError for UTF-16 that is
        declared as something else.
        """
        try:
            with content.open("rb") as file:
                start = file.read(1 << 18)
        except OSError as error:
            raise unreadable(content, error) from error
        try:
            encoding = codecs.lookup(declared or likely(start).name).name
        except LookupError as error:
            said = Sentence("data.encoding_unknown", {"encoding": Code(declared)})
            raise EdgeError(said, where=Where(str(content))) from error
        _refuse_another(content, encoding, start)
        if encoding == "utf-16" and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = by_mark(start) or "utf-16-le"
        return cls(content, "utf-8" if encoding in _UTF8 else encoding)

    @property
    def by_lines(self) -> bool:
        """Whether its bytes can be cut at line ends: not so in UTF-16, where a lost byte shifts all that follow."""
        try:
            return _ASCII.decode(self.encoding) == _ASCII.decode()
        except UnicodeDecodeError:
            return False


def blocks(text: Text, size: int, *, blanks: bool = False) -> Iterator[bytes]:
    """Pieces of whole lines of about `size` bytes; a line longer than 64 MiB is cut.

    `blanks`: columns are divided by any number of blanks, which become one. Raises EdgeError where more lines with
    letters beyond ASCII are damaged than not (for UTF-16: at the first damage), with offset and line of the first byte
    at fault and the encoding that would fit, and for a file that cannot be read.
    """
    lines = _by_lines(text, size) if text.by_lines else _by_characters(text, size)
    unix = _unix_lines(lines)
    return _single_blanks(unix) if blanks else unix


def _refuse_another(content: Content, encoding: str, start: bytes) -> None:
    """DataError where the bytes leave no doubt that the text is in another encoding than the declared one, though every
    byte of it has a meaning there."""
    if encoding in _UTF8 and (by_mark(start) or "utf-8") not in _UTF8:
        said = Sentence("data.looks_like_utf16")
        raise DataError(said, where=Where(str(content)), hint=Sentence("data.declare_utf16"))
    if encoding not in _UTF8 and not by_mark(start) and _is_utf8(start):
        said = Sentence("sources.is_utf8", {"encoding": Code(encoding)})
        raise DataError(said, where=Where(str(content)), hint=Sentence("sources.leave_encoding_out"))


def _is_utf8(start: bytes) -> bool:
    """Whether so many letters beyond ASCII hold in UTF-8 that it is no accident."""
    try:
        found = codecs.getincrementaldecoder("utf-8")("strict").decode(start)
    except UnicodeDecodeError:
        return False
    return len(found) - len(found.encode("ascii", "ignore")) >= _NO_ACCIDENT


_NO_ACCIDENT = 8


# ---- bytes -------------------------------------------------------------------------------------------------------
def _raw(content: Content, size: int) -> Iterator[bytes]:
    try:
        with content.open("rb") as file:
            while chunk := file.read(size):
                yield chunk
    except OSError as error:
        raise unreadable(content, error) from error


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut after line ends: "\\n", or "\\r" in a text whose first piece knows no "\\n"."""
    held: list[bytes] = []
    end, size = b"", 0
    for chunk in chunks:
        end = end or (b"\r" if b"\n" not in chunk and b"\r" in chunk[:-1] else b"\n")
        cut = chunk.rfind(end) + 1
        size += len(chunk)
        if not cut and size < _LONGEST_LINE:
            held.append(chunk)
            continue
        cut = cut or len(chunk)
        yield b"".join((*held, memoryview(chunk)[:cut]))
        held, size = [chunk[cut:]], len(chunk) - cut
    if any(held):
        yield b"".join(held)


def _by_lines(text: Text, size: int) -> Iterator[bytes]:
    line, first = 1, True
    for chunk in _whole_lines(_raw(text.content, size)):
        block = chunk.removeprefix(codecs.BOM_UTF8) if first else chunk
        first = False
        yield _sound(text, block, line)
        line += _line_ends(block)


def _by_characters(text: Text, size: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(text.encoding)("strict")

    def recoded() -> Iterator[bytes]:
        try:
            for chunk in _raw(text.content, size):
                yield decoder.decode(chunk).encode()
            yield decoder.decode(b"", final=True).encode()
        except UnicodeError as error:
            raise _bad_byte(text) from error

    first = True
    for block in _whole_lines(recoded()):
        yield block.removeprefix(codecs.BOM_UTF8) if first else block
        first = False


def _line_ends(block: bytes) -> int:
    return block.count(b"\n") or block.count(b"\r")


def _unix_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """ "\\r\\n" as "\\n"; a file whose first block knows no "\\n" at all ends its lines with "\\r"."""
    old_mac = None
    for piece in chunks:
        chunk = piece.replace(b"\r\n", b"\n") if b"\r" in piece else piece
        if old_mac is None:
            old_mac = b"\n" not in chunk and b"\r" in chunk
        yield chunk.replace(b"\r", b"\n") if old_mac else chunk


def _single_blanks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield _RUNS.sub(b" ", _EDGES.sub(b"", chunk))


# ---- faults ------------------------------------------------------------------------------------------------------
def _sound(text: Text, block: bytes, line: int) -> bytes:
    """The block in UTF-8; its damaged lines begin with a zero byte and hold "\ufffd" for what is damaged."""
    found = _decoded(text.encoding, block)
    if found is not None:
        return found
    if not text.faults:
        text.faults.update(_judged(text))
    return b"".join(
        b"\x00" + one.decode(text.encoding, "replace").encode() if number in text.faults else _sound_line(text, one)
        for number, one in enumerate(_split(block), line)
    )


def _decoded(encoding: str, block: bytes) -> bytes | None:
    """The block in UTF-8, None where a byte of it is not of the encoding."""
    if encoding != "utf-8":
        try:
            return block.decode(encoding).encode()
        except UnicodeDecodeError:
            return None
    try:
        pa.array([block], pa.large_binary()).cast(pa.large_string())
    except pa.ArrowInvalid:
        return None
    return block


def _sound_line(text: Text, line: bytes) -> bytes:
    return line.decode(text.encoding).encode()


def _split(block: bytes) -> list[bytes]:
    end = b"\n" if b"\n" in block else b"\r"
    *lines, last = block.split(end)
    return [*(one + end for one in lines), *([last] if last else [])]


def _judged(text: Text) -> dict[int, Fault]:
    """Every damaged line of the text; EdgeError where they are as many as the sound ones with letters beyond ASCII.

    A line beyond ASCII that holds in UTF-8 is hardly of another encoding: where most do, the text is UTF-8.
    """
    faults: dict[int, Fault] = {}
    shown: list[bytes] = []
    sound, line, offset = 0, 1, 0
    for chunk in _whole_lines(_raw(text.content, 4 << 20)):
        for number, one in enumerate(_split(chunk), line):
            if not one.isascii():
                place = _fault(text.encoding, one)
                if place is None:
                    sound += 1
                else:
                    faults[number] = Fault(offset + place, one[place])
                    shown += [one] if len(shown) < _SHOWN else []
            offset += len(one)
        line += _line_ends(chunk)
    if len(faults) >= sound:
        first = min(faults)
        raise _not_encoded(text, faults[first], first, _fitting(text, b"".join(shown)))
    return faults


def _fault(encoding: str, line: bytes) -> int | None:
    try:
        line.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _fitting(text: Text, lines: bytes) -> str:
    """The encoding in which the damaged lines are words; empty where it is the declared one."""
    found = likely(lines).name
    return "" if codecs.lookup(found).name == text.encoding else found


def _bad_byte(text: Text) -> EdgeError:
    """The first byte of a text that cannot be cut into lines which does not belong to its encoding."""
    decoder = codecs.getincrementaldecoder(text.encoding)("strict")
    read, line = 0, 1
    with text.content.open("rb") as file:
        while True:
            held = len(decoder.getstate()[0])
            chunk = file.read(1 << 20)
            try:
                found = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode(text.encoding, "replace")
                fault = Fault(read - held + error.start, error.object[error.start])
                return _not_encoded(text, fault, line + before.count("\n"))
            except UnicodeError:  # UTF-16 without its mark
                return _not_encoded(text, Fault(read, chunk[0] if chunk else 0), line)
            line += found.count("\n")
            read += len(chunk)
            if not chunk:
                return _not_encoded(text, Fault(read, 0), line)


def _not_encoded(text: Text, fault: Fault, line: int, fitting: str = "") -> EdgeError:
    hint = Sentence("sources.encoding_fits", {"line": Code(f'encoding = "{fitting}"'), "fitting": Code(fitting)})
    return EdgeError(
        Sentence(
            "data.not_in_encoding",
            {"encoding": Code(text.encoding), "offset": fault.offset, "byte": Code(f"0x{fault.byte:02x}")},
        ),
        where=Where(str(text.content), line),
        hint=hint if fitting else Sentence("data.declare_encoding"),
    )
