"""The page about the rule language names everything that can be written."""

from __future__ import annotations

import re

import pytest

from recognition.facts import KINDS, FactKind
from recognition.kernel.yaml import read_yaml
from recognition.rules import badge_file
from recognition.rules.conditions.distinct import DIMENSIONS
from recognition.rules.conditions.share import COUNTERPARTS
from recognition.rules.conditions.total import QUANTITIES
from recognition.rules.filters import filters
from recognition.rules.filters.words import ROLES, THREADS, VERDICTS
from tests.conftest import ROOT
from tests.recognition.deeds import CATALOG

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def external() -> set[str]:
    kinds = {kind for badge in CATALOG.badges.values() for kind in badge.rule.kinds}
    return {kind for kind in kinds if kind.startswith("ext.")}


@pytest.mark.parametrize(
    "words",
    [
        badge_file._KEYS,
        [*filters],
        [*DIMENSIONS, "domain"],
        QUANTITIES,
        COUNTERPARTS,
        KINDS - {FactKind.BADGE_EARNED},
        ROLES,
        VERDICTS,
        THREADS,
        external(),
    ],
    ids=[
        "keys",
        "filters",
        "dimensions",
        "quantities",
        "counterparts",
        "kinds",
        "roles",
        "verdicts",
        "threads",
        "external",
    ],
)
def test_every_word_of_the_language_is_on_the_page(words: list[str]) -> None:
    said = set(re.findall(r"[a-z_][a-z0-9_.]*", PAGE))
    assert [word for word in words if str(word) not in said] == []


def test_every_event_that_is_named_is_looked_at() -> None:
    named = set(re.findall(r"`(ext\.[a-z.]+)`", PAGE))
    assert named == external()


def test_the_example_is_a_badge() -> None:
    example = PAGE.partition("```yaml\n")[2].partition("```")[0]
    found, findings = badge_file.read_badge(read_yaml(example, file="docs/rules.md"))
    assert findings == []
    assert found is not None
