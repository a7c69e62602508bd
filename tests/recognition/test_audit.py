"""Tests of recognition.audit: no entry can be touched without showing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recognition.audit import Entry, Event, award_event, chain, first_flaw, seal
from recognition.awards import Award, AwardChange, AwardState, ChangeKind
from recognition.kernel.ids import UserId
from tests.recognition.factories import NOON

TEXTS = st.text(max_size=8)
EVENTS = st.builds(
    Event,
    at=st.integers(0, 10**12).map(lambda number: NOON + timedelta(microseconds=number)),
    actor_id=st.none() | st.integers(1, 9).map(UserId),
    action=TEXTS,
    subject=TEXTS,
    details=st.dictionaries(TEXTS, st.none() | st.integers() | TEXTS | st.lists(TEXTS)),
)
CHAINS = st.lists(EVENTS, min_size=1, max_size=8).map(lambda events: list(chain(events)))


def make_chain(number: int) -> list[Entry]:
    return list(
        chain(Event(at=NOON, actor_id=None, action="a", subject=str(n)) for n in range(number))
    )


@given(CHAINS)
def test_what_was_written_has_no_flaw(entries: list[Entry]) -> None:
    assert first_flaw(entries) is None
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


@given(CHAINS, st.lists(EVENTS, max_size=4))
def test_a_chain_is_continued_where_it_ended(entries: list[Entry], more: list[Event]) -> None:
    last = entries[-1]
    assert first_flaw([*entries, *chain(more, seq=last.seq, previous=last.hash)]) is None


@given(CHAINS, st.data())
def test_a_changed_entry_is_named(entries: list[Entry], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    entry = entries[index]
    field = data.draw(st.sampled_from(["at", "actor_id", "action", "subject", "details"]))
    forged: Any = getattr(data.draw(EVENTS), field)
    assume(forged != getattr(entry.event, field))
    entries[index] = replace(entry, event=replace(entry.event, **{field: forged}))
    flaw = first_flaw(entries)
    assert flaw is not None
    assert flaw.seq == entry.seq


@given(CHAINS, st.data())
def test_an_entry_that_was_sealed_anew_breaks_the_one_behind_it(
    entries: list[Entry], data: st.DataObject
) -> None:
    """Who can compute hashes has to rewrite all that follows, up to the head that was noted."""
    index = data.draw(st.integers(0, len(entries) - 1))
    entry, event = entries[index], data.draw(EVENTS)
    assume(event != entry.event)
    entries[index] = replace(entry, event=event, hash=seal(entry.seq, event, entry.previous))
    flaw = first_flaw(entries)
    if index == len(entries) - 1:
        assert flaw is None
        assert entries[-1].hash != entry.hash, "a noted head shows it"
    else:
        assert flaw is not None
        assert flaw.seq == entry.seq + 1


@given(CHAINS, st.data())
def test_a_deleted_entry_is_named_unless_it_was_the_newest(
    entries: list[Entry], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    was_newest = index == len(entries) - 1
    gone = entries.pop(index)
    flaw = first_flaw(entries)
    if was_newest:
        assert flaw is None
        assert gone.hash not in {entry.hash for entry in entries}, "a noted head shows it"
    else:
        assert flaw is not None
        assert (flaw.seq, "missing" in flaw.said) == (gone.seq, True)


@given(CHAINS, EVENTS, st.data())
def test_an_inserted_entry_is_named(
    entries: list[Entry], event: Event, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    previous = entries[index - 1].hash if index else ""
    forged = Entry(
        seq=index + 1, event=event, previous=previous, hash=seal(index + 1, event, previous)
    )
    behind = [replace(entry, seq=entry.seq + 1) for entry in entries[index:]]
    flaw = first_flaw([*entries[:index], forged, *behind])
    assert flaw is not None
    assert flaw.seq == index + 2


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 3), (0, 4)])
def test_two_entries_that_changed_places_are_found(one: int, other: int) -> None:
    entries = make_chain(5)
    first, second = entries[one], entries[other]
    entries[one] = replace(second, seq=first.seq)
    entries[other] = replace(first, seq=second.seq)
    flaw = first_flaw(entries)
    assert flaw is not None
    assert flaw.seq == one + 1


def test_the_hash_is_of_canonical_json_and_stays_what_it_is() -> None:
    """A later version of the program must be able to check what this one wrote."""
    event = Event(
        at=NOON, actor_id=UserId(7), action="award.revoked", subject="x", details={"ä": 1}
    )
    written = b'[1,"2026-03-04T12:00:00+00:00",7,"award.revoked","x",{"\\u00e4":1},""]'
    assert seal(1, event, "") == sha256(written).hexdigest()
    abroad = event.at.astimezone(timezone(timedelta(hours=5)))
    assert seal(1, replace(event, at=abroad), "") == seal(1, event, "")


def test_an_award_is_written_down_whole() -> None:
    before = Award(
        id="x",
        person_id=UserId(1),
        badge="example",
        tier="gold",
        state=AwardState.GRANTED,
        earned_at=NOON,
        evidence=("a", "b"),
    )
    after = replace(before, state=AwardState.REVOKED, decided_by=UserId(9), reason="copied")
    change = AwardChange(
        kind=ChangeKind.REVOKED,
        award=after,
        before=before,
        by=UserId(9),
        reason="copied",
        voices=(UserId(8), UserId(9)),
        quorum=2,
    )
    event = award_event(change, now=NOON + timedelta(hours=1))
    assert (event.action, event.subject, event.actor_id) == ("award.revoked", "x", 9)
    assert event.details["from"] == "granted"
    assert event.details["reason"] == "copied"
    assert (event.details["voices"], event.details["quorum"]) == ([8, 9], 2)
    written = event.details["award"]
    assert (written["person"], written["badge"], written["tier"]) == (1, "example", "gold")
    assert (written["state"], written["evidence"][0]) == ("revoked", 2)
    other = award_event(replace(change, award=replace(after, evidence=("a", "c"))), now=NOON)
    assert other.details["award"]["evidence"] != written["evidence"]
