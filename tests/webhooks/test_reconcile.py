"""Tests of the sweep: what webhooks did not bring is found, repaired, counted and announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, select

from recognition.facts import Fact, fact_from_line
from recognition.kernel.ids import UserId
from recognition.kernel.store import Database
from recognition.store import EffectRow
from tests.webhooks import histories, past
from tests.webhooks.past import Past, later
from tests.webhooks.walking import Desk, make_desk
from webhooks import drift, walks
from webhooks.backfill import GRACE, SWEEP_EVERY
from webhooks.drift import Drift, Fault
from webhooks.github.history import Kind, Thread
from webhooks.threads import facts_of
from webhooks.walks import Task

if TYPE_CHECKING:
    from pathlib import Path

    from recognition.kernel.clock import ManualClock


@pytest.fixture
def desk(database: Database, clock: ManualClock) -> Desk:
    """Give a place whose history has been read, and that is listened to since."""
    desk = make_desk(database, clock, past.past_of(30))
    desk.want(
        walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"),
        walks.of_repository(past.repo(), Task.ISSUES, owner="meshery"),
    )
    desk.run()
    return desk


def stored(desk: Desk) -> dict[str, Fact]:
    facts = [fact_from_line(line) for line in desk.facts()]
    return {fact.key: fact for fact in facts}


def found(desk: Desk) -> Drift:
    with desk.database.reading() as session:
        return drift.drift_ever(session)


def just_merged(desk: Desk, number: int = 500, **fields: Any) -> Thread:
    now = desk.clock.now()
    return past.merged(number, merged_at=now, updated_at=now, created_at=now, **fields)


def test_a_lost_webhook_is_made_good_within_the_hour_and_announced(desk: Desk) -> None:
    newcomer = replace(histories.GRACE, id=UserId(9999), login="newcomer")
    desk.past.happened(just_merged(desk, author=newcomer))
    desk.run_later(SWEEP_EVERY)

    assert "pr.merged:42:500:9999:author" in stored(desk)
    with desk.database.reading() as session:
        [comment] = session.exec(select(EffectRow)).all()
    assert "newcomer" in str(comment.payload)
    assert found(desk).counts[Fault.MISSING, "pr.merged"] == 2, "the author's and the merger's"


def test_where_all_webhooks_came_there_is_no_drift(desk: Desk) -> None:
    thread = just_merged(desk)
    desk.past.happened(thread)
    desk.record(*facts_of(thread))
    desk.run_later(SWEEP_EVERY)
    assert found(desk) == Drift()


def test_a_comment_that_only_moved_the_date_is_no_drift(desk: Desk) -> None:
    """Everything said below a pull request gives it a new date."""
    old = desk.past.threads[42, Kind.PULL_REQUESTS][3]
    moved = later(old)
    at = desk.clock.now()
    subject: Any = moved.subject
    pull_request = replace(subject.pull_request, updated_at=at)
    desk.past.happened(
        replace(moved, updated_at=at, subject=replace(subject, pull_request=pull_request))
    )
    desk.run_later(SWEEP_EVERY)
    assert found(desk) == Drift()
    key = f"pr.opened:42:{old.number}:"
    [fact] = [fact for name, fact in stored(desk).items() if name.startswith(key)]
    assert fact.version == at.timestamp() * 1000, "the newer state is kept all the same"


def test_another_label_is_a_difference(desk: Desk) -> None:
    thread = just_merged(desk)
    desk.past.happened(thread)
    desk.record(*facts_of(thread))
    desk.clock.advance(timedelta(minutes=5))
    subject: Any = thread.subject
    changed = replace(subject.pull_request, labels=("spam",), updated_at=desk.clock.now())
    desk.past.happened(
        replace(
            thread,
            updated_at=desk.clock.now(),
            subject=replace(subject, pull_request=changed),
        )
    )
    desk.run_later(SWEEP_EVERY)
    assert found(desk).by(Fault.DIFFERENT) == 3
    assert stored(desk)["pr.merged:42:500:1:merger"].attrs["labels"] == ["spam"]


def test_what_is_so_new_that_its_webhook_may_be_on_its_way_is_no_drift(desk: Desk) -> None:
    desk.clock.advance(SWEEP_EVERY - GRACE / 2)
    desk.past.happened(just_merged(desk))
    desk.run_later(GRACE / 2)
    assert "pr.merged:42:500:1:merger" in stored(desk)
    assert found(desk) == Drift()


def test_a_deleted_comment_is_taken_back(desk: Desk) -> None:
    said = histories.comment(number=500, id=1, created_at=desk.clock.now())
    said = replace(said, updated_at=desk.clock.now())
    thread = just_merged(desk, comments=(said,))
    desk.past.happened(thread)
    desk.record(*facts_of(thread))
    desk.clock.advance(timedelta(minutes=1))
    desk.past.happened(replace(later(thread), comments=()))
    desk.run_later(SWEEP_EVERY)

    assert stored(desk)["comment.created:42:1:8"].retracted
    assert found(desk).counts[Fault.GONE, "comment.created"] == 1


def test_what_was_done_after_the_reading_is_not_judged_by_it(desk: Desk) -> None:
    """A comment's webhook may be handled while an older state of its thread is compared."""
    thread = just_merged(desk)
    desk.past.happened(thread)
    at = desk.clock.now() + timedelta(minutes=30)
    said = histories.comment(number=500, id=1, created_at=at, updated_at=at)
    desk.record(*facts_of(replace(thread, comments=(said,))))
    desk.run_later(SWEEP_EVERY)
    assert not stored(desk)["comment.created:42:1:8"].retracted


