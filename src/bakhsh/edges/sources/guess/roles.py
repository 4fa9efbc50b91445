"""Which column of a file plays which part: by its header, by what its values look like, and by what is still free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bakhsh.edges.sources.evidence import Profile, content
from bakhsh.edges.sources.headers import ROLES, nearness
from bakhsh.language.sentences import Sentence

__all__ = ["LINE_ROLES", "Part", "Parts", "assigned", "is_names", "is_reach", "settle_customer", "settle_nameless"]

LINE_ROLES = ("item_id", "items.name", "items.category", "items.brand")
_ENOUGH = 0.45
_UNLIKELY = ("purpose", "granted", "kind", "national_id")
"""Parts that only a header can give away."""


@dataclass(frozen=True, slots=True)
class Part:
    """A column and the part it plays."""

    column: Profile
    role: str
    sure: float
    because: Sentence
    form: str = ""
    type: str = ""
    cuts: tuple[str, ...] = ()


Parts = dict[str, Part]


def assigned(columns: Sequence[Profile]) -> Parts:
    """Each part to the column that fits it best, the surest pair first; a column has one part and a part one column."""
    order = list(ROLES)
    pairs = [(score, place, role) for place, one in enumerate(columns) for role, score in _scores(one)]
    taken: Parts = {}
    used: set[int] = set()
    for score, place, role in sorted(pairs, key=lambda pair: (-pair[0], pair[1], order.index(pair[2]))):
        if score >= _ENOUGH and place not in used and role not in taken:
            used.add(place)
            one = columns[place]
            form = one.dates.form if one.dates and role in _DATES else ""
            taken[role] = Part(one, role, round(score, 2), _because(one, role), form)
    return taken


_DATES = ("ordered_at", "customers.birth_date", "customers.joined_on")


def _scores(column: Profile) -> Iterable[tuple[str, float]]:
    for role in ROLES:
        fits = content(role, column) if role not in _UNLIKELY else float(column.filled > 0)
        near = nearness(role, column.name)
        if fits == 0:
            continue
        if role in ("email", "mobile") and fits > 0.9 and (near or column.email > 0.9 or column.mobile > 0.9):
            near = max(near, 0.75)
        if role == "ordered_at" and fits > 0.8 and not _other_date(column):
            near = max(near, 0.35)
        yield role, 0.7 * near + 0.3 * fits if near else 0.0


def _other_date(column: Profile) -> bool:
    """A date of something else than an order, as its header says: of birth, of joining, of payment."""
    return any(nearness(role, column.name) >= 0.8 for role in ("customers.birth_date", "customers.joined_on"))


def _because(column: Profile, role: str) -> Sentence:
    if nearness(role, column.name) >= 0.5:
        return Sentence("guess.header_says")
    return Sentence("guess.values_say")


# ---- who bought --------------------------------------------------------------------------------------------------
def settle_customer(found: Parts) -> None:
    """Without a customer's id, a mobile number or e-mail address tells customers apart (the row's own is then its id),
    and last the name: two people of one name are then one customer, which is said."""
    if "customer_id" in found:
        _settle_named(found)
        return
    if any(is_reach(found[role]) for role in ("mobile", "email", "phone") if role in found):
        return
    for role in ("phone", "name"):
        if role in found and found[role].column.filled > 0.5:
            one = found.pop(role)
            found["customer_id"] = replace(one, role="customer_id", sure=0.6, because=Sentence("guess.by_name"))
            return


def is_reach(one: Part) -> bool:
    """Whether the column names a customer by itself on most rows: mobile numbers, e-mail addresses."""
    return one.column.filled > 0.5 and max(one.column.email, one.column.mobile) > 0.9


def _settle_named(found: Parts) -> None:
    """A column "Customer" that holds names is worth less than a number by which the same people are reached."""
    one = found["customer_id"]
    if not is_names(one.column):
        return
    if any(is_reach(found[role]) and found[role].column.filled > 0.98 for role in ("mobile", "email") if role in found):
        del found["customer_id"]
        found.setdefault("name", replace(one, role="name"))


def is_names(column: Profile) -> bool:
    """Whether the values are names of people or firms rather than codes."""
    return column.letters > 0.9 and column.numeric < 0.1 and column.digits < 0.2


# ---- where no header helps ---------------------------------------------------------------------------------------
def settle_nameless(found: Parts, columns: Sequence[Profile]) -> None:
    """Where no header helps (there may be none), values alone: an id that repeats, and the money."""
    used = {one.column.name for one in found.values()}
    free = [one for one in columns if one.name not in used]
    ids = [one for one in free if content("customer_id", one) >= 0.9 and one.distinct < 0.999 and one.length >= 2]
    ids = [one for one in ids if not (one.numeric > 0.9 and content("quantity", one) > 0.9)] or ids
    if ids and "ordered_at" in found:
        best = max(ids, key=lambda one: one.distinct)
        found["customer_id"] = Part(best, "customer_id", 0.4, Sentence("guess.values_say"))
        _settle_nameless_money(found, [one for one in free if one is not best])


def _settle_nameless_money(found: Parts, free: list[Profile]) -> None:
    money = [one for one in free if one.numeric > 0.95 and one.whole < 0.9]
    if money and not {"amount", "price"} & found.keys():
        found["amount"] = Part(money[-1], "amount", 0.4, Sentence("guess.values_say"))
        free = [one for one in free if one is not money[-1]]
    pieces = [one for one in free if content("quantity", one) > 0.9 and one.distinct < 0.2]
    if pieces and "quantity" not in found:
        found["quantity"] = Part(pieces[-1], "quantity", 0.4, Sentence("guess.values_say"))
