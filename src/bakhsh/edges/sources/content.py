"""Bytes that a reader opens: a file on the disk, or a member of an archive, read as it is unpacked.

Readers ask no more of a path than `Content` names, so a member needs no place on the disk: unpacked data of people
would stay there when a process is killed.
"""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol

from bakhsh.errors import DataError, EdgeError, Where
from bakhsh.language.sentences import Code, Sentence

__all__ = ["DAMAGE", "Content", "Held", "Member", "damaged", "held", "too_large"]

MOST_BYTES = 16 << 30
"""An archive may unpack to so much: 16 GiB."""
MOST_TIMES = 250
"""… and to so many times its own size, once it has unpacked to more than SMALL. Tables of a shop shrink 5 to 40 times,
a bomb of zeros a thousand times."""
SMALL = 64 << 20
_IN_MEMORY = 1 << 30

DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip
"""What unpacking throws where the bytes are not sound (or packed in a way nobody knows)."""


class Content(Protocol):
    """What readers need of a path; a `Path` is one."""

    @property
    def name(self) -> str: ...

    def open(self, mode: Literal["rb"]) -> BinaryIO: ...


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive. `archive` is what errors call the archive; `packed` are the bytes the archive takes on
    the disk. `unpack` opens it from its beginning."""

    archive: str
    member: str
    packed: int
    unpack: Callable[[], BinaryIO]

    @property
    def name(self) -> str:
        return self.member.rpartition("/")[2]

    def __str__(self) -> str:
        return f"{self.archive}/{self.member}" if self.member else self.archive

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        try:
            return io.BufferedReader(_Watched(self))
        except DAMAGE as error:
            raise damaged(str(self), error) from error


class _Watched(io.RawIOBase):
    """An unpacking stream that knows when it is too much, and says in words what is wrong with it."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._stream = member.unpack()
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            found = self._stream.read(len(view))
        except DAMAGE as error:
            raise damaged(str(self._member), error) from error
        view[: len(found)] = found
        self._given += len(found)
        if self._given > SMALL and self._given > min(MOST_BYTES, MOST_TIMES * self._member.packed):
            raise too_large(str(self._member))
        return len(found)

    def close(self) -> None:
        self._stream.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Held:
    """The bytes of a member in memory, for readers that jump about in them."""

    name: str
    said: str
    data: bytes

    def __str__(self) -> str:
        return self.said

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        return io.BytesIO(self.data)


def held(content: Content) -> Content:
    """A file as it is, a member in memory. Raises DataError for a member of more than 1 GiB."""
    if not isinstance(content, Member):
        return content
    with content.open("rb") as stream:
        found = stream.read(_IN_MEMORY + 1)
    if len(found) > _IN_MEMORY:
        raise too_large(str(content))
    return Held(content.name, str(content), found)


def damaged(name: str, error: Exception) -> EdgeError:
    """An archive that cannot be unpacked, in words."""
    because = str(error).splitlines()[0][:200].rstrip(".") if str(error) else type(error).__name__
    return EdgeError(
        Sentence("sources.archive_damaged", {"because": Code(because)}),
        where=Where(name),
        hint=Sentence("sources.pack_again"),
    )


def too_large(name: str) -> DataError:
    """What unpacks to more than anybody's tables are."""
    args = {"times": MOST_TIMES, "gigabytes": MOST_BYTES >> 30}
    return DataError(
        Sentence("sources.archive_too_large", args), where=Where(name), hint=Sentence("sources.unpack_yourself")
    )
