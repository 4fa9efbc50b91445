"""`bakhsh demo`: the circle walked once, from a file to a readout and a report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bakhsh.cli import show
from bakhsh.cli.demo_market import Demo, real, small
from bakhsh.cli.screen import Screen
from bakhsh.errors import ProjectError, Where
from bakhsh.language.locale import LANGUAGES
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project import set_value
from bakhsh.project.write import new_texts, write_files
from bakhsh.workspace import Workspace, open_folder

__all__ = ["demo"]

MARK = ".bakhsh-demo"
"""The file by which a demo knows its own folder: nothing else is ever taken away."""


def demo(screen: Screen, folder: Path, *, only_small: bool, language: str) -> None:
    """Makes a project in `folder` (anew where it holds an earlier demo) and walks the circle, showing each step."""
    market = small() if only_small else real()
    for said in market.said:
        screen.say(said, "dim")
    _step(screen, Sentence("cli.demo_new", {"folder": Code(str(folder))}))
    prepare(folder, market)
    with open_folder(folder) as shop:
        declared = shop.files.project
        screen.read_by(language or declared.language, declared.calendar, declared.unit)
        found = _walk(screen, shop, market)
    screen.result(found)


def prepare(folder: Path, market: Demo) -> None:
    """The project's files, with the orders up to the day the campaign is sent."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            said = Sentence("cli.demo_exists", {"folder": Code(str(folder))})
            raise ProjectError(said, where=Where(str(folder)), hint=Sentence("cli.demo_other"))
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("This folder was made by bakhsh demo and is made anew by it.\n", encoding="utf-8")
    _write_orders(folder, "until", market.until_sent())
    texts = new_texts(market.guess, market.name, market.guess.file, market.answers)
    for column, values in market.pieces_not.items():
        texts["data/orders.toml"] = set_value(texts["data/orders.toml"], ("policy", "pieces_not", column), list(values))
    write_files(folder, texts)


def _walk(screen: Screen, shop: Workspace, market: Demo) -> dict[str, object]:
    _step(screen, Sentence("cli.demo_run"))
    with screen.progress() as say:
        made = shop.run(every="month", progress=say)
    titles = show.titles(shop)
    screen.draw(show.ran(screen, made, titles))
    _step(screen, Sentence("cli.demo_plan"))
    screen.draw(show.plan(screen, shop.plan(), titles))
    _step(screen, Sentence("cli.demo_send"))
    wave = shop.send("winback")
    screen.draw(show.wave(screen, wave))
    _step(screen, Sentence("cli.demo_measure"))
    _write_orders(shop.folder, "later", market.after_sent())
    with screen.progress() as say:
        later = shop.run(progress=say)
    readout = shop.measure("winback")
    screen.draw(show.run(screen, later[-1], titles), show.readout(screen, readout))
    screen.say(Sentence("cli.demo_nothing_sent"), "dim")
    return {"runs": (*made, *later), "wave": wave, "readout": readout, "reports": _reports(screen, shop)}


def _reports(screen: Screen, shop: Workspace) -> list[str]:
    """The report in every language there is, and how to go on."""
    from bakhsh.report import write

    _step(screen, Sentence("cli.demo_report"))
    screen.draw(*(show.profile(screen, one) for one in shop.profiles()))
    written = [str(write(shop, None, language)) for language in LANGUAGES]
    for file in written:
        screen.say(Sentence("cli.report_written", {"file": Code(file)}), "bold")
    done = {"folder": Code(str(shop.folder)), "command": Code("bakhsh explain rfm")}
    screen.say(Sentence("cli.demo_done", dict(done)))
    return written


def _step(screen: Screen, said: Sentence) -> None:
    screen.say("")
    screen.say(said, "bold cyan")


def _write_orders(folder: Path, name: str, lines: pa.Table) -> None:
    target = folder / "orders"
    target.mkdir(exist_ok=True)
    pq.write_table(lines, target / f"{name}.parquet", compression="zstd")
