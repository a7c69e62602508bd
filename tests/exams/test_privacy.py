from __future__ import annotations

import json

from sqlmodel import func, select

from exams.privacy import exam_records, forget_exams
from exams.store import AnswerRow, AttemptRow, InvitationRow
from recognition.kernel.ids import UserId
from tests.exams.sittings import ANN, BOB, THREAD, Sittings


def sit(sittings: Sittings, person: UserId) -> str:
    with sittings.database.writing() as session:
        link = sittings.service.invite(
            session, person_id=person, login="x", exam=None, thread=THREAD
        )
    attempt = sittings.start(person, invitation=link.id).id
    answers = sittings.right_answers(attempt)
    sittings.submit(attempt, dict(list(answers.items())[:2]), person=person)
    return attempt


def test_a_person_gets_their_own_records_only(sittings: Sittings) -> None:
    attempt = sit(sittings, ANN)
    sit(sittings, BOB)
    with sittings.database.reading() as session:
        records = exam_records(session, ANN)
    assert json.loads(json.dumps(records)) == records
    (invitation,), (sitting,) = records["invitations"], records["attempts"]
    assert invitation["thread"] == "meshery/meshery#42"
    assert (sitting["id"], sitting["state"], sitting["passed"]) == (attempt, "final", False)
    assert len(sitting["answers"]) == 2
    assert (sitting["time_percent"], len(sitting["receipt"])) == (100, 19)


def test_forgetting_one_person_leaves_the_others(sittings: Sittings) -> None:
    sit(sittings, ANN)
    bob = sit(sittings, BOB)
    with sittings.database.writing() as session:
        assert forget_exams(session, ANN) == 2
    with sittings.database.writing() as session:
        assert forget_exams(session, ANN) == 0
        assert exam_records(session, ANN) == {
            "invitations": [],
            "attempts": [],
            "extra_time": [],
        }
        assert [
            session.exec(select(func.count()).select_from(table)).one()
            for table in (AnswerRow, AttemptRow, InvitationRow)
        ] == [2, 1, 1]
    assert sittings.view(bob, person=BOB).answered == 2
