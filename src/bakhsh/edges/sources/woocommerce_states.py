"""The provinces of Iran by the codes WooCommerce keeps an address' state in.

Codes and names are facts of WooCommerce's own list of states (its file i18n/states.php, country IR), checked against
four plug-ins that carry the same list; the Persian names are those of the provinces. Plug-ins that keep Persian names
or numbers of their own instead are passed on as they write.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["PROVINCES", "province"]

PROVINCES: Mapping[str, str] = {
    "KHZ": "خوزستان", "THR": "تهران", "ILM": "ایلام", "BHR": "بوشهر", "ADL": "اردبیل", "ESF": "اصفهان", "YZD": "یزد",
    "KRH": "کرمانشاه", "KRN": "کرمان", "HDN": "همدان", "GZN": "قزوین", "ZJN": "زنجان", "LRS": "لرستان", "ABZ": "البرز",
    "EAZ": "آذربایجان شرقی", "WAZ": "آذربایجان غربی", "CHB": "چهارمحال و بختیاری", "SKH": "خراسان جنوبی",
    "RKH": "خراسان رضوی", "NKH": "خراسان شمالی", "SMN": "سمنان", "FRS": "فارس", "QHM": "قم", "KRD": "کردستان",
    "KBD": "کهگیلویه و بویراحمد", "GLS": "گلستان", "GIL": "گیلان", "MZN": "مازندران", "MKZ": "مرکزی", "HRZ": "هرمزگان",
    "SBN": "سیستان و بلوچستان",
}  # fmt: skip


def province(state: str, country: str) -> str:
    """The province's name where the address is in Iran (or says no country) and the state is one of the codes; else
    the state as it stands."""
    return PROVINCES.get(state.strip().upper(), state) if country.strip().upper() in ("", "IR") else state
