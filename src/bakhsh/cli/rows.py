"""Rows and customers one by one: what was not taken, what a load brought, who is in a segment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from bakhsh.cli.ask import confirm
from bakhsh.cli.options import HERE, AsJson, AsOf, DryRun, InLanguage, OfProject, Unmasked, Yes
from bakhsh.cli.verb import day, opened, screen, verb
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Person

__all__ = ["VERBS"]

Of = Annotated[str, Argument(metavar="[LOAD|SOURCE]", help="A load's number or a source's name. Default: every file.")]
ToFile = Annotated[Path | None, Option("--to", metavar="FILE", help="Write them there as CSV, whole and unmasked.")]
Limit = Annotated[int, Option("--limit", metavar="N", min=1, help="How many are shown.")]
Load = Annotated[int, Argument(metavar="LOAD", help="The load's number.")]
Division = Annotated[str, Argument(metavar="SEGMENTATION", help="The segmentation's name.")]
Part = Annotated[str, Argument(metavar="[SEGMENT]", help="Only members of this segment.")]


@verb
def rejected(
    of: Of = "",
    to: ToFile = None,
    limit: Limit = 20,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """List the rows that were not taken and why; with --to read them again from their files, to mend them.

    Example: `bakhsh rejected orders --to to-mend.csv`
    """
    from bakhsh.cli import show_rows

    with opened(project, language) as shop:
        face = screen()
        found = shop.rejected(of, limit, to, face.language)
        face.draw(show_rows.rejections(face, found))
        face.result(found)


@verb
def undo(
    load: Load,
    dry_run: DryRun = False,
    yes: Yes = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Take a load back: what it brought goes, what it had replaced counts again. The next run shows it.

    Example: `bakhsh undo 3 --dry-run`
    """
    from dataclasses import replace

    from bakhsh.cli import show_rows

    with opened(project, language) as shop:
        face = screen()
        plan = shop.undo_plan(load)
        face.draw(show_rows.undo_plan(face, plan))
        if dry_run:
            face.result(plan)
            return
        if not confirm(face, Sentence("privacy.ask_undo"), yes, default=False):
            face.say(Sentence("privacy.not_undone"))
            face.result(plan)
            raise typer.Exit(2)
        with face.progress() as say:
            shop.undo(load, say)
        face.say(Sentence("privacy.undone", {"load": load}), "bold")
        face.result(replace(plan, done=True))


@verb
def members(
    segmentation: Division,
    segment: Part = "",
    limit: Limit = 20,
    as_of: AsOf = "",
    unmasked: Unmasked = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """List who is in a segmentation's segments, or in one of them.

    Example: `bakhsh members value champions`
    """
    import pyarrow.compute as pc

    from bakhsh.cli import show, show_rows

    with opened(project, language) as shop:
        face, on = screen(), day(as_of, shop.files.project.calendar, "--as-of")
        table = shop.members(segmentation, on).sort_by("customer_id")
        known = tuple(Code(one) for one in sorted(set(table.column("segment").to_pylist())))
        if segment:
            table = table.filter(pc.equal(table.column("segment"), segment))
        if segment and not table.num_rows and Code(segment) not in known:
            said = Sentence("privacy.no_segment", {"segment": Code(segment), "known": known})
            raise typer.BadParameter(face.text(said), param_hint="SEGMENT")
        rows = table.select(["customer_id", "segment", "strength"]).to_pylist()
        told = rows if face.json else rows[:limit]
        known_by = shop.acquainted((row["customer_id"] for row in told), unmasked, f"{segmentation} {segment}".strip())
        rows = [{**row, **asdict(known_by.get(row["customer_id"], Person()))} for row in rows]
        face.draw(show_rows.members(face, rows[:limit], len(rows), show.titles(shop), segmentation))
        when = table.column("as_of")[0].as_py() if table.num_rows else on
        face.result({"segmentation": segmentation, "as_of": when, "customers": len(rows), "members": rows})


VERBS: Mapping[str, Callable[..., None]] = {"rejected": rejected, "undo": undo, "members": members}
"""The verbs by the names they have on the command line."""
