"""Each of GitHub's answers is one kind of error, which says what to do about it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.github.answers import MAX_MESSAGE, Answer, error_of
from webhooks.github.errors import (
    GitHubError,
    GoneError,
    MissingPermissionError,
    MovedError,
    RateLimitedError,
    RefusedError,
    ServerError,
    UnauthorizedError,
    UnknownOutcomeError,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def answer(
    status: int, message: str = "", *, verb: str = "PATCH", headers: dict[str, str] | None = None
) -> Answer:
    return Answer(
        verb=verb,
        path="/repos/meshery/meshery/issues/1/comments",
        status=status,
        headers=headers or {},
        text=json.dumps({"message": message}),
    )


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_is_no_error(status: int) -> None:
    assert error_of(answer(status), now=NOW) is None


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (301, "Moved Permanently", MovedError),
        (307, "Temporary Redirect", MovedError),
        (400, "Problems parsing JSON", RefusedError),
        (401, "Bad credentials", UnauthorizedError),
        (403, "Resource not accessible by integration", MissingPermissionError),
        (403, "Must have admin rights to Repository.", MissingPermissionError),
        (403, "You have exceeded a secondary rate limit.", RateLimitedError),
        (403, "You have triggered an abuse detection mechanism.", RateLimitedError),
        (403, "API rate limit exceeded for installation ID 9.", RateLimitedError),
        (403, "Unable to create comment because issue is locked.", GoneError),
        (403, "Repository was archived so is read-only.", GoneError),
        (403, "This installation has been suspended", GoneError),
        (403, "Repository access blocked", GoneError),
        (403, "Something else", RefusedError),
        (404, "Not Found", GoneError),
        (408, "", ServerError),
        (409, "Conflict", ServerError),
        (410, "Issues are disabled for this repo", GoneError),
        (422, "Validation Failed", RefusedError),
        (429, "Slow down", RateLimitedError),
        (451, "Repository access blocked", GoneError),
        (500, "", ServerError),
        (502, "", ServerError),
        (503, "", ServerError),
    ],
)
def test_an_answer_is_sorted_by_what_to_do(
    status: int, message: str, kind: type[GitHubError]
) -> None:
    assert type(error_of(answer(status, message), now=NOW)) is kind


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_leaves_open_whether_something_was_created(status: int) -> None:
    assert type(error_of(answer(status, verb="POST"), now=NOW)) is UnknownOutcomeError


def test_a_limit_says_when_to_come_back() -> None:
    error = error_of(answer(403, "Wait", headers={"retry-after": "60"}), now=NOW)

    assert isinstance(error, RateLimitedError)
    assert error.not_before == NOW + timedelta(minutes=1)


def test_a_missing_permission_is_no_limit_though_the_hour_is_used_up() -> None:
    headers = {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(int(NOW.timestamp()) + 60),
        "x-accepted-github-permissions": "issues=write",
    }
    error = error_of(
        answer(403, "Resource not accessible by integration", headers=headers), now=NOW
    )

    assert isinstance(error, MissingPermissionError)
    assert error.permissions == "issues=write"


def test_a_body_that_is_not_json_is_an_error_of_the_server() -> None:
    page = Answer(verb="GET", path="/app", status=200, headers={}, text="<html>")
    with pytest.raises(ServerError):
        page.body()


def test_no_content_is_none() -> None:
    assert Answer(verb="DELETE", path="/", status=204, headers={}, text="").body() is None


@given(
    status=st.integers(300, 599),
    text=st.one_of(
        st.text(), st.builds(json.dumps, st.recursive(st.none() | st.text(), st.lists))
    ),
    verb=st.sampled_from(["GET", "POST", "PATCH", "DELETE"]),
)
def test_every_answer_that_is_no_success_is_an_error_of_ours(
    status: int, text: str, verb: str
) -> None:
    spoiled = Answer(verb=verb, path="/x", status=status, headers={}, text=text)
    error = error_of(spoiled, now=NOW)

    assert isinstance(error, GitHubError)
    assert len(str(error)) <= MAX_MESSAGE + 1
