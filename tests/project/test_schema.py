"""Editors are told what the reader takes."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.project.declared import FILES, files

from bakhsh import specs
from bakhsh.errors import ProjectErrors
from bakhsh.project import json_schema, read_texts
from bakhsh.project.forms import FORMS
from bakhsh.project.reference import reference

KINDS = {"bakhsh.toml": "project"} | {path: path.split("/")[0] for path in FILES if "/" in path}


def fits(kind: str, text: str) -> bool:
    schema: dict[str, Any] = json_schema(kind)
    return jsonschema.Draft7Validator(schema).is_valid(tomllib.loads(text))


def takes(path: str, text: str) -> bool:
    try:
        read_texts(files(targeting__winback=None) | {path: text})
    except ProjectErrors:
        return False
    return True


@pytest.mark.parametrize("kind", FORMS)
def test_a_schema_is_a_schema(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(json_schema(kind))


@pytest.mark.parametrize("path", FILES)
def test_good_files_fit(path: str) -> None:
    assert fits(KINDS[path], FILES[path])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("bakhsh.toml", 'name = "x"\ncalender = "jalali"\n'),
        ("bakhsh.toml", 'unit = "GBP"\n'),
        ("bakhsh.toml", 'name = "x"\nmargin = 3\n'),
        ("bakhsh.toml", 'name = "x"\nweekend = ["fryday"]\n'),
        ("segments/value.toml", 'kind = "clusters"\n'),
        ("segments/rfm.toml", 'kind = "rfm"\n[rfm]\nscores = "5"\n'),
        ("segments/rfm.toml", 'kind = "rfm"\ntitle = { de = "x" }\n'),
        ("data/orders.toml", 'table = "line"\nfiles = "a"\ncolumns = {}\n'),
        ("data/orders.toml", FILES["data/orders.toml"].replace('"InvoiceNo"', "3")),
        ("data/orders.toml", FILES["data/orders.toml"] + "[layout]\nheader_row = 3\n"),
        ("data/orders.toml", FILES["data/orders.toml"] + '[[join]]\nname = "items"\n'),
        ("identity.toml", 'same_by = ["name"]\n'),
        ("targeting/a.toml", "audience = 'recency > 3'\noffer = { cost = 1 }\n"),
    ],
)
def test_what_the_reader_refuses_does_not_fit_either(path: str, text: str) -> None:
    assert not takes(path, text)
    assert not fits(KINDS.get(path, path.split("/")[0].removesuffix(".toml")), text)


def test_keys_are_fields_of_specs() -> None:
    spec = {
        "project": specs.Project, "data": specs.Source, "features": specs.ExtraFeature,
        "segments": specs.Segmentation, "targeting": specs.Campaign, "identity": specs.Identity,
        "demographic": specs.Demographic, "geographic": specs.Geographic, "psychographic": specs.Psychographic,
        "behavioural": specs.Behavioural, "prices": specs.Prices, "predictions": specs.Predictions,
        "watch": specs.Watch,
    }  # fmt: skip
    inside = {"segments": (specs.Cluster, specs.Cross, specs.Predicted)}
    for kind, form in FORMS.items():
        known = {one.name for found in (spec[kind], *inside.get(kind, ())) for one in fields(found)}
        assert {key.name for key in form.table.keys} - {"segment", "join", "scale"} <= known, kind


def test_the_reference_is_printed_from_the_forms() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "files.md"
    assert page.read_text(encoding="utf-8") == reference(), "python -m bakhsh.project.reference prints it anew"
