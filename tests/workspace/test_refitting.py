"""What becomes of a segmentation that cannot be learned anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.workspace import shops

BOTH = 'kind = "cross"\nof = ["value", "plain"]\nminimum = 2\n'


def test_a_refit_that_fails_leaves_the_ruler_in_force_and_says_so(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", segments__rfm="", segments__plain=shops.VALUE, segments__both=BOTH)
    sizes = shops.run(folder).sizes["both"]
    early = date(2024, 1, 6)
    made = shops.run(folder, early, refit=["both"])
    assert made.sizes["both"].keys() == sizes.keys()
    assert sum(made.sizes["both"].values()) == made.customers == 1
    (said,) = [one for one in made.notes if one.id == "workspace.ruler_stays"]
    assert said.args["learned"] == shops.AS_OF


def test_without_a_ruler_in_force_it_is_left_out_and_what_to_do_is_said(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", segments__rfm="", segments__plain=shops.VALUE, segments__both=BOTH)
    made = shops.run(folder, date(2024, 1, 6))
    assert "both" not in made.sizes
    assert [one.id for one in made.notes if "both" in repr(one.args)] == [
        "workspace.left_out", "clustering.news",
    ]  # fmt: skip
