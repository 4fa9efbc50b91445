"""What a file is, by its first bytes: a name says little, and people rename."""

from __future__ import annotations

from pathlib import Path

from bakhsh.edges.sources.archive import holds_workbook
from bakhsh.edges.sources.content import Content
from bakhsh.edges.sources.json_files import form_of_json
from bakhsh.edges.sources.json_values import begins_json
from bakhsh.edges.sources.raw import unreadable
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.specs import Reading

__all__ = ["READ", "form_of", "kind_of"]

READ = ("csv", "fixed", "json", "parquet", "woocommerce", "workbook")
"""Forms that are read."""
_ALIKE = (("csv", "fixed"), ("json", "woocommerce"))
_MAGIC = (
    (b"PAR1", "parquet"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PK\x07\x08", "zip"),
    (b"\x1f\x8b", "gzip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"),
    (b"%PDF", "pdf"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"SQLite format 3\x00", "sqlite"),
)  # fmt: skip
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 20
_START = 4096


def kind_of(content: Content) -> str:
    """gzip, zip (no workbook), or the form of what is no archive (all JSON is json). Raises EdgeError for what cannot
    be read, DataError for a folder."""
    if isinstance(content, Path) and content.is_dir():
        said = Sentence("sources.is_folder")
        hint = Sentence("sources.name_files", {"pattern": Code(f"{content.name}/*")})
        raise DataError(said, where=Where(str(content)), hint=hint)
    try:
        with content.open("rb") as file:
            first = file.read(_START)
    except OSError as error:
        raise unreadable(content, error) from error
    text = "json" if begins_json(first) else "csv"
    found = next((form for magic, form in _MAGIC if first.startswith(magic)), text)
    return "workbook" if found == "zip" and holds_workbook(content) else found


def form_of(content: Content, reading: Reading) -> str:
    """csv, fixed, json, woocommerce (orders of such a shop in JSON), parquet or workbook: as declared where the bytes
    may be that, else as they are.

    A member of an archive is what its bytes are: members may be of several forms. Raises DataError for a file of
    another form than is declared, one that is not read, an archive, a workbook with a password.
    """
    found = kind_of(content)
    if found in ("zip", "gzip"):
        said = Sentence("sources.archive_in_archive", {"member": Code(content.name)})
        raise DataError(said, where=Where(str(content)), hint=Sentence("sources.unpack_yourself"))
    if found == "ole":
        refuse_locked(content)
        found = "workbook"
    if found not in READ:
        raise DataError(
            Sentence("data.form_not_read", {"form": Code(found)}),
            where=Where(str(content)),
            hint=Sentence("data.save_as_csv"),
        )
    fits = not reading.format or found in _alike(reading.format)
    if not fits and isinstance(content, Path):
        args = {"declared": Code(reading.format), "found": Code(found)}
        raise DataError(
            Sentence("sources.another_form", args), where=Where(str(content)), hint=Sentence("sources.leave_format_out")
        )
    if found == "json" and not (reading.format and fits):
        return form_of_json(content)
    return (reading.format if fits else "") or found


def _alike(form: str) -> tuple[str, ...]:
    """The forms that bytes of a declared form may look like."""
    return next((alike for alike in _ALIKE if form in alike), (form,))


def refuse_locked(content: Content) -> None:
    """DataError for a workbook under a password: such a file holds one stream of that name, and no table."""
    with content.open("rb") as file:
        held = b""
        while chunk := file.read(_CHUNK):
            if _LOCKED in held + chunk:
                said = Sentence("sources.workbook_locked")
                raise DataError(said, where=Where(str(content)), hint=Sentence("sources.unlock_workbook"))
            held = chunk[-len(_LOCKED) :]
