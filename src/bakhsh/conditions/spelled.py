"""Words a user writes in his own way: `gender = 'زن'` means the term that the feature holds, `female`.

What was written stays as it was written, in files and in what is shown; only comparing goes by the term.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bakhsh.conditions.names import Known, Names
from bakhsh.conditions.syntax import Compare, Name, Node, OneOf, Text, Value, children, rebuilt

__all__ = ["remarks", "understood", "worded"]
from bakhsh.language.sentences import Sentence

_N = TypeVar("_N", bound=Node)


def understood(node: _N, names: Names) -> _N:
    """`node`, in which every text beside a feature of words carries the term it spells. Texts that spell none, and
    those beside anything else, are as they were."""
    known = worded(node, names)
    if known is None:
        return rebuilt(node, lambda child: understood(child, names))  # type: ignore[return-value]
    return rebuilt(node, lambda child: _meaning(child, known))  # type: ignore[return-value]


def remarks(node: Node, names: Names) -> tuple[Sentence, ...]:
    """What is to be said of texts in `node` that can be used all the same, each once, in their order."""
    known = worded(node, names)
    if known is None or known.meaning is None:
        found = [one for child in children(node) for one in remarks(child, names)]
    else:
        texts = [known.meaning(one.value) for one in children(node) if isinstance(one, Text)]
        found = [one.remark for one in texts if one.remark is not None]
    return tuple(dict.fromkeys(found))


def worded(node: Node, names: Names) -> Known | None:
    """The feature of words whose values a test (=, !=, in) compares; None for any other node."""
    if not isinstance(node, OneOf) and not (isinstance(node, Compare) and node.sign in ("=", "!=")):
        return None
    asked = [one for one in children(node) if isinstance(one, Value) and not isinstance(one, Text)]
    if len(asked) != 1 or not isinstance(asked[0], Name):
        return None
    known = names.features.get(asked[0].name)
    return known if known is not None and known.has_words else None


def _meaning(node: Node, known: Known) -> Node:
    return replace(node, term=known.term(node.value) or "") if isinstance(node, Text) else node
