"""Records made by hand, as the workspace would hand them out."""

from __future__ import annotations

from datetime import date, datetime

from bakhsh.language.sentences import Sentence, Titled
from bakhsh.records import (
    Explanation,
    FeatureInfo,
    Guess,
    GuessedColumn,
    LoadRecord,
    Membership,
    Plan,
    PrunePlan,
    Readout,
    RejectedRow,
    Rejections,
    RunRecord,
    SegmentationProfile,
    SegmentProfile,
    Step,
    WaveRecord,
)
from bakhsh.stats import Interval

AS_OF = date(2011, 11, 30)
WHY = Sentence("workspace.because_inputs")
NOTE = Sentence("workspace.nothing_to_do", {"as_of": AS_OF})

TITLES = {("value", "champions"): {"en": "Best customers", "fa": "بهترین مشتریان"}}

GUESS = Guess(
    "orders.csv", "lines", "csv", ",", "utf-8", True,
    (
        GuessedColumn("InvoiceNo", "order_id", 0.98, Sentence("words.yes"), ("536365", "536366")),
        GuessedColumn("موبایل", "mobile", 0.9, Sentence("words.yes"), ("09121234567",), personal=True),
        GuessedColumn("Rest", "", 0.0, Sentence("words.no")),
    ),
    rows=541_909,
)  # fmt: skip
FEATURES = (
    FeatureInfo(
        "recency", "integer", Sentence("features_behavioural.recency_meaning"), "standard",
        Sentence("features_behavioural.recency"), "behavioural", "day", "ever",
        Sentence("features_behavioural.empty_no_purchase"),
    ),
    FeatureInfo("pace", "number", Titled("pace", {"en": "orders a day"}), "own", window="90 days"),
    FeatureInfo("age", "integer", None, "base", base="demographic", lacks=("customers.birth_date",)),
)  # fmt: skip
PLAN = Plan(
    AS_OF, "abc", "full",
    (Step("load", "orders.csv", WHY), Step("publish", "2011-11-30", WHY)),
    sizes={"value": {"champions": (10, 12)}}, movers={"value": {"definition": 3, "customers": 5}}, notes=(NOTE,),
)  # fmt: skip
NOTHING = Plan(AS_OF, "abc", "quick", (), notes=(NOTE,))
LOAD = LoadRecord(
    1, "orders", "orders.csv", "f", datetime(2012, 1, 1), 100, 90, 4, 6, reasons={"bad_date": 5, "zero_price": 1}
)
RUN = RunRecord(
    3, AS_OF, "abc", 2, datetime(2012, 1, 1), datetime(2012, 1, 1), "published", True, 4_338,
    sizes={"value": {"champions": 338, "others": 4_000}}, loads=(LOAD,), current=True,
)  # fmt: skip
PRUNE = PrunePlan((1, 2), ("a.parquet",), 12_345_678)
PROFILE = SegmentationProfile(
    "value", "rule", {"en": "Customer value", "fa": "ارزش مشتری"}, {"en": "How much attention", "fa": "چقدر توجه"},
    AS_OF, 4_338, 100_000_00,
    (
        SegmentProfile(
            "champions", {"en": "Best customers", "fa": "بهترین مشتریان"}, 338, 0.078, 60_000_00, 0.6,
            {"recency": 12.0, "frequency": 9.5, "monetary": 177_514.0}, {}, "frequency >= 6 and overdue < 1.5",
        ),
        SegmentProfile("others", {}, 4_000, 0.922, 40_000_00, 0.4, {"recency": None, "monetary": 1_000.0}),
    ),
)  # fmt: skip
REJECTIONS = Rejections(
    (1,), {"bad_date": 1, "wrong_cell_count": 1}, 2,
    (
        RejectedRow(
            1, "orders", "in/orders.csv", 34, "bad_date", Sentence("data.reason_bad_date"), column="at",
            found="someday", row='{"order": "7", "at": "someday", "mobile": "•••", "city": null}',
        ),
        RejectedRow(
            1, "orders", "in/orders.csv", 35, "wrong_cell_count", Sentence("data.reason_wrong_cell_count"), found="3",
            row='{"text": "A1;C1 •••"}',
        ),
    ),
)  # fmt: skip
MEMBERS = ({"customer_id": "C1", "segment": "champions", "strength": None, "name": "سارا ا.", "reach": "0912•••4567"},)
EXPLANATION = Explanation(
    "17850", AS_OF, {"recency": 12, "monetary": 123_45, "return_share": 0.25, "top_category": "Home", "overdue": None},
    (Membership("value", "champions", {"fa": "بهترین مشتریان"}, (Sentence("words.yes"),), (Sentence("words.no"),)),),
)  # fmt: skip
WAVE = WaveRecord(
    "winback", 1, AS_OF, 100, 70, 20, {"no_consent": 8, "over_limit": 2}, 0.22, 70_00, ("sent/winback-1.xlsx",),
    datetime(2012, 1, 1),
)  # fmt: skip
READOUT = Readout(
    "winback", 1, "margin", date(2011, 12, 1), date(2011, 12, 31), 800, 200, 12_50.0, 10_00.0,
    Interval(2_50.0, 50.0, 4_50.0, 0.9), "works", None, Interval(200_000.0, 40_000.0, 360_000.0, 0.9), 50_000,
    Interval(3.0, -0.2, 6.2, 0.9),
)  # fmt: skip
OUTSIDE = Readout(
    "", 1, "visit", None, None, 21_307, 21_306, 0.1514, 0.1062, Interval(0.0452, 0.04, 0.05, 0.9), "works",
    arm="Womens E-Mail", notes=(Sentence("cli.hidden"),),
)  # fmt: skip
UNSURE = Readout(
    "winback", 2, "retained", date(2011, 12, 1), date(2011, 12, 31), 8, 2, 0.25, 0.5,
    Interval(-0.25, float("-inf"), float("inf"), 0.9), "cannot_tell", 4_000,
)  # fmt: skip
