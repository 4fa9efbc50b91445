"""Send: an audience goes out with lots drawn and a reason for everyone left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh import conditions
from bakhsh.conditions.wording import Wording
from bakhsh.edges import clock
from bakhsh.edges.sinks import SINKS, wave_folder
from bakhsh.edges.who import asking
from bakhsh.errors import NotReady
from bakhsh.language.locale import Language, locale_for
from bakhsh.language.sentences import Argument, Code, Sentence, Titled
from bakhsh.loop import segments, targeting
from bakhsh.loop.features import outcomes
from bakhsh.records import AuditEntry, RunRecord, WaveRecord
from bakhsh.specs import Campaign, Offer, Title
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.aliases import aliases_of
from bakhsh.workspace.check import refuse_mistakes
from bakhsh.workspace.lacking import lacking
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.read import titles_of
from bakhsh.workspace.rows import row_types
from bakhsh.workspace.stage import answer, bind_rows, members_table, rows_table, rows_with_places

__all__ = ["as_sent", "campaign_named", "send"]


def campaign_named(ws: Opened, name: str) -> Campaign:
    """The declared campaign of that name; NotReady with the known ones."""
    found = {one.name: one for one in ws.files.campaigns}
    if name not in found:
        known = tuple(Code(one) for one in found)
        raise NotReady(Sentence("workspace.no_campaign", {"name": Code(name), "known": known}))
    return found[name]


def as_sent(campaign: Campaign, record: WaveRecord) -> Campaign:
    """The campaign with what the wave was sent by; a wave on record without it takes today's."""
    if not record.outcome:
        return campaign
    offer = campaign.offer if campaign.offer.name == record.offer else Offer(record.offer)
    return replace(campaign, outcome=record.outcome, window_days=record.window_days, holdout=record.chance, offer=offer)


def send(
    ws: Opened,
    campaign: str,
    dry_run: bool = False,
    as_of: date | None = None,
    folder: Path | None = None,
    language: Language | None = None,
) -> WaveRecord:
    """One wave of a campaign: who is treated, who is left alone by lot, who is left out and why; written to files.

    `dry_run` counts and writes nothing. The audience is chosen from the snapshot as of `as_of` (None: the latest), and
    the readout's window begins the day after it. The wave is claimed first, then its sink writes, then it counts as
    sent; where that broke off the next call completes it, with the audience and the lots on record.
    """
    refuse_mistakes(ws)
    declared = campaign_named(ws, campaign)
    target = (folder or ws.folder / "sent").absolute()
    with ws.writing("send"):
        begun = next((one for one in ws.store.catalogue.waves(campaign) if one.sent_at is None), None)
        if begun is None:
            record = _claim(ws, declared, ws.snapshot(as_of), target, dry_run)
        else:
            note = Sentence("targeting.wave_completed", {"wave": begun.wave, "as_of": begun.as_of})
            record = replace(begun, notes=(*begun.notes, note), dry=dry_run, files=() if dry_run else begun.files)
        return record if dry_run else _hand_over(ws, as_sent(declared, record), record, target, language)


