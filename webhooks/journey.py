"""Carry a passed exam on: to its awards, to the thread it was asked for in, to its badge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exams.web import NextStep
from recognition.facts import FactKind, thread_of
from recognition.service.profile import held_awards
from recognition.service.showing import award_name
from recognition.store import EffectRow, FactRow
from webhooks.commands import Tools
from webhooks.commands.certify import overview_effect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from exams.service import ExamService
    from recognition.facts import Fact
    from recognition.kernel.store import Database
    from recognition.kernel.web import Visitor
    from webhooks.recorder import Recorder


def tools_for(session: Session, recorder: Recorder, exams: ExamService, *, now: datetime) -> Tools:
    """Give commands what they work with in one unit of work."""
    return Tools(
        session=session,
        now=now,
        catalog=recorder.rulebook.current(session),
        exams=exams,
        addresses=recorder.addresses,
        recorder=recorder,
    )


def after_exam(
    session: Session, fact: Fact, *, recorder: Recorder, exams: ExamService, now: datetime
) -> None:
    """Record a passed exam, announce what it earned, and bring the overview up to date."""
    recorder.record(session, [fact], now=now)
    thread = thread_of(fact)
    if thread is None:
        return
    effect = overview_effect(
        person_id=fact.actor.id,
        login=fact.actor.login,
        thread=thread,
        tools=tools_for(session, recorder, exams, now=now),
    )
    # Only an overview that was asked for is kept up to date; none is made unasked.
    if session.get(EffectRow, effect.key) is not None:
        recorder.put(session, effect, now=now)


def steps_after(
    database: Database, recorder: Recorder
) -> Callable[[Visitor, str], Sequence[NextStep]]:
    """Make the finder of what a passed exam led to: the pages of the awards it counts for."""

    def find(visitor: Visitor, exam: str) -> Sequence[NextStep]:
        steps = []
        with database.reading() as session:
            catalog = recorder.rulebook.current(session)
            for award in held_awards(session, visitor.id, catalog):
                facts = [session.get(FactRow, key) for key in award.evidence]
                if any(
                    fact is not None
                    and fact.kind == FactKind.EXAM_PASSED
                    and fact.attrs.get("exam") == exam
                    for fact in facts
                ):
                    name = award_name(catalog, award.badge, award.tier)
                    address = recorder.addresses.verify(award.id)
                    steps.append(NextStep(label=f"See your badge “{name}”", address=address))
        profile = recorder.addresses.profile(visitor.login)
        return [*steps, NextStep(label="See all your badges", address=profile)]

    return find
