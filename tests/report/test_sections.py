"""The page is a frame; what stands in it is a list of sections, each with files of its own."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from bakhsh.language.locale import locale_for
from bakhsh.report.page import View, render_view
from bakhsh.report.reader import reader_for
from bakhsh.report.section import Given
from bakhsh.report.sections import SECTIONS

Shop = Callable[..., View]
READER = reader_for(locale_for("en", money="GBP"), "gregorian")


def test_every_section_has_its_layout_and_a_name_of_its_own() -> None:
    names = [one.name for one in SECTIONS]
    assert len(names) == len(set(names))
    folder = files("bakhsh.report") / "templates"
    assert [one.name for one in SECTIONS if not (folder / one.template).is_file()] == []


def test_the_contents_name_the_sections_in_their_order(shop: Shop) -> None:
    html = render_view(shop(), READER.locale)
    links = [one.id for section in SECTIONS for one in section.show(Given(shop(), READER)) if one.heading]
    listed = html[html.index("<nav") : html.index("</nav>")]
    assert [part.split('"')[0] for part in listed.split('href="#')[1:]] == links