def test_deeds_of_an_account_that_is_gone_stand(desk: Desk) -> None:
    """GitHub shows them under no name; they were done all the same."""
    now = desk.clock.now()
    said = histories.comment(number=500, id=1, created_at=now, updated_at=now)
    approval = histories.review(number=500, submitted_at=now, updated_at=now)
    thread = just_merged(desk, comments=(said,), reviews=(approval,))
    issue = past.opened(1500, created_at=now, updated_at=now)
    for it, kind in ((thread, Kind.PULL_REQUESTS), (issue, Kind.ISSUES)):
        desk.past.happened(it, kind=kind)
        desk.record(*facts_of(it))
    desk.clock.advance(timedelta(minutes=1))
    at = desk.clock.now()
    subject: Any = thread.subject
    pull_request = replace(subject.pull_request, author=None, merged_by=None, updated_at=at)
    reviews = (replace(approval, author=None),)
    ghost = replace(
        thread,
        updated_at=at,
        subject=replace(subject, pull_request=pull_request, reviews=reviews),
        comments=(replace(said, author=None),),
    )
    desk.past.happened(ghost)
    gone: Any = issue.subject
    gone = replace(gone, author=None, updated_at=at)
    desk.past.happened(replace(issue, updated_at=at, subject=gone), kind=Kind.ISSUES)
    desk.run_later(SWEEP_EVERY)

    assert [key for key, fact in stored(desk).items() if fact.retracted] == []
    assert found(desk).by(Fault.GONE) == 0


def test_a_deleted_issue_is_found_by_asking_for_it(desk: Desk) -> None:
    """No list names what is gone."""
    gone = desk.past.threads[42, Kind.ISSUES].pop(1)
    desk.run_later(SWEEP_EVERY)
    retracted = [fact for fact in stored(desk).values() if fact.retracted]
    assert [fact.attrs["number"] for fact in retracted] == [gone.number]
    assert found(desk).counts == {(Fault.GONE, "issue.opened"): 1}


def test_every_known_number_is_asked_for_in_turn(database: Database, clock: ManualClock) -> None:
    desk = make_desk(database, clock, Past())
    desk.past.happened(*(past.opened(n) for n in range(1, 251)), kind=Kind.ISSUES)
    desk.want(walks.of_repository(past.repo(), Task.ISSUES, owner="meshery"))
    desk.run()
    calls = len(desk.past.calls)
    for _ in range(4):
        desk.run_later(SWEEP_EVERY)
    asked = [call for call in desk.past.calls[calls:] if call.startswith("whether")]
    assert asked == [
        "whether 100 issues are there",
        "whether 100 issues are there",
        "whether 50 issues are there",
    ]


def test_the_next_sweep_begins_where_this_one_began(desk: Desk) -> None:
    """What changes while a sweep is under way is seen by the next."""
    desk.run_later(SWEEP_EVERY)
    began = desk.clock.now()
    since = desk.row("pull_requests:42").progress["since"]
    assert since < began.isoformat()
    desk.past.happened(just_merged(desk))
    desk.run_later(SWEEP_EVERY)
    assert "pr.merged:42:500:1:merger" in stored(desk)


def test_drift_is_kept_by_the_day(database: Database, clock: ManualClock) -> None:
    first = Drift(counts={(Fault.MISSING, "pr.merged"): 2})
    second = Drift(counts={(Fault.MISSING, "pr.merged"): 1, (Fault.GONE, "issue.opened"): 4})
    today = clock.now()
    with database.writing() as session:
        drift.note(session, first, now=today)
        drift.note(session, second, now=today)
        drift.note(session, first, now=today + timedelta(days=1))
    midnight = today.replace(hour=0)

    def between(session: Session, days: int) -> Drift:
        return drift.drift_between(session, midnight, midnight + timedelta(days=days))

    with database.reading() as session:
        assert between(session, 1) == first + second
        assert between(session, 2) == first + second + first
        assert drift.drift_ever(session).total == 9


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["merge", "label", "comment", "uncomment", "unapprove", "vanish"]),
        st.integers(1, 6),
        st.booleans(),
    ),
    max_size=14,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=CHANGES)
