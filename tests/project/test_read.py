"""Files become specs, and every mistake is told at its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.project.declared import FILES, files

from bakhsh import conditions
from bakhsh.errors import BadCondition, ProjectError, ProjectErrors, UnknownName
from bakhsh.project import names, read, read_texts, remarks, texts
from bakhsh.project.frozen import frozen_text
from bakhsh.tables import Type


def mistakes(**changed: str | None) -> list[tuple[str, str]]:
    """Where and what: every mistake of FILES with those changes."""
    with pytest.raises(ProjectErrors) as caught:
        read_texts(files(**changed))
    return [(str(one.where), one.sentence.id) for one in caught.value.errors]


def test_the_files_say_what_they_say() -> None:
    declared = read_texts(FILES)
    assert (declared.project.name, declared.project.unit, declared.project.margin) == ("Corner shop", "GBP", 0.3)
    (source,) = declared.sources
    assert (source.name, source.table, source.files) == ("orders", "lines", ("orders.csv",))
    mapped = {one.column: one for one in source.columns}
    assert mapped["ordered_at"].form == "%d/%m/%Y %H:%M"
    assert mapped["customers.city"].source == "City"
    assert mapped["mobile"].personal
    assert source.policy.pieces_not == {"Category": ("FUEL",)}
    rfm, value = declared.segmentations
    assert (rfm.name, rfm.kind, value.name) == ("rfm", "rfm", "value")
    assert [one.name for one in value.segments] == ["champions", "slipping"]
    assert value.segments[0].where == conditions.parse("recency <= 30 and frequency >= 5")
    (campaign,) = declared.campaigns
    assert (campaign.name, campaign.offer.name, campaign.holdout) == ("winback", "discount10", 0.2)


def test_what_a_segmentation_is_for_is_one_text_or_one_a_language() -> None:
    rule = 'kind = "rule"\n[[segment]]\nname = "a"\nwhere = "recency > 3"\n'
    said = {
        'meaning = "For the phone"\n': {"en": "For the phone", "fa": "For the phone"},
        'meaning = { en = "For the phone", fa = "برای تلفن" }\n': {"en": "For the phone", "fa": "برای تلفن"},
        'meaning = ""\n': {}, "": {},
    }  # fmt: skip
    for line, meaning in said.items():
        (_, value) = read_texts(files(segments__value=line + rule)).segmentations
        assert value.meaning == meaning
        again = read_texts(files(segments__value=frozen_text("value", value, [(value.segments[0], "recency > 3")], [])))
        assert again.segmentations[1].meaning == meaning
    assert ("segments/value.toml:1", "project.wrong_type") in mistakes(segments__value="meaning = 3\n" + rule)


def test_answers_of_which_no_scale_is_declared_are_said() -> None:
    answers = (
        'table = "answers"\nfiles = ["a.csv"]\n[columns]\ncustomer_id = "a"\nscale = "b"\nitem = "c"\nvalue = "d"\n'
    )
    wide = 'table = "customers"\nfiles = ["a.csv"]\n[columns]\ncustomer_id = "a"\n[answers]\nmoods = ["Calm"]\n'
    scale = 'on = true\n[[scale]]\nname = "moods"\nlow = 1\nhigh = 5\ndimensions = { calm = [1] }\n'

    def told(**changed: str) -> list[str]:
        found = read_texts(files(**changed))
        return [one.id for one in remarks(found, names(found)) if one.id.startswith("settled.")]

    assert told() == []
    assert told(data__survey=answers) == ["settled.no_scale"]
    assert told(data__survey=wide) == ["settled.no_scale_named"]
    assert told(data__survey=wide, psychographic=scale) == []


def test_money_is_read_in_the_projects_unit() -> None:
    assert read_texts(FILES).campaigns[0].offer.cost == 150
    tomans = read_texts(files(bakhsh='name = "x"\nunit = "IRT"\n'))
    assert tomans.campaigns[0].offer.cost == 15
    cuts = read_texts(files(segments__rfm='kind = "rfm"\n[rfm]\nmonetary = [1, 2, 3, 4.5]\n'))
    assert cuts.segmentation("rfm").rfm.monetary == (100.0, 200.0, 300.0, 450.0)


def test_further_columns_carry_their_type() -> None:
    head = 'table = "customers"\nfiles = "c.csv"\n'
    text = head + '[columns]\ncustomer_id = "id"\nclub = { from = "Club", type = "integer" }\n'
    source = read_texts(files(data__customers=text)).sources[0]
    assert {one.column: one.type for one in source.columns} == {"customer_id": None, "club": Type.INTEGER}


def test_every_mistake_of_every_file_is_told_at_once() -> None:
    found = mistakes(
        bakhsh='name = "x"\nunit = "GBQ"\ncalender = "jalali"\nmargin = 3\nweekend = ["fryday"]\n',
        data__orders='table = "line"\nfiles = []\n[columns]\norder_id = 3\n',
        segments__value=(
            'kind = "rule"\n[[segment]]\nname = "A b"\nwhere = "recency <= and"\n[[segment]]\nname = "c"\nwher = ""\n'
        ),
    )
    assert found == [
        ("bakhsh.toml:2", "errors.unknown_money_unit"),
        ("bakhsh.toml:3", "project.unknown_key"),
        ("bakhsh.toml:4", "project.outside"),
        ("bakhsh.toml:5", "project.not_one_of"),
        ("data/orders.toml:1", "project.not_one_of"),
        ("data/orders.toml:2", "project.empty"),
        ("data/orders.toml:4", "project.wrong_type"),
        ("segments/value.toml:3", "project.wrong_form"),
        ("segments/value.toml:4", "conditions.expected"),
        ("segments/value.toml:5", "project.missing_key"),
        ("segments/value.toml:7", "project.unknown_key"),
        ("targeting/winback.toml:1", "conditions.unknown_segment"),
    ]


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    with pytest.raises(ProjectErrors) as caught:
        read_texts(files(segments__rfm='kidn = "rfm"\nkind = "rfm"\n'))
    (error,) = caught.value.errors
    assert isinstance(error, UnknownName)
    assert str(error).startswith("segments/rfm.toml:1  kidn is not a key here. Known and near: kind.  Rename it")


def test_text_that_is_no_toml_is_told_with_line_and_column() -> None:
    assert mistakes(segments__rfm='kind = "rfm"\nscores = \n') == [("segments/rfm.toml:2", "project.not_toml")]
    assert mistakes(segments__rfm='kind = """rfm\n') == [("segments/rfm.toml:1", "project.not_toml")]


