"""JSON as programs save it, value by value: an array, an object, several of them one after the other, one a line."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.raw import unreadable
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Sentence

__all__ = ["LARGEST", "Fault", "begins_json", "values"]

LARGEST = 128 << 20
"""One value (not the file) may take so many characters: it has to be in memory as a whole."""
_PIECE = 1 << 20
_BEGINS = re.compile(r"\s*(?:\[\s*(?:[\[{\]]|$)|\{\s*(?:[\"}]|$))")
_BLANKS = re.compile(r"[ \t\r\n\ufeff]*")
_DIGITS = 40
_POWER = 400


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is no value, among lines that are."""

    text: str


def begins_json(start: bytes) -> bool:
    """Whether a text that begins so is JSON: an array of objects or arrays, or an object."""
    text = codecs.getincrementaldecoder(_encoding(start))("replace").decode(start)
    return _BEGINS.match(text.lstrip("\ufeff")) is not None


def values(content: Content) -> Iterator[Any]:
    """The members of every array at the top, and every value beside them; whole numbers are int (str beyond forty
    digits), others Decimal. A line that is no value, where every value has a line of its own, is a `Fault`.

    Memory is bounded by one value. Raises DataError, with line and column, for what is no JSON or no Unicode text, what
    is cut short, what is nested too deeply, and a single value of more than 128 million characters; EdgeError where the
    file cannot be read.
    """
    try:
        with content.open("rb") as file:
            yield from _Stream(content, file).values()
    except OSError as error:
        raise unreadable(content, error) from error


def _encoding(start: bytes) -> str:
    return json.detect_encoding(start[:4].ljust(4, b" ")) if start else "utf-8"


class _Stream:
    """The text as far as it has been read, and how far it has been understood."""

    def __init__(self, content: Content, file: BinaryIO) -> None:
        self._content = content
        self._file = file
        first = file.read(_PIECE)
        encoding = _encoding(first)
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._offset = 0
        self._text = ""
        self._place = 0
        self._line, self._column = 1, 1
        self._ended = False
        self._given = 0
        self._one_a_line = True
        self._parser = json.JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=str)
        self._take(first)

    def values(self) -> Iterator[Any]:
        while self._next():
            sign = self._text[self._place]
            if sign == "," and self._given:
                self._place += 1  # somebody put pages or objects side by side
            elif sign == "[":
                yield from self._members()
            else:
                yield self._value(alone=True)
            self._given += 1

    def _members(self) -> Iterator[Any]:
        self._place += 1
        if self._peek() == "]":
            self._place += 1
            return
        while True:
            self._peek()
            yield self._value()
            sign = self._peek()
            if sign not in (",", "]"):
                raise self._damaged(self._place)
            self._place += 1
            if sign == "]":
                return

    # ---- one value -----------------------------------------------------------------------------------------------
    def _value(self, alone: bool = False) -> Any:
        while True:
            try:
                value, end = self._parser.raw_decode(self._text, self._place)
            except json.JSONDecodeError as error:
                if (self._ended or self._is_final(error)) and alone and (line := self._bad_line(error)) is not None:
                    return Fault(line)
                if self._ended or self._is_final(error):
                    raise self._damaged(error.pos) from None
            except RecursionError:
                raise self._damaged(self._place) from None
            else:
                # A number may go on in the next piece.
                if end < len(self._text) or self._ended:
                    self._one_a_line &= alone and "\n" not in self._text[self._place : end]
                    self._place = end
                    return value
            self._more()

    def _is_final(self, error: json.JSONDecodeError) -> bool:
        """Whether what follows cannot mend it: no text of JSON holds an end of line."""
        open_text = error.msg.startswith(("Unterminated string", "Invalid \\"))
        return "\n" in self._text[error.pos :] or (not open_text and len(self._text) - error.pos > 16)

    def _bad_line(self, error: json.JSONDecodeError) -> str | None:
        """The line that is no value, where values stand one a line; None where they do not. It is passed over."""
        end = self._text.find("\n", self._place)
        stop = len(self._text) if end < 0 else end
        after = self._text[stop:].lstrip()[:1]
        elsewhere = error.pos > stop and not (self._given and self._one_a_line)
        if elsewhere or (after and after not in "{[") or not (self._given or after):
            return None
        line, self._place = self._text[self._place : stop], stop
        return line

    # ---- the text ------------------------------------------------------------------------------------------------
    def _next(self) -> bool:
        """Goes to the next sign; False where there is none."""
        while True:
            found = _BLANKS.match(self._text, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._text):
                return True
            if self._ended:
                return False
            self._more()

    def _peek(self) -> str:
        """The next sign. DataError where the text ends."""
        if not self._next():
            raise self._damaged(self._place)
        return self._text[self._place]

    def _more(self) -> None:
        done, self._text = self._text[: self._place], self._text[self._place :]
        self._place = 0
        lines = done.count("\n")
        self._line += lines
        self._column = len(done) - done.rfind("\n") if lines else self._column + len(done)
        if len(self._text) > LARGEST:
            args = {"millions": LARGEST >> 20}
            raise self._refusal("sources.json_value_too_large", "sources.json_value_hint", args)
        self._take(self._file.read(max(_PIECE, len(self._text))))

    def _take(self, piece: bytes) -> None:
        self._ended = not piece
        try:
            self._text += self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            args = {"offset": self._offset + error.start}
            raise self._refusal("sources.json_not_unicode", "sources.json_encoding_hint", args) from None
        self._offset += len(piece)

    def _damaged(self, place: int) -> DataError:
        before = self._text[:place]
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") if lines else self._column + len(before)
        return self._refusal(
            "sources.json_damaged", "sources.json_again", {"line": self._line + lines, "column": column}
        )

    def _refusal(self, said: str, hint: str, args: dict[str, int]) -> DataError:
        return DataError(Sentence(said, dict(args)), where=Where(str(self._content)), hint=Sentence(hint))


def _whole(text: str) -> int | str:
    return int(text) if len(text) < _DIGITS else text


def _fraction(text: str) -> Decimal | str:
    """The number to its last digit; the text itself where written out it would fill pages."""
    number = Decimal(text)
    return number if abs(number.adjusted()) < _POWER and len(text) < _POWER else text