def _claim(ws: Opened, declared: Campaign, run: RunRecord, target: Path, dry_run: bool) -> WaveRecord:
    """The wave with its audience and lots, on record before anything leaves the house; dry, only counted."""
    _refuse_lacking(ws, declared, run)
    _refuse_merged(ws, run)
    wave = 1 + len(ws.store.catalogue.waves(declared.name))
    declared, cuts = _with_cuts(ws, declared, run)
    audience = _audience(ws, declared, run, wave)
    arms = targeting.arms(audience, declared, ws.key, run.as_of)
    record = _record(declared, run, wave, audience, arms, dry_run)
    words = Wording(titles_of(ws.files, ws.models(run)), row_types(ws), ws.minor_per_unit)
    ranked = conditions.cuts_in_words([declared.audience], cuts, words)
    record = replace(record, notes=(*record.notes, *ranked, *_margin_notes(ws, declared, run.as_of)))
    record = replace(record, cuts={name: float(cut.at) for name, cut in cuts.items()})
    if dry_run:
        return record
    if not record.treated:
        said = Sentence("workspace.nobody_to_contact", {"campaign": Titled(declared.name, declared.title)})
        raise NotReady(said, hint=Sentence("workspace.nobody_to_contact_hint"))
    record = replace(record, files=(str(wave_folder(target, declared.name, wave)),))
    base = f"waves/{declared.name}-{wave}-{clock.now():%Y%m%d%H%M%S%f}"
    pieces = {
        "audience": ws.engine.tables.write(CONTRACTS["AUDIENCE"].check(audience), f"{base}/audience.parquet"),
        "arms": ws.engine.tables.write(CONTRACTS["ARMS"].check(arms), f"{base}/arms.parquet"),
        "sent": ws.engine.tables.write(_claimed(arms, declared), f"{base}/claimed.parquet"),
    }
    return ws.store.catalogue.add_wave(record, pieces["audience"], pieces["arms"], pieces["sent"])


def _hand_over(
    ws: Opened, declared: Campaign, record: WaveRecord, target: Path, language: Language | None
) -> WaveRecord:
    """A claimed wave given to its sink and marked as sent."""
    target = _where(ws, record, target)
    shop = ws.files.project
    reader = locale_for(language or shop.language, calendar=shop.calendar, money=shop.unit)
    written = SINKS[declared.channel](
        target,
        declared,
        _shown(ws, record),
        reader.language,
        locale=reader,
        as_of=record.as_of,
        segments=_titles(ws, declared, ws.snapshot(record.as_of)),
        claimed=True,
    )
    catalogue = ws.store.catalogue
    claimed = catalogue.wave_pieces(record.campaign, record.wave)["sent"]
    sent = _with_state(ws.engine.tables.read(claimed), "sent")
    path = f"{claimed.path.rpartition('/')[0]}/sent-{clock.now():%Y%m%d%H%M%S%f}.parquet"
    finished = replace(record, files=tuple(str(one) for one in written), sent_at=clock.now())
    done = catalogue.finish_wave(finished, ws.engine.tables.write(sent, path))
    counts = {"candidates": done.candidates, "treated": done.treated, "holdout": done.holdout}
    about = f"{done.campaign} {done.wave}"
    ws.store.people.write_down(AuditEntry(0, clock.now(), "send", asked_by=asking(), about=about, counts=counts))
    return done


def _where(ws: Opened, record: WaveRecord, target: Path) -> Path:
    """Where a claimed wave's files go: to where they stand already if they do, else to `target`, claimed first."""
    place = Path(record.files[0])
    if place.exists() or place.parent == target:
        return place.parent
    moved = wave_folder(target, record.campaign, record.wave)
    ws.store.catalogue.finish_wave(replace(record, files=(str(moved),)))
    return target


def _refuse_lacking(ws: Opened, campaign: Campaign, run: RunRecord) -> None:
    """NotReady where the snapshot was made before what the campaign asks about was declared."""
    shown = [campaign.segmentation] if campaign.segmentation else []
    missing = lacking(ws, run, [campaign.audience], shown)
    if missing:
        args: dict[str, Argument] = {"campaign": Code(campaign.name), "as_of": run.as_of, "names": missing}
        raise NotReady(Sentence("workspace.snapshot_lacks", args), hint=Sentence("workspace.run_first"))


def _refuse_merged(ws: Opened, run: RunRecord) -> None:
    """NotReady where customers of the snapshot are known as one by now: the person would be written to twice."""
    current = ws.store.catalogue.manifest()
    if run.ledger == current.version or not current.settled:
        return
    since = pa.array(aliases_of(ws, current)["customer_id"].to_pylist(), pa.string())
    pieces = pieces_of(ws, run, "rows")
    ids = pa.concat_tables([ws.engine.tables.read(piece).select(["customer_id"]) for piece in pieces])
    count = pc.sum(pc.is_in(ids["customer_id"], value_set=since)).as_py()
    if count:
        said = Sentence("identity.merged_since", {"count": count, "as_of": run.as_of})
        hint = Sentence("identity.run_that_day", {"command": Code(f"bakhsh run --as-of {run.as_of}")})
        raise NotReady(said, hint=hint)


