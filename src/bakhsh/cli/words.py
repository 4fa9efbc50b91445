"""The words of tables and choices: heads of columns, kinds, steps, verdicts, reasons."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.sentences import Argument, Code, Sentence

__all__ = ["HEADS", "KINDS", "OUTCOMES", "STEPS", "VERDICTS", "reason"]

HEADS: Mapping[str, Sentence] = {
    "after": Sentence("cli.head_after"),
    "clusters": Sentence("clustering.head_k"),
    "smallest": Sentence("clustering.head_smallest"),
    "agreement": Sentence("clustering.head_agreement"),
    "agreement_low": Sentence("clustering.head_worst"),
    "separation": Sentence("clustering.head_separation"),
    "valleys": Sentence("clustering.head_valleys"),
    "difference": Sentence("cards.head_difference"),
    "effect": Sentence("cards.head_effect"),
    "sure_of_it": Sentence("cards.head_sure"),
    "of_one": Sentence("cards.head_of_one"),
    "of_other": Sentence("cards.head_of_other"),
    "lift": Sentence("cards.head_lift"),
    "arm": Sentence("cli.head_arm"),
    "as_of": Sentence("cli.head_as_of"),
    "can_mean": Sentence("geographic.head_can_mean"),
    "taken_for": Sentence("geographic.head_taken_for"),
    "before": Sentence("cli.head_before"),
    "called": Sentence("known.head_called"),
    "customers": Sentence("cli.head_customers"),
    "needs": Sentence("known.head_needs"),
    "duplicates": Sentence("cli.head_duplicates"),
    "examples": Sentence("cli.head_examples"),
    "feature": Sentence("cli.head_feature"),
    "file": Sentence("cli.head_file"),
    "file_column": Sentence("cli.head_file_column"),
    "frequency": Sentence("cli.head_frequency"),
    "kept": Sentence("cli.head_kept"),
    "mean": Sentence("cli.head_mean"),
    "means": Sentence("cli.head_means"),
    "monetary": Sentence("cli.head_monetary"),
    "name": Sentence("cli.head_name"),
    "origin": Sentence("cli.head_origin"),
    "our_column": Sentence("cli.head_our_column"),
    "reasons": Sentence("cli.head_reasons"),
    "recency": Sentence("cli.head_recency"),
    "rejected": Sentence("cli.head_rejected"),
    "revenue": Sentence("cli.head_revenue"),
    "revenue_share": Sentence("cli.head_revenue_share"),
    "rows": Sentence("cli.head_rows"),
    "rule": Sentence("cli.head_rule"),
    "run": Sentence("cli.head_run"),
    "segment": Sentence("cli.head_segment"),
    "segmentations": Sentence("cli.head_segmentations"),
    "share": Sentence("cli.head_share"),
    "state": Sentence("cli.head_state"),
    "step": Sentence("cli.head_step"),
    "sure": Sentence("cli.head_sure"),
    "type": Sentence("cli.head_type"),
    "value": Sentence("cli.head_value"),
    "customer": Sentence("privacy.head_customer"),
    "person": Sentence("privacy.head_person"),
    "reach": Sentence("privacy.head_reach"),
    "what": Sentence("privacy.head_what"),
    "on_the_way": Sentence("policy.head_on_the_way"),
    "month": Sentence("policy.head_month"),
    "amount": Sentence("policy.head_amount"),
    "in_files": Sentence("policy.head_in_files"),
    "left_out": Sentence("policy.head_left_out"),
    "sold": Sentence("policy.head_sold"),
    "returned": Sentence("policy.head_returned"),
    "net": Sentence("policy.head_net"),
    "who": Sentence("cli.head_who"),
    "spelling": Sentence("demographic.head_spelling"),
    "term": Sentence("demographic.head_term"),
    "word": Sentence("demographic.head_word"),
    "why": Sentence("cli.head_why"),
    "from": Sentence("migration.head_from"),
    "to": Sentence("migration.head_to"),
    "likely": Sentence("migration.head_likely"),
    "active": Sentence("retention.head_active"),
    "at_risk": Sentence("retention.head_at_risk"),
    "back": Sentence("retention.head_back"),
    "begins": Sentence("retention.head_begins"),
    "cohort": Sentence("retention.head_cohort"),
    "days_after": Sentence("retention.head_days_after"),
    "lost": Sentence("retention.head_lost"),
    "still_buying": Sentence("retention.head_still_buying"),
    **{f"after_{number}": Sentence("retention.head_after", {"number": number}) for number in range(1, 7)},
    "source_of": Sentence("acquisition.head_source"),
    "won": Sentence("acquisition.head_won"),
    "cost_each": Sentence("acquisition.head_cost_each"),
    "margin_each": Sentence("acquisition.head_margin_each"),
    "revenue_each": Sentence("acquisition.head_revenue_each"),
    "payback": Sentence("acquisition.head_payback"),
    **{f"again_{days}": Sentence("acquisition.head_again", {"days": days}) for days in (90, 180, 365)},
    "clv": Sentence("acquisition.head_clv"),
    "mix": Sentence("acquisition.head_mix"),
    "new_revenue": Sentence("acquisition.head_new"),
    "returning_revenue": Sentence("acquisition.head_returning"),
    "segmentation": Sentence("verdict.head_segmentation"),
    "verdict": Sentence("verdict.head_verdict"),
    "index": Sentence("drift.head_psi"),
    "ceiling": Sentence("drift.head_ceiling"),
    "customers_moved": Sentence("drift.head_moved"),
    "reading": Sentence("drift.head_reading"),
    "source": Sentence("freshness.head_source"),
    "last_day": Sentence("freshness.head_last"),
    "waited": Sentence("freshness.head_waited"),
    "waits": Sentence("freshness.head_waits"),
    "week": Sentence("freshness.head_rows"),
    "usual_week": Sentence("freshness.head_usual"),
}

KINDS: Mapping[str, Sentence] = {
    "rule": Sentence("cli.kind_rule"),
    "rfm": Sentence("cli.kind_rfm"),
    "cluster": Sentence("clustering.kind_cluster"),
    "cross": Sentence("clustering.kind_cross"),
    "predicted": Sentence("banded.kind_predicted"),
}

OUTCOMES: Mapping[str, Sentence] = {
    "margin": Sentence("cli.outcome_margin"),
    "orders": Sentence("cli.outcome_orders"),
    "retained": Sentence("cli.outcome_retained"),
    "revenue": Sentence("cli.outcome_revenue"),
}

STEPS: Mapping[str, Sentence] = {
    "load": Sentence("cli.step_load"),
    "identity": Sentence("identity.step"),
    "features": Sentence("cli.step_features"),
    "learn": Sentence("cli.step_learn"),
    "assign": Sentence("cli.step_assign"),
    "profile": Sentence("cli.step_profile"),
    "publish": Sentence("cli.step_publish"),
}

VERDICTS: Mapping[str, tuple[Sentence, str]] = {
    "works": (Sentence("cli.works"), "bold green"),
    "hurts": (Sentence("cli.hurts"), "bold red"),
    "cannot_tell": (Sentence("cli.cannot_tell"), "bold yellow"),
    "waiting": (Sentence("cli.waiting"), "bold yellow"),
}
"""A verdict in words, and the style of its line."""


def reason(code: str) -> Argument:
    """Why a row was not taken or a customer left out, in the words of the room that decides it."""
    from bakhsh.loop.data import fates
    from bakhsh.loop.targeting import suppress

    for said in (fates.reason, suppress.reason):
        try:
            return said(code)
        except KeyError:
            continue
    return Code(code)
