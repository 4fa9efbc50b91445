"""Files of bands and stages: what they may say, and what is said back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.project.declared import files

from bakhsh.conditions import show
from bakhsh.errors import ProjectErrors
from bakhsh.project import check, read_texts
from bakhsh.project.check import segment_names
from bakhsh.specs import Predicted, Stages

WORTH = 'kind = "predicted"\nby = "monetary"\n'
LIFE = 'kind = "predicted"\nstage = {}\n'


def complaints(text: str, **changed: str | None) -> str:
    try:
        return "\n".join(str(error) for error in check(read_texts(files(segments__worth=text, **changed))))
    except ProjectErrors as errors:
        return str(errors)


def declared(text: str) -> Predicted:
    found = read_texts(files(segments__worth=text))
    assert check(found) == ()
    return found.segmentation("worth").predicted


def test_every_way_is_read() -> None:
    assert declared(WORTH + "cut = [100, 250.5]\n").cut == (Decimal(100), Decimal("250.5"))
    assert declared(WORTH + "percentile = 80\n").percentile == (Decimal(80),)
    assert declared(WORTH + "share = [80, 95]\n").way == "share"
    assert declared(LIFE).stage == Stages()
    life = declared('kind = "predicted"\nstage = { new_days = 30, slipping = 1.5, lost_days = 90 }\n').stage
    assert life == Stages(new_days=30, slipping=Decimal("1.5"), lost_days=90)
    reckoned = declared('kind = "predicted"\nby = "spent(last = \'90 days\') / orders"\npercentile = [50]\n')
    assert reckoned.by is not None
    assert show(reckoned.by) == "spent(last = '90 days') / orders"


def test_bands_may_have_names_and_titles_of_their_own() -> None:
    text = WORTH + 'percentile = [80]\nnames = ["best", "rest"]\nothers = "Nobody knows"\n[[segment]]\nname = "best"\n'
    one = read_texts(files(segments__worth=text + 'title = "The best"\n')).segmentation("worth")
    assert one.predicted.bands == ("best", "rest")
    assert set(segment_names(one)) == {"best", "rest", "others"}
    asked = "audience = \"in_segment('worth', 'best')\"\noffer = { name = \"tea\", cost = 1 }\n"
    assert complaints(text, targeting__winback=asked) == ""
    assert "band_2" in complaints(text, targeting__winback=asked.replace("best", "band_2"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('kind = "predicted"\nby = "monetary"\n', "how it cuts"),
        (WORTH + "cut = [1]\nshare = [80]\n", "cut and share"),
        ('kind = "predicted"\npercentile = [50]\n', 'by = "monetary"'),
        (LIFE + 'by = "monetary"\n', "stages of life are not cut"),
        (WORTH + "percentile = [80, 50]\n", "percentile"),
        (WORTH + "percentile = [0.5]\n", "percentile"),
        (WORTH + "share = [100]\n", "share"),
        (WORTH + "percentile = [33.33333]\n", "three decimals"),
        (WORTH + f"cut = {list(range(40))}\n", "12 bands"),
        (WORTH + 'cut = [3]\nnames = ["a", "b", "c"]\n', "names 3 bands"),
        (WORTH + 'cut = [3]\nnames = ["a", "a"]\n', "twice"),
        (WORTH + 'cut = [3]\nnames = ["a", "others"]\n', "others"),
        (WORTH + 'cut = [3]\n[[segment]]\nname = "band_7"\n', "no band or stage band_7"),
        (WORTH + 'cut = [3]\n[[segment]]\nname = "band_1"\nwhere = "recency < 3"\n', "where"),
        (WORTH.replace("monetary", "monetery") + "cut = [3]\n", "Known and near: monetary"),
        (WORTH.replace("monetary", "city") + "cut = [3]\n", "city is a text"),
        (WORTH.replace("monetary", "last_on") + "cut = [3]\n", "last_on is a date"),
        (WORTH.replace("monetary", "top 20% by orders") + "cut = [3]\n", "gives no value"),
        ('kind = "predicted"\nstage = { slipping = 5 }\n', "slipping cannot be more than lost"),
        ('kind = "predicted"\nstage = { p_alive = [0.5, 0.1] }\n', "p_alive is two limits"),
        ('kind = "rule"\npercentile = [50]\n[[segment]]\nname = "a"\nwhere = "recency < 3"\n', "percentile"),
    ],
)
def test_mistakes_are_told(text: str, told: str) -> None:
    assert told in complaints(text)


def test_what_stages_need_is_asked_for_once() -> None:
    told = complaints('kind = "predicted"\nstage = { p_alive = [0.1, 0.5] }\n')
    assert told.count("p_alive needs predictions.toml: on = true") == 1
