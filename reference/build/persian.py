"""Which of a place's names in Arabic script is the Persian one.

GeoNames mixes Persian, Arabic, Urdu, Kurdish and Azeri without saying which is which. A name written with letters that
Persian lacks is another language's; of the rest the one whose consonants are nearest to the main name's is taken.
"""

from __future__ import annotations

import re
import unicodedata

from bakhsh.language.keys import display_form, matching_key

__all__ = ["best", "in_arabic_script"]

_PERSIAN = re.compile(r"^[ءآأؤئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی‌ \-()]+$")
_ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
_HARAKAT = re.compile("[\u064b-\u0652\u0670\u0640]")
_SOUNDS = str.maketrans({
    "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "c", "ح": "h", "خ": "x", "د": "d", "ذ": "z", "ر": "r",
    "ز": "z", "ژ": "j", "س": "s", "ش": "w", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": "", "غ": "G", "ف": "f",
    "ق": "q", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "و": "v", "ه": "h", "ی": "y", "ا": "a", "آ": "a",
    "أ": "a", "ئ": "", "ؤ": "", "ء": "", "‌": "", " ": "", "-": "", "(": "", ")": "",
})  # fmt: skip
_LATIN = (("kh", "x"), ("gh", "G"), ("sh", "w"), ("ch", "c"), ("zh", "j"), ("ph", "f"))


def in_arabic_script(name: str) -> bool:
    """Whether a name is written so at all."""
    return bool(_ARABIC.search(name))


def best(name: str, names: list[str], own: bool) -> str | None:
    """The Persian name among `names` of a place whose main name is `name`; `own`: a place in Iran. None where no name
    could be Persian, or none sounds like the main name."""
    fixed = {display_form(_HARAKAT.sub("", one)) for one in names if in_arabic_script(one)}
    found = [one for one in fixed if one and _PERSIAN.match(one)]
    if not found:
        return None
    scored = sorted((_distance(name, one) + _foreign(one, own), len(one), one) for one in found)
    return scored[0][2] if scored[0][0] <= (1.0 if own else 0.55) else None


def _foreign(name: str, own: bool) -> float:
    """How little Persian a spelling looks: Arabic articles and marks, vowels written out as in Azeri, long forms."""
    marks = sum(one in name for one in "أؤةإ") * (0.02 if own else 0.12)
    article = 0.25 if name.startswith("ال") and not own else 0.0
    begins = 0.15 if re.match("ی[^اآو]|عب", name) else 0.0
    return marks + article + begins + 0.02 * name.startswith("ط") + 0.012 * len(name)


def _distance(latin: str, persian: str) -> float:
    left, right = _skeleton(latin), matching_key(persian).translate(_SOUNDS)
    bare_left, bare_right = _bare(left), _bare(right)
    whole = _edits(left, right) / max(len(left), len(right), 1)
    bones = _edits(bare_left, bare_right) / max(len(bare_left), len(bare_right), 1)
    return 0.25 * whole + 0.75 * bones


def _skeleton(latin: str) -> str:
    """Consonants and long vowels, one letter each; short vowels are not written in Persian."""
    long = unicodedata.normalize("NFKD", latin.casefold())
    for marked, one in (("a\u0304", "A"), ("i\u0304", "Y"), ("u\u0304", "V"), *_LATIN):
        long = long.replace(marked, one)
    text = "".join(one for one in long if one.isascii() and one.isalpha())
    return re.sub("[aeiou]", "", text).replace("A", "a").replace("Y", "y").replace("V", "v")


def _bare(text: str) -> str:
    return re.sub("[avy]|h$", "", text)


def _edits(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]