def test_a_condition_that_does_not_parse_is_told_on_its_own_line() -> None:
    text = 'kind = "rule"\n[[segment]]\nname = "a"\nwhere = """\nrecency <= 30\nand (overdue >\n"""\n'
    with pytest.raises(ProjectErrors) as caught:
        read_texts(files(segments__value=text, targeting__winback=None))
    (error,) = caught.value.errors
    assert isinstance(error, BadCondition)
    assert error.where is not None
    assert error.where.line in (6, 7)
    assert error.where.key == "segment.where"


def test_a_name_is_used_once() -> None:
    twice = files(segments__other=FILES["segments/value.toml"])
    with pytest.raises(ProjectErrors) as caught:
        read_texts(twice)
    assert [one.sentence.id for one in caught.value.errors] == ["project.duplicate"]
    one = '[[segment]]\nname = "slipping"\nwhere = "recency > 1"\n'
    same = f'kind = "rule"\n{one}{one}'
    assert mistakes(segments__value=same) == [("segments/value.toml:5", "project.duplicate")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('kind = "rule"\n', "project.no_segments"),
        ('kind = "rule"\n[[segment]]\nname = "others"\nwhere = "recency > 1"\n', "project.reserved_name"),
        (
            'kind = "rule"\n[rfm]\nscores = 5\n[[segment]]\nname = "slipping"\nwhere = "recency > 1"\n',
            "project.not_of_kind",
        ),
        ('kind = "rfm"\n[[segment]]\nname = "champion"\n', "project.unknown_rfm_segment"),
        ('kind = "rfm"\n[[segment]]\nname = "champions"\nwhere = "recency < 3"\n', "project.not_of_kind"),
        ('kind = "rfm"\n[rfm]\nrecency = [3, 2, 9, 12]\n', "project.not_ascending"),
        ('kind = "rfm"\n[rfm]\nrecency = [3]\n', "project.wrong_number_of_cuts"),
        ('kind = "rfm"\n[rfm]\nscores = 2.5\n', "project.wrong_type"),
        ('kind = "clusters"\n', "project.not_one_of"),
        ("meaning = 3\nkind = 'rfm'\n", "project.wrong_type"),
    ],
)
def test_what_a_segmentation_cannot_be(text: str, wanted: str) -> None:
    assert wanted in [one for _, one in mistakes(segments__value=text, targeting__winback=None)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('timezone = "Asia/Teheran"', "project.unknown_timezone"),
        ('memory = "much"', "project.wrong_form"),
        ("layout = 2", "project.outside"),
        ("language = 'de'", "project.not_one_of"),
        ("margin = nan", "project.wrong_type"),
        ("margin = true", "project.wrong_type"),
        ("weekend = 'friday'", "project.wrong_type"),
        ("retention = 3", "project.wrong_type"),
        ("retention.runs_days = 0", "project.below"),
        ("told.customers = 2", "project.below"),
    ],
)
def test_what_a_project_cannot_be(line: str, wanted: str) -> None:
    assert mistakes(bakhsh=f'name = "x"\n{line}\n') == [("bakhsh.toml:2", wanted)]


