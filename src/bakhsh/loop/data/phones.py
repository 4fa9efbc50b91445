"""Telephone numbers as the world writes them (E.164), out of whatever a cell holds."""

from __future__ import annotations

import re
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.units import unit
from bakhsh.specs import Project

__all__ = ["e164", "e164_forms", "region_of"]

_AREAS = "11|13|17|21|23|24|25|26|28|31|34|35|38|41|44|45|51|54|56|58|61|66|71|74|76|77|81|83|84|86|87"
"""Area codes of Iran's provinces."""

_IRANIAN = rf"(?:(?:\+|00)?980?|0)?(9\d{{9}}|(?:{_AREAS})\d{{8}})"
_MARKS = r"\.0+$|[\s().\-_/\x{200B}-\x{200F}]"
_IRANIAN_AT_HOME = rf"^(?:(?:\+|00)?980?|0)?(?:9\d{{9}}|(?:{_AREAS})\d{{8}})$"
_IRANIAN_ABROAD = rf"^(?:\+|00)980?(?:9\d{{9}}|(?:{_AREAS})\d{{8}})$"
_BETWEEN = re.compile(r"[,;،؛|/\n\t]+|\s+-\s+|\s+(?:و|یا|or|and)\s+")
_INTERNATIONAL = re.compile(r"(?:\+|00)([1-9]\d{7,14})")
_ONE_IRANIAN = re.compile(_IRANIAN)
_ONE_MARK = re.compile(r"\.0+$|[\s().\-_/\u200b-\u200f]")


def region_of(project: Project) -> str:
    """The country (ISO 3166) whose national numbers are read without a country code: Iran where money, calendar or
    clock are Iranian, else that of the time zone; empty where none is known."""
    from babel.core import get_global

    if unit(project.unit).currency == "IRR" or project.calendar == "jalali":
        return "IR"
    return str(get_global("zone_territories").get(project.timezone, "")).replace("001", "")


def e164_forms(texts: pa.Array, region: str) -> pa.Array:
    """The first telephone number of each text (Latin digits) as E.164, null where there is none: see `e164`."""
    marked = pc.match_substring_regex(texts, _MARKS)
    bare = pc.replace_substring_regex(texts, _MARKS, "") if pc.any(marked).as_py() else texts
    fits = pc.match_substring_regex(bare, _IRANIAN_AT_HOME if region == "IR" else _IRANIAN_ABROAD)
    last_ten = pc.utf8_slice_codeunits(pc.if_else(fits, bare, None), start=-10)
    numbers = pc.binary_join_element_wise("+98", last_ten, "")
    rest = pc.and_(pc.is_null(numbers), pc.is_valid(texts))
    places = pc.indices_nonzero(rest)
    if not len(places):
        return numbers
    one_by_one = [e164(text, region) for text in texts.take(places).to_pylist()]
    return pc.replace_with_mask(numbers, rest, pa.array(one_by_one, pa.string()))


@lru_cache(maxsize=1 << 16)
def e164(text: str, region: str) -> str | None:
    """The first number in `text` that could be dialled from anywhere: "+989121234567"; None where there is none.

    Of several in a cell a mobile number comes first. Iranian numbers may lack their zero, as a spreadsheet leaves them;
    a landline needs its area code. What a spreadsheet rounded (9.12E+09) is none: it would be somebody else's. Numbers
    of other countries are judged by `phonenumbers` where they are written as at home, by their length where they carry
    the country code.
    """
    parts = [*_BETWEEN.split(text), text]
    found = [one for one in (_number(part, region) for part in parts) if one is not None]
    return next((one for one in found if one.startswith("+989")), found[0] if found else None)


def _number(part: str, region: str) -> str | None:
    bare = _ONE_MARK.sub("", part.strip())
    iranian = _ONE_IRANIAN.fullmatch(bare)
    if iranian is not None and (region == "IR" or bare.startswith(("+98", "0098"))):
        return f"+98{iranian[1]}"
    international = _INTERNATIONAL.fullmatch(bare)
    if international is not None and not bare.startswith(("+98", "0098")):
        return f"+{international[1]}"
    return _national(bare, region) if bare.isdigit() and region not in ("", "IR") else None


def _national(digits: str, region: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
