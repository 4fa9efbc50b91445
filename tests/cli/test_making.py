"""`bakhsh new` where nobody can be asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bakhsh.cli.main import app

LINES = "شماره فاکتور,کد مشتری,تاریخ,مبلغ\n1,a,1403/01/05,250000\n2,b,1403/02/06,120000\n3,a,1403/03/07,90000\n"


@pytest.mark.parametrize(("answers", "said"), [((), "answer to each open question"), (("unit=IRT",), "use --yes.")])
def test_what_is_missing_to_write_the_project_is_said(tmp_path: Path, answers: tuple[str, ...], said: str) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(LINES, encoding="utf-8")
    words = [word for answer in answers for word in ("--answer", answer)]
    done = CliRunner().invoke(app, ["new", str(tmp_path / "shop"), "--from", str(file), "--language", "en", *words])
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert not (tmp_path / "shop").exists()
