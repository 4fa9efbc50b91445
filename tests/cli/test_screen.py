"""Errors, JSON and terminals that hold less than Unicode."""

from __future__ import annotations

import io
import json

from rich.console import Console
from tests.cli import records

from bakhsh.cli.screen import Screen
from bakhsh.errors import NotReady, ProjectError, ProjectErrors, Where
from bakhsh.language.sentences import Code, Sentence

MISTAKE = ProjectError(
    Sentence("project.empty", {"key": Code("files")}), where=Where("data/orders.toml", 2, "files"),
    hint=Sentence("project.rename_or_remove"),
)  # fmt: skip


def face(*, as_json: bool = False, encoding: str = "utf-8") -> tuple[Screen, io.BytesIO, io.BytesIO]:
    out, err = io.BytesIO(), io.BytesIO()

    def console(stream: io.BytesIO) -> Console:
        return Console(file=io.TextIOWrapper(stream, encoding, errors="replace", write_through=True), width=100)

    return Screen(json=as_json, out=console(out), err=console(err)), out, err


def test_an_error_says_where_what_and_what_to_do() -> None:
    screen, out, err = face()
    screen.error(MISTAKE)
    text = err.getvalue().decode()
    assert text == "data/orders.toml:2  files is empty.\n  → Rename it, or remove the line.\n"
    assert out.getvalue() == b""


def test_all_mistakes_of_a_project_are_shown() -> None:
    screen, _, err = face()
    screen.error(ProjectErrors((MISTAKE, MISTAKE)))
    assert err.getvalue().decode().count("data/orders.toml:2") == 2
    assert "Mistakes in the project's files: 2." in err.getvalue().decode()


def test_errors_are_json_where_json_was_asked_for() -> None:
    screen, out, err = face(as_json=True)
    screen.error(ProjectErrors((MISTAKE,)))
    found = json.loads(out.getvalue())["error"]
    assert found["kind"] == "ProjectErrors"
    (one,) = found["errors"]
    assert one["where"] == {"file": "data/orders.toml", "line": 2, "key": "files"}
    assert one["sentence"]["id"] == "project.empty"
    assert err.getvalue() == b""


def test_json_holds_no_infinity() -> None:
    screen, out, _ = face(as_json=True)
    screen.result(records.UNSURE)
    assert json.loads(out.getvalue())["difference"] == {"estimate": -0.25, "low": None, "high": None, "level": 0.9}


def test_nothing_but_json_is_printed_in_json() -> None:
    screen, out, _ = face(as_json=True)
    screen.say(Sentence("cli.all_fine"))
    screen.draw("table")
    screen.result(records.RUN)
    assert json.loads(out.getvalue())["run"] == 3


def test_a_terminal_without_persian_letters_is_spoken_to_in_english() -> None:
    screen, out, _ = face(encoding="ascii")
    screen.read_by("fa", "jalali", "IRT")
    screen.say(Sentence("cli.all_fine"))
    assert out.getvalue() == b"All fine.\n"
    assert screen.language == "fa", "a report is still written in Persian"


def test_a_name_such_a_terminal_lacks_is_no_traceback() -> None:
    screen, out, _ = face(encoding="ascii")
    screen.say("ارزش")
    assert out.getvalue() == b"????\n"
    as_json, document, _ = face(as_json=True, encoding="ascii")
    as_json.result(records.PROFILE)
    assert json.loads(document.getvalue())["title"]["fa"] == "ارزش مشتری"


def test_long_work_says_nothing_without_a_terminal() -> None:
    screen, _, err = face()
    with screen.progress() as say:
        assert say is None
    assert err.getvalue() == b""


def test_an_error_without_a_place_is_one_line() -> None:
    screen, _, err = face()
    screen.error(NotReady(Sentence("workspace.no_snapshot")))
    assert err.getvalue().decode() == "Nothing has been run yet.\n"
