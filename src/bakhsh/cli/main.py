"""The command line: one function a verb. It reads options, calls the workspace and shows what comes back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typer

from bakhsh.cli import people, rows
from bakhsh.cli.ask import confirm, questions, settled_by, somebody_there, unanswered
from bakhsh.cli.identities import who
from bakhsh.cli.options import (
    HERE,
    Answers,
    Arm,
    AsJson,
    AskData,
    AskFeatures,
    AsOf,
    Campaign,
    Control,
    DemoFolder,
    Draft,
    DryRun,
    Every,
    Experiment,
    From,
    Full,
    FullReading,
    Further,
    InLanguage,
    Margin,
    MoneyOnly,
    NewFolder,
    OfProject,
    Outcomes,
    Refit,
    ReportOut,
    SendOut,
    Small,
    Source,
    Unit,
    Version,
    Watch,
    Wave,
    What,
    Yes,
)
from bakhsh.cli.places import where
from bakhsh.cli.runs import past
from bakhsh.cli.screen import Screen, error_json
from bakhsh.cli.segments import parts
from bakhsh.cli.unused import unused_columns
from bakhsh.cli.verb import day, opened, screen, verb
from bakhsh.cli.vocabulary import spelled
from bakhsh.errors import BakhshError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["app", "main"]

app = typer.Typer(
    name="bakhsh", no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Divide customers, explain, act, measure, watch, divide again.",
)  # fmt: skip
app.add_typer(past, name="runs")
app.add_typer(parts, name="segments")
for _name, _run in (*people.VERBS.items(), *rows.VERBS.items()):
    app.command(_name)(_run)
app.add_typer(who, name="identities")
app.add_typer(spelled, name="words")
app.add_typer(where, name="places")


@app.callback(invoke_without_command=True)
def about(version: Version = False) -> None:
    if version:
        import bakhsh

        typer.echo(bakhsh.__version__)
        raise typer.Exit


# ---- a project and its files -------------------------------------------------------------------------------------
@app.command()
@verb
def new(
    folder: NewFolder,
    source: Source,
    further: Further = None,
    unit: Unit = "",
    margin: Margin = "",
    answer: Answers = None,
    dry_run: DryRun = False,
    draft: Draft = False,
    yes: Yes = False,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Make a project from files: guess how they are read, show the guess, ask what only you know, write.

    Example: `bakhsh new shop --from orders.csv`, or `bakhsh new shop --from orders.csv items.csv customers.csv`
    """
    from bakhsh.cli import show_guess
    from bakhsh.project.settle import settled
    from bakhsh.workspace import look, make

    face = screen()
    answers = settled_by(answer or (), {"unit": unit, "margin": margin, "language": language})
    with face.progress() as say:
        guess = look((source, *(further or ())), answers, say)
    face.draw(show_guess.guess(face, guess))
    if dry_run or yes or not somebody_there(face):
        unanswered(face, guess.questions)
    if dry_run:
        face.say(Sentence("cli.would_write"))
        face.result({"guess": guess, "files": ()})
        return
    if not yes and somebody_there(face):
        answers |= questions(face, guess, answers)
        guess = settled(guess, answers)
    if not confirm(face, Sentence("cli.ask_write"), yes, default=True):
        face.say(Sentence("cli.not_sure"))
        face.result({"guess": guess, "files": ()})
        raise typer.Exit(2)
    written = make(folder, guess, answers, draft=draft)
    face.say(Sentence("cli.written"), "bold")
    for path in written:
        face.say(Code(f"  {path}"))
    face.say(Sentence("cli.keep_key", {"file": Code(str(folder / ".bakhsh" / "key"))}))
    face.say(Sentence("cli.next_run", {"command": Code(f"bakhsh run -C {folder}")}), "bold")
    face.result({"guess": guess, "files": [str(path) for path in written]})


