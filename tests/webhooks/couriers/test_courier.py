"""Tests of webhooks.couriers.courier: each digest is sent once, whatever happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlmodel import select

from recognition.digest import Digest, DigestItem, Edition
from recognition.kernel.clock import ManualClock
from recognition.kernel.settings import load_settings
from recognition.kernel.store import Database
from recognition.store import EffectRow, LetterRow
from tests.webhooks.couriers.pigeon import Pigeon
from webhooks.couriers import Courier, LetterError, courier_of, post
from webhooks.couriers.courier import MAX_ATTEMPTS
from webhooks.failures import failures

ITEM = DigestItem(
    number=1,
    award_id="a" * 16,
    login="ann",
    profile_url="https://r.example/u/ann",
    badge="Docs",
    evidence=(("a/b#1", "https://github.com/a/b/pull/1"),),
    waited="2 weeks",
)
DIGEST = Digest(edition=Edition(period="2026-W47"), items=(ITEM,))


@dataclass
class Office:
    database: Database
    clock: ManualClock
    pigeon: Pigeon
    courier: Courier

    def post(self, digest: Digest = DIGEST) -> list[str]:
        with self.database.writing() as session:
            return post(session, digest, ways=self.courier.ways, now=self.clock.now())

    def work(self) -> int:
        steps = 0
        while self.courier.step():
            steps += 1
        return steps

    def row(self) -> LetterRow:
        with self.database.reading() as session:
            return session.exec(select(LetterRow)).one()

    def issue(self, number: int | None, *, state: str) -> None:
        with self.database.writing() as session:
            row = EffectRow(
                key="digest:2026-W47",
                kind="issue",
                payload={},
                state=state,
                remote_id=number,
                created_at=self.clock.now(),
                updated_at=self.clock.now(),
            )
            session.merge(row)


@pytest.fixture
def office(database: Database, clock: ManualClock) -> Office:
    pigeon = Pigeon()
    courier = Courier(
        database=database,
        clock=clock,
        ways=(pigeon,),
        issues_url="https://github.com/meshery/digest/issues",
    )
    return Office(database, clock, pigeon, courier)


def test_a_digest_is_sent_once_however_often_it_is_built(office: Office) -> None:
    assert office.post() == ["2026-W47:pigeon"]
    assert office.work() == 1
    for _hour in range(5):
        office.clock.advance(timedelta(hours=1))
        assert office.post(replace(DIGEST, failures=("something",))) == []
        assert office.work() == 0
    [letter] = office.pigeon.sent
    assert letter.title == "Recognition digest 2026-W47"
    assert "something" not in letter.body
    assert office.row().state == "done"


def test_every_edition_is_a_letter_of_its_own(office: Office) -> None:
    office.post()
    office.post(replace(DIGEST, edition=Edition(period="2026-W47", audience="ui")))
    office.post(replace(DIGEST, edition=Edition(period="2026-W48")))
    office.work()
    assert [letter.key for letter in office.pigeon.sent] == [
        "2026-W47:pigeon",
        "2026-W47/ui:pigeon",
        "2026-W48:pigeon",
    ]


def test_a_letter_waits_for_its_issue_and_leads_there(office: Office) -> None:
    office.issue(None, state="pending")
    office.post()
    assert office.work() == 1
    assert office.pigeon.sent == []
    office.issue(70, state="done")
    office.clock.advance(timedelta(minutes=1))
    office.work()
    [letter] = office.pigeon.sent
    assert letter.body.startswith(
        "# Recognition digest 2026-W47\n\n"
        "Decide in [the issue](https://github.com/meshery/digest/issues/70).\n\n**1 to review"
    )
    assert office.row().attempts == 1


@pytest.mark.parametrize("state", ["pending", "dead", "withheld"])
def test_a_letter_goes_without_an_issue_that_does_not_come(office: Office, state: str) -> None:
    office.issue(None, state=state)
    office.post()
    office.clock.advance(timedelta(minutes=31))
    office.work()
    [letter] = office.pigeon.sent
    assert "Decide in" not in letter.body
    assert "**1** [ann]" in letter.body


def test_what_was_not_taken_is_tried_again_ever_later_and_in_the_end_told(
    office: Office,
) -> None:
    office.pigeon.error = LetterError("the sky is closed")
    office.post()
    waits = []
    while office.row().state != "dead":
        before = office.clock.now()
        office.work()
        row = office.row()
        if row.not_before is not None and row.state == "pending":
            waits.append(row.not_before - before)
            office.clock.advance(row.not_before - before)
    assert len(waits) == MAX_ATTEMPTS - 1
    assert waits == sorted(waits)
    assert timedelta(hours=8) < sum(waits, timedelta()) < timedelta(hours=24)
    with office.database.reading() as session:
        told = failures(session)
    assert told == ["the digest of 2026-W47 could not be sent by pigeon: the sky is closed"]


def test_a_letter_that_came_through_late_is_no_failure(office: Office) -> None:
    office.pigeon.error = LetterError("the sky is closed")
    office.post()
    office.work()
    office.pigeon.error = None
    office.clock.advance(timedelta(minutes=2))
    office.work()
    row = office.row()
    assert (row.state, row.last_error, len(office.pigeon.sent)) == ("done", None, 1)
    with office.database.reading() as session:
        assert failures(session) == []


def test_what_no_attempt_can_mend_is_told_at_once(office: Office) -> None:
    office.pigeon.error = LetterError("no such sky", is_final=True)
    office.post()
    office.work()
    row = office.row()
    assert (row.state, row.attempts) == ("dead", 1)


def test_a_letter_of_a_courier_who_died_is_sent_under_the_same_key(office: Office) -> None:
    office.pigeon.error = KeyboardInterrupt()
    office.post()
    with pytest.raises(KeyboardInterrupt):
        office.courier.step()
    assert office.row().state == "working"
    office.pigeon.error = None
    assert office.work() == 0
    office.clock.advance(timedelta(minutes=2))
    office.work()
    assert [letter.key for letter in office.pigeon.sent] == ["2026-W47:pigeon"]


def test_letters_of_a_way_that_is_set_no_more_are_left_alone(office: Office) -> None:
    office.post()
    for ways in ((), (Pigeon(name="owl"),)):
        other = replace(office.courier, ways=ways)
        assert not other.step()
    assert office.row().state == "pending"


CHAT = {"RECOGNITION_DIGEST_WEBHOOK": "https://chat.example/x"}
MAIL = {
    "RECOGNITION_DIGEST_EMAIL": "a@r.example",
    "SMTP_URL": "smtp://127.0.0.1:25",
    "SMTP_FROM": "r@r.example",
}


@pytest.mark.parametrize(
    ("environ", "ways"),
    [
        ({"RECOGNITION_MODE": "digest"}, []),
        ({"RECOGNITION_MODE": "digest", **CHAT}, ["chat"]),
        ({"RECOGNITION_MODE": "live", **MAIL, **CHAT}, ["email", "chat"]),
        ({"RECOGNITION_MODE": "observe", **MAIL, **CHAT}, []),
        (CHAT, []),
    ],
)
def test_the_ways_are_those_of_the_settings_and_none_while_only_observing(
    database: Database, clock: ManualClock, environ: dict[str, str], ways: list[str]
) -> None:
    settings = load_settings({"RECOGNITION_DIGEST_REPO": "meshery/digest", **environ})
    courier = courier_of(settings, database=database, clock=clock)
    assert [way.name for way in courier.ways] == ways
    assert courier.issues_url == "https://github.com/meshery/digest/issues"
