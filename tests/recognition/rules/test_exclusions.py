"""Tests of recognition.rules.exclusions: what no rule sees, and the reason that is given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.facts import Fact
from recognition.rules.exclusions import Exclusions
from recognition.rules.rule import contribution
from recognition.rules.terms import Terms
from tests.recognition.deeds import CATALOG
from tests.recognition.factories import make_badge, make_fact

EXCLUSIONS = Exclusions(
    paths=("**/*.lock", "docs/_meetings/**"), labels=("spam", "no-*"), machines={"robot"}
)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (make_fact(), None),
        (make_fact(actor_type="Bot"), "bot"),
        (make_fact(login="ROBOT"), "machine"),
        (make_fact(retracted=True), "retracted"),
        (replace(make_fact(), undone_by="pr.reverted:7:1:1:2"), "reverted"),
        (make_fact(attrs={"labels": ["bug", "Spam"]}), "excluded_label"),
        (make_fact(attrs={"labels": ["bug"]}), None),
        (make_fact(attrs={"paths": ["a/b.lock", "docs/_meetings/x.md"]}), "excluded_path"),
        (make_fact(attrs={"paths": ["a/b.lock", "a/b.go"]}), None),
        (make_fact(attrs={"paths": []}), None),
    ],
)
def test_what_never_counts_is_left_out_with_a_reason(fact: Fact, reason: str | None) -> None:
    found = EXCLUSIONS.refusal(fact)
    assert (found and found.filter) == reason
    assert (EXCLUSIONS.sift(fact) is None) is (reason is not None)
    rule = make_badge("first: true", terms=Terms(exclusions=EXCLUSIONS)).rule
    assert (contribution(rule, fact) is None) is (reason is not None)


def test_excluded_files_select_nothing_beside_others_that_count() -> None:
    fact = make_fact(attrs={"paths": ["docs/_meetings/x.md", "ui/a.ts"]})
    terms = Terms(exclusions=EXCLUSIONS)
    docs = make_badge("first: true\nwhere: {paths: docs/**}", terms=terms).rule
    ui = make_badge("first: true\nwhere: {paths: ui/**}", terms=terms).rule
    assert contribution(docs, fact) is None
    assert contribution(ui, fact) is not None
    assert fact.attrs["paths"] == ["docs/_meetings/x.md", "ui/a.ts"], "the fact is as it was"


@given(
    paths=st.lists(
        st.sampled_from(["a.lock", "x/a.lock", "a.go", "docs/_meetings/a"]), max_size=4
    ),
    labels=st.lists(st.sampled_from(["SPAM", "no-count", "bug"]), max_size=2),
)
def test_a_fact_is_refused_exactly_where_no_rule_sees_it(
    paths: list[str], labels: list[str]
) -> None:
    fact = make_fact(attrs={"paths": paths, "labels": labels})
    assert (EXCLUSIONS.refusal(fact) is None) is (EXCLUSIONS.sift(fact) is not None)


@pytest.mark.parametrize(
    ("attrs", "login", "counts"),
    [
        ({"paths": ["docs/_meetings/2025.md"]}, None, False),
        ({"paths": ["docs/en/_meetings/2025.md", "go.sum"]}, None, False),
        ({"paths": [".github/archive/meetings/a.md"]}, None, False),
        ({"paths": ["ui/package-lock.json"]}, None, False),
        ({"paths": ["server/models/a.pb.go", "models/generated/b.json"]}, None, False),
        ({"paths": ["go.mod", "go.sum"]}, None, True),
        ({"labels": ["invalid"]}, None, False),
        ({}, "L5io", False),
        ({}, "mascot-five", False),
    ],
)
def test_the_shipped_exclusions(attrs: dict[str, Any], login: str | None, *, counts: bool) -> None:
    found = CATALOG.terms.exclusions.sift(make_fact(attrs=attrs, login=login))
    assert (found is not None) is counts
