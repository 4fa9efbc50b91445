"""What every verb has in common: who reads, which project, how it ends.

Exit codes: 0 fine, 1 files or data, 2 usage, 3 a limit of the watch, 4 the outer world (try again),
70 a mistake of ours, 130 stopped.
"""

from __future__ import annotations

import functools
import os
import sys
import tempfile
import tomllib
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import typer

from bakhsh.cli.screen import Screen, system_language
from bakhsh.errors import BakhshError, EdgeError, ProjectErrors
from bakhsh.language.dates import parse_day
from bakhsh.language.locale import LANGUAGES, Locale, locale_for
from bakhsh.language.sentences import Code, Sentence

if TYPE_CHECKING:
    from bakhsh.workspace import Workspace

__all__ = ["day", "opened", "screen", "verb"]

_Arguments = ParamSpec("_Arguments")

STOPPED, OUR_MISTAKE = 130, 70


def verb(run: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """A verb that ends as every verb does: mistakes in words, Ctrl-C in peace, our own mistakes with a file to send."""

    @functools.wraps(run)
    def wrapped(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        shown = _screen_of(kwargs)
        try:
            run(*args, **kwargs)
        except BakhshError as error:
            shown.error(error)
            raise typer.Exit(error.exit_code) from error
        except (KeyboardInterrupt, EOFError) as error:
            shown.error(Stopped(Sentence("cli.stopped")))
            raise typer.Exit(STOPPED) from error
        except BrokenPipeError as error:  # whoever read along has closed: nothing is wrong
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
            raise typer.Exit(0) from error
        except OSError as error:
            refused = _refused(error)
            shown.error(refused)
            raise typer.Exit(refused.exit_code) from error
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            shown.error(_our_mistake(error))
            raise typer.Exit(OUR_MISTAKE) from error

    return wrapped


class Stopped(BakhshError):
    """The user stopped the verb."""

    exit_code = STOPPED


class OurMistake(BakhshError):
    """Something nobody foresaw; the file it names says what."""

    exit_code = OUR_MISTAKE


def _refused(error: OSError) -> EdgeError:
    found = ": ".join(filter(None, (error.strerror or str(error), str(error.filename or ""))))
    said = Sentence("cli.no_room", {"found": Code(found)})
    return EdgeError(said, retry=True, hint=Sentence("cli.no_room_hint"))


def _our_mistake(error: Exception) -> OurMistake:
    with tempfile.NamedTemporaryFile(
        "w", prefix="bakhsh-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write("".join(traceback.format_exception(error)))
    args = {"found": Code(f"{type(error).__name__}: {error}"[:200]), "file": Code(file.name)}
    return OurMistake(Sentence("cli.bug", dict(args)))


_current: list[Screen] = []


def _screen_of(options: Any) -> Screen:
    """The screen of the verb that runs, made from its options; a verb asks for it with `screen()`."""
    language = options.get("language") or system_language()
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language} is not a language bakhsh speaks. Known: {', '.join(LANGUAGES)}.")
    found = Screen(locale_for(language), bool(options.get("as_json")))
    _current[:] = [found]
    return found


def screen() -> Screen:
    """The screen of the verb that runs."""
    return _current[-1]


@contextmanager
def opened(folder: Path, language: str) -> Iterator[Workspace]:
    """The project, and from then on a screen in its calendar, money and (unless one was asked for) language."""
    from bakhsh.workspace import open_folder

    try:
        found = open_folder(folder)
    except ProjectErrors:
        if not language and (reader := _declared_reader(folder)):
            screen().read_by(reader.language, reader.calendar, reader.money)
        raise
    with found as workspace:
        declared = workspace.files.project
        screen().read_by(language or declared.language, declared.calendar, declared.unit)
        yield workspace


def _declared_reader(folder: Path) -> Locale | None:
    """The reader of the language that bakhsh.toml names, even where it or another file has mistakes; None where it
    names none."""
    from bakhsh.project.find import MARK, find

    try:
        found = tomllib.loads((find(folder) / MARK).read_text(encoding="utf-8")).get("language")
    except (OSError, ValueError):
        return None
    return locale_for(found) if found in LANGUAGES else None


def day(text: str, calendar: str, option: str) -> date | None:
    """The day that was typed (`2011-12-01`, `1390/09/10`, `2011-12` for its first day); None for nothing typed.

    A typed text that is no day is a mistake in usage.
    """
    if not text:
        return None
    whole = f"{text}-01" if len(text.replace("/", "-").split("-")) == 2 else text
    found = parse_day(whole, "jalali" if calendar == "jalali" else "gregorian")
    if found is None:
        said = Sentence("cli.bad_day", {"found": Code(text), "example": Code("2011-12-01")})
        raise typer.BadParameter(screen().text(said), param_hint=option)
    return found
