"""What people call the features of what customers do."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.sentences import Sentence

__all__ = ["DOING"]

DOING: Mapping[str, Sentence] = {
    "basket_lines": Sentence("behavioural.feature_basket_lines"),
    "basket_units": Sentence("behavioural.feature_basket_units"),
    "largest_order": Sentence("behavioural.feature_largest_order"),
    "favourite_weekday": Sentence("behavioural.feature_favourite_weekday"),
    "favourite_weekday_share": Sentence("behavioural.feature_favourite_weekday_share"),
    "favourite_daypart": Sentence("behavioural.feature_favourite_daypart"),
    "channels": Sentence("behavioural.feature_channels"),
    "top_channel": Sentence("behavioural.feature_top_channel"),
    "top_channel_share": Sentence("behavioural.feature_top_channel_share"),
    "online_share": Sentence("behavioural.feature_online_share"),
    "branches": Sentence("behavioural.feature_branches"),
    "top_branch": Sentence("behavioural.feature_top_branch"),
    "top_branch_share": Sentence("behavioural.feature_top_branch_share"),
    "top_payment_method": Sentence("behavioural.feature_top_payment_method"),
    "coupon_share": Sentence("behavioural.feature_coupon_share"),
    "last_salesperson": Sentence("behavioural.feature_last_salesperson"),
    "returned_orders": Sentence("behavioural.feature_returned_orders"),
    "returned_order_share": Sentence("behavioural.feature_returned_order_share"),
    "days_to_return": Sentence("behavioural.feature_days_to_return"),
    "different_items": Sentence("behavioural.feature_different_items"),
    "repeat_share": Sentence("behavioural.feature_repeat_share"),
    "brands": Sentence("behavioural.feature_brands"),
    "top_brand": Sentence("behavioural.feature_top_brand"),
    "top_brand_share": Sentence("behavioural.feature_top_brand_share"),
    "brand_concentration": Sentence("behavioural.feature_brand_concentration"),
    "category_concentration": Sentence("behavioural.feature_category_concentration"),
    "mixed_share": Sentence("behavioural.feature_mixed_share"),
    "entry_item": Sentence("behavioural.feature_entry_item"),
    "entry_category": Sentence("behavioural.feature_entry_category"),
    "entry_channel": Sentence("behavioural.feature_entry_channel"),
}
