"""Who is who, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.records import Identities, KnownAs, Person, Proposal

__all__ = ["identities", "known_as"]

_RULES: Mapping[str, Sentence] = {
    "mobile": Sentence("identity.rule_mobile"),
    "phone": Sentence("identity.rule_phone"),
    "email": Sentence("identity.rule_email"),
    "answer": Sentence("identity.rule_answer"),
}
_BECAUSE: Mapping[str, Sentence] = {
    "rare_name": Sentence("identity.evidence_rare_name"),
    "name": Sentence("identity.evidence_name"),
    "city": Sentence("identity.evidence_city"),
    "birth_date": Sentence("identity.evidence_birth_date"),
    "near_phone": Sentence("identity.evidence_near_phone"),
    "phone": Sentence("identity.evidence_phone"),
    "mailbox": Sentence("identity.evidence_mailbox"),
}
_LISTED = 20


def identities(screen: Screen, found: Identities, people: Mapping[str, Person]) -> RenderableType:
    """What was merged and by which rule, what is proposed and why, and how to answer; with whom the ids stand for."""
    args: dict[str, Argument] = {"count": found.customers, "merged": found.merged}
    lines: list[RenderableType] = [Text(screen.text(Sentence("identity.customers", args)), "bold")]
    for merge in found.merges[:_LISTED]:
        first, *others = known_as(screen, merge.ids)
        lines += [first, *_person(people.get(merge.customer_id)), *others]
    if found.proposed:
        lines.append(Text(screen.text(Sentence("identity.proposed", {"count": found.proposed})), "bold"))
    for proposal in found.proposals[:_LISTED]:
        lines += _proposal(screen, proposal, people)
    if found.proposals:
        how = {"same": Code("bakhsh identities same A B"), "different": Code("bakhsh identities different A B")}
        lines.append(Text(screen.text(Sentence("identity.how_to_answer", dict(how))), "dim"))
    return Group(*lines, *(Text(f"· {screen.text(note)}", "dim") for note in found.notes))


def known_as(screen: Screen, ids: Iterable[KnownAs]) -> list[RenderableType]:
    """The ids of one customer, the one that stays first, with what joins each."""
    lines = []
    for one in ids:
        if not one.rule:
            lines.append(Text(f"  {one.customer_id}"))
            continue
        said: dict[str, Argument] = {"id": Code(one.customer_id), "rules": _rules(one.rule), "evidence": one.evidence}
        lines.append(Text(f"    = {screen.text(Sentence('identity.known_as', said))}", "dim"))
    return list(lines)


def _rules(rule: str) -> tuple[Sentence, ...]:
    return tuple(_RULES[one] for one in rule.split("+"))


def _person(one: Person | None) -> list[RenderableType]:
    said = " · ".join(filter(None, (one.name, one.reach))) if one else ""
    return [Text(f"    {said}")] if said else []


def _proposal(screen: Screen, one: Proposal, people: Mapping[str, Person]) -> list[RenderableType]:
    ids: dict[str, Argument] = {"one": Code(one.ids[0]), "other": Code(one.ids[1]), "score": Share(one.score, 0)}
    because = tuple(_BECAUSE[kind] for kind in one.because)
    known = (people.get(each) for each in one.ids)
    named = [" · ".join(filter(None, (each.name, each.reach))) for each in known if each is not None]
    shown = tuple(dict.fromkeys(filter(None, named or one.shown)))
    lines: list[RenderableType] = [Text(f"  {screen.text(Sentence('identity.proposal', ids))}")]
    lines.append(Text(f"    {screen.text(Sentence('identity.because_of', {'because': because}))}", "dim"))
    return [*lines, Text(f"    {' | '.join(shown)}", "dim")] if shown else lines
