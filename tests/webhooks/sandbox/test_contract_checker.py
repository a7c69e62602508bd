"""The checker finds what is wrong with requests, answers and webhooks, and only that."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.contract import Description, check_all, require_description

pytestmark = pytest.mark.contract

PATH = "/repos/acme/anvil/issues/comments/7/reactions"


@dataclass(kw_only=True)
class Asked:
    """One exchange, right unless told otherwise."""

    method: str = "POST"
    path: str = PATH
    query: dict[str, str] = field(default_factory=dict)
    body: Any = field(default_factory=lambda: {"content": "eyes"})
    status: int = 201
    response: Any = field(
        default_factory=lambda: {
            "id": 1,
            "node_id": "R",
            "user": None,
            "content": "eyes",
            "created_at": "2026-11-24T09:00:00Z",
        }
    )


@pytest.fixture(scope="module")
def description() -> Description:
    return require_description()


def reaction(**changes: Any) -> dict[str, Any]:
    right: dict[str, Any] = Asked().response
    return right | changes


def test_what_is_right_passes(description: Description) -> None:
    assert description.check(Asked()) == []
    listed = Asked(method="GET", body=None, status=200, response=[reaction()])
    listed.query = {"content": "eyes", "per_page": "100", "page": "2"}
    assert check_all([listed, Asked()]) == []
    gone = Asked(method="DELETE", path=f"{PATH}/1", body=None, status=204, response=None)
    assert description.check(gone) == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (Asked(path="/repos/acme/anvil/issues/comments/7/emoji"), "no such operation"),
        (Asked(method="PUT"), "no such operation"),
        (Asked(query={"force": "1"}), "no query parameter force"),
        (Asked(body={"content": "applause"}), "'applause' is not one of"),
        (Asked(body={}), "'content' is a required property"),
        (Asked(body={"content": "eyes", "contents": "x"}), "no property contents"),
        (Asked(body=None), "None is not of type 'object'"),
        (Asked(status=418), "is never answered with 418"),
        (Asked(status=404, response={}), "404 without a message"),
        (Asked(response=reaction(id="1")), "'1' is not of type 'integer'"),
        (Asked(response=reaction(created_at="yesterday")), "is not a 'date-time'"),
        (Asked(response=reaction(created_at="2026-11-24T09:00:00")), "is not a 'date-time'"),
        (Asked(response=reaction(user={"login": "ada"})), "is a required property"),
        (Asked(response=None), "None is not of type 'object'"),
        (Asked(method="GET", body={"a": 1}, status=200, response=[]), "takes no body"),
        (
            Asked(method="GET", body=None, query={"content": "hm"}, status=200, response=[]),
            "query parameter content is hm",
        ),
        (
            Asked(method="GET", body=None, query={"page": "two"}, status=200, response=[]),
            "not a number",
        ),
        (
            Asked(method="DELETE", path=f"{PATH}/1", body=None, status=204, response={}),
            "has a body",
        ),
    ],
)
def test_each_planted_fault_is_found(description: Description, wrong: Asked, fault: str) -> None:
    found = description.check(wrong)
    assert len(found) == 1
    assert fault in found[0]


def test_a_request_is_judged_whatever_it_was_answered(description: Description) -> None:
    assert description.check_request(Asked(status=418, response=None)) == []
    assert description.check_request(Asked(body={})) != []
    assert description.check_request(Asked(path="/nowhere")) != []


def test_the_path_with_fewest_variables_is_meant(description: Description) -> None:
    for path, template in (
        ("/repos/a/b/issues/comments/7", "/repos/{owner}/{repo}/issues/comments/{comment_id}"),
        ("/repos/a/b/issues/7/comments", "/repos/{owner}/{repo}/issues/{issue_number}/comments"),
        ("/repos/a/b/contents/docs/x/y.md", "/repos/{owner}/{repo}/contents/{path}"),
        ("/repositories/5/issues/7", "/repositories/{repository_id}/issues/{issue_number}"),
    ):
        operation = description.operation("GET", path)
        assert operation is not None
        assert operation.template == template


def test_webhooks_are_judged(description: Description) -> None:
    assert description.check_webhook("issues", "sung", {}) == [
        "issues-sung: GitHub sends no such webhook"
    ]
    found = description.check_webhook("issues", "opened", {"action": "closed"})
    assert any("'closed' is not one of ['opened']" in it for it in found)
    assert any("'sender' is a required property" in it for it in found)


def test_without_the_description_tests_are_skipped_or_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.contract.FILE", Path("/nowhere/api.github.com.json"))
    monkeypatch.delenv("REQUIRE_CONTRACT", raising=False)
    with pytest.raises(pytest.skip.Exception, match="absent"):
        require_description()
    monkeypatch.setenv("REQUIRE_CONTRACT", "1")
    with pytest.raises(pytest.fail.Exception, match="absent"):
        require_description()
