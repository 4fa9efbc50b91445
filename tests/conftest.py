"""Where tests find real data, and what all of them share."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# What must pass before a change lands tries the same examples every time; a developer's machine tries new ones.
settings.register_profile(
    "fast",
    max_examples=25,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("fast")


# Where the tests run in the background of a script (nohup, &), Ctrl-C is switched off for them and for whatever they
# start; the tests that send it to a child then wait in vain.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets. Without BAKHSH_DATA the test is skipped; with it, a missing folder fails."""
    found = os.environ.get("BAKHSH_DATA", "")
    if not found:
        pytest.skip("BAKHSH_DATA is not set: the real data sets are not here")
    folder = Path(found)
    assert folder.is_dir(), f"BAKHSH_DATA names a folder that is not there: {folder}"
    return folder
