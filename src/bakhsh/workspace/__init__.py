"""The conductor: a project folder, its engine and its store, opened; every verb in the order of the circle.

The workspace knows the order of things, never the how: rooms of the loop compute, edges move bytes, faces show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pyarrow as pa

from bakhsh import project, records
from bakhsh.errors import DataError, ProjectError
from bakhsh.language.locale import Language
from bakhsh.language.sentences import Sentence
from bakhsh.records import (
    Card,
    Clusters,
    Explanation,
    FeatureInfo,
    FeatureWords,
    Identities,
    LoadRecord,
    Overview,
    Person,
    PlaceName,
    Places,
    Plan,
    PrunePlan,
    Readout,
    RunRecord,
    SegmentationProfile,
    WaveRecord,
)
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.progress import Progress, Say, silent

if TYPE_CHECKING:
    from bakhsh.workspace.arrivals import Patience
    from bakhsh.workspace.begin import look, make, new
    from bakhsh.workspace.freezing import Frozen
    from bakhsh.workspace.identities import Answer
    from bakhsh.workspace.outside import measure_file
    from bakhsh.workspace.watching import Looked

__all__ = ["Progress", "Workspace", "look", "make", "measure_file", "new", "open_folder", "watch"]


class Workspace(Opened):
    """A project, opened. Every verb of the command line is a method of the same name."""

    def recover(self) -> None:
        """Completes an erasure that was interrupted."""
        if self.store.erasure.unfinished() is not None:
            from bakhsh.workspace import forget

            forget.recover(self)

    def check(self, data: bool = False) -> tuple[ProjectError | DataError, ...]:
        """Everything wrong with the declared files; with `data` also with the files of data they name."""
        from bakhsh.workspace import check

        return check.check(self, data)

    def unread(self) -> tuple[Sentence, ...]:
        """What of the first rows of each file could not be read."""
        from bakhsh.workspace import unread

        return unread.unread(self)

    def remarks(self) -> tuple[Sentence, ...]:
        """What is to be said of the declared conditions, which can be used all the same."""
        return project.remarks(self.files, self.names)

    def features(self) -> tuple[FeatureInfo, ...]:
        """Every name conditions may use."""
        from bakhsh.workspace import own_features

        return own_features.features(self)

    def freeze(self, segmentation: str, new_name: str = "", dry_run: bool = False) -> Frozen:
        """Clusters written down as an ordinary rule segmentation; see `workspace.freezing`."""
        from bakhsh.workspace import freezing

        return freezing.freeze(self, segmentation, new_name, dry_run)

    def plan(self, as_of: date | str | None = None, full: bool = False, progress: Say | None = None) -> Plan:
        """What a run would do; see `workspace.plan`."""
        from bakhsh.workspace import plan

        return plan.plan(self, as_of, full, progress)

    def run(
        self,
        as_of: date | str | None = None,
        every: str | None = None,
        start: date | None = None,
        refit: Sequence[str] = (),
        progress: Say | None = None,
        full_reading: bool = False,
        patience: Patience | None = None,
    ) -> tuple[RunRecord, ...]:
        """Loads what is new and publishes the snapshot of a day, or of past days too; see `workspace.run`."""
        from bakhsh.workspace.refitting import by_verdict
        from bakhsh.workspace.run import run

        return by_verdict(self, run(self, as_of, every, start, refit, progress, full_reading, patience), progress)

    def rows(self, as_of: date | str | None = None) -> pa.Table:
        """ROWS of a snapshot as Arrow (`.to_pandas()` where pandas is installed)."""
        from bakhsh.workspace import read

        return read.rows(self, as_of)

    def members(self, segmentation: str, as_of: date | str | None = None) -> pa.Table:
        """MEMBERS of one segmentation of a snapshot as Arrow."""
        from bakhsh.workspace import read

        return read.members(self, segmentation, as_of)

    def acquainted(self, ids: Iterable[str], unmasked: bool = False, about: str = "") -> Mapping[str, Person]:
        """Whom these ids stand for, half shown, or `unmasked`, which is written down; see `workspace.acquainted`."""
        from bakhsh.workspace import acquainted

        return acquainted.acquainted(self, ids, unmasked, about)

    def profiles(self, as_of: date | str | None = None) -> tuple[SegmentationProfile, ...]:
        """What the segments of every segmentation are like."""
        from bakhsh.workspace import read

        return read.profiles(self, as_of)

    def profile(self, segmentation: str, as_of: date | str | None = None) -> SegmentationProfile:
        """What the segments of one segmentation are like."""
        from bakhsh.workspace import read

        return read.profile(self, segmentation, as_of)

    def explain(self, customer_id: str, as_of: date | str | None = None) -> Explanation:
        """Why one customer is where he is, and how he came there."""
        from bakhsh.workspace import paths

        return paths.explained(self, customer_id, as_of)

    def compare(
        self, segmentation: str, segment: str, against: str = "", as_of: date | str | None = None
    ) -> records.Comparison:
        """What sets a segment apart from all others, or from another one."""
        from bakhsh.workspace import comparing

        return comparing.compare(self, segmentation, segment, against, as_of)

    def overlap(self, one: str, other: str, as_of: date | str | None = None) -> records.Overlap:
        """Who is in which segments of two segmentations."""
        from bakhsh.workspace import comparing

        return comparing.overlap(self, one, other, as_of)

    def card(self, segmentation: str, segment: str, as_of: date | str | None = None) -> Card:
        """A segment on one card: who they are, what they need, what they are worth, what threatens them."""
        from bakhsh.workspace import comparing

        return comparing.card(self, segmentation, segment, as_of)

    def cards(self, segmentation: str, as_of: date | str | None = None) -> tuple[Card, ...]:
        """The cards of all segments that have customers."""
        from bakhsh.workspace import comparing

        return comparing.cards(self, segmentation, as_of)

    def clusters(self, segmentation: str, as_of: date | str | None = None) -> Clusters:
        """What was tried for a cluster segmentation, how far each cluster can be trusted, and a map of them."""
        from bakhsh.workspace import clustered

        return clustered.clusters(self, segmentation, as_of)

    def identities(self) -> Identities:
        """Who is one customer under several ids, and who may be; see `workspace.identities`."""
        from bakhsh.workspace import identities

        return identities.identities(self)

    def settle(self, answer: Answer, ids: Sequence[str]) -> tuple[str, ...]:
        """Answers, in identity.toml, whether these ids are the `same` customer or `different` ones."""
        from bakhsh.workspace import identities

        return identities.settle(self, answer, ids)

    def words(self) -> tuple[FeatureWords, ...]:
        """How files spell what customers are, and what each spelling is taken for; see `workspace.words`."""
        from bakhsh.workspace import words

        return words.words(self)

    def settle_word(self, feature: str, spelling: str, term: str, *, write: bool = True) -> records.SpelledWord:
        """Says, in demographic.toml, what a spelling of a feature means."""
        from bakhsh.workspace import words

        return words.settle(self, feature, spelling, term, write=write)

    def places(self) -> Places:
        """What names of places are open; see `workspace.places`."""
        from bakhsh.workspace import places

        return places.places(self)

    def settle_place(self, word: str, place: str, dry_run: bool = False) -> PlaceName | None:
        """Says, in geographic.toml, what a word of the files means; "" for no place."""
        from bakhsh.workspace import places

        return places.settle_place(self, word, place, dry_run)

    def reconciliation(self) -> records.Reconciliation:
        """Revenue by month after the policy, every exclusion explained."""
        from bakhsh.workspace import read

        return read.reconciliation(self)

    def overview(self, as_of: date | str | None = None) -> Overview:
        """Everybody together: customers, buyers, revenue, and the last 90 days against the 90 before."""
        from bakhsh.workspace import read

        return read.overview(self, as_of)

    def retention(
        self, as_of: date | str | None = None, period: str = "month", start: date | str | None = None
    ) -> records.CohortTable:
        """Retention by week, month or quarter of first purchase."""
        from bakhsh.workspace import retaining

        return retaining.retention(self, as_of, period, start)

    def acquisition(self, by: str = "", segmentation: str = "", as_of: date | str | None = None) -> records.Acquisition:
        """Whom each source has won, what that cost and brought since; see `workspace.acquiring`."""
        from bakhsh.workspace import acquiring

        return acquiring.acquisition(self, by, segmentation, as_of)

    def survival(self, as_of: date | str | None = None, silent: int = 90, period: str = "month") -> records.Survival:
        """How long customers keep buying, and who comes back; see `workspace.retaining`."""
        from bakhsh.workspace import retaining

        return retaining.survival(self, as_of, silent, period)

    def retained(
        self, segmentation: str, start: date | str | None = None, end: date | str | None = None
    ) -> records.Retained:
        """Of each segment's members at an earlier snapshot, the share that bought up to a later one."""
        from bakhsh.workspace import retaining

        return retaining.retained(self, segmentation, start, end)

    def migration(
        self, segmentation: str, start: date | str | None = None, end: date | str | None = None
    ) -> records.Migration:
        """Who went from which segment to which between two snapshots, and why; see `workspace.migrating`."""
        from bakhsh.workspace import migrating

        return migrating.migration(self, segmentation, start, end)

    def movers(self, segmentation: str, start: date | str | None = None, end: date | str | None = None) -> pa.Table:
        """MOVED: the customers who are in another segment than before, with the cause of each."""
        from bakhsh.workspace import migrating

        return migrating.movers(self, segmentation, start, end)

    def outlook(self, as_of: date | str | None = None) -> records.Outlook:
        """What comes next: expected purchases and value of everybody and every segment, and who is slipping away."""
        from bakhsh.workspace import outlook

        return outlook.outlook(self, as_of)

    def scales(self, as_of: date | str | None = None) -> tuple[records.ScaleReliability, ...]:
        """How far every dimension of the project's scales can be trusted."""
        from bakhsh.workspace import scales

        return scales.scales(self, as_of)

    def watch(
        self, as_of: date | str | None = None, against: date | str | None = None, only_used: bool = False
    ) -> records.Watched:
        """What has changed since an earlier snapshot, and a verdict for each segmentation; see `workspace.changes`."""
        from bakhsh.workspace import changes

        return changes.watch(self, as_of, against, only_used)

    def loads(self) -> tuple[LoadRecord, ...]:
        """What has been read, oldest first."""
        return self.store.catalogue.loads()

    def undo(self, number: int, progress: Say | None = None) -> LoadRecord:
        """A load taken back: what it brought is gone, what it had replaced counts again; the next run shows it."""
        from bakhsh.workspace import load

        return load.undo(self, number, progress or silent)

    def undo_plan(self, number: int) -> records.UndoPlan:
        """What taking a load back would change; nothing is changed."""
        from bakhsh.workspace import undone

        return undone.undo_plan(self, number)

    def rejected(
        self, what: str = "", limit: int = 50, to: Path | None = None, language: Language | None = None
    ) -> records.Rejections:
        """The rows that were not taken, masked; or whole, in a file; see `workspace.refused`."""
        from bakhsh.workspace import refused

        return refused.rejected(self, what, limit, to, language)

    def runs(self) -> tuple[RunRecord, ...]:
        """Every run that is remembered, oldest first."""
        return self.store.catalogue.runs()

    def show_run(self, number: int) -> RunRecord:
        """One run."""
        return self.store.catalogue.run(number)

    def prune(self, dry_run: bool = True) -> PrunePlan:
        """Removes (or, dry, lists) what nothing current needs and whose time is over."""
        from bakhsh.workspace import past

        return past.prune(self, dry_run)

    def again(self, number: int, progress: Say | None = None) -> RunRecord:
        """A past run built again and compared with what was stored."""
        from bakhsh.workspace import past

        return past.again(self, number, progress)

    def send(
        self,
        campaign: str,
        dry_run: bool = False,
        as_of: date | None = None,
        folder: Path | None = None,
        language: Language | None = None,
    ) -> WaveRecord:
        """One wave of a campaign; see `workspace.campaigns`."""
        from bakhsh.workspace import campaigns

        return campaigns.send(self, campaign, dry_run, as_of, folder, language)

    def measure(self, campaign: str, wave: int | None = None) -> Readout:
        """What a wave of a campaign caused."""
        from bakhsh.workspace import readouts

        return readouts.measure(self, campaign, wave)

    def forget(self, customer: str, dry_run: bool = False, progress: Say | None = None) -> records.Forgetting:
        """Removes everything about one customer, for good; see `workspace.forget`."""
        from bakhsh.workspace import forget

        return forget.forget(self, customer, dry_run, progress)

    def export_customer(self, customer: str, to: Path, language: Language | None = None) -> records.CustomerExport:
        """Everything that is kept about one customer, as JSON and as a workbook; see `workspace.everything`."""
        from bakhsh.workspace import everything

        return everything.export_customer(self, customer, to, language)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def watch(folder: Path, seconds: float, progress: Say | None = None) -> Iterator[Looked]:
    """Looks at the sources of a project every so many seconds, for ever; see `workspace.watching`."""
    from bakhsh.workspace import watching

    return watching.watch(lambda: open_folder(folder), seconds, progress)


def open_folder(path: str | Path = ".") -> Workspace:
    """The workspace of the project folder at or above `path`. Raises ProjectErrors with every mistake in its files."""
    folder = project.find(Path(path))
    texts = project.texts(folder)
    files = project.read_texts(texts)
    return Workspace(folder, None, files, texts)


_LATER = {"look": "begin", "make": "begin", "new": "begin", "measure_file": "outside"}
"""Functions without a project, by the file they stand in. What a verb does not need is not loaded for it."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
