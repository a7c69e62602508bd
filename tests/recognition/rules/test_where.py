"""Tests of recognition.rules.where and of every filter."""

from __future__ import annotations

from typing import Any

import pytest

from recognition.rules.reading import RefusedError
from recognition.rules.where import where
from tests.recognition.factories import make_fact

ATTRS: dict[str, Any] = {
    "paths": ["docs/a/b.md", "ui/x.ts"],
    "labels": ["Component/UI", "help wanted"],
    "role": "author",
    "base": "release-1.0",
    "state": "CHANGES_REQUESTED",
    "exam": "meshery-cli",
}


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({"repos": "meshery/*"}, True),
        ({"repos": ["layer5io/*", "Meshery/MESHERY"]}, True),
        ({"repos": ["layer5io/*"]}, False),
        ({"paths": ["docs/**"]}, True),
        ({"paths": ["docs/*"]}, False),
        ({"paths": ["*.ts", "ui/*.ts"]}, True),
        ({"labels": ["component/ui"]}, True),
        ({"labels": ["component/*"]}, True),
        ({"labels": ["component/server"]}, False),
        ({"role": "author"}, True),
        ({"role": ["co_author"]}, False),
        ({"base": ["master", "release-*"]}, True),
        ({"base": "master"}, False),
        ({"state": "changes_requested"}, True),
        ({"state": ["approved"]}, False),
        ({"exam": ["meshery-cli", "meshery-ui"]}, True),
        ({"exam": "meshery-ui"}, False),
        ({"repos": "meshery/*", "role": "author"}, True),
        ({"repos": "meshery/*", "role": "co_author"}, False),
        ({"any": [{"role": "co_author"}, {"paths": "ui/**"}]}, True),
        ({"all": [{"role": "co_author"}, {"paths": "ui/**"}]}, False),
        ({"not": {"paths": "ui/**"}}, False),
        ({"not": {"paths": "server/**"}}, True),
        ({"not_self": True}, False),
        ({"not_self": False}, True),
    ],
)
def test_filters_select(wanted: dict[str, Any], holds: bool) -> None:
    assert where(wanted)(make_fact(attrs=ATTRS)) is holds


@pytest.mark.parametrize("filter_name", ["paths", "labels", "role", "base", "state", "exam"])
def test_a_fact_without_the_attribute_is_not_selected(filter_name: str) -> None:
    fact = make_fact(attrs={"role": None})
    assert where({filter_name: "**"})(fact) is False


def test_a_fact_without_a_repository_is_in_no_repository() -> None:
    assert where({"repos": "**"})(make_fact(repo=None)) is False


@pytest.mark.parametrize(
    ("author", "holds"), [(1, False), (2, True), (None, True)], ids=["own", "other", "ghost"]
)
def test_a_review_of_ones_own_work_is_left_out(author: int | None, holds: bool) -> None:
    review = make_fact(person=1, kind="review.submitted", attrs={"role": "r", "author": author})
    assert where({"not_self": True})(review) is holds


@pytest.mark.parametrize(
    ("wanted", "path", "said"),
    [
        ({"repo": "a/b"}, ("repo",), "did you mean 'repos'"),
        ({"repos": []}, ("repos",), "list of texts"),
        ({"repos": ["a/b", 3]}, ("repos", 1), "text"),
        ({"not_self": "yes"}, ("not_self",), "true or false"),
        ({}, (), "mapping"),
        ("pr", (), "mapping"),
        ({"any": {"repos": "a"}}, ("any",), "list of filters"),
        ({"any": [{"repos": "a"}, {"pathz": "a"}]}, ("any", 1, "pathz"), "did you mean 'paths'"),
        ({"not": {"role": 5}}, ("not", "role"), "text"),
    ],
)
def test_what_is_wrong_is_pointed_at(wanted: Any, path: tuple[Any, ...], said: str) -> None:
    with pytest.raises(RefusedError, match=said) as caught:
        where(wanted)
    assert caught.value.path == path
