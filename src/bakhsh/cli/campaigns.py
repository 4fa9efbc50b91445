"""Campaigns: send, measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import typer

from bakhsh.cli.options import (
    HERE,
    Arm,
    AsJson,
    AsOf,
    Campaign,
    Control,
    DryRun,
    Experiment,
    InLanguage,
    OfProject,
    Outcomes,
    SendOut,
    Wave,
)
from bakhsh.cli.verb import day, opened, screen, verb
from bakhsh.language.sentences import Sentence

__all__ = ["VERBS"]


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


VERBS: Mapping[str, Callable[..., None]] = {"send": send, "measure": measure}
"""The verbs by the names they have on the command line."""
