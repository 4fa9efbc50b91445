"""What only shows when all files are looked at together: names, types, circles, mapped columns. No data is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from bakhsh import conditions
from bakhsh.errors import BadCondition, ProjectError, UnknownName, Where
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.project import banded, divided, joined, order, scales, spelled, watched
from bakhsh.project.build import NO_PURCHASE, OTHERS, RFM_SEGMENTS
from bakhsh.project.columns import REACH, column_names, column_of, fillable
from bakhsh.project.mistakes import codes, mistake, near, unknown
from bakhsh.specs import ColumnMap, ExtraFeature, Identity, ProjectFiles, Segmentation, Source
from bakhsh.specs.available import available, lacking
from bakhsh.tables import BUCKET_MARK, CUSTOMERS, FEATURES, KEPT, Type

_Node = conditions.Condition | conditions.Value
Clusters = Mapping[str, Iterable[str]]

__all__ = ["check", "names", "segment_names"]


def check(files: ProjectFiles, found: Clusters | None = None) -> tuple[ProjectError, ...]:
    """Every mistake between files that were read without one, by file and line. `found`: by segmentation the clusters
    there are, where that is known: a condition that asks for another one of today is a mistake then."""
    known = names(files, found)
    mistakes = [
        *_sources(files), *_answers(files.identity), *scales.mistakes(files),
        *_features(files, known), *_segmentations(files, known), *_campaigns(files, known),
        *watched.mistakes(files, known.features),
    ]  # fmt: skip
    return tuple(sorted(mistakes, key=_place))


def _place(error: ProjectError) -> tuple[str, int]:
    where = error.where or Where("")
    return where.file, where.line


def names(files: ProjectFiles, found: Clusters | None = None) -> conditions.Names:
    """What conditions of this project may use: the features there always are, the customers' own columns that files
    fill, the project's extra features, and all segmentations with their segments (`found`: see `check`)."""
    known = [*_customer_columns(files), *_of_bases(files)]
    segments = _all_segment_names(files, found or {})
    for feature in order.features(files):
        types = conditions.standard_names(known).types
        known.append(conditions.Known(feature.name, conditions.value_type(feature.value, types)))
    return replace(conditions.standard_names(known, segments), lacking=lacking(files))


def _of_bases(files: ProjectFiles) -> Iterator[conditions.Known]:
    """The features of the four bases that this project's sources allow for."""
    for one in available(files):
        yield spelled.known(files, one)


def segment_names(
    segmentation: Segmentation,
    among: Mapping[str, conditions.SegmentNames] | None = None,
    there: Iterable[str] | None = None,
) -> conditions.SegmentNames:
    """The names `in_segment` may ask for, the parts nobody declares included. Clusters are numbered without an end; the
    cells of a crossing are named after those it crosses, given as `among`. `there`: the clusters there are today."""
    declared = (segment.name for segment in segmentation.segments)
    match segmentation.kind:
        case "rfm":
            return conditions.SegmentNames(frozenset((*RFM_SEGMENTS, NO_PURCHASE)))
        case "predicted":
            return conditions.SegmentNames(frozenset(banded.segment_names(segmentation)))
        case "cluster":
            standing = None if there is None else frozenset(there)
            return conditions.SegmentNames(frozenset((NO_PURCHASE, OTHERS)), numbered="cluster_", there=standing)
        case "cross":
            crossed = tuple((among or {}).get(name, conditions.SegmentNames()) for name in segmentation.cross.of)
            return conditions.SegmentNames(frozenset((OTHERS,)), crossed=crossed)
    return conditions.SegmentNames(frozenset((*declared, OTHERS)))


def _all_segment_names(files: ProjectFiles, there: Clusters) -> dict[str, conditions.SegmentNames]:
    found: dict[str, conditions.SegmentNames] = {}
    for one in sorted(files.segmentations, key=lambda each: each.kind == "cross"):
        found[one.name] = segment_names(one, found, there.get(one.name))
    return found


def _customer_columns(files: ProjectFiles) -> Iterator[conditions.Known]:
    for source in files.sources:
        for mapped in source.columns:
            name = _of_customer(source, mapped)
            if name and not mapped.personal:
                column = column_of("customers", name)
                kind = mapped.type or (column.type if column else Type.TEXT)
                yield conditions.Known(name, kind)


