"""What happened: frozen values that the workspace returns and the faces show.

Every record turns into plain JSON by `as_json(record)`: the stable shape behind every `--json`. Money is in whole
minor units, shares are 0 to 1, dates are ISO 8601, sentences become {"id", "text", "args"}.
"""

from __future__ import annotations

from bakhsh.records.acquiring import Acquired, Acquisition, BoughtAgain, NewReturning, Payback
from bakhsh.records.acting import Conversion, Readout, WaveRecord
from bakhsh.records.backtesting import Backtest, Calibrated, Judged, Origin, Tracked
from bakhsh.records.carding import Card, CardPart, CardRow, Comparison, Difference, Overlap, OverlapCell
from bakhsh.records.clustering import ClusterCandidate, ClusterMap, ClusterPart, Clusters
from bakhsh.records.describing import (
    FeatureInfo,
    FeatureWords,
    PlaceName,
    Places,
    PlaceWord,
    ScaleReliability,
    SpelledWord,
)
from bakhsh.records.dividing import (
    CutPoints,
    Explanation,
    Identities,
    KnownAs,
    Membership,
    Merge,
    Proposal,
    SegmentationProfile,
    SegmentProfile,
    WordShare,
)
from bakhsh.records.findings import DECISIONS, READINGS, Decision, Drift, Feed, Finding, Verdict, Watched
from bakhsh.records.loading import (
    Choice,
    Exclusion,
    Guess,
    GuessedColumn,
    JoinedFile,
    LoadRecord,
    MonthTotal,
    Question,
    Reconciliation,
    SourceTotal,
)
from bakhsh.records.migrating import CAUSES, Migration, Move, PathStep
from bakhsh.records.people import (
    AuditEntry,
    CustomerExport,
    Forgetting,
    HandledFile,
    NamedIn,
    Person,
    RejectedRow,
    Rejections,
    UndoPlan,
)
from bakhsh.records.plain import as_json
from bakhsh.records.planning import Model, Plan, PrunePlan, RunRecord, Step
from bakhsh.records.predicting import AwaitedOrders, NextOrder, Outlook, OutlookOf, Slipping
from bakhsh.records.retaining import Retained, Returned, SegmentRetention, Survival
from bakhsh.records.store import BucketFiles, Delta, Manifest, Piece
from bakhsh.records.watching import Cohort, CohortTable, Overview

__all__ = [
    "Acquired", "Acquisition", "BoughtAgain", "NewReturning", "Payback",
    "AuditEntry", "AwaitedOrders", "Backtest", "BucketFiles", "CAUSES", "Calibrated", "Card", "CardPart", "CardRow",
    "Choice", "ClusterCandidate", "ClusterMap", "ClusterPart", "Clusters", "Cohort", "CohortTable", "Comparison",
    "Conversion", "CustomerExport", "CutPoints", "DECISIONS", "Decision", "Delta", "Difference", "Drift",
    "Exclusion", "Explanation", "FeatureInfo", "FeatureWords", "Feed", "Finding", "Forgetting", "Guess",
    "GuessedColumn", "HandledFile", "Identities", "JoinedFile", "Judged", "KnownAs", "LoadRecord", "Manifest",
    "Membership", "Merge", "Migration", "Model", "MonthTotal", "Move", "NamedIn", "NextOrder", "Origin", "Outlook",
    "OutlookOf", "Overlap", "OverlapCell", "Overview", "PathStep", "Person", "Piece", "PlaceName",
    "PlaceWord", "Places", "Plan", "Proposal", "PrunePlan", "Question", "READINGS", "Readout",
    "Reconciliation", "RejectedRow", "Rejections", "Retained", "Returned", "RunRecord", "ScaleReliability",
    "SegmentProfile", "SegmentRetention", "SegmentationProfile", "Slipping", "SourceTotal", "SpelledWord",
    "Step", "Survival", "Tracked", "UndoPlan", "Verdict", "Watched", "WaveRecord", "WordShare", "as_json",
]  # fmt: skip
