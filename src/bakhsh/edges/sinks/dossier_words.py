"""What the sheets and columns of everything about one person are called."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.sentences import Sentence
from bakhsh.tables.features import feature_title

__all__ = ["column", "sheet"]

_SHEETS: Mapping[str, Sentence] = {
    "ids": Sentence("privacy.sheet_ids"),
    "addresses": Sentence("privacy.sheet_addresses"),
    "customers": Sentence("privacy.sheet_customers"),
    "consent": Sentence("privacy.sheet_consent"),
    "orders": Sentence("privacy.sheet_orders"),
    "lines": Sentence("privacy.sheet_lines"),
    "events": Sentence("privacy.sheet_events"),
    "answers": Sentence("privacy.sheet_answers"),
    "assets": Sentence("privacy.sheet_assets"),
    "features": Sentence("privacy.sheet_features"),
    "memberships": Sentence("privacy.sheet_memberships"),
    "campaigns": Sentence("privacy.sheet_campaigns"),
    "rejected": Sentence("privacy.sheet_rejected"),
}
_COLUMNS: Mapping[str, Sentence] = {
    "customer_id": Sentence("targeting.column_customer"),
    "rule": Sentence("privacy.column_rule"),
    "channel": Sentence("conditions.field_channel"),
    "address": Sentence("privacy.column_address"),
    "purpose": Sentence("privacy.column_purpose"),
    "granted": Sentence("privacy.column_granted"),
    "since": Sentence("privacy.column_since"),
    "source": Sentence("privacy.column_source"),
    "order_id": Sentence("privacy.column_order"),
    "ordered_at": Sentence("privacy.column_at"),
    "instant": Sentence("privacy.column_instant"),
    "at": Sentence("privacy.column_at"),
    "amount": Sentence("privacy.column_amount"),
    "discount": Sentence("privacy.column_discount"),
    "margin": Sentence("cli.outcome_margin"),
    "cost": Sentence("privacy.column_cost"),
    "status": Sentence("privacy.column_status"),
    "branch": Sentence("conditions.field_branch"),
    "salesperson": Sentence("conditions.field_salesperson"),
    "coupon": Sentence("conditions.field_coupon"),
    "payment_method": Sentence("conditions.field_payment_method"),
    "shipping_method": Sentence("conditions.field_shipping_method"),
    "line": Sentence("privacy.column_line"),
    "item_id": Sentence("conditions.field_item"),
    "kind": Sentence("privacy.column_kind"),
    "undoes": Sentence("privacy.column_undoes"),
    "quantity": Sentence("privacy.column_quantity"),
    "feature": Sentence("cli.head_feature"),
    "value": Sentence("cli.head_value"),
    "as_of": Sentence("cli.head_as_of"),
    "segmentation": Sentence("privacy.column_segmentation"),
    "segment": Sentence("targeting.column_segment"),
    "because": Sentence("cli.head_why"),
    "campaign": Sentence("targeting.about_campaign"),
    "wave": Sentence("targeting.about_wave"),
    "suppressed_by": Sentence("targeting.column_reason"),
    "arm": Sentence("cli.head_arm"),
    "offer": Sentence("targeting.column_offer"),
    "state": Sentence("cli.head_state"),
    "reason": Sentence("privacy.column_not_taken"),
    "file": Sentence("cli.head_file"),
    "part": Sentence("privacy.column_part"),
    "column": Sentence("cli.head_file_column"),
    "found": Sentence("privacy.column_found"),
    "row": Sentence("privacy.column_row"),
}


def sheet(name: str) -> Sentence:
    """The name of a subject's sheet."""
    return _SHEETS[name]


def column(name: str) -> Sentence | None:
    """What a reader calls the column or feature; None where the catalogue has no word for it."""
    return _COLUMNS.get(name) or feature_title(name)
