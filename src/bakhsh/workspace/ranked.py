"""The project's own features that customers are ranked by: redeclared, they ask for other cut points."""

from __future__ import annotations

from bakhsh import conditions, project
from bakhsh.project.order import feature_needs, nodes
from bakhsh.specs import ProjectFiles, Segmentation, asked

__all__ = ["ranked_by"]


def ranked_by(files: ProjectFiles, one: Segmentation) -> list[str]:
    """The fingerprints of the own features by which a segmentation's conditions rank customers, and of those that these
    are made of."""
    ranked: list[conditions.Node] = [top for node in asked(one) for top in conditions.tops(node)]
    if one.kind == "predicted":
        ranked += asked(one)
    named = {node.name for top in ranked for node in nodes(top) if isinstance(node, conditions.Name)}
    found: dict[str, str] = {}
    for own in reversed(project.features(files)):
        if own.name in named:
            named |= feature_needs(own)
            found[own.name] = project.fingerprint(own)
    return [found[name] for name in sorted(found)]
