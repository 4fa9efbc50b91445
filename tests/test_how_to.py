"""The how-to pages, run as they stand there, in both languages."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.edges.sources.woo_shop import KEY, SECRET, WooShop, open_shop, order
from tests.workspace import predicted_shop, shops

from bakhsh.edges.sources.woocommerce_preset import declared

PAGES = Path(__file__).parent.parent / "docs" / "how-to"
NAMES = (
    "acquisition",
    "bands",
    "clusters",
    "coming-from-lifetimes",
    "compare-money",
    "connect-a-database",
    "connect-woocommerce",
    "describe-customers",
    "forget-a-customer",
    "migration",
    "own-features",
    "use-events-and-assets",
    "places",
    "predictions",
    "segment-cards",
    "values-and-interests",
    "watch-a-folder",
    "watch-changes",
)


def text(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text(name), re.S)


def commands(name: str) -> list[list[str]]:
    lines = [line for block in blocks(name, "sh") for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("bakhsh ")]


def test_orders_become_customers_as_the_page_for_lifetimes_shows(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("coming-from-lifetimes", "python"):
        exec(compile(block, "coming-from-lifetimes.md", "exec"), {})
    assert capsys.readouterr().out == "[2, 1, 0]\n"


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_the_same_to_the_computer(name: str) -> None:
    for kind in ("toml", "sh", "python"):
        assert blocks(name, kind) == blocks(f"{name}.fa", kind)
    assert f"({name}.fa.md)" in text(name)
    assert f"({name}.md)" in text(f"{name}.fa")


def test_the_shops_declaration_is_the_one_we_propose() -> None:
    assert blocks("connect-woocommerce", "toml") == [declared("https://shop.example", "IRT")]


def run(folder: Path, words: list[str], environ: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env={**os.environ, **environ}, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"


@pytest.mark.slow
def test_the_page_of_bands_works(tmp_path: Path) -> None:
    names = re.findall(r"`(segments/\w+\.toml)`", text("bands"))
    folder = shops.make(tmp_path / "shop")
    shops.write_files(folder, dict(zip(names, blocks("bands", "toml"), strict=True)))
    for words in commands("bands"):
        run(folder, words, {})


@pytest.mark.slow
def test_the_page_of_predictions_works(tmp_path: Path) -> None:
    on, leaving, worth = blocks("predictions", "toml")
    declared = {"predictions": on, "segments__leaving": leaving, "segments__worth": worth, "segments__alive": ""}
    folder = predicted_shop.make(tmp_path / "shop", **declared)
    for words in commands("predictions"):
        run(folder, words, {})
    assert 'id="coming"' in (folder / "report.en.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_page_of_databases_works(tmp_path: Path) -> None:
    (source,) = blocks("connect-a-database", "toml")
    folder = shops.make(tmp_path / "shop", None, data__orders=source)
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection, connection:
        connection.execute("create table sold (no, customer, at, item, pieces, amount, changed)")
        connection.execute("insert into sold values (1, 'ann', '2024-06-01', 'tea', 1, '5.00', '2024-06-01')")
    for words in commands("connect-a-database"):
        run(folder, words, {"SHOP_DB": f"sqlite:///{tmp_path / 'shop.db'}"})


@pytest.mark.slow
def test_the_page_of_woocommerce_works(tmp_path: Path) -> None:
    (source,) = blocks("connect-woocommerce", "toml")
    with open_shop(WooShop([order(number, currency="IRT") for number in range(1, 4)])) as shop:
        project = shops.PROJECT.replace("GBP", "IRT")
        declaration = source.replace("https://shop.example", shop.url)
        folder = shops.make(tmp_path / "shop", None, data__orders=declaration, bakhsh=project)
        for words in commands("connect-woocommerce"):
            run(folder, words, {"WOO_KEY": KEY, "WOO_SECRET": SECRET})


@pytest.mark.slow
def test_the_page_of_forgetting_works(tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / "examples" / "first_shop"
    kept = shutil.ignore_patterns(".bakhsh", "sent", "exports", "report.*")
    folder = Path(shutil.copytree(example, tmp_path / "shop", ignore=kept))
    run(folder, ["bakhsh", "run", "--as-of", "2024-12-31"], {})
    for words in commands("forget-a-customer"):
        run(folder, words, {})
    assert list((folder / "exports").iterdir()) == []


@pytest.mark.slow
def test_the_page_of_cards_works(tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / "examples" / "corner_shop"
    kept = shutil.ignore_patterns(".bakhsh", "sent", "exports", "report.*")
    folder = Path(shutil.copytree(example, tmp_path / "shop", ignore=kept))
    run(folder, ["bakhsh", "run"], {})
    for words in commands("segment-cards"):
        run(folder, words, {})


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a whole console there")
def test_the_page_of_watching_works(tmp_path: Path) -> None:
    (words,) = commands("watch-a-folder")
    folder = shops.make(tmp_path / "shop")
    watching = subprocess.Popen(
        [sys.executable, "-m", *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert watching.stdout is not None
        assert any("every 60 seconds" in line for line in watching.stdout)
        watching.send_signal(signal.SIGINT)
        assert watching.wait(60) == 130
    finally:
        watching.kill()


@pytest.mark.slow
def test_the_page_of_who_customers_are_works(tmp_path: Path) -> None:
    (source,) = blocks("describe-customers", "toml")
    rule = 'kind = "rule"\n[[segment]]\nname = "women"\nwhere = "gender = \'زن\' and education_rank >= 6"\n'
    texts = {"data__people": source, "segments__value": rule, "segments__rfm": ""}
    folder = shops.make(tmp_path / "shop", **texts)
    people = {"id": "a", "year": "1362", "sex": "1", "level": "لیسانس", "income": "۱۰ تا ۲۰ میلیون"}
    shops.write_lines(folder / "people.csv", [people])
    for words in commands("describe-customers"):
        run(folder, words, {})
    assert "female" in (folder / "demographic.toml").read_text(encoding="utf-8")
