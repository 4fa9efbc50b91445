"""Several files given together: which holds the money, which say more of its rows, which stand beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bakhsh.edges.sources.evidence import Profile, content
from bakhsh.edges.sources.guess.drafts import Draft
from bakhsh.edges.sources.guess.keys import Keys, Link, keys_of_files, links
from bakhsh.edges.sources.guess.roles import Part, Parts, assigned
from bakhsh.edges.sources.guess.whole import by_orders, judged
from bakhsh.edges.sources.headers import nearness
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.specs import Join, Reading

__all__ = ["together"]

_MONEY = ("quantity", "price", "amount", "discount", "cost", "unit_cost", "tax", "shipping")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def together(drafts: Sequence[Draft]) -> Draft:
    """The draft of the source that holds the money, with what is joined to it and what stands beside it. Files that
    nothing ties to it are judged by themselves."""
    plan = _Plan(drafts, _names(drafts), keys_of_files(drafts))
    plan.main = max(range(len(drafts)), key=lambda number: (_worth(drafts[number]), -number))
    plan.follow()
    main = drafts[plan.main]
    _understand(plan, main)
    for number in plan.rest():
        one = judged(drafts[number])
        if one.table in ("customers", "items", "consent", "events") or _is_sales(one):
            main.beside.append(_tidied(one))
        else:
            main.notes.append(Sentence("guess.file_unused", {"file": Code(one.path.name)}))
    return main


def _is_sales(draft: Draft) -> bool:
    """Whether the file is a list of sales by itself: nothing it needs is asked for."""
    return draft.table in ("lines", "orders") and not any(one.grave for one in draft.questions)


def _tidied(draft: Draft) -> Draft:
    """What is asked of a file beside the main one is told there, and never twice."""
    draft.questions = [one for one in draft.questions if one.key != "unit"]
    return draft


def _worth(draft: Draft) -> int:
    """How much of an order's line a file tells: what was sold, for how much, on which receipt."""
    found = assigned(draft.sample.columns)
    sure = {role for role, part in found.items() if part.sure >= 0.6}
    money = bool(sure & {"price", "amount"})
    return (
        4 * (money and "order_id" in sure) + 2 * bool(sure & {"item_id", "items.name"}) * money + ("order_id" in sure)
    )


# ---- who names whom ----------------------------------------------------------------------------------------------
@dataclass(slots=True)
class _Plan:
    """Which tables are joined, by what, in which order."""

    drafts: Sequence[Draft]
    names: Sequence[str]
    keys: Sequence[Mapping[str, Keys]]
    main: int = 0
    taken: dict[int, Link] = field(default_factory=dict)

    def follow(self) -> None:
        """From the main table along every key that names one row of another table, nearest first; items and customers
        that are described and nothing else are left to be sources of their own."""
        known = list(links(self.drafts, self.keys))
        frontier = [self.main]
        while frontier:
            here = frontier.pop(0)
            for link in known:
                new = link.of == here and link.unique and link.to not in self.taken and link.to != self.main
                if new and not self._stands_alone(link):
                    self.taken[link.to] = link
                    frontier.append(link.to)

    def _stands_alone(self, link: Link) -> bool:
        """Whether what is named there is no part of an order: a thing that is sold, a customer who is described."""
        if link.names("item_id"):
            return True
        return link.names("customer_id") and self.person(link) is None

    def person(self, link: Link) -> Profile | None:
        """Where every order has a customer's id of its own: the column of the named table that tells people apart."""
        if not self.keys[link.of][link.left].unique or nearness("customer_id", link.right) < 0.75:
            return None
        others = (one for one in self.drafts[link.to].sample.columns if one.name != link.right)
        return next((one for one in others if _is_person(one)), None)

    def rest(self) -> Iterator[int]:
        """The tables that are neither the main one nor joined to it."""
        return (number for number in range(len(self.drafts)) if number != self.main and number not in self.taken)

    def joins(self) -> Iterator[tuple[Join, int, Link]]:
        for number, link in self.taken.items():
            left = link.left if link.of == self.main else f"{self.names[link.of]}.{link.left}"
            orders = link.names("order_id")
            yield (
                Join(
                    self.names[number], (str(self.drafts[number].path),), {left: link.right},
                    keep="both" if orders else "main", reading=_only(self.drafts[number].reading),
                    layout=self.drafts[number].layout,
                ),
                number,
                link,
            )  # fmt: skip


