"""The conductor: a project folder, its engine and its store, opened; every verb in the order of the circle.

The workspace knows the order of things, never the how: rooms of the loop compute, edges move bytes, faces show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from bakhsh import project
from bakhsh.edges.store import Store
from bakhsh.errors import DataError, ProjectError
from bakhsh.language.locale import Language
from bakhsh.records import (
    CohortTable,
    CustomerExport,
    Explanation,
    FeatureInfo,
    FeatureWords,
    Forgetting,
    Identities,
    LoadRecord,
    Overview,
    Plan,
    PrunePlan,
    Readout,
    Reconciliation,
    Rejections,
    RunRecord,
    SegmentationProfile,
    SpelledWord,
    UndoPlan,
    WaveRecord,
)
from bakhsh.workspace import (
    campaigns,
    check,
    everything,
    forget,
    identities,
    load,
    own_features,
    past,
    plan,
    read,
    readouts,
    refused,
    run,
    undone,
    watching,
    words,
)
from bakhsh.workspace.begin import look, make, new
from bakhsh.workspace.identities import Answer
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.outside import measure_file
from bakhsh.workspace.progress import Progress, Say, silent
from bakhsh.workspace.watching import Looked

__all__ = ["Progress", "Workspace", "look", "make", "measure_file", "new", "open_folder", "watch"]


class Workspace(Opened):
    """A project, opened. Every verb of the command line is a method of the same name."""

    def check(self, data: bool = False) -> tuple[ProjectError | DataError, ...]:
        """Everything wrong with the declared files; with `data` also with the files of data they name."""
        return check.check(self, data)

    def features(self) -> tuple[FeatureInfo, ...]:
        """Every name conditions may use."""
        return own_features.features(self)

    def plan(self, as_of: date | str | None = None, full: bool = False, progress: Say | None = None) -> Plan:
        """What a run would do; see `workspace.plan`."""
        return plan.plan(self, as_of, full, progress)

    run = run.run

    def rows(self, as_of: date | str | None = None) -> pa.Table:
        """ROWS of a snapshot as Arrow (`.to_pandas()` where pandas is installed)."""
        return read.rows(self, as_of)

    def members(self, segmentation: str, as_of: date | str | None = None) -> pa.Table:
        """MEMBERS of one segmentation of a snapshot as Arrow."""
        return read.members(self, segmentation, as_of)

    def profiles(self, as_of: date | str | None = None) -> tuple[SegmentationProfile, ...]:
        """What the segments of every segmentation are like."""
        return read.profiles(self, as_of)

    def profile(self, segmentation: str, as_of: date | str | None = None) -> SegmentationProfile:
        """What the segments of one segmentation are like."""
        return read.profile(self, segmentation, as_of)

    def explain(self, customer_id: str, as_of: date | str | None = None) -> Explanation:
        """Why one customer is where he is."""
        return read.explain(self, customer_id, as_of)

    def identities(self) -> Identities:
        """Who is one customer under several ids, and who may be; see `workspace.identities`."""
        return identities.identities(self)

    def settle(self, answer: Answer, ids: Sequence[str]) -> tuple[str, ...]:
        """Answers, in identity.toml, whether these ids are the `same` customer or `different` ones."""
        return identities.settle(self, answer, ids)

    def words(self) -> tuple[FeatureWords, ...]:
        """How files spell what customers are, and what each spelling is taken for; see `workspace.words`."""
        return words.words(self)

    def settle_word(self, feature: str, spelling: str, term: str, *, write: bool = True) -> SpelledWord:
        """Says, in demographic.toml, what a spelling of a feature means."""
        return words.settle(self, feature, spelling, term, write=write)

    def reconciliation(self) -> Reconciliation:
        """Revenue by month after the policy, every exclusion explained."""
        return read.reconciliation(self)

    def overview(self, as_of: date | str | None = None) -> Overview:
        """Everybody together: customers, buyers, revenue, and the last 90 days against the 90 before."""
        return read.overview(self, as_of)

    def retention(self, as_of: date | str | None = None) -> CohortTable:
        """Retention by month of first purchase."""
        return read.retention(self, as_of)

    def loads(self) -> tuple[LoadRecord, ...]:
        """What has been read, oldest first."""
        return self.store.catalogue.loads()

    def undo(self, number: int, progress: Say | None = None) -> LoadRecord:
        """A load taken back: what it brought is gone, what it had replaced counts again; the next run shows it."""
        return load.undo(self, number, progress or silent)

    def undo_plan(self, number: int) -> UndoPlan:
        """What taking a load back would change; nothing is changed."""
        return undone.undo_plan(self, number)

    def rejected(
        self, what: str = "", limit: int = 50, to: Path | None = None, language: Language | None = None
    ) -> Rejections:
        """The rows that were not taken, masked; or whole, in a file; see `workspace.refused`."""
        return refused.rejected(self, what, limit, to, language)

    def runs(self) -> tuple[RunRecord, ...]:
        """Every run that is remembered, oldest first."""
        return self.store.catalogue.runs()

    def show_run(self, number: int) -> RunRecord:
        """One run."""
        return self.store.catalogue.run(number)

    def prune(self, dry_run: bool = True) -> PrunePlan:
        """Removes (or, dry, lists) what nothing current needs and whose time is over."""
        return past.prune(self, dry_run)

    def again(self, number: int, progress: Say | None = None) -> RunRecord:
        """A past run built again and compared with what was stored."""
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
        return campaigns.send(self, campaign, dry_run, as_of, folder, language)

    def measure(self, campaign: str, wave: int | None = None) -> Readout:
        """What a wave of a campaign caused."""
        return readouts.measure(self, campaign, wave)

    def forget(self, customer: str, dry_run: bool = False, progress: Say | None = None) -> Forgetting:
        """Removes everything about one customer, for good; see `workspace.forget`."""
        return forget.forget(self, customer, dry_run, progress)

    def export_customer(self, customer: str, to: Path, language: Language | None = None) -> CustomerExport:
        """Everything that is kept about one customer, as JSON and as a workbook; see `workspace.everything`."""
        return everything.export_customer(self, customer, to, language)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def watch(folder: Path, seconds: float, progress: Say | None = None) -> Iterator[Looked]:
    """Looks at the sources of a project every so many seconds, for ever; see `workspace.watching`."""
    return watching.watch(lambda: open_folder(folder), seconds, progress)


def open_folder(path: str | Path = ".") -> Workspace:
    """The workspace of the project folder at or above `path`. Raises ProjectErrors with every mistake in its files."""
    folder = project.find(Path(path))
    texts = project.texts(folder)
    files = project.read_texts(texts)
    workspace = Workspace(folder, Store.open(folder / ".bakhsh"), files, texts)
    forget.recover(workspace)
    return workspace
