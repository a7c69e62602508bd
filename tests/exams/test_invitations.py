from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from exams.store import InvitationRow
from exams.views import Invitation
from recognition.facts import Repo, Thread
from recognition.kernel.errors import ForbiddenError, NotFoundError, UserError
from recognition.kernel.ids import RepoId, UserId
from tests.exams.sittings import ANN, BOB, EXAM, THREAD, Sittings


def invite(
    sittings: Sittings,
    *,
    person: UserId = ANN,
    exam: str | None = None,
    thread: Thread = THREAD,
    login: str = "ann",
) -> Invitation:
    with sittings.database.writing() as session:
        return sittings.service.invite(
            session, person_id=person, login=login, exam=exam, thread=thread
        )


def check(sittings: Sittings, invitation: str, person: UserId) -> Invitation:
    with sittings.database.reading() as session:
        return sittings.service.check_invitation(session, invitation, person)


def test_a_command_delivered_twice_makes_one_link(sittings: Sittings) -> None:
    first = invite(sittings)
    sittings.clock.advance(timedelta(days=3))
    second = invite(sittings, login="ann-renamed")
    assert second.id == first.id
    assert second.login == "ann-renamed"
    assert second.created_at == first.created_at
    assert second.expires_at == first.expires_at + timedelta(days=3)
    with sittings.database.reading() as session:
        assert len(session.exec(select(InvitationRow)).all()) == 1


def test_another_person_thread_or_exam_gets_another_link(sittings: Sittings) -> None:
    elsewhere = Repo(id=RepoId(1), full_name="meshery/meshkit")
    links = [
        invite(sittings),
        invite(sittings, person=BOB),
        invite(sittings, exam=EXAM),
        invite(sittings, thread=replace(THREAD, number=43)),
        invite(sittings, thread=replace(THREAD, repo=elsewhere)),
    ]
    assert len({link.id for link in links}) == 5
    assert all(len(link.id) == 16 for link in links)


def test_a_renamed_repository_keeps_the_link(sittings: Sittings) -> None:
    renamed = replace(THREAD, repo=replace(THREAD.repo, full_name="meshery/renamed"))
    assert invite(sittings).id == invite(sittings, thread=renamed).id


def test_the_link_is_good_for_its_person_for_thirty_days(sittings: Sittings) -> None:
    invitation = invite(sittings, exam=EXAM)
    sittings.clock.advance(timedelta(days=30, seconds=-1))
    assert check(sittings, invitation.id, ANN) == invitation
    sittings.clock.advance(timedelta(seconds=1))
    with pytest.raises(UserError, match=r"ended on 24 December 2026.*Comment /certify"):
        check(sittings, invitation.id, ANN)


def test_another_persons_link_says_how_to_get_ones_own(sittings: Sittings) -> None:
    with pytest.raises(ForbiddenError, match=r"for @ann\. Comment /certify yourself"):
        check(sittings, invite(sittings).id, BOB)


def test_a_link_that_was_never_made_is_not_found(sittings: Sittings) -> None:
    with pytest.raises(NotFoundError, match="no such link"):
        check(sittings, "AAAAAAAAAAAAAAAA", ANN)


def test_an_exam_that_is_not_offered_has_no_link(sittings: Sittings) -> None:
    with pytest.raises(NotFoundError, match="no such exam"):
        invite(sittings, exam="juggling")


def test_a_link_does_not_start_an_attempt_for_another(sittings: Sittings) -> None:
    invitation = invite(sittings)
    with pytest.raises(ForbiddenError):
        sittings.start(BOB, invitation=invitation.id)
    assert sittings.start(ANN, invitation=invitation.id).thread == THREAD
