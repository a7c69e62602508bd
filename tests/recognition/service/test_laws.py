"""The law of the record: in whatever order things happen, awards follow from what happened."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from recognition.kernel.store import Database
from recognition.rules import exclusions, rule
from recognition.service import facts, identity, persons, record, settle, undo
from tests.recognition.service.laws import STORIES, Story, check
from tests.recognition.service.mutants import mutated


@given(story=STORIES)
@settings(
    max_examples=150,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_happens_in_whatever_order_gives_the_awards_of_a_recount(
    database: Database, story: Story
) -> None:
    with database.reading() as session:
        check(session, story)
        session.rollback()


MUTANTS: dict[str, tuple[ModuleType, str, str]] = {
    "what is known is told as new": (
        facts,
        "before = known.get(key)",
        "before = None",
    ),
    "an older version overwrites a newer": (
        facts,
        "if newest(same_name, fact) != same_name:",
        "if fact != same_name:",
    ),
    "a late fact is put at the end": (
        rule,
        "late = progress.last is not None and min(places) <= progress.last",
        "late = False",
    ),
    "a retracted fact counts": (exclusions, "fact.retracted\n", "False\n"),
    "reverted work counts": (exclusions, "fact.undone_by is not None\n", "False\n"),
    "a revert undoes only what is known already": (undo, "fates |= _fates(session, asked)", ""),
    "a revert undoes only what comes after it": (
        undo,
        "fates = _fates_after(session, reverted)",
        "fates = {}",
    ),
    "a revert of a revert is not looked for": (
        undo,
        "ahead = {revert.reverting for revert in above} - known",
        "ahead = set()",
    ),
    "a fact keeps its repository's old name": (
        facts,
        "fact = _named(given, names)",
        "fact = given",
    ),
    "older facts keep their repository's old name": (
        record,
        "for some in rename_facts(session, renamed):",
        "for some in []:",
    ),
    "a name that is heard late is taken for the newest": (
        facts,
        "if repo not in known or sight > known[repo]",
        "if True",
    ),
    "what was taken in is never judged": (record, "rows = [{", "rows = [] and [{"),
    "what was left is lost when the next fact comes": (
        record,
        "        changes = _settle_all(session, left, catalog=catalog, now=now)\n",
        "",
    ),
    "a linked account stays a person": (
        identity,
        "return self.persons.get(account, account)",
        "return account",
    ),
    "work of one's other account is another's": (
        identity,
        'return replace(fact, attrs={**fact.attrs, "author": fact.actor.id})',
        "return fact",
    ),
    "parting leaves the lead as it is": (
        persons,
        "people = [gone.person_id, account_id]",
        "people = [account_id]",
    ),
    "opting out is not heeded": (record, "if person not in people.silent:", "if True:"),
    "opting in makes nothing good": (
        persons,
        "    person = person_of(session, account_id)\n    return _settle_all",
        "    person = person_of(session, account_id)\n    return []\n    return _settle_all",
    ),
    "a deed stays with whom it was thought to be of": (
        record,
        "self._note(before, people, {badge: Change(gone[badge], None) for badge in gone})",
        "pass",
    ),
    "what requires a badge is not looked at again": (
        settle,
        "due |= catalog.dependents[badge.id]",
        "pass",
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_law_catches(database: Database, mutant: str) -> None:
    """A law that no mistake breaks says nothing: each of these mistakes must break it."""

    @given(story=STORIES)
    @settings(
        max_examples=400,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    def holds(story: Story) -> None:
        with database.reading() as session:
            check(session, story)
            session.rollback()

    with mutated(*MUTANTS[mutant]), pytest.raises(AssertionError):
        holds()
