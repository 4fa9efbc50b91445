"""An audience on disk: whole or not at all, everybody once, and the control group never among those to contact."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.edges.sinks import SINKS, write_audience
from bakhsh.edges.sinks.plain import guarded
from bakhsh.errors import DataError, EdgeError
from bakhsh.specs import Campaign

stands = st.sampled_from(["treated", "holdout", "no_consent", "over_limit", "lot_void"])
names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=6)
crowds = st.dictionaries(names, stands, max_size=12)


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


@given(crowds)
def test_every_candidate_stands_once_and_only_the_treated_are_to_contact(
    campaign: Campaign, make_wave: Any, read_back: Any, crowd: dict[str, str]
) -> None:
    with folder() as place:
        written = read_back(write_audience(place, campaign, make_wave(list(crowd.items())), "fa"))
        sheets = [written.customers(sheet) for sheet in range(3)]
        treated = sorted(who for who, how in crowd.items() if how == "treated")
        held = sorted(who for who, how in crowd.items() if how == "holdout")
        assert sorted(sheets[0]) == treated
        assert sorted(sheets[1]) == held
        assert sorted(who for sheet in sheets for who in sheet) == sorted(crowd)
        assert sorted(row[0] for row in written.csv("to-contact")[1:]) == sorted(map(guarded, treated))
        assert sorted(row[0] for row in written.csv("everyone")[1:]) == sorted(map(guarded, crowd))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=8))
def test_no_cell_is_a_formula_whatever_stands_in_it(
    campaign: Campaign, make_wave: Any, read_back: Any, texts: list[str]
) -> None:
    lots = [(f"{n}", ["treated", "holdout", "no_consent"][n % 3]) for n in range(len(texts))]
    with folder() as place:
        table = make_wave(lots, name=pa.array(texts), city=pa.array([f"={one}" for one in texts]))
        written = read_back(write_audience(place, campaign, table, "en"))
        assert written.book is not None
        for sheet in written.book.worksheets:
            for row in sheet.iter_rows():
                assert all(cell.data_type != "f" for cell in row)
        for row in (*written.csv("to-contact"), *written.csv("everyone")):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_the_files_of_a_wave_stand_in_a_folder_of_their_own(campaign: Campaign, make_wave: Any, tmp_path: Path) -> None:
    paths = SINKS["file"](tmp_path / "sent", campaign, make_wave([("a", "treated")], number=3), "en")
    assert [one.relative_to(tmp_path).as_posix() for one in paths] == [
        "sent/winback-wave-3/winback-wave-3.xlsx",
        "sent/winback-wave-3/winback-wave-3-to-contact.csv",
        "sent/winback-wave-3/winback-wave-3-everyone.csv",
    ]
    assert all(one.is_file() for one in paths)
    assert [one.name for one in (tmp_path / "sent").iterdir()] == ["winback-wave-3"]


def test_only_the_asked_formats_are_written(campaign: Campaign, make_wave: Any, tmp_path: Path) -> None:
    paths = write_audience(tmp_path, campaign, make_wave([("a", "treated")]), "en", ("csv",))
    assert {one.suffix for one in paths} == {".csv"}
    with pytest.raises(EdgeError, match="pdf"):
        write_audience(tmp_path, campaign, make_wave([("a", "treated")]), "en", ("pdf",))


def test_the_same_audience_gives_the_same_bytes(campaign: Campaign, make_wave: Any, tmp_path: Path) -> None:
    lots = [("a", "treated"), ("b", "holdout"), ("c", "no_consent")]
    first = write_audience(tmp_path / "one", campaign, make_wave(lots), "fa")
    second = write_audience(tmp_path / "two", campaign, make_wave(lots[::-1]), "fa")
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in second]


def test_an_earlier_wave_is_never_written_over(campaign: Campaign, make_wave: Any, tmp_path: Path) -> None:
    (first, *_) = write_audience(tmp_path, campaign, make_wave([("a", "treated")]), "en")
    before = first.read_bytes()
    with pytest.raises(EdgeError, match="winback-wave-1"):
        write_audience(tmp_path, campaign, make_wave([("b", "treated")]), "en")
    assert first.read_bytes() == before
    assert len(write_audience(tmp_path, campaign, make_wave([("b", "treated")], number=2), "en")) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="the system cannot be told to refuse long files")
@pytest.mark.parametrize("room", [0, 500, 20_000])
@pytest.mark.parametrize("formats", [("xlsx",), ("csv",), ("xlsx", "csv")])
def test_a_disk_that_refuses_leaves_nothing_behind(
    campaign: Campaign, make_wave: Any, tmp_path: Path, room: int, formats: tuple[str, ...]
) -> None:
    table = make_wave([(f"c{n:05}", "treated") for n in range(3_000)])
    with short_of_room(room), pytest.raises(EdgeError) as refused:
        write_audience(tmp_path, campaign, table, "en", formats)
    assert refused.value.retry
    assert list(tmp_path.iterdir()) == []
    assert write_audience(tmp_path, campaign, table, "en", formats)


@contextmanager
def short_of_room(room: int) -> Iterator[None]:
    """The system refuses to let any file grow beyond `room` bytes, as a full disk does."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_a_killed_process_left_is_cleared_away(campaign: Campaign, make_wave: Any, tmp_path: Path) -> None:
    left = tmp_path / ".winback-wave-1.part"
    left.mkdir()
    (left / "half.xlsx").write_bytes(b"half")
    write_audience(tmp_path, campaign, make_wave([("a", "treated")]), "en")
    assert sorted(one.name for one in tmp_path.rglob("*.*") if one.is_file()) == [
        "winback-wave-1-everyone.csv", "winback-wave-1-to-contact.csv", "winback-wave-1.xlsx",
    ]  # fmt: skip


def test_a_folder_that_is_a_file_is_refused_in_words(campaign: Campaign, make_wave: Any, tmp_path: Path) -> None:
    (tmp_path / "sent").write_text("")
    with pytest.raises(EdgeError):
        write_audience(tmp_path / "sent", campaign, make_wave([("a", "treated")]), "en")


@pytest.mark.parametrize("arm", [None, "treatd", ""])
def test_who_has_no_lot_stops_the_whole_file(
    campaign: Campaign, make_wave: Callable[..., pa.Table], tmp_path: Path, arm: str | None
) -> None:
    table = make_wave([("a", "treated"), ("b", "treated")])
    arms = pa.array(["treated", arm], pa.string())
    broken = table.set_column(table.column_names.index("arm"), "arm", arms)
    with pytest.raises(DataError, match="1 customer"):
        write_audience(tmp_path, campaign, broken, "en")
    with pytest.raises(DataError, match="2 customers"):
        write_audience(tmp_path, campaign, table.drop(["arm"]), "en")
    assert list(tmp_path.iterdir()) == []


def test_a_customer_who_stands_twice_stops_the_whole_file(campaign: Campaign, make_wave: Any, tmp_path: Path) -> None:
    with pytest.raises(DataError):
        write_audience(tmp_path, campaign, make_wave([("a", "treated"), ("a", "holdout")]), "en")
