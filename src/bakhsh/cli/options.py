"""The options of the verbs, each declared once with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

__all__ = [
    "As", "HERE", "Against", "Answers", "Arm", "AsJson", "AsOf", "AskData", "AskFeatures", "Campaign", "Control",
    "Customer", "DemoFolder", "Division", "Draft", "DryRun", "Every", "Experiment", "From", "Full", "FullReading",
    "Further", "Ids", "InLanguage", "Margin", "NewFolder", "OfProject", "OfSegment", "OnCard", "OtherDivision",
    "Outcomes", "Refit", "ReportOut", "RunNumber", "SegmentName", "SendOut", "Small", "Source", "Spelling", "Term",
    "To", "Unit", "Unmasked", "Version", "Watch", "Wave", "What", "WordsOf", "Yes",
]  # fmt: skip

HERE = Path()
_SET = "Answer what is asked or guessed: unit=IRT, form=%d/%m/%Y, timezone, encoding, or a column: customer_id=Client."
_SOURCE = "A file: CSV, Excel, Parquet, fixed-width text, or a zip of such."
_FURTHER = "Further files, which join the first or stand beside it."
_LANGUAGE = "Language of what is shown, en or fa. Default: the project's, else the system's."

# ---- what most verbs take
OfProject = Annotated[Path, Option("--project", "-C", help="The project folder, or one below it.")]
AsJson = Annotated[bool, Option("--json", help="Print JSON for programs; errors too.")]
InLanguage = Annotated[str, Option("--language", metavar="en|fa", help=_LANGUAGE)]
AsOf = Annotated[str, Option("--as-of", metavar="DAY", help="The day at whose end to look, such as 2011-12-01.")]
Yes = Annotated[bool, Option("--yes", "-y", help="Do not ask; take what is proposed.")]
As = Annotated[str, Option("--as", metavar="NAME", help="The name of the new segmentation; else NAME_rules.")]
DryRun = Annotated[bool, Option("--dry-run", help="Only say what would be done.")]
Version = Annotated[bool, Option("--version", help="Print the version.")]

# ---- new and check
NewFolder = Annotated[Path, Argument(metavar="FOLDER", help="The folder of the new project.")]
Source = Annotated[Path, Option("--from", metavar="FILE [FILE …]", help=_SOURCE)]
Further = Annotated[list[Path] | None, Argument(metavar="[FILE …]", help=_FURTHER, show_default=False)]
Draft = Annotated[bool, Option("--draft", help="Write the files though a question is open; they say which.")]
Unit = Annotated[str, Option(metavar="CODE", help="Money unit of the file: GBP, EUR, IRT (toman), IRR (rial) …")]
Margin = Annotated[str, Option(metavar="SHARE", help="Profit as a share of revenue, such as 0.3, if no cost is known.")]
Answers = Annotated[list[str] | None, Option("--answer", "--set", metavar="KEY=VALUE", help=_SET)]
AskFeatures = Annotated[bool, Option("--features", help="List every name a condition may use.")]
AskData = Annotated[bool, Option("--data", help="Compare the declared columns with the files.")]

# ---- plan and run
Full = Annotated[bool, Option("--full", help="Compute everything aside and count every mover.")]
_EVERY = "Fill the past, one run a month or week. With --watch: seconds (60s), minutes or hours between looks."
Every = Annotated[str, Option("--every", metavar="month|week|60s", help=_EVERY)]
Watch = Annotated[bool, Option("--watch", help="Keep running: look for what is new, and run when something is.")]
From = Annotated[str, Option("--from", metavar="MONTH", help="With --every: from when, such as 2011-01.")]
FullReading = Annotated[bool, Option("--full-reading", help="Ask databases and shops for everything they hold.")]
_REFIT = "Learn this segmentation anew; `predictions`: how customers buy."
Refit = Annotated[list[str] | None, Option("--refit", metavar="NAME", help=_REFIT)]
What = Annotated[str, Argument(metavar="CUSTOMER|SEGMENTATION", help="A customer's id, or a segmentation's name.")]
OfSegment = Annotated[str, Option("--segment", metavar="NAME", help="Of a segmentation: what sets this one apart.")]
Against = Annotated[str, Option("--against", metavar="NAME", help="With --segment: from this one, not all others.")]
OnCard = Annotated[bool, Option("--card", help="With --segment: the segment on one card.")]
Division = Annotated[str, Argument(metavar="SEGMENTATION", help="A segmentation's name.")]
OtherDivision = Annotated[str, Argument(metavar="SEGMENTATION", help="Another one's name.")]
SegmentName = Annotated[str, Argument(metavar="SEGMENT", help="A segment's name, or its title.")]
ReportOut = Annotated[Path | None, Option("--out", help="Where to write it. Default: report.en.html in the project.")]
MoneyOnly = Annotated[bool, Option("--money", help="Print the way from the files to revenue; write nothing.")]
RunNumber = Annotated[int, Argument(metavar="N", help="The run's number.")]

# ---- campaigns
Campaign = Annotated[str, Argument(metavar="CAMPAIGN", help="A campaign of targeting/.")]
SendOut = Annotated[Path | None, Option("--out", help="Folder of the files. Default: sent/ in the project.")]
Wave = Annotated[int | None, Option(metavar="N", help="Which sending of it. Default: the latest.")]
Experiment = Annotated[Path | None, Option("--file", help="An experiment that ran elsewhere: CSV or Parquet.")]
Arm = Annotated[str, Option("--arm", metavar="COLUMN", help="With --file: the column that names the arm.")]
Control = Annotated[str, Option("--control", metavar="VALUE", help="With --file: the arm that was left alone.")]
Outcomes = Annotated[list[str] | None, Option("--outcome", metavar="COLUMN", help="With --file: what to compare.")]

# ---- people's data
Customer = Annotated[str, Argument(metavar="CUSTOMER", help="A customer's id, telephone number or e-mail address.")]

_UNMASKED = "Show names and addresses whole, not half. That is written down in the audit trail."
Unmasked = Annotated[bool, Option("--unmasked", help=_UNMASKED)]

# ---- who is who
Ids = Annotated[list[str], Argument(metavar="ID ID", help="Two ids or more; a phone number or e-mail names a guest.")]

# ---- words
WordsOf = Annotated[str, Argument(metavar="FEATURE", help="A feature of words: gender, education …")]
Spelling = Annotated[str, Argument(metavar="SPELLING", help="As the files spell it.")]
Term = Annotated[str, Argument(metavar="TERM", help="What it means: female, bachelor … in any known spelling.")]

To = Annotated[Path | None, Option("--to", metavar="FOLDER", help="Their folder. Default: exports/ in the project.")]

# ---- demo
Small = Annotated[bool, Option("--small", help="A small made-up market; needs no further package.")]
DemoFolder = Annotated[Path, Option("--folder", help="Where the demo's project goes.")]
