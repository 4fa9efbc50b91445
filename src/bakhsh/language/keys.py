"""The matching key: what makes two spellings of one name equal.

«كاظمي پور», «کاظمی‌پور» and «کاظمیپور» are one family; "Blue  Mug" and "blue mug" one mug. Keys are for comparing and
joining only: what is shown is the text as it came, with Persian letters and without marks nobody sees.
"""

from __future__ import annotations

import re
import unicodedata

from bakhsh.language.digits import DIGITS_TO_LATIN

__all__ = ["DISPLAY", "KEY_FROM", "KEY_TO", "display_form", "matching_key"]

_LETTERS = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و",
}  # fmt: skip
_HARAKAT = "".join(map(chr, range(0x064B, 0x0656))) + "\u0670"
_TATWEEL = "\u0640"
_UNSEEN = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680"
    + "".join(map(chr, range(0x2000, 0x200B)))
    + "\u2028\u2029\u202f\u205f\u3000"
)
_REPLACED = {**_LETTERS, **DIGITS_TO_LATIN}

KEY_FROM: str = "".join(_REPLACED) + _HARAKAT + _TATWEEL + _UNSEEN + _SPACES
"""Characters an engine has to replace or drop: `column.lower().translate(KEY_FROM, KEY_TO)` in Ibis, that is SQL's
`translate(lower(column), KEY_FROM, KEY_TO)`, which drops what has no partner. It gives the very key of `matching_key`
for text of composed Arabic-script and ASCII characters; Latin letters outside ASCII may fold differently by engine."""

KEY_TO: str = "".join(_REPLACED.values())
"""The partners of the first characters of KEY_FROM, in order; the rest of KEY_FROM is dropped."""

DISPLAY: dict[str, str] = (
    {"ي": "ی", "ى": "ی", "ك": "ک"}
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys([_TATWEEL, *_UNSEEN.replace("\u200c", "").replace("\u200d", "")], "")
)
"""What becomes of single characters in a text that is shown: Arabic ي and ك are Persian letters typed on another
keyboard; the half-space stays, it is spelling."""

_DISPLAY = str.maketrans(DISPLAY)
_BLANKS = re.compile(r"[ \u200c]* [ \u200c]*|^\u200c+|\u200c+$|(?<=\u200c)\u200c+")

_FOLD = str.maketrans(KEY_FROM[: len(KEY_TO)], KEY_TO, KEY_FROM[len(KEY_TO) :])


def display_form(text: str) -> str:
    """`text` as it is shown: composed, single blanks, none around it, no half-space beside them. Idempotent."""
    composed = unicodedata.normalize("NFC", text).translate(_DISPLAY)
    return unicodedata.normalize("NFC", _BLANKS.sub(lambda run: " " if " " in run[0] else "", composed)).strip(" ")


def matching_key(text: str) -> str:
    """The key of `text`; equal keys mean "the same name". Idempotent.

    Arabic letters become Persian (ي ى ئ → ی, ك → ک, ة ۀ → ه, أ إ ٱ → ا, ؤ → و), digits Latin, case is folded, the text
    composed (NFC); harakat, tatweel, marks without width (the half-space too) and every space are dropped. «آ» stays
    apart from «ا». The empty text, and text of nothing but spaces, has the empty key.
    """
    if text.isascii():
        return text.lower().translate(_FOLD)
    key = _folded(text)
    while (again := _folded(key)) != key:  # dropping a mark may let its neighbours compose
        key = again
    return key


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold().translate(_FOLD))
