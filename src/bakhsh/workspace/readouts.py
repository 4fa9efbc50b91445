"""Measure: what a wave caused, read as it was sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import ibis

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop import uplift
from bakhsh.loop.features import outcomes
from bakhsh.records import Piece, Readout, WaveRecord
from bakhsh.specs import Campaign
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.aliases import aliases_of
from bakhsh.workspace.campaigns import as_sent, campaign_named
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.run import last_day
from bakhsh.workspace.stage import answer

__all__ = ["measure"]


def measure(ws: Opened, campaign: str, wave: int | None = None) -> Readout:
    """What a wave caused: treated against holdout in its window, with interval and verdict.

    A wave is measured as it was sent, whatever its file says today; a note tells where they differ. Customers who were
    merged since are followed under the id that stays. One that was begun
    and not handed over counts as not sent.
    """
    today = campaign_named(ws, campaign)
    waves = {one.wave: one for one in ws.store.catalogue.waves(campaign) if one.sent_at is not None}
    if not waves or (wave is not None and wave not in waves):
        said = Sentence("workspace.no_wave", {"campaign": Code(campaign), "known": tuple(waves)})
        raise NotReady(said, hint=Sentence("workspace.no_wave_hint"))
    record = waves[wave if wave is not None else max(waves)]
    declared = as_sent(today, record)
    start = record.as_of + timedelta(days=1)
    end = start + timedelta(days=declared.window_days)
    manifest = ws.store.catalogue.manifest()
    last = last_day(manifest, ws)
    waiting = last is None or last < end - timedelta(days=1)
    ws.bind_ledger(manifest, ("facts",))
    arms: Piece = ws.store.catalogue.wave_pieces(campaign, record.wave)["arms"]
    lots = uplift.followed(ws.engine.tables.read(arms), aliases_of(ws, manifest))
    ws.engine.bind("arms", lots.arms)
    seen, note = _seen(ws, declared, start, end)
    questions = uplift.measure(CONTRACTS["ARMS"].unbound(), seen, declared, record, start, end, waiting)
    readout = answer(ws.engine, questions)
    of_margin = [note] if note and ("margin" not in seen.columns or _shows_margin(readout)) else []
    notes = [*readout.notes, *lots.notes, *_changed(today, declared, record), *of_margin]
    return replace(readout, notes=tuple(notes))


def _changed(today: Campaign, then: Campaign, record: WaveRecord) -> list[Sentence]:
    """Says so where the campaign's file is not what the wave was sent by."""
    if _measuring(today) == _measuring(then):
        return []
    args: dict[str, Argument] = {"wave": record.wave, "outcome": Code(then.outcome), "count": then.window_days}
    return [Sentence("uplift.measured_as_sent", args)]


def _measuring(campaign: Campaign) -> tuple[str, int, float, str]:
    return campaign.outcome, campaign.window_days, campaign.holdout, campaign.offer.name


def _shows_margin(readout: Readout) -> bool:
    return readout.outcome == "margin" or any(one.outcome == "margin" for one in readout.also)


def _seen(ws: Opened, campaign: Campaign, start: date, end: date) -> tuple[ibis.Table, Sentence | None]:
    """OUTCOMES of the window and what is to be said of its margin: that it is assumed, or that it cannot be told. It
    is left out then, and NotReady where the campaign is measured by it."""
    margin, facts, arms = ws.files.project.margin, ws.unbound("facts"), CONTRACTS["ARMS"].unbound()
    seen = outcomes.outcomes(facts, start, end, margin)
    try:
        days = answer(ws.engine, outcomes.require_margin(facts.semi_join(arms, "customer_id"), start, end, margin))
    except NotReady as unknown:
        if campaign.outcome == "margin":
            raise
        return seen.drop("margin"), unknown.sentence
    return seen, outcomes.assumed(margin) if days and margin is not None else None
