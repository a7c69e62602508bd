"""500 people sit an exam at once: what is lost (nothing), and what it costs the server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from sqlmodel import func, select

from exams.content import bank_version
from exams.draw import draw
from exams.events import Happened
from exams.grading import grade
from exams.questions import QUESTION_TYPES
from exams.store import AnswerRow, AttemptEventRow, AttemptRow
from recognition.kernel.store import Database
from tests.exams.banks.shipped import EXAMS, bank_of, tasks_of
from tests.stories.hall import QUESTIONS, Hall
from webhooks.demo.answers import right_answer
from webhooks.demo.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from exams.bank import Question, Response
    from tests.stories.hall import Sitter

PEOPLE = 500
SAVES = 6
PAPERS = 1_000

pytestmark = [pytest.mark.benchmark, pytest.mark.enable_socket, pytest.mark.timeout(1_800)]


def measured(hall: Hall, does: Callable[[Sitter], None]) -> float:
    """Let everybody do something; give the server's milliseconds of processor time for each."""
    before = hall.cpu_seconds()
    hall.everybody(does)
    return 1_000 * (hall.cpu_seconds() - before) / len(hall.sitters)


def test_500_people_sit_at_once_and_no_save_is_lost(tmp_path: Path) -> None:
    with Stage(folder=tmp_path) as stage:
        hall = Hall(stage=stage, people=PEOPLE)
        stage.start_server()
        # The server has read its templates and compiled its statements once everybody began.
        for sitter in hall.sitters[:5]:
            hall.start(sitter)
            hall.read(sitter)
        cpu = {"start": measured(hall, hall.start), "first question": measured(hall, hall.read)}
        began = time.monotonic()
        rounds = [measured(hall, hall.save) for _ in range(SAVES)]
        took = time.monotonic() - began
        cpu["save"] = sum(rounds) / SAVES
        cpu["hand in"] = measured(hall, hall.hand_in)
        stage.stop_server()
    database = Database(f"sqlite:///{hall.file}")
    with database.reading() as session:
        kept: dict[str, dict[str, str]] = {}
        for answer in session.exec(select(AnswerRow)).all():
            kept.setdefault(answer.attempt_id, {})[answer.question_id] = answer.response[0]
        rows = {f"/attempts/{row.id}": row for row in session.exec(select(AttemptRow)).all()}
        results = session.exec(
            select(func.count()).where(AttemptEventRow.what == Happened.GRADED)
        ).one()
    database.close()
    lost = sum(
        kept[rows[sitter.attempt].id] != sitter.answers
        or rows[sitter.attempt].save_no != sitter.saves
        for sitter in hall.sitters
    )
    print(f"\n{PEOPLE} people, {QUESTIONS} questions each, {PEOPLE * SAVES} saves: {lost} lost")
    print(f"{PEOPLE * SAVES / took:,.0f} saves/s with clients and server on this machine")
    for what, milliseconds in cpu.items():
        print(f"{what:16} {milliseconds:6.1f} ms of the server's CPU")
    print(f"start to first question {cpu['start'] + cpu['first question']:.1f} ms")
    for what, seconds in hall.took.items():
        ordered = sorted(seconds)
        half, most = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        print(f"{what:16} p50 {half:.3f} s, p99 {most:.3f} s until the client has the answer")
    assert len(rows) == results == PEOPLE
    assert lost == 0
    assert hall.broken_off == hall.unheard == 0


def test_papers_of_25_questions_graded_in_a_second() -> None:
    """Right answers to papers of the shipped banks, tasks among them, on one core."""
    print()
    for exam in EXAMS:
        bank = bank_of(exam)
        version = bank_version(bank)
        answers = {question.id: right(question) for question in bank.pool}
        papers = [draw(bank, version, str(number)) for number in range(PAPERS)]
        tasks = {task.id for task in tasks_of(bank)}
        served = sum(item.question_id in tasks for paper in papers for item in paper.items)
        began = time.process_time()
        results = [grade(paper, answers, bank) for paper in papers]
        took = time.process_time() - began
        assert all(len(result.items) == QUESTIONS and result.passed for result in results)
        print(f"{exam:24} {PAPERS / took:8,.0f} papers/s ({served / PAPERS:.1f} tasks on each)")


def right(question: Question) -> Response:
    response = QUESTION_TYPES[question.public.type].parse_response(
        question.public, right_answer(question)
    )
    assert response is not None
    return response
