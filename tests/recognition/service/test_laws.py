"""The law of the record: in whatever order things happen, awards follow from what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from recognition.facts import Fact
from recognition.kernel.store import Database
from recognition.rules import exclusions, rule
from recognition.service import facts, identity, persons, record, settle, undo
from tests.recognition.factories import NOON
from tests.recognition.service.laws import (
    STORIES,
    Learn,
    Link,
    OptIn,
    OptOut,
    Rename,
    Step,
    Story,
    TakeIn,
    Unlink,
    check,
    deed,
)
from tests.recognition.service.mutants import mutated


@given(story=STORIES)
@settings(
    max_examples=100,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_happens_in_whatever_order_gives_the_awards_of_a_recount(
    database: Database, story: Story
) -> None:
    with database.reading() as session:
        check(session, story)
        session.rollback()


def did(
    number: int,
    *,
    kind: str = "pr.merged",
    person: int = 1,
    day: int = 0,
    name: str = "a/x",
    other: int = 0,
    **said: Any,
) -> Fact:
    said = {"at": NOON + timedelta(days=day), "label": "bad", **said}
    return deed(kind, person, 1, name, number, other, **said)


def reverted(number: int, *, by: int) -> Fact:
    return did(number, kind="pr.reverted", person=3, day=by, other=by)


def learn(*facts: Fact) -> Learn:
    return Learn(facts)


@dataclass(frozen=True)
class Mutant:
    """A mistake in the program, and a story in which it shows."""

    module: ModuleType
    line: str
    instead: str
    story: list[Step]


MUTANTS = {
    "what is known is told as new": Mutant(
        facts,
        "before = known.get(key)",
        "before = None",
        [learn(did(1, version=2, label="good")), learn(did(1))],
    ),
    "an older version overwrites a newer": Mutant(
        facts,
        "if newest(same_name, fact) != same_name:",
        "if fact != same_name:",
        [learn(did(1, version=2, retracted=True)), learn(did(1))],
    ),
    "a late fact is put at the end": Mutant(
        rule,
        "late = progress.last is not None and min(places) <= progress.last",
        "late = False",
        [learn(did(1, day=3)), learn(did(2, day=1))],
    ),
    "a machine's work counts": Mutant(
        exclusions,
        "or not counts(fact.actor, machines=self.machines)\n",
        "or False\n",
        [learn(did(1, actor_type="Bot"))],
    ),
    "a retracted fact counts": Mutant(
        exclusions,
        "fact.retracted\n",
        "False\n",
        [learn(did(1)), learn(did(1, version=2, retracted=True))],
    ),
    "reverted work counts": Mutant(
        exclusions,
        "fact.undone_by is not None\n",
        "False\n",
        [learn(did(1)), learn(reverted(1, by=2))],
    ),
    "a revert undoes only what is known already": Mutant(
        undo,
        "fates |= _fates(session, asked)",
        "",
        [learn(reverted(1, by=2)), learn(did(1))],
    ),
    "a revert undoes only what comes after it": Mutant(
        undo,
        "fates = _fates_after(session, reverted)",
        "fates = {}",
        [learn(did(1)), learn(reverted(1, by=2))],
    ),
    "a revert of a revert is not looked for": Mutant(
        undo,
        "ahead = {revert.reverting for revert in above} - known",
        "ahead = set()",
        [learn(reverted(1, by=2)), learn(reverted(2, by=3)), learn(did(1))],
    ),
    "a fact keeps its repository's old name": Mutant(
        facts,
        "fact = _named(given, names)",
        "fact = given",
        [Rename(1, "a/y", NOON + timedelta(days=9)), learn(did(1))],
    ),
    "older facts keep their repository's old name": Mutant(
        record,
        "for some in rename_facts(session, renamed):",
        "for some in []:",
        [learn(did(1, name="a/y")), learn(did(2, day=1))],
    ),
    "a name that is heard late is taken for the newest": Mutant(
        facts,
        "if repo not in known or sight > known[repo]",
        "if True",
        [learn(did(1, day=2)), learn(did(2, day=1, name="a/y"))],
    ),
    "what was taken in is never judged": Mutant(
        record,
        "rows = [{",
        "rows = [] and [{",
        [learn(did(1)), TakeIn((did(2, day=1),))],
    ),
    "what was left is lost when the next fact comes": Mutant(
        record,
        "        changes = _settle_all(session, left, catalog=catalog, now=now)\n",
        "",
        [learn(did(1)), TakeIn((did(2, day=1),)), learn(did(3, day=2))],
    ),
    "a linked account stays a person": Mutant(
        identity,
        "return self.persons.get(account, account)",
        "return account",
        [learn(did(1), did(2, person=2)), Link(2, 1), learn(did(3, person=2, day=1))],
    ),
    "work of one's other account is another's": Mutant(
        identity,
        'return replace(fact, attrs={**fact.attrs, "author": fact.actor.id})',
        "return fact",
        [
            learn(did(1), did(2, person=2)),
            learn(did(1, kind="review.submitted", person=2, other=1)),
            learn(did(2, kind="review.submitted", person=2, other=3, day=1)),
            Link(2, 1),
        ],
    ),
    "parting leaves the lead as it is": Mutant(
        persons,
        "people = [gone.person_id, account_id]",
        "people = [account_id]",
        [learn(did(1), did(2, person=2)), Link(2, 1), Unlink(2)],
    ),
    "opting out is not heeded": Mutant(
        settle,
        "heard = [person for person in some if person not in known.silent]",
        "heard = list(some)",
        [learn(did(1)), OptOut(1), TakeIn((did(2, day=1),))],
    ),
    "opting in makes nothing good": Mutant(
        persons,
        "    person = person_of(session, account_id)\n    return _settle_all",
        "    person = person_of(session, account_id)\n    return []\n    return _settle_all",
        [learn(did(1)), OptOut(1), learn(did(2, day=1)), OptIn(1)],
    ),
    "a deed stays with whom it was thought to be of": Mutant(
        record,
        "self._note(before, people, {badge: Change(gone[badge], None) for badge in gone})",
        "pass",
        [
            learn(did(1), did(2, person=2)),
            learn(did(1, kind="issue.opened", day=1)),
            learn(did(1, kind="issue.opened", person=2, day=1, version=2)),
        ],
    ),
    "what requires a badge is not looked at again": Mutant(
        settle,
        "due |= catalog.dependents[badge.id]",
        "pass",
        [learn(did(1, kind="issue.opened")), learn(did(1, day=1))],
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_law_holds_and_no_mistake_is_hidden_from_it(database: Database, name: str) -> None:
    """A law that no mistake breaks says nothing: each of these mistakes must break it."""
    mutant = MUTANTS[name]
    story: Story = [(step, None) for step in mutant.story]
    with database.reading() as session:
        check(session, story)
        session.rollback()
    broken = pytest.raises(AssertionError)
    with (
        mutated(mutant.module, mutant.line, mutant.instead),
        broken,
        database.reading() as session,
    ):
        check(session, story)


SOON_FOUND = (
    "what is known is told as new",
    "an older version overwrites a newer",
    "a late fact is put at the end",
    "reverted work counts",
)


@pytest.mark.parametrize("name", SOON_FOUND)
def test_a_mistake_is_found_without_being_told_where(database: Database, name: str) -> None:
    @seed(2026)
    @given(story=STORIES)
    @settings(
        max_examples=300,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    def holds(story: Story) -> None:
        with database.reading() as session:
            check(session, story)
            session.rollback()

    mutant = MUTANTS[name]
    with mutated(mutant.module, mutant.line, mutant.instead), pytest.raises(AssertionError):
        holds()
