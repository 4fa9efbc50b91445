"""A small project's files, for the tests of this room."""

from __future__ import annotations

FILES = {
    "bakhsh.toml": 'name = "Corner shop"\nunit = "GBP"\nmargin = 0.3\n',
    "data/orders.toml": (
        'table = "lines"\n'
        'files = ["orders.csv"]\n'
        "[columns]\n"
        'order_id = "InvoiceNo"\n'
        'customer_id = "CustomerID"\n'
        'ordered_at = { from = "InvoiceDate", form = "%d/%m/%Y %H:%M" }\n'
        'amount = "Amount"\n'
        '"items.category" = "Category"\n'
        "customers.city = 'City'\n"
        'mobile = "Mobile"\n'
        "[policy]\n"
        'pieces_not = { Category = ["FUEL"] }\n'
    ),
    "features/sport_share.toml": "value = \"spent(category = 'sport') / monetary\"\n",
    "segments/value.toml": (
        'name = "value"\n'
        'kind = "rule"\n'
        "\n"
        "[[segment]]\n"
        'name = "champions"\n'
        'title = { en = "Champions", fa = "بهترین مشتریان" }\n'
        'where = "recency <= 30 and frequency >= 5"\n'
        "\n"
        "[[segment]]\n"
        'name = "slipping"\n'
        "where = \"overdue >= 2 and city = 'York'\"\n"
    ),
    "segments/rfm.toml": 'kind = "rfm"\n',
    "targeting/winback.toml": (
        "audience = \"in_segment('value', 'slipping')\"\n"
        'segmentation = "value"\n'
        "holdout = 0.2\n"
        'offer = { name = "discount10", cost = 1.5 }\n'
    ),
}


def files(**changed: str | None) -> dict[str, str]:
    """FILES with some of them replaced or (None) taken out; `segments__value` stands for segments/value.toml."""
    renamed = {f"{name.replace('__', '/')}.toml": text for name, text in changed.items()}
    return {path: text for path, text in (FILES | renamed).items() if text is not None}
