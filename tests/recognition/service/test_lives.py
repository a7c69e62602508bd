"""Laws of awards with a life: whatever rules, people and time do, in whichever order.

A rule never overturns what a person decided, no reason and no decision is lost, nobody counts
twice or about themselves, and what is stored is what a recount gives.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from recognition.awards import Award, AwardChange, AwardState
from recognition.catalog import make_catalog
from recognition.decisions import MOVES, Verb
from recognition.kernel.errors import UserError
from recognition.kernel.store import Database
from recognition.rules.tracks import Certification, Track, TrackState
from recognition.service.audit import entries
from recognition.service.audit_check import check
from recognition.service.awards import awards_by_person
from recognition.service.expiry import expire, lapse_proposals
from recognition.service.grants import grant
from recognition.service.record import record
from recognition.service.recount import verify
from recognition.service.review import decide, unvote
from recognition.store import AccountLinkRow
from tests.recognition.factories import NOON, make_actor, make_badges, make_fact

BADGES = make_badges(
    plain="count: 2",
    asked="first: true\ngrant: review\napprove: {quorum: 2, expires: 40d}\nexpires: 60d",
    certified="count: 2\ngrant: review",
    beyond="first: true\nrequires: asked",
    named="on: nomination\nfirst: true\ngrant: review",
)
STEP = Certification(badge="certified", name="C", short="C", tier=1, state=TrackState.LIVE)
CATALOG = make_catalog(
    BADGES.badges.values(), tracks=[Track(id="t", name="T", certifications=(STEP,))]
)
LEE, LEE_AT_HOME, KIM = 90, 91, 92
PERSON_OF = {LEE_AT_HOME: LEE}
ACCOUNTS = [1, 2, LEE, LEE_AT_HOME, KIM]
HOLDERS = [1, 2, LEE]


@dataclass
class Life:
    """One history, and what must be found in it again."""

    session: Session
    now: timedelta = timedelta()
    said: list[tuple[int, str]] = field(default_factory=list)

    def awards(self) -> dict[str, Award]:
        found = awards_by_person(self.session, [*HOLDERS, LEE_AT_HOME, KIM])
        return {award.id: award for some in found.values() for award in some}

    def picked(self, pick: int) -> list[str]:
        """Choose one of the awards there are; none where there are none."""
        known = sorted(self.awards())
        return known[pick % len(known) :][:1] if known else []

    def by_person(self, account: int, act: Callable[[str], list[AwardChange]]) -> None:
        """Let a person do something for a reason of their own; it may be refused."""
        reason = f"reason {len(self.said)}"
        try:
            with self.session.begin_nested():
                done = act(reason)
        except UserError:
            return
        if done:
            self.said.append((account, reason))

    def by_rule(self, act: Callable[[], object]) -> None:
        """Let a rule or the time do something, and see that it respects people."""
        before = self.awards()
        act()
        after = self.awards()
        for one, award in before.items():
            if award.given_by is not None:
                assert replace(after[one], state=award.state) == award
            if award.decided_by is not None or award.given_by is not None:
                assert without_evidence(after[one]) == without_evidence(award)
            elif award.state in (AwardState.DISPUTED, AwardState.REJECTED):
                assert after[one].state is award.state


def without_evidence(award: Award) -> Award:
    """Leave out what a rule may correct; that the time is over is nobody's decision."""
    state = AwardState.GRANTED if award.state is AwardState.EXPIRED else award.state
    return replace(award, state=state, earned_at=NOON, evidence=(), rule=None, kept=False)


PICKS = st.integers(0, 9)
"""Which of the awards there are."""

FACTS = st.tuples(
    st.just("fact"),
    st.sampled_from(HOLDERS),
    st.integers(1, 3),
    st.sampled_from([False] * 3 + [True]),
)
DECISIONS = st.tuples(st.just("decide"), st.sampled_from(ACCOUNTS), PICKS, st.sampled_from(Verb))
GRANTS = st.tuples(
    st.just("grant"),
    st.sampled_from(ACCOUNTS),
    st.sampled_from(HOLDERS),
    st.sampled_from(sorted(CATALOG.badges)),
)
UNVOTES = st.tuples(st.just("unvote"), st.sampled_from(ACCOUNTS), PICKS)
DAYS = st.tuples(st.just("days"), st.integers(1, 50))
STEPS = st.lists(
    st.one_of(FACTS, FACTS, DECISIONS, DECISIONS, DECISIONS, GRANTS, UNVOTES, DAYS),
    min_size=5,
    max_size=30,
)


def play(life: Life, number: int, step: tuple[object, ...]) -> None:
    session, now = life.session, NOON + life.now
    match step:
        case ("fact", int(person), int(fact), bool(retracted)):
            deed = make_fact(fact, person=person, version=number, retracted=retracted)
            life.by_rule(lambda: record(session, [deed], catalog=CATALOG, now=now))
        case ("days", int(days)):
            life.now += timedelta(days=days)
            later = NOON + life.now
            life.by_rule(lambda: expire(session, catalog=CATALOG, now=later))
            lapse_proposals(session, catalog=CATALOG, now=later)
        case ("decide", int(account), int(pick), Verb() as verb):
            life.by_person(
                account,
                lambda reason: decide(
                    session,
                    verb,
                    life.picked(pick),
                    by=make_actor(account),
                    catalog=CATALOG,
                    now=now,
                    reason=reason,
                ),
            )
        case ("grant", int(account), int(person), str(badge)):
            life.by_person(
                account,
                lambda reason: grant(
                    session,
                    [make_actor(person)],
                    badge,
                    by=make_actor(account),
                    catalog=CATALOG,
                    now=now,
                    reason=reason,
                ),
            )
        case ("unvote", int(account), int(pick)):
            with suppress(UserError), session.begin_nested():
                unvote(session, life.picked(pick), by=make_actor(account), now=now)


DECIDED = {f"award.{move.kind}" for move in MOVES.values() if not move.by_anybody}


@given(STEPS)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_life_loses_a_word_or_overturns_a_decision(
    database: Database, steps: list[tuple[object, ...]]
) -> None:
    with database.reading() as session:
        session.add(
            AccountLinkRow(
                account_id=LEE_AT_HOME, person_id=LEE, linked_by=1, linked_at=NOON, before={}
            )
        )
        life = Life(session)
        for number, step in enumerate(steps, start=1):
            play(life, number, step)
            assert verify(session, catalog=CATALOG, now=NOON + life.now) == []
        assert check(session).flaws == ()
        log = list(entries(session))
    written = [(entry.event.actor_id, entry.event.details.get("reason")) for entry in log]
    for account, reason in life.said:
        assert (account, reason) in written
    for entry in log:
        details, actor = entry.event.details, entry.event.actor_id
        speakers = details.get("voices", [] if actor is None else [actor])
        people = {PERSON_OF.get(speaker, speaker) for speaker in speakers}
        if entry.event.action in DECIDED:
            assert len(people) >= details.get("quorum", 1)
            assert details["award"]["person"] not in people
