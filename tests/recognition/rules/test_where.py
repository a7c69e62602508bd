"""Tests of recognition.rules.where and of every filter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.domains import Domain, Domains
from recognition.facts import Fact
from recognition.rules.filters.words import ROLES, THREADS, VERDICTS
from recognition.rules.reading import RefusedError
from recognition.rules.terms import Terms
from recognition.rules.where import refusal, where
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
    assert where(wanted).holds(make_fact(attrs=ATTRS)) is holds


DOMAINS = Domains(
    domains=(Domain(id="ui", name="UI", paths=("ui/**",)), Domain(id="cli", name="CLI"))
)


@pytest.mark.parametrize(
    ("wanted", "attrs", "holds"),
    [
        ({"base": "default"}, {"base": "master", "default_base": True}, True),
        ({"base": "default"}, {"base": "master", "default_base": False}, False),
        ({"base": "default"}, {"base": "master"}, False),
        ({"base": ["default", "release-*"]}, {"base": "release-1"}, True),
        ({"team": "Meshery/Docs"}, {"team": "meshery/docs"}, True),
        ({"team": "meshery"}, {"team": "meshery/docs"}, False),
        ({"badge": "meshmate"}, {"badge": "meshmate"}, True),
        ({"badge": "meshmate"}, {"badge": "community"}, False),
        ({"on": ["pull_request"]}, {"on": "pull_request"}, True),
        ({"on": "issue"}, {"on": "pull_request"}, False),
        ({"author": 5}, {"author": 5}, True),
        ({"author": [5, 1]}, {"author": None}, True),
        ({"author": 5}, {"author": 6}, False),
        ({"merged_by_not": "author"}, {"author": 5, "merged_by": 6}, True),
        ({"merged_by_not": "author"}, {"author": 5, "merged_by": 5}, False),
        ({"merged_by_not": "author"}, {"author": 5, "merged_by": None}, False),
        ({"merged_by_not": ["author", "self"]}, {"author": 5, "merged_by": 1}, False),
        ({"merged_by_not": "author"}, {"author": 5, "merged_by": 1}, True),
        ({"size": ">=10"}, {"additions": 6, "deletions": 4}, True),
        ({"size": ">10"}, {"additions": 6, "deletions": 4}, False),
        ({"size": ">=1"}, {"additions": 6}, False),
        ({"min_size": 10}, {"additions": 6, "deletions": 4}, True),
        ({"min_size": 11}, {"additions": 6, "deletions": 4}, False),
        ({"max_size": 10}, {"additions": 6, "deletions": 4}, True),
        ({"max_size": 9}, {"additions": 6, "deletions": 4}, False),
        ({"net_deletions": True}, {"additions": 6, "deletions": 7}, True),
        ({"net_deletions": True}, {"additions": 7, "deletions": 7}, False),
        ({"net_deletions": True}, {}, False),
        ({"bare": False}, {"bare": False}, True),
        ({"bare": False}, {"bare": True}, False),
        ({"bare": False}, {}, False),
        ({"comments": ">=2"}, {"comments": 2}, True),
        ({"comments": ">=2"}, {"comments": 1}, False),
        ({"comments": ">=0"}, {"comments": None}, False),
        ({"body_length": "<=30"}, {"body_length": 30}, True),
        ({"body_length": "<30"}, {"body_length": 30}, False),
        ({"score": ">=70"}, {"percent": 70}, True),
        ({"score": ">=70"}, {"percent": 70, "earned": "69", "possible": 99}, False),
        ({"score": ">=70"}, {"percent": 70, "earned": "7/2", "possible": 5}, True),
        ({"score": ">=70"}, {"percent": 70, "earned": "none", "possible": 5}, False),
        ({"score": "70-80"}, {"percent": 81}, False),
        ({"score": 70}, {"percent": 70}, True),
        ({"hour": "12"}, {}, True),
        ({"hour": ["22-23", "0-11"]}, {}, False),
        ({"hour": ">=12"}, {}, True),
        ({"weekday": "wednesday"}, {}, True),
        ({"weekday": ["saturday", "sunday"]}, {}, False),
        ({"opened_from": "2025-10-01"}, {"created_at": "2025-10-01T00:00:00Z"}, True),
        ({"opened_from": "2025-10-01"}, {"created_at": "2025-09-30T23:59:59Z"}, False),
        ({"opened_until": "2025-10-31"}, {"created_at": "2025-10-31T23:59:59Z"}, True),
        ({"opened_until": "2025-10-31"}, {"created_at": "2025-11-01T00:00:00Z"}, False),
        ({"opened_until": "2025-10-31"}, {}, False),
        ({"opened_until": "2025-10-31"}, {"created_at": "soon"}, False),
        ({"domain": "ui"}, {"paths": ["ui/a.ts"]}, True),
        ({"domain": ["cli", "ui"]}, {"paths": ["ui/a.ts"]}, True),
        ({"domain": "cli"}, {"paths": ["ui/a.ts"]}, False),
        ({"actor_type": "human"}, {}, True),
        ({"actor_type": ["organization", "mannequin"]}, {}, False),
    ],
)
def test_filters_select_at_their_edges(
    wanted: dict[str, Any], attrs: dict[str, Any], *, holds: bool
) -> None:
    fact = make_fact(attrs=attrs)
    one = where(wanted, Terms(domains=DOMAINS))
    assert one.holds(fact) is holds
    why = refusal(one, fact)
    assert (why is None) is holds
    if why is not None:
        assert why.filter in wanted
        assert why.wanted == one.wanted
        assert why.found


def test_an_opened_pull_request_was_opened_when_it_was_opened() -> None:
    assert where({"opened_from": "2026-03-04"}).holds(make_fact(kind="pr.opened"))
    assert not where({"opened_from": "2026-03-05"}).holds(make_fact(kind="pr.opened"))


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"labels": "bug", "role": "author"}, ("labels", "labelled bug", "the label feature")),
        ({"labels": "feature", "role": "merger"}, ("role", "as merger", "the role author")),
        ({"all": [{"role": "author"}, {"all": [{"paths": "docs/**"}]}]},
            ("paths", "changing files that match docs/**", "no files")),
        ({"any": [{"labels": "bug"}, {"repos": "a/b"}]},
            ("any", "labelled bug, or in the repository a/b",
             "the label feature, the repository meshery/meshery")),
        ({"not": {"labels": "feature"}}, ("not", "not labelled feature", "the label feature")),
        ({"any": [{"labels": "bug"}]}, ("labels", "labelled bug", "the label feature")),
    ],
)  # fmt: skip
def test_the_filter_that_refuses_is_named(
    wanted: dict[str, Any], said: tuple[str, str, str]
) -> None:
    assert refusal(where(wanted), make_fact(attrs={"labels": ["feature"]})) == said


FACTS = st.builds(
    lambda labels, lines, repo: make_fact(
        repo=repo, attrs={"labels": labels, "additions": lines, "deletions": 1}
    ),
    st.lists(st.sampled_from(["a", "B", "c"]), max_size=2),
    st.one_of(st.none(), st.integers(0, 4)),
    st.sampled_from([None, "x/a", "x/b"]),
)
LEAVES = st.sampled_from(
    [
        {"labels": "a"},
        {"labels": ["b", "c"]},
        {"size": ">=3"},
        {"repos": "x/*"},
        {"role": "merger"},
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda trees: st.one_of(
        st.lists(trees, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(trees, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        trees.map(lambda tree: {"not": tree}),
        st.tuples(trees, trees).map(lambda pair: {**pair[0], **pair[1]}),
    ),
    max_leaves=8,
)


def by_definition(tree: dict[str, Any], fact: Fact) -> bool:
    def one(key: str, value: Any) -> bool:
        match key:
            case "all":
                return all(by_definition(part, fact) for part in value)
            case "any":
                return any(by_definition(part, fact) for part in value)
            case "not":
                return not by_definition(value, fact)
            case _:
                return where({key: value}).holds(fact)

    return all(one(key, value) for key, value in tree.items())


@given(tree=TREES, fact=FACTS)
@settings(max_examples=200, deadline=None)
def test_combinations_mean_what_they_say_and_every_refusal_has_a_reason(
    tree: dict[str, Any], fact: Fact
) -> None:
    one = where(tree)
    assert one.holds(fact) is by_definition(tree, fact)
    why = refusal(one, fact)
    assert (why is None) is one.holds(fact)
    assert why is None or (why.wanted and why.found)


@pytest.mark.parametrize(
    "wanted",
    [
        *({name: "**"} for name in ("paths", "labels", "base", "exam")),
        {"role": [*ROLES]},
        {"state": [*VERDICTS]},
        {"on": [*THREADS]},
    ],
)
def test_a_fact_without_the_attribute_is_not_selected(wanted: Any) -> None:
    fact = make_fact(attrs={"role": None})
    assert where(wanted).holds(fact) is False


def test_a_fact_without_a_repository_is_in_no_repository() -> None:
    assert where({"repos": "**"}).holds(make_fact(repo=None)) is False


@pytest.mark.parametrize(
    ("author", "holds"), [(1, False), (2, True), (None, True)], ids=["own", "other", "ghost"]
)
def test_a_review_of_ones_own_work_is_left_out(author: int | None, holds: bool) -> None:
    review = make_fact(person=1, kind="review.submitted", attrs={"role": "r", "author": author})
    assert where({"not_self": True}).holds(review) is holds


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
        ({"not": {"role": 5}}, ("not", "role"), "must be one of"),
        ({"role": ["author", "auther"]}, ("role", 1), "did you mean 'author'"),
        ({"state": "aproved"}, ("state",), "did you mean 'approved'"),
        ({"on": "pullrequest"}, ("on",), "did you mean 'pull_request'"),
        ({"min_size": 0}, ("min_size",), "from 1 to"),
        ({"size": "10 lines"}, ("size",), "comparison"),
        ({"size": "5-2"}, ("size",), "smaller one first"),
        ({"size": True}, ("size",), "comparison"),
        ({"score": ">=101"}, ("score",), "from 0 to 100"),
        ({"hour": ["0-5", 24]}, ("hour", 1), "from 0 to 23"),
        ({"hour": []}, ("hour",), "empty list"),
        ({"weekday": ["sunday", "caturday"]}, ("weekday", 1), "did you mean 'saturday'"),
        ({"actor_type": "bot"}, ("actor_type",), "must be one of"),
        ({"author": ["octocat"]}, ("author", 0), "whole number"),
        ({"merged_by_not": "reviewer"}, ("merged_by_not",), "must be one of"),
        ({"net_deletions": False}, ("net_deletions",), "must be true"),
        ({"opened_from": "2025-13-01"}, ("opened_from",), "date such as"),
        ({"opened_from": "2025-10-01T09:00:00"}, ("opened_from",), "with its zone"),
        ({"opened_until": 2025}, ("opened_until",), "date such as"),
        ({"domain": "ui"}, ("domain",), "names none here"),
    ],
)
def test_what_is_wrong_is_pointed_at(wanted: Any, path: tuple[Any, ...], said: str) -> None:
    with pytest.raises(RefusedError, match=said) as caught:
        where(wanted)
    assert caught.value.path == path
