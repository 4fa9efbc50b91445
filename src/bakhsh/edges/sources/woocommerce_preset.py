"""What a WooCommerce source declares when nobody says otherwise."""

from __future__ import annotations

__all__ = ["declared"]

_TEXT = """\
# Orders of a WooCommerce shop. The key is made in WooCommerce: Settings, Advanced, REST API, permission Read.
table = "lines"

[shop]
kind = "woocommerce"
url = "{url}"
key_env = "{key_env}"
secret_env = "{secret_env}"

[columns]
order_id = "order_id"
customer_id = "customer_id"    # guests have none: they are known by mobile number, else by e-mail
ordered_at = "at"
item_id = "product_id"
"items.name" = "item"
kind = "kind"
quantity = "quantity"
amount = {{ from = "paid", unit = "{unit}" }}    # tax included; "total" is without it
discount = {{ from = "discount", unit = "{unit}" }}
status = "status"
channel = "channel"
coupon = "coupons"
payment_method = "payment_method"
shipping_method = "shipping_method"
mobile = "phone"
email = "email"
name = "name"
"customers.city" = "city"
"customers.country" = "country"
"customers.province" = "province"

[policy]
statuses = ["completed", "processing"]
cancelled = ["cancelled", "trash"]
returned = ["refunded"]
unpaid = ["pending", "on-hold", "failed", "checkout-draft", "auto-draft"]
"""


def declared(url: str, unit: str, key_env: str = "WOO_KEY", secret_env: str = "WOO_SECRET") -> str:
    """The text of data/NAME.toml for the orders of the shop at `url`, whose money is counted in `unit`.

    Paid orders count; what is cancelled, refunded whole, unpaid or unknown is left out, each with its reason.
    """
    return _TEXT.format(url=url, unit=unit, key_env=key_env, secret_env=secret_env)
