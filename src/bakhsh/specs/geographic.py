"""Where customers live: what is taken for granted where files do not say it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Geographic"]


@dataclass(frozen=True, slots=True)
class Geographic:
    """geographic.toml. `country`: the country (ISO 3166-1, two letters) of customers of whom no file says one; empty:
    Iran where the project counts in Iranian money, else none."""

    country: str = ""
