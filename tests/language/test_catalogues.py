"""Catalogues keep up with each other and with the code that speaks.

One test a domain, so that a failure names the room whose texts are behind.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import bakhsh.language.catalogues as catalogues
from bakhsh.language.catalogues import catalogue, domains, message
from bakhsh.language.locale import LANGUAGES, Language

PO_FILES = Path(catalogues.__file__).parent
SOURCE = PO_FILES.parents[1]
REFUSED = ("سرکوب", "آبشار", "رانش", "بازو", "حکم", "دیرکرد", "پویش", "ماندگاری", "بخش‌ساز")
"""Words Persian pages do not use, each as a whole word."""


@dataclass(frozen=True)
class Said:
    """A `Sentence(...)` in the code: its id, and the names of its arguments where they are written out."""

    place: str
    id: str | None
    names: frozenset[str] | None


@cache
def trees() -> Mapping[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def calls_of_sentence() -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Sentence":
                yield path, node


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    return call.args[position] if len(call.args) > position else named


def names_of(args: ast.expr | None) -> frozenset[str] | None:
    if args is None:
        return frozenset()
    if not isinstance(args, ast.Dict):
        return None
    keys = [key.value for key in args.keys if isinstance(key, ast.Constant)]
    return frozenset(map(str, keys)) if len(keys) == len(args.keys) else None


@cache
def said() -> tuple[Said, ...]:
    found = []
    for path, call in calls_of_sentence():
        spelled = argument(call, 0, "id")
        place = f"{path.relative_to(SOURCE)}:{call.lineno}"
        literal = spelled.value if isinstance(spelled, ast.Constant) else None
        found.append(Said(place, str(literal) if literal else None, names_of(argument(call, 1, "args"))))
    return tuple(found)


@cache
def literals() -> frozenset[str]:
    """Every string of the code, and every dotted name in the templates beside it."""
    strings = {
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    templates = (path for path in SOURCE.rglob("*") if path.suffix in {".html", ".j2", ".jinja"})
    dotted = (re.findall(r"[a-z_0-9]+(?:\.[a-z_0-9]+)+", path.read_text(encoding="utf-8")) for path in templates)
    return frozenset(strings).union(*dotted)


def written_domains() -> list[str]:
    """The domains both languages have a file for."""
    return sorted(set.intersection(*(set(domains(language)) for language in LANGUAGES)))


def all_domains() -> list[str]:
    """The domains of files and of code."""
    spoken = {one.id.partition(".")[0] for one in said() if one.id}
    return sorted(spoken.union(*(domains(language) for language in LANGUAGES)))


def raw(language: Language, domain: str) -> bytes:
    return (PO_FILES / language / f"{domain}.po").read_bytes()


def templates(language: Language, domain: str) -> Iterator[tuple[str, str]]:
    for entry in read_po(BytesIO(raw(language, domain)), locale=language, abort_invalid=True):
        if entry.id:
            texts = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
            yield from ((entry.id if isinstance(entry.id, str) else entry.id[0], text) for text in texts)


@pytest.mark.parametrize("domain", all_domains())
def test_both_languages_say_the_same_things(domain: str) -> None:
    english, persian = catalogue("en", domain), catalogue("fa", domain)
    assert set(english) == set(persian)
    assert english, "no catalogue has this domain"
    assert [one for one in english if not one.startswith(f"{domain}.")] == []
    assert [one for one in english if english[one].placeholders != persian[one].placeholders] == []


@pytest.mark.parametrize("domain", all_domains())
def test_plural_forms_are_chosen_by_count(domain: str) -> None:
    english = catalogue("en", domain)
    assert [one for one, found in english.items() if len(found.forms) not in (1, 2)] == []
    assert [one for one, found in catalogue("fa", domain).items() if len(found.forms) != 1] == []
    for one in said():
        if one.id in english and len(english[one.id].forms) == 2 and one.names is not None:
            assert "count" in one.names, f"{one.place}: {one.id} has two forms and nothing to count"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", written_domains())
def test_every_message_is_written_out_once(domain: str, language: Language) -> None:
    entries = re.findall(r'^msgid "(.+)"$', raw(language, domain).decode("utf-8"), flags=re.MULTILINE)
    assert sorted(set(entries)) == sorted(entries)
    assert [one for one, text in templates(language, domain) if not text.strip()] == []
    parsed = read_po(BytesIO(raw(language, domain)), locale=language, abort_invalid=True)
    assert [entry.id for entry in parsed if entry.id and entry.fuzzy] == []
    assert not parsed.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", written_domains())
def test_placeholders_are_plain_names(domain: str, language: Language) -> None:
    for one, text in templates(language, domain):
        for _, name, form, conversion in Formatter().parse(text):
            assert name is None or re.fullmatch(r"[a-z][a-z_0-9]*", name), one
            assert not form, one
            assert not conversion, one


@pytest.mark.parametrize("domain", written_domains())
def test_persian_is_written_in_persian(domain: str) -> None:
    words = re.compile(rf"(?<!\w)(?:{'|'.join(REFUSED)})(?![\w\u200c])")
    for one, text in templates("fa", domain):
        assert not words.search(text), one
        assert not re.search("[يك]", text), one


@pytest.mark.parametrize("domain", all_domains())
def test_every_sentence_of_the_code_has_its_text_and_arguments(domain: str) -> None:
    for one in said():
        if one.id is None or one.id.partition(".")[0] != domain:
            continue
        found = message("en", one.id)
        assert found is not None, f"{one.place}: nobody wrote {one.id}"
        if one.names is not None:
            assert found.placeholders <= one.names, f"{one.place}: {one.id} wants {sorted(found.placeholders)}"


@pytest.mark.parametrize("domain", [one for one in all_domains() if not one.startswith("features_")])
def test_every_text_is_used(domain: str) -> None:
    """Those of features are found by the feature's name: see tests/tables/test_features.py."""
    assert sorted(set(catalogue("en", domain)) - literals()) == []


def test_ids_are_never_built() -> None:
    """Only a feature's are: one rule leads from its name to its texts."""
    built = {
        path.relative_to(SOURCE).as_posix()
        for path, call in calls_of_sentence()
        if isinstance(argument(call, 0, "id"), (ast.JoinedStr, ast.BinOp))
    }
    assert built == {"tables/contracts.py"}
