"""Tests of recognition.facts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.facts import (
    FactError,
    canonical,
    fact_as_json,
    fact_as_line,
    fact_from_json,
    fact_from_line,
    newest,
    thread_of,
)
from tests.recognition.factories import make_fact

EXAMPLE: dict[str, Any] = {
    "key": "pr.merged:9876:123:583231:author",
    "version": 1,
    "kind": "pr.merged",
    "actor": {"id": 583231, "login": "octocat", "type": "User"},
    "repo": {"id": 9876, "full_name": "meshery/meshery"},
    "at": "2026-10-02T12:00:00Z",
    "attrs": {"number": 123, "role": "author", "paths": ["ui/a.ts"], "labels": []},
}


def test_a_line_comes_back_as_it_went_in() -> None:
    assert fact_as_json(fact_from_json(EXAMPLE)) == EXAMPLE
    assert json.loads(fact_as_line(fact_from_line(json.dumps(EXAMPLE)))) == EXAMPLE


def test_a_retraction_comes_back_as_one() -> None:
    assert fact_as_json(fact_from_json(EXAMPLE | {"retracted": True}))["retracted"] is True


def test_a_date_before_github_existed_is_taken_as_it_is() -> None:
    fact = fact_from_json(EXAMPLE | {"at": "1976-04-27T17:45:07Z"})
    assert fact.at == datetime(1976, 4, 27, 17, 45, 7, tzinfo=UTC)


def test_a_moment_in_another_zone_becomes_utc() -> None:
    fact = fact_from_json(EXAMPLE | {"at": "2026-10-02T14:00:00+02:00"})
    assert fact_as_json(fact)["at"] == "2026-10-02T12:00:00Z"


def test_a_fact_outside_a_repository_is_a_fact() -> None:
    fact = fact_from_json(EXAMPLE | {"kind": "exam.passed", "repo": None})
    assert fact.repo is None
    assert thread_of(fact) is None


def test_external_kinds_are_taken() -> None:
    assert fact_from_json(EXAMPLE | {"kind": "ext.design.shared"}).kind == "ext.design.shared"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": ""}, "key"),
        ({"key": "a\nb"}, "key"),
        ({"key": "\ud800"}, "key"),
        ({"key": "k" * 513}, "key"),
        ({"version": True}, "version"),
        ({"version": 2**63}, "version"),
        ({"version": -1}, "version"),
        ({"version": "1"}, "version"),
        ({"kind": "pr.merge"}, "kind"),
        ({"kind": "ext."}, "kind"),
        ({"actor": None}, "actor"),
        ({"actor": {"id": 0, "login": "a", "type": "User"}}, "actor.id"),
        ({"actor": {"id": 1, "login": None, "type": "User"}}, "actor.login"),
        ({"actor": {"id": 1, "login": "a", "type": 3}}, "actor.type"),
        ({"repo": 5}, "repo"),
        ({"repo": {"id": 5}}, "repo.full_name"),
        ({"at": "2026-10-02T12:00:00"}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"at": 5}, "at"),
        ({"attrs": []}, "attrs"),
        ({"attrs": {"paths": "ui"}}, "attrs.paths"),
        ({"attrs": {"labels": [1]}}, "attrs.labels"),
        ({"attrs": {"number": "1"}}, "attrs.number"),
        ({"attrs": {"thread": {"repo_id": 1}}}, "attrs.thread"),
        ({"attrs": {"known_at": "yesterday"}}, "attrs.known_at"),
        ({"attrs": {"known_at": 5}}, "attrs.known_at"),
        ({"retracted": "yes"}, "retracted"),
        ({"retract": True}, "retract"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(FactError) as caught:
        fact_from_json(EXAMPLE | change)
    assert caught.value.field == field
    assert str(caught.value).startswith(field)


@pytest.mark.parametrize("line", ["{", "[]", "null", '{"version": NaN}', "[" * 100_000])
def test_a_line_that_is_no_object_is_refused(line: str) -> None:
    with pytest.raises(FactError):
        fact_from_line(line)


def test_a_near_miss_gets_a_suggestion() -> None:
    with pytest.raises(FactError, match=r"did you mean 'pr\.merged'"):
        fact_from_json(EXAMPLE | {"kind": "pr.merge"})


def test_an_award_for_an_exam_is_announced_where_the_exam_was_asked_for() -> None:
    thread = {"repo_id": 5, "full_name": "meshery/meshkit", "number": 8}
    found = thread_of(make_fact(kind="exam.passed", repo=None, attrs={"thread": thread}))
    assert found is not None
    assert (found.repo.id, found.repo.full_name, found.number) == (5, "meshery/meshkit", 8)


def test_an_award_for_a_pull_request_is_announced_in_it() -> None:
    found = thread_of(make_fact(12))
    assert found is not None
    assert found.number == 12


def test_a_higher_version_wins_and_of_equal_ones_the_retraction() -> None:
    some, other = {"labels": ["a"]}, {"labels": ["b"]}
    for before, after in ((some, other), (other, some)):
        old, new = make_fact(version=1, attrs=before), make_fact(version=2, attrs=after)
        gone = make_fact(version=2, attrs=before, retracted=True)
        assert newest(old, new) == newest(new, old) == new
        assert newest(new, gone) == newest(gone, new) == gone


VERSIONS = st.builds(
    make_fact,
    version=st.integers(0, 2),
    retracted=st.booleans(),
    attrs=st.fixed_dictionaries({"labels": st.lists(st.sampled_from("ab"), max_size=2)}),
)


@given(
    st.lists(VERSIONS, min_size=1, max_size=5).flatmap(
        lambda v: st.tuples(st.just(v), st.permutations(v + v))
    )
)
@settings(max_examples=100, deadline=None)
def test_versions_merge_to_the_same_whatever_their_order(
    versions: tuple[list[Any], list[Any]],
) -> None:
    given_once, shuffled = versions
    assert canonical(reduce(newest, shuffled)) == canonical(reduce(newest, given_once))