def _of_customer(source: Source, mapped: ColumnMap) -> str:
    """The column's name in CUSTOMERS; empty where it goes elsewhere or is no feature."""
    if source.table == "customers":
        name = mapped.column
    elif mapped.column.startswith("customers."):
        name = mapped.column.removeprefix("customers.")
    else:
        return ""
    return "" if "." in name or name in (*REACH, *KEPT, *CUSTOMERS.key) else name


# ---- sources -----------------------------------------------------------------------------------------------------
def _sources(files: ProjectFiles) -> Iterator[ProjectError]:
    for source in files.sources:
        mapped = {one.column for one in source.columns}
        for group in fillable(source.table).needs:
            if not mapped & set(group):
                args: dict[str, Argument] = {"table": Code(source.table), "columns": codes(group)}
                hint = Sentence("project.map_column", {"line": Code(f'{group[0]} = "…"')})
                yield mistake(source.at, Sentence("project.not_mapped", args), hint)
        yield from (error for one in source.columns for error in _column(source, one))
        yield from _twice(source)
        yield from joined.mistakes(source)


def _column(source: Source, mapped: ColumnMap) -> Iterator[ProjectError]:
    column = column_of(source.table, mapped.column)
    if column is None and not (_may_be_further(source, mapped) and mapped.type is not None):
        hint = Sentence("project.leave_out")
        if _may_be_further(source, mapped):
            line = f'{mapped.column} = {{ from = "{mapped.source}", type = "text" }}'
            hint = Sentence("project.further_column", {"line": Code(line)})
        known = near(mapped.column, column_names(source.table))
        said: dict[str, Argument] = {
            "found": Code(mapped.column),
            "table": Code(source.table),
            "near": codes(known[:12]),
        }
        yield UnknownName(Sentence("project.unknown_column", said), where=mapped.at, hint=hint)
    if column is not None and mapped.type not in (None, column.type):
        args: dict[str, Argument] = {"column": Code(mapped.column), "type": Code(column.type.value)}
        yield mistake(mapped.at, Sentence("project.type_is_fixed", args), Sentence("project.rename_or_remove"))
    if column is None and _of_customers(source, mapped) in {one.name for one in FEATURES.columns}:
        taken = Sentence("project.feature_exists", {"name": Code(_of_customers(source, mapped))})
        yield mistake(mapped.at, taken, Sentence("project.rename_one"))
    kind = column.type if column else mapped.type
    if mapped.form and kind not in (Type.DATE, Type.TIMESTAMP):
        yield mistake(mapped.at, Sentence("project.form_of_no_date", {"column": Code(mapped.column)}))
    if mapped.unit and kind is not Type.MONEY and _of_customers(source, mapped) != "income":
        yield mistake(mapped.at, Sentence("project.unit_of_no_money", {"column": Code(mapped.column)}))


def _of_customers(source: Source, mapped: ColumnMap) -> str:
    """The column's name among the customers' own, which stand beside the features; empty for those of other tables."""
    table, dot, column = mapped.column.rpartition(".")
    return column if (table if dot else source.table) == "customers" else ""


def _may_be_further(source: Source, mapped: ColumnMap) -> bool:
    """Further columns belong to tables that are open: customers and items."""
    table, dot, _ = mapped.column.partition(".")
    return fillable(source.table).open if not dot else table in ("customers", "items")


def _twice(source: Source) -> Iterator[ProjectError]:
    """Without a header the names of the columns are declared, so that what is mapped can be compared with them."""
    if source.reading.header or not source.reading.columns:
        return
    for mapped in source.columns:
        if mapped.source not in source.reading.columns:
            yield unknown(mapped.at, "project.unknown_file_column", mapped.source, source.reading.columns)


