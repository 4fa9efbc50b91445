"""Writes the files of all examples again."""

from __future__ import annotations

from pathlib import Path

from examples.make import car_dealer, corner_shop, small_shop

if __name__ == "__main__":
    here = Path(__file__).parents[1]
    for name, one in {"corner_shop": corner_shop, "car_dealer": car_dealer, "small_shop": small_shop}.items():
        one.write(here / name)