def _only(reading: Reading) -> Reading:
    """What of a reading has to be said: the rest is found out from the file."""
    return replace(reading, format="" if reading.format == "csv" else reading.format)


def _is_person(column: Profile) -> bool:
    """An id of people by its header, whose values come again: not a place, not a number of something else."""
    header = column.name.lower()
    named = nearness("customer_id", column.name) >= 0.75 or any(word in header for word in _PEOPLE)
    return named and content("customer_id", column) >= 0.9 and column.filled > 0.98


_PEOPLE = ("unique", "person", "customer", "client", "member", "مشتری")


# ---- one table of many columns -----------------------------------------------------------------------------------
def _understand(plan: _Plan, main: Draft) -> None:
    """The parts of all columns together; money speaks of the rows of the main table alone."""
    if main.preset is not None or not plan.taken:
        judged(main)
        return
    owners: dict[int, str] = {}
    others: list[Profile] = []
    for join, number, link in plan.joins():
        main.joins.append(join)
        for column in plan.drafts[number].sample.columns:
            if column.name != link.right or plan.person(link):
                owners[id(column)] = f"{join.name}.{column.name}"
                others.append(column)
    keys = {matching_key(join_left.rpartition(".")[2]) for join in main.joins for join_left in join.on}
    others = [one for one in others if matching_key(one.name) not in keys or _key_used_on(main, owners[id(one)])]
    found = assigned([*main.sample.columns, *others])
    found |= _money_of(main, found, owners)
    _settle_person(plan, found)
    _drop_idle(plan, main, found, owners)
    others = [one for one in others if owners[id(one)].partition(".")[0] in {join.name for join in main.joins}]
    main.joined = [replace(one, name=owners[id(one)]) for one in others]
    renamed = {id(one): new for one, new in zip(others, main.joined, strict=True)}
    found = {role: replace(part, column=renamed.get(id(part.column), part.column)) for role, part in found.items()}
    if "price" in found and "amount" not in found and "shipping" in found:
        main.notes.append(Sentence("guess.shipping_counts", {"column": Code(found["shipping"].column.name)}))
    by_orders(main, found)


def _drop_idle(plan: _Plan, main: Draft, found: Parts, owners: Mapping[int, str]) -> None:
    """Leaves out joins of which no column plays a part and by which no further table is reached."""
    used = {owners[id(part.column)].partition(".")[0] for part in found.values() if id(part.column) in owners}
    for join in reversed(main.joins.copy()):
        leads = any(left.startswith(f"{join.name}.") for other in main.joins for left in other.on)
        if join.name not in used and not leads and join.keep == "main":
            main.joins.remove(join)
    names = {join.name for join in main.joins}
    main.notes += [_said(plan, join, number, link) for join, number, link in plan.joins() if join.name in names]


def _key_used_on(main: Draft, name: str) -> bool:
    """Whether a further join goes on from the column."""
    return any(name in join.on for join in main.joins)


def _money_of(main: Draft, found: Parts, owners: Mapping[int, str]) -> Parts:
    """The money of the main table, whatever other tables call money."""
    own = assigned(main.sample.columns)
    for role in _MONEY:
        if role in found and id(found[role].column) in owners:
            del found[role]
    return {role: part for role, part in own.items() if role in _MONEY}


def _settle_person(plan: _Plan, found: Parts) -> None:
    for link in plan.taken.values():
        column = plan.person(link)
        if column is not None:
            args = {"column": Code(link.left), "person": Code(column.name)}
            found["customer_id"] = Part(column, "customer_id", 0.95, Sentence("guess.person", args))


def _said(plan: _Plan, join: Join, number: int, link: Link) -> Sentence:
    column, file = next(iter(join.on)), plan.drafts[number].path.name
    args: dict[str, Argument] = {"file": Code(file), "share": Share(link.share, 0), "column": Code(column)}
    return Sentence("guess.join_found", args)


def _names(drafts: Iterable[Draft]) -> list[str]:
    """What the tables are called: the files' own names without what most of them share."""
    stems = [_words(one.path) for one in drafts]
    often = Counter(word for words in stems for word in set(words))
    shared = {word for word, files in often.items() if files > 2 * len(stems) / 3}
    names: list[str] = []
    for number, words in enumerate(stems, 1):
        own = "_".join(word for word in words if word not in shared) or "_".join(words)
        name = own if _NAME.fullmatch(own) and own not in names else f"table_{number}"
        names.append(name)
    return names


def _words(path: Path) -> list[str]:
    return [word for word in re.split(r"[\W_]+", path.stem.lower()) if word]
