"""Files and folders that appear whole or not at all, and scratch folders that die with their owner.

What is written goes to a temporary name first, is flushed to the disk and then takes its final name in one step, so
that killing the process at any moment, or pulling the plug, leaves either the old state or the new one.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from bakhsh.errors import EdgeError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["Scratch", "cannot_write", "clear_scratch", "move_file", "move_folder", "sync_file", "write_text"]


def cannot_write(path: Path, reason: str) -> EdgeError:
    """What is said when the disk refuses: full, read-only, taken away."""
    return EdgeError(
        Sentence("store.cannot_write", {"path": Code(str(path)), "reason": Code(reason)}),
        retry=True,
        hint=Sentence("store.make_room", {}),
    )


def sync_file(path: Path) -> None:
    """Returns when the file's bytes are on the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Returns when the names in the folder are on the disk; Windows keeps them itself and opens no folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move_file(temporary: Path, final: Path) -> None:
    """The written file takes its final name in one step, replacing what stood there. EdgeError when refused."""
    try:
        sync_file(temporary)
        _make_folder(final.parent)
        temporary.replace(final)
        _sync_folder(final.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise cannot_write(final, error.strerror or str(error)) from error


def move_folder(staged: Path, final: Path) -> None:
    """The folder appears under its final name, whole. EdgeError when it is not there, or the name is taken."""
    if final.exists():
        raise EdgeError(Sentence("store.already_there", {"path": Code(str(final))}))
    if not staged.is_dir():
        raise EdgeError(Sentence("store.missing_file", {"path": Code(str(staged))}))
    try:
        for folder, _, _ in os.walk(staged):
            _sync_folder(Path(folder))
        _make_folder(final.parent)
        staged.rename(final)
        _sync_folder(final.parent)
        _sync_folder(staged.parent)
    except OSError as error:
        raise cannot_write(final, error.strerror or str(error)) from error


def write_text(path: Path, text: str, *, mode: int = 0o666) -> None:
    """A small text file, whole or not at all; `mode` are its permissions (less the umask) where a system has them."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise cannot_write(path, error.strerror or str(error)) from error
    move_file(temporary, path)


def _make_folder(folder: Path) -> None:
    """The folder and its parents, their names on the disk too."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


class Scratch:
    """A folder of our own under `tmp/` for as long as we live.

    A lock beside it is held by the operating system: it is free as soon as the owner has ended, however it ended, so
    `clear_scratch` never takes the folder of a living process.
    """

    def __init__(self, root: Path) -> None:
        name = secrets.token_hex(6)
        self.folder = root / "tmp" / name
        self._lock = FileLock(root / "tmp" / f"{name}.lock", thread_local=False)
        try:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            self.folder.mkdir()
        except OSError as error:
            raise cannot_write(self.folder, error.strerror or str(error)) from error

    def file(self, suffix: str) -> Path:
        """A name nobody has used."""
        return self.folder / f"{secrets.token_hex(6)}{suffix}"

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)


def clear_scratch(root: Path) -> list[str]:
    """Removes the scratch folders of processes that have ended; their names."""
    gone = []
    for path in sorted((root / "tmp").glob("*.lock")):
        lock = FileLock(path, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            continue
        folder = path.with_suffix("")
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        path.unlink(missing_ok=True)
        gone.append(f"tmp/{folder.name}")
    return gone
