"""A project's own features in a whole run: reckoned, typed, empty where nothing can be said."""

from __future__ import annotations

from pathlib import Path

from tests.workspace import shops

import bakhsh
from bakhsh.language.sentences import Code
from bakhsh.tables import Type

OWN = {
    "features__basket": 'value = "monetary / orders"\nempty = "no order stands"\n',
    "features__double": 'value = "basket + basket * 1"\n',
    "features__over": 'value = "basket - 10"\n',
    "features__pace": 'value = "orders / (known_for - 10)"\n',
    "features__left": 'value = "2 + 3 * orders - 4 / 2"\n',
    "features__seen": 'value = "last_on"\n',
    "segments__big": 'kind = "rule"\n[[segment]]\nname = "big"\nwhere = "double > 40"\n',
}


def test_own_features_keep_what_they_are(tmp_path: Path) -> None:
    with bakhsh.open(shops.make(tmp_path / "shop", **OWN)) as ws:
        ws.run(as_of=shops.AS_OF)
        rows = {row["customer_id"]: row for row in ws.rows().to_pylist()}
        kinds = {name: ws.types[name] for name in ("basket", "double", "over", "pace", "left", "seen")}
        said = ws.explain("ann").memberships
    assert kinds == {
        "basket": Type.MONEY, "double": Type.MONEY, "over": Type.MONEY, "pace": Type.NUMBER, "left": Type.NUMBER,
        "seen": Type.DATE,
    }  # fmt: skip
    ann = rows["ann"]
    assert [ann[name] for name in ("basket", "double", "over", "left")] == [2333, 4666, 1333, 9.0]
    assert ann["seen"] == ann["last_on"]
    assert "big" in [one.segment for one in said]


def test_dividing_by_zero_is_empty_and_stays_so(tmp_path: Path) -> None:
    own = {"features__none": 'value = "orders / (orders - orders)"\n', "features__more": 'value = "none + 1"\n'}
    asked = 'kind = "rule"\n[[segment]]\nname = "some"\nwhere = "more > 0 or more <= 0"\n'
    with bakhsh.open(shops.make(tmp_path / "shop", segments__asked=asked, **own)) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        assert {row["none"] for row in ws.rows().to_pylist()} == {None}
        assert {row["more"] for row in ws.rows().to_pylist()} == {None}
    assert record.sizes["asked"] == {"some": 0, "others": 4}
    assert {one.args["name"] for one in record.notes if one.id == "heard.own_empty"} == {Code("none"), Code("more")}
