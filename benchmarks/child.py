"""Parts of a benchmark in processes of their own, so that what is measured starts from nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

__all__ = ["child"]


def child(module: str, part: str, option: str, path: Path) -> dict[str, Any]:
    """What `python -m benchmarks.MODULE --part PART OPTION PATH` prints as its last line, read as JSON. SystemExit with
    what it complained of where it failed."""
    command = [sys.executable, "-m", f"benchmarks.{module}", "--part", part, option, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{part} failed:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
