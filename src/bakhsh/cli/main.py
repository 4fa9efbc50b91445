"""The command line: `bakhsh` and the verbs it knows, in the order in which they are used.

A verb is a function of a file of its own subject, offered there as `VERBS`: it reads options, calls the workspace and
shows what comes back. Verbs that have verbs below them are programs of their own (`runs list`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import typer
from typer.core import TyperGroup

from bakhsh.cli import campaigns, demonstrating, making, people, rows, running, telling, watch, watched
from bakhsh.cli.identities import who
from bakhsh.cli.options import Version
from bakhsh.cli.places import where
from bakhsh.cli.runs import past
from bakhsh.cli.segments import parts
from bakhsh.cli.vocabulary import spelled

__all__ = ["app", "main"]

_VERBS: Mapping[str, Callable[..., None] | typer.Typer] = {
    **making.VERBS, **running.VERBS, **telling.VERBS, **campaigns.VERBS, **people.VERBS, **rows.VERBS,
    **demonstrating.VERBS, **watch.VERBS, **watched.VERBS,
    "identities": who, "places": where, "runs": past, "segments": parts, "words": spelled,
}  # fmt: skip

_PANELS: Mapping[str, tuple[str, ...]] = {
    "A project": ("new", "check", "plan", "run", "watch", "runs", "demo"),
    "What came out": ("report", "explain", "card", "segments", "members", "migration", "retention", "acquisition"),
    "Acting and measuring": ("send", "measure"),
    "What the data say": ("identities", "places", "words", "rejected", "undo"),
    "People's data": ("forget", "export-customer"),
}
"""Every verb in the order of the help, under the heading of its panel."""


class _InOrder(TyperGroup):
    """Typer lists verbs with verbs below them last; here all stand in the order of the panels."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for names in _PANELS.values() for name in names]


app = typer.Typer(
    name="bakhsh", cls=_InOrder, no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Divide customers, explain, act, measure, watch, divide again.",
)  # fmt: skip
for _panel, _names in _PANELS.items():
    for _name in _names:
        _found = _VERBS[_name]
        if isinstance(_found, typer.Typer):
            app.add_typer(_found, name=_name, rich_help_panel=_panel)
        else:
            app.command(_name, rich_help_panel=_panel)(_found)


@app.callback(invoke_without_command=True)
def about(version: Version = False) -> None:
    if version:
        import bakhsh

        typer.echo(bakhsh.__version__)
        raise typer.Exit


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
