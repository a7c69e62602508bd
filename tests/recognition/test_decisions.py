"""Tests of recognition.decisions: the whole table, and every way to ask for what is not in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognition.awards import Award, AwardChange, AwardState, ChangeKind, award_id
from recognition.decisions import (
    MAX_REASON,
    MOVES,
    Verb,
    Voice,
    judge,
    lapse,
    nominate,
)
from recognition.kernel.errors import ConflictError, ForbiddenError, UserError
from recognition.kernel.ids import UserId
from tests.recognition.factories import NOON

LATER = NOON + timedelta(days=1)
HOLDER = Voice(account=UserId(1), person=UserId(1))
SECOND_ACCOUNT = Voice(account=UserId(11), person=UserId(1))
LEE = Voice(account=UserId(90), person=UserId(90))
LEE_AT_WORK = Voice(account=UserId(91), person=UserId(90))
KIM = Voice(account=UserId(92), person=UserId(92))

OUTCOMES = {
    ("proposed", "approve"): "granted",
    ("proposed", "hold"): "held",
    ("proposed", "reject"): "rejected",
    ("held", "approve"): "granted",
    ("held", "reject"): "rejected",
    ("granted", "revoke"): "revoked",
    ("granted", "dispute"): "disputed",
    ("disputed", "uphold"): "granted",
    ("disputed", "revoke"): "revoked",
    ("expired", "revoke"): "revoked",
}
"""Everything a person can do; whatever is not here is refused."""

EVERYTHING = [(state, verb) for state in AwardState for verb in Verb]


def make_award(state: AwardState = AwardState.PROPOSED, *, tier: str | None = None) -> Award:
    return Award(
        id=award_id(1, "example", tier),
        person_id=UserId(1),
        badge="example",
        tier=tier,
        state=state,
        earned_at=NOON,
        evidence=("a", "b"),
        rule="fingerprint",
    )


@pytest.mark.parametrize(("state", "verb"), EVERYTHING)
def test_the_table_is_what_can_be_done_and_nothing_else(state: AwardState, verb: Verb) -> None:
    before = make_award(state)
    outcome = OUTCOMES.get((state, verb))
    if outcome is None:
        with pytest.raises(ConflictError, match=f"it is {state} already"):
            judge(before, verb, by=LEE, now=LATER, reason="why")
        return
    change = judge(before, verb, by=LEE, now=LATER, reason=" why ")
    assert (change.kind, change.before) == (MOVES[verb].kind, before)
    assert (change.by, change.reason) == (LEE.account, "why")
    assert change.award.state == outcome
    decided = replace(before, state=change.award.state)
    if verb is not Verb.DISPUTE:
        decided = replace(decided, decided_by=LEE.account, decided_at=LATER, reason="why")
    assert change.award == decided, "evidence, dates and rule are not a person's to change"


@pytest.mark.parametrize("voice", [HOLDER, SECOND_ACCOUNT])
@pytest.mark.parametrize(("state", "verb"), EVERYTHING)
def test_about_their_own_a_person_can_only_say_that_it_is_wrong(
    state: AwardState, verb: Verb, voice: Voice
) -> None:
    if (state, verb) == (AwardState.GRANTED, Verb.DISPUTE):
        change = judge(make_award(state), verb, by=voice, now=LATER, reason="not my work")
        assert change.award.state is AwardState.DISPUTED
        return
    with pytest.raises(ConflictError if verb is Verb.DISPUTE else ForbiddenError):
        judge(make_award(state), verb, by=voice, now=LATER, reason="why")


@pytest.mark.parametrize(("state", "verb"), sorted(OUTCOMES))
@pytest.mark.parametrize("reason", [None, "", " \n"])
def test_what_takes_a_reason_is_not_done_without(
    state: str, verb: str, reason: str | None
) -> None:
    before = make_award(AwardState(state))
    if verb in ("reject", "revoke", "dispute"):
        with pytest.raises(UserError, match="say why"):
            judge(before, Verb(verb), by=LEE, now=LATER, reason=reason)
    else:
        assert judge(before, Verb(verb), by=LEE, now=LATER, reason=reason).reason is None


def test_a_reason_has_an_end() -> None:
    award = make_award()
    long = "x" * MAX_REASON
    assert judge(award, Verb.REJECT, by=LEE, now=LATER, reason=long).reason == long
    with pytest.raises(UserError, match="below 500"):
        judge(award, Verb.REJECT, by=LEE, now=LATER, reason=long + "x")


def test_an_award_is_named_with_its_tier() -> None:
    with pytest.raises(ForbiddenError, match=r"example \(gold\) is your own award"):
        judge(make_award(tier="gold"), Verb.APPROVE, by=HOLDER, now=LATER)


# --- several voices -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "verb"),
    [("proposed", Verb.APPROVE), ("held", Verb.APPROVE), ("granted", Verb.REVOKE)],
)
def test_one_of_two_voices_decides_nothing(state: str, verb: Verb) -> None:
    before = make_award(AwardState(state))
    first = judge(before, verb, by=LEE, now=LATER, reason="one", quorum=2)
    assert (first.kind, first.award) == (ChangeKind.VOTED, before)
    assert (first.voices, first.quorum) == ((LEE.account,), 2)
    second = judge(before, verb, by=KIM, now=LATER, reason="two", earlier=[LEE], quorum=2)
    assert second.kind is MOVES[verb].kind
    assert second.voices == (LEE.account, KIM.account)
    assert (second.award.decided_by, second.award.reason) == (KIM.account, "two")


@pytest.mark.parametrize("again", [LEE, LEE_AT_WORK])
def test_two_accounts_of_one_maintainer_are_one_voice(again: Voice) -> None:
    with pytest.raises(ConflictError, match="one more has to say so"):
        judge(make_award(), Verb.APPROVE, by=again, now=LATER, earlier=[LEE], quorum=2)


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.REJECT])
def test_one_maintainer_stops_what_takes_several_to_give(verb: Verb) -> None:
    change = judge(make_award(), verb, by=KIM, now=LATER, reason="no", earlier=[LEE], quorum=3)
    assert change.kind is MOVES[verb].kind


def test_a_quorum_that_was_lowered_meanwhile_is_reached_by_whoever_speaks_next() -> None:
    change = judge(make_award(), Verb.APPROVE, by=LEE, now=LATER, earlier=[LEE, KIM], quorum=2)
    assert change.kind is ChangeKind.APPROVED


@given(
    quorum=st.integers(1, 4),
    people=st.lists(st.integers(2, 6), min_size=1, max_size=12),
)
def test_it_is_decided_by_the_voice_that_completes_the_quorum(
    quorum: int, people: list[int]
) -> None:
    said: list[Voice] = []
    for person in people:
        voice = Voice(account=UserId(person), person=UserId(person))
        if voice in said:
            with pytest.raises(ConflictError):
                judge(make_award(), Verb.APPROVE, by=voice, now=LATER, earlier=said, quorum=quorum)
            continue
        change = judge(
            make_award(), Verb.APPROVE, by=voice, now=LATER, earlier=said, quorum=quorum
        )
        said.append(voice)
        is_complete = len(said) == quorum
        assert change.kind is (ChangeKind.APPROVED if is_complete else ChangeKind.VOTED)
        if is_complete:
            return
    assert len(said) < quorum


# --- by hand, and by time -----------------------------------------------------------------


@pytest.mark.parametrize("state", [None, *AwardState])
def test_a_maintainer_can_name_whoever_has_not_got_it(state: AwardState | None) -> None:
    before = None if state is None else replace(make_award(state), decided_by=KIM.account)

    def naming(by: Voice, reason: str = "held the workshop") -> AwardChange:
        return nominate(
            before,
            person_id=UserId(1),
            badge="example",
            tier=None,
            by=by,
            now=LATER,
            evidence=("nomination:x",),
            reason=reason,
        )

    if state in (AwardState.GRANTED, AwardState.DISPUTED, AwardState.PROPOSED, AwardState.HELD):
        with pytest.raises(ConflictError, match=f"is {state} already"):
            naming(LEE)
        return
    change = naming(LEE)
    assert (change.kind, change.before, change.by) == (ChangeKind.NOMINATED, before, LEE.account)
    assert change.reason == "held the workshop"
    assert change.award == Award(
        id=award_id(1, "example", None),
        person_id=UserId(1),
        badge="example",
        tier=None,
        state=AwardState.PROPOSED,
        earned_at=LATER,
        evidence=("nomination:x",),
        given_by=LEE.account,
    )
    with pytest.raises(ForbiddenError):
        naming(SECOND_ACCOUNT)
    with pytest.raises(UserError, match="say why"):
        naming(LEE, reason=" ")


def test_a_proposal_ends_when_nobody_has_decided_in_time() -> None:
    change = lapse(make_award(), now=LATER, waited="60d")
    assert (change.kind, change.by) == (ChangeKind.LAPSED, None)
    assert change.award.state is AwardState.REJECTED
    assert (change.award.decided_by, change.award.decided_at) == (None, LATER)
    assert change.award.reason == change.reason == "nobody decided within 60d"
    assert change.award.is_settled, "the rule does not propose it again"