@app.command()
@verb
def check(
    features: AskFeatures = False,
    data: AskData = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Find every mistake in the declared files; nothing is computed.

    Example: `bakhsh check --data`
    """
    from bakhsh.cli import show_features
    from bakhsh.project import write_schemas

    with opened(project, language) as shop:
        face = screen()
        if features:
            known = shop.features()
            face.draw(show_features.features(face, known))
            face.result({"features": known})
            return
        write_schemas(shop.folder)
        mistakes, unused = shop.check(data=data), unused_columns(shop) if data else {}
        _tell(face, mistakes, unused)
        if mistakes:
            raise typer.Exit(1)


def _tell(face: Screen, mistakes: tuple[BakhshError, ...], unused: dict[str, tuple[str, ...]]) -> None:
    if face.json:
        face.document({"mistakes": [error_json(one) for one in mistakes], "unused": unused})
        return
    for file, columns in unused.items():
        names = tuple(Code(column) for column in columns)
        face.say(Sentence("cli.not_used", {"file": Code(file), "columns": names}), "dim")
    for one in mistakes:
        face.error(one)
    if mistakes:
        face.say(Sentence("cli.found_mistakes", {"count": len(mistakes)}), "bold red")
    else:
        face.say(Sentence("cli.all_fine"), "bold green")


# ---- plan and run ------------------------------------------------------------------------------------------------
@app.command()
@verb
def plan(
    full: Full = False,
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say what a run would do and whom it would move, and do nothing.

    Example: `bakhsh plan --full`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        face = screen()
        with face.progress() as say:
            found = shop.plan(day(as_of, shop.files.project.calendar, "--as-of"), full, say)
        face.draw(show.plan(face, found, show.titles(shop.files)))
        face.result(found)


@app.command()
@verb
def run(
    as_of: AsOf = "",
    every: Every = "",
    start: From = "",
    refit: Refit = None,
    full_reading: FullReading = False,
    keep_watching: Watch = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Read what is new, compute every customer, divide, publish. Running again changes nothing and says so.

    Example: `bakhsh run --every month --from 2011-01`
    """
    from bakhsh.cli import show, watching

    pause = watching.seconds(every) if keep_watching else 0
    if not keep_watching and every not in ("", "month", "week"):
        raise typer.BadParameter("month or week", param_hint="--every")
    if keep_watching:
        watching.keep_watching(project, language, pause)
    with opened(project, language) as shop:
        face, calendar = screen(), shop.files.project.calendar
        wanted, first = day(as_of, calendar, "--as-of"), day(start, calendar, "--from")
        with face.progress() as say:
            made = shop.run(wanted, every or None, first, tuple(refit or ()), say, full_reading)
        face.draw(show.ran(face, made, show.titles(shop.files)))
        face.result({"runs": made})


@app.command()
@verb
def explain(
    what: What,
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say why a customer is where he is, or what a segmentation's segments are like and how they are made.

    Example: `bakhsh explain 17850`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        face, on = screen(), day(as_of, shop.files.project.calendar, "--as-of")
        if what in {one.name for one in shop.files.segmentations}:
            found = shop.profile(what, on)
            face.draw(show.profile(face, found, notes=True), show.rules(face, found))
            face.result(found)
        else:
            customer = shop.explain(what, on)
            face.draw(show.explanation(face, customer, shop.files))
            face.result(customer)


@app.command()
@verb
def report(
    out: ReportOut = None,
    money: MoneyOnly = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Write the report: one HTML file that needs nothing else. With --money, only print what became of the money.

    Example: `bakhsh report --out report.html --language fa`
    """
    from bakhsh.cli import show_money
    from bakhsh.report import write

    with opened(project, language) as shop:
        face = screen()
        if money:
            seen = shop.reconciliation()
            face.draw(show_money.money(face, seen))
            face.result(seen)
            return
        written = write(shop, out, face.language)
        face.say(Sentence("cli.report_written", {"file": Code(str(written))}), "bold")
        face.result({"report": str(written)})


# ---- campaigns ---------------------------------------------------------------------------------------------------
@app.command()
@verb
def send(
    campaign: Campaign,
    dry_run: DryRun = False,
    as_of: AsOf = "",
    out: SendOut = None,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Choose a campaign's audience, leave some alone by lot, write the files, with a reason for everyone left out.

    Example: `bakhsh send winback --dry-run`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        face = screen()
        chosen = face.language if language else None
        on = day(as_of, shop.files.project.calendar, "--as-of")
        found = shop.send(campaign, dry_run=dry_run, as_of=on, folder=out, language=chosen)
        face.draw(show.wave(face, found))
        face.result(found)


@app.command()
@verb
def measure(
    campaign: Campaign = "",
    wave: Wave = None,
    file: Experiment = None,
    arm: Arm = "",
    control: Control = "",
    outcome: Outcomes = None,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say what a campaign caused: the difference with its interval, and whether it works, hurts or cannot be told yet.

    Example: `bakhsh measure winback`, or
    `bakhsh measure --file test.csv --arm segment --control "No E-Mail" --outcome visit`
    """
    from bakhsh.cli import show

    face = screen()
    if bool(campaign) == bool(file) or (file and not (arm and control and outcome)):
        raise typer.BadParameter(face.text(Sentence("cli.measure_what")))
    if file:
        from bakhsh.workspace import measure_file

        readouts = measure_file(file, arm, control, outcome or ())
        face.draw(*(show.readout(face, one) for one in readouts))
        face.result({"readouts": readouts})
        return
    with opened(project, language) as shop:
        found = shop.measure(campaign, wave)
        screen().draw(show.readout(screen(), found))
        screen().result(found)


@app.command()
@verb
def demo(
    small: Small = False,
    folder: DemoFolder = Path("demo-shop"),
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Walk the whole circle once: a file, segments, a campaign, its effect, a report.

    Example: `bakhsh demo --small`
    """
    from bakhsh.cli.demo import demo as walk

    walk(screen(), folder, only_small=small, language=language)


def main() -> None:
    """The program `bakhsh`. With --json a mistake in usage is JSON too."""
    if "--json" not in sys.argv[1:]:
        app(prog_name="bakhsh")
        return
    try:
        sys.exit(app(prog_name="bakhsh", standalone_mode=False))
    except _MISUSED as error:
        text = error.format_message()
        typer.echo(json.dumps({"error": {"kind": "Usage", "text": text, "where": None, "hint": None}}, indent=2))
        sys.exit(2)


# Typer carries its own copy of Click, or uses Click's: the class is taken from where both have it.
_MISUSED: Any = typer.BadParameter.__mro__[2]
