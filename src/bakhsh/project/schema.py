"""JSON Schemas of the declared files, for editors: printed from the same forms the reader takes files by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bakhsh.project.forms import FORMS, Form

__all__ = ["FOLDER", "begun", "json_schema", "schema_comment", "write_schemas"]

FOLDER = ".bakhsh/schema"
"""Where a project keeps them: they belong to the installed version, so they are made and not versioned."""


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 7, which Taplo reads) of one kind: project, data, features, segments or targeting."""
    form = FORMS[kind]
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": form.pattern, "description": form.means}
    return head | form.table.schema()


def schema_comment(form: Form) -> str:
    """The first line by which editors find the schema of a file of this form."""
    return f"#:schema {'../' if form.folder else './'}{FOLDER}/{form.kind}.json"


def begun(text: str, kind: str) -> str:
    """The text of a declared file, or how a new one of the kind begins where there is none."""
    return text or f"{schema_comment(FORMS[kind])}\n"


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Writes the schema of every kind into the project's `.bakhsh/schema`, where they differ from what is there."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in FORMS:
        path, text = target / f"{kind}.json", json.dumps(json_schema(kind), ensure_ascii=False, indent=1) + "\n"
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
    return tuple(written)
