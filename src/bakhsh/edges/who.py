"""Who asks: the only place that looks up the user of the machine."""

from __future__ import annotations

import getpass

__all__ = ["asking"]


def asking() -> str:
    """The name under which somebody works on this machine; empty where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
