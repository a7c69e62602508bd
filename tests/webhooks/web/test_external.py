"""Tests of posts of facts: who may, of which kinds, and that nothing counts twice."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from recognition.facts import fact_as_json
from recognition.store import ExternalPostRow, FactRow
from tests.conftest import ROOT
from tests.recognition.factories import make_badges, make_fact
from tests.webhooks.web.intake import NEW_SECRET, SECRET, Intake, make_intake
from webhooks.signature import sign
from webhooks.web.external import MOST_A_MINUTE, MOST_FACTS, PATH, SIGNATURE, TIMESTAMP

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from recognition.kernel.clock import ManualClock
    from recognition.kernel.store import Database


@pytest.fixture
def site(database: Database, clock: ManualClock) -> Intake:
    return make_intake(database, clock, make_badges(shared="on: ext.design.shared\nfirst: true"))


def shared(number: int, /, **values: Any) -> dict[str, Any]:
    fact = fact_as_json(make_fact(1, kind="ext.design.shared", repo=None))
    return fact | {"key": f"ext.design.shared:{number}"} | values


def post(
    site: Intake,
    facts: object,
    *,
    secret: bytes = SECRET,
    after: timedelta = timedelta(),
    headers: dict[str, str] | None = None,
) -> TestResponse:
    """Post facts as another system does; `after` moves the timestamp."""
    body = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
    timestamp = str(int((site.clock.now() + after).timestamp()))
    signature = sign(timestamp.encode() + b"." + body, secret)
    named = {TIMESTAMP: timestamp, SIGNATURE: signature} | (headers or {})
    return site.browser().post(PATH, data=body, headers=named)


def told(answer: TestResponse) -> dict[str, Any]:
    said = answer.json
    assert isinstance(said, dict)
    return said


def stored(site: Intake) -> int:
    with site.database.reading() as session:
        return len(session.exec(select(FactRow)).all())


def test_a_post_is_recorded_and_earns_what_it_earns(site: Intake) -> None:
    answer = post(site, [shared(1), shared(2)])
    assert (answer.status_code, answer.json) == (
        200,
        {"read": 2, "new": 2, "changed": 0, "known": 0, "repeated": False},
    )
    assert [badge for _, badge, _ in site.awards()] == ["shared"]
    assert site.woken == ["woken"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_one_fact_need_not_be_a_list(site: Intake) -> None:
    assert post(site, shared(1)).json == {
        "read": 1, "new": 1, "changed": 0, "known": 0, "repeated": False,
    }  # fmt: skip


def test_the_same_post_again_changes_nothing_and_says_so(site: Intake) -> None:
    post(site, shared(1))
    again = post(site, shared(1)).json
    assert again == {"read": 1, "new": 0, "changed": 0, "known": 1, "repeated": True}
    site.clock.advance(timedelta(seconds=1))
    later = post(site, shared(1)).json
    assert later == {"read": 1, "new": 0, "changed": 0, "known": 1, "repeated": False}
    assert site.woken == ["woken"]


def test_a_retraction_takes_back(site: Intake) -> None:
    post(site, shared(1))
    assert told(post(site, shared(1, version=9, retracted=True)))["changed"] == 1
    assert {state for _, _, state in site.awards()} <= {"withdrawn"}


@pytest.mark.parametrize("secret", [SECRET, NEW_SECRET])
def test_while_rotating_either_secret_signs(site: Intake, secret: bytes) -> None:
    assert post(site, shared(1), secret=secret).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {SIGNATURE: ""},
        {SIGNATURE: "sha256=" + 64 * "0"},
        {SIGNATURE: "sha256=\xe9\xff"},
        {TIMESTAMP: ""},
        {TIMESTAMP: "1e9"},
        {TIMESTAMP: "-1"},
        {TIMESTAMP: "٣"},
        {TIMESTAMP: "1"},
    ],
)
def test_who_does_not_know_a_secret_is_refused(site: Intake, headers: dict[str, str]) -> None:
    latin = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    answer = post(site, shared(1), headers=latin)
    assert answer.status_code == 401
    assert set(told(answer)) == {"error"}
    assert stored(site) == 0


def test_another_s_secret_does_not_fit(site: Intake) -> None:
    assert post(site, shared(1), secret=b"0123456789 somebody's").status_code == 401


@pytest.mark.parametrize(
    ("after", "status"),
    [(-301, 401), (-299, 200), (299, 200), (302, 401)],
)
def test_a_post_counts_for_five_minutes(site: Intake, after: int, status: int) -> None:
    assert post(site, shared(1), after=timedelta(seconds=after)).status_code == status


def test_what_was_posted_is_remembered_as_long_as_it_could_be_posted_again(site: Intake) -> None:
    post(site, shared(1))
    site.clock.advance(timedelta(minutes=11))
    post(site, shared(2))
    with site.database.reading() as session:
        assert len(session.exec(select(ExternalPostRow)).all()) == 1


@pytest.mark.parametrize(
    ("facts", "field", "complaint"),
    [
        ([shared(1), shared(2, kind="pr.merged")], "[1].kind", "is not for others to tell"),
        ([shared(1, key="pr.merged:1:2:3:author")], "[0].key", "must begin with the kind"),
        (shared(1, version="x"), "version", "must be a whole number"),
        (shared(1, actor={"id": 0, "login": "a"}), "actor.id", "must be from 1"),
        (shared(1, at="2126-01-01T00:00:00Z"), "at", "must not be in the future"),
        ([1], "[0]", "a fact is a JSON object"),
        (b"{", None, "the body is not JSON"),
        (b"\xff", None, "the body is not JSON"),
        (b"[" * 100_000, None, "the body is not JSON"),
        (b"NaN", None, "NaN is not a JSON number"),
        ([], None, "from 1 to 1000 facts"),
        ((MOST_FACTS + 1) * [0], None, "from 1 to 1000 facts"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_taken(
    site: Intake, facts: object, field: str | None, complaint: str
) -> None:
    answer = post(site, facts)
    assert answer.status_code == 400
    assert told(answer).get("field") == field
    assert complaint in told(answer)["error"]
    assert stored(site) == 0


def test_too_much_at_once_is_refused_before_it_is_read(site: Intake) -> None:
    answer = post(site, b" " * 300_000)
    assert answer.status_code == 413
    assert "bytes" in told(answer)["error"]


def test_too_often_is_refused_until_a_minute_is_over(site: Intake) -> None:
    for number in range(MOST_A_MINUTE):
        assert post(site, shared(number)).status_code == 200
    answer = post(site, shared(999))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert told(post(site, shared(1)))["repeated"], "what is known costs nothing"
    site.clock.advance(timedelta(minutes=1))
    assert post(site, shared(999)).status_code == 200


def test_without_a_secret_nobody_may_post(database: Database, clock: ManualClock) -> None:
    site = make_intake(database, clock, make_badges(), secrets="")
    answer = post(site, shared(1), secret=b"")
    assert answer.status_code == 404
    assert "EXT_SECRET" in told(answer)["error"]


def test_the_post_the_documentation_shows_is_taken(site: Intake) -> None:
    """The body as it stands there, signed by the very command that stands there."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl")
    text = (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")
    body = text.split("```json\n")[1].split("\n```")[0]
    command = next(line for line in text.splitlines() if line.startswith("signature="))
    timestamp = str(int(site.clock.now().timestamp()))
    signed = subprocess.run(
        ["bash", "-c", f'{command}; printf "sha256=%s" "$signature"'],
        env={
            "timestamp": timestamp,
            "body": body,
            "EXT_SECRET": SECRET.decode(),
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    headers = {TIMESTAMP: timestamp, SIGNATURE: signed.stdout}
    answer = site.browser().post(PATH, data=body.encode(), headers=headers)
    assert (answer.status_code, told(answer)["new"]) == (200, 1)