def _titles(ws: Opened, campaign: Campaign, run: RunRecord) -> dict[str, Title]:
    """What people call the segments of the segmentation the campaign shows."""
    found = segments.all_segments(ws.files.segmentations, ws.models(run))
    return {segment.name: segment.title for segment in found.get(campaign.segmentation, ())}


def _with_cuts(ws: Opened, campaign: Campaign, run: RunRecord) -> tuple[Campaign, conditions.Cuts]:
    """The campaign whose audience has its cut points: learned over all customers of the wave's snapshot, since a
    campaign has no model that could keep them from wave to wave; they are written down with the wave."""
    bind_rows(ws, {"rows": pieces_of(ws, run, "rows")})
    asked = conditions.learn_cuts([campaign.audience], rows_table(ws), row_types(ws), ws.minor_per_unit)
    cuts = answer(ws.engine, asked)
    return replace(campaign, audience=conditions.with_cuts(campaign.audience, cuts, ws.minor_per_unit)), cuts


def _audience(ws: Opened, campaign: Campaign, run: RunRecord, wave: int) -> pa.Table:
    pieces = {name: pieces_of(ws, run, name) for name in ("rows", *(f"members-{name}" for name in run.sizes))}
    bind_rows(ws, pieces)
    manifest = ws.store.catalogue.manifest()
    ws.bind_ledger(manifest, ("consent",))
    ws.engine.bind("sent", _took_part(ws, campaign))
    rows = rows_with_places(ws, targeting.needs(campaign), run.as_of)
    members = members_table(campaign.segmentation) if campaign.segmentation else None
    expr = targeting.audience(
        campaign,
        rows,
        members,
        ws.unbound("consent"),
        CONTRACTS["SENT"].unbound(),
        row_types(ws),
        ws.minor_per_unit,
        run.as_of,
        wave,
    )
    return ws.engine.query(expr.order_by("customer_id")).select(CONTRACTS["AUDIENCE"].names)


def _took_part(ws: Opened, campaign: Campaign) -> pa.Table:
    """SENT of all waves, and of this campaign's own waves also who was left alone: a control who came back while the
    treated rest would stand in the next wave against nobody like him."""
    found = [CONTRACTS["SENT"].schema().empty_table()]
    for wave in ws.store.catalogue.waves():
        pieces = ws.store.catalogue.wave_pieces(wave.campaign, wave.wave)
        found.append(ws.engine.tables.read(pieces["sent"]))
        if wave.campaign == campaign.name:
            arms = ws.engine.tables.read(pieces["arms"])
            alone = arms.filter(pc.equal(arms.column("arm"), "holdout"))
            found.append(_sent_rows(alone, campaign, "unknown"))
    return _under_settled(pa.concat_tables(found), aliases_of(ws, ws.store.catalogue.manifest()))


def _under_settled(sent: pa.Table, aliases: pa.Table) -> pa.Table:
    """The attempts under the ids their customers are known by today."""
    place = pc.index_in(sent["customer_id"], value_set=aliases["customer_id"].combine_chunks())
    settled = pc.coalesce(aliases["settled_id"].take(place), sent["customer_id"])
    return sent.set_column(sent.column_names.index("customer_id"), "customer_id", settled)


def _record(
    campaign: Campaign, run: RunRecord, wave: int, audience: pa.Table, arms: pa.Table, dry_run: bool
) -> WaveRecord:
    reasons = pc.value_counts(audience.column("suppressed_by").drop_null()).to_pylist()
    treated = pc.sum(pc.equal(arms.column("arm"), "treated")).as_py() or 0
    return WaveRecord(
        campaign=campaign.name,
        wave=wave,
        as_of=run.as_of,
        candidates=audience.num_rows,
        treated=treated,
        holdout=arms.num_rows - treated,
        suppressed={one["values"]: one["counts"] for one in reasons},
        chance=campaign.holdout,
        cost=treated * campaign.offer.cost,
        dry=dry_run,
        window_days=campaign.window_days,
        outcome=campaign.outcome,
        offer=campaign.offer.name,
        notes=targeting.notes(campaign, arms),
    )


