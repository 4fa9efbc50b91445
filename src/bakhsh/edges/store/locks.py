"""One writer a project: a lock of the operating system, and a note beside it that says who holds it.

The operating system frees the lock when the process ends, however it ends; the note may be left behind and is only
ever read to explain a refusal.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bakhsh.edges import clock
from bakhsh.edges.disk import cannot_write, write_text
from bakhsh.errors import EdgeError
from bakhsh.language.sentences import Argument, Code, Sentence

__all__ = ["held"]


@contextmanager
def held(root: Path, *, wait: float, purpose: str) -> Iterator[None]:
    """Holds the store's lock; waits up to `wait` seconds for another holder, then EdgeError says who that is."""
    lock = FileLock(root / "lock", timeout=wait, poll_interval=0.1, thread_local=False)
    note = root / "lock.json"
    try:
        lock.acquire()
    except Timeout:
        raise _refusal(note) from None
    except OSError as error:
        raise cannot_write(root / "lock", error.strerror or str(error)) from error
    try:
        write_text(note, _about_me(purpose))
        try:
            yield
        finally:
            note.unlink(missing_ok=True)
    finally:
        lock.release()


def _about_me(purpose: str) -> str:
    since = clock.now().isoformat()
    return json.dumps({"pid": os.getpid(), "host": platform.node(), "since": since, "purpose": purpose})


def _refusal(note: Path) -> EdgeError:
    hint = Sentence("store.wait_for_the_other", {})
    try:
        who = json.loads(note.read_text(encoding="utf-8"))
        args: dict[str, Argument] = {
            "pid": Code(str(who["pid"])),
            "host": Code(str(who["host"])),
            "since": datetime.fromisoformat(who["since"]),
            "purpose": Code(str(who["purpose"]) or "?"),
        }
    except (OSError, ValueError, KeyError, TypeError):
        return EdgeError(Sentence("store.locked", {}), retry=True, hint=hint)
    return EdgeError(Sentence("store.locked_by", args), retry=True, hint=hint)
