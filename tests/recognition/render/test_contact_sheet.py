"""Tests of recognition.render.contact_sheet: every badge is on it, and nothing breaks out."""

from __future__ import annotations

import re

from recognition.catalog import make_catalog
from recognition.render.contact_sheet import contact_sheet, template_of
from tests.recognition.deeds import CATALOG
from tests.recognition.factories import make_badge


def test_every_badge_is_drawn_with_its_rule_also_those_on_hold() -> None:
    page = contact_sheet(CATALOG)
    assert page.count("<svg ") == len(CATALOG.badges)
    for badge in CATALOG.badges.values():
        assert f'<li id="{badge.id}" class="{badge.status}">' in page
    assert "Holding the badge Certified Meshery Associate." in page
    assert "also cmc, mcc" in page


def test_ids_of_drawings_are_unique_on_the_page() -> None:
    ids = re.findall(r'\bid="([^"]+)"', contact_sheet(CATALOG))
    assert len(ids) == len(set(ids))


def test_what_a_file_says_stays_text() -> None:
    badge = make_badge("first: true\ndescription: '<script>alert(1)</script>'")
    page = contact_sheet(make_catalog([badge]))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_badge_without_a_known_silhouette_is_round() -> None:
    assert template_of(None) == "round"
    assert template_of(make_badge("first: true\nart: {template: square}")) == "round"
    assert template_of(CATALOG.badges["certified-meshery-contributor"]) == "shield"
