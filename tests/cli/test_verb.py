"""How a verb ends when something goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bakhsh.cli.main import app
from bakhsh.cli.verb import day, verb
from bakhsh.errors import EdgeError
from bakhsh.language.sentences import Sentence


def ends(error: BaseException) -> tuple[int, str]:
    program = typer.Typer(pretty_exceptions_enable=False)

    @program.command()
    @verb
    def fail() -> None:
        raise error

    result = CliRunner().invoke(program, [], env={"LANG": "C.UTF-8", "COLUMNS": "300"})
    return result.exit_code, result.stderr


def test_ctrl_c_ends_in_peace_with_130() -> None:
    code, said = ends(KeyboardInterrupt())
    assert code == 130
    assert "The last snapshot stands" in said


def test_the_outer_world_ends_with_4() -> None:
    assert ends(EdgeError(Sentence("cli.all_fine")))[0] == 4
    code, said = ends(OSError(28, "No space left on device", "orders.parquet"))
    assert code == 4
    assert "No space left on device: orders.parquet" in said


def test_our_own_mistake_ends_with_70_and_a_file_to_send() -> None:
    code, said = ends(ZeroDivisionError("division by zero"))
    assert code == 70
    assert "Traceback" not in said
    file = Path(said.split("file ")[1].strip().removesuffix("."))
    try:
        assert "ZeroDivisionError: division by zero" in file.read_text(encoding="utf-8")
    finally:
        file.unlink()


@pytest.mark.parametrize(
    ("project", "asked", "persian"),
    [
        ('name = "x"\nlanguage = "fa"\nnme = 1\n', [], True),
        ('name = "x"\nlanguage = "fa"\nnme = 1\n', ["--language", "en"], False),
        ('name = "x"\nlanguage = "en"\nnme = 1\n', [], False),
        ('name = "x"\nlanguage = "de"\n', [], False),
        ('language = "fa"\nname = [\n', [], False),
    ],
)
def test_mistakes_in_files_are_told_in_the_project_s_language(
    tmp_path: Path, project: str, asked: list[str], persian: bool
) -> None:
    (tmp_path / "bakhsh.toml").write_text(project, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", "-C", str(tmp_path), *asked], env={"LANG": "C.UTF-8", "COLUMNS": "300"})
    assert result.exit_code == 1
    assert any("آ" <= letter <= "ی" for letter in result.output) == persian


@pytest.mark.parametrize(
    ("text", "calendar", "wanted"),
    [
        ("2011-12-01", "gregorian", "2011-12-01"),
        ("2011-12", "gregorian", "2011-12-01"),
        ("1390/09/10", "jalali", "2011-12-01"),
        ("۱۳۹۰/۰۹/۱۰", "gregorian", "2011-12-01"),
        ("2011-12-01", "jalali", "2011-12-01"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, calendar: str, wanted: str) -> None:
    assert str(day(text, calendar, "--as-of")) == wanted


def test_nothing_typed_is_no_day() -> None:
    assert day("", "gregorian", "--as-of") is None
