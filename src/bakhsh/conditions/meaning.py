"""What stays the same when only the spelling changes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from bakhsh.conditions.ago import read_ago, shown_ago
from bakhsh.conditions.calls import lifted_name, read_call
from bakhsh.conditions.syntax import Aggregate, Condition, InSegment, Name, Node, Text, Value, rebuilt, show

__all__ = ["fingerprint", "meant"]


def fingerprint(node: Condition | Value) -> str:
    """SHA-256, in hex, of what `node` means. Spacing, superfluous brackets, kinds of quotes, the case of words, forms
    of digits and spellings of a text with the same matching key leave it as it is; the order of parts does not."""
    return hashlib.sha256(show(meant(node)).encode()).hexdigest()


def meant(node: Node) -> Node:
    """The one node that all spellings of the same come to."""
    if isinstance(node, Text):
        return replace(node, value=node.key)
    if isinstance(node, Aggregate):
        call, problems = read_call(node)
        if not problems:
            return Name(lifted_name(call))
    if isinstance(node, InSegment) and node.ago:
        ago = read_ago(node.ago.value)
        now = rebuilt(replace(node, ago=None), meant)
        assert isinstance(now, InSegment)
        return replace(now, ago=Text(shown_ago(ago) if ago else node.ago.key))
    return rebuilt(node, meant)
