"""The declared files: text to specs and back, with every mistake told at its line. No data is read here."""

from bakhsh.project.answers import answered, place_settled, write_text
from bakhsh.project.check import check, names
from bakhsh.project.diff import Change, changes
from bakhsh.project.edit import set_value
from bakhsh.project.find import find
from bakhsh.project.fingerprint import fingerprint
from bakhsh.project.order import features, segmentations
from bakhsh.project.read import read, read_texts, texts
from bakhsh.project.schema import begun, json_schema, write_schemas
from bakhsh.project.spelled import remarks
from bakhsh.project.write import write_new

__all__ = [
    "Change", "answered", "begun", "changes", "check", "features", "find", "fingerprint", "json_schema", "names",
    "place_settled", "read", "read_texts", "remarks", "segmentations", "set_value", "texts", "write_new",
    "write_schemas", "write_text",
]  # fmt: skip