# ---- who is one customer -----------------------------------------------------------------------------------------
def _answers(identity: Identity) -> Iterator[ProjectError]:
    """Answers that contradict each other: a pair that is different, and the same by other answers; and answers about an
    id that stands for many people."""
    for many in sorted({one for answer in (*identity.same, *identity.different) for one in answer}):
        if many.startswith(BUCKET_MARK):
            said = Sentence("identity.bucket_answer", {"id": Code(many)})
            yield mistake(Where("identity.toml"), said, Sentence("identity.contradiction_hint"))
    together: dict[str, set[str]] = {}
    for answer in identity.same:
        joined = {one for name in answer for one in together.get(name, {name})}
        together.update(dict.fromkeys(joined, joined))
    for one, other in (pair for answer in identity.different for pair in combinations(dict.fromkeys(answer), 2)):
        if other in together.get(one, ()):
            said = Sentence("identity.contradiction", {"one": Code(one), "other": Code(other)})
            yield mistake(Where("identity.toml", 0, "different"), said, Sentence("identity.contradiction_hint"))


# ---- features, segmentations, campaigns --------------------------------------------------------------------------
def _features(files: ProjectFiles, known: conditions.Names) -> Iterator[ProjectError]:
    taken = {column.name for column in FEATURES.columns} | {one.name for one in _customer_columns(files)}
    for feature in files.features:
        if feature.name in taken:
            said = Sentence("project.feature_exists", {"name": Code(feature.name)})
            yield mistake(feature.at, said, Sentence("project.rename_one"))
        yield from _placed(feature.value, known, feature.at)
    circles = order.circles(files.features, order.feature_needs)
    yield from _circles(circles)


def _segmentations(files: ProjectFiles, known: conditions.Names) -> Iterator[ProjectError]:
    for segmentation in files.segmentations:
        if segmentation.name == "predictions":
            said = Sentence("predictions.reserved", {"name": Code(segmentation.name)})
            yield mistake(segmentation.at, said, Sentence("project.rename_one"))
        if segmentation.rfm.money != "nominal" and files.prices.constant == "off":
            lines = {"line": Code('money = "constant"'), "file": Code("prices.toml"), "other": Code('constant = "own"')}
            yield mistake(segmentation.at, Sentence("prices.constant_off", lines))
        for segment in segmentation.segments:
            if segment.where is not None:
                yield from _placed(segment.where, known, segment.at)
    yield from divided.mistakes(files, known)
    yield from banded.mistakes(files, known)
    circles = order.circles(files.segmentations, order.segmentation_needs)
    yield from _circles(circles)


def _circles(circles: Iterable[tuple[ExtraFeature | Segmentation, ...]]) -> Iterator[ProjectError]:
    for circle in circles:
        way = codes((*(spec.name for spec in circle), circle[0].name))
        said = Sentence("project.circle", {"first": way[0], "way": way})
        yield mistake(circle[0].at, said, Sentence("project.break_circle"))


def _campaigns(files: ProjectFiles, known: conditions.Names) -> Iterator[ProjectError]:
    for campaign in files.campaigns:
        yield from _placed(campaign.audience, known, campaign.at)
        if campaign.segmentation and campaign.segmentation not in known.segmentations:
            yield unknown(
                campaign.at, "project.unknown_segmentation", campaign.segmentation, known.segmentations
            )  # fmt: skip


def _placed(
    node: conditions.Condition | conditions.Value, known: conditions.Names, at: Where
) -> Iterator[ProjectError]:
    """The condition's own mistakes, with the file and line they stand on."""
    for error in conditions.check(node, known):
        column = error.column if isinstance(error, BadCondition) else _column_of(error, node)
        where = replace(at, line=at.line + node.text[: column - 1].count("\n"))
        if isinstance(error, BadCondition):
            yield BadCondition(error.sentence, column=column, where=where, hint=error.hint)
        else:
            yield UnknownName(error.sentence, where=where, hint=error.hint)


def _column_of(error: ProjectError, node: conditions.Node) -> int:
    """Where the unknown name of the error first stands in the condition."""
    name = error.sentence.args.get("name")
    found = [one.column for one in order.nodes(node) if isinstance(name, Code) and name.text in _said(one)]
    return min(found, default=1)


def _said(node: conditions.Node) -> tuple[str, ...]:
    match node:
        case conditions.Name(name=name):
            return (name,)
        case conditions.Text(value=value):
            return (value,)
        case conditions.Argument(name=name):
            return (name,)
    return ()
