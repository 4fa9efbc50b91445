"""Words: how files spell what customers are, what each spelling is taken to mean, and answers that settle it."""

from __future__ import annotations

from datetime import date

from bakhsh import project
from bakhsh.conditions.sums import count
from bakhsh.errors import NotReady, UnknownName
from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.vocabularies import UNKNOWN, vocabulary
from bakhsh.loop.features import demographic
from bakhsh.loop.features.demographic.distinct import Said, asked, said
from bakhsh.loop.features.demographic.words import WORDS, decided
from bakhsh.records import FeatureWords, SpelledWord
from bakhsh.workspace.bases import given, wanted
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.rows import LEDGER
from bakhsh.workspace.stage import answer

__all__ = ["settle", "words"]

_FILE = "demographic.toml"


def words(ws: Opened) -> tuple[FeatureWords, ...]:
    """Of every feature of words that sources fill: the spellings of the ledger, those that nobody knows first, then by
    customers. After them the columns of numbers, years and money, with the texts that could not be read. NotReady where
    nothing has been loaded."""
    manifest = ws.store.catalogue.manifest()
    if not manifest.loads:
        raise NotReady(Sentence("workspace.nothing_loaded"), hint=Sentence("workspace.run_first"))
    ws.bind_ledger(manifest, LEDGER)
    there = wanted(ws).get("demographic", frozenset())
    customers = ws.unbound("customers")
    everybody = ws.engine.query(customers.agg(count=customers.count())).column("count")[0].as_py()
    unread = answer(ws.engine, demographic.unread(given(ws, "demographic", date.max, LEDGER))) if there else {}
    return (
        *(_of(ws, feature, everybody) for feature in WORDS if feature in there),
        *(_unread(ws, column, found, everybody) for column, found in unread.items()),
    )


def _unread(ws: Opened, column: str, found: tuple[Said, ...], everybody: int) -> FeatureWords:
    """Texts of a column of numbers that say none: nothing can be settled of them."""
    customers = ws.unbound("customers")
    empty = ws.engine.query(customers.agg(empty=count(customers[column].isnull()))).column("empty")[0].as_py()
    words = tuple(SpelledWord(one.text, UNKNOWN, one.customers, False) for one in found)
    return FeatureWords(column, everybody, empty or 0, words, numbers=True)


def _of(ws: Opened, feature: str, everybody: int) -> FeatureWords:
    found = said(ws.engine.query(asked(ws.unbound("customers"), feature)))
    spelled = [
        SpelledWord(one.text, one.term, one.customers, one.known)
        for one in decided(feature, found, ws.files.demographic.words.get(feature, {}))
    ]
    spelled.sort(key=lambda one: (one.known, -one.customers, one.text))
    return FeatureWords(feature, everybody, everybody - sum(one.customers for one in spelled), tuple(spelled))


def settle(ws: Opened, feature: str, spelling: str, term: str, *, write: bool = True) -> SpelledWord:
    """Writes into demographic.toml that a spelling of a feature means a term (in any spelling of its own), and returns
    how it is now; the next run follows it. Without `write` nothing is written.

    UnknownName for a feature that has no words, ProjectErrors for a term it can never be.
    """
    listed = vocabulary(feature) if feature in WORDS else None
    if listed is None:
        known = tuple(Code(one) for one in WORDS)
        raise UnknownName(Sentence("demographic.no_words", {"feature": Code(feature), "known": known}))
    meant = listed.term(term) or term
    text = project.set_value(project.begun(ws.texts.get(_FILE, ""), "demographic"), ("words", feature, spelling), meant)
    texts = {**ws.texts, _FILE: text}
    files = project.read_texts(texts)
    if write:
        project.write_text(ws.folder / _FILE, text)
        ws.texts, ws.files = texts, files
    return SpelledWord(spelling, meant, 0, True)
