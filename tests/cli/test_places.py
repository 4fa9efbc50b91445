"""`bakhsh places`: what is open is listed, and settled once."""

from __future__ import annotations

import json
from pathlib import Path

from tests.workspace import shops
from typer.testing import CliRunner

from bakhsh.cli.main import app

RUNNER = CliRunner()
CITY = '"customers.city" = "city"\n'


def call(folder: Path, *words: str) -> str:
    result = RUNNER.invoke(app, [*words, "--project", str(folder)], env={"LANG": "C.UTF-8", "COLUMNS": "120"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_open_names_are_listed_with_what_they_can_mean_and_settled_once(tmp_path: Path) -> None:
    rows = ({**shops.line("1", "ann", "2024-05-01"), "city": "نورآباد"},)
    texts = {"data__orders": shops.ORDERS + CITY, "geographic": 'country = "IR"\n'}
    folder = shops.make(tmp_path / "shop", rows, segments__value="", segments__rfm="", **texts)
    call(folder, "run", "--as-of", "2024-06-30")
    listed = call(folder, "places")
    assert "several places" in listed
    assert "Nurabad (Lorestan)" in listed
    assert "nothing was written" in call(folder, "places", "settle", "نورآباد", "نورآباد، لرستان", "--dry-run").lower()
    assert "means Nurabad (Lorestan)" in call(folder, "places", "settle", "نورآباد", "نورآباد، لرستان")
    assert "Taken for" not in listed
    after = json.loads(call(folder, "places", "list", "--json"))
    assert (after["counts"]["placed"], after["open"], after["words"]) == (1, 0, [])


def test_names_taken_for_others_and_words_passed_over_are_listed_with_what_counts(tmp_path: Path) -> None:
    rows = tuple(
        {**shops.line(str(n), f"c{n}", "2024-05-01"), "city": city}
        for n, city in enumerate(("شیرز", "شیراز / ناکجاآباد"))
    )
    texts = {"data__orders": shops.ORDERS + CITY, "geographic": 'country = "IR"\n'}
    folder = shops.make(tmp_path / "shop", rows, segments__value="", segments__rfm="", **texts)
    call(folder, "run", "--as-of", "2024-06-30")
    english, persian = call(folder, "places"), call(folder, "places", "--language", "fa")
    assert "unknown word beside it" in english
    assert english.index("ناکجاآباد") < english.index("Taken for") < english.index("شیرز")
    assert "به جای آن" in persian
    assert english.count("Shiraz (Fars)") == 2
