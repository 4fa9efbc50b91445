"""What time it is, and which day that is somewhere."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from bakhsh.edges import clock
from bakhsh.errors import EdgeError


def test_now_is_a_moment_in_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert timedelta(0) <= clock.now() - clock.now() + timedelta(seconds=1) <= timedelta(seconds=2)


def test_a_day_begins_earlier_in_the_east() -> None:
    east, west = clock.today("Pacific/Kiritimati"), clock.today("Pacific/Niue")
    assert timedelta(days=1) <= east - west <= timedelta(days=2)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/localtime"])
def test_an_unknown_time_zone_is_refused_in_words(name: str) -> None:
    with pytest.raises(EdgeError, match="is not a time zone"):
        clock.today(name)
