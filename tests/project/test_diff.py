"""Changes are told by meaning."""

from __future__ import annotations

from tests.project.declared import FILES, files

from bakhsh.project import changes


def test_formatting_is_no_change() -> None:
    assert changes(FILES, files(bakhsh='# hello\nname="Corner shop"\nunit = "GBP"\n\nmargin = 0.30\n')) == ()


def test_what_is_new_gone_or_other_is_told() -> None:
    after = files(
        features__sport_share=None,
        segments__more='kind = "rfm"\n',
        segments__value=FILES["segments/value.toml"].replace("frequency >= 5", "frequency >= 6"),
    )
    found = changes(FILES, after)
    assert [(one.what, one.name, one.change, one.results) for one in found] == [
        ("feature", "sport_share", "removed", True),
        ("segmentation", "more", "added", True),
        ("segmentation", "value", "changed", True),
    ]
    (detail,) = found[-1].details
    assert str(detail) == (
        "segment champions.where: recency <= 30 and frequency >= 5 → recency <= 30 and frequency >= 6"
    )


def test_a_new_title_changes_words_only() -> None:
    (change,) = changes(FILES, files(segments__value=FILES["segments/value.toml"].replace("Champions", "Best")))
    assert not change.results
    assert str(change.said) == "Changed in words only: segmentation value."


def test_another_order_of_segments_is_told() -> None:
    head, first, second = FILES["segments/value.toml"].split("\n[[segment]]\n")
    turned = "\n[[segment]]\n".join([head, second, first])
    (change,) = changes(FILES, files(segments__value=turned))
    assert [str(one) for one in change.details] == ["the order is now slipping and champions"]