def test_campaign_and_its_segmentation_and_cost() -> None:
    campaign = "audience = 'recency > 30'\nsegmentation = 'valeu'\noffer = { name = 'a', cost = -1 }\n"
    assert mistakes(targeting__winback=campaign) == [
        ("targeting/winback.toml:2", "project.unknown_segmentation"),
        ("targeting/winback.toml:3", "project.below"),
    ]
    lost = "audience = 'recency > 30'\noffer = { cost = 1 }\n"
    assert mistakes(targeting__winback=lost) == [("targeting/winback.toml:2", "project.missing_key")]


def test_without_bakhsh_toml_there_is_no_project() -> None:
    assert mistakes(bakhsh=None) == [("bakhsh.toml", "project.no_mark")]


def test_a_folder_is_read_as_its_texts_are(tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (tmp_path / "segments" / "notes.txt").write_text("left alone", encoding="utf-8")
    assert list(texts(tmp_path)) == sorted(FILES)
    assert read(tmp_path) == read_texts(FILES)


def test_bytes_that_are_no_utf8_are_told(tmp_path: Path) -> None:
    (tmp_path / "bakhsh.toml").write_bytes(
        'name = "x"\nunit = "\u06cc"\n'.encode("cp1256", errors="replace") + b"\xed\xff\n"
    )
    with pytest.raises(ProjectErrors) as caught:
        read(tmp_path)
    (error,) = caught.value.errors
    assert (str(error.where), error.sentence.id) == ("bakhsh.toml:3", "project.not_utf8")


@given(
    st.sampled_from(sorted(FILES)),
    st.integers(0, 400),
    st.integers(0, 3),
    st.text("ab\"'[]{}=,.\n#\u06cc1 ", max_size=3),
)
def test_damage_gives_mistakes_with_a_place_and_never_anything_else(path: str, at: int, cut: int, new: str) -> None:
    text = FILES[path]
    damaged = text[:at] + new + text[at + cut :]
    found: tuple[ProjectError, ...] = ()
    try:
        read_texts({**FILES, path: damaged})
    except ProjectErrors as caught:
        found = caught.errors
    assert all(one.where and one.where.file in FILES and 0 <= one.where.line <= 40 for one in found)
    assert not any(re.search(r"\[(project|errors)\.", str(one)) for one in found)
