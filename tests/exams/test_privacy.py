from __future__ import annotations

import json

from sqlmodel import SQLModel, func, select

from exams import store
from exams.own_records import exam_records
from exams.privacy import OF_ATTEMPTS, forget_exams
from exams.store import AnswerRow, AttemptRow, InvitationRow, RegradePlanRow
from recognition.kernel.clock import ManualClock
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.service.forgotten import GHOST
from tests.exams.regrading import LEE, MAX, Regrading
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
    assert [event["what"] for event in sitting["history"]][:2] == ["created", "started"]
    assert {save["question"] for save in sitting["saves"]} == set(sitting["answers"])
    assert sitting["shown_since"] is None


def exams_tables() -> list[type[SQLModel]]:
    """Give every table of the exams."""
    return [
        one
        for one in vars(store).values()
        if isinstance(one, type) and one.__name__.endswith("Row")
    ]


def test_whatever_belongs_to_an_attempt_goes_with_it() -> None:
    tables = {table for table in exams_tables() if "attempt_id" in table.model_fields}
    assert tables == set(OF_ATTEMPTS)


def test_nothing_of_somebody_forgotten_is_left_in_any_table(
    database: Database, clock: ManualClock
) -> None:
    regrading = Regrading(database=database, clock=clock)
    attempt = regrading.sit("b", wrong=1)
    regrading.regrade()
    with database.writing() as session:
        forget_exams(session, ANN)
        forget_exams(session, LEE.id)
    names = {table.__tablename__ for table in exams_tables()}
    with database.reading() as session:
        left = {
            name: [tuple(map(str, row)) for row in session.connection().execute(table.select())]
            for name, table in SQLModel.metadata.tables.items()
            if name in names
        }
    assert left["question_version"], "questions and banks stay"
    cells = {cell for rows in left.values() for row in rows for cell in row}
    assert cells.isdisjoint({attempt, str(ANN), "ann", str(LEE.id), LEE.login})


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
            "extra_time_given": [],
            "regrades": [],
            "answered_objections": [],
            "graded_answers": [],
            "dismissed_signals": [],
        }
        assert [
            session.exec(select(func.count()).select_from(table)).one()
            for table in (AnswerRow, AttemptRow, InvitationRow)
        ] == [2, 1, 1]
    assert sittings.view(bob, person=BOB).answered == 2


def test_a_person_reads_how_their_result_changed_and_a_maintainer_what_they_decided(
    database: Database, clock: ManualClock
) -> None:
    regrading = Regrading(database=database, clock=clock)
    regrading.sit("b", wrong=1)
    plan = regrading.regrade()
    with database.reading() as session:
        (attempt,) = exam_records(session, ANN)["attempts"]
        (made,) = exam_records(session, LEE.id)["regrades"]
        (approved,) = exam_records(session, MAX.id)["regrades"]
    (change,) = attempt["changes"]
    assert (change["before"], change["after"]) == ("4/8", "6/8")
    assert (made["plan"], made["made"], made["approved"]) == (plan, True, False)
    assert (approved["made"], approved["approved"]) == (False, True)


def test_a_forgotten_maintainers_regrades_stand_without_the_name(
    database: Database, clock: ManualClock
) -> None:
    regrading = Regrading(database=database, clock=clock)
    attempt = regrading.sit("b", wrong=1)
    plan = regrading.regrade()
    with database.writing() as session:
        forget_exams(session, LEE.id)
        forget_exams(session, MAX.id)
        row = session.get_one(RegradePlanRow, plan)
        assert (row.made_by, row.made_login) == (None, GHOST)
        assert (row.approved_by, row.approved_login) == (None, GHOST)
    assert regrading.marks(attempt) == "6/8"
