"""A store: the folder `.bakhsh` of a project, with everything that is remembered.

catalogue.sqlite        which loads, versions, runs, models and waves there are
lock, lock.json, key    one writer; the project's secret
ledger/ snapshots/ waves/   immutable pieces, each under a name that is never used twice
staging/                what a run is making; tmp/ scratch of living processes
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from bakhsh.edges.disk import cannot_write, clear_scratch
from bakhsh.edges.store.catalogue import Catalogue
from bakhsh.edges.store.database import Database
from bakhsh.edges.store.erasure import Erasure
from bakhsh.edges.store.keys import project_key
from bakhsh.edges.store.locks import held
from bakhsh.edges.store.people import People
from bakhsh.errors import EdgeError, NotReady
from bakhsh.language.sentences import Code, Sentence

__all__ = ["Store"]

_KEPT = ("ledger", "snapshots", "waves")


class Store:
    """An opened store. Any number of processes may have it open; the one that writes holds its lock."""

    def __init__(self, root: Path, database: Database) -> None:
        self.root = root
        self.catalogue = Catalogue(database)
        self.people = People(database)
        self.erasure = Erasure(database)
        self._database = database

    @classmethod
    def open(cls, root: Path, *, create: bool = True) -> Store:
        """Opens the store in `root`, making it if need be, and brings an older layout to the current one.

        NotReady when it is not there and must not be made; EdgeError when the disk refuses or the layout is newer.
        """
        root = Path(root).resolve()
        file = root / "catalogue.sqlite"
        if not create and not file.exists():
            raise NotReady(Sentence("store.no_store", {"path": Code(str(root))}), hint=Sentence("store.run_first", {}))
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in (*_KEPT, "staging", "tmp"):
                (root / name).mkdir(exist_ok=True)
            ignore = root / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise cannot_write(root, error.strerror or str(error)) from error
        return cls(root, Database(file))

    def close(self) -> None:
        """Gives back what it holds; a store without open calls holds no file."""
        self._database.close()

    def lock(self, *, wait: float = 0.0, purpose: str = "") -> AbstractContextManager[None]:
        """The one writer's lock, waiting up to `wait` seconds; EdgeError says who has it, since when and why."""
        return held(self.root, wait=wait, purpose=purpose)

    def key(self, environ: Mapping[str, str], *, create: bool = False) -> bytes:
        """The project's 32 secret bytes, from BAKHSH_KEY or the file `key`; made at first use with `create`."""
        return project_key(self.root, self.catalogue, environ, create=create)

    def staging(self, name: str) -> str:
        """The path of a staging folder, for pieces that `publish` then gives their final name together."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
            raise EdgeError(Sentence("store.path_outside", {"path": Code(name)}))
        return f"staging/{name}"

    def clear_staging(self, keep: Collection[str] = ()) -> list[str]:
        """Removes what killed processes left: staging folders (but those named in `keep`) and their scratch.

        To be called under the lock. Returns the paths removed.
        """
        gone = []
        for path in sorted((self.root / "staging").iterdir()):
            if path.name in keep:
                continue
            try:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            except OSError as error:
                raise cannot_write(path, error.strerror or str(error)) from error
            gone.append(f"staging/{path.name}")
        return gone + clear_scratch(self.root)

    def unnamed_files(
        self, *, without_runs: Collection[int] = (), without_manifests: Collection[int] = ()
    ) -> tuple[Path, ...]:
        """Files of the ledger, of snapshots and of waves that nothing names any more; as if these runs and ledger
        versions were gone too. To be called under the lock: a writer's pieces are not named yet."""
        pieces, folders = self.catalogue.named(without_runs=without_runs, without_manifests=without_manifests)
        found = []
        for kept in _KEPT:
            for path in sorted((self.root / kept).rglob("*")):
                own = path.relative_to(self.root)
                if path.is_file() and own.as_posix() not in pieces and not _below(own, folders):
                    found.append(path)
        return tuple(found)


def _below(path: Path, folders: Collection[str]) -> bool:
    return any(parent.as_posix() in folders for parent in path.parents)