_YEAR = timedelta(days=365)


def _margin_notes(ws: Opened, campaign: Campaign, as_of: date) -> tuple[Sentence, ...]:
    """Said before a campaign is measured by a margin nobody could tell: in the year up to `as_of` costs are unknown."""
    if campaign.outcome != "margin":
        return ()
    ws.bind_ledger(ws.store.catalogue.manifest(), ("facts",))
    day_after = as_of + timedelta(days=1)
    asked = outcomes.require_margin(ws.unbound("facts"), day_after - _YEAR, day_after, ws.files.project.margin)
    try:
        answer(ws.engine, asked)
    except NotReady as unknown:
        name = Titled(campaign.name, campaign.title)
        return (Sentence("targeting.margin_will_be_unknown", {"campaign": name}), *filter(None, [unknown.hint]))
    return ()


_SHOWN = ("recency", "frequency", "orders", "monetary", "last_on")


def _shown(ws: Opened, wave: WaveRecord) -> pa.Table:
    """AUDIENCE with arms, the measures a person wants to see, and how to reach the customer; by customer_id."""
    pieces = ws.store.catalogue.wave_pieces(wave.campaign, wave.wave)
    for name in ("audience", "arms"):
        ws.bind_pieces(name, [pieces[name]], CONTRACTS[name.upper()].schema())
    bind_rows(ws, {"rows": pieces_of(ws, ws.snapshot(wave.as_of), "rows")})
    audience, arms = CONTRACTS["AUDIENCE"].unbound(), CONTRACTS["ARMS"].unbound()
    parts = [arms.select("customer_id", "arm"), rows_table(ws).select("customer_id", *_SHOWN), *_addresses(ws)]
    shown = audience
    for part in parts:
        joined = shown.left_join(part, "customer_id", rname="of_{name}")
        shown = joined.drop(*(name for name in joined.columns if name.startswith("of_")))
    return ws.engine.query(shown.order_by("customer_id"))


def _addresses(ws: Opened) -> list[ibis.Table]:
    """Addresses with one column per channel; nothing where the ledger holds none."""
    ws.bind_ledger(ws.store.catalogue.manifest(), ("addresses",))
    addresses = ws.unbound("addresses")
    channels = sorted(ws.engine.query(addresses.select("channel").distinct()).column("channel").to_pylist())
    columns = {one: addresses.address.max(where=addresses.channel == one) for one in channels}
    return [addresses.group_by("customer_id").agg(**columns)] if columns else []


def _claimed(arms: pa.Table, campaign: Campaign) -> pa.Table:
    """SENT before the sink has answered; the day is the audience's, so that rest days count from it."""
    return _sent_rows(arms.filter(pc.equal(arms.column("arm"), "treated")), campaign, "claimed")


def _sent_rows(arms: pa.Table, campaign: Campaign, state: str) -> pa.Table:
    count = arms.num_rows
    columns: dict[str, Any] = {
        "campaign": arms.column("campaign"),
        "wave": arms.column("wave"),
        "customer_id": arms.column("customer_id"),
        "channel": pa.array([campaign.channel] * count, pa.string()),
        "state": pa.array([state] * count, pa.string()),
        "at": arms.column("as_of").cast(pa.timestamp("us")),
        "cost": pa.array([campaign.offer.cost] * count, pa.int64()),
        "result": pa.nulls(count, pa.string()),
    }
    return CONTRACTS["SENT"].check(pa.table(columns).cast(CONTRACTS["SENT"].schema()))


def _with_state(sent: pa.Table, state: str) -> pa.Table:
    states = pa.array([state] * sent.num_rows, pa.string())
    return CONTRACTS["SENT"].check(sent.set_column(sent.column_names.index("state"), "state", states))