def test_however_many_webhooks_are_lost_the_sweep_brings_the_facts_to_what_github_knows(
    changes: list[tuple[str, int, bool]], tmp_path_factory: pytest.TempPathFactory, clock: Any
) -> None:
    """Then awards are those of somebody who heard everything, and a recount agrees."""
    folder: Path = tmp_path_factory.mktemp("sweep")
    database = Database(f"sqlite:///{folder / 'a.db'}")
    SQLModel.metadata.create_all(database.engine)
    desk = make_desk(database, clock, Past())
    desk.want(
        walks.of_repository(past.repo(), Task.PULL_REQUESTS, owner="meshery"),
        walks.of_repository(past.repo(), Task.ISSUES, owner="meshery"),
    )
    desk.run()
    for what, number, is_heard in changes:
        clock.advance(timedelta(minutes=7))
        thread = changed(desk.past, what, number, clock)
        if is_heard and thread is not None:
            desk.record(*facts_of(thread))
        if number == 6:
            desk.run()
    # Two rounds: the second looks up what the first made known.
    desk.run_later(SWEEP_EVERY + GRACE)
    desk.run_later(SWEEP_EVERY)

    standing = {key for key, fact in stored(desk).items() if not fact.retracted}
    known = {fact.key for fact in desk.github_knows() if not fact.retracted}
    assert standing == known
    assert desk.differences() == []
    database.close()


def changed(github: Past, what: str, number: int, clock: Any) -> Thread | None:
    """Let something happen; gives the thread as it stands then, `None` where nothing can."""
    now = clock.now()
    issues = github.threads.setdefault((42, Kind.ISSUES), [])
    pulls = github.threads.setdefault((42, Kind.PULL_REQUESTS), [])
    if what == "vanish":
        issues[:] = [it for it in issues if it.number != 100 + number]
        return None
    if what == "merge":
        approval = histories.review(
            id=number, number=number, submitted_at=now, updated_at=now, state="approved"
        )
        made = past.merged(
            number, merged_at=now, updated_at=now, created_at=now, reviews=(approval,)
        )
        github.happened(made)
        github.happened(
            past.opened(100 + number, created_at=now, updated_at=now), kind=Kind.ISSUES
        )
        return made
    held = next((it for it in pulls if it.number == number), None)
    if held is None:
        return None
    subject: Any = held.subject
    comments, reviews = held.comments, subject.reviews
    labels = subject.pull_request.labels
    if what == "label":
        labels = (*labels, "more")
    elif what == "comment":
        said = histories.comment(
            id=len(comments) + 10 * number, number=number, created_at=now, updated_at=now
        )
        comments = (*comments, said)
    elif what == "uncomment":
        comments = comments[1:]
    else:
        reviews = tuple(replace(it, state="dismissed", updated_at=now) for it in reviews)
    pull_request = replace(subject.pull_request, updated_at=now, labels=labels)
    made = replace(
        held,
        updated_at=now,
        comments=comments,
        subject=replace(subject, pull_request=pull_request, reviews=reviews),
    )
    github.happened(made)
    return made


def test_a_sweep_asks_for_little_and_for_more_where_much_has_changed(desk: Desk) -> None:
    """GitHub counts a page by what it could have held, and sweeps are many."""
    now = desk.clock.now() + timedelta(minutes=20)
    many = [past.merged(n, merged_at=now, updated_at=now) for n in range(500, 560)]
    desk.past.happened(*many)
    calls = len(desk.past.calls)
    desk.run_later(SWEEP_EVERY)
    pages = [call for call in desk.past.calls[calls:] if call.startswith("pull_requests")]
    assert [int(page.rpartition(" ")[2]) for page in pages] == [5, 10, 20, 40]
    assert sum(key.startswith("pr.opened:42:5") for key in stored(desk)) >= 60


def test_at_its_start_a_server_looks_at_once_for_what_it_missed(desk: Desk) -> None:
    desk.clock.advance(timedelta(minutes=5))
    desk.past.happened(just_merged(desk))
    assert desk.run() == []
    with desk.database.writing() as session:
        walks.sweep_now(session, now=desk.clock.now())
    desk.run()
    assert "pr.merged:42:500:1:merger" in stored(desk)
