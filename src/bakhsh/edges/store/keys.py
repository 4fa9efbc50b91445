"""The project's secret key: 32 random bytes that lots, pseudonyms and tombstones are made with.

It comes from BAKHSH_KEY or the file `key` in the store, readable by its owner alone. The catalogue keeps its
fingerprint from first use on, so that another key is refused instead of silently making other pseudonyms.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from bakhsh.edges.disk import cannot_write, write_text
from bakhsh.edges.store.catalogue import Catalogue
from bakhsh.errors import EdgeError, NotReady
from bakhsh.language.sentences import Code, Sentence

__all__ = ["VARIABLE", "project_key"]

VARIABLE = "BAKHSH_KEY"

_BYTES = 32
_NOTE = "key_fingerprint"


def project_key(root: Path, catalogue: Catalogue, environ: Mapping[str, str], *, create: bool) -> bytes:
    """The key's 32 bytes; with `create`, made at first use.

    NotReady when there is none yet; EdgeError when it is malformed, lost, or not the one this store was made with.
    """
    path = root / "key"
    if environ.get(VARIABLE):
        key = _parsed(environ[VARIABLE], VARIABLE)
    elif path.exists():
        key = _parsed(_read(path), str(path))
    elif catalogue.get(_NOTE) is not None:
        raise EdgeError(
            Sentence("store.key_lost", {"path": Code(str(path))}), hint=Sentence("store.key_bring_back", {})
        )
    elif create:
        key = _make(path)
    else:
        raise NotReady(Sentence("store.no_key", {"path": Code(str(path)), "variable": Code(VARIABLE)}))
    if catalogue.get(_NOTE) != _fingerprint(key) and catalogue.set_first(_NOTE, _fingerprint(key)) != _fingerprint(key):
        raise EdgeError(Sentence("store.wrong_key", {}), hint=Sentence("store.key_bring_back", {}))
    return key


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"bakhsh project key\n" + key).hexdigest()


def _parsed(text: str, place: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise EdgeError(
            Sentence("store.malformed_key", {"place": Code(place), "digits": 2 * _BYTES}),
            hint=Sentence("store.key_bring_back", {}),
        )
    return key


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise EdgeError(
            Sentence("store.cannot_read", {"path": Code(str(path)), "reason": Code(error.strerror or str(error))})
        ) from error


def _make(path: Path) -> bytes:
    """A new key, on the disk whole before its name is there; of two makers the first one's key stands."""
    fresh = path.with_name(f".key.{secrets.token_hex(6)}")
    write_text(fresh, secrets.token_hex(_BYTES) + "\n", mode=0o600)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        try:
            fresh.replace(path)
        except OSError as error:
            raise cannot_write(path, error.strerror or str(error)) from error
    finally:
        fresh.unlink(missing_ok=True)
    return _parsed(_read(path), str(path))
