"""Between the keyboard and the SQL stand five functions of ours."""

from __future__ import annotations

import shutil
import traceback
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bakhsh.cli.main import app
from bakhsh.loop.segments import rule

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "first_shop"
SOURCE = f"{Path('src') / 'bakhsh'}"


def test_five_functions_lead_from_the_command_to_the_expression(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".bakhsh"))
    seen: list[list[str]] = []
    assign = rule.assign

    def telling(*args: object, **kwargs: object) -> object:
        stack = [frame for frame in traceback.extract_stack() if SOURCE in frame.filename]
        begins = next(place for place, frame in enumerate(stack) if frame.filename.endswith("running.py"))
        seen.append([f"{Path(frame.filename).stem}.{frame.name}" for frame in stack[begins:]])
        return assign(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(rule, "assign", telling)
    done = CliRunner().invoke(app, ["run", "--project", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    assert [*seen[0], "rule.assign"] == ["running.run", "__init__.run", "run.run", "stage.assign_one", "rule.assign"]
