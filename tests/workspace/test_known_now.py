"""Later rows change nothing, but for what files say without a date: exactly the features that say so of themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.workspace import shops

import bakhsh

PEOPLE = """
table = "customers"
files = ["people*.csv"]

[columns]
customer_id = "id"
joined_on = "joined"
stage = "stage"
birth_date = "born"
birth_year = "year"
stated_age = "age"
gender = "sex"
education = "level"
marital_status = "married"
household_size = "house"
children = "kids"
teenagers = "teens"
income = "money"
occupation = "job"
city = "city"
province = "state"
country = "land"
postal_code = "zip"
latitude = "lat"
longitude = "lng"
acquired_via = "via"
acquisition_cost = "cost"
dogs = { from = "dogs", type = "integer" }
"""
ASSETS = """
table = "assets"
files = ["assets*.csv"]
[columns]
asset_id = "id"
customer_id = "customer"
kind = "kind"
bought_on = "bought"
last_service_on = "service"
warranty_until = "warranty"
lease_until = "lease"
mileage = "km"
"""
EVENTS = """
table = "events"
files = ["events.csv"]
[columns]
event_id = "id"
customer_id = "customer"
at = "at"
kind = "kind"
value = "value"
"""
_PEOPLE = (
    "id,joined,stage,born,year,age,sex,level,married,house,kids,teens,money,job,"
    "city,state,land,zip,lat,lng,via,cost,dogs"
)
BEFORE = (
    f"{_PEOPLE}\n"
    "ann,2023-01-01,lead,1990-06-30,1990,34,f,diploma,single,2,0,0,500,Teacher,Shiraz,Fars,Iran,711,29.6,52.5,web,5,1\n"
)
AFTER = (
    f"{_PEOPLE}\n"
    "ann,2023-01-09,customer,1960-01-01,1960,64,m,PhD,married,4,2,1,90000,Driver,Nantes,Pays de la Loire,France,44000,"
    "47.22,-1.55,shop,9,3\n"
)
_OWNED = "id,customer,kind,bought,service,warranty,lease,km"
OWNED = f"{_OWNED}\n1,ann,car,2023-09-01,,2024-12-01,2024-12-01,10\n"
OWNED_LATER = (
    f"{_OWNED}\n1,ann,car,2015-05-01,2023-04-01,2024-08-01,2024-09-01,90000\n"
    "2,ann,car,2014-05-01,2023-01-01,2024-07-05,2024-07-05,120000\n"
)
SETTINGS = {
    "demographic": "income_bands = [1_000, 50_000]\n",
    "geographic": "[points]\nhome = [29.6, 52.5]\naway = [48.9, 2.3]\n",
    "behavioural": "[assets.car]\nreplace_years = 6\nservice_months = 12\n",
    "features__dog_share": 'value = "dogs / orders"\n',
    "features__pace": 'value = "orders / known_for"\n',
}


def rows(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    with bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
        windows = {one.name: one.window for one in ws.features() if not one.lacks}
        return next(row for row in ws.rows().to_pylist() if row["customer_id"] == "ann"), windows


def test_what_has_no_date_is_known_now_and_nothing_else_changes_with_later_rows(tmp_path: Path) -> None:
    orders = [shops.line("1", "ann", "2023-02-01"), shops.line("2", "ann", "2024-06-01", "ball", "sport")]
    texts = {"data__people": PEOPLE, "data__assets": ASSETS, "data__events": EVENTS, **SETTINGS}
    folder = shops.make(tmp_path / "shop", orders, **texts, segments__value="", segments__rfm="")
    (folder / "people1.csv").write_text(BEFORE, encoding="utf-8")
    (folder / "assets1.csv").write_text(OWNED, encoding="utf-8")
    (folder / "events.csv").write_text("id,customer,at,kind,value\n1,ann,2024-06-02 10:00,visit,\n", encoding="utf-8")
    before, windows = rows(folder)
    (folder / "people2.csv").write_text(AFTER, encoding="utf-8")
    (folder / "assets2.csv").write_text(OWNED_LATER, encoding="utf-8")
    after, _ = rows(folder)
    changed = {name for name in after if after[name] != before[name]}
    undated = {name for name, window in windows.items() if "known now" in window}
    assert changed == undated, "only what has no date may change with later rows, and all of it does"
    assert windows["pace"] == "now"
