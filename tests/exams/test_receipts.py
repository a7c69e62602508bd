"""Receipts: one a sitting, the same however often it is handed in, and none that can be forged."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.bank import Answer
from exams.receipts import answers_digest, receipt_id
from exams.store import AnswerRow, AttemptRow
from recognition.kernel.errors import ConflictError, NotFoundError
from tests.exams.sittings import ANN, BOB, Sittings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ANSWERS: dict[str, Answer] = {"q1": ["a", "b"], "q2": "Ωmega", "q3": {"left": "right"}}


def made(
    secret: bytes = b"secret", attempt: str = "a", answers: dict[str, Answer] = ANSWERS
) -> str:
    return receipt_id(secret, attempt_id=attempt, answers=answers, submitted_at=NOW)


def test_a_receipt_is_short_enough_to_read_out() -> None:
    assert made() == made()
    assert [len(part) for part in made().split("-")] == [4, 4, 4, 4]


def test_everything_it_stands_for_changes_it() -> None:
    others = {
        made(secret=b"another"),
        made(attempt="b"),
        made(answers={**ANSWERS, "q1": ["a"]}),
        receipt_id(
            b"secret",
            attempt_id="a",
            answers=ANSWERS,
            submitted_at=NOW + timedelta(microseconds=1),
        ),
    }
    assert len(others | {made()}) == 5


@settings(max_examples=50, deadline=None)
@given(order=st.permutations(list(ANSWERS)))
def test_the_order_of_answers_does_not_matter(order: list[str]) -> None:
    assert answers_digest({name: ANSWERS[name] for name in order}) == answers_digest(ANSWERS)


def test_anybody_can_count_the_digest_again() -> None:
    text = json.dumps(ANSWERS, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert answers_digest(ANSWERS) == hashlib.sha256(text.encode()).hexdigest()


def test_handing_in_again_gives_the_same_receipt(sittings: Sittings) -> None:
    attempt = sittings.start().id
    answers = sittings.right_answers(attempt)
    first = sittings.submit(attempt, answers).attempt.receipt
    assert first is not None
    sittings.clock.advance(timedelta(days=1))
    assert sittings.submit(attempt, dict.fromkeys(answers, "")).attempt.receipt == first
    with sittings.database.reading() as session:
        receipt = sittings.service.receipt(session, attempt, ANN)
        assert receipt == sittings.service.find_receipt(session, f" {first.lower()} ")
    assert (receipt.id, receipt.is_genuine, len(receipt.answers)) == (first, True, 6)
    assert receipt.as_json()["answersSha256"] == answers_digest(receipt.answers)


def test_an_attempt_that_ran_out_has_a_receipt_of_what_was_saved(sittings: Sittings) -> None:
    attempt = sittings.start()
    (name, answer), *_ = sittings.right_answers(attempt.id).items()
    sittings.save(attempt.id, {name: answer}, 1)
    sittings.clock.advance(timedelta(hours=1))
    assert sittings.sweep() == 1
    with sittings.database.reading() as session:
        receipt = sittings.service.receipt(session, attempt.id, ANN)
    assert (receipt.expired, receipt.submitted_at) == (True, attempt.deadline_at)
    assert dict(receipt.answers) == {name: answer}
    assert receipt.is_genuine


def test_before_handing_in_there_is_none_and_another_persons_is_not_there(
    sittings: Sittings,
) -> None:
    attempt = sittings.start().id
    with sittings.database.reading() as session:
        with pytest.raises(ConflictError, match="once it is handed in"):
            sittings.service.receipt(session, attempt, ANN)
        with pytest.raises(NotFoundError, match="no such attempt"):
            sittings.service.receipt(session, attempt, BOB)
        with pytest.raises(NotFoundError, match="no such receipt"):
            sittings.service.find_receipt(session, "AAAA-BBBB-CCCC-DDDD")


@pytest.mark.parametrize("what", ["an answer", "the time"])
def test_what_is_changed_behind_our_back_does_not_agree_with_it(
    sittings: Sittings, what: str
) -> None:
    attempt = sittings.succeed().id
    with sittings.database.writing() as session:
        row = session.get_one(AttemptRow, attempt)
        assert row.submitted_at is not None
        if what == "the time":
            row.submitted_at += timedelta(seconds=1)
        else:
            name = row.paper["items"][0]["id"]
            session.get_one(AnswerRow, (attempt, name)).response = ["other"]
    with sittings.database.reading() as session:
        assert not sittings.service.receipt(session, attempt, ANN).is_genuine
